//! Copies that fail at call N, for every N, are interrupted, killed, or meet concurrent changes: the target is unchanged or
//! complete.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use kozmoai::error::{Kind, Result};
use kozmoai::model::{StoreUrl, User};
use kozmoai::service::copy::Copied;
use kozmoai::service::progress::{Stage, Watch};
use kozmoai::store::{Batch, Change, CommitOutcome, Store, UserRecord};

use super::failing::{Failing, Fuse};
use super::parallel::in_parallel;
use super::secrets::{self, operator};
use super::thorough::times;
use super::{BCRYPT, Engine, export_users, filled, names_in, open, person, service, service_on, settings};

fn people(engine: Engine) -> Vec<UserRecord> {
    (0..3).map(|n| person(engine, n, Some(BCRYPT))).collect()
}

fn failing(store: &Arc<dyn Store>, fuse: &Fuse) -> Box<dyn Store> {
    Box::new(Failing { inner: Arc::clone(store), fuse: fuse.clone() })
}

#[test]
fn failing_call_leaves_target_unchanged_or_complete() {
    let pairs = [(Engine::Sled, Engine::Sqlite), (Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sled)];
    let is_there = |engine: Engine| Engine::every().any(|one| one == engine);
    let pairs = pairs.into_iter().filter(|(from, to)| is_there(*from) && is_there(*to));
    let ways = [(true, false), (true, true), (false, false), (false, true)];
    let cases = pairs.flat_map(|(from, to)| ways.map(|(fails_from, after)| (from, to, fails_from, after)));
    in_parallel(cases, |(from, to, fails_from, after)| fail_at_each_call(from, to, fails_from, after));
}

/// Copies that fail at each call of the source or the target, before or after it.
fn fail_at_each_call(from: Engine, to: Engine, fails_from: bool, after: bool) {
    let folder = tempfile::tempdir().unwrap();
    let source = filled(from, folder.path(), "source", &people(from));
    let source_store: Arc<dyn Store> = open(&source).into();
    let mut calls = (0..100).step_by(times(3, 1));
    let went_off = |call: i64| {
        let target = filled(to, folder.path(), &format!("target{call}"), &[person(to, 9, Some(BCRYPT))]);
        let target_store: Arc<dyn Store> = open(&target).into();
        let (fuse, whole) = (Fuse::at(call, after), Fuse::at(i64::MAX, false));
        let before = (export_users(&*target_store), target_store.audit_head().unwrap());
        let [one, other] = if fails_from { [&fuse, &whole] } else { [&whole, &fuse] };
        let copied = service_on(folder.path(), &source, failing(&source_store, one)).admin(&operator()).unwrap().copy_into(
            &service_on(folder.path(), &target, failing(&target_store, other)),
            false,
            &mut |_| true,
        );
        assert_eq!(copied.is_ok(), !fuse.went_off(), "{copied:?}");
        let (people, head) = (export_users(&*target_store), target_store.audit_head().unwrap());
        let is_whole = people.len() == 4 && head.seq == before.1.seq + 1;
        assert!(is_whole || (people, head) == before, "{from:?} to {to:?}, call {call}: {copied:?}");
        // A resumable error leaves a complete copy.
        let resumable = copied.as_ref().is_err_and(|error| error.kind() == Kind::Resumable);
        assert!(is_whole || !resumable, "{copied:?}");
        fuse.went_off()
    };
    let count = calls.by_ref().take_while(|call| went_off(*call)).count();
    assert!((times(3, 5)..60).contains(&count), "{count} calls");
}

/// Copies into a new database, which fails where the fuse says.
fn into_new_database(folder: &Path, source: &StoreUrl, target: &StoreUrl, fuse: &Fuse) -> Result<Copied> {
    let from = service(folder, source);
    kozmoai::store::open_or_create(target, |store, is_new| {
        assert!(is_new);
        let to = service_on(folder, target, failing(&Arc::from(store), fuse));
        from.admin(&operator()).unwrap().copy_into(&to, is_new, &mut |_| true).map(|(copied, _)| copied)
    })
}

