//! Streams that end early, are closed or never end, and the time that keygen takes.

use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Output, Stdio};

use super::script::kozmoai;

fn with_input(home: &Path, arguments: &[&str], input: &[u8]) -> Output {
    let mut command = kozmoai(home);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // The program may stop reading before the end.
    drop(child.stdin.take().expect("a pipe").write_all(input));
    child.wait_with_output().unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn endless_password_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let output = with_input(home.path(), &["superuser", "--username", "admin", "--password-stdin"], &vec![b'x'; 4 << 20]);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("64 KiB"), "{}", stderr(&output));
    let list = with_input(home.path(), &["users", "list", "--json"], b"");
    assert!(String::from_utf8(list.stdout).unwrap().contains("\"total_count\": 0"));
}

#[test]
fn non_utf8_password_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let output = with_input(home.path(), &["superuser", "--username", "admin", "--password-stdin"], b"\xff\xfe\x00long enough");
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
}

#[test]
fn closed_stdin_is_missing_input() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [&["superuser"][..], &["superuser", "--username", "admin"], &["users", "add", "anna"]] {
        let output = kozmoai(home.path()).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(3), "{arguments:?}: {}", stderr(&output));
        assert!(stderr(&output).contains("--"), "no flag is named: {}", stderr(&output));
    }
}

#[test]
fn closed_pipe_is_no_failure() {
    let home = tempfile::tempdir().unwrap();
    let mut rows = String::from("username\n");
    (0..3_000).for_each(|n| rows.push_str(&format!("someone-with-a-long-name-{n}\n")));
    let made = with_input(home.path(), &["users", "import", "-", "--quiet"], rows.as_bytes());
    assert_eq!(made.status.code(), Some(0), "{}", stderr(&made));
    // An incomplete export is a failure.
    let commands: [&[&str]; 4] = [
        &["users", "list", "--limit", "3000"],
        &["users", "list", "--limit", "3000", "--json"],
        &["audit", "--limit", "3000"],
        &["completions", "zsh"],
    ];
    for arguments in commands {
        let mut command = kozmoai(home.path());
        let mut child = command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = String::new();
        BufReader::with_capacity(64, child.stdout.take().expect("a pipe")).read_line(&mut first).unwrap();
        let mut said = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{arguments:?}: {said}");
        assert!(!first.is_empty() && !said.contains("error"), "{arguments:?}: {said}");
    }
}

#[test]
fn full_disk_is_a_failure() {
    let full = std::fs::File::create("/dev/full").expect("a device that is always full");
    let home = tempfile::tempdir().unwrap();
    let output = kozmoai(home.path()).args(["config"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
}

#[test]
fn keygen_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    assert!(kozmoai(home.path()).arg("keygen").output().unwrap().status.success());
    assert!(home.path().read_dir().unwrap().next().is_none(), "keygen left something behind");
}

#[test]
fn help_on_full_disk_says_so() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [&["--help"][..], &["--version"], &["help", "rotate"], &["help", "exit-codes"], &["users", "--help"]] {
        for json in [&[][..], &["--json"]] {
            let full = std::fs::File::create("/dev/full").unwrap();
            let output = kozmoai(home.path()).args(json).args(arguments).stdout(full).output().unwrap();
            let said = stderr(&output);
            assert!(
                output.status.code() == Some(1) && said.contains("Cannot write to standard output."),
                "{arguments:?}: {said}"
            );
            assert_eq!(said.starts_with("{"), !json.is_empty(), "{arguments:?}: {said}");
        }
    }
}
