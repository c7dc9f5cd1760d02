//! Rotations of Kozmoai's own databases: others at work on them, connections that end, values outside the inventory, what
//! lies beside a file and is lost.

use kozmoai::error::Kind;
use kozmoai::secret::Secret;
use kozmoai::service::rotation::{Progress, Request, Stage};

use super::secrets::{self, FIRST_KEY, OLDER_KEY, VALUES_OF_A_USER, operator, ring};
use super::unfinished::{broken_off_when, key_on_disk, lose_side_file};
use super::{Engine, Home, json, kozmoai, request};

const USERS: usize = 20;

#[test]
fn every_value_of_whatever_type_goes_under_the_new_key_and_can_be_taken_nowhere_else() {
    for home in Home::every() {
        secrets::seed(home.path(), USERS);
        let report = secrets::service(home.path()).rotate(&operator(), &request(), &mut |_| true).unwrap();
        let total = (USERS * VALUES_OF_A_USER) as u64;
        assert_eq!((report.found.total, report.rotated, report.changed_meanwhile), (total, total, 0), "{:?}", home.engine);
        assert_ne!(key_on_disk(&home), FIRST_KEY);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn a_running_kozmoai_is_noticed_and_refused_unless_it_is_said_to_be_there() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        let rotate = |more: &[&str]| {
            let mut command = kozmoai(home.path(), &["rotate", "--yes", "--old-key-env", "OLDER"]);
            command.env("OLDER", OLDER_KEY).args(more);
            json(command)
        };
        let session = home.session();
        let (_, code, told) = rotate(&[]);
        assert_eq!((code, told.contains("at work"), told.contains("--online")), (8, true, true), "{told}");
        assert_eq!(key_on_disk(&home), FIRST_KEY);
        let (done, code, told) = rotate(&["--online"]);
        assert_eq!((code, &done["state"]), (0, &serde_json::json!("done")), "{told}");
        drop(session);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn values_that_kozmoai_changes_meanwhile_are_left_and_reported_and_a_second_pass_brings_them_along() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        let (old, at) = (ring(FIRST_KEY, &[]), jiff::Timestamp::from_second(1_700_000_000).unwrap());
        // The same plaintext anew, as a Kozmoai that still has the old key writes it.
        let text = |number: usize| old.seal(secrets::plaintext(7, number).as_bytes(), at);
        let (first, second) = (text(2), text(3));
        let set = |number: usize, value: &str| {
            let name = match home.engine {
                Engine::Postgres(..) => "\"user\"",
                _ => "user",
            };
            let owner = format!("(SELECT id FROM {name} WHERE username = 'user000007')");
            home.run(&format!("UPDATE variable SET value = '{value}' WHERE name = 'VARIABLE_{number}' AND user_id = {owner}"));
        };
        let mut changed = false;
        let online = Request { online: true, ..request() };
        let report = secrets::service(home.path())
            .rotate(&operator(), &online, &mut |Progress { stage, .. }| {
                if stage == Stage::Reencrypting && !std::mem::replace(&mut changed, true) {
                    set(2, &first);
                    set(3, &second);
                }
                true
            })
            .unwrap();
        let total = (USERS * VALUES_OF_A_USER) as u64;
        assert_eq!((report.changed_meanwhile, report.rotated), (2, total - 2), "{:?}", home.engine);
        // The new key is where Kozmoai finds it, and the old one is still on disk for what was left.
        let key = key_on_disk(&home);
        assert_ne!(key, FIRST_KEY);
        let journal = std::fs::read_to_string(home.path().join("config/rotation.json")).unwrap();
        assert!(journal.contains(FIRST_KEY) && journal.contains(&key));
        secrets::assert_all_open(
            &*kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap(),
            &key,
            &[FIRST_KEY],
            USERS,
        );
        let (status, _, _) = json(kozmoai(home.path(), &["rotate", "status"]));
        assert_eq!((&status["state"], &status["reencrypted"]), (&serde_json::json!("waiting"), &serde_json::json!(true)));
        let (done, code, told) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["state"], &done["values"]["rotated"]), (0, &"done".into(), &2.into()), "{told}");
        assert_eq!(done["values"]["already_current"], total - 2);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        assert!(!home.path().join("config/rotation.json").exists());
    }
}

