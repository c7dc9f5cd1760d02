//! The key binding of a database: correcting it where the values show that it is wrong, and adopting another key.

use std::fs;

use kozmoai::crypto::keyring::Keyring;
use kozmoai::store::{Batch, Change, CommitOutcome};

use super::secrets::{self, FIRST_KEY, OLDER_KEY, ring};
use super::{TestEnv, json, kozmoai};

const USERS: usize = 2;
const NEXT_KEY: &str = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";

/// Binds the database to a key, regardless of its values.
fn bind(home: &TestEnv, key: &Keyring) {
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    let before = store.key_binding().unwrap();
    let after = kozmoai::model::KeyBinding { fingerprint: key.fingerprint().to_owned(), origin: "elsewhere".to_owned() };
    let changes = vec![Change::SetKeyBinding { before, after }];
    let batch = Batch { changes, audit: Vec::new(), keep_a_superuser: false };
    assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
}

fn fill_with(home: &TestEnv, key: &str) {
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    let settings = secrets::settings(home.path());
    kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    secrets::fill(&*store, USERS, &|_| ring(key, &[]));
}

fn set(home: &TestEnv, name: &str) -> (serde_json::Value, i32, String) {
    fs::write(home.path().join("value"), "a value").unwrap();
    json(kozmoai(home.path(), &["variables", "set", "user000001", name, "--value-file", "value"]))
}

fn bound_to(home: &TestEnv) -> String {
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    store.key_binding().unwrap().unwrap().fingerprint
}

#[test]
fn binding_is_corrected_where_the_active_key_decrypts_everything() {
    for home in TestEnv::every() {
        fill_with(&home, FIRST_KEY);
        bind(&home, &ring(NEXT_KEY, &[]));
        let (_, code, printed) = set(&home, "MORE");
        assert!(code == 0 && printed.contains("the binding was corrected"), "{:?}: {code} {printed}", home.engine);
        let total = USERS * secrets::VALUES_OF_A_USER;
        assert!(printed.contains(&format!("decrypts all {total} values")), "{printed}");
        assert_eq!(bound_to(&home), ring(FIRST_KEY, &[]).fingerprint());
        let (audit, _, _) = json(kozmoai(home.path(), &["audit"]));
        assert!(audit.to_string().contains("secret_key.binding_corrected"), "{audit}");
        let (_, code, printed) = set(&home, "AGAIN");
        assert!(code == 0 && !printed.contains("corrected"), "{printed}");
    }
}

#[test]
fn binding_is_corrected_where_there_is_no_value() {
    for home in TestEnv::every() {
        secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
        let settings = secrets::settings(home.path());
        kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
        secrets::seed_alike(home.path(), 2, 0, 0);
        bind(&home, &ring(NEXT_KEY, &[]));
        let (_, code, printed) = set(&home, "FIRST");
        assert!(code == 0 && printed.contains("the binding was corrected"), "{:?}: {code} {printed}", home.engine);
        assert!(printed.contains("it holds no encrypted value"), "{printed}");
    }
}

/// The active key decrypts nothing, so it may be the wrong one.
#[test]
fn binding_is_kept_where_only_a_fallback_key_decrypts_the_values() {
    for home in TestEnv::every() {
        fill_with(&home, FIRST_KEY);
        bind(&home, &ring(OLDER_KEY, &[]));
        let env = format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\nKOZMOAI_SECRET_KEY_FALLBACKS={FIRST_KEY}\n");
        secrets::write_env(home.path(), &env);
        let (_, code, printed) = set(&home, "MORE");
        assert!(code == 9 && printed.contains("key_mismatch"), "{:?}: {code} {printed}", home.engine);
        assert_eq!(bound_to(&home), ring(OLDER_KEY, &[]).fingerprint());
    }
}

#[test]
fn useless_key_is_not_bound_to_encrypted_values() {
    for home in TestEnv::every() {
        fill_with(&home, FIRST_KEY);
        secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\n"));
        let (_, code, printed) = set(&home, "MORE");
        assert!(code == 9 && printed.contains("key_decrypts_nothing"), "{:?}: {code} {printed}", home.engine);
    }
}

/// Plaintext says nothing about a key.
#[test]
fn any_key_is_bound_to_plaintext() {
    for home in TestEnv::kozmoais() {
        fill_with(&home, FIRST_KEY);
        home.run("UPDATE variable SET value = 'eu-west-1'");
        home.run("UPDATE \"user\" SET store_api_key = NULL");
        secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\n"));
        let (_, code, printed) = set(&home, "MORE");
        assert!(code == 0 && !printed.contains("decrypts no stored value"), "{:?}: {code} {printed}", home.engine);
        assert_eq!(bound_to(&home), ring(NEXT_KEY, &[]).fingerprint());
    }
}

