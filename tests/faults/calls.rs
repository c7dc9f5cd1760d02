//! Single system calls that fail, or at which a command is killed, similar to those that `tests/fault_sweep.py` found. The next
//! command leaves nothing behind, and the operation can be repeated.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::secrets;
use crate::support::run::tool;

const SQLITE: [&str; 2] = ["--database", "sqlite:///kozmoai.db"];

/// Whether faults can be injected here; prints a message if not.
fn can_trace() -> bool {
    let can = Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|done| done.success());
    if !can {
        crate::support::skipped::skipped("strace is not installed, or traces nothing here");
    }
    can
}

fn run(home: &Path, before: &[&str], arguments: &[&str]) -> Output {
    let program = [env!("CARGO_BIN_EXE_kozmoai")];
    let words: Vec<&str> = before.iter().chain(&program).chain(arguments).copied().collect();
    let mut command = Command::new(tool(words[0]));
    command
        .args(&words[1..])
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .current_dir(home);
    command.env("KOZMOAI_CONFIG_DIR", home.join("config")).stdin(Stdio::null()).output().unwrap()
}

fn done(home: &Path, arguments: &[&str]) -> String {
    let output = run(home, &[], arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a command with a fault, such as `fsync:error=EIO:when=3`.
fn failing(home: &Path, fault: &str, arguments: &[&str]) -> Output {
    let trace = format!("trace={}", fault.split(':').next().unwrap());
    let inject = format!("inject={fault}");
    run(home, &["strace", "-f", "-qq", "-o", "/dev/null", "-e", &trace, "-e", &inject], arguments)
}

/// An installation with a backup of it and a second database to copy from.
fn installation(database: &[&str]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("config")).unwrap();
    fs::write(home.path().join("password"), "correct horse battery\n").unwrap();
    create_database(home.path());
    fs::write(home.path().join(".env"), format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY)).unwrap();
    for place in [database, &["--database", "sled:///source"]] {
        let superuser = ["superuser", "--username", "root", "--password-file", "password"];
        done(home.path(), &[&superuser[..], place].concat());
        done(home.path(), &[&["variables", "set", "root", "TOKEN", "--value-file", "password"], place].concat());
    }
    done(home.path(), &[&["backup", "older.backup"], database].concat());
    home
}

fn create_database(home: &Path) {
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/schema-sqlite.sql");
    let db = rusqlite::Connection::open(home.join("kozmoai.db")).unwrap();
    db.execute_batch(&fs::read_to_string(schema).unwrap()).unwrap();
}

