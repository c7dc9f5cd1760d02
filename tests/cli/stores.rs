//! What a case file cannot express: databases that cannot be opened, IDs that differ in each run, two databases.

use std::path::Path;
use std::process::Output;

use kozmoai::model::StoreUrl;
use serde_json::Value;

use super::script::kozmoai;

fn run(home: &Path, arguments: &[&str]) -> Output {
    kozmoai(home).args(arguments).output().unwrap()
}

/// The JSON document of a command, which must succeed.
fn document(home: &Path, arguments: &[&str]) -> Value {
    let output = kozmoai(home).args(arguments).arg("--json").output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn database_in_use_names_its_holder() {
    let home = tempfile::tempdir().unwrap();
    let held = kozmoai::store::open(&StoreUrl::Embedded(home.path().join("held"))).unwrap();
    let output = run(home.path(), &["users", "list", "--store", "held"]);
    drop(held);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(8), "{said}");
    assert!(said.contains(&std::process::id().to_string()), "{said}");
}

#[test]
fn foreign_folder_is_refused_unchanged() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("papers");
    std::fs::create_dir(&folder).unwrap();
    std::fs::write(folder.join("letter"), "dear").unwrap();
    let output = run(home.path(), &["users", "list", "--store", "papers", "--json"]);
    assert_eq!(output.status.code(), Some(8));
    let said: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(said["error"]["kind"], "store");
    let left: Vec<_> = folder.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["letter"]);
}

#[test]
fn id_works_wherever_a_name_does() {
    let home = tempfile::tempdir().unwrap();
    let add = |name| document(home.path(), &["users", "add", name, "--generate-password"])["id"].as_str().unwrap().to_owned();
    let (anna, bob) = (add("anna"), add("bob"));
    let undashed = anna.replace('-', "");
    assert_eq!(document(home.path(), &["users", "show", "--id", &undashed])["username"], "anna");
    let switched = document(home.path(), &["users", "activate", "--id", &anna, "--id", &bob]);
    let active: Vec<_> = switched["users"].as_array().unwrap().iter().map(|user| user["is_active"].clone()).collect();
    assert_eq!(active, [true, true]);
    document(home.path(), &["users", "passwd", "--id", &anna, "--generate-password"]);
    assert_eq!(document(home.path(), &["users", "rename", "--id", &anna, "anne"])["username"], "anne");
    document(home.path(), &["users", "delete", "--id", &bob, "--confirm", "bob"]);
    assert_eq!(document(home.path(), &["users", "list"])["total_count"], 1);
}

#[test]
fn password_hashes_are_exported_only_on_request() {
    let home = tempfile::tempdir().unwrap();
    document(home.path(), &["users", "add", "anna", "--active", "--generate-password"]);
    let plain = run(home.path(), &["users", "export", "--format", "json"]);
    assert!(!String::from_utf8(plain.stdout).unwrap().contains("argon2"));
    let export = run(home.path(), &["users", "export", "--with-password-hashes"]);
    std::fs::write(home.path().join("users.json"), &export.stdout).unwrap();
    assert_eq!(document(home.path(), &["users", "import", "users.json", "--store", "other"])["imported"], true);
    let again = run(home.path(), &["users", "export", "--with-password-hashes", "--store", "other"]);
    let hash = |output: &Output| serde_json::from_slice::<Value>(&output.stdout).unwrap()["users"][0]["password_hash"].clone();
    assert!(hash(&export).as_str().unwrap().starts_with("$argon2id$"));
    assert_eq!(hash(&export), hash(&again));
}

/// Copies a database of Kozmoai into the folder and returns its address.
fn kozmoais(home: &Path) -> &'static str {
    std::fs::write(home.join("kozmoai.db"), include_bytes!("../fixtures/kozmoai-0.1.8/kozmoai.db")).unwrap();
    "sqlite:///kozmoai.db"
}

