//! The command: its output for scripts and its exit codes.

use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

use super::{ARGON2, BCRYPT, Engine, filled, person, settings};

/// The document on standard output, the exit code, and standard error.
fn run(folder: &Path, arguments: &[&str], store: Option<&str>) -> (Value, i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", folder)
        .current_dir(folder)
        .args(["store", "copy", "--json"])
        .args(arguments);
    command.envs(store.map(|store| ("KOZMOAI_DATABASE_URL", store)));
    let output = command.output().unwrap();
    let printed = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
    (printed, output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn command_reports_what_was_copied() {
    for engine in Engine::every().filter(|engine| engine.is_kozmoais()) {
        let folder = tempfile::tempdir().unwrap();
        settings(folder.path());
        let people = [person(Engine::Sled, 0, Some(ARGON2)), person(Engine::Sled, 1, Some(BCRYPT))];
        let source = filled(Engine::Sled, folder.path(), "source", &people);
        let target = engine.place(folder.path(), "target");
        // The address as typed, since displayed ones hide passwords.
        let address = match engine {
            Engine::Postgres => format!("{target}").replace("postgres@", "postgres:hidden@"),
            _ => target.to_string(),
        };
        let (mut message, code, said) = run(folder.path(), &["source", "-"], Some(&address));
        assert_eq!(code, 0, "{said}");
        assert!(message["seconds"].as_f64().unwrap() > 0.0);
        message.as_object_mut().unwrap().remove("seconds");
        let key = |n: usize, name: Value| json!({"id": people[n].secrets.api_keys[0].id, "user": people[n].user.username, "name": name});
        let shown = address.replace("hidden", "***");
        let expected = json!({
            "changed": true,
            "from": source.to_string(),
            "to": shown,
            "copied": {"users": 2, "folders": 4, "variables": 4, "api_keys": 0, "store_keys": 2},
            "passwords_not_copied": ["Pérson 0"],
            "api_keys_not_copied": [key(0, json!("ci")), key(1, Value::Null)],
            "ownerless_not_copied": [],
            "folders_taken_out": 0,
            "compared": 12,
        });
        assert_eq!(message, expected);
        assert!(said.contains("kozmoai users passwd") && said.contains("kozmoai api-keys create"), "{said}");
        assert!(!said.contains("hidden") && !said.contains("No superuser"), "{said}");
        let (_, code, said) = run(folder.path(), &["source", &target.to_string()], None);
        assert_eq!(code, 5, "{said}");
        let refused: Value = serde_json::from_str(&said).unwrap();
        assert_eq!(refused["error"]["details"], json!(["Pérson 0: same name", "Pérson 1: same name"]));
        assert_eq!(run(folder.path(), &[&target.to_string(), "-"], Some(&address)).1, 5);
    }
}

#[test]
fn invalid_address_is_refused_without_its_password() {
    let folder = tempfile::tempdir().unwrap();
    settings(folder.path());
    for (arguments, name) in [(["mysql://u:hidden@h/db", "x"], "FROM_URL"), (["x", "postgresql://u:hidden@h:p/db"], "TO_URL")] {
        let (_, code, said) = run(folder.path(), &arguments, None);
        assert!(code == 2 && said.contains(name) && !said.contains("hidden"), "{code} {said}");
    }
}
