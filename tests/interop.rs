//! The real Kozmoai and this program on one database, in turns and at once: what one did the other sees, and Kozmoai starts
//! clean after it.

#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test fails by panicking, and says what it skips")]

#[path = "interop/kozmoai.rs"]
mod kozmoai;
#[path = "support/postgres.rs"]
mod postgres;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use kozmoai::{ADMIN, Kozmoai, decrypt};
use serde_json::Value;

/// The fixture's folder.
const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8");

/// Both on one database.
struct Turns<'a> {
    python: &'a Path,
    folder: &'a Path,
    database: String,
}

impl Turns<'_> {
    /// Runs our program; gives its exit code and what it printed.
    fn ours(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("HOME", self.folder).current_dir(self.folder);
        command.arg("--config-dir").arg(self.folder).args(["--store", &self.database]).args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        // A command that reads nothing closes its end, which is no failure.
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let code = output.status.code().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        if code != 0 {
            eprintln!("{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        }
        (code, printed)
    }

    fn done(&self, arguments: &[&str], input: &str) -> String {
        let (code, printed) = self.ours(arguments, input);
        assert_eq!(code, 0, "{arguments:?}");
        printed
    }

    fn start(&self) -> Kozmoai {
        Kozmoai::start(self.python, self.folder, &self.database)
    }

    fn values(&self) -> Vec<String> {
        let url = ::kozmoai::model::StoreUrl::parse(&self.database).unwrap();
        let mut tokens = Vec::new();
        let mut keep = |some: &[::kozmoai::model::Value]| {
            tokens.extend(some.iter().map(|value| value.text.clone()));
            Ok(())
        };
        ::kozmoai::store::open(&url).unwrap().values(&mut keep).unwrap();
        tokens
    }

    fn key(&self) -> String {
        fs::read_to_string(self.folder.join("secret_key")).unwrap()
    }
}

/// What Kozmoai says when something of its start went wrong.
fn assert_clean(kozmoai: &Kozmoai) {
    // It holds tracebacks of its components at every start, ours or not.
    let log = kozmoai.log();
    for complaint in ["mismatch between the models", "InvalidToken", "went wrong running migrations", "OperationalError"] {
        assert!(!log.contains(complaint), "{complaint}:\n{log}");
    }
}

fn named<'a>(variables: &'a [Value], name: &str) -> &'a Value {
    variables.iter().find(|variable| variable["name"] == name).unwrap_or(&Value::Null)
}

