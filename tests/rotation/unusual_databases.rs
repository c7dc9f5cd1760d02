//! Unusual and damaged databases, and unwritable directories: a dry run finds what a rotation would refuse, and both change
//! nothing.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::secrets::{self, FIRST_KEY, OLDER_KEY, ring};
use super::{TestEnv, json, kozmoai};

const USERS: usize = 3;

fn rotate(home: &TestEnv, more: &[&str]) -> (i32, String) {
    let mut command = kozmoai(home.path(), &[&["rotate", "--old-key-env", "OLDER"], more].concat());
    command.env("OLDER", OLDER_KEY);
    let (_, code, output) = json(command);
    (code, output)
}

fn values_of(home: &TestEnv) -> impl PartialEq + std::fmt::Debug + use<> {
    secrets::values(&*kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap())
}

/// Asserts that a dry run and a rotation are refused with this exit code and these texts, and change nothing.
fn is_refused(home: &TestEnv, more: &[&str], code: i32, names: &[&str]) {
    let before = values_of(home);
    let refused = ["--dry-run", "--yes"].map(|how| rotate(home, &[&[how], more].concat()));
    assert_eq!(refused[0].0, refused[1].0, "{refused:?}");
    for (found, output) in &refused {
        assert_eq!(*found, code, "{output}");
        assert!(names.iter().all(|name| output.contains(name)), "{names:?} in {output}");
    }
    assert_eq!(values_of(home), before);
    assert!(!home.path().join("config/rotation.json").exists());
}

fn rotates(home: &TestEnv) {
    let (code, output) = rotate(home, &["--yes"]);
    assert_eq!(code, 0, "{output}");
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

#[test]
fn triggers_of_sqlite_are_found_first() {
    const TRIGGERS: [&str; 8] = [
        "AFTER UPDATE OF value ON variable BEGIN UPDATE variable SET value = upper(NEW.value) WHERE id = NEW.id; END",
        "AFTER UPDATE OF value ON variable BEGIN UPDATE variable SET value = OLD.value WHERE id = NEW.id; END",
        "AFTER UPDATE OF value ON variable BEGIN DELETE FROM variable WHERE id = NEW.id; END",
        "AFTER UPDATE OF value ON variable BEGIN UPDATE user SET store_api_key = 'zz' WHERE username = 'user000001'; END",
        "AFTER UPDATE OF store_api_key ON user BEGIN UPDATE user SET store_api_key = NULL WHERE id = NEW.id; END",
        "BEFORE UPDATE OF value ON variable WHEN OLD.name = 'VARIABLE_1' BEGIN SELECT RAISE(IGNORE); END",
        "BEFORE UPDATE ON variable BEGIN SELECT RAISE(ABORT, 'not here'); END",
        "BEFORE UPDATE ON user BEGIN SELECT RAISE(FAIL, 'not here'); END",
    ];
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    for trigger in TRIGGERS {
        home.run(&format!("CREATE TRIGGER meddler {trigger}"));
        is_refused(&home, &[], 8, &["The database changed what was written", "meddler"]);
        home.run("DROP TRIGGER meddler");
    }
    home.run(
        "CREATE TABLE log (at TEXT); CREATE TRIGGER logging AFTER UPDATE ON variable BEGIN INSERT INTO log VALUES ('now'); END",
    );
    assert_eq!(rotate(&home, &["--dry-run"]).0, 0);
    rotates(&home);
}

/// Recreates a SQLite table with more columns after Kozmoai's, or with options.
fn recreate(home: &TestEnv, id: &str, value: &str, more: &str, options: &str) {
    home.run(&format!(
        "CREATE TABLE fresh (id CHAR(32) NOT NULL {id}, name VARCHAR NOT NULL, value {value}, type VARCHAR, default_fields JSON,
             created_at DATETIME, updated_at DATETIME, user_id CHAR(32) NOT NULL{more}) {options};
         PRAGMA ignore_check_constraints = on;
         INSERT INTO fresh (id, name, value, type, default_fields, created_at, updated_at, user_id)
             SELECT id, name, value, type, default_fields, created_at, updated_at, user_id FROM variable;
         DROP TABLE variable; ALTER TABLE fresh RENAME TO variable"
    ));
}

#[test]
fn constraint_that_forbids_new_values_is_found_first() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    recreate(&home, "PRIMARY KEY", "VARCHAR CHECK (length(value) < 1)", "", "");
    is_refused(&home, &[], 8, &["A constraint or trigger of"]);
    recreate(&home, "PRIMARY KEY", "VARCHAR CHECK (value LIKE 'gAAAAA%')", "", "");
    rotates(&home);
}

