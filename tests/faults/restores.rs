//! Restores over a SQLite database, stopped at each step: both files are the old ones or both are the new ones.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use kozmoai::model::{AuditAction, AuditFilter, AuditHead, StoreUrl};

use super::secrets;
use super::thorough::times;

/// A pair with the user `after`, who is not in the backup beside it.
fn prepare(folder: &Path) {
    let database = secrets::keep_in_sqlite(folder);
    let run = |arguments: &[&str]| {
        let done = program(folder).args(arguments).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
    };
    run(&["users", "add", "before", "--generate-password"]);
    run(&["backup", "the.backup"]);
    run(&["users", "add", "after", "--generate-password"]);
    assert!(!fs::exists(database.with_extension("db-wal")).unwrap(), "everything is in the two files");
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", folder)
        .current_dir(folder)
        .args(["--store", "sqlite:///kozmoai.db"]);
    command
}

/// Runs a restore that is stopped at this step.
fn restore(folder: &Path, shim: &Shim, step: u32) -> Output {
    let mut command = program(folder);
    command
        .args(["-q", "restore", "the.backup", "--replace", "--yes"])
        .env("LD_PRELOAD", &shim.library)
        .env("STOP_AT", step.to_string());
    command.envs(shim.variables.iter().copied()).output().unwrap()
}

/// How a restore is stopped.
struct Shim {
    library: PathBuf,
    variables: &'static [(&'static str, &'static str)],
}

/// Opens a pair, checks that it is consistent, and returns whether it is the new one, without the user `after`.
fn is_new(database: &Path) -> bool {
    let store = kozmoai::store::open(&StoreUrl::Sqlite(database.to_owned())).unwrap();
    let events = store.audit_from(&AuditFilter::default(), 1, 1_000).unwrap();
    let mut head = AuditHead::default();
    for event in &events {
        assert!(event.follows(head));
        head = event.head();
    }
    let made: Vec<&str> = events
        .iter()
        .filter(|event| event.entry.action == AuditAction::UserCreated)
        .filter_map(|event| event.entry.target_name.as_deref())
        .collect();
    let new = store.user_by_name("after").unwrap().is_none();
    assert!(store.user_by_name("before").unwrap().is_some());
    assert_eq!(made, if new { &["before"][..] } else { &["before", "after"] }, "both files belong together");
    new
}

/// Stops a restore at each step, or every second one unless the run is thorough, each time in a new folder that `place` creates
/// from the seed, and passes the result to `look`: whether it was unfinished, and its output.
fn stop_at_each_step(
    variables: &'static [(&'static str, &'static str)],
    place: &dyn Fn(&Path, &Path),
    look: &mut dyn FnMut(&Path, bool, &Output),
) {
    let folder = tempfile::tempdir().unwrap();
    let shim = Shim { library: folder.path().join("stop.so"), variables };
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/stop.c");
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&shim.library).arg(source).arg("-ldl").status().unwrap();
    assert!(made.success());
    let seed = folder.path().join("seed");
    fs::create_dir(&seed).unwrap();
    prepare(&seed);
    let fails = variables.iter().any(|(name, _)| *name == "FAIL_WITH");
    let mut untouched = 0;
    for step in (1..).step_by(times(2, 1)) {
        let home = folder.path().join(step.to_string());
        fs::create_dir(&home).unwrap();
        fs::copy(seed.join("the.backup"), home.join("the.backup")).unwrap();
        place(&seed, &home);
        let ended = restore(&home, &shim, step);
        let (code, said) = (ended.status, String::from_utf8_lossy(&ended.stderr));
        println!("step {step}: {code} {said}");
        assert!(fails || code.success() || code.signal() == Some(9), "{code}");
        let unfinished = fs::exists(home.join("kozmoai.db.admin-restore")).unwrap();
        look(&home, unfinished, &ended);
        untouched = if code.success() { untouched + 1 } else { 0 };
        if untouched > if fails { 8 } else { 0 } {
            return;
        }
        assert!(restore(&home, &shim, 0).status.success() && is_new(&home.join("kozmoai.db")), "it can be repeated");
        assert_nothing_unfinished(&home);
    }
}

fn assert_nothing_unfinished(home: &Path) {
    assert!(!fs::exists(home.join("kozmoai.db.admin-restore")).unwrap());
}

/// Asserts that no file with a generated name is left.
fn assert_tidy(home: &Path) {
    let names = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names.filter(|name| name.len() > "kozmoai.db.replaced.admin-shm".len()).collect();
    assert!(left.is_empty(), "{left:?}");
}

fn place_pair(seed: &Path, home: &Path) {
    for name in ["kozmoai.db", "kozmoai.db.admin"] {
        fs::copy(seed.join(name), home.join(name)).unwrap();
    }
}

/// Kills restores over a pair: one of the two pairs is in place, and the old one is kept complete.
fn kill_over_a_pair(variables: &'static [(&'static str, &'static str)]) {
    let (mut undone, mut completed) = (0, 0);
    stop_at_each_step(variables, &place_pair, &mut |home, unfinished, ended| {
        let new = is_new(&home.join("kozmoai.db"));
        undone += u32::from(unfinished && !new);
        completed += u32::from(unfinished && new);
        let kept = home.join("kozmoai.db.replaced");
        assert_eq!(fs::exists(&kept).unwrap(), new);
        assert!(!new || !is_new(&kept), "the old pair is kept complete");
        assert!(new || !ended.status.success());
        assert_nothing_unfinished(home);
        assert_tidy(home);
    });
    println!("{undone} undone, {completed} completed");
    assert!(undone > times(1, 2) && completed > times(1, 2), "{undone} undone, {completed} completed");
}

#[test]
fn killed_sqlite_restore_leaves_one_whole_pair() {
    kill_over_a_pair(&[]);
}

#[test]
fn killed_restore_on_sqlite_without_hard_links_loses_nothing() {
    kill_over_a_pair(&[("NO_LINKS", "1")]);
}

#[test]
fn failing_restore_on_sqlite_reports_its_result() {
    let (mut refused, mut restored) = (0, 0);
    stop_at_each_step(&[("FAIL_WITH", "5")], &place_pair, &mut |home, _, ended| {
        let said = String::from_utf8_lossy(&ended.stderr).to_lowercase();
        let new = is_new(&home.join("kozmoai.db"));
        if ended.status.success() || said.contains("was restored") && !said.contains("nothing was restored") {
            assert!(new, "{said}");
            restored += 1;
        } else if !said.contains("is unfinished") {
            assert!(!new, "{said}");
            refused += 1;
        }
        assert_ne!(ended.status.code(), Some(101));
        assert_nothing_unfinished(home);
        assert_tidy(home);
    });
    assert!(refused > times(1, 2) && restored > times(1, 2), "{refused} refused, {restored} restored");
}

#[test]
fn killed_restore_of_new_sqlite_pair_is_atomic() {
    let mut completed = 0;
    stop_at_each_step(&[], &|_, _| {}, &mut |home, unfinished, ended| {
        let database = home.join("kozmoai.db");
        let there = fs::exists(&database).unwrap();
        assert!(there || !ended.status.success());
        assert!(!there || is_new(&database));
        completed += u32::from(unfinished && there);
        if there {
            assert_nothing_unfinished(home);
            assert_tidy(home);
        }
    });
    assert!(completed > times(0, 1), "{completed} completed");
}
