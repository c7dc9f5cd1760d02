//! Whose journal it is: copied, moved, replaced and restored databases. The wrong one would delete the only copy of a key.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use kozmoai::secret::Secret;
use kozmoai::service::progress::Stage;
use kozmoai::service::rotation::Request;
use serde_json::Value;

use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator};
use super::unfinished::{broken_off_when, interrupted_at, interrupted_at_the_key_file, key_on_disk, online, state_of};
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
    for (reencrypted, verb) in [(true, "rollback"), (false, "resume")] {
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

/// Another database that is bound to the same previous key.
#[test]
fn rotation_is_not_continued_on_a_database_with_the_same_key() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, true);
        for other in TestEnv::kozmoais() {
            secrets::seed(other.path(), USERS);
            for verb in ["resume", "rollback"] {
                let (_, code, printed) = on(&home, &secrets::store_url(other.path()).unwrap(), &["rotate", verb]);
                assert!(code == 5 && printed.contains("rotation_of_other_database"), "{:?} {code} {printed}", other.engine);
            }
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

/// Through a link, the address is another one, but not the database.
#[test]
fn rotation_is_continued_through_a_link() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, true);
        let link = tempfile::tempdir().unwrap();
        std::os::unix::fs::symlink(home.path(), link.path().join("home")).unwrap();
        let address = secrets::settings(home.path()).store.value.clone();
        let path = address.path().unwrap();
        let below = path.strip_prefix(home.path()).unwrap_or(path);
        let linked = address.with_path(link.path().join("home").join(below)).to_string();
        let (_, code, printed) = on(&home, &linked, &["rotate", "resume"]);
        assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{linked}: {printed}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// Whether a server that does not answer has the original is unknown.
#[test]
fn rotation_waits_for_a_server_that_does_not_answer() {
    let Some(home) = TestEnv::postgres() else { return };
    secrets::seed(home.path(), USERS);
    broken_off_when(&home, true);
    let sealed: Value = serde_json::from_slice(&fs::read(journal(home.path())).unwrap()).unwrap();
    let mut content = sealed["content"].clone();
    let original = content["store"].as_str().unwrap().to_owned();
    let Engine::Postgres(_, name) = &home.engine else { unreachable!() };
    let place = content["place"].take();
    content["store"] = format!("postgresql://kozmoai@127.0.0.1:1/{name}").into();
    let forge = |content: &Value| {
        fs::write(journal(home.path()), &*kozmoai::fs::recovery_file::seal("rotation", 2, content).unwrap()).unwrap();
    };
    forge(&content);
    let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
    assert!(code == 5 && printed.contains("rotation_of_other_database"), "{code} {printed}");
    // As long as the server runs, it is known to be the same.
    content["place"] = place;
    forge(&content);
    let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
    assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{original}: {printed}");
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

/// What was restored needs an earlier key, and the database that it replaced, which is kept, needs the one of the journal.
#[test]
fn rollback_on_a_restored_database_keeps_the_keys() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let run = |arguments: &[&str]| json(kozmoai(home.path(), arguments));
        assert_eq!(run(&["backup", "old"]).1, 0);
        let mut first = kozmoai(home.path(), &["rotate", "--yes", "--old-key-env", "OLDER"]);
        first.env("OLDER", OLDER_KEY);
        assert_eq!(json(first).1, 0);
        interrupted_at_the_key_file(&home, |service, watch| service.admin(&operator()).unwrap().rotate(&request(), watch));
        let content = fs::read_to_string(journal(home.path())).unwrap();
        assert_eq!(run(&["restore", "old", "--replace", "--yes"]).1, 0);
        assert_eq!(run(&["rotate", "resume"]).1, 9);
        let ended = kozmoai(home.path(), &["rotate", "rollback"]).output().unwrap();
        let printed = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
        assert!(ended.status.success() && printed.contains("rotation.json.abandoned"), "{:?}: {printed}", home.engine);
        assert!(!printed.contains("Every value has"), "{printed}");
        assert_eq!(fs::read_to_string(home.path().join("config/rotation.json.abandoned")).unwrap(), content);
        assert_eq!(state_of(&home), "none");
    }
}

/// The journal has the new key, which the lost file had.
#[test]
fn resume_restores_a_lost_key_file() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online(), &mut |_| true).unwrap();
        let key = key_on_disk(&home);
        secrets::write_env(home.path(), "");
        let (_, code, printed) = json(kozmoai(home.path(), &["key", "check"]));
        assert!(code == 9 && printed.contains("rotate resume") && !printed.contains("keygen"), "{code} {printed}");
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, key_on_disk(&home), state_of(&home).as_str()), (0, key, "none"), "{:?}: {printed}", home.engine);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn resume_without_any_key_names_the_one_to_set() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let key = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";
    let elsewhere = Request { new_key: Some(Secret::from(key)), update_sources: false, ..online() };
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&elsewhere, &mut |_| true).unwrap();
    let fingerprint = secrets::ring(key, &[]).fingerprint().to_owned();
    secrets::write_env(home.path(), "KOZMOAI_SECRET_KEY=an unrelated key\n");
    let (_, code, printed) = json(kozmoai(home.path(), &["key", "adopt", "--allow-unreadable", "--yes"]));
    assert!(code == 10 && printed.contains("rotation_awaits_clients"), "{code} {printed}");
    secrets::write_env(home.path(), "");
    for command in [&["key", "check"][..], &["doctor"]] {
        let ended = kozmoai(home.path(), command).output().unwrap();
        let said = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
        assert!(said.contains(&format!("Set the key {fingerprint}")) && !said.contains("keygen"), "{said}");
    }
    let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
    assert!(code == 9 && printed.contains(&format!("Set the new key {fingerprint}")), "{code} {printed}");
    assert!(!printed.contains("keygen"), "{printed}");
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={key}\n"));
    assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
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

/// The paths in a journal that was moved with its directory may belong to something else by now.
#[test]
fn moved_journal_writes_where_the_active_key_came_from() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    broken_off_when(&home, false);
    let before = fs::read_to_string(home.path().join(".env")).unwrap();
    let other = tempfile::tempdir().unwrap();
    fs::rename(home.path().join("config"), other.path().join("config")).unwrap();
    secrets::keep_in(other.path(), &secrets::store_url(home.path()).unwrap());
    secrets::write_env(other.path(), "KOZMOAI_SECRET_KEY=the key of something else\n");
    let resume = || json(kozmoai(other.path(), &["rotate", "resume"]));
    let (_, code, printed) = resume();
    assert!(code == 9 && printed.contains("config_dir_moved"), "{code} {printed}");
    secrets::write_env(other.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    let (_, code, printed) = resume();
    assert_eq!(code, 0, "{printed}");
    secrets::assert_all_open_under_the_key_on_disk(other.path(), USERS);
    assert_eq!(fs::read_to_string(home.path().join(".env")).unwrap(), before);
}