#[test]
fn what_changes_meanwhile_without_leave_ends_the_rotation_and_nothing_is_lost() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), USERS);
        let fresh =
            ring(FIRST_KEY, &[]).seal(secrets::plaintext(0, 1).as_bytes(), jiff::Timestamp::from_second(1_700_000_000).unwrap());
        let mut changed = false;
        let ended = secrets::service(home.path()).rotate(&operator(), &request(), &mut |Progress { stage, .. }| {
            if stage == Stage::Reencrypting && !std::mem::replace(&mut changed, true) {
                let id = "(SELECT id FROM \"user\" WHERE username = 'user000000')";
                home.run(&format!("UPDATE variable SET value = '{fresh}' WHERE name = 'VARIABLE_1' AND user_id = {id}"));
            }
            true
        });
        assert_eq!(ended.unwrap_err().kind(), Kind::Resumable, "{:?}", home.engine);
        assert_eq!(key_on_disk(&home), FIRST_KEY);
        // Nor does it go on, in either direction, while someone is there.
        let session = home.session();
        for way in ["resume", "rollback"] {
            let (_, code, told) = json(kozmoai(home.path(), &["rotate", way]));
            assert_eq!((code, told.contains("at work"), told.contains("Stop Kozmoai first")), (8, true, true), "{told}");
        }
        drop(session);
        assert_eq!(json(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// Somebody changes a value, or makes it unreadable, once it was checked and before it is in the backup.
#[test]
fn a_backup_of_a_busy_store_is_proven_by_what_can_be_read_in_it_and_one_that_fails_its_proof_does_not_stay() {
    for (online, key, kind) in
        [(true, FIRST_KEY, None), (false, FIRST_KEY, Some(Kind::Conflict)), (true, "k of nobody", Some(Kind::Unreadable))]
    {
        for home in Home::kozmoais() {
            secrets::seed(home.path(), USERS);
            let fresh = ring(key, &[]).seal(b"another value", jiff::Timestamp::from_second(1_700_000_000).unwrap());
            let rotation = Request { online, ..request() };
            let ended = secrets::service(home.path()).rotate(&operator(), &rotation, &mut |Progress { stage, .. }| {
                if stage == Stage::BackingUp {
                    home.run(&format!("UPDATE variable SET value = '{fresh}' WHERE name = 'VARIABLE_1'"));
                }
                true
            });
            assert_eq!(ended.as_ref().err().map(kozmoai::error::Error::kind), kind, "{:?}: {ended:?}", home.engine);
            let backups = std::fs::read_dir(home.path().join("config/backups")).unwrap().count();
            assert_eq!((backups, key_on_disk(&home) == FIRST_KEY), (usize::from(kind.is_none()), kind.is_some()));
        }
    }
}

#[test]
fn a_restore_that_the_audit_log_could_not_take_is_said_to_be_done_and_where_the_old_store_lies() {
    let home = Home::sqlite();
    secrets::seed(home.path(), 1);
    let side = rusqlite::Connection::open(home.path().join("kozmoai.db.admin")).unwrap();
    side.execute_batch("CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no room'); END").unwrap();
    drop(side);
    let (backup, settings) = (home.path().join("first.backup"), secrets::settings(home.path()));
    // Written whole, only not recorded either.
    secrets::service(home.path()).back_up(&operator(), &backup, &|| false).unwrap_err();
    let error = kozmoai::service::backup::restore(settings, &operator(), &backup, true, &|| false).unwrap_err();
    let replaced = home.path().join("kozmoai.db.replaced");
    assert!(replaced.exists());
    let kept = format!("first.backup was restored (the previous database is kept in {})", replaced.display());
    assert!(error.message().contains(&kept) && error.to_string().contains("no room"), "{error}");
}

#[test]
fn encrypted_values_outside_the_inventory_are_refused_and_those_of_flows_counted() {
    for home in Home::kozmoais() {
        secrets::seed(home.path(), 2);
        let stray = ring(FIRST_KEY, &[]).seal(b"from another version", jiff::Timestamp::UNIX_EPOCH);
        let foreign = ring("nobody's key", &[]).seal(b"a user's own", jiff::Timestamp::UNIX_EPOCH);
        home.run("CREATE TABLE flow (id TEXT, folder_id TEXT, data TEXT)");
        home.run(&format!(
            "INSERT INTO flow (id, data) VALUES ('a', '{{\"key\": \"{foreign}\"}}'), ('b', '{foreign}'), ('c', 'x')"
        ));
        let rotate = ["rotate", "--dry-run", "--old-key-env", "OLDER"];
        let mut command = kozmoai(home.path(), &rotate);
        let output = command.env("OLDER", OLDER_KEY).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && told.contains("2 values in the data of flows"), "{told}");
        let check = kozmoai(home.path(), &["key", "check"]).env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY).output().unwrap();
        assert!(String::from_utf8(check.stderr).unwrap().contains("2 values in the data of flows"));

        home.run(&format!("UPDATE \"user\" SET profile_image = '{stray}' WHERE username = 'user000001'"));
        let mut command = kozmoai(home.path(), &rotate);
        command.env("OLDER", OLDER_KEY);
        let (_, code, told) = json(command);
        assert_eq!(code, 11, "{told}");
        let mut command = kozmoai(home.path(), &["rotate", "--yes", "--old-key-env", "OLDER"]);
        let output = command.env("OLDER", OLDER_KEY).output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(11) && told.contains("user.profile_image"), "{told}");
        assert_eq!(key_on_disk(&home), FIRST_KEY);
        // Inside a larger text too, without its padding.
        let inside = format!("{{\"a\": \"{}\\\\u003d\"}}", stray.trim_end_matches('='));
        home.run(&format!("UPDATE \"user\" SET profile_image = '{inside}' WHERE username = 'user000001'"));
        let mut command = kozmoai(home.path(), &rotate);
        assert_eq!(
            json({
                command.env("OLDER", OLDER_KEY);
                command
            })
            .1,
            11
        );
        let mut command = kozmoai(home.path(), &["key", "check"]);
        command.env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY);
        let (checked, _, told) = json(command);
        assert_eq!((&checked["strays"], &checked["in_flows"]), (&1.into(), &2.into()), "{told}");
    }
}