#[test]
fn kozmoai_database_refuses_argon2_hashes() {
    let home = tempfile::tempdir().unwrap();
    let database = kozmoais(home.path());
    document(home.path(), &["users", "add", "anna", "--active", "--generate-password"]);
    let exported = |store: &[&str]| {
        let users = document(home.path(), &[&["users", "export", "--with-password-hashes"], store].concat());
        users["users"].as_array().unwrap().iter().map(|user| user["password_hash"].clone()).collect::<Vec<_>>()
    };
    let (argon2, bcrypt) = (&exported(&[])[0], &exported(&["--store", database])[0]);
    assert!(bcrypt.as_str().unwrap().starts_with("$2b$12$"), "{bcrypt}");
    let old = bcrypt.as_str().unwrap().replace("$2b$", "$2x$");
    let row = |name: &str, hash: &Value| serde_json::json!({"username": name, "is_active": true, "password_hash": hash});
    let import = |rows: Vec<Value>, more: &[&str]| {
        std::fs::write(home.path().join("users.json"), serde_json::json!(rows).to_string()).unwrap();
        run(home.path(), &[&["users", "import", "users.json", "-v", "--store", database], more].concat())
    };
    for more in [&["--dry-run"][..], &[]] {
        let output = import(vec![row("anna", argon2), row("bert", bcrypt), row("carl", &old.as_str().into())], more);
        assert_eq!(output.status.code(), Some(5), "{more:?}");
        let said = String::from_utf8(output.stdout).unwrap();
        let [anna, bert, carl] = said.lines().collect::<Vec<_>>().try_into().unwrap();
        for refused in [anna, carl] {
            assert!(refused.contains("not bcrypt") && refused.contains("set a password"), "{said}");
        }
        assert!(bert.ends_with("bert  valid"), "{said}");
        assert_eq!(document(home.path(), &["users", "list", "--store", database])["total_count"], 4, "nothing was imported");
    }
    assert!(import(vec![row("bert", bcrypt)], &[]).status.success());
    assert_eq!(exported(&["--store", database]).iter().filter(|hash| *hash == bcrypt).count(), 2);
}

#[test]
fn flows_and_files_are_counted() {
    let home = tempfile::tempdir().unwrap();
    let database = kozmoais(home.path());
    let sql = "INSERT INTO flow (id, name, user_id, folder_id, data)
                   SELECT '00000000000000000000000000000001', 'f', u.id, f.id, '{}'
                   FROM user u JOIN folder f ON f.user_id = u.id WHERE u.username = 'alice';
               INSERT INTO file (id, user_id, name, path, size, created_at, updated_at)
                   SELECT '00000000000000000000000000000002', id, 'f', 'a/f', 1, create_at, create_at FROM user
                   WHERE username = 'alice'";
    rusqlite::Connection::open(home.path().join("kozmoai.db")).unwrap().execute_batch(sql).unwrap();
    let counts = |user: &Value| ["folders", "variables", "api_keys", "flows", "files"].map(|name| user[name].as_u64());
    let all = [1; 5].map(Some);
    assert_eq!(counts(&document(home.path(), &["users", "show", "alice", "--store", database])), all);
    let plain = run(home.path(), &["users", "show", "alice", "--store", database]);
    assert!(String::from_utf8(plain.stdout).unwrap().contains("1 flow, 1 file"));
    let gone = document(home.path(), &["users", "delete", "alice", "--confirm", "alice", "--store", database]);
    assert_eq!(counts(&gone["deleted"][0]), all);
}

#[test]
fn secrets_are_reached_by_user_id() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("value"), "s3cret\n").unwrap();
    std::fs::write(home.path().join("rows"), r#"[{"name":"IMPORTED","value":"x"}]"#).unwrap();
    document(home.path(), &["keygen", "--write", ".env"]);
    let id =
        document(home.path(), &["users", "add", "anna", "--active", "--generate-password"])["id"].as_str().unwrap().to_owned();
    let set = document(home.path(), &["variables", "set", "--id", &id, "TOKEN", "--value-file", "value"]);
    assert_eq!((set["user"].as_str(), &set["value"]), (Some("anna"), &Value::Null));
    assert_eq!(document(home.path(), &["variables", "get", "--id", &id, "TOKEN", "--reveal"])["value"], "s3cret");
    assert_eq!(document(home.path(), &["variables", "import", "--id", &id, "rows"])["imported"], true);
    assert_eq!(document(home.path(), &["variables", "list", "--id", &id])["total_count"], 2);
    assert_eq!(document(home.path(), &["variables", "export", "--id", &id]).as_array().unwrap().len(), 2);
    document(home.path(), &["variables", "delete", "--id", &id, "TOKEN", "--yes"]);
    document(home.path(), &["store-key", "set", "--id", &id, "--value-file", "value"]);
    assert_eq!(document(home.path(), &["users", "show", "--id", &id])["store_api_key"], true);
    document(home.path(), &["store-key", "clear", "--id", &id, "--yes"]);
    let made = document(home.path(), &["api-keys", "create", "--id", &id, "ci", "--expires", "90d"]);
    let (key, api_key) = (made["id"].as_str().unwrap(), made["api_key"].as_str().unwrap());
    let listed = document(home.path(), &["api-keys", "list", "--id", &id]);
    assert_eq!(listed["api_keys"][0]["api_key"], format!("{}…", &api_key[..8]));
    assert_eq!(document(home.path(), &["api-keys", "revoke", key, "--yes"])["is_active"], false);
    assert_eq!(run(home.path(), &["api-keys", "revoke", key, "--yes"]).status.code(), Some(5));
    assert_eq!(document(home.path(), &["api-keys", "list"])["api_keys"][0]["status"], "revoked");
}