#[test]
fn unusual_tables_are_rotated() {
    let shapes = [
        ("PRIMARY KEY", "VARCHAR", "", "WITHOUT ROWID"),
        ("", "VARCHAR", ", PRIMARY KEY (user_id, name)", "WITHOUT ROWID"),
        ("PRIMARY KEY", "VARCHAR", ", tenant TEXT NOT NULL DEFAULT 'ours'", ""),
        ("PRIMARY KEY", "VARCHAR", ", begin TEXT GENERATED ALWAYS AS (substr(value, 1, 6)) STORED", ""),
        ("PRIMARY KEY", "VARCHAR UNIQUE", "", ""),
    ];
    for (id, value, more, options) in shapes {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        recreate(&home, id, value, more, options);
        assert_eq!(rotate(&home, &["--dry-run"]).0, 0, "{options}{more}");
        rotates(&home);
        assert_eq!(json(kozmoai(home.path(), &["backup", "whole.backup"])).1, 0);
        home.run("DELETE FROM variable");
        assert_eq!(json(kozmoai(home.path(), &["restore", "whole.backup", "--replace", "--yes"])).1, 0);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn views_are_refused_everywhere() {
    const COLUMNS: &str = "id, name, value, type, default_fields, created_at, updated_at, user_id";
    let shown = [
        "CREATE VIEW variable AS SELECT * FROM kept WHERE name <> 'VARIABLE_1'".to_owned(),
        format!("CREATE VIRTUAL TABLE variable USING fts5 ({COLUMNS}); INSERT INTO variable SELECT {COLUMNS} FROM kept"),
        format!("CREATE TABLE variable ({}, value TEXT GENERATED ALWAYS AS (name) STORED)", COLUMNS.replace("value, ", "")),
    ];
    for create in shown {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        home.run(&format!("ALTER TABLE variable RENAME TO kept; {create}"));
        let commands: [&[&str]; 9] = [
            &["rotate", "--dry-run"],
            &["rotate", "--yes"],
            &["backup", "refused.backup"],
            &["store", "copy", "-", "sled:///copied"],
            &["key", "check"],
            &["key", "adopt", "--yes"],
            &["users", "list"],
            &["variables", "list"],
            &["users", "delete", "user000001", "--confirm", "user000001"],
        ];
        for command in commands {
            let (_, code, output) = json(kozmoai(home.path(), command));
            assert!(code == 8 && output.contains("variable"), "{create}: {command:?}: {code} {output}");
        }
        assert!(!home.path().join("refused.backup").exists() && !home.path().join("copied").exists());
    }
}

/// Overwrites a part of a file with noise.
fn spoil(path: &Path, from: u64, length: u64) {
    let mut bytes = fs::read(path).unwrap();
    let (from, length) = (usize::try_from(from).unwrap(), usize::try_from(length).unwrap());
    let mut noise = 0x9e37_79b9_7f4a_7c15_u64;
    for byte in bytes.iter_mut().skip(from).take(length) {
        noise ^= noise << 13;
        noise ^= noise >> 7;
        noise ^= noise << 17;
        *byte = noise.to_le_bytes()[0] | 1;
    }
    fs::write(path, bytes).unwrap();
}

#[test]
fn damaged_page_is_found_by_backup_and_dry_run() {
    const PAGE: u64 = 4096;
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db");
    let names = [
        "variable",
        "flow",
        "message",
        "apikey",
        "user",
        "file",
        "alembic_version",
        "sqlite_autoindex_variable_1",
        "ix_apikey_api_key",
        "ix_flow_name",
        "the list of free pages",
    ];
    for name in names {
        let home = TestEnv::embedded();
        let path = home.path().join("kozmoai.db");
        fs::write(&path, fs::read(&fixture).unwrap()).unwrap();
        secrets::keep_in(home.path(), &format!("sqlite:///{}", path.display()));
        secrets::write_env(home.path(), "KOZMOAI_SECRET_KEY=randomly_generated_secure_key\n");
        fs::create_dir(home.path().join("config")).unwrap();
        let db = rusqlite::Connection::open(&path).unwrap();
        db.execute_batch(
            "PRAGMA journal_mode = delete; CREATE TABLE large (x); INSERT INTO large VALUES (zeroblob(99999)); DROP TABLE large",
        )
        .unwrap();
        let root: Option<u32> = db.query_row("SELECT rootpage FROM sqlite_master WHERE name = ?1", [name], |row| row.get(0)).ok();
        drop(db);
        let freed = u32::from_be_bytes(fs::read(&path).unwrap()[32..36].try_into().unwrap());
        spoil(&path, u64::from(root.unwrap_or(freed) - 1) * PAGE, if root.is_some() { PAGE } else { 64 });
        let before = fs::read(&path).unwrap();
        for command in [&["backup", "damaged.backup"][..], &["rotate", "--dry-run"], &["rotate", "--yes"]] {
            let (_, code, output) = json(kozmoai(home.path(), command));
            assert!(code == 8 && output.contains("damaged"), "{name}: {command:?}: {code} {output}");
        }
        assert!(!home.path().join("damaged.backup").exists() && !home.path().join("config/rotation.json").exists());
        assert!(fs::read(&path).unwrap() == before, "{name}");
    }
}

#[test]
fn damaged_embedded_database_is_not_backed_up() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    let store = home.path().join("config/store");
    let whole: Vec<(PathBuf, Vec<u8>)> = fs::read_dir(&store)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    let (mut place, mut refused) = (0x9e37_79b9_7f4a_7c15_u64, 0);
    for (path, bytes) in whole.iter().filter(|(path, _)| !path.to_string_lossy().contains("kozmoai-")) {
        let used: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at] != 0).collect();
        for _ in 0..12 {
            place = place.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let at = used[usize::try_from(place >> 33).unwrap() % used.len()];
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x55;
            fs::write(path, damaged).unwrap();
            let (_, code, output) = json(kozmoai(home.path(), &["backup", "the.backup"]));
            if code == 0 {
                let (_, code, output) = json(kozmoai(home.path(), &["--store", "sled:///restored", "restore", "the.backup"]));
                assert_eq!(code, 0, "{}: {output}", path.display());
                let url = kozmoai::model::StoreUrl::Embedded(home.path().join("restored"));
                let restored = kozmoai::store::open(&url).unwrap();
                secrets::assert_all_open(&*restored, FIRST_KEY, &[OLDER_KEY], USERS);
                drop(restored);
                fs::remove_dir_all(home.path().join("restored")).unwrap();
                fs::remove_file(home.path().join("the.backup")).unwrap();
            } else {
                assert!(code == 8 && !home.path().join("the.backup").exists(), "{}: {code} {output}", path.display());
                refused += 1;
            }
            for (path, bytes) in &whole {
                fs::write(path, bytes).unwrap();
            }
        }
    }
    assert!(refused > 12, "{refused} refused");
}

