//! Kozmoai's database in a SQLite file.

use std::fs;
use std::ops::ControlFlow;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kozmoai::error::{Kind, Result};
use kozmoai::model::{AuditEvent, AuditHead, KeyBinding, SignInFailures, StoreUrl, User, UserSecrets};
use kozmoai::store::{Change, CommitOutcome, RewriteOptions, Store};
use rusqlite::Connection;

use super::conformance::secrets;
use super::rewrites::During;
use super::{at, commit, entry, insert, superuser, user};

/// The tables of Kozmoai 0.1.8 that matter, empty.
const SCHEMA: &str = include_str!("../fixtures/kozmoai-0.1.8/schema-sqlite.sql");

/// Creates an empty database and opens it.
pub(super) fn make(path: &Path) -> Box<dyn Store> {
    Connection::open(path).unwrap().execute_batch(SCHEMA).unwrap();
    open(path).unwrap()
}

fn open(path: &Path) -> Result<Box<dyn Store>> {
    kozmoai::store::open(&StoreUrl::Sqlite(path.to_owned()))
}

/// A copy of a database that Kozmoai created.
pub(super) fn genuine(folder: &Path) -> PathBuf {
    let path = folder.join("kozmoai.db");
    fs::write(&path, include_bytes!("../fixtures/kozmoai-0.1.8/kozmoai.db")).unwrap();
    path
}

/// The rows of a query as SQLite shows them, one per line.
pub(super) fn rows(path: &Path, sql: &str) -> Vec<String> {
    let db = Connection::open(path).unwrap();
    let mut statement = db.prepare(sql).unwrap();
    let columns = statement.column_count();
    let shown = |value: rusqlite::types::Value| match value {
        rusqlite::types::Value::Null => "NULL".to_owned(),
        rusqlite::types::Value::Integer(number) => number.to_string(),
        rusqlite::types::Value::Text(text) => format!("'{text}'"),
        other => format!("{other:?}"),
    };
    let rows = statement.query_map([], |row| (0..columns).map(|place| row.get(place).map(shown)).collect()).unwrap();
    rows.map(|row: rusqlite::Result<Vec<String>>| row.unwrap().join(" ")).collect()
}

#[test]
fn rows_match_kozmoai_and_schema_is_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = genuine(folder.path());
    let tables = rows(&path, "SELECT type, name, sql FROM sqlite_master ORDER BY name");
    let store = open(&path).unwrap();
    let anna = User { profile_image: Some("Space/046.svg".to_owned()), ..superuser("anna") };
    insert(&*store, &anna);
    let signed_in = User { last_login_at: Some(at(5)), ..anna.clone() };
    assert_eq!(commit(&*store, vec![Change::UpdateUser { before: anna.clone(), after: signed_in }]), CommitOutcome::Done);
    let mut kept = secrets(&*store, &["token"]);
    kept.variables[0].default_fields = vec!["Größe".to_owned(), "b".to_owned()];
    let set = Change::UpdateSecrets { user: anna.id, before: UserSecrets::default(), after: kept.clone() };
    assert_eq!(commit(&*store, vec![set]), CommitOutcome::Done);
    let id = anna.id.0.simple();
    assert_eq!(
        rows(&path, "SELECT * FROM user WHERE username = 'anna'"),
        [format!(
            "'{id}' 'anna' '$2b$12$.....................................................' 'Space/046.svg' 1 1 \
             '2023-11-14 22:13:20.000000' '2023-11-14 22:13:20.000000' '2023-11-14 22:13:25.000000' 'token'"
        )]
    );
    let variable = kept.variables[0].id.0.simple();
    assert_eq!(
        rows(&path, &format!("SELECT * FROM variable WHERE user_id = '{id}'")),
        [format!(
            "'name of token' 'token' 'Credential' '{variable}' '2023-11-14 22:13:23.000000' NULL '[\"Gr\\u00f6\\u00dfe\", \"b\"]' '{id}'"
        )]
    );
    let key = kept.api_keys[0].id.0;
    assert_eq!(
        rows(&path, &format!("SELECT * FROM apikey WHERE user_id = '{id}'")),
        [format!("'ci' NULL 7 1 '{}' '2023-11-14 22:13:23.000000' 'sk-{key}' '{id}'", key.simple())]
    );
    assert_eq!(
        rows(&path, &format!("SELECT name, description, parent_id, user_id FROM folder WHERE user_id = '{id}'")),
        [format!("'My Projects' NULL NULL '{id}'")]
    );
    assert_eq!(rows(&path, "SELECT type, name, sql FROM sqlite_master ORDER BY name"), tables);
    let mode = |path: PathBuf| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(folder.path().join("kozmoai.db.admin")), 0o600);
}

