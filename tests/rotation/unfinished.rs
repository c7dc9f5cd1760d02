//! Rotations that were interrupted, rolled back, or keep keys for other clients, on Kozmoai's own databases.

use kozmoai::error::{Kind, Result};
use kozmoai::secret::Secret;
use kozmoai::service::Service;
use kozmoai::service::backup::Destination;
use kozmoai::service::progress::{Progress, Stage, Watch};
use kozmoai::service::rotation::{Report, Request};

use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator, ring};
use super::{TestEnv, json, kozmoai, request};

const USERS: usize = 20;
/// Another key of 32 bytes.
const NEXT_KEY: &str = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";

pub(super) fn key_on_disk(home: &TestEnv) -> String {
    secrets::settings(home.path()).secret_key.value.as_ref().map(secrets::exposed).unwrap().to_owned()
}

/// Encrypts the same plaintext with a key again, as a Kozmoai server with that key does.
fn written_by_kozmoai(home: &TestEnv, user: usize, number: usize, key: &str) {
    let at = jiff::Timestamp::from_second(1_700_000_000).unwrap();
    let text = ring(key, &[]).encrypt(secrets::plaintext(user, number).as_bytes(), at);
    let owner = format!("(SELECT id FROM \"user\" WHERE username = 'user{user:06}')");
    home.run(&format!("UPDATE variable SET value = '{text}' WHERE name = 'VARIABLE_{number}' AND user_id = {owner}"));
}

pub(super) fn online() -> Request {
    Request { online: true, ..request() }
}

/// Interrupts a rotation at a stage.
pub(super) fn interrupted_at(home: &TestEnv, request: &Request, at: Stage) {
    let ended =
        secrets::service(home.path()).admin(&operator()).unwrap().rotate(request, &mut |Progress { stage, .. }| stage != at);
    assert_eq!(ended.unwrap_err().kind(), Kind::Resumable);
}

/// Interrupts a rotation before the values change, or afterwards, at the key file.
pub(super) fn broken_off_when(home: &TestEnv, reencrypted: bool) {
    if !reencrypted {
        return interrupted_at(home, &request(), Stage::Reencrypting);
    }
    interrupted_at_the_key_file(home, |service, watch| service.admin(&operator()).unwrap().rotate(&request(), watch));
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
}

/// Runs `work` until the values are replaced and the key file can't be written, then restores the key file.
pub(super) fn interrupted_at_the_key_file(home: &TestEnv, work: impl FnOnce(&Service, Watch<'_>) -> Result<Report>) {
    let env = home.path().join(".env");
    let text = std::fs::read_to_string(&env).unwrap();
    let ended = work(&secrets::service(home.path()), &mut |Progress { stage, .. }| {
        if stage == Stage::Verifying {
            drop(std::fs::remove_file(&env).and_then(|()| std::fs::create_dir(&env)));
        }
        true
    });
    assert_eq!(ended.unwrap_err().kind(), Kind::Resumable);
    std::fs::remove_dir(&env).unwrap();
    secrets::write_env(home.path(), &text);
}

/// Deletes the admin files of a SQLite database.
pub(super) fn lose_side_file(home: &TestEnv) {
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(home.path().join(format!("kozmoai.db.admin{ending}"))));
    }
}