#[test]
fn key_is_tried_on_the_first_values_only() {
    let home = TestEnv::embedded();
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    let settings = secrets::settings(home.path());
    kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    secrets::fill(&*store, 1_100 / secrets::VALUES_OF_A_USER, &|_| ring(NEXT_KEY, &[]));
    drop(store);
    bind(&home, &ring(FIRST_KEY, &[]));
    let (_, code, printed) = set(&home, "MORE");
    assert!(code == 0 && printed.contains("decrypts none of the first 1000 stored values"), "{code} {printed}");
}

#[test]
fn rotation_believes_the_values() {
    for home in TestEnv::every() {
        fill_with(&home, FIRST_KEY);
        bind(&home, &ring(NEXT_KEY, &[]));
        assert_eq!(json(kozmoai(home.path(), &["rotate", "--yes", "--no-backup"])).1, 0, "{:?}", home.engine);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn key_is_adopted_where_previous_is_lost() {
    for home in TestEnv::every() {
        fill_with(&home, NEXT_KEY);
        bind(&home, &ring(NEXT_KEY, &[]));
        let adopt = |more: &[&str]| json(kozmoai(home.path(), &[&["key", "adopt"], more].concat()));
        let (_, code, printed) = set(&home, "MORE");
        assert!(code == 9 && printed.contains("kozmoai key adopt"), "{code} {printed}");
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "--yes", "--allow-unreadable"]));
        assert!(code == 9 && printed.contains("kozmoai key adopt --allow-unreadable"), "{code} {printed}");
        let (_, code, printed) = adopt(&["--yes"]);
        assert!(code == 11 && printed.contains("--allow-unreadable"), "{code} {printed}");
        assert_eq!(adopt(&["--allow-unreadable"]).1, 3);
        let (planned, code, _) = adopt(&["--allow-unreadable", "--dry-run"]);
        assert_eq!((code, &planned["dry_run"], &planned["changed"]), (0, &true.into(), &true.into()));
        assert_eq!(bound_to(&home), ring(NEXT_KEY, &[]).fingerprint());
        let before = secrets::values(&*kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap());

        let (done, code, printed) = adopt(&["--allow-unreadable", "--yes"]);
        assert_eq!((code, &done["changed"]), (0, &true.into()), "{printed}");
        assert_eq!(done["fingerprint"], ring(FIRST_KEY, &[]).fingerprint());
        assert_eq!(done["previous"], ring(NEXT_KEY, &[]).fingerprint());
        let total = USERS * secrets::VALUES_OF_A_USER;
        assert_eq!((&done["values"]["total"], &done["values"]["unreadable"]), (&total.into(), &total.into()));
        assert_eq!(done["unreadable"].as_array().unwrap().len(), total);
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        assert_eq!(secrets::values(&*store), before, "undecryptable values stay unchanged");
        drop(store);
        assert_eq!(adopt(&["--allow-unreadable", "--yes"]).1, 5);
        let (again, code, _) = adopt(&["--if-needed"]);
        assert_eq!((code, &again["changed"]), (0, &false.into()));
        // They can be set again and deleted.
        assert_eq!(set(&home, "VARIABLE_1").1, 0);
        assert_eq!(json(kozmoai(home.path(), &["variables", "delete", "user000001", "VARIABLE_2", "--yes"])).1, 0);
        assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 11);
    }
}

#[test]
fn text_that_only_looks_like_a_token_blocks_nothing() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let foreign = ring("an unknown key", &[]).encrypt(b"x", jiff::Timestamp::UNIX_EPOCH);
        home.run(&format!("UPDATE folder SET description = 'see {foreign} lf-sso:v1'"));
        let mut rotate = kozmoai(home.path(), &["rotate", "--yes", "--old-key-env", "OLDER"]);
        rotate.env("OLDER", OLDER_KEY);
        let (_, code, printed) = json(rotate);
        assert!(code == 0 && printed.contains("only look encrypted"), "{code} {printed}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        let (checked, code, _) = json(kozmoai(home.path(), &["key", "check"]));
        assert_eq!((code, checked["strays"].as_u64().unwrap() > 0), (0, true));
    }
}