/// A mount, unmounted when dropped.
struct Mounted(PathBuf);

impl Mounted {
    fn new(arguments: &[&str], at: &Path) -> Option<Self> {
        let done = Command::new("mount").args(arguments).arg(at).status();
        if !done.is_ok_and(|status| status.success()) {
            crate::support::skipped::skipped("this account can't mount anything");
            return None;
        }
        Some(Self(at.to_owned()))
    }

    fn read_only(at: &Path) -> Option<Self> {
        let mounted = Self::new(&["--bind", at.to_str().unwrap()], at)?;
        assert!(Command::new("mount").args(["-o", "remount,bind,ro"]).arg(at).status().unwrap().success());
        Some(mounted)
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(&self.0).status());
    }
}

#[test]
fn read_only_embedded_database_is_backed_up_elsewhere() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    let Some(mounted) = Mounted::read_only(&home.path().join("config")) else { return };
    let (_, code, output) = json(kozmoai(home.path(), &["backup", "elsewhere.backup"]));
    assert_eq!(code, 0, "{output}");
    is_refused(&home, &["--no-backup"], 7, &["read-only"]);
    drop(mounted);
    assert_eq!(json(kozmoai(home.path(), &["--store", "sled:///restored", "restore", "elsewhere.backup"])).1, 0);
    let restored = kozmoai::store::open(&kozmoai::model::StoreUrl::Embedded(home.path().join("restored"))).unwrap();
    secrets::assert_all_open(&*restored, FIRST_KEY, &[OLDER_KEY], USERS);
}

#[test]
fn journal_and_backup_directories_are_tried_first() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let path = |name: &str| home.path().join(name);
        fs::write(path("file"), "").unwrap();
        is_refused(&home, &["--backup", "file"], 7, &["not a directory", "--backup"]);
        fs::create_dir(path("mounted")).unwrap();
        {
            let Some(_mounted) = Mounted::read_only(&path("mounted")) else { return };
            is_refused(&home, &["--backup", "mounted"], 7, &["Read-only", "--backup"]);
            is_refused(&home, &["--backup", "mounted/new/folder"], 7, &["Read-only", "--backup"]);
        }
        {
            let Some(_mounted) = Mounted::new(&["-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs"], &path("mounted")) else {
                return;
            };
            is_refused(&home, &["--backup", "mounted"], 7, &["--backup"]);
        }
        if !matches!(home.engine, super::Engine::Embedded) {
            let Some(_mounted) = Mounted::read_only(&path("config")) else { return };
            is_refused(&home, &["--no-backup"], 7, &["Read-only", "--config-dir"]);
        }
        assert_eq!(rotate(&home, &["--dry-run", "--backup", "mounted"]).0, 0);
        rotates(&home);
    }
}

