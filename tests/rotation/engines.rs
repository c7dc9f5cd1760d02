//! Rotations of Kozmoai's own databases: other clients, lost connections, unknown encrypted values, lost admin files.

use kozmoai::error::Kind;
use kozmoai::secret::Secret;
use kozmoai::service::backup::Replacement;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::rotation::Request;
use kozmoai::service::rotation::phase::Phase;

use super::parallel::in_parallel;
use super::secrets::{self, FIRST_KEY, OLDER_KEY, VALUES_OF_A_USER, operator, ring};
use super::thorough::times;
use super::unfinished::{broken_off_when, interrupted_at, key_on_disk, lose_side_file};
use super::{Engine, TestEnv, json, kozmoai, request};

const USERS: usize = 20;

#[test]
fn all_value_types_are_reencrypted() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), USERS);
        let report = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap();
        let total = (USERS * VALUES_OF_A_USER) as u64;
        assert_eq!((report.found.total, report.rotated, report.changed_meanwhile), (total, total, 0), "{:?}", home.engine);
        assert_ne!(key_on_disk(&home), FIRST_KEY);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

#[test]
fn running_server_is_refused_unless_online() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let rotate = |more: &[&str]| {
            let mut command = kozmoai(home.path(), &["rotate", "--yes", "--old-key-env", "OLDER"]);
            command.env("OLDER", OLDER_KEY).args(more);
            json(command)
        };
        let session = home.session();
        let (_, code, printed) = rotate(&[]);
        assert_eq!((code, printed.contains("other_clients"), printed.contains("--online")), (8, true, true), "{printed}");
        assert_eq!(key_on_disk(&home), FIRST_KEY);
        let (done, code, printed) = rotate(&["--online"]);
        assert_eq!((code, &done["state"]), (0, &serde_json::json!("done")), "{printed}");
        drop(session);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// As at its beginning: other clients stop the resume of a rotation that was begun without them.
#[test]
fn running_server_stops_a_resume_unless_online() {
    for online in [false, true] {
        for home in TestEnv::kozmoais() {
            secrets::seed(home.path(), 3);
            interrupted_at(&home, &Request { online, ..request() }, Stage::Reencrypting);
            let session = home.session();
            let (_, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
            drop(session);
            if let Engine::Postgres(server, name) = &home.engine {
                server.wait_until_alone(name);
            }
            if online {
                assert_eq!(code, 0, "{:?}: {printed}", home.engine);
            } else {
                assert!(code == 8 && printed.contains("other_clients"), "{:?}: {code} {printed}", home.engine);
                assert_eq!(json(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
            }
        }
    }
}

/// What has the new key already is left as it is.
#[test]
fn resume_reencrypts_nothing_twice() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), 3);
    broken_off_when(&home, true);
    let stored = || {
        let db = rusqlite::Connection::open(home.path().join("kozmoai.db")).unwrap();
        let mut rows = db.prepare("SELECT value FROM variable ORDER BY id").unwrap();
        rows.query_map([], |row| row.get::<_, String>(0)).unwrap().collect::<Result<Vec<_>, _>>().unwrap()
    };
    let before = stored();
    let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
    assert_eq!((code, &done["values"]["rotated"]), (0, &0.into()), "{printed}");
    assert!(!before.is_empty() && stored() == before);
}

/// Sets a variable of a user, by their numbers, bypassing the program.
fn set(home: &TestEnv, (user, variable): (usize, usize), value: &str) {
    let owner = format!("(SELECT id FROM \"user\" WHERE username = 'user{user:06}')");
    home.run(&format!("UPDATE variable SET value = '{value}' WHERE name = 'VARIABLE_{variable}' AND user_id = {owner}"));
}

