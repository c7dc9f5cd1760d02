//! Operations of several steps on an embedded database, killed before each step or failing at it: the old or the new database is
//! in place, backups are kept, the reported result is true, and the next opening leaves nothing else behind.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::mounts::Disk;
use super::secrets;
use super::thorough::times;

/// The files that may be in the configuration directory after a database was opened.
const KNOWN: &[&str] =
    &["audit_anchor", "backups", "rotation.json", "secret_key", "store", "store.lock", "store.replaced", "the.backup"];

/// Folders that are copied from one seed, and the libraries that kill or fail calls.
pub(super) struct Homes {
    folder: tempfile::TempDir,
    /// The parent of the copies.
    disk: Disk,
}

impl Homes {
    /// The seed contains the users `before`, who is in the backup, and `after`, who is not.
    pub(super) fn new() -> Self {
        let homes = Self { folder: tempfile::tempdir().unwrap(), disk: Disk::Plain };
        for name in ["stop", "fail"] {
            let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/support/{name}.c"));
            let mut compiler = Command::new("cc");
            compiler.args(["-shared", "-fPIC", "-o"]).arg(homes.library(name)).arg(source).arg("-ldl");
            assert!(compiler.status().unwrap().success());
        }
        let seed = homes.folder.path().join("seed");
        fs::create_dir(&seed).unwrap();
        fs::write(seed.join("secret_key"), secrets::OLDER_KEY).unwrap();
        fs::set_permissions(seed.join("secret_key"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(homes.folder.path().join("value"), "a value").unwrap();
        let value = homes.folder.path().join("value").display().to_string();
        succeed(program(&seed).args(["users", "add", "before", "--active", "--superuser", "--generate-password"]));
        succeed(program(&seed).args(["variables", "set", "before", "API", "--value-file", &value]));
        succeed(program(&seed).args(["backup", "the.backup"]));
        succeed(program(&seed).args(["users", "add", "after", "--generate-password"]));
        homes
    }

    /// The same on another disk; none, with a message, if it can't be mounted.
    pub(super) fn on(disk: Disk) -> Option<Self> {
        let mut homes = Self::new();
        homes.disk = disk;
        let home = homes.folder.path().join("home");
        let is_mounted = disk.provide(&homes.folder.path().join("seed"), &home);
        if !is_mounted {
            crate::support::skipped::skipped(&format!("{disk:?} can't be mounted here"));
        }
        is_mounted.then_some(homes)
    }

    fn library(&self, name: &str) -> PathBuf {
        self.folder.path().join(format!("{name}.so"))
    }

    /// A new copy of the seed.
    pub(super) fn fresh(&self) -> PathBuf {
        let home = self.folder.path().join("home");
        self.disk.clear(&home);
        assert!(self.disk.provide(&self.folder.path().join("seed"), &home));
        home
    }

    /// Runs a command with preloaded libraries.
    fn run(&self, home: &Path, arguments: &[&str], libraries: &[&str], settings: &[(&str, String)]) -> Output {
        let libraries: Vec<String> = libraries.iter().map(|name| self.library(name).display().to_string()).collect();
        let mut command = program(home);
        command.args(arguments).env("LD_PRELOAD", libraries.join(" "));
        command.envs(settings.iter().map(|(name, value)| (name, value)));
        command.output().unwrap()
    }

    /// Kills a command before each of its steps, or every fourth one unless the run is thorough, until it succeeds, and examines
    /// the result of each.
    pub(super) fn kill_before_each_step(&self, arguments: &[&str], more: &[(&str, String)], look: &mut dyn FnMut(&Path, bool)) {
        let libraries: &[&str] = if more.is_empty() { &["stop"] } else { &["stop", "fail"] };
        for step in (1..).step_by(times(4, 1)) {
            println!("{arguments:?}, step {step}");
            let home = self.fresh();
            let settings = [&[("STOP_AT", step.to_string())], more].concat();
            let ended = self.run(&home, arguments, libraries, &settings);
            assert!(ended.status.success() || ended.status.signal() == Some(9), "{ended:?}");
            look(&home, ended.status.success());
            if ended.status.success() {
                return;
            }
        }
    }
}

impl Drop for Homes {
    fn drop(&mut self) {
        self.disk.clear(&self.folder.path().join("home"));
    }
}

pub(super) fn program(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", home)
        .env("PATH", "/usr/bin:/bin")
        .current_dir(home)
        .arg("--config-dir")
        .arg(home);
    command
}

pub(super) fn succeed(command: &mut Command) -> String {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// The users of a database, which must be complete.
pub(super) fn users(home: &Path, store: &str) -> Vec<String> {
    let store = home.join(store).display().to_string();
    let listed = succeed(program(home).args(["--store", &store, "--json", "users", "list"]));
    let listed: serde_json::Value = serde_json::from_str(&listed).unwrap();
    listed["users"].as_array().unwrap().iter().map(|user| user["username"].as_str().unwrap().to_owned()).collect()
}

/// Asserts that only known files are there; other tests check unfinished key files and journals.
pub(super) fn assert_tidy(home: &Path) {
    let names = fs::read_dir(home).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let left: Vec<String> = names.filter(|name| !KNOWN.contains(&name.as_str())).collect();
    let left: Vec<&String> = left.iter().filter(|name| name.starts_with("store") || !name.ends_with(".new")).collect();
    assert!(left.is_empty(), "{left:?}");
}

/// Opens a database after a restore, and returns whether it is the restored one.
pub(super) fn is_restored(home: &Path) -> bool {
    let new = users(home, "store") == ["before"];
    assert!(new || users(home, "store") == ["after", "before"]);
    assert_eq!(fs::exists(home.join("store.replaced")).unwrap(), new, "the old database is kept if it was replaced");
    assert!(!new || users(home, "store.replaced") == ["after", "before"], "the old database is kept complete");
    // Opening it has created one.
    drop(fs::remove_file(home.join("store.replaced.lock")));
    assert_tidy(home);
    new
}

pub(super) const RESTORE: &[&str] = &["-q", "restore", "the.backup", "--replace", "--yes"];
pub(super) const ROTATE: &[&str] = &["-q", "rotate", "--yes", "--no-backup"];

#[test]
fn restore_killed_before_any_step_leaves_either_database() {
    let homes = Homes::new();
    let (mut old, mut new) = (0, 0);
    homes.kill_before_each_step(RESTORE, &[], &mut |home, ended| {
        let is_new = is_restored(home);
        assert!(is_new || !ended);
        *(if is_new { &mut new } else { &mut old }) += 1;
    });
    println!("{old} undone, {new} completed");
    assert!(old > times(5, 10) && new > times(1, 3), "{old} undone, {new} completed");
}

#[test]
fn rotation_killed_before_any_step_can_be_ended() {
    let homes = Homes::new();
    let mut interrupted = 0;
    homes.kill_before_each_step(ROTATE, &[], &mut |home, _ended| {
        assert_eq!(users(home, "store"), ["after", "before"]);
        assert_tidy(home);
        if fs::exists(home.join("rotation.json")).unwrap() {
            interrupted += 1;
            let how = if interrupted % 2 == 0 { "resume" } else { "rollback" };
            succeed(program(home).args(["rotate", how]));
        }
        succeed(program(home).args(["key", "check"]));
    });
    assert!(interrupted > times(5, 10), "{interrupted} were interrupted");
}

/// As on an overlay, whose folders of a lower layer can't be renamed.
fn no_rename() -> Vec<(&'static str, String)> {
    [("FAIL_CALL", "rename"), ("FAIL_ERROR", "18"), ("FAIL_NAME", "/store")]
        .map(|(name, value)| (name, value.to_owned()))
        .to_vec()
}

#[test]
fn unrenamable_database_is_copied_aside() {
    let homes = Homes::new();
    let (mut old, mut new) = (0, 0);
    homes.kill_before_each_step(RESTORE, &no_rename(), &mut |home, ended| {
        let is_new = is_restored(home);
        assert!(is_new || !ended);
        *(if is_new { &mut new } else { &mut old }) += 1;
    });
    assert!(old > times(10, 20) && new > times(1, 3), "{old} undone, {new} completed");
    let home = homes.fresh();
    assert!(homes.run(&home, ROTATE, &["fail"], &no_rename()).status.success());
    succeed(program(&home).args(["key", "check"]));
    assert_eq!(users(&home, "store"), ["after", "before"]);
    assert_tidy(&home);
}

#[test]
fn failing_calls_report_the_actual_result() {
    let homes = Homes::new();
    for (call, error, calls) in [("rename", 5, 4), ("fsync", 5, 20), ("fdatasync", 28, 6), ("unlink", 13, 6), ("pwrite64", 28, 4)]
    {
        for from in 1..=calls {
            // Alternately one failure, and failures from there on.
            let to = if from % 2 == 0 { from } else { 1_000_000 };
            let settings = [("FAIL_CALL", call.to_owned()), ("FAIL_ERROR", error.to_string())];
            let range = [("FAIL_FROM", from.to_string()), ("FAIL_TO", to.to_string())];
            let home = homes.fresh();
            let ended = homes.run(&home, RESTORE, &["fail"], &[settings, range].concat());
            let said = String::from_utf8_lossy(&ended.stderr).into_owned();
            println!("{call} {from}-{to}: {:?} {said}", ended.status.code());
            assert!(matches!(ended.status.code(), Some(0 | 7 | 8 | 10)), "{call} {from}-{to}: {ended:?}");
            assert!(!said.contains(".cargo") && !said.contains("code: 0"), "{said}");
            let restored = ended.status.success() || said.contains("was restored");
            let is_new = is_restored(&home);
            assert!(is_new == restored, "{call} {from}-{to}: new {is_new}, {said}");
        }
    }
}

#[test]
fn rotation_survives_failing_reads_and_threads() {
    let homes = Homes::new();
    let failing = |call: &str, error: u32, from: u32| {
        vec![("FAIL_CALL", call.to_owned()), ("FAIL_ERROR", error.to_string()), ("FAIL_FROM", from.to_string())]
    };
    // The first threads are those of the check, then one of ours, then sled's.
    for (call, error, from) in [("pread64", 5, 12), ("pread64", 5, 40), ("pthread_create", 11, 1), ("pthread_create", 11, 10)] {
        let home = homes.fresh();
        let ended = homes.run(&home, ROTATE, &["fail"], &failing(call, error, from));
        assert!(matches!(ended.status.code(), Some(8 | 10)), "{call} {from}: {ended:?}");
        assert_eq!(users(&home, "store"), ["after", "before"]);
        assert_tidy(&home);
    }
}