#[test]
fn new_database_appears_complete_or_not_at_all() {
    for after in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let source = filled(Engine::Sled, folder.path(), "source", &people(Engine::Sled));
        settings(folder.path());
        let target = StoreUrl::Embedded(folder.path().join("target"));
        drop(open(&source));
        // It contains the audit anchor of the source, and stays.
        std::fs::create_dir(folder.path().join("config")).unwrap();
        let before = names_in(folder.path());
        for call in 0.. {
            let fuse = Fuse::at(call, after);
            let copied = into_new_database(folder.path(), &source, &target, &fuse);
            if !fuse.went_off() {
                copied.unwrap();
                assert!(call > 5);
                break;
            }
            assert!(copied.is_err());
            assert_eq!(names_in(folder.path()), before, "call {call}");
        }
        assert_eq!(export_users(&*open(&target)), export_users(&*open(&source)));
    }
}

#[test]
fn interrupted_copy_changes_nothing_and_is_repeatable() {
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let source = filled(from, folder.path(), "source", &people(from));
        let target = to.place(folder.path(), "target");
        let copy =
            |watch: Watch<'_>| kozmoai::service::copy::copy(&settings(folder.path()), &operator(), &source, &target, watch);
        assert_eq!(copy(&mut |_| false).unwrap_err().kind(), Kind::Interrupted);
        assert!(to == Engine::Sled || export_users(&*open(&target)).is_empty());
        let error = copy(&mut |progress| progress.stage != Stage::Comparing).unwrap_err();
        if to == Engine::Sled {
            assert_eq!(error.kind(), Kind::Interrupted);
            assert!(kozmoai::store::open_existing(&target).is_err(), "an embedded database appears after the comparison");
            copy(&mut |_| true).unwrap();
        } else {
            assert_eq!(error.kind(), Kind::Resumable, "{error}");
        }
        assert_eq!(export_users(&*open(&target)).len(), 3);
    }
}

#[test]
fn changes_before_the_comparison_are_listed() {
    for (from, to) in [(Engine::Sqlite, Engine::Sqlite), (Engine::Sqlite, Engine::Postgres), (Engine::Sqlite, Engine::Sled)] {
        if !Engine::every().any(|engine| engine == to) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let source = filled(from, folder.path(), "source", &people(from));
        let target = to.place(folder.path(), "target");
        let running = open(&source);
        let mut worked = false;
        let copied = kozmoai::service::copy::copy(&settings(folder.path()), &operator(), &source, &target, &mut |progress| {
            if progress.stage == Stage::Copying && !std::mem::replace(&mut worked, true) {
                work_on(&*running);
            }
            true
        });
        let error = copied.unwrap_err();
        assert_eq!(error.kind(), Kind::Unexpected, "{error}");
        assert_eq!(
            error.list(),
            [
                "Pérson 0: last_login_at differs",
                "Pérson 0: variable \"VARIABLE_3\" differs",
                "Pérson 0: variable \"VARIABLE_4\" was added",
                "late: is missing",
            ]
        );
        assert_eq!(kozmoai::store::open_existing(&target).is_ok(), to != Engine::Sled);
    }
}

#[test]
fn deletions_before_the_comparison_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let source = filled(Engine::Sqlite, folder.path(), "source", &people(Engine::Sqlite));
    let target = Engine::Sqlite.place(folder.path(), "target");
    let running = open(&source);
    let copied = kozmoai::service::copy::copy(&settings(folder.path()), &operator(), &source, &target, &mut |progress| {
        if progress.stage == Stage::Copying {
            commit(&*running, vec![Change::DeleteUser(person(Engine::Sqlite, 1, Some(BCRYPT)).user)]);
        }
        true
    });
    let error = copied.unwrap_err();
    assert_eq!(
        (error.kind(), error.list()),
        (Kind::Unexpected, &["1 user: copied, but since deleted from the source database".to_owned()][..])
    );
}

fn commit(store: &dyn Store, changes: Vec<Change>) {
    assert_eq!(store.commit(&Batch { changes, audit: Vec::new(), keep_a_superuser: false }).unwrap(), CommitOutcome::Done);
}

