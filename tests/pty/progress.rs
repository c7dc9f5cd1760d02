//! The progress of long commands in a terminal, and what Ctrl-C says about them.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use super::pty::Terminal;
use crate::support::saved::Saved;

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");

/// So many passwords take longer to hash than an operation without progress may take.
const USERS: usize = 150;

/// So many that a busy machine does not hash all of them before a key is typed.
const MORE_USERS: usize = 1_500;

/// A file of this many users with passwords, beside no database.
fn home_with_file(users: usize) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let row = |n| serde_json::json!({"username": format!("user{n}"), "password": format!("four unrelated words {n}")});
    let users: Vec<_> = (0..users).map(row).collect();
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
    let home = home_with_file(USERS);
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "import", "users.json"]);
    terminal.shows("Hashing passwords").shows(&format!("of {USERS} users")).shows(" %").shows("s left");
    terminal.shows(&format!("Imported {USERS} users"));
    assert!(terminal.ends().success());
    terminal.falls_silent().hides("Hashing");
}

#[test]
fn quiet_import_shows_no_progress() {
    let home = home_with_file(USERS);
    let mut terminal = Terminal::kozmoai(home.path(), &["-q", "users", "import", "users.json"]);
    assert!(terminal.ends().success(), "{}", terminal.text());
    assert!(!String::from_utf8_lossy(&terminal.sent).contains("Hashing"));
}

#[test]
fn ctrl_c_erases_the_progress_and_changes_nothing() {
    let home = home_with_file(MORE_USERS);
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "import", "users.json"]);
    terminal.shows("Hashing passwords").types("\u{3}").shows("Interrupted; nothing was changed.");
    assert_eq!(terminal.ends().exit_code(), 130, "{}", terminal.text());
    assert!(!terminal.falls_silent().text().contains("Hashing"), "{:?}", String::from_utf8_lossy(&terminal.sent));
    terminal.is_given_back();
    assert!(users_of(home.path()).contains("No users match"), "{}", users_of(home.path()));
}

/// Enough users that a restore takes a while.
const MANY: usize = 12_000;

/// A home with a backup of many users, and their database.
fn home_with_backup() -> tempfile::TempDir {
    static SAVED: OnceLock<Saved> = OnceLock::new();
    let home = tempfile::tempdir().unwrap();
    SAVED.get_or_init(|| Saved::of(home_of_many().path())).write_to(home.path());
    home
}

fn home_of_many() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let users: Vec<_> = (0..MANY).map(|n| serde_json::json!({"username": format!("user{n}")})).collect();
    std::fs::write(home.path().join("users.json"), serde_json::to_string(&users).unwrap()).unwrap();
    for arguments in [&["keygen", "--write", ".env"][..], &["users", "import", "users.json"], &["backup", "whole.backup"]] {
        let mut command = Command::new(KOZMOAI);
        let output = command.args(arguments).env_clear().env("HOME", home.path()).current_dir(home.path()).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    home
}

#[test]
fn restore_shows_percent_and_time_left() {
    let home = home_with_backup();
    let mut terminal = Terminal::kozmoai(home.path(), &["restore", "whole.backup", "--replace", "--yes"]);
    let users = kozmoai::text::count(MANY as u64, "user");
    terminal.shows("Restoring").shows(" %").shows("s left").shows(&format!("({users})"));
    assert!(terminal.ends().success(), "{}", terminal.text());
    terminal.falls_silent().hides("Restoring");
}

/// The number of attempts to interrupt a restore before it is done.
const TRIES: usize = 10;

/// A question before an operation must not change what Ctrl-C does during it.
#[test]
fn ctrl_c_after_a_question_says_what_was_done() {
    let home = home_with_backup();
    for _ in 0..TRIES {
        let mut terminal = Terminal::kozmoai(home.path(), &["restore", "whole.backup", "--replace"]);
        terminal.shows("[y/N]").types("y\r").shows("Restoring").types("\u{3}");
        let code = terminal.ends().exit_code();
        terminal.is_given_back();
        assert!(!terminal.falls_silent().text().contains("Restoring"), "{}", terminal.text());
        assert!(users_of(home.path()).contains("user0"), "{}", users_of(home.path()));
        if code == 130 {
            terminal.shows("Interrupted; nothing was restored.");
            return;
        }
        // Too late.
        let said = terminal.text();
        assert!(said.contains("The change is committed") || said.contains("users)."), "{code}: {said}");
    }
    panic!("no restore was interrupted in time");
}
