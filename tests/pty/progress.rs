//! The progress of long commands in a terminal, and what Ctrl-C says about them.

use std::path::Path;
use std::process::{Command, Stdio};

use super::pty::Terminal;

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");

/// So many passwords take longer to hash than an operation without progress may take.
const USERS: usize = 150;

/// A file of users with passwords, beside no database.
fn home_with_file() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let row = |n| serde_json::json!({"username": format!("user{n}"), "password": format!("four unrelated words {n}")});
    let users: Vec<_> = (0..USERS).map(row).collect();
    std::fs::write(home.path().join("users.json"), serde_json::to_string(&users).unwrap()).unwrap();
    home
}

fn users_of(home: &Path) -> String {
    let mut command = Command::new(KOZMOAI);
    command.args(["users", "list", "--limit", "1"]).env_clear().env("HOME", home).current_dir(home).stdin(Stdio::null());
    let output = command.output().unwrap();
    String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned()
}

#[test]
fn import_shows_percent_and_time_left() {
    let home = home_with_file();
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "import", "users.json"]);
    terminal.shows("Hashing passwords").shows(&format!("of {USERS} users")).shows(" %").shows("s left");
    terminal.shows(&format!("Imported {USERS} users"));
    assert!(terminal.ends().success());
    terminal.falls_silent().hides("Hashing");
}

#[test]
fn quiet_import_shows_no_progress() {
    let home = home_with_file();
    let mut terminal = Terminal::kozmoai(home.path(), &["-q", "users", "import", "users.json"]);
    assert!(terminal.ends().success(), "{}", terminal.text());
    assert!(!String::from_utf8_lossy(&terminal.sent).contains("Hashing"));
}

#[test]
fn ctrl_c_erases_the_progress_and_changes_nothing() {
    let home = home_with_file();
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "import", "users.json"]);
    terminal.shows("Hashing passwords").types("\u{3}").shows("Interrupted; nothing was changed.");
    assert_eq!(terminal.ends().exit_code(), 130, "{}", terminal.text());
    assert!(!terminal.falls_silent().text().contains("Hashing"), "{:?}", String::from_utf8_lossy(&terminal.sent));
    terminal.is_given_back();
    assert!(users_of(home.path()).contains("No users match"), "{}", users_of(home.path()));
}