#[test]
fn reading_creates_no_admin_file() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&genuine(folder.path())).unwrap();
    assert_eq!(store.audit_head().unwrap(), AuditHead::default());
    assert_eq!((store.key_binding().unwrap(), store.sign_in_failures("admin").unwrap()), (None, None));
    assert_eq!(commit(&*store, vec![Change::InsertUser(user("admin"))]), CommitOutcome::NameTaken("admin".to_owned()));
    assert!(!folder.path().join("kozmoai.db.admin").exists());
}

#[test]
fn foreign_or_incomplete_databases_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = |name: &str, make: &dyn Fn(&Path)| {
        let path = folder.path().join(name);
        make(&path);
        let error = open(&path).err().unwrap();
        assert_eq!(error.kind(), Kind::Store, "{error}");
        error
    };
    let schema = |sql: &'static str| move |path: &Path| Connection::open(path).unwrap().execute_batch(sql).unwrap();
    let text = |path: &Path| fs::write(path, "a text, and a rather long one at that").unwrap();
    assert_eq!(refused("absent", &|_| {}).code(), "database_not_found");
    assert_eq!(refused("text", &text).code(), "not_a_sqlite_database");
    assert_eq!(refused("empty", &|path| fs::write(path, "").unwrap()).code(), "not_a_kozmoai_database");
    assert_eq!(refused("other", &schema("CREATE TABLE thing (id INTEGER)")).code(), "not_a_kozmoai_database");
    let older = refused("older", &|path| {
        schema(SCHEMA)(path);
        schema("ALTER TABLE user DROP COLUMN store_api_key; DROP TABLE variable")(path);
    });
    assert_eq!(older.code(), "schema_incomplete");
    let older = older.message();
    assert!(older.contains("user.store_api_key") && older.contains("the table variable"), "{older}");
    assert!(!folder.path().join("absent").exists());
}

#[test]
fn unknown_columns_and_tables_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = genuine(folder.path());
    let more = "ALTER TABLE user ADD COLUMN optins JSON; UPDATE user SET optins = 'x'; CREATE TABLE job (id TEXT, user_id TEXT)";
    Connection::open(&path).unwrap().execute_batch(more).unwrap();
    let store = open(&path).unwrap();
    let alice = store.user_by_name("alice").unwrap().unwrap();
    let after = User { is_superuser: true, ..alice.clone() };
    assert_eq!(commit(&*store, vec![Change::UpdateUser { before: alice, after }]), CommitOutcome::Done);
    assert_eq!(rows(&path, "SELECT optins, is_superuser FROM user WHERE username = 'alice'"), ["'x' 1"]);
}