#[test]
fn generated_key_leaves_key_files_of_containers_alone() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let app = home.path().join("app");
        fs::create_dir(&app).unwrap();
        let Some(_mounted) = Mounted::new(&["-t", "tmpfs", "-o", "mode=700", "tmpfs"], &app) else { return };
        fs::copy(home.path().join(".env"), app.join(".env")).unwrap();
        fs::remove_file(home.path().join(".env")).unwrap();
        for how in ["--dry-run", "--yes"] {
            let (code, output) = rotate(&home, &["--env-file", "app/.env", how]);
            assert!(code == 7 && output.contains("app/.env") && output.contains("--new-key-file"), "{code} {output}");
        }
        fs::write(home.path().join("new"), "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE").unwrap();
        assert_eq!(rotate(&home, &["--env-file", "app/.env", "--yes", "--new-key-file", "new"]).0, 0);
    }
}

#[test]
fn unknown_token_prevents_rotation_and_is_named() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let real = ring(OLDER_KEY, &[]).encrypt(b"someone's", jiff::Timestamp::UNIX_EPOCH);
        let foreign = ring("an unknown key", &[]).encrypt(b"x", jiff::Timestamp::UNIX_EPOCH);
        let bytes =
            if matches!(home.engine, super::Engine::Sqlite) { ("BLOB", "CAST('", "' AS BLOB)") } else { ("bytea", "'", "'") };
        home.run(&format!(
            "CREATE TABLE flow (id TEXT, folder_id TEXT, data TEXT); CREATE TABLE theirs (id TEXT, held {}, words TEXT);
             INSERT INTO flow (id, data) VALUES ('a', '{{\"k\": \"{foreign}\"}}'); INSERT INTO theirs (id, words) VALUES ('b', '{foreign}')",
            bytes.0
        ));
        assert_eq!(rotate(&home, &["--dry-run"]).0, 0);
        for (place, set, unset) in [
            (
                "folder.description",
                format!("UPDATE folder SET description = 'see {real}'"),
                "UPDATE folder SET description = NULL",
            ),
            ("flow.data", format!("UPDATE flow SET data = '{{\"k\": \"{real}\"}}'"), "DELETE FROM flow"),
            ("theirs.words", format!("UPDATE theirs SET words = '{real}'"), "UPDATE theirs SET words = NULL"),
            ("theirs.held", format!("UPDATE theirs SET held = {}{real}{}", bytes.1, bytes.2), "UPDATE theirs SET held = NULL"),
        ] {
            home.run(&set);
            is_refused(&home, &[], 11, &[place]);
            home.run(unset);
        }
        rotates(&home);
    }
}

#[test]
fn useless_key_is_reported_when_used() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let adopted = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";
        secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={adopted}\n"));
        fs::write(home.path().join("value"), "v").unwrap();
        assert_eq!(json(kozmoai(home.path(), &["key", "adopt", "--allow-unreadable", "--yes"])).1, 0);
        let set = |name: &str| json(kozmoai(home.path(), &["variables", "set", "user000001", name, "--value-file", "value"]));
        let (_, code, output) = set("MORE");
        assert!(code == 0 && output.contains("decrypts no stored value"), "{code} {output}");
        // Undecryptable values can be set again and deleted, and a rotation leaves the others unchanged.
        assert_eq!(set("VARIABLE_1").1, 0);
        assert_eq!(json(kozmoai(home.path(), &["variables", "delete", "user000001", "VARIABLE_2", "--yes"])).1, 0);
        let rotate = |more: &[&str]| json(kozmoai(home.path(), &[&["rotate", "--yes"], more].concat()));
        assert_eq!(rotate(&[]).1, 11);
        let (done, code, output) = rotate(&["--allow-unreadable"]);
        assert_eq!((code, &done["values"]["rotated"]), (0, &2.into()), "{output}");
        assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 11);
    }
}

#[test]
fn index_that_refuses_new_values_is_found_first() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let db = rusqlite::Connection::open(home.path().join("kozmoai.db")).unwrap();
    let deterministic =
        rusqlite::functions::FunctionFlags::SQLITE_UTF8 | rusqlite::functions::FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("elsewhere", 1, deterministic, |_| Ok(1)).unwrap();
    db.execute_batch("CREATE INDEX odd ON variable (elsewhere(value))").unwrap();
    drop(db);
    is_refused(&home, &[], 8, &["does not allow encrypted values to be replaced", "elsewhere"]);
    home.run("DROP INDEX odd");
    rotates(&home);
}
