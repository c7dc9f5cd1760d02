//! Every command on databases of other generations, created by the genuine Langflow. Supported operations work and change
//! only the tables that they must; those that would damage a database are refused and change nothing.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::support::parallel::in_parallel;
use crate::support::server;

const FULL: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fb0";
const SHORT: &str = "randomly_generated_secure_key";

/// How a database differs from Kozmoai's own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// In nothing that matters here.
    Alike,
    /// API keys are encrypted, Generic variables are not.
    Sealing,
    /// In addition, its short key is derived differently.
    Deriving,
}

const FIXTURES: [(&str, &str, Kind); 12] = [
    ("langflow-1.1.4", FULL, Kind::Alike),
    ("langflow-1.1.4/short", SHORT, Kind::Alike),
    ("langflow-1.4.3", FULL, Kind::Alike),
    ("langflow-1.4.3/short", SHORT, Kind::Alike),
    ("langflow-1.8.4", FULL, Kind::Sealing),
    ("langflow-1.8.4/short", SHORT, Kind::Sealing),
    ("langflow-1.9.6", FULL, Kind::Sealing),
    ("langflow-1.9.6/short", SHORT, Kind::Sealing),
    ("langflow-1.13.0", FULL, Kind::Sealing),
    ("langflow-1.13.0/upgraded-from-1.4.3", FULL, Kind::Sealing),
    ("langflow-1.13.0/short", SHORT, Kind::Deriving),
    ("langflow-1.13.0/mixed-short", SHORT, Kind::Deriving),
];

