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

#[test]
fn a_restoration_on_sqlite_that_is_killed_before_any_step_leaves_one_pair_or_the_other() {
    let folder = tempfile::tempdir().unwrap();
    let stop = folder.path().join("stop.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/stop.c");
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&stop).arg(source).arg("-ldl").status().unwrap();
    assert!(made.success());
    let seed = folder.path().join("seed");
    fs::create_dir(&seed).unwrap();
    prepare(&seed);
    let (mut taken_back, mut finished) = (0, 0);
    for step in 1.. {
        let home = folder.path().join(step.to_string());
        fs::create_dir(&home).unwrap();
        for name in ["kozmoai.db", "kozmoai.db.admin", "the.backup"] {
            fs::copy(seed.join(name), home.join(name)).unwrap();
        }
        let database = home.join("kozmoai.db");
        let ended = restore(&home, &stop, step);
        let unfinished = fs::exists(home.join("kozmoai.db.admin-restore")).unwrap();
        assert!(ended.success() || ended.signal() == Some(9), "step {step}: {ended}");
        let new = is_new(&database);
        taken_back += u32::from(unfinished && !new);
        finished += u32::from(unfinished && new);
        let kept = home.join("kozmoai.db.replaced");
        assert_eq!(fs::exists(&kept).unwrap(), new, "step {step}");
        assert!(!new || !is_new(&kept), "step {step}: what stood there is kept whole");
        if unfinished || ended.success() {
            let names = fs::read_dir(&home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let left: Vec<String> = names.filter(|name| name.len() > "kozmoai.db.replaced.admin-shm".len()).collect();
            assert!(left.is_empty(), "step {step}: {left:?}");
        }
        if ended.success() {
            println!("{step} steps, {taken_back} taken back, {finished} finished");
            assert!(new && taken_back > 3 && finished > 3, "{taken_back} taken back, {finished} finished");
            return;
        }
        assert!(restore(&home, &stop, 0).success() && is_new(&database), "step {step}: it can be done again");
    }
}
