//! Rotations that were broken off, taken back, or wait for others: on Kozmoai's own databases, where others may be at work.

use kozmoai::error::{Kind, Result};
use kozmoai::secret::Secret;
use kozmoai::service::Service;
use kozmoai::service::rotation::{Progress, Report, Request, Stage, Watch};

use super::secrets::{self, FIRST_KEY, operator, ring};
use super::{Home, json, kozmoai, request};

const USERS: usize = 20;
/// Another key of 32 bytes.
const NEXT_KEY: &str = "wHV0JqEAzEbWEd1aHjYgL5UuYI2jQHiQ5v0m0sYr4kE";

pub(super) fn key_on_disk(home: &Home) -> String {
    secrets::settings(home.path()).secret_key.value.as_ref().map(secrets::exposed).unwrap().to_owned()
}

/// Writes a value anew, the same plaintext under a key, as a Kozmoai that has that key does.
fn written_by_kozmoai(home: &Home, user: usize, number: usize, key: &str) {
    let at = jiff::Timestamp::from_second(1_700_000_000).unwrap();
    let text = ring(key, &[]).seal(secrets::plaintext(user, number).as_bytes(), at);
    let owner = format!("(SELECT id FROM \"user\" WHERE username = 'user{user:06}')");
    home.run(&format!("UPDATE variable SET value = '{text}' WHERE name = 'VARIABLE_{number}' AND user_id = {owner}"));
}

fn online() -> Request {
    Request { online: true, ..request() }
}

/// Rotates and ends it at a stage, which leaves it unfinished.
fn broken_off(home: &Home, request: &Request, at: Stage) {
    let ended = secrets::service(home.path()).rotate(&operator(), request, &mut |Progress { stage, .. }| stage != at);
    assert_eq!(ended.unwrap_err().kind(), Kind::Resumable);
}

/// The same either before the values changed or after it, when the key file can't be written.
pub(super) fn broken_off_when(home: &Home, reencrypted: bool) {
    if !reencrypted {
        return broken_off(home, &request(), Stage::Reencrypting);
    }
    broken_off_at_the_key_file(home, |service, watch| service.rotate(&operator(), &request(), watch));
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
}

