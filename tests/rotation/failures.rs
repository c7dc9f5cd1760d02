//! A database that fails at call N, for every N: afterwards every value can be decrypted, and both resume and rollback work.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use kozmoai::error::Kind;
use kozmoai::model::EncryptedValue;
use kozmoai::service::progress::{Progress, Stage};
use kozmoai::service::{Service, SystemClock, Verification};
use kozmoai::store::Store;

use super::failing::{Alteration, Failing, Fuse};
use super::parallel::in_parallel;
use super::secrets::{self, FIRST_KEY, OLDER_KEY, operator, ring};
use super::thorough::times;
use super::{TestEnv, request};

const USERS: usize = 3;
/// More calls than a rotation makes.
const MOST_CALLS: i64 = 500;

#[test]
fn backup_that_differs_from_the_database_stops_the_rotation() {
    let home = TestEnv::embedded();
    secrets::seed(home.path(), USERS);
    let fuse = Fuse::at(i64::MAX, false);
    fuse.alters_backups.store(true, Ordering::Relaxed);
    let store: Arc<dyn Store> = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap().into();
    let service = Service::new(
        Box::new(Failing { inner: Arc::clone(&store), fuse }),
        secrets::settings(home.path()),
        Box::new(SystemClock),
    );
    let refused = service.admin(&operator()).unwrap().rotate(&request(), &mut |_| true).unwrap_err();
    assert_eq!((refused.kind(), refused.code()), (Kind::Conflict, "backup_mismatch"));
    assert!(service.rotation_status().unwrap().is_none(), "nothing was begun");
    secrets::assert_all_open(&*store, FIRST_KEY, &[OLDER_KEY], USERS);
}

/// The last check before the commit: what was read is what was checked before, and what is stored is what was written.
#[test]
fn values_that_change_during_the_rotation_stop_it() {
    fn replace(values: &mut [EncryptedValue]) {
        let of_another = ring(FIRST_KEY, &[]).encrypt(b"another", jiff::Timestamp::UNIX_EPOCH);
        values.iter_mut().take(1).for_each(|value| value.text.clone_from(&of_another));
    }
    fn swap(values: &mut [EncryptedValue]) {
        if let [one, other, ..] = values {
            std::mem::swap(&mut one.text, &mut other.text);
        }
    }
    let (changed, differ) = ("Values changed while they were re-encrypted", "Values read back differ");
    let alterations = [
        (Alteration::Before(replace), changed),
        (Alteration::Before(swap), changed),
        (Alteration::After(|values| replace(values)), differ),
        (Alteration::After(|values| swap(values)), differ),
        (Alteration::After(|values| drop(values.pop())), differ),
        (Alteration::After(|values| values.extend(values.first().cloned())), differ),
    ];
    for (alteration, why) in alterations {
        for home in [TestEnv::embedded(), TestEnv::sqlite()] {
            secrets::seed(home.path(), USERS);
            let store: Arc<dyn Store> = kozmoai::store::open(&secrets::settings(home.path()).store.value).unwrap().into();
            let before = secrets::values(&*store);
            let fuse = Fuse::at(i64::MAX, false);
            *fuse.alters_values.lock().unwrap() = Some(alteration);
            let inner = Box::new(Failing { inner: Arc::clone(&store), fuse: fuse.clone() });
            let service = Service::new(inner, secrets::settings(home.path()), Box::new(SystemClock));
            let admin = service.admin(&operator()).unwrap();
            let stopped = admin.rotate(&request(), &mut |_| true).unwrap_err();
            assert!(stopped.kind() == Kind::Resumable && stopped.to_string().contains(why), "{alteration:?}: {stopped}");
            assert_eq!(secrets::values(&*store), before, "{alteration:?}: nothing was committed");
            *fuse.alters_values.lock().unwrap() = None;
            admin.resume_rotation(&mut |_| true).unwrap();
            drop((service, store));
            secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
        }
    }
}

/// What happens after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    Resume,
    RollBack,
    Again,
}

/// What somebody else wrote into a key file meanwhile may be the only copy of their key.
#[test]
fn key_that_was_written_meanwhile_is_kept() {
    for home in TestEnv::every() {
        secrets::seed(home.path(), 3);
        let another = "KOZMOAI_SECRET_KEY=the key of somebody else\n";
        let watch = &mut |Progress { stage, .. }| {
            if stage == Stage::Verifying {
                secrets::write_env(home.path(), another);
            }
            true
        };
        let error = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), watch).unwrap_err();
        assert!(error.kind() == Kind::Resumable && error.to_string().contains("has another key by now"), "{error}");
        let env = home.path().join(".env");
        assert_eq!(std::fs::read_to_string(&env).unwrap(), another);
        secrets::write_env(home.path(), "");
        secrets::service(home.path()).admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap();
        secrets::assert_all_open_under_the_key_on_disk(home.path(), 3);
    }
}