/// Rotates the database from another machine with its own configuration directory, and returns its folder.
fn rotated_elsewhere(home: &TestEnv) -> tempfile::TempDir {
    let other = tempfile::tempdir().unwrap();
    secrets::write_env(other.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    secrets::keep_in(other.path(), &secrets::store_url(home.path()).unwrap());
    secrets::service(other.path()).admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap();
    other
}

pub(super) fn state_of(home: &TestEnv) -> String {
    json(kozmoai(home.path(), &["rotate", "status"])).0["state"].as_str().unwrap().to_owned()
}

/// A Kozmoai server continues to use the previous key after the rotation.
#[test]
fn late_values_are_decrypted_and_reencrypted() {
    for (home, breaks_off) in TestEnv::kozmoais().map(|home| (home, false)).chain(TestEnv::kozmoais().map(|home| (home, true))) {
        secrets::seed(home.path(), USERS);
        if breaks_off {
            interrupted_at(&home, &online(), Stage::Verifying);
            // A resume does not show which key the other clients have.
            assert!(
                secrets::service(home.path()).admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap().phase.is_some()
            );
        } else {
            assert!(
                secrets::service(home.path())
                    .admin(&operator())
                    .unwrap()
                    .rotate(&online(), &mut |_| true)
                    .unwrap()
                    .phase
                    .is_some()
            );
        }
        assert_eq!(state_of(&home), "waiting");
        written_by_kozmoai(&home, 3, 2, FIRST_KEY);
        let get = kozmoai(home.path(), &["variables", "get", "user000003", "VARIABLE_2", "--reveal"]).output().unwrap();
        assert_eq!(String::from_utf8(get.stdout).unwrap().trim_end(), secrets::plaintext(3, 2));
        let (checked, code, _) = json(kozmoai(home.path(), &["key", "check"]));
        assert_eq!((code, &checked["values"]["fallback"]), (0, &1.into()), "{:?}", home.engine);
        let doctor = kozmoai(home.path(), &["doctor"]).output().unwrap();
        assert!(String::from_utf8(doctor.stdout).unwrap().contains("keeps the previous key"));
        // Another database would not know the keys of these values.
        let copied = json(kozmoai(home.path(), &["store", "copy", "-", "sled:///copied"]));
        assert_eq!((copied.1, home.path().join("copied").exists()), (10, false), "{}", copied.2);

        let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["state"], &done["values"]["rotated"]), (0, &"done".into(), &1.into()), "{printed}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        assert_eq!((state_of(&home).as_str(), json(kozmoai(home.path(), &["rotate", "resume"])).1), ("none", 4));
    }
}

#[test]
fn resume_needs_the_new_key_active() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let next = "a new key that is rather short";
    let next_key = ring(next, &[]).fingerprint().to_owned();
    let elsewhere = Request { new_key: Some(Secret::from(next)), allow_weak_key: true, update_sources: false, ..online() };
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&elsewhere, &mut |_| true).unwrap();
    let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
    assert_eq!((code, printed.contains(&next_key), state_of(&home).as_str()), (9, true, "waiting"), "{printed}");
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={next:?}\n"));
    assert_eq!(json(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

/// A rotation after an online one keeps the keys that other clients may still use, whatever its result.
#[test]
fn next_rotation_takes_over_kept_keys() {
    for at in [None, Some(Stage::Reencrypting), Some(Stage::Verifying)] {
        for home in TestEnv::kozmoais() {
            secrets::seed(home.path(), USERS);
            secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online(), &mut |_| true).unwrap();
            let second = key_on_disk(&home);
            written_by_kozmoai(&home, 0, 1, FIRST_KEY);
            if let Some(at) = at {
                interrupted_at(&home, &request(), at);
                let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "rollback"]));
                assert_eq!((code, state_of(&home).as_str()), (0, "waiting"), "{printed}");
                assert_eq!(key_on_disk(&home), second);
                written_by_kozmoai(&home, 0, 2, FIRST_KEY);
                assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 0);
            }
            let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "--yes"]));
            assert_eq!((code, &done["waits"], state_of(&home).as_str()), (0, &false.into(), "none"), "{printed}");
            assert_ne!(key_on_disk(&home), second);
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
}

#[test]
fn online_rotation_can_be_rolled_back() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online(), &mut |_| true).unwrap();
        let second = key_on_disk(&home);
        let printed_by = |arguments: &[&str]| {
            let ended = kozmoai(home.path(), arguments).output().unwrap();
            let printed = [ended.stdout, ended.stderr].map(|text| String::from_utf8(text).unwrap()).concat();
            assert!(ended.status.success(), "{printed}");
            printed.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let [first_key, second_key] = [FIRST_KEY, second.as_str()].map(|key| ring(key, &[]).fingerprint().to_owned());
        let (previous, abandoned) = (format!("Previous key {first_key}"), format!("Abandoned key {second_key}"));
        let awaits = "Once every Kozmoai server has the previous key again";
        let names_both = |printed: &str| printed.contains(&previous) && printed.contains(&abandoned);
        let printed = printed_by(&["rotate", "rollback"]);
        assert!(names_both(&printed) && printed.contains(awaits) && !printed.contains("the new key"), "{printed}");
        assert_eq!((key_on_disk(&home).as_str(), state_of(&home).as_str()), (FIRST_KEY, "waiting"));
        let printed = printed_by(&["rotate", "status"]);
        assert!(names_both(&printed) && printed.contains(awaits) && !printed.contains("new key"), "{printed}");
        written_by_kozmoai(&home, 1, 1, &second);
        assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 0);
        let printed = printed_by(&["rotate", "resume"]);
        assert!(names_both(&printed) && printed.contains("The rollback is complete"), "{printed}");
        assert!(!printed.contains("new key") && !printed.contains("Keep a copy"), "{printed}");
        assert_eq!(state_of(&home).as_str(), "none");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// Kozmoai's own key file may hold a newline, and after a rollback the journal has such a key as the one to end with.
