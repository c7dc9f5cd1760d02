//! Changes that are only planned leave no trace: no file, no directory, no audit event, and the database as it was.

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::script::kozmoai;

/// The names below a directory, with the bytes of files outside the embedded database, which its library rewrites when it is opened.
fn files(folder: &Path, found: &mut BTreeMap<PathBuf, Vec<u8>>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        if path.is_dir() {
            found.insert(path.clone(), Vec::new());
            if !path.ends_with("store") {
                files(&path, found);
            }
        } else {
            // Holds the process that has the database open.
            let is_note = path.extension().is_some_and(|suffix| suffix == "lock");
            found.insert(path.clone(), if is_note { Vec::new() } else { fs::read(&path).unwrap() });
        }
    }
}

fn run(home: &Path, line: &str) -> (Option<i32>, Value) {
    let output = kozmoai(home).args(line.split(' ')).arg("--json").output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap_or_default())
}

#[test]
fn planned_changes_leave_no_trace() {
    let home = tempfile::tempdir().unwrap();
    leave_no_trace(home.path(), "");
}

#[test]
fn planned_changes_leave_no_trace_on_sqlite() {
    let home = tempfile::tempdir().unwrap();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/schema-sqlite.sql");
    let db = rusqlite::Connection::open(home.path().join("kozmoai.db")).unwrap();
    db.execute_batch(&fs::read_to_string(schema).unwrap()).unwrap();
    drop(db);
    leave_no_trace(home.path(), "KOZMOAI_DATABASE_URL=sqlite:///kozmoai.db\n");
}

/// Runs every command that can be only planned; `settings` name the database.
fn leave_no_trace(home: &Path, settings: &str) {
    fs::write(home.join(".env"), settings).unwrap();
    fs::set_permissions(home.join(".env"), Permissions::from_mode(0o600)).unwrap();
    fs::write(home.join("password"), "hard-to-guess-1\n").unwrap();
    fs::write(home.join("users.csv"), "username,password\nzoe,hard-to-guess-2\n").unwrap();
    fs::write(home.join("variables.json"), r#"[{"name": "OTHER", "type": "Credential", "value": "x"}]"#).unwrap();
    for line in [
        "keygen --write .env",
        "superuser --username admin --password-file password",
        "users add anna --active --password-file password",
        "users add ben --password-file password",
        "variables set anna KEY --value-file password",
        "api-keys create anna ci",
        "backup whole.backup",
    ] {
        assert_eq!(run(home, line).0, Some(0), "{line}");
    }
    let mut before = BTreeMap::new();
    files(home, &mut before);
    let events = run(home, "audit --limit 1000").1;
    let users = run(home, "users list").1;
    let (new, elsewhere) = ("sled:///far/away/store", if settings.is_empty() { 0 } else { 8 });
    for (line, code) in [
        ("users delete anna ben --dry-run", 0),
        ("users delete admin --dry-run", 5),
        ("users deactivate anna --dry-run", 0),
        ("users deactivate ben --dry-run", 5),
        ("users transfer anna ben --dry-run", 0),
        ("users transfer anna anna --dry-run", 2),
        ("users import users.csv --dry-run", 0),
        ("users import password --dry-run", 2),
        ("variables import anna variables.json --dry-run", 0),
        ("restore whole.backup --dry-run", 5),
        ("restore whole.backup --replace --dry-run", 0),
        (&format!("restore whole.backup --dry-run --store {new}"), elsewhere),
        ("restore password --replace --dry-run", 8),
        (&format!("store copy - {new} --dry-run"), 0),
        ("store copy - - --dry-run", 5),
        ("key adopt --dry-run", 5),
        ("key adopt --dry-run --if-needed", 0),
        ("rotate --dry-run", 0),
        ("rotate --dry-run --no-backup", 0),
    ] {
        let (ended, document) = run(home, line);
        assert_eq!(ended, Some(code), "{line}");
        assert!(code != 0 || document["dry_run"] == true, "{line}: {document}");
        let mut after = BTreeMap::new();
        files(home, &mut after);
        let names = |found: &BTreeMap<PathBuf, Vec<u8>>| found.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&after), names(&before), "{line}");
        assert!(after == before, "{line} changed a file");
    }
    assert_eq!(run(home, "audit --limit 1000").1, events);
    assert_eq!(run(home, "users list").1, users);
    let backup = home.join(".local/share/kozmoai/backups");
    assert_eq!(run(home, "rotate --dry-run").1["backup"], backup.display().to_string());
    assert_eq!(run(home, "rotate --dry-run --no-backup").1["backup"], Value::Null);
    untouched_database_stays_so(home);
}

/// Plans on a database that kozmoai has not changed yet.
fn untouched_database_stays_so(home: &Path) {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/schema-sqlite.sql");
    let db = rusqlite::Connection::open(home.join("fresh.db")).unwrap();
    db.execute_batch(&fs::read_to_string(schema).unwrap()).unwrap();
    drop(db);
    let mut before = BTreeMap::new();
    files(home, &mut before);
    for (line, code) in [
        ("key adopt --dry-run", 0),
        ("rotate --dry-run", 0),
        ("users delete anna --dry-run", 4),
        ("users import users.csv --dry-run", 0),
        ("store copy - sled:///far/away/store --dry-run", 0),
    ] {
        assert_eq!(run(home, &format!("{line} --store sqlite:///fresh.db")).0, Some(code), "{line}");
        let mut after = BTreeMap::new();
        files(home, &mut after);
        assert_eq!(after.keys().collect::<Vec<_>>(), before.keys().collect::<Vec<_>>(), "{line}");
        assert!(after == before, "{line} changed a file");
    }
}

/// A plan has the exit code and the document of the change itself, except for its mark and times.
#[test]
fn plan_agrees_with_the_change() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::write(home.join("password"), "hard-to-guess-1\n").unwrap();
    for line in ["keygen --write .env", "superuser --username admin --password-file password"] {
        assert_eq!(run(home, line).0, Some(0), "{line}");
    }
    for name in ["anna", "ben", "cleo"] {
        assert_eq!(run(home, &format!("users add {name} --active --password-file password")).0, Some(0));
        assert_eq!(run(home, &format!("variables set {name} KEY --value-file password")).0, Some(0));
    }
    assert_eq!(run(home, "backup whole.backup").0, Some(0));
    for line in [
        "users transfer anna ben",
        "users deactivate cleo",
        "users delete anna cleo",
        "users delete admin",
        "store copy - sled:///copied",
        "store copy - sled:///copied",
        "restore whole.backup --replace",
    ] {
        let confirmed = if ["store", "users deactivate"].iter().any(|start| line.starts_with(start)) { "" } else { " --yes" };
        let (planned_code, mut planned) = run(home, &format!("{line} --dry-run"));
        let (code, mut done) = run(home, &format!("{line}{confirmed}"));
        assert_eq!(planned_code, code, "{line}");
        if code == Some(0) {
            assert_eq!(planned.as_object_mut().unwrap().remove("dry_run"), Some(true.into()), "{line}");
        }
        for document in [&mut planned, &mut done] {
            if let Some(members) = document.as_object_mut() {
                members.remove("seconds");
            }
            for user in document["users"].as_array_mut().into_iter().flatten() {
                user["updated_at"] = Value::Null;
            }
        }
        assert_eq!(planned, done, "{line}");
    }
}