/// A rotation that fails at a call and is then completed. Returns whether the failure occurred.
fn fail_at(home: &TestEnv, call: i64, after: bool, end: End) -> bool {
    let folder = home.path();
    secrets::seed(folder, USERS);
    let settings = secrets::settings(folder);
    let store: Arc<dyn Store> = kozmoai::store::open(&settings.store.value).unwrap().into();
    let fuse = Fuse::at(call, after);
    let on = |fuse: &Fuse| {
        let store = Box::new(Failing { inner: Arc::clone(&store), fuse: fuse.clone() });
        Service::new(store, secrets::settings(folder), Box::new(SystemClock))
    };
    let outcome = on(&fuse).admin(&operator()).unwrap().rotate(&request(), &mut |_| true);
    if !fuse.went_off() {
        outcome.unwrap();
        return false;
    }
    let whole = Fuse::at(i64::MAX, false);
    let unfinished = on(&whole).rotation_status().unwrap();
    let said = format!("{:?}, call {call}, after it: {after}, {end:?}: {outcome:?}", home.engine);
    // The error is resumable exactly if there is something to resume.
    let resumable = outcome.as_ref().is_err_and(|error| error.kind() == Kind::Resumable);
    assert_eq!(resumable, unfinished.is_some(), "{said}");
    assert!(outcome.is_err(), "{said}");
    // No value ever needs a key that is not on disk.
    let on_disk = match &unfinished {
        Some(_) => keys_of_the_journal(folder),
        None => vec![FIRST_KEY.to_owned()],
    };
    let older: Vec<&str> = on_disk.iter().map(String::as_str).chain([OLDER_KEY]).collect();
    secrets::assert_all_open(&*store, older[0], &older[1..], USERS);
    match (unfinished, end) {
        (None, _) | (_, End::Again) => {
            let again = on(&whole).admin(&operator()).unwrap().rotate(&request(), &mut |_| true);
            if resumable {
                assert_eq!(again.unwrap_err().kind(), Kind::Resumable, "{said}");
                on(&whole).admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap();
            } else {
                again.unwrap();
            }
        }
        (Some(_), End::Resume) => drop(on(&whole).admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap()),
        (Some(rotation), End::RollBack) => {
            on(&whole).admin(&operator()).unwrap().roll_back_rotation(&mut |_| true).unwrap();
            assert_eq!(secrets::settings(folder).secret_key.value.as_ref().map(secrets::exposed), Some(FIRST_KEY));
            if !rotation.phase.is_reencrypted() {
                // Nothing was changed, so values keep their several keys.
                secrets::assert_all_open(&*store, FIRST_KEY, &[OLDER_KEY], USERS);
                assert_whole(&on(&whole));
                return true;
            }
        }
    }
    assert!(on(&whole).rotation_status().unwrap().is_none(), "{said}");
    assert_whole(&on(&whole));
    drop(store);
    secrets::assert_all_open_under_the_key_on_disk(folder, USERS);
    true
}

fn keys_of_the_journal(folder: &std::path::Path) -> Vec<String> {
    let journal: serde_json::Value =
        serde_json::from_slice(&std::fs::read(folder.join("config/rotation.json")).unwrap()).unwrap();
    let journal = &journal["content"];
    let older = journal["old_keys"].as_array().unwrap().iter();
    std::iter::once(&journal["new_key"]).chain(older).map(|key| key.as_str().unwrap().to_owned()).collect()
}

fn assert_whole(service: &Service) {
    let found = service.admin(&operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
    assert!(matches!(found, Verification::Whole { .. }), "{found:?}");
}

#[test]
fn embedded_failure_at_any_call_loses_nothing() {
    let ends = [End::Resume, End::RollBack, End::Again];
    let step = times(7, 1);
    in_parallel([false, true].into_iter().flat_map(|after| ends.map(|end| (after, end))), |(after, end)| {
        let fails = |call: &i64| fail_at(&TestEnv::embedded(), *call, after, end);
        let calls = (0..MOST_CALLS).step_by(step).take_while(fails).count() * step;
        assert!((15..400).contains(&calls), "a rotation made {calls} calls");
    });
}

/// The same on Kozmoai's own databases, with one continuation for each call.
#[test]
fn failure_at_any_call_loses_nothing() {
    let orders = [(false, [End::Resume, End::RollBack, End::Again]), (true, [End::RollBack, End::Resume, End::Again])];
    let step = times(11, 1);
    let makes: [fn() -> Option<TestEnv>; 2] = [|| Some(TestEnv::sqlite()), TestEnv::postgres];
    in_parallel(makes.into_iter().flat_map(|make| orders.map(|order| (make, order))), |(make, (after, ends))| {
        let fails = |(call, end): &(i64, &End)| make().is_some_and(|home| fail_at(&home, *call, after, **end));
        let calls = (0..MOST_CALLS).step_by(step).zip(ends.iter().cycle()).take_while(fails).count() * step;
        assert!(make().is_none() || (15..400).contains(&calls), "a rotation made {calls} calls");
    });
}

#[test]
fn cancelling_at_any_stage_loses_nothing() {
    let stops = cancel_at(usize::MAX);
    assert!((4..500).contains(&stops), "{stops} reports");
    in_parallel((0..stops).step_by(times(7, 1)), cancel_at);
}

/// Cancels a rotation at a report of its progress, and returns how many reports there were.
fn cancel_at(stop: usize) -> usize {
    let home = tempfile::tempdir().unwrap();
    secrets::seed(home.path(), USERS);
    let mut output = 0;
    let ended = secrets::service(home.path()).admin(&operator()).unwrap().rotate(&request(), &mut |_| {
        output += 1;
        output <= stop
    });
    let journal = home.path().join("config/rotation.json").exists();
    match ended {
        Ok(_) => assert!(output <= stop, "{stop}: it is not cancelled"),
        Err(error) => {
            assert_eq!(error.kind(), if journal { Kind::Resumable } else { Kind::Interrupted }, "{stop}: {error}");
        }
    }
    if journal {
        secrets::service(home.path()).admin(&operator()).unwrap().resume_rotation(&mut |_| true).unwrap();
        secrets::assert_all_open_under_the_key_on_disk(home.path(), USERS);
    }
    output
}