#[test]
fn online_rotation_of_an_unusual_key_can_be_rolled_back() {
    for key in ["sh\nort", "short\n"] {
        let home = TestEnv::sqlite();
        secrets::write_env(home.path(), "");
        let config = secrets::settings(home.path()).config_dir.value.clone();
        kozmoai::fs::private::create_folder(&config).unwrap();
        kozmoai::fs::private::write(&config.join("secret_key"), key.as_bytes()).unwrap();
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        secrets::fill(&*store, USERS, &|_| ring(key, &[]));
        drop(store);
        let run = |arguments: &[&str]| {
            let (_, code, printed) = json(kozmoai(home.path(), arguments));
            assert_eq!(code, 0, "{key:?}: {arguments:?}: {printed}");
        };
        run(&["rotate", "--yes", "--online"]);
        run(&["rotate", "rollback"]);
        assert_eq!(state_of(&home), "waiting");
        assert_eq!(std::fs::read_to_string(config.join("secret_key")).unwrap(), key);
        run(&["key", "check"]);
        run(&["rotate", "resume"]);
        assert_eq!(state_of(&home), "none");
        run(&["key", "check"]);
    }
}

/// Two databases with one configuration directory, and so with one journal.
#[test]
fn rotation_of_another_database_neither_blocks_nor_is_continued() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    interrupted_at(&home, &request(), Stage::Reencrypting);
    let copied = json(kozmoai(home.path(), &["store", "copy", "-", "sled:///copied"]));
    assert!(copied.1 == 10 && copied.2.contains("rotation_interrupted"), "{}", copied.2);
    std::fs::write(home.path().join("value"), "hard-to-guess-1").unwrap();
    let on_other = |arguments: &[&str]| json(kozmoai(home.path(), &[&["--store", "sled:///other"], arguments].concat()));
    assert_eq!(on_other(&["superuser", "--username", "chief", "--password-file", "value"]).1, 0);
    assert_eq!(on_other(&["variables", "set", "chief", "TOKEN", "--value-file", "value"]).1, 0);
    assert_eq!(on_other(&["key", "check"]).1, 0);
    for verb in ["resume", "rollback"] {
        let (_, code, printed) = on_other(&["rotate", verb]);
        assert!(code == 5 && printed.contains("rotation_of_other_database") && printed.contains("--store"), "{code} {printed}");
    }
    // There is room for one journal.
    let (_, code, printed) = on_other(&["rotate", "--yes"]);
    assert!(code == 10 && printed.contains("rotation_interrupted"), "{code} {printed}");
    assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    secrets::assert_all_open(&*store, FIRST_KEY, &[OLDER_KEY], USERS);
    assert_eq!(on_other(&["rotate", "--yes", "--no-env-update", "--new-key-file", "value", "--allow-weak-key"]).1, 0);
}

/// Nor does a journal that keeps keys for the clients of one database make room for the rotation of another.
#[test]
fn kept_keys_of_another_database_are_not_taken_over() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online(), &mut |_| true).unwrap();
    written_by_kozmoai(&home, 0, 1, FIRST_KEY);
    std::fs::write(home.path().join("value"), "hard-to-guess-1").unwrap();
    let on_other = |arguments: &[&str]| json(kozmoai(home.path(), &[&["--store", "sled:///other"], arguments].concat()));
    assert_eq!(on_other(&["superuser", "--username", "chief", "--password-file", "value"]).1, 0);
    let (_, code, printed) = on_other(&["rotate", "--yes"]);
    let theirs = secrets::store_url(home.path()).unwrap();
    assert!(code == 10 && printed.contains("rotation_interrupted") && printed.contains(&theirs), "{code} {printed}");
    assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