/// The names in the home and its configuration directory.
fn names(home: &Path) -> Vec<String> {
    let entries = [home.to_owned(), home.join("config")].map(|folder| fs::read_dir(folder).unwrap());
    let mut names: Vec<String> =
        entries.into_iter().flatten().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

fn assert_documented(output: &Output, fault: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    let is_killed = fault.contains("KILL") && output.status.signal().is_some();
    assert!(is_killed || matches!(output.status.code(), Some(0 | 1 | 7 | 8 | 10)), "{fault}: {:?} {said}", output.status);
    assert!(!said.contains("panicked") && !said.contains(".cargo"), "{fault}: {said}");
}

#[test]
fn failed_deletion_leaves_no_copied_database() {
    if !can_trace() {
        return;
    }
    let home = installation(&[]);
    let home = home.path();
    fs::remove_dir_all(home.join("config")).unwrap();
    let copy = ["store", "copy", "sled:///source", "sled:///config/store"];
    done(home, &copy);
    let after = names(home);
    for fault in [
        "rmdir:error=EACCES:when=1+",
        "rmdir:error=EIO:when=1",
        "unlinkat:error=EROFS:when=1+",
        "unlink:error=EIO:when=1+",
        "unlink:error=EROFS:when=5+",
        "unlink:error=EACCES:when=4",
        "fdatasync:error=ENOSPC:when=2",
        "fdatasync:error=EIO:when=2+",
        "statx:error=EIO:when=128+",
        "flock:error=EIO:when=9+",
        "flock:error=EIO:when=11+",
        "flock:error=EIO:when=12+",
        "flock:error=EIO:when=13+",
        "flock:error=EIO:when=14+",
        "flock:error=EIO:when=15+",
    ] {
        fs::remove_dir_all(home.join("config")).unwrap();
        let ended = failing(home, fault, &copy);
        assert_documented(&ended, fault);
        let users = done(home, &["users", "list", "--json"]);
        assert_eq!(users.contains("\"root\""), ended.status.success(), "{fault}: {users}");
        // A discarded new database is not reported as missing afterwards.
        done(home, &["audit", "verify"]);
        if !ended.status.success() {
            done(home, &copy);
        }
        done(home, &["key", "check"]);
        assert_eq!(names(home), after, "{fault}");
    }
}

#[test]
fn restore_without_marker_is_undone() {
    if !can_trace() {
        return;
    }
    let home = installation(&[]);
    let home = home.path();
    let before = names(home);
    for k in 1..8 {
        for fault in [format!("write:error=EDQUOT:when={k}+"), format!("write:signal=KILL:when={k}")] {
            let ended = failing(home, &fault, &["restore", "older.backup", "--replace", "--yes"]);
            assert_documented(&ended, &fault);
            done(home, &["users", "list"]);
            let mut left = names(home);
            left.retain(|name| !name.starts_with("store.replaced"));
            assert_eq!(left, before, "{fault}");
        }
    }
}

#[test]
fn killed_backup_leaves_nothing_after_the_next_opening() {
    if !can_trace() {
        return;
    }
    for database in [&[][..], &SQLITE] {
        let home = installation(database);
        let before = names(home.path());
        for call in ["write", "getrandom", "fsync", "pwrite64"] {
            for k in [1, 2, 3, 5, 8, 12] {
                let fault = format!("{call}:signal=KILL:when={k}");
                let ended = failing(home.path(), &fault, &[&["backup", "a.backup"], database].concat());
                done(home.path(), &[&["users", "list"], database].concat());
                // It exists only when it is complete.
                let is_there = fs::remove_file(home.path().join("a.backup")).is_ok();
                assert!(is_there || !ended.status.success(), "{fault}");
                assert_eq!(names(home.path()), before, "{fault}");
            }
        }
    }
}

#[test]
fn killed_restore_of_new_database_leaves_nothing() {
    if !can_trace() {
        return;
    }
    let home = installation(&SQLITE);
    let home = home.path();
    let clear = || {
        let names = names(home).into_iter().filter(|name| name.starts_with("kozmoai.db") && !name.ends_with("-lock"));
        names.for_each(|name| fs::remove_file(home.join(name)).unwrap());
    };
    clear();
    // The lock file, whose name is fixed, is kept.
    let left = || names(home).into_iter().filter(|name| !name.ends_with("-lock")).collect::<Vec<_>>();
    let before = left();
    for fault in
        ["write:signal=KILL:when=3", "renameat:signal=KILL:when=1", "fsync:signal=KILL:when=1", "fsync:signal=KILL:when=2"]
    {
        let ended = failing(home, fault, &[&["restore", "older.backup"][..], &SQLITE].concat());
        let list = run(home, &[], &[&["users", "list"][..], &SQLITE].concat());
        if list.status.success() {
            clear();
        }
        assert!(ended.status.signal().is_some(), "{fault}: {}", String::from_utf8_lossy(&ended.stderr));
        assert_eq!(left(), before, "{fault}");
    }
}

#[test]
fn connection_without_resources_is_reported() {
    if !can_trace() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let list = ["users", "list", "--database", "postgresql://nobody@/none?host=/nowhere"];
    for fault in [
        "eventfd2:error=EMFILE:when=1+",
        "epoll_create1:error=EMFILE:when=1+",
        "epoll_ctl:error=ENOMEM:when=1+",
        "clone3:error=EAGAIN:when=1+",
    ] {
        let ended = failing(home.path(), fault, &list);
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(8), "{fault}: {said}");
        assert!(
            said.contains("the system refused what it needs") && !said.contains("/registry/") && !said.contains("panicked"),
            "{fault}: {said}"
        );
    }
}

#[test]
fn copy_left_by_killed_process_is_deleted_without_a_database() {
    let (home, temporary) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let copy = temporary.path().join("kozmoai-read-0123456789abcdef0123456789abcdef");
    fs::create_dir_all(copy.join("store")).unwrap();
    fs::write(copy.join("lock"), "").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.env_clear().env("TMPDIR", temporary.path()).current_dir("/").arg("--config-dir").arg(home.path());
    let ended = command.args(["audit", "verify"]).output().unwrap();
    assert_eq!(ended.status.code(), Some(8), "no database exists");
    assert!(fs::read_dir(temporary.path()).unwrap().next().is_none());
}