#[test]
fn previous_key_is_kept_in_a_new_file() {
    let home = TestEnv::embedded();
    fill_with(&home, FIRST_KEY);
    fs::write(home.path().join("taken"), "mine").unwrap();
    for more in [&["--dry-run"][..], &["--yes"]] {
        let (_, code, printed) = json(kozmoai(home.path(), &[&["rotate", "--keep-old-key", "taken"], more].concat()));
        assert!(code == 5 && printed.contains("taken"), "{code} {printed}");
    }
    assert_eq!(fs::read_to_string(home.path().join("taken")).unwrap(), "mine");
    let done = kozmoai(home.path(), &["rotate", "--keep-old-key", "old", "--yes"]).output().unwrap();
    let printed = String::from_utf8(done.stderr).unwrap();
    assert!(done.status.success(), "{printed}");
    assert!(printed.contains("replace those credentials") && printed.contains("previous one was deleted"), "{printed}");
    assert_eq!(fs::read_to_string(home.path().join("old")).unwrap(), FIRST_KEY);
    let mode = std::os::unix::fs::PermissionsExt::mode(&fs::metadata(home.path().join("old")).unwrap().permissions());
    assert_eq!(mode & 0o777, 0o600);
    // As a rotation leaves it that was killed before it began.
    let active = secrets::settings(home.path()).secret_key.value.clone().unwrap();
    kozmoai::fs::private::write(&home.path().join("again"), secrets::exposed(&active).as_bytes()).unwrap();
    let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "--keep-old-key", "again", "--yes"]));
    assert_eq!(code, 0, "{printed}");
    assert_eq!(fs::read_to_string(home.path().join("again")).unwrap(), secrets::exposed(&active));
}

/// Kozmoai reads its key file with the newline at its end, and a quoted value in a .env file may have one anywhere.
#[test]
fn kept_key_can_be_given_again() {
    let lengths = [30, 31].map(|length| "x".repeat(length));
    let keys = ["short\n", "sh\nort", "\u{feff}short", " short ", "short\r\n", &lengths[0], &lengths[1], FIRST_KEY];
    for key in keys {
        let home = TestEnv::embedded();
        fill_with(&home, key);
        secrets::write_env(home.path(), "");
        fs::write(home.path().join("config/secret_key"), key).unwrap();
        let done = kozmoai(home.path(), &["rotate", "--yes", "--keep-old-key", "kept"]).output().unwrap();
        assert!(done.status.success(), "{key:?}: {}", String::from_utf8_lossy(&done.stderr));
        let backup = fs::read_dir(home.path().join("config/backups")).unwrap().next().unwrap().unwrap().path();
        let restored = kozmoai(home.path(), &["restore", backup.to_str().unwrap(), "--replace", "--yes"]).output().unwrap();
        assert!(restored.status.success(), "{key:?}: {}", String::from_utf8_lossy(&restored.stderr));
        let mut of_variable = kozmoai(home.path(), &["rotate", "--dry-run", "--old-key-env", "OLD"]);
        of_variable.env("OLD", key);
        for rotate in [of_variable, kozmoai(home.path(), &["rotate", "--yes", "--old-key-file", "kept"])] {
            let (done, code, printed) = json(rotate);
            assert!(code == 0 && done["values"]["rotated"].as_u64() > Some(0), "{key:?}: {printed}");
        }
    }
    // With the newline of a line it would be a long text, which is no key.
    for end in ["\n", "\r\n"] {
        let home = TestEnv::embedded();
        fill_with(&home, &lengths[1]);
        fs::write(home.path().join("line"), format!("{}{end}", lengths[1])).unwrap();
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "--yes", "--old-key-file", "line"]));
        assert_eq!(code, 0, "{printed}");
    }
    // What is no key in any reading is refused as before.
    let home = TestEnv::embedded();
    fill_with(&home, FIRST_KEY);
    fs::write(home.path().join("lines"), "a line that is no key at all\nand another one of the same kind\n").unwrap();
    let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "--dry-run", "--old-key-file", "lines"]));
    assert!(code == 2 && printed.contains("more than one line"), "{code} {printed}");
}

/// Only a key that nothing keeps is to be copied, and it is named.
#[test]
fn copy_is_asked_for_exactly_the_keys_that_are_lost() {
    let asks = |more: &[&str], env: &str| {
        let home = TestEnv::embedded();
        fill_with(&home, FIRST_KEY);
        secrets::write_env(home.path(), env);
        fs::write(home.path().join("first"), FIRST_KEY).unwrap();
        let ended = ["--dry-run", "--yes"].map(|how| {
            let ended = kozmoai(home.path(), &[&["rotate", how], more].concat()).output().unwrap();
            let printed = String::from_utf8(ended.stderr).unwrap();
            assert!(ended.status.success() && !printed.contains("cannot be examined"), "{printed}");
            printed.split_once("Keep a copy of the key ").map(|(_, rest)| rest[..16].to_owned())
        });
        let [planned, done] = ended;
        assert_eq!(planned, done, "{more:?}");
        done
    };
    let first = Some(ring(FIRST_KEY, &[]).fingerprint().to_owned());
    let active = |key: &str| format!("KOZMOAI_SECRET_KEY={key}\n");
    assert_eq!(asks(&[], &active(FIRST_KEY)), first);
    assert_eq!(asks(&["--no-backup"], &active(FIRST_KEY)), None);
    assert_eq!(asks(&["--keep-old-key", "kept"], &active(FIRST_KEY)), None);
    assert_eq!(asks(&[], &format!("{}KOZMOAI_SECRET_KEY_FALLBACKS={FIRST_KEY}\n", active(FIRST_KEY))), None);
    // The active key decrypts nothing, so a copy of it helps nobody.
    assert_eq!(asks(&["--old-key-file", "first"], &active(OLDER_KEY)), first);
    assert_eq!(asks(&["--old-key-file", "first", "--keep-old-key", "kept"], &active(OLDER_KEY)), first);
}