/// No key file is updated, so the settings decide whether everybody has the previous key again.
#[test]
fn rollback_is_completed_once_the_previous_key_is_back_in_the_settings() {
    for fallback in [false, true] {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        let elsewhere = Request { new_key: Some(Secret::from(NEXT_KEY)), update_sources: false, ..online() };
        secrets::service(home.path()).admin(&operator()).unwrap().rotate(&elsewhere, &mut |_| true).unwrap();
        secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\n"));
        assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert!(code == 9 && printed.contains("Put the previous key in its place"), "{code} {printed}");
        let back = if fallback {
            format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\nKOZMOAI_SECRET_KEY_FALLBACKS={FIRST_KEY}\n")
        } else {
            format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n")
        };
        secrets::write_env(home.path(), &back);
        assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        secrets::assert_all_open(&*store, FIRST_KEY, &[], USERS);
    }
}

/// The keys of the values are told when the rotation begins, and after a resume as well.
#[test]
fn resume_names_the_keys_that_the_backup_needs() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    interrupted_at(&home, &Request { backup: Destination::ConfigDir, ..request() }, Stage::Reencrypting);
    let resumed = kozmoai(home.path(), &["rotate", "resume"]).output().unwrap();
    let printed = String::from_utf8(resumed.stderr).unwrap();
    assert!(printed.contains("Keep a copy of the keys"), "{printed}");
    for key in [FIRST_KEY, OLDER_KEY] {
        assert!(printed.contains(ring(key, &[]).fingerprint()), "{printed}");
    }
}

#[test]
fn resume_warns_of_plaintext() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    home.run("UPDATE variable SET value = 'eu-west-1' WHERE name = 'VARIABLE_1'");
    interrupted_at(&home, &request(), Stage::Reencrypting);
    let resumed = kozmoai(home.path(), &["rotate", "resume"]).output().unwrap();
    let printed = String::from_utf8(resumed.stderr).unwrap();
    assert!(resumed.status.success() && printed.contains(&format!("{USERS} values stored as plaintext")), "{printed}");
}

/// Two machines, each with its own configuration directory.
#[test]
fn database_rotated_elsewhere_allows_only_rollback() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        interrupted_at(&home, &Request { allow_unreadable: true, ..request() }, Stage::Reencrypting);
        let other = rotated_elsewhere(&home);
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, printed.contains("rotated_since")), (9, true), "{printed}");
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "rollback"]));
        assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{printed}");
        secrets::assert_all_open_under_the_key_on_disk(other.path(), USERS);
    }
}

#[test]
fn undecryptable_value_does_not_prevent_rollback() {
    for (reencrypted, verb) in [(false, "rollback"), (true, "rollback"), (true, "resume")] {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, reencrypted);
        written_by_kozmoai(&home, 0, 1, "an unknown key");
        let advised = |what: &str| {
            let (_, code, printed) = json(kozmoai(home.path(), &["key", "check"]));
            let error = printed.lines().last().unwrap();
            assert!(code == 11 && error.contains(what), "{code} {printed}");
            error.contains("rotate rollback")
        };
        assert!(advised("rotate resume"));
        if !reencrypted {
            let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
            assert_eq!((code, printed.contains("rollback")), (11, true), "{printed}");
        }
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", verb]));
        assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{printed}");
        assert!(!advised("KOZMOAI_SECRET_KEY_FALLBACKS"));
    }
}

/// The journal of a rotation that ended while it wrote a key file still says that values are re-encrypted next.
#[test]
fn status_says_how_far_the_rotation_came() {
    for (reencrypted, phase) in [(false, "reencrypting"), (true, "updating_key_files")] {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, reencrypted);
        let (status, code, printed) = json(kozmoai(home.path(), &["rotate", "status"]));
        let told = (code, &status["phase"], &status["reencrypted"]);
        assert_eq!(told, (0, &phase.into(), &reencrypted.into()), "{printed}");
    }
}