#[test]
fn values_of_any_kind_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("kozmoai.db");
    let schema = SCHEMA.replace("value VARCHAR NOT NULL", "value VARCHAR");
    Connection::open(&path).unwrap().execute_batch(&schema).unwrap();
    let store = open(&path).unwrap();
    let anna = superuser("anna");
    insert(&*store, &anna);
    let rows = ["'a', 'plain text', 'Generic'", "'b', NULL, 'Credential'", "'c', '', 'Sort of its own'", "'d', 'gAAAAA', NULL"];
    for (place, row) in rows.iter().enumerate() {
        let sql = format!(
            "INSERT INTO variable (name, value, type, id, created_at, user_id) VALUES ({row}, '{place:032}', CURRENT_TIMESTAMP, '{}')",
            anna.id.0.simple()
        );
        Connection::open(&path).unwrap().execute_batch(&sql).unwrap();
    }
    let secrets = store.secrets(anna.id).unwrap();
    let values: Vec<&str> = secrets.variables.iter().map(|variable| variable.value.as_str()).collect();
    assert_eq!(values, ["plain text", "", "", "gAAAAA"]);
    let mut seen = 0;
    store
        .values(&mut |some| {
            seen += some.len();
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    assert_eq!(seen, 3, "NULL is not a value");
}

#[test]
fn restore_needs_empty_target_or_replace() {
    let folder = tempfile::tempdir().unwrap();
    let here = genuine(folder.path());
    let there = StoreUrl::Sqlite(folder.path().join("there.db"));
    let mut backup = Vec::new();
    let store = open(&here).unwrap();
    insert(&*store, &user("anna"));
    store.back_up(&super::scratch(), &mut backup).unwrap();
    store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    let head = store.audit_head().unwrap();
    let restore = |backup: &[u8], replace| kozmoai::store::restore(&there, &mut &*backup, replace, &mut |_| Ok(()));
    assert_eq!(restore(&backup, false).unwrap(), None);
    let restored = kozmoai::store::open(&there).unwrap();
    assert_eq!((restored.audit_head().unwrap(), restored.user_by_name("anna").unwrap().is_some()), (head, true));
    insert(&*restored, &user("bert"));
    assert_eq!(restore(&backup, false).unwrap_err().kind(), Kind::Conflict);
    assert_eq!(restore(&backup, true).unwrap_err().kind(), Kind::Store, "it is open");
    drop(restored);
    let before = rows(&folder.path().join("there.db"), "SELECT * FROM user");
    assert_eq!(restore(&backup[..backup.len() / 2], true).unwrap_err().kind(), Kind::Store);
    assert_eq!(rows(&folder.path().join("there.db"), "SELECT * FROM user"), before);
    let kept = restore(&backup, true).unwrap().unwrap();
    let names = |url: &StoreUrl| {
        let store = kozmoai::store::open(url).unwrap();
        (store.user_by_name("bert").unwrap().is_some(), store.audit_head().unwrap().seq)
    };
    assert_eq!(names(&there), (false, head.seq));
    assert_eq!(names(&StoreUrl::Sqlite(kept)), (true, head.seq + 1));
    let left: Vec<String> =
        fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert!(left.iter().all(|name| name.len() < 30), "{left:?}");
}

#[test]
fn locked_database_times_out_as_locked() {
    let folder = tempfile::tempdir().unwrap();
    let path = genuine(folder.path());
    let store = open(&path).unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("PRAGMA journal_mode = WAL; BEGIN IMMEDIATE").unwrap();
    let error = store.commit(&super::batch(vec![Change::InsertUser(user("anna"))])).unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Store, "database_locked"), "{error}");
    assert!(store.user_by_name("admin").unwrap().is_some(), "readers do not wait");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(commit(&*store, vec![Change::InsertUser(user("anna"))]), CommitOutcome::Done);
}

