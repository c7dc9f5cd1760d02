//! A database of a newer generation: operations that would damage it are refused, the others work.

use std::fs;
use std::path::{Path, PathBuf};

use super::secrets;
use super::{TestEnv, json, kozmoai};

/// A folder with a genuine database of Langflow 1.13.0 and its key.
fn newer() -> (TestEnv, PathBuf) {
    let home = TestEnv::embedded();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/langflow-1.13.0");
    let path = home.path().join("langflow.db");
    fs::write(&path, fs::read(fixture.join("langflow.db")).unwrap()).unwrap();
    let key = fs::read_to_string(fixture.join("secret_key")).unwrap();
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={key}\n"));
    secrets::keep_in(home.path(), &format!("sqlite:///{}", path.display()));
    fs::create_dir(home.path().join("config")).unwrap();
    (home, path)
}

/// Every row of every table.
fn content(path: &Path) -> Vec<String> {
    let db = rusqlite::Connection::open(path).unwrap();
    let mut names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").unwrap();
    let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let mut all = Vec::new();
    for name in names {
        let mut rows = db.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
        let columns = rows.column_count();
        let mut rows = rows.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let cells = (0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
            all.push(format!("{name}: {}", cells.collect::<Vec<_>>().join("|")));
        }
    }
    all
}

fn refused(home: &TestEnv, arguments: &[&str]) -> String {
    let (_, code, printed) = json(kozmoai(home.path(), arguments));
    assert_eq!(code, 8, "{arguments:?}: {printed}");
    assert!(printed.contains("newer generation"), "{arguments:?}: {printed}");
    printed
}

#[test]
fn newer_generation_is_not_damaged() {
    let (home, path) = newer();
    let before = content(&path);
    fs::write(home.path().join("value"), "eu-west-1").unwrap();
    let variables = r#"[{"name": "REGION", "type": "Generic", "value": "eu-west-1"}]"#;
    fs::write(home.path().join("variables.json"), variables).unwrap();
    refused(&home, &["variables", "set", "alice", "REGION", "--type", "Generic", "--value-file", "value"]);
    refused(&home, &["variables", "import", "alice", "variables.json"]);
    refused(&home, &["api-keys", "create", "alice", "mine"]);
    refused(&home, &["store", "copy", "-", "sled:///copied"]);
    refused(&home, &["rotate", "--yes"]);
    refused(&home, &["rotate", "--dry-run"]);
    assert!(!home.path().join("copied").exists() && !home.path().join("config/rotation.json").exists());
    assert!(content(&path) == before, "the database was changed");
}

#[test]
fn envelope_encryption_prevents_rotation() {
    let (home, path) = newer();
    let db = rusqlite::Connection::open(&path).unwrap();
    for table in ["apikey", "mcp_server", "deployment_provider_account", "connection_secret", "connection_oauth", "job"] {
        db.execute_batch(&format!("PRAGMA foreign_keys = off; DELETE FROM \"{table}\"")).unwrap();
    }
    db.execute_batch("DELETE FROM \"trigger\"; DELETE FROM trigger_cleanup; UPDATE folder SET auth_settings = NULL").unwrap();
    let printed = refused(&home, &["rotate", "--yes"]);
    assert!(printed.contains("sso_config.client_secret_encrypted"), "{printed}");
    // Without other encrypted values, it works.
    db.execute_batch("DELETE FROM sso_config").unwrap();
    drop(db);
    let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "--yes"]));
    assert_eq!(code, 0, "{printed}");
    assert_eq!(done["values"]["unreadable"], 0);
}

#[test]
fn short_key_is_refused_on_a_newer_generation() {
    let (home, _) = newer();
    secrets::write_env(home.path(), "KOZMOAI_SECRET_KEY=randomly_generated_secure_key\n");
    fs::write(home.path().join("value"), "x").unwrap();
    refused(&home, &["key", "check"]);
    refused(&home, &["variables", "set", "alice", "TOKEN", "--value-file", "value"]);
    refused(&home, &["rotate", "--yes"]);
}

#[test]
fn supported_operations_work_on_newer_generation() {
    let (home, _) = newer();
    let (users, code, printed) = json(kozmoai(home.path(), &["users", "list"]));
    assert!(code == 0 && users["total_count"].as_u64().unwrap() > 3, "{printed}");
    fs::write(home.path().join("value"), "s3cret").unwrap();
    assert_eq!(json(kozmoai(home.path(), &["variables", "set", "alice", "MINE", "--value-file", "value"])).1, 0);
    let (checked, code, printed) = json(kozmoai(home.path(), &["key", "check"]));
    assert_eq!((code, &checked["values"]["unreadable"]), (0, &0.into()), "{printed}");
    assert!(!printed.contains("stored as plaintext"), "no wrong advice: {printed}");
    let doctor = kozmoai(home.path(), &["doctor"]).output().unwrap();
    let said = String::from_utf8(doctor.stdout).unwrap();
    assert!(said.contains("newer generation") && said.contains("outside the inventory look encrypted"), "{said}");
    assert!(!said.contains("stored as plaintext") && !said.contains("All secrets can be decrypted"), "{said}");
}
