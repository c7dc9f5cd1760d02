//! The question for the terminal's background, in a terminal that answers, late or never.

use std::path::Path;

use vt100::Screen;

use super::pty::Terminal;

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");
const QUESTION: &str = "\u{1b}]11;?\u{7}";
/// The replies of a dark and a light terminal.
const DARK: &str = "\u{1b}]11;rgb:1e1e/1e1e/1e1e\u{1b}\\";
const LIGHT: &str = "\u{1b}]11;rgb:ffff/ffff/ffff\u{7}";
/// The title of the sign-in in the colour of each theme.
const IN_DARK: &str = "38;2;95;215;215";
const IN_LIGHT: &str = "38;2;0;95;175";

fn console(home: &Path, environment: &[(&str, &str)]) -> Terminal {
    let settings = [
        ("KOZMOAI_AUTO_LOGIN", "false"),
        ("KOZMOAI_SUPERUSER", "admin"),
        ("KOZMOAI_SUPERUSER_PASSWORD", "securepassword"),
        ("COLORTERM", "truecolor"),
    ];
    let environment: Vec<_> = settings.iter().chain(environment).copied().collect();
    Terminal::run(home, KOZMOAI, &["run"], &environment)
}

fn sent(console: &Terminal) -> String {
    String::from_utf8_lossy(&console.sent).into_owned()
}

#[test]
fn theme_follows_the_reply() {
    let home = tempfile::tempdir().unwrap();
    for (reply, expected, other) in [(DARK, IN_DARK, IN_LIGHT), (LIGHT, IN_LIGHT, IN_DARK)] {
        let mut console = console(home.path(), &[]);
        // Typed at once, before the first frame.
        console.types(reply).types("ad").shows("Sign in to administer").types("min").shows("admin");
        console.falls_silent().types("\u{3}").ends();
        let sent = sent(&console);
        assert!(sent.contains(QUESTION) && sent.contains(expected) && !sent.contains(other), "{reply:?}");
        console.is_given_back();
    }
}

#[test]
fn late_reply_is_not_typed_into_a_field() {
    let home = tempfile::tempdir().unwrap();
    let mut console = console(home.path(), &[]);
    // Nothing answers, and the console opens nevertheless.
    console.shows("Sign in to administer").types("adm").shows("adm").types(LIGHT).types("in").shows("admin");
    console.falls_silent().hides("rgb").hides("11;");
    assert!(sent(&console).contains(IN_LIGHT), "the theme follows a late reply too");
    console.types("\tsecurepassword\r").shows("Welcome, admin").types("q").ends();
    console.is_given_back();
}

#[test]
fn reply_does_not_reach_the_shell_after_quitting_at_once() {
    let home = tempfile::tempdir().unwrap();
    let environment = [("PS1", "ready> "), ("KOZMOAI_AUTO_LOGIN", "true")];
    let mut shell = Terminal::run(home.path(), "/bin/sh", &["-i"], &environment);
    shell.shows("ready> ").types(KOZMOAI).types("\r");
    shell.until("the question", Screen::alternate_screen).types("\u{3}").types(DARK);
    shell.until("the shell", |screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>"));
    shell.falls_silent().hides("1e1e").types("exit\r").ends();
}

#[test]
fn terminals_that_need_no_answer_are_not_asked() {
    let home = tempfile::tempdir().unwrap();
    for environment in [("NO_COLOR", "1"), ("TERM", "linux"), ("KOZMOAI_THEME", "high-contrast"), ("KOZMOAI_THEME", "none")] {
        let mut console = console(home.path(), &[environment]);
        console.shows("Sign in to administer").types("\u{3}").ends();
        assert!(!sent(&console).contains("]11;"), "{environment:?}");
    }
}
