//! Data on a terminal: control sequences are escaped.

use super::pty::Terminal;

#[test]
fn control_sequences_in_data_are_escaped() {
    let home = tempfile::tempdir().unwrap();
    let database = home.path().join("kozmoai.db");
    std::fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/kozmoai-0.1.8/kozmoai.db"), &database).unwrap();
    let store = ["--store", "sqlite:///kozmoai.db"];
    let mut add = Terminal::kozmoai(home.path(), &[&["users", "add", "plain", "--generate-password"], &store[..]].concat());
    assert!(add.ends().success(), "{}", add.text());
    let db = rusqlite::Connection::open(&database).unwrap();
    db.execute("UPDATE user SET username = ?1 WHERE username = 'plain'", ["a\u{1b}[31m\u{9b}1m\u{202e}z"]).unwrap();
    drop(db);
    for arguments in [
        &["users", "export"][..],
        &["users", "export", "--format", "json"],
        &["users", "list", "--columns", "username", "--color", "never"],
        &["users", "list", "-o", "csv"],
        &["users", "list", "--json"],
    ] {
        let mut terminal = Terminal::kozmoai(home.path(), &[arguments, &store[..]].concat());
        assert!(terminal.ends().success(), "{}", terminal.text());
        terminal.falls_silent();
        let sent = String::from_utf8(terminal.sent.clone()).unwrap();
        assert!(!sent.contains(['\u{1b}', '\u{9b}', '\u{202e}']), "{arguments:?}: {sent:?}");
        assert!(sent.contains("<U+202E>z") || sent.contains("\\u202ez"), "{arguments:?}: {sent:?}");
    }
}

#[test]
fn tables_fit_the_terminal_and_have_colours() {
    let home = tempfile::tempdir().unwrap();
    let long = "a-name-of-many-characters-".repeat(5);
    let mut add = Terminal::kozmoai(home.path(), &["users", "add", &long, "--generate-password"]);
    assert!(add.ends().success(), "{}", add.text());
    let mut list = Terminal::kozmoai(home.path(), &["users", "list"]);
    list.shows("pending approval").ends();
    list.falls_silent();
    let sent = String::from_utf8(list.sent.clone()).unwrap();
    assert!(sent.contains("\u{1b}[33mpending approval\u{1b}[0m") && sent.contains('…') && !sent.contains(&long), "{sent:?}");
    assert!(sent.contains("just now"), "{sent:?}");
    let mut plain = Terminal::kozmoai(home.path(), &["users", "list", "--color", "never"]);
    plain.shows("pending approval").ends();
    plain.falls_silent();
    assert!(!plain.sent.contains(&0x1b), "{}", plain.text());
}
