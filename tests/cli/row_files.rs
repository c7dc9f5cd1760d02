//! Files of many rows: what is wrong with any of them is reported before a password is hashed.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::script::kozmoai;
use crate::support::run::run_by;

/// So many passwords take a minute of processor time to hash.
const ROWS: usize = 2_000;
/// Ends what takes more seconds of processor time than checking them.
const LIMIT: &str = "--cpu=15";

fn run(home: &Path, line: &str) -> Output {
    kozmoai(home).args(line.split(' ')).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A command whose hashes cost as much as everywhere else.
fn costly(home: &Path, line: &str) -> Command {
    let mut command = kozmoai(home);
    command.env_remove("KOZMOAI_TEST_QUICK_HASHES").args(line.split(' ')).stdin(Stdio::null());
    command
}

/// Runs a command that refuses one row, before it has hashed anything.
fn refused(home: &Path, line: &str, words: &[&str]) {
    let output = run_by("prlimit", [LIMIT], &costly(home, line)).output().unwrap();
    let said = text(&[output.stdout, output.stderr].concat());
    assert_eq!(output.status.code(), Some(5), "{line}, {:?}: {said}", output.status);
    words.iter().for_each(|word| assert!(said.contains(word), "{line} does not say {word:?}: {said}"));
    assert!(said.lines().count() < 6, "{line} says too much: {said}");
}

#[test]
fn faulty_last_row_is_reported_before_anything_is_hashed() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    assert!(run(home, "keygen --write .env").status.success());
    let rows: String = (0..ROWS).map(|n| format!("user{n},four unrelated words {n}\n")).collect();
    for (last, words) in [
        ("user7,four unrelated words", "occurs twice"),
        ("anna,short", "at least 8 characters"),
        (" anna,four unrelated words", "begin or end with a blank"),
    ] {
        std::fs::write(home.join("users.csv"), format!("username,password\n{rows}{last}\n")).unwrap();
        refused(home, "users import users.csv", &[&format!("line {}", ROWS + 2), words]);
    }
    // The users have a password, whose hash would have to be computed to compare it with the new one.
    std::fs::write(home.join("one.csv"), "username,password\none,four unrelated words\n").unwrap();
    assert!(costly(home, "users import one.csv").output().unwrap().status.success());
    let exported: Value = serde_json::from_slice(&run(home, "users export --with-password-hashes").stdout).unwrap();
    let hash = &exported["users"][0]["password_hash"];
    let users: Vec<Value> =
        (0..ROWS).map(|n| serde_json::json!({"username": format!("user{n}"), "password_hash": hash})).collect();
    std::fs::write(home.join("users.json"), serde_json::to_string(&users).unwrap()).unwrap();
    assert!(run(home, "users import users.json").status.success());
    let lines: String = (0..ROWS).map(|n| format!("user{n}:other unrelated words {n}\n")).collect();
    for (last, words) in [
        ("user7:other unrelated words", "occurs twice"),
        ("nobody:other unrelated words", "There is no user"),
        ("one:short", "at least 8 characters"),
        ("one", "NAME:PASSWORD"),
    ] {
        std::fs::write(home.join("passwords"), format!("{lines}{last}\n")).unwrap();
        refused(home, "users passwd --file passwords", &[&format!("line {}", ROWS + 1), words]);
    }
}

#[test]
fn password_file_prints_a_summary_or_every_line() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    std::fs::write(home.join("users.csv"), "username\nanna\nbert\n").unwrap();
    assert!(run(home, "users import users.csv").status.success());
    std::fs::write(home.join("passwords"), "anna:four unrelated words\n\nbert:five unrelated words\n").unwrap();
    assert_eq!(text(&run(home, "users passwd --file passwords").stdout), "Set the passwords of 2 users\n");
    std::fs::write(home.join("others"), "anna:other unrelated words\nbert:five unrelated words\n").unwrap();
    let refused = run(home, "users passwd --file others");
    assert_eq!(refused.status.code(), Some(5));
    let said = text(&refused.stdout);
    assert!(said.lines().count() == 1 && said.contains("     2  bert  line 2: "), "{said}");
    std::fs::write(home.join("others"), "bert:more unrelated words\n").unwrap();
    let each = text(&run(home, "users passwd --file others -v").stdout);
    assert_eq!(each, "     1  bert  password set\nSet the passwords of 1 user\n");
}