#[test]
fn values_changed_while_online_need_second_pass() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let (old, at) = (ring(FIRST_KEY, &[]), jiff::Timestamp::from_second(1_700_000_000).unwrap());
        // The same plaintext, as a Kozmoai server with the previous key encrypts it.
        let text = |number: usize| old.encrypt(secrets::plaintext(7, number).as_bytes(), at);
        let (first, second) = (text(2), text(3));
        let change = || [(2, &first), (3, &second)].into_iter().for_each(|(number, value)| set(&home, (7, number), value));
        let is_alone = matches!(home.engine, Engine::Sqlite);
        let mut changed = false;
        let online = Request { online: true, ..request() };
        let report = std::thread::scope(|scope| {
            let service = secrets::service(home.path());
            let mut watch = |Progress { stage, .. }| {
                if stage == Stage::Reencrypting && !std::mem::replace(&mut changed, true) {
                    if is_alone {
                        // This client waits until the rotation is committed, and then writes.
                        scope.spawn(change);
                    } else {
                        change();
                    }
                }
                true
            };
            service.admin(&operator()).unwrap().rotate(&online, &mut watch).unwrap()
        });
        let total = (USERS * VALUES_OF_A_USER) as u64;
        let expected = if is_alone { (0, total) } else { (2, total - 2) };
        assert_eq!((report.changed_meanwhile, report.rotated), expected, "{:?}", home.engine);
        // Kozmoai finds the new key, and the journal has the previous one for the remaining values.
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
        // The journal has the new key too, which is no fallback key.
        let keys = secrets::service(home.path()).admin(&operator()).unwrap().key_state().unwrap();
        let (active, older) = (keys.binding.unwrap().fingerprint, keys.fallbacks);
        assert!(!older.is_empty() && older.iter().all(|key| key.value.as_ref().unwrap() != &active), "{older:?}");
        let (status, _, _) = json(kozmoai(home.path(), &["rotate", "status"]));
        assert_eq!((&status["state"], &status["reencrypted"]), (&serde_json::json!("waiting"), &serde_json::json!(true)));
        let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["state"], &done["values"]["rotated"]), (0, &"done".into(), &2.into()), "{printed}");
        assert_eq!(done["values"]["already_current"], total - 2);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        assert!(!home.path().join("config/rotation.json").exists());
    }
}

#[test]
fn client_that_comes_during_rotation_loses_nothing() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), USERS);
        let mut session = None;
        let service = secrets::service(home.path());
        let mut watch = |Progress { stage, .. }| {
            if stage == Stage::Reencrypting {
                session.get_or_insert_with(|| home.session());
            }
            true
        };
        let report = service.admin(&operator()).unwrap().rotate(&request(), &mut watch).unwrap();
        assert_eq!(report.phase, Some(Phase::AwaitingClients), "{:?}", home.engine);
        drop(service);
        // It has the previous key, and uses it.
        let at = jiff::Timestamp::from_second(1_700_000_000).unwrap();
        let text = ring(FIRST_KEY, &[]).encrypt(secrets::plaintext(7, 2).as_bytes(), at);
        set(&home, (7, 2), &text);
        drop(session);
        let (done, code, printed) = json(kozmoai(home.path(), &["rotate", "resume"]));
        assert_eq!((code, &done["state"], &done["values"]["rotated"]), (0, &"done".into(), &1.into()), "{printed}");
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        assert!(!home.path().join("config/rotation.json").exists());
    }
}

/// On SQLite, none is possible.
#[test]
fn offline_rotation_stops_at_concurrent_changes() {
    for home in TestEnv::kozmoais().filter(|home| !matches!(home.engine, Engine::Sqlite)) {
        secrets::seed(home.path(), USERS);
        let fresh = ring(FIRST_KEY, &[])
            .encrypt(secrets::plaintext(0, 1).as_bytes(), jiff::Timestamp::from_second(1_700_000_000).unwrap());
        let mut changed = false;
        let ended =
            secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), &mut |Progress { stage, .. }| {
                if stage == Stage::Reencrypting && !std::mem::replace(&mut changed, true) {
                    set(&home, (0, 1), &fresh);
                }
                true
            });
        assert_eq!(ended.unwrap_err().kind(), Kind::Resumable, "{:?}", home.engine);
        assert_eq!(key_on_disk(&home), FIRST_KEY);
        // Neither direction continues while other clients use the database.
        let session = home.session();
        for way in ["resume", "rollback"] {
            let (_, code, printed) = json(kozmoai(home.path(), &["rotate", way]));
            assert_eq!(
                (code, printed.contains("other_clients"), printed.contains("without --online")),
                (8, true, true),
                "{printed}"
            );
        }
        drop(session);
        assert_eq!(json(kozmoai(home.path(), &["rotate", "resume"])).1, 0);
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
}