/// The whole walk, on a database that holds the user alice with an API key, and variables of admin's.
fn in_turns(turns: &Turns<'_>, alices_key: Option<&str>) {
    // Ours first, with Kozmoai stopped.
    turns.done(&["superuser", "--username", "root", "--password-stdin"], "a pass phrase of root");
    turns.done(&["users", "add", "carol", "--active", "--password-stdin"], "a pass phrase of carol");
    turns.done(&["users", "add", "brief", "--active", "--password-stdin"], "a pass phrase of brief");
    turns.done(&["variables", "set", "brief", "GONE", "--value-stdin"], "gone");
    turns.done(&["users", "delete", "brief", "--confirm", "brief"], "");
    turns.done(&["users", "deactivate", "alice"], "");
    turns.done(&["variables", "set", "admin", "OURS", "--type", "Generic", "--value-stdin"], "set by us ✓");
    let made: Value = serde_json::from_str(&turns.done(&["api-keys", "create", "carol", "ci", "--json"], "")).unwrap();
    let carols_key = made["api_key"].as_str().unwrap().to_owned();
    {
        let kozmoai = turns.start();
        assert_clean(&kozmoai);
        assert_eq!(kozmoai.sign_in("root", "a pass phrase of root").0, 200);
        assert_eq!(kozmoai.sign_in("carol", "a pass phrase of carol").0, 200);
        let (status, said) = kozmoai.sign_in("alice", "alice's pass phrase");
        assert!((400..=403).contains(&status) && ["Inactive user", "Waiting for approval"].contains(&said.as_str()), "{said}");
        assert_ne!(kozmoai.sign_in("brief", "a pass phrase of brief").0, 200);
        assert_eq!(kozmoai.with_api_key(&carols_key), 200, "a key of ours works there");
        if let Some(key) = alices_key {
            assert!([401, 403].contains(&kozmoai.with_api_key(key)), "deactivating means the API keys too");
        }
        assert_eq!(named(&kozmoai.variables(ADMIN), "OURS")["value"], "set by us ✓");
        // Both at once.
        kozmoai.make_variable(ADMIN, "THEIRS", "set by Kozmoai ✓", "Credential");
        kozmoai.register("dora", "a pass phrase of dora");
        turns.done(&["users", "activate", "dora"], "");
        turns.done(&["users", "passwd", "carol", "--password-stdin"], "another one of carol's");
        assert_eq!(kozmoai.sign_in("dora", "a pass phrase of dora").0, 200);
        assert_eq!(kozmoai.sign_in("carol", "another one of carol's").0, 200);
        assert_ne!(kozmoai.sign_in("carol", "a pass phrase of carol").0, 200);
        let revoked = made["id"].as_str().unwrap();
        turns.done(&["api-keys", "revoke", revoked], "");
        assert!([401, 403].contains(&kozmoai.with_api_key(&carols_key)), "a key that we revoked opens nothing there");
        assert_eq!(turns.ours(&["rotate", "--yes"], "").0, 8, "a running Kozmoai is noticed");
    }
    assert_eq!(turns.done(&["variables", "get", "admin", "THEIRS", "--reveal"], "").trim_end(), "set by Kozmoai ✓");

    // A rotation, with Kozmoai stopped, held against Kozmoai's own functions.
    let (old, before) = (turns.key(), turns.values());
    let done: Value = serde_json::from_str(&turns.done(&["rotate", "--yes", "--json"], "")).unwrap();
    assert_eq!((done["state"].as_str(), done["values"]["rotated"].as_u64()), (Some("done"), Some(before.len() as u64)));
    let (new, after) = (turns.key(), turns.values());
    assert_ne!(new, old);
    let [mut plain, mut held, refused] = decrypt(turns.python, [(&old, &before), (&new, &after), (&old, &after)]);
    assert!(before.len() >= 3 && plain.iter().all(Option::is_some), "{plain:?}");
    plain.sort();
    held.sort();
    assert_eq!(held, plain, "every value is as it was");
    assert!(refused.iter().all(Option::is_none), "the old key opens nothing any more");
    {
        let kozmoai = turns.start();
        assert_clean(&kozmoai);
        assert_eq!(kozmoai.sign_in("root", "a pass phrase of root").0, 200);
        assert_eq!(named(&kozmoai.variables(ADMIN), "OURS")["value"], "set by us ✓");
        kozmoai.make_variable(ADMIN, "AFTERWARDS", "under the new key", "Generic");
        assert_eq!(named(&kozmoai.variables(ADMIN), "AFTERWARDS")["value"], "under the new key");
    }
    assert_eq!(turns.ours(&["key", "check"], "").0, 0);
    assert_eq!(turns.ours(&["audit", "verify"], "").0, 0);
    assert_eq!(turns.key(), new, "Kozmoai keeps the key that it was given");
}

#[test]
fn a_sqlite_database_that_kozmoai_made() {
    let Some(python) = kozmoai::python() else { return };
    let home = tempfile::tempdir().unwrap();
    let expected: Value = serde_json::from_slice(&fs::read(Path::new(FIXTURE).join("expected.json")).unwrap()).unwrap();
    fs::copy(Path::new(FIXTURE).join("kozmoai.db"), home.path().join("kozmoai.db")).unwrap();
    let key = expected["secret_key"].as_str().unwrap();
    ::kozmoai::config::private_file::create(&home.path().join("secret_key"), key.as_bytes()).unwrap();
    let database = format!("sqlite:///{}", home.path().join("kozmoai.db").display());
    let turns = Turns { python: &python, folder: home.path(), database };
    for variable in expected["superuser"]["variables"].as_array().unwrap() {
        let revealed = turns.done(&["variables", "get", "admin", variable["name"].as_str().unwrap(), "--reveal", "--json"], "");
        let revealed: Value = serde_json::from_str(&revealed).unwrap();
        assert_eq!(revealed["value"], variable["value"]);
    }
    let alice = expected["users"].as_array().unwrap().iter().find(|user| user["username"] == "alice").unwrap();
    in_turns(&turns, alice["api_keys"][0]["api_key"].as_str());
}

#[test]
fn a_postgresql_database_that_kozmoai_made() {
    let (Some(python), Some(server)) = (kozmoai::python(), postgres::server()) else { return };
    let home = tempfile::tempdir().unwrap();
    let database = server.address(&server.empty());
    let turns = Turns { python: &python, folder: home.path(), database };
    {
        let kozmoai = turns.start();
        kozmoai.make_variable(ADMIN, "OPENAI_API_KEY", "sk-example", "Credential");
        kozmoai.make_variable(ADMIN, "region", "eu-west-1", "Generic");
        kozmoai.register("alice", "alice's pass phrase");
    }
    turns.done(&["users", "activate", "alice"], "");
    in_turns(&turns, None);
}