#[test]
fn other_processes_are_detected() {
    let folder = tempfile::tempdir().unwrap();
    let path = genuine(folder.path());
    let store = open(&path).unwrap();
    assert_eq!(store.count_users(&kozmoai::model::UserFilter::default()).unwrap(), 4);
    assert_eq!(store.active_clients().unwrap(), None);
    let script = "import sqlite3, sys\ndb = sqlite3.connect(sys.argv[1])\ndb.execute('PRAGMA journal_mode = WAL')\n\
                  db.execute('SELECT * FROM user').fetchall()\nprint('open', flush=True)\nsys.stdin.read()";
    let python = Command::new("python3").args(["-c", script]).arg(&path).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
    let Ok(mut python) = python else { return crate::support::skipped::skipped("there is no python3 to hold the file open") };
    let mut said = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(python.stdout.take().unwrap()), &mut said).unwrap();
    let others = store.active_clients().unwrap().unwrap();
    assert!(others.contains(&format!("process {} (python3", python.id())), "{others}");
    drop(python.stdin.take());
    python.wait().unwrap();
    assert_eq!(store.active_clients().unwrap(), None);
    insert(&*store, &user("anna"));
}

/// The intent in the administration file, and the number in the header of Kozmoai's file.
fn cut_short(path: &Path, done: bool) -> (AuditEvent, SignInFailures) {
    let store = open(path).unwrap();
    insert(&*store, &superuser("anna"));
    drop(store);
    let failures = SignInFailures { count: 3, last_at: at(7) };
    let head = {
        let store = open(path).unwrap();
        store.audit_head().unwrap()
    };
    let audit = entry(&user("bert"));
    let work = serde_json::json!({ "audit": [audit.clone()], "mark": { "fingerprint": "abc", "origin": "test" }, "failures": [["0".repeat(64), failures]] });
    let witness: i64 = rows(path, "PRAGMA user_version")[0].parse().unwrap();
    let admin = Connection::open(path.with_extension("db.admin")).unwrap();
    admin.execute("INSERT INTO intent VALUES (?1, ?2)", (witness + 1, work.to_string())).unwrap();
    if done {
        Connection::open(path).unwrap().pragma_update(None, "user_version", witness + 1).unwrap();
    }
    (AuditEvent::link(head, audit), failures)
}

#[test]
fn interrupted_transaction_is_recovered_by_header_number() {
    for done in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let path = genuine(folder.path());
        let (event, _) = cut_short(&path, done);
        let store = open(&path).unwrap();
        let newest = store.audit_from(&kozmoai::model::AuditFilter::default(), event.seq, 10).unwrap();
        assert_eq!(newest, if done { vec![event.clone()] } else { Vec::new() });
        assert_eq!(store.key_binding().unwrap().is_some(), done);
        insert(&*store, &user("carl"));
        let events = store.audit_from(&kozmoai::model::AuditFilter::default(), 1, 10).unwrap();
        assert_eq!(events.len() as u64, event.seq + u64::from(done));
        let mut head = AuditHead::default();
        for event in events {
            assert!(event.follows(head));
            head = event.head();
        }
        let admin = path.with_extension("db.admin");
        assert_eq!(rows(&admin, "SELECT count(*) FROM intent"), ["0"]);
    }
}

#[test]
fn rewrite_in_place_excludes_other_writers() {
    let folder = tempfile::tempdir().unwrap();
    let path = genuine(folder.path());
    let store = open(&path).unwrap();
    let mark = KeyBinding { fingerprint: "abc".to_owned(), origin: "test".to_owned() };
    let audit = entry(&user("someone"));
    let terms = RewriteOptions { before: None, after: &mark, audit: &audit, online: true };
    let refused = AtomicBool::new(false);
    let meddle = || {
        let other = Connection::open(&path).unwrap();
        other.busy_timeout(Duration::ZERO).unwrap();
        let error = other.execute_batch("UPDATE variable SET value = 'other' WHERE name = 'region'").unwrap_err();
        assert_eq!(error.sqlite_error_code(), Some(rusqlite::ErrorCode::DatabaseBusy));
        refused.store(true, Ordering::Relaxed);
    };
    assert_eq!(store.rewrite(&mut During(&meddle), &terms).unwrap(), []);
    assert!(refused.into_inner());
    assert_eq!(rows(&path, "SELECT count(*) FROM variable WHERE value NOT LIKE '%!'"), ["0"]);
}