/// Lets `work` go on until its values took their place, when the key file can't be written; that is as it was afterwards.
fn broken_off_at_the_key_file(home: &Home, work: impl FnOnce(&Service, Watch<'_>) -> Result<Report>) {
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

/// Loses what lies beside a SQLite file.
pub(super) fn lose_side_file(home: &Home) {
    for ending in ["", "-wal", "-shm"] {
        drop(std::fs::remove_file(home.path().join(format!("kozmoai.db.admin{ending}"))));
    }
}

/// Lets another machine, with a config dir of its own, rotate the store; gives its folder.
fn rotated_elsewhere(home: &Home) -> tempfile::TempDir {
    let other = tempfile::tempdir().unwrap();
    secrets::write_env(other.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    secrets::keep_in(other.path(), &secrets::store_url(home.path()).unwrap());
    secrets::service(other.path()).rotate(&operator(), &request(), &mut |_| true).unwrap();
    other
}

fn state_of(home: &Home) -> String {
    json(kozmoai(home.path(), &["rotate", "status"])).0["state"].as_str().unwrap().to_owned()
}

/// A Kozmoai that has the old key still goes on with it after the rotation has come to its end.
#[test]
fn what_is_written_under_the_old_key_after_an_online_rotation_can_be_read_and_another_pass_brings_it_along() {
    for (home, breaks_off) in Home::kozmoais().map(|home| (home, false)).chain(Home::kozmoais().map(|home| (home, true))) {
        secrets::seed(home.path(), USERS);
        if breaks_off {
            broken_off(&home, &online(), Stage::Verifying);
            // That it was gone on with says nothing of what the others have by now.
            assert!(secrets::service(home.path()).resume_rotation(&operator(), &mut |_| true).unwrap().waits);
        } else {
            assert!(secrets::service(home.path()).rotate(&operator(), &online(), &mut |_| true).unwrap().waits);
        }
        assert_eq!(state_of(&home), "waiting");
        written_by_kozmoai(&home, 3, 2, FIRST_KEY);
        let get = kozmoai(home.path(), &["variables", "get", "user000003", "VARIABLE_2", "--reveal"]).output().unwrap();
        assert_eq!(String::from_utf8(get.stdout).unwrap().trim_end(), secrets::plaintext(3, 2));
        let (checked, code, _) = json(kozmoai(home.path(), &["key", "check"]));
        assert_eq!((code, &checked["values"]["fallback"]), (0, &1.into()), "{:?}", home.engine);
        let doctor = kozmoai(home.path(), &["doctor"]).output().unwrap();
        assert!(String::from_utf8(doctor.stdout).unwrap().contains("keeps the old key"));
        // Values there are under keys that another store would not know.
        let copied = json(kozmoai(home.path(), &["store", "copy", "-", "sled:///copied"]));
        assert_eq!((copied.1, home.path().join("copied").exists()), (10, false), "{}", copied.2);

        let (done, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["state"], &done["values"]["rotated"]), (0, &"done".into(), &1.into()), "{told}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        assert_eq!((state_of(&home).as_str(), json(kozmoai(home.path(), &["rotate", "resume"])).1), ("none", 4));
    }
}

#[test]
fn a_rotation_waits_until_the_key_in_force_is_the_new_one() {
    let home = Home::sqlite();
    secrets::seed(home.path(), USERS);
    let next = "a new key that is rather short";
    let next_key = ring(next, &[]).fingerprint().to_owned();
    let elsewhere = Request { new_key: Some(Secret::from(next)), allow_weak_key: true, update_sources: false, ..online() };
    secrets::service(home.path()).rotate(&operator(), &elsewhere, &mut |_| true).unwrap();
    let (_, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
    assert_eq!((code, told.contains(&next_key), state_of(&home).as_str()), (9, true, "waiting"), "{told}");
    secrets::write_env(home.path(), &format!("KOZMOAI_SECRET_KEY={next:?}\n"));
    assert_eq!(json(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

/// Whatever becomes of a rotation that follows an online one, the keys that others may still write under are kept.
#[test]
fn the_next_rotation_takes_over_the_keys_of_one_that_waits_and_hands_them_back_when_it_is_taken_back() {
    for at in [None, Some(Stage::Reencrypting), Some(Stage::Verifying)] {
        for home in Home::kozmoais() {
            secrets::seed(home.path(), USERS);
            secrets::service(home.path()).rotate(&operator(), &online(), &mut |_| true).unwrap();
            let second = key_on_disk(&home);
            written_by_kozmoai(&home, 0, 1, FIRST_KEY);
            if let Some(at) = at {
                broken_off(&home, &request(), at);
                let (_, code, told) = json(kozmoai(home.path(), &["rotate", "rollback"]));
                assert_eq!((code, state_of(&home).as_str()), (0, "waiting"), "{told}");
                assert_eq!(key_on_disk(&home), second);
                written_by_kozmoai(&home, 0, 2, FIRST_KEY);
                assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 0);
            }
            let (done, code, told) = json(kozmoai(home.path(), &["rotate", "--yes"]));
            assert_eq!((code, &done["waits"], state_of(&home).as_str()), (0, &false.into(), "none"), "{told}");
            assert_ne!(key_on_disk(&home), second);
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
}

#[test]
fn a_rotation_that_waits_can_be_taken_back_and_waits_the_other_way_round() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        secrets::service(home.path()).rotate(&operator(), &online(), &mut |_| true).unwrap();
        let second = key_on_disk(&home);
        assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
        assert_eq!((key_on_disk(&home).as_str(), state_of(&home).as_str()), (FIRST_KEY, "waiting"));
        written_by_kozmoai(&home, 1, 1, &second);
        assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 0);
        assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// Two machines, each with a config dir of its own.
#[test]
fn a_store_that_someone_else_rotated_meanwhile_is_left_alone_and_the_rotation_can_only_be_taken_back() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        broken_off(&home, &Request { allow_unreadable: true, ..request() }, Stage::Reencrypting);
        let other = rotated_elsewhere(&home);
        let (_, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, told.contains("by now")), (9, true), "{told}");
        let (_, code, told) = json(kozmoai(home.path(), &["rotate", "rollback"]));
        assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{told}");
        secrets::assert_all_open_under_the_key_on_disk(other.path(), USERS);
    }
}

#[test]
fn a_value_that_became_unreadable_meanwhile_keeps_no_rotation_from_its_end() {
    for (reencrypted, verb) in [(false, "rollback"), (true, "rollback"), (true, "resume")] {
        let home = Home::sqlite();
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, reencrypted);
        written_by_kozmoai(&home, 0, 1, "nobody's key");
        if !reencrypted {
            let (_, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
            assert_eq!((code, told.contains("rollback")), (11, true), "{told}");
        }
        let (_, code, told) = json(kozmoai(home.path(), &["rotate", verb]));
        assert_eq!((code, state_of(&home).as_str()), (0, "none"), "{told}");
    }
}

#[test]
fn a_resumed_rotation_that_is_interrupted_says_that_it_is_unfinished_still() {
    for home in Home::every() {
        secrets::seed(home.path(), USERS);
        broken_off(&home, &request(), Stage::Reencrypting);
        for at in [Stage::Checking, Stage::Reencrypting, Stage::Verifying] {
            let watch = &mut |Progress { stage, .. }| stage != at;
            let ended = secrets::service(home.path()).resume_rotation(&operator(), watch).unwrap_err();
            assert_eq!((ended.kind(), state_of(&home).as_str()), (Kind::Resumable, "unfinished"), "{at:?}: {ended}");
        }
        secrets::service(home.path()).resume_rotation(&operator(), &mut |_| true).unwrap();
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// Taking back is done again after whatever stopped it, and forgets no key that others may write under.
#[test]
fn a_rollback_that_failed_at_the_key_file_is_repeated_and_every_key_is_kept() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        secrets::service(home.path()).rotate(&operator(), &online(), &mut |_| true).unwrap();
        let second = key_on_disk(&home);
        broken_off_at_the_key_file(&home, |service, watch| service.roll_back_rotation(&operator(), watch));
        written_by_kozmoai(&home, 2, 1, &second);
        assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
        assert_eq!((key_on_disk(&home).as_str(), state_of(&home).as_str()), (FIRST_KEY, "waiting"));
        assert_eq!(json(kozmoai(home.path(), &["key", "check"])).1, 0);
        // Once more it is no way forward.
        let (_, code, told) = json(kozmoai(home.path(), &["rotate", "rollback"]));
        assert_eq!((code, told.contains("taken back already")), (5, true), "{told}");
        assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// The journal may hold the only copy of a key that nobody has put anywhere yet.
#[test]
fn a_journal_stays_as_long_as_the_key_that_it_leads_to_is_not_in_force() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        let elsewhere = Request {
            new_key: Some(Secret::from("a new key that is rather short")),
            allow_weak_key: true,
            update_sources: false,
            ..request()
        };
        broken_off(&home, &elsewhere, Stage::Verifying);
        let (done, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["waits"], state_of(&home).as_str()), (0, &true.into(), "waiting"), "{told}");
        // Another rotation knows the key, and writes its own where the old one was.
        assert_eq!((json(kozmoai(home.path(), &["rotate", "--yes"])).1, state_of(&home).as_str()), (0, "none"));
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn a_key_that_someone_put_into_the_key_file_meanwhile_is_not_written_over() {
    for reencrypted in [false, true] {
        for home in Home::every() {
            secrets::seed(home.path(), USERS);
            broken_off_when(&home, reencrypted);
            secrets::write_env(home.path(), "KOZMOAI_SECRET_KEY=the key of another machine\n");
            let (done, code, told) = json(kozmoai(home.path(), &["rotate", "rollback"]));
            assert_eq!((code, &done["waits"], &done["key_written_to"]), (0, &true.into(), &serde_json::json!([])), "{told}");
            for _ in 0..2 {
                assert_eq!(key_on_disk(&home), "the key of another machine");
                assert_eq!(state_of(&home), "waiting", "the journal holds the key that the store is under");
                let (_, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
                assert!(code == 9 && told.contains("Move that key away"), "{told}");
            }
            std::fs::remove_file(home.path().join(".env")).unwrap();
            let (_, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
            assert_eq!((code, key_on_disk(&home).as_str(), state_of(&home).as_str()), (0, FIRST_KEY, "none"), "{told}");
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
}

/// Another machine rotated the store, and its key was put in force here: this rotation has nothing to say any more.
#[test]
fn a_rotation_that_another_one_has_overtaken_is_closed_and_leaves_the_key_file_alone() {
    let home = Home::sqlite();
    secrets::seed(home.path(), USERS);
    broken_off(&home, &request(), Stage::Reencrypting);
    let other = rotated_elsewhere(&home);
    std::fs::copy(other.path().join(".env"), home.path().join(".env")).unwrap();
    assert_eq!((json(kozmoai(home.path(), &["rotate", "rollback"])).1, state_of(&home).as_str()), (0, "none"));
    secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
}

/// The key in force is among its own fallbacks, and the store was under the older one.
#[test]
fn keys_that_are_set_twice_mislead_no_rollback() {
    let home = Home::sqlite();
    secrets::seed(home.path(), USERS);
    let env = format!("KOZMOAI_SECRET_KEY={NEXT_KEY}\nKOZMOAI_SECRET_KEY_FALLBACKS={NEXT_KEY},{FIRST_KEY}\n");
    secrets::write_env(home.path(), &env);
    broken_off_at_the_key_file(&home, |service, watch| service.rotate(&operator(), &request(), watch));
    lose_side_file(&home);
    assert_eq!(json(kozmoai(home.path(), &["rotate", "rollback"])).1, 0);
    let (checked, code, told) = json(kozmoai(home.path(), &["key", "check"]));
    assert_eq!((code, &checked["values"]["unreadable"]), (0, &0.into()), "{told}");
}

#[test]
fn a_rotation_that_waits_is_known_although_what_lay_beside_the_file_is_lost_and_made_anew() {
    let home = Home::sqlite();
    secrets::seed(home.path(), USERS);
    secrets::service(home.path()).rotate(&operator(), &online(), &mut |_| true).unwrap();
    written_by_kozmoai(&home, 0, 1, FIRST_KEY);
    lose_side_file(&home);
    std::fs::write(home.path().join("value"), "one more").unwrap();
    let set = json(kozmoai(home.path(), &["variables", "set", "user000001", "MORE", "--value-file", "value"]));
    assert_eq!(set.1, 0, "{}", set.2);
    assert_eq!((json(kozmoai(home.path(), &["key", "check"])).1, state_of(&home).as_str()), (0, "waiting"));
    assert_eq!((json(kozmoai(home.path(), &["rotate", "resume"])).1, state_of(&home).as_str()), (0, "none"));
    assert_eq!(json(kozmoai(home.path(), &["key", "check"])).0["values"]["fallback"], 0);
}