/// Another client changes a value, or makes it undecryptable, between the check and the backup.
#[test]
fn backup_of_busy_database_is_verified() {
    for (online, key, kind) in
        [(true, FIRST_KEY, None), (false, FIRST_KEY, Some(Kind::Conflict)), (true, "k of nobody", Some(Kind::Undecryptable))]
    {
        for home in TestEnv::kozmoais() {
            secrets::seed(home.path(), USERS);
            let fresh = ring(key, &[]).encrypt(b"another value", jiff::Timestamp::from_second(1_700_000_000).unwrap());
            let rotation = Request { online, ..request() };
            let ended =
                secrets::service(home.path()).admin(&operator()).unwrap().rotate(&rotation, &mut |Progress { stage, .. }| {
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
fn unrecorded_restore_is_reported_as_done() {
    let home = TestEnv::sqlite();
    secrets::seed(home.path(), 1);
    let side = rusqlite::Connection::open(home.path().join("kozmoai.db.admin")).unwrap();
    side.execute_batch("CREATE TRIGGER full BEFORE INSERT ON event BEGIN SELECT RAISE(ABORT, 'no room'); END").unwrap();
    drop(side);
    let (backup, settings) = (home.path().join("first.backup"), secrets::settings(home.path()));
    // Complete, but not recorded either.
    secrets::service(home.path()).admin(&operator()).unwrap().back_up(&backup, &|| false).unwrap_err();
    let replacement = Replacement::Allowed(&mut |_| Ok(()));
    let error = kozmoai::service::backup::restore(settings, &operator(), &backup, replacement, &|_| true).unwrap_err();
    let replaced = home.path().join("kozmoai.db.replaced");
    assert!(replaced.exists());
    let kept = format!("first.backup was restored (the previous database is kept in {})", replaced.display());
    assert!(error.message().contains(&kept) && error.to_string().contains("no room"), "{error}");
}

#[test]
fn unknown_encrypted_values_are_refused() {
    for home in TestEnv::kozmoais() {
        secrets::seed(home.path(), 2);
        let stray = ring(FIRST_KEY, &[]).encrypt(b"from another version", jiff::Timestamp::UNIX_EPOCH);
        let foreign = ring("an unknown key", &[]).encrypt(b"a user's own", jiff::Timestamp::UNIX_EPOCH);
        home.run("CREATE TABLE flow (id TEXT, folder_id TEXT, data TEXT)");
        home.run(&format!(
            "INSERT INTO flow (id, data) VALUES ('a', '{{\"key\": \"{foreign}\"}}'), ('b', '{foreign}'), ('c', 'x')"
        ));
        let rotate = ["rotate", "--dry-run", "--old-key-env", "OLDER"];
        let mut command = kozmoai(home.path(), &rotate);
        let output = command.env("OLDER", OLDER_KEY).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && printed.contains("2 values in the data of flows"), "{printed}");
        let check = kozmoai(home.path(), &["key", "check"]).env("KOZMOAI_SECRET_KEY_FALLBACKS", OLDER_KEY).output().unwrap();
        assert!(String::from_utf8(check.stderr).unwrap().contains("2 values in the data of flows"));

        home.run(&format!("UPDATE \"user\" SET profile_image = '{stray}' WHERE username = 'user000001'"));
        let mut command = kozmoai(home.path(), &rotate);
        command.env("OLDER", OLDER_KEY);
        let (_, code, printed) = json(command);
        assert_eq!(code, 11, "{printed}");
        let mut command = kozmoai(home.path(), &["rotate", "--yes", "--old-key-env", "OLDER"]);
        let output = command.env("OLDER", OLDER_KEY).output().unwrap();
        let printed = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.code() == Some(11) && printed.contains("user.profile_image"), "{printed}");
        assert_eq!(key_on_disk(&home), FIRST_KEY);
        // Also inside a larger text, without padding.
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
        let (checked, _, printed) = json(command);
        assert_eq!((&checked["strays"], &checked["in_flows"]), (&1.into(), &2.into()), "{printed}");
    }
}

#[test]
fn lost_connection_at_any_time_loses_nothing() {
    let Some(reports) = lose_connection_at(usize::MAX) else { return };
    assert!(reports > 4, "{reports} reports");
    in_parallel((0..reports).step_by(times(7, 1)), lose_connection_at);
}

/// Loses the connections at a report of a rotation's progress, and returns how many reports there were; none without a server.
fn lose_connection_at(cut: usize) -> Option<usize> {
    let home = TestEnv::postgres()?;
    let Engine::Postgres(server, name) = &home.engine else { return None };
    secrets::seed(home.path(), USERS);
    let service = secrets::service(home.path());
    let mut printed = 0;
    let ended = service.admin(&operator()).unwrap().rotate(&request(), &mut |_| {
        if printed == cut {
            assert!(server.terminate_all(name) > 0);
        }
        printed += 1;
        true
    });
    let journal = home.path().join("config/rotation.json").exists();
    match &ended {
        Ok(_) => assert!(!journal),
        Err(error) => assert_eq!(error.kind(), if journal { Kind::Resumable } else { Kind::Store }, "{cut}: {error}"),
    }
    if journal && cut.is_multiple_of(2) {
        service.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true).unwrap();
        assert_eq!(key_on_disk(&home), FIRST_KEY);
    } else if journal {
        service.admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap();
    }
    drop(service);
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    secrets::assert_all_open(&*store, &key_on_disk(&home), &[OLDER_KEY], USERS);
    assert!(printed > cut || ended.is_ok(), "{cut}: {ended:?}");
    Some(printed)
}

#[test]
fn concurrent_rotation_of_other_machine_is_refused() {
    let Some(home) = TestEnv::postgres() else { return };
    secrets::seed(home.path(), USERS);
    let other = tempfile::tempdir().unwrap();
    secrets::write_env(other.path(), &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    secrets::keep_in(other.path(), &secrets::store_url(home.path()).unwrap());
    let store = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap();
    let held = store.lock_rotation().unwrap();
    let rotate = ["rotate", "--yes", "--no-backup", "--online", "--old-key-env", "OLDER"];
    let mut command = kozmoai(other.path(), &rotate);
    command.env("OLDER", OLDER_KEY);
    let (_, code, printed) = json(command);
    assert_eq!((code, printed.contains("being rotated")), (8, true), "{printed}");
    drop(held);
    drop(store);
    let children = [home.path(), other.path()].map(|folder| {
        let mut command = kozmoai(folder, &rotate);
        command.env("OLDER", OLDER_KEY).stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).spawn().unwrap()
    });
    let codes = children.map(|mut child| child.wait().unwrap().code().unwrap());
    assert!(codes.contains(&0) && codes.iter().all(|code| [0, 8, 9].contains(code)) && codes != [0, 0], "{codes:?}");
    let winner = if codes[0] == 0 { home.path() } else { other.path() };
    // The refused machine has nothing to resume, and gets the error that the key has changed.
    let loser = if codes[0] == 0 { other.path() } else { home.path() };
    assert!(!loser.join("config/rotation.json").exists());
    std::fs::create_dir_all(winner.join("config")).unwrap();
    secrets::assert_all_open_under_the_key_on_disk(winner, USERS);
}

/// A rotation that was killed after the values were re-encrypted, and whose database lost its admin files.
#[test]
fn lost_admin_files_allow_resume_and_rollback() {
    for (reencrypted, back) in [(true, false), (true, true), (false, false), (false, true)] {
        let home = TestEnv::sqlite();
        secrets::seed(home.path(), USERS);
        broken_off_when(&home, reencrypted);
        lose_side_file(&home);
        let service = secrets::service(home.path());
        // Nothing is encrypted in the meantime, with any key.
        let refused = service.reader(&operator(), None).unwrap().export_variables(true, &mut Vec::new());
        assert_eq!(refused.err().map(|error| error.kind()), Some(Kind::Resumable));
        let end = if back {
            service.admin(&operator()).unwrap().roll_back_rotation(&mut |_| true)
        } else {
            service.admin(&operator()).unwrap().resume_rotation(&mut |_| true)
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
fn missing_previous_key_refuses_rotation() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), 3);
        let without = Request { old_keys: vec![Secret::from("some other old key")], ..request() };
        let refused = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&without, &mut |_| true).unwrap_err();
        assert_eq!((refused.kind(), refused.list().len()), (Kind::Undecryptable, 6), "{:?}: {refused}", home.engine);
        assert!(!home.path().join("config/rotation.json").exists() && key_on_disk(&home) == FIRST_KEY);
    }
}