/// Changes the source during the copy.
fn work_on(store: &dyn Store) {
    let [first, ..] = <[UserRecord; 3]>::try_from(export_users(store)).unwrap();
    let signed_in = User { last_login_at: Some(super::at(99)), ..first.user.clone() };
    let mut secrets = first.secrets.clone();
    secrets.variables.retain_mut(|variable| {
        variable.default_fields.push("more".to_owned());
        variable.name == "VARIABLE_3"
    });
    commit(
        store,
        vec![
            Change::UpdateUser { before: first.user.clone(), after: signed_in },
            Change::UpdateSecrets { user: first.user.id, before: first.secrets, after: secrets },
            Change::InsertUser(User { username: "late".to_owned(), ..person(Engine::Sqlite, 9, None).user }),
        ],
    );
}

#[test]
fn killed_copy_leaves_target_unchanged_or_complete() {
    const USERS: usize = 400;
    const ENGINES: [Engine; 2] = [Engine::Sled, Engine::Sqlite];
    // The least number of kills, and the most until some were early and some late.
    const LEAST: usize = 36;
    const MOST: usize = 400;
    let folder = tempfile::tempdir().unwrap();
    settings(folder.path());
    let source = Engine::Sled.place(folder.path(), "source");
    secrets::fill(&*kozmoai::store::open(&source).unwrap(), USERS, &|_| secrets::ring(secrets::FIRST_KEY, &[]));
    let copying = |target: &StoreUrl| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command.env_clear().env("HOME", folder.path()).current_dir(folder.path()).args(["store", "copy"]);
        command.args([source.to_string(), target.to_string()]).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    // How long a copy takes here; the kills are spread over a little more than that.
    let spans = ENGINES.map(|engine| {
        let begin = std::time::Instant::now();
        assert!(copying(&engine.place(folder.path(), "whole")).wait().unwrap().success());
        u64::try_from(begin.elapsed().as_micros()).unwrap() * 5 / 4
    });
    let (mut seed, mut early, mut late) = (0x9e37_79b9_7f4a_7c15_u64, 0, 0);
    // A user who exists before the copy, without secrets.
    let other = UserRecord { secrets: kozmoai::model::UserSecrets::default(), ..person(Engine::Sled, 9, Some(BCRYPT)) };
    for number in 0..MOST {
        if number >= LEAST && early > 0 && late > 0 {
            break;
        }
        let engine = ENGINES[number % 2];
        let is_new = number % 3 > 0;
        let there = if is_new { &[][..] } else { std::slice::from_ref(&other) };
        let target = match engine {
            Engine::Sled if is_new => engine.place(folder.path(), &format!("target{number}")),
            engine => filled(engine, folder.path(), &format!("target{number}"), there),
        };
        let mut child = copying(&target);
        // xorshift: times that are spread, and the same in every run.
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        std::thread::sleep(Duration::from_micros(seed % spans[number % 2]));
        child.kill().unwrap();
        let ended = child.wait().unwrap();
        match kozmoai::store::open_existing(&target) {
            Ok(store) if store.count_users(&kozmoai::model::UserFilter::default()).unwrap() > 1 => {
                secrets::assert_all_open(&*store, secrets::FIRST_KEY, &[], USERS);
                assert!(store.audit_head().unwrap().seq > 0);
                late += usize::from(!ended.success());
            }
            Ok(store) => {
                assert!(!ended.success() && export_users(&*store) == there, "{engine:?}");
                early += 1;
            }
            Err(error) => {
                assert!(engine == Engine::Sled && is_new && !ended.success(), "{error}");
                early += 1;
            }
        }
        if !ended.success() && kozmoai::store::open_existing(&target).is_err() {
            // The next process clears up: another copy, or one that creates a database there.
            if number % 4 == 0 {
                super::copy(folder.path(), &source, &target).unwrap();
            } else {
                kozmoai::store::open(&target).unwrap();
            }
        }
        let left = names_in(folder.path()).into_iter().filter(|path| path.to_string_lossy().contains(".fresh"));
        assert_eq!(left.collect::<Vec<_>>(), Vec::<std::path::PathBuf>::new());
    }
    assert!(early > 0 && late > 0, "{early} were killed before the commit, {late} after it");
}
