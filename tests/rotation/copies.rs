//! Whose journal it is: copied, moved, replaced and restored databases. The wrong one would delete the only copy of a key.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kozmoai::service::progress::Stage;
use serde_json::Value;

use super::secrets::{self, FIRST_KEY, OLDER_KEY};
use super::unfinished::{broken_off_when, interrupted_at, key_on_disk, state_of};
use super::{Engine, TestEnv, json, kozmoai, request};

const USERS: usize = 5;

/// The files of a database on this machine, and their names under another name.
fn files(home: &TestEnv, other: &str) -> Vec<(PathBuf, PathBuf)> {
    let path = home.path().join(secrets::settings(home.path()).store.value.path().unwrap());
    let name = path.file_name().unwrap().to_str().unwrap().to_owned();
    let entries = fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path());
    entries
        .filter_map(|file| {
            let ending = file.file_name()?.to_str()?.strip_prefix(&name)?.to_owned();
            Some((file, home.path().join(format!("{other}{ending}"))))
        })
        .collect()
}

/// Copies or moves the database, and returns the new address.
fn placed(home: &TestEnv, moves: bool) -> String {
    let scheme = match &home.engine {
        Engine::Postgres(server, name) => {
            let other = format!("{name}_placed");
            server.wait_until_alone(name);
            let change = if moves {
                format!("ALTER DATABASE {name} RENAME TO {other}")
            } else {
                format!("CREATE DATABASE {other} TEMPLATE {name}")
            };
            server.client("postgres").batch_execute(&change).unwrap();
            return server.address(&other);
        }
        Engine::Embedded => "sled",
        Engine::Sqlite => "sqlite",
    };
    for (from, to) in files(home, "placed") {
        let program = if moves { "mv" } else { "cp" };
        let options: &[&str] = if moves { &[] } else { &["-a"] };
        assert!(Command::new(program).args(options).arg(from).arg(to).status().unwrap().success());
    }
    format!("{scheme}:///{}", home.path().join("placed").display())
}

fn on(home: &TestEnv, address: &str, arguments: &[&str]) -> (Value, i32, String) {
    json(kozmoai(home.path(), &[&["--store", address], arguments].concat()))
}

fn journal(home: &Path) -> PathBuf {
    home.join("config/rotation.json")
}

/// A copy has the identity of its original, whose values may need the keys of the journal.
#[test]
fn rotation_is_continued_on_the_original_alone() {
    for (reencrypted, verb) in [(true, "rollback"), (true, "resume"), (false, "resume"), (false, "rollback")] {
        for home in TestEnv::every() {
            secrets::seed(home.path(), USERS);
            broken_off_when(&home, reencrypted);
            let copy = placed(&home, false);
            let bytes = fs::read(journal(home.path())).unwrap();
            for tried in ["resume", "rollback"] {
                let (_, code, printed) = on(&home, &copy, &["rotate", tried]);
                assert!(code == 5 && printed.contains("rotation_of_other_database"), "{:?} {code} {printed}", home.engine);
            }
            assert_eq!(fs::read(journal(home.path())).unwrap(), bytes);
            let (_, code, printed) = json(kozmoai(home.path(), &["rotate", verb]));
            assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{:?} {verb}: {printed}", home.engine);
            let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
            secrets::assert_all_open(&*store, &key_on_disk(&home), &[OLDER_KEY], USERS);
        }
    }
}

#[test]
fn rotation_is_continued_where_the_database_was_moved() {
    for verb in ["resume", "rollback"] {
        for home in TestEnv::every() {
            secrets::seed(home.path(), USERS);
            broken_off_when(&home, true);
            let moved = placed(&home, true);
            let (_, code, printed) = on(&home, &moved, &["rotate", verb]);
            assert_eq!(code, 0, "{:?} {verb}: {printed}", home.engine);
            assert!(!journal(home.path()).exists());
            assert_eq!(on(&home, &moved, &["key", "check"]).0["values"]["unreadable"], 0);
        }
    }
}

/// A new database in the place of the one that was moved away has none of its values.
#[test]
fn new_database_at_the_old_address_ends_no_rotation() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, true);
        let moved = placed(&home, true);
        if matches!(home.engine, Engine::Sqlite) {
            secrets::keep_in_sqlite(home.path());
        }
        fs::write(home.path().join("password"), "hard-to-guess-1").unwrap();
        let chief = ["superuser", "--username", "chief", "--password-file", "password"];
        assert_eq!(json(kozmoai(home.path(), &chief)).1, 0);
        for verb in ["resume", "rollback"] {
            let (_, code, printed) = json(kozmoai(home.path(), &["rotate", verb]));
            assert!(code == 5 && printed.contains("rotation_of_other_database"), "{:?} {code} {printed}", home.engine);
        }
        let (_, code, printed) = on(&home, &moved, &["rotate", "rollback"]);
        assert_eq!(code, 0, "{:?}: {printed}", home.engine);
        assert_eq!(on(&home, &moved, &["key", "check"]).0["values"]["unreadable"], 0);
    }
}

/// The journal of a database whose address is another one now, and whose rotation had changed nothing.
#[test]
fn interrupted_rotation_of_a_moved_database_is_reported() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    interrupted_at(&home, &request(), Stage::Reencrypting);
    let moved = placed(&home, true);
    let (_, code, printed) = on(&home, &moved, &["variables", "list"]);
    assert_eq!(code, 0, "{printed}");
    assert!(printed.contains("interrupted"), "{printed}");
    assert_eq!(on(&home, &moved, &["rotate", "rollback"]).1, 0);
    secrets::assert_all_open(
        &*kozmoai::store::open(&kozmoai::model::StoreUrl::parse(&moved).unwrap()).unwrap(),
        FIRST_KEY,
        &[OLDER_KEY],
        USERS,
    );
}