#[test]
fn previous_key_is_kept_for_default_database() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let default = home.path().join("config/store");
    let store = format!("sled:///{}", default.display());
    let on_default = |arguments: &[&str]| kozmoai(home.path(), &[&["--store", &store], arguments].concat());
    fs::write(home.path().join("value"), "hard-to-guess-1").unwrap();
    let mut chief = on_default(&["superuser", "--username", "chief", "--password-file", "value"]);
    assert!(chief.output().unwrap().status.success());
    let mut set = on_default(&["variables", "set", "chief", "TOKEN", "--value-file", "value"]);
    assert!(set.output().unwrap().status.success());
    let rotate = |more: &str| {
        let mut rotate = kozmoai(home.path(), &["rotate", more, "--old-key-env", "OLDER"]);
        rotate.env("OLDER", OLDER_KEY);
        json(rotate)
    };
    let (_, code, printed) = rotate("--dry-run");
    assert!(code == 0 && printed.contains("1 value encrypted with the previous key"), "{code} {printed}");
    let kept = home.path().join("config/previous_key");
    assert!(!kept.exists());
    let (report, code, printed) = rotate("--yes");
    assert!(code == 0 && printed.contains("config/previous_key"), "{code} {printed}");
    assert!(report["old_key_kept_in"].as_str().unwrap().ends_with("config/previous_key"));
    assert_eq!(fs::read_to_string(&kept).unwrap(), FIRST_KEY);
    let (_, code, printed) = json(on_default(&["rotate", "--yes", "--old-key-file", kept.to_str().unwrap()]));
    assert_eq!(code, 0, "{printed}");
}

#[test]
fn backups_of_rotations_are_listed_and_pruned() {
    let home = TestEnv::sqlite();
    fill_with(&home, FIRST_KEY);
    for _ in 0..3 {
        assert_eq!(json(kozmoai(home.path(), &["rotate", "--yes"])).1, 0);
    }
    fs::write(home.path().join("config/backups/mine.txt"), "mine").unwrap();
    let list = || json(kozmoai(home.path(), &["backups", "list"])).0;
    let listed = list();
    assert_eq!(listed["total_count"], 3);
    let newest = listed["backups"][0]["file"].clone();
    assert!(listed["backups"].as_array().unwrap().iter().all(|backup| backup["under_active_key"] == false), "{listed}");
    // Also the first, which was written before the database was bound to a key.
    assert!(listed["backups"].as_array().unwrap().iter().all(|backup| backup["fingerprint"].is_string()), "{listed}");
    assert_eq!(json(kozmoai(home.path(), &["backups", "prune"])).1, 2);
    let (planned, code, _) = json(kozmoai(home.path(), &["backups", "prune", "--keep", "1", "--dry-run"]));
    assert_eq!((code, planned["deleted"].as_array().unwrap().len(), &list()["total_count"]), (0, 2, &3.into()));
    let (kept, _, _) = json(kozmoai(home.path(), &["backups", "prune", "--keep", "0", "--older-than", "1d"]));
    assert_eq!(kept["changed"], false);
    assert_eq!(json(kozmoai(home.path(), &["backups", "prune", "--keep", "1"])).1, 0);
    assert_eq!((&list()["total_count"], &list()["backups"][0]["file"]), (&1.into(), &newest));
    assert!(home.path().join("config/backups/mine.txt").exists());
}

#[test]
fn backup_goes_through_pipes() {
    for home in [TestEnv::embedded(), TestEnv::sqlite()] {
        fill_with(&home, FIRST_KEY);
        let written = kozmoai(home.path(), &["backup", "-"]).output().unwrap();
        assert!(written.status.success(), "{}", String::from_utf8_lossy(&written.stderr));
        fs::write(home.path().join("piped"), &written.stdout).unwrap();
        let restored = |bytes: &str| {
            let mut command = kozmoai(home.path(), &["restore", "-", "--replace", "--yes"]);
            command.stdin(fs::File::open(home.path().join(bytes)).unwrap());
            json(command)
        };
        let (_, code, printed) = restored("piped");
        assert_eq!(code, 0, "{printed}");
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        secrets::assert_all_open(&*store, FIRST_KEY, &[], USERS);
        drop(store);
        fs::write(home.path().join("cut"), &written.stdout[..written.stdout.len() - 9]).unwrap();
        assert_eq!(restored("cut").1, 8);
    }
}