#[test]
fn interrupted_resume_can_be_resumed() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        interrupted_at(&home, &request(), Stage::Reencrypting);
        for at in [Stage::Checking, Stage::Reencrypting, Stage::Verifying] {
            let watch = &mut |Progress { stage, .. }| stage != at;
            let ended = secrets::service(home.path()).admin(&operator()).unwrap().resume_rotation(watch).unwrap_err();
            assert_eq!((ended.kind(), state_of(&home).as_str()), (Kind::Resumable, "unfinished"), "{at:?}: {ended}");
        }
        secrets::service(home.path()).admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap();
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// An interrupted rollback can be repeated, and keeps the keys that other clients may use.
#[test]
fn failed_rollback_keeps_every_key() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online(), &mut |_| true).unwrap();
        let second = key_on_disk(&home);
        interrupted_at_the_key_file(&home, |service, watch| service.admin(&operator()).unwrap().roll_back_rotation(watch));
        written_by_kozmoai(&home, 2, 1, &second);
        assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
        assert_eq!((key_on_disk(&home).as_str(), state_of(&home).as_str()), (FIRST_KEY, "waiting"));
        assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 0);
        // A second rollback is refused.
        let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "rollback"]));
        assert_eq!((code, printed.contains("already_rolled_back")), (5, true), "{printed}");
        assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// The journal may have the only copy of a key.
#[test]
fn journal_stays_until_its_key_is_active() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let elsewhere = Request {
            new_key: Some(Secret::from("a new key that is rather short")),
            allow_weak_key: true,
            update_sources: false,
            ..request()
        };
        interrupted_at(&home, &elsewhere, Stage::Verifying);
        let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["waits"], state_of(&home).as_str()), (0, &true.into(), "waiting"), "{printed}");
        // Another rotation knows the key, and writes its own one to the key file.
        assert_eq!((json(kozmoai(home.path(), &["rotate", "--yes"])).1, state_of(&home).as_str()), (0, "none"));
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn foreign_key_in_key_file_is_kept() {
    for reencrypted in [false, true] {
        for home in TestEnv::every() {
            secrets::seed(home.path(), USERS);
            broken_off_when(&home, reencrypted);
            secrets::write_env(home.path(), "KOZMOAI_SECRET_KEY=the key of another machine\n");
            let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "rollback"]));
            assert_eq!((code, &done["waits"], &done["key_written_to"]), (0, &true.into(), &serde_json::json!([])), "{printed}");
            for _ in 0..2 {
                assert_eq!(key_on_disk(&home), "the key of another machine");
                assert_eq!(state_of(&home), "waiting", "the journal has the key of the database");
                let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
                assert!(code == 9 && printed.contains("Move that key elsewhere"), "{printed}");
            }
            std::fs::remove_file(home.path().join(".env")).unwrap();
            let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
            assert_eq!((code, key_on_disk(&home).as_str(), state_of(&home).as_str()), (0, FIRST_KEY, "none"), "{printed}");
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
}

/// Another machine rotated the database, and its key is active here, so this rotation is obsolete.
#[test]
fn overtaken_rotation_leaves_key_file_unchanged() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    interrupted_at(&home, &request(), Stage::Reencrypting);
    let other = rotated_elsewhere(&home);
    std::fs::copy(other.path().join(".env"), home.path().join(".env")).unwrap();
    assert_eq!((json(kozmoai(home.path(), &["rotate", "rollback"])).1, state_of(&home).as_str()), (0, "none"));
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

/// The active key is also a fallback key, and the database was encrypted with the previous one.
#[test]
fn repeated_keys_do_not_confuse_rollback() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    let env = format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\nKOZMOAI_SECRET_KEY_FALLBACKS={NEXT_KEY},{FIRST_KEY}\n");
    secrets::write_env(home.path(), &env);
    interrupted_at_the_key_file(&home, |service, watch| service.admin(&operator()).unwrap().rotate(&request(), watch));
    lose_side_file(&home);
    assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
    let (checked, code, printed) = json(kozmoai(home.path(), &["key", "check"]));
    assert_eq!((code, &checked["values"]["unreadable"]), (0, &0.into()), "{printed}");
}

#[test]
fn kept_keys_survive_loss_of_admin_files() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), USERS);
    secrets::service(home.path()).admin(&operator()).unwrap().rotate(&online(), &mut |_| true).unwrap();
    written_by_kozmoai(&home, 0, 1, FIRST_KEY);
    lose_side_file(&home);
    std::fs::write(home.path().join("value"), "one more").unwrap();
    let set = json(kozmoai(home.path(), &["variables", "set", "user000001", "MORE", "--value-file", "value"]));
    assert_eq!(set.1, 0, "{}", set.2);
    assert_eq!((json(kozmoai(home.path(), &["key", "check"])).1, state_of(&home).as_str()), (0, "waiting"));
    assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
    assert_eq!(json(kozmoai(home.path(), &["key", "check"])).0["values"]["fallback"], 0);
}