/// A command, its input, its result on each kind, and the tables that it may change.
type Case = (&'static [&'static str], &'static str, [i32; 3], &'static [&'static str]);

const PASSWORD: &str = "correct horse battery";
const CREDENTIAL: &str = r#"[{"name": "IMPORTED", "type": "Credential", "value": "x"}]"#;
const GENERIC: &str = r#"[{"name": "IMPORTED", "type": "Generic", "value": "x"}]"#;
/// The tables from which the database deletes a user's rows.
const OWNED: &[&str] = &["apikey", "folder", "mcp_server", "user", "variable"];

const CASES: [Case; 40] = [
    (&["users", "list"], "", [0, 0, 0], &[]),
    (&["users", "show", "alice"], "", [0, 0, 0], &[]),
    (&["users", "export"], "", [0, 0, 0], &[]),
    (&["users", "add", "newbie", "--password-stdin", "--active"], PASSWORD, [0, 0, 0], &["folder", "user"]),
    (&["superuser", "--username", "boss", "--password-stdin"], PASSWORD, [0, 0, 0], &["folder", "user"]),
    (&["users", "passwd", "alice", "--password-stdin"], PASSWORD, [0, 0, 0], &["user"]),
    (&["users", "list", "--pending"], "", [0, 0, 0], &[]),
    (&["users", "list", "--deactivated"], "", [0, 0, 0], &[]),
    (&["users", "activate", "--pending", "--yes"], "", [0, 0, 0], &["user"]),
    (&["users", "activate", "bob"], "", [0, 0, 0], &["user"]),
    (&["users", "promote", "alice"], "", [0, 0, 0], &["user"]),
    (&["users", "demote", "Carol"], "", [0, 0, 0], &["user"]),
    (&["users", "deactivate", "alice"], "", [0, 0, 0], &["apikey", "user"]),
    (&["users", "rename", "dave", "david"], "", [0, 0, 0], &["user"]),
    (&["users", "transfer", "alice", "admin", "--yes"], "", [0, 0, 0], &["flow", "folder", "variable"]),
    (&["users", "transfer", "alice", "admin", "--dry-run"], "", [0, 0, 0], &[]),
    (&["users", "delete", "bob", "--confirm", "bob"], "", [0, 0, 0], OWNED),
    (&["variables", "list"], "", [0, 0, 0], &[]),
    (&["variables", "list", "alice"], "", [0, 0, 0], &[]),
    (&["variables", "get", "alice", "LONG", "--reveal"], "", [0, 0, 8], &[]),
    (&["variables", "export", "alice", "--reveal"], "", [0, 0, 8], &[]),
    (&["variables", "set", "alice", "MINE", "--value-stdin"], "s3cret", [0, 0, 8], &["variable"]),
    (&["variables", "set", "alice", "LONG", "--value-stdin"], "s3cret", [0, 0, 8], &["variable"]),
    (&["variables", "set", "alice", "MINE", "--type", "Generic", "--value-stdin"], "eu-west-1", [0, 8, 8], &["variable"]),
    (&["variables", "set", "alice", "GREETING", "--value-stdin"], "hello", [0, 8, 8], &["variable"]),
    (&["variables", "set", "alice", "GREETING", "--type", "Credential", "--value-stdin"], "hello", [0, 0, 8], &["variable"]),
    (&["variables", "import", "alice", "-"], CREDENTIAL, [0, 0, 8], &["variable"]),
    (&["variables", "import", "alice", "-"], GENERIC, [0, 8, 8], &["variable"]),
    (&["variables", "delete", "alice", "LONG", "--yes"], "", [0, 0, 0], &["variable"]),
    (&["store-key", "set", "alice", "--value-stdin"], "abc", [0, 0, 8], &["user"]),
    (&["store-key", "clear", "alice", "--yes"], "", [0, 0, 0], &["user"]),
    (&["api-keys", "list"], "", [0, 0, 0], &[]),
    (&["api-keys", "create", "alice", "mine"], "", [0, 8, 8], &["apikey"]),
    (&["key", "check"], "", [0, 0, 8], &[]),
    (&["key", "adopt", "--yes"], "", [0, 0, 8], &[]),
    (&["store", "copy", "-", "sled:///copied"], "", [0, 8, 8], &[]),
    (&["rotate", "--dry-run"], "", [0, 8, 8], &[]),
    (&["rotate", "--yes", "--allow-unreadable"], "", [0, 8, 8], &["user", "variable"]),
    (&["rotate", "status"], "", [0, 0, 0], &[]),
    (&["audit", "verify"], "", [0, 0, 0], &[]),
];

/// Every row of every table.
type Content = BTreeMap<String, Vec<String>>;

/// A folder with a key, and the path of its database.
struct TestEnv {
    folder: tempfile::TempDir,
    place: Place,
}

enum Place {
    Sqlite(PathBuf),
    Postgres(&'static server::Server, String),
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name)
}

/// A file of the fixtures, which may be compressed.
fn read(path: &Path) -> Vec<u8> {
    if path.exists() {
        return fs::read(path).unwrap();
    }
    let packed = path.with_file_name(format!("{}.gz", path.file_name().unwrap().to_str().unwrap()));
    let output = Command::new("gzip").arg("-dc").arg(packed).output().unwrap();
    assert!(output.status.success());
    output.stdout
}

impl TestEnv {
    fn with(place: impl FnOnce(&Path) -> Place, key: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        kozmoai::fs::private::create_folder(&folder.path().join("config")).unwrap();
        kozmoai::fs::private::create(&folder.path().join("config/secret_key"), key.as_bytes()).unwrap();
        Self { place: place(folder.path()), folder }
    }

    fn sqlite(database: &[u8], key: &str) -> Self {
        let place = |folder: &Path| {
            let path = folder.join("langflow.db");
            fs::write(&path, database).unwrap();
            Place::Sqlite(path)
        };
        Self::with(place, key)
    }

    fn url(&self) -> String {
        match &self.place {
            Place::Sqlite(path) => format!("sqlite:///{}", path.display()),
            Place::Postgres(server, name) => server.address(name),
        }
    }

    /// The exit code and the output of both streams.
    fn run(&self, arguments: &[&str], input: &str) -> (i32, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("HOME", self.folder.path())
            .env("KOZMOAI_DATABASE_URL", self.url());
        command.current_dir(self.folder.path()).args(["--config-dir", "config", "--no-input"]).args(arguments);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdin.take().unwrap().write_all(input.as_bytes()));
        let output = child.wait_with_output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code().unwrap(), format!("{}{}", text(&output.stderr), text(&output.stdout)))
    }

    fn sql(&self, sql: &str) {
        match &self.place {
            Place::Sqlite(path) => rusqlite::Connection::open(path).unwrap().execute_batch(sql).unwrap(),
            Place::Postgres(server, name) => server.client(name).batch_execute(sql).unwrap(),
        }
    }

    fn content(&self) -> Content {
        match &self.place {
            Place::Sqlite(path) => {
                let db = rusqlite::Connection::open(path).unwrap();
                let mut names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").unwrap();
                let names: Vec<String> = names.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
                let rows = |name: &String| {
                    let mut rows = db.prepare(&format!("SELECT * FROM \"{name}\"")).unwrap();
                    let columns = rows.column_count();
                    let shown = |row: &rusqlite::Row<'_>| {
                        Ok((0..columns).map(|at| format!("{:?}|", row.get_ref(at).unwrap())).collect::<String>())
                    };
                    let mut rows: Vec<String> = rows.query_map([], shown).unwrap().map(Result::unwrap).collect();
                    rows.sort();
                    rows
                };
                names.iter().map(|name| (name.clone(), rows(name))).collect()
            }
            Place::Postgres(server, name) => {
                let mut db = server.client(name);
                let names = db.query("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'", &[]).unwrap();
                let names: Vec<String> = names.iter().map(|row| row.get(0)).collect();
                let mut content = Content::new();
                for name in names {
                    let rows = db.query(&format!("SELECT t::text FROM public.\"{name}\" AS t ORDER BY 1"), &[]).unwrap();
                    content.insert(name, rows.iter().map(|row| row.get(0)).collect());
                }
                content
            }
        }
    }

    fn is_complete(&self) -> bool {
        !["copied", "config/rotation.json", "config/backups"].iter().any(|name| self.folder.path().join(name).exists())
    }
}