#[test]
fn a_connection_that_ends_at_any_moment_loses_nothing_and_the_rotation_can_be_ended() {
    for cut in 0.. {
        let Some(home) = Home::postgres() else { return };
        let Engine::Postgres(server, name) = &home.engine else { return };
        secrets::seed(home.path(), USERS);
        let service = secrets::service(home.path());
        let mut told = 0;
        let ended = service.rotate(&operator(), &request(), &mut |_| {
            if told == cut {
                assert!(server.terminate_all(name) > 0);
            }
            told += 1;
            true
        });
        let journal = home.path().join("config/rotation.json").exists();
        match &ended {
            Ok(_) => assert!(!journal),
            Err(error) => assert_eq!(error.kind(), if journal { Kind::Resumable } else { Kind::Store }, "{cut}: {error}"),
        }
        if journal && cut % 2 == 0 {
            service.roll_back_rotation(&operator(), &mut |_| true).unwrap();
            assert_eq!(key_on_disk(&home), FIRST_KEY);
        } else if journal {
            service.resume_rotation(&operator(), &mut |_| true).unwrap();
        }
        drop(service);
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        secrets::assert_all_open(&*store, &key_on_disk(&home), &[OLDER_KEY], USERS);
        if told <= cut {
            assert!(cut > 4 && ended.is_ok(), "{cut}: {ended:?}");
            return;
        }
    }
}

#[test]
fn of_two_machines_that_rotate_one_database_one_is_refused() {
    let Some(home) = Home::postgres() else { return };
    secrets::seed(home.path(), USERS);
    let other = tempfile::tempdir().unwrap();
    secrets::write_env(other.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    secrets::keep_in(other.path(), &secrets::store_url(home.path()).unwrap());
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    let held = store.lock_rotation().unwrap();
    let rotate = ["rotate", "--yes", "--no-backup", "--online", "--old-key-env", "OLDER"];
    let mut command = kozmoai(other.path(), &rotate);
    command.env("OLDER", OLDER_KEY);
    let (_, code, told) = json(command);
    assert_eq!((code, told.contains("being rotated")), (8, true), "{told}");
    drop(held);
    drop(store);
    let children = [home.path(), other.path()].map(|folder| {
        let mut command = kozmoai(folder, &rotate);
        command.env("OLDER", OLDER_KEY).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    });
    let codes = children.map(|mut child| child.wait().unwrap().code().unwrap());
    assert!(codes.contains(&0) && codes.iter().all(|code| [0, 8, 9].contains(code)) && codes != [0, 0], "{codes:?}");
    let winner = if codes[0] == 0 { home.path() } else { other.path() };
    // Whoever lost has nothing to end, and is told that the key is another one now.
    let loser = if codes[0] == 0 { other.path() } else { home.path() };
    assert!(!loser.join("config/rotation.json").exists());
    std::fs::create_dir_all(winner.join("config")).unwrap();
    secrets::assert_all_open_under_the_key_on_disk(winner, USERS);
}

/// A rotation that was killed right after the values went under the new key, and what lay beside the file is gone.
#[test]
fn a_rotation_ends_rightly_either_way_although_what_lay_beside_the_file_is_lost() {
    for (reencrypted, back) in [(true, false), (true, true), (false, false), (false, true)] {
        let home = Home::sqlite();
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, reencrypted);
        lose_side_file(&home);
        let service = secrets::service(home.path());
        // Nobody writes under whichever key meanwhile.
        let refused = service.export_variables(&operator(), None, true, &mut Vec::new());
        assert_eq!(refused.err().map(|error| error.kind()), Some(Kind::Resumable));
        let end = if back {
            service.roll_back_rotation(&operator(), &mut |_| true)
        } else {
            service.resume_rotation(&operator(), &mut |_| true)
        };
        end.unwrap();
        drop(service);
        let key = key_on_disk(&home);
        assert_eq!(key == FIRST_KEY, back, "{reencrypted} {back}");
        let older: &[&str] = if back && !reencrypted { &[OLDER_KEY] } else { &[] };
        let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
        secrets::assert_all_open(&*store, &key, older, USERS);
        assert!(!home.path().join("config/rotation.json").exists());
    }
}

#[test]
fn an_older_key_that_is_missing_refuses_the_rotation_on_every_engine() {
    for home in Home::every() {
        secrets::seed(home.path(), 3);
        let without = Request { old_keys: vec![Secret::from("some other old key")], ..request() };
        let refused = secrets::service(home.path()).rotate(&operator(), &without, &mut |_| true).unwrap_err();
        assert_eq!((refused.kind(), refused.list().len()), (Kind::Unreadable, 6), "{:?}: {refused}", home.engine);
        assert!(!home.path().join("config/rotation.json").exists() && key_on_disk(&home) == FIRST_KEY);
    }
}
