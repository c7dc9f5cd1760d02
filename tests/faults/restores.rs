//! A restoration over a SQLite database, killed before each of its steps: both files are the old ones or both the new ones.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, ExitStatus};

use kozmoai::model::{AuditAction, AuditFilter, AuditHead, StoreUrl};

use super::secrets;

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
    assert!(!fs::exists(database.with_extension("db-wal")).unwrap(), "all of it lies in the two files");
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.env_clear().env("HOME", folder).current_dir(folder).args(["--store", "sqlite:///kozmoai.db"]);
    command
}

/// Restores, killed before its step of this number.
fn restore(folder: &Path, stop: &Path, step: u32) -> ExitStatus {
    let mut command = program(folder);
    command.args(["-q", "restore", "the.backup", "--replace"]).env("LD_PRELOAD", stop).env("STOP_AT", step.to_string());
    command.output().unwrap().status
}

/// Opens a pair and finds it whole: the new one, which knows nothing of the user `after`, or the old one.
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
    assert_eq!(made, if new { &["before"][..] } else { &["before", "after"] }, "both files are of one time");
    new
}

/// Kills a restoration before its first step, its second one and so on, in a folder each, which is made from the seed by
/// `place`; lets `look` at what each has left, told whether it was unfinished and whether it came to its end.
fn kill_before_each_step(place: &dyn Fn(&Path, &Path), look: &mut dyn FnMut(&Path, bool, bool)) {
    let folder = tempfile::tempdir().unwrap();
    let stop = folder.path().join("stop.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/stop.c");
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&stop).arg(source).arg("-ldl").status().unwrap();
    assert!(made.success());
    let seed = folder.path().join("seed");
    fs::create_dir(&seed).unwrap();
    prepare(&seed);
    for step in 1.. {
        println!("step {step}");
        let home = folder.path().join(step.to_string());
        fs::create_dir(&home).unwrap();
        fs::copy(seed.join("the.backup"), home.join("the.backup")).unwrap();
        place(&seed, &home);
        let ended = restore(&home, &stop, step);
        assert!(ended.success() || ended.signal() == Some(9), "{ended}");
        let unfinished = fs::exists(home.join("kozmoai.db.admin-restore")).unwrap();
        look(&home, unfinished, ended.success());
        if ended.success() {
            return;
        }
        assert!(restore(&home, &stop, 0).success() && is_new(&home.join("kozmoai.db")), "it can be done again");
        assert_nothing_unfinished(&home);
    }
}

fn assert_nothing_unfinished(home: &Path) {
    assert!(!fs::exists(home.join("kozmoai.db.admin-restore")).unwrap());
}

/// Nothing lies there under a name that was made up.
fn assert_tidy(home: &Path) {
    let names = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names.filter(|name| name.len() > "kozmoai.db.replaced.admin-shm".len()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_restoration_on_sqlite_that_is_killed_before_any_step_leaves_one_pair_or_the_other() {
    let (mut taken_back, mut finished) = (0, 0);
    let place = |seed: &Path, home: &Path| {
        for name in ["kozmoai.db", "kozmoai.db.admin"] {
            fs::copy(seed.join(name), home.join(name)).unwrap();
        }
    };
    kill_before_each_step(&place, &mut |home, unfinished, ended| {
        let new = is_new(&home.join("kozmoai.db"));
        taken_back += u32::from(unfinished && !new);
        finished += u32::from(unfinished && new);
        let kept = home.join("kozmoai.db.replaced");
        assert_eq!(fs::exists(&kept).unwrap(), new);
        assert!(!new || !is_new(&kept), "what stood there is kept whole");
        assert!(new || !ended);
        assert_nothing_unfinished(home);
        if unfinished || ended {
            assert_tidy(home);
        }
    });
    println!("{taken_back} taken back, {finished} finished");
    assert!(taken_back > 3 && finished > 3, "{taken_back} taken back, {finished} finished");
}

#[test]
fn a_restoration_on_sqlite_into_an_empty_place_that_is_killed_leaves_a_pair_or_nothing() {
    let mut finished = 0;
    kill_before_each_step(&|_, _| {}, &mut |home, unfinished, ended| {
        let database = home.join("kozmoai.db");
        let there = fs::exists(&database).unwrap();
        assert!(there || !ended);
        assert!(!there || is_new(&database));
        finished += u32::from(unfinished && there);
        if there {
            assert_nothing_unfinished(home);
            assert_tidy(home);
        }
    });
    assert!(finished > 1, "{finished} finished");
}
