//! Scarce resources: open files, memory, space for the output.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use super::parallel::in_parallel;
use super::script::kozmoai;
use crate::support::run::tool;

/// The commands. Every one but the first changes something.
const COMMANDS: [&[&str]; 4] = [
    &["users", "list"],
    &["users", "add", "NEW", "--password-file", "password"],
    &["rotate", "--yes", "--no-backup"],
    &["backup", "NEW"],
];

fn home(database: &[&str]) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    if !database.is_empty() {
        let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/schema-sqlite.sql");
        let db = rusqlite::Connection::open(home.path().join("kozmoai.db")).unwrap();
        db.execute_batch(&std::fs::read_to_string(schema).unwrap()).unwrap();
    }
    std::fs::write(home.path().join("password"), "correct horse battery\n").unwrap();
    done(home.path(), database, &["keygen", "--write", ".env"]);
    done(home.path(), database, &["superuser", "--username", "root", "--password-file", "password"]);
    done(home.path(), database, &["variables", "set", "root", "TOKEN", "--value-file", "password"]);
    home
}

fn done(home: &Path, database: &[&str], arguments: &[&str]) {
    let output = kozmoai(home).args(arguments).args(database).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

fn limited(home: &Path, limit: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(tool("prlimit"));
    command.arg(limit).arg(env!("CARGO_BIN_EXE_kozmoai")).args(arguments).stdin(Stdio::null());
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").current_dir(home).output().unwrap()
}

/// Runs every command under each limit and requires a documented exit code. Returns how many failed.
fn end_well(database: &[&str], limits: impl Iterator<Item = String>, is_met_by_loader: &dyn Fn(&Output) -> bool) -> u32 {
    let home = home(database);
    let mut ended_early = 0;
    for (number, limit) in limits.enumerate() {
        for command in COMMANDS {
            let name = format!("new{number}");
            let arguments: Vec<&str> =
                command.iter().chain(database).map(|word| if *word == "NEW" { name.as_str() } else { word }).collect();
            let output = limited(home.path(), &limit, &arguments);
            if is_met_by_loader(&output) {
                continue;
            }
            let (code, said) = (output.status.code(), String::from_utf8_lossy(&output.stderr));
            assert!(matches!(code, Some(0 | 1 | 5 | 7 | 8 | 10)), "{limit} {arguments:?}: {:?} {said}", output.status);
            assert!(code == Some(0) || !said.trim().is_empty(), "{limit} {arguments:?} says nothing");
            assert!(!said.contains("panicked") && !said.contains(".cargo"), "{limit} {arguments:?}: {said}");
            ended_early += u32::from(code != Some(0));
            if code == Some(10) {
                done(home.path(), database, &["rotate", "resume"]);
            }
        }
    }
    done(home.path(), database, &["key", "check"]);
    done(home.path(), database, &["audit", "verify"]);
    ended_early
}

const SQLITE: [&str; 2] = ["--database", "sqlite:///kozmoai.db"];

#[test]
fn open_file_limit_ends_with_a_message() {
    in_parallel([&[][..], &SQLITE], |database| {
        let limits = (4..40).step_by(5).map(|files| format!("--nofile={files}"));
        assert!(end_well(database, limits, &|_| false) > 0, "no limit was met");
    });
}

#[test]
fn memory_limit_ends_with_an_exit_code() {
    // Below a certain limit the program itself cannot be loaded.
    let is_not_run = |output: &Output| output.status.code().is_none() && output.stderr.is_empty();
    let failed = in_parallel([&[][..], &SQLITE], |database| {
        let limits = (50..170).step_by(20).map(|mib| format!("--as={}", mib << 20));
        end_well(database, limits, &is_not_run)
    });
    assert!(failed.iter().sum::<u32>() > 0, "no limit was met");
}

#[test]
fn lost_report_says_change_is_committed() {
    let home = home(&[]);
    std::fs::write(home.path().join("rows"), r#"[{"name": "ONE", "value": "x"}]"#).unwrap();
    for (arguments, changes) in [
        (&["users", "add", "anna", "--active", "--password-file", "password"][..], true),
        (&["superuser", "--username", "chief", "--password-file", "password"], true),
        (&["users", "deactivate", "anna"], true),
        (&["users", "rename", "anna", "berta", "--json"], true),
        (&["variables", "set", "root", "NAME", "--value-file", "password"], true),
        (&["variables", "import", "root", "rows"], true),
        (&["variables", "delete", "root", "NAME", "--yes"], true),
        (&["store-key", "set", "root", "--value-file", "password"], true),
        (&["backup", "a.backup"], true),
        (&["restore", "a.backup", "--replace", "--yes"], true),
        (&["store", "copy", "-", "sled:///copied"], true),
        (&["rotate", "--yes", "--no-backup"], true),
        (&["users", "delete", "berta", "--confirm", "berta"], true),
        (&["users", "list"], false),
        (&["key", "check"], false),
        (&["rotate", "--dry-run", "--no-backup"], false),
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = kozmoai(home.path()).args(arguments).stdin(Stdio::null()).stdout(full).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert_eq!(said.contains("The change is committed"), changes, "{arguments:?}: {said}");
        assert!(said.contains("No space left on device"), "{arguments:?}: {said}");
    }
    done(home.path(), &[], &["users", "show", "chief"]);
    done(home.path(), &[], &["key", "check"]);
}

#[test]
fn file_size_limit_is_an_error() {
    in_parallel([&[][..], &SQLITE], |database| {
        let ended_early = end_well(database, (0..8).map(|n| format!("--fsize={}", (1_u64 << n) * 1024)), &|_| false);
        assert!(ended_early > 4, "{ended_early}");
    });
}