fn changed(before: &Content, after: &Content) -> Vec<String> {
    assert!(before.keys().eq(after.keys()));
    before.iter().filter(|(name, rows)| after[*name] != **rows).map(|(name, _)| name.clone()).collect()
}

/// Runs every command on an unchanged database.
fn try_all(name: &str, kind: Kind, fresh: &(dyn Fn() -> TestEnv + Sync)) {
    // Only variables are encrypted here.
    let is_rotated = kind == Kind::Alike || name.ends_with("upgraded-from-1.4.3");
    // Databases with short keys differ only in that.
    let is_told_already = kind != Kind::Deriving && name.ends_with("/short");
    let cases: &[Case] = if is_told_already { &[] } else { &CASES };
    in_parallel(cases.chunks(8), |cases| try_some(name, kind, is_rotated, cases, fresh));
    rotates_everything(is_rotated, &fresh());
    restores_everything(name, &fresh());
    examines(kind, &fresh());
}

/// Runs some of the commands.
fn try_some(name: &str, kind: Kind, is_rotated: bool, cases: &[Case], fresh: &dyn Fn() -> TestEnv) {
    let mut kept = None;
    for (arguments, input, codes, tables) in cases.iter().copied() {
        // An unchanged database is used again.
        let (home, before) = kept.take().unwrap_or_else(|| {
            let home = fresh();
            let before = home.content();
            (home, before)
        });
        let (code, said) = home.run(arguments, input);
        let is_rotation = arguments[0] == "rotate" && arguments[1] != "status";
        let wanted = match arguments {
            ["rotate", ..] if is_rotation && is_rotated => 0,
            // More records have an owner than can be transferred.
            ["users", "transfer", ..] if name.starts_with("langflow-1.13.0") => 8,
            _ => codes[kind as usize],
        };
        let what = format!("{name}: {}: {said}", arguments.join(" "));
        assert_eq!(code, wanted, "{what}");
        let changed = changed(&before, &home.content());
        if code == 0 {
            assert!(changed.iter().all(|table| tables.contains(&table.as_str())), "{changed:?} {what}");
            assert_eq!(changed.is_empty(), tables.is_empty(), "{what}");
        } else {
            assert!(changed.is_empty() && home.is_complete(), "{changed:?} {what}");
            assert!(said.contains("newer generation"), "{what}");
        }
        assert!(kind == Kind::Alike || !said.contains("`kozmoai rotate` replaces"), "advice that is refused: {what}");
        assert!(kind == Kind::Alike || !said.contains("set them again"), "advice that is refused: {what}");
        kept = changed.is_empty().then_some((home, before)).filter(|_| arguments[0] != "key");
    }
}

/// A rotation loses nothing.
fn rotates_everything(is_rotated: bool, home: &TestEnv) {
    let export = || home.run(&["variables", "export", "alice", "--reveal", "--json"], "");
    let before = export();
    if is_rotated {
        assert_eq!(home.run(&["rotate", "--yes"], "").0, 0);
        assert_eq!(export(), before);
        assert!(before.1.contains("hello generic"), "{before:?}");
    }
}

/// A backup restores every table.
fn restores_everything(name: &str, home: &TestEnv) {
    let before = home.content();
    let (code, said) = home.run(&["backup", "whole.backup"], "");
    assert_eq!(code, 0, "{name}: {said}");
    assert_eq!(home.run(&["users", "delete", "alice", "--confirm", "alice"], "").0, 0);
    assert!(!changed(&before, &home.content()).is_empty());
    let (code, said) = home.run(&["restore", "whole.backup", "--replace", "--yes"], "");
    assert_eq!(code, 0, "{name}: {said}");
    assert_eq!(changed(&before, &home.content()), [""; 0], "{name}");
}

