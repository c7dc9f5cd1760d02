//! Ctrl-C and SIGTERM during long operations: they end at once, with their exit code, and leave nothing half done.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Output, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::script::kozmoai;

/// Both signals end an operation in the same way.
const SIGNALS: [Signal; 2] = [Signal::INT, Signal::TERM];
/// Enough users that a backup and an export exceed a pipe by far, and a copy takes a while.
const USERS: usize = 4_000;
/// A complete stream has all of this; a shorter one is truncated.
const MORE_THAN_A_PIPE: usize = 1 << 20;

fn begin(home: &Path, arguments: &[&str]) -> Child {
    let mut command = kozmoai(home);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().unwrap()
}

fn run(home: &Path, arguments: &[&str]) -> Output {
    kozmoai(home).args(arguments).stdin(Stdio::null()).output().unwrap()
}

fn done(home: &Path, arguments: &[&str]) -> String {
    let output = run(home, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Sends a signal; returns the exit code and standard error.
fn interrupt(child: Child, signal: Signal) -> (Option<i32>, String) {
    kill_process(Pid::from_child(&child), signal).unwrap();
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn home_with_users() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let users: Vec<_> = (0..USERS).map(|n| serde_json::json!({"username": format!("user{n}")})).collect();
    std::fs::write(home.path().join("users.json"), serde_json::to_string(&users).unwrap()).unwrap();
    done(home.path(), &["keygen", "--write", ".env"]);
    done(home.path(), &["users", "import", "users.json"]);
    home
}

/// Every file below a folder, except for the database's own and those with process IDs in their names.
fn files(home: &Path) -> Vec<String> {
    let mut found: Vec<String> = std::fs::read_dir(home)
        .unwrap()
        .chain(std::fs::read_dir(home.join(".local/share/kozmoai")).unwrap())
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    found.sort();
    found
}

#[test]
fn unread_output_can_be_interrupted() {
    let home = home_with_users();
    let before = files(home.path());
    for arguments in [&["backup", "-"][..], &["users", "export"], &["audit", "export"]] {
        for signal in SIGNALS {
            let mut child = begin(home.path(), arguments);
            // It has begun to write, and now waits for the pipe.
            child.stdout.as_mut().unwrap().read_exact(&mut [0; 64]).unwrap();
            let out = child.stdout.take();
            let (code, said) = interrupt(child, signal);
            assert_eq!(code, Some(130), "{arguments:?}: {said}");
            assert!(said.contains("Interrupted"), "{arguments:?}: {said}");
            drop(out);
        }
    }
    done(home.path(), &["audit", "verify"]);
    assert_eq!(files(home.path()), before, "nothing is left");
}

#[test]
fn endless_input_can_be_interrupted() {
    let home = home_with_users();
    done(home.path(), &["backup", "whole.backup"]);
    let backup = std::fs::read(home.path().join("whole.backup")).unwrap();
    let before = files(home.path());
    let rows = format!("username\n{}", "x\n".repeat(MORE_THAN_A_PIPE));
    for (arguments, input) in [
        (&["users", "import", "-"][..], rows.as_bytes()),
        (&["users", "passwd", "--file", "-"], rows.as_bytes()),
        (&["restore", "-", "--replace", "--yes"], &backup),
    ] {
        for signal in SIGNALS {
            let mut child = begin(home.path(), arguments);
            // Most of this has been read once all of it was written.
            child.stdin.as_mut().unwrap().write_all(&input[..input.len().min(MORE_THAN_A_PIPE)]).unwrap();
            let input = child.stdin.take();
            let (code, said) = interrupt(child, signal);
            drop(input);
            assert_eq!(code, Some(130), "{arguments:?}: {said}");
            assert!(said.contains("Interrupted"), "{arguments:?}: {said}");
            let left = done(home.path(), &["users", "list", "--limit", "1", "--json"]);
            assert!(left.contains(&format!("\"total_count\": {USERS}")), "{arguments:?}: {left}");
        }
    }
    assert_eq!(files(home.path()), before, "nothing is left");
}

/// Whether a process has an unnamed open file in this folder, as a backup is until it is complete.
fn writes_backup(child: &Child, folder: &Path) -> bool {
    let open = std::fs::read_dir(format!("/proc/{}/fd", child.id())).into_iter().flatten().flatten();
    let mut names = open.filter_map(|entry| std::fs::read_link(entry.path()).ok());
    names.any(|name| name.parent() == Some(folder) && name.to_string_lossy().ends_with("(deleted)"))
}

#[test]
fn interrupted_backup_leaves_no_file() {
    let home = home_with_users();
    let before = files(home.path());
    for signal in SIGNALS {
        let mut child = begin(home.path(), &["backup", "a.backup"]);
        while !writes_backup(&child, home.path()) {
            assert!(child.try_wait().unwrap().is_none(), "it was done before it could be interrupted");
        }
        let (code, said) = interrupt(child, signal);
        assert_eq!(code, Some(130), "{said}");
        assert!(said.contains("no backup was written"), "{said}");
        done(home.path(), &["users", "list", "--limit", "1"]);
        assert_eq!(files(home.path()), before, "nothing is left");
    }
}

#[test]
fn interrupted_copy_leaves_no_database() {
    let home = home_with_users();
    let before = files(home.path());
    let from = format!("sled:///{}", home.path().join(".local/share/kozmoai/store").display());
    for signal in SIGNALS {
        let arguments = ["store", "copy", &from, "sled:///copied", "--progress", "always"];
        let mut child = begin(home.path(), &arguments);
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        assert!(lines.next().expect("a line of progress").unwrap().contains("Copying"));
        kill_process(Pid::from_child(&child), signal).unwrap();
        let said: Vec<String> = lines.map(Result::unwrap).collect();
        assert_eq!(child.wait().unwrap().code(), Some(130), "{said:?}");
        assert!(said.iter().any(|line| line.contains("Interrupted")), "{said:?}");
        assert_eq!(files(home.path()), before, "nothing is left");
    }
}

#[test]
fn interrupted_import_stops_hashing_passwords() {
    let home = tempfile::tempdir().unwrap();
    done(home.path(), &["keygen", "--write", ".env"]);
    let rows: String = (0..5_000).map(|n| format!("user{n},a long password {n}\n")).collect();
    for signal in SIGNALS {
        let mut child = begin(home.path(), &["users", "import", "-"]);
        child.stdin.take().unwrap().write_all(format!("username,password\n{rows}").as_bytes()).unwrap();
        let (code, said) = interrupt(child, signal);
        assert_eq!(code, Some(130), "{said}");
        assert!(said.contains("either everything was changed or nothing"), "{said}");
    }
    assert!(done(home.path(), &["users", "list", "--json"]).contains("\"total_count\": 0"));
    done(home.path(), &["audit", "verify"]);
}