/// The doctor's findings are right.
fn examines(kind: Kind, home: &TestEnv) {
    let (code, said) = home.run(&["doctor"], "");
    assert_eq!(said.contains("newer generation"), kind != Kind::Alike, "{said}");
    assert_eq!(code == 0, kind != Kind::Deriving, "{said}");
    assert!(!said.contains("Set those values again"), "{said}");
    assert!(kind == Kind::Alike || !said.contains("`kozmoai rotate` re-encrypts"), "advice that is refused: {said}");
    let (_, listed) = home.run(&["api-keys", "list"], "");
    assert!(!listed.contains("gAAAAA"), "{listed}");
}

fn try_fixtures(kind: Kind) {
    for (name, key, _) in FIXTURES.into_iter().filter(|(.., of)| *of == kind) {
        let database = read(&fixture(name).join("langflow.db"));
        try_all(name, kind, &|| TestEnv::sqlite(&database, key));
    }
}

#[test]
fn older_generations_are_fully_supported() {
    try_fixtures(Kind::Alike);
}

#[test]
fn newer_generations_are_not_damaged() {
    try_fixtures(Kind::Sealing);
}

#[test]
fn differently_derived_short_keys_are_refused() {
    try_fixtures(Kind::Deriving);
}

#[test]
fn newer_generation_on_postgresql_is_not_damaged() {
    let Some(server) = server::server() else { return };
    let template = server.empty();
    let mut psql = Command::new(server::programs().unwrap().join("psql"));
    psql.args(["-qX", "-v", "ON_ERROR_STOP=1", "-U", "postgres", "-h"]).arg(&server.folder);
    psql.args(["-p", &server.port.to_string(), "-d", &template]).stdin(Stdio::piped()).stdout(Stdio::null());
    let mut psql = psql.spawn().unwrap();
    psql.stdin.take().unwrap().write_all(&read(&fixture("langflow-1.13.0/langflow-postgresql.sql"))).unwrap();
    assert!(psql.wait().unwrap().success());
    server.client(&template).batch_execute("DROP SCHEMA kozmoai_admin CASCADE").unwrap();
    server.wait_until_alone(&template);
    let fresh = || TestEnv::with(|_| Place::Postgres(server, server.copy_of(&template)), FULL);
    try_all("langflow-1.13.0 on PostgreSQL", Kind::Sealing, &fresh);
}

#[test]
fn generation_depends_on_columns_only() {
    const KOZMOAI: &str = "kozmoai-0.1.8/kozmoai.db";
    let telling = [
        ("ALTER TABLE apikey ADD COLUMN api_key_hash VARCHAR", false),
        ("CREATE TABLE sso_config (id CHAR(32), client_secret_encrypted VARCHAR)", false),
        ("CREATE TABLE deployment_provider_account (id CHAR(32), api_key VARCHAR)", false),
        ("ALTER TABLE apikey ADD COLUMN expires_at TIMESTAMP", true),
        ("CREATE TABLE mcp_server (id CHAR(32), config VARCHAR)", true),
        ("ALTER TABLE variable ADD COLUMN is_environment_managed BOOLEAN", true),
        ("ALTER TABLE \"user\" ADD COLUMN retired_at TIMESTAMP", true),
        ("CREATE TABLE connection_secret (connection_id CHAR(32), encrypted_payload VARCHAR)", true),
        ("CREATE TABLE \"trigger\" (id CHAR(32), signing_secret_encrypted VARCHAR)", true),
    ];
    let sqlite = || TestEnv::sqlite(&read(&fixture(KOZMOAI)), SHORT);
    for (sql, derives_otherwise) in telling {
        let home = sqlite();
        // The revision number does not matter.
        home.sql("UPDATE alembic_version SET version_num = 'unheard-of'");
        assert_eq!(home.run(&["api-keys", "create", "alice", "mine"], "").0, 0);
        home.sql(sql);
        let before = home.content();
        for (arguments, input) in [
            (&["api-keys", "create", "alice", "more"][..], ""),
            (&["variables", "set", "alice", "REGION", "--type", "Generic", "--value-stdin"], "eu"),
            (&["store", "copy", "-", "sled:///copied"], ""),
        ] {
            let (code, said) = home.run(arguments, input);
            assert!(code == 8 && said.contains("newer generation"), "{sql}: {arguments:?}: {code} {said}");
        }
        assert_eq!(home.run(&["key", "check"], "").0, if derives_otherwise { 8 } else { 0 }, "{sql}");
        assert_eq!(changed(&before, &home.content()), [""; 0], "{sql}");
    }
}
