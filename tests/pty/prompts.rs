//! The questions of the plain commands: what is asked, that secrets are not shown, and that Ctrl-C leaves everything be.

use rustix::process::Signal;
use rustix::termios::LocalModes;

use super::pty::Terminal;

fn lines(terminal: &Terminal) -> Vec<String> {
    terminal.text().lines().map(str::to_owned).collect()
}

#[test]
fn kozmoai_superuser_asks_for_both_and_says_two_lines() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ");
    assert!(terminal.modes().local_modes.contains(LocalModes::ECHO));
    terminal.types("admin\r").shows("Password: ");
    assert!(!terminal.modes().local_modes.contains(LocalModes::ECHO), "what is typed at once is not shown either");
    terminal.types("securepassword\r");
    assert!(terminal.ends().success(), "{}", terminal.text());
    terminal.is_given_back();
    let said = ["Username: admin", "Password: ", "Default folder created successfully.", "Superuser created successfully."];
    assert_eq!(lines(&terminal), said);
    assert!(!String::from_utf8_lossy(&terminal.sent).contains("secure"));
}

#[test]
fn a_taken_name_is_told_before_a_password_is_asked_for() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r").shows("Password: ").types("securepassword\r").ends();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r");
    assert_eq!(terminal.ends().exit_code(), 5);
    terminal.falls_silent().hides("Password");
}

#[test]
fn ctrl_c_at_a_question_changes_nothing_and_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    for answers in [&[][..], &["admin\r"], &["admin\r", "half a pass"]] {
        let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
        for (question, answer) in ["Username: ", "Password: "].iter().zip(answers) {
            terminal.shows(question).types(answer);
        }
        let last = if answers.is_empty() { "Username: " } else { "Password: " };
        terminal.shows(last).types("\u{3}");
        assert_eq!(terminal.ends().exit_code(), 130, "{}", terminal.text());
        terminal.is_given_back().hides("half").hides("created");
    }
    let mut list = Terminal::kozmoai(home.path(), &["users", "list"]);
    list.shows("No user").ends();
}

#[test]
fn backups_stay_away_from_terminals() {
    let home = tempfile::tempdir().unwrap();
    Terminal::kozmoai(home.path(), &["users", "list"]).shows("No user").ends();
    for (arguments, said) in [(["backup", "-"], "written to a terminal"), (["restore", "-"], "read from a terminal")] {
        let mut terminal = Terminal::kozmoai(home.path(), &arguments);
        terminal.shows(said);
        assert_eq!(terminal.ends().exit_code(), 2);
    }
}

#[test]
fn ctrl_c_at_confirmation_ends_what_could_be_interrupted_before() {
    let home = tempfile::tempdir().unwrap();
    Terminal::kozmoai(home.path(), &["keygen", "--write", ".env"]).ends();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r").shows("Password: ").types("securepassword\r").ends();
    // The plan that is confirmed was made by work that ends itself on Ctrl-C.
    let mut terminal = Terminal::kozmoai(home.path(), &["rotate"]);
    terminal.shows("Type rotate to go on").types("\u{3}");
    assert_eq!(terminal.ends().exit_code(), 130, "{}", terminal.text());
    terminal.is_given_back();
}

#[test]
fn a_signal_at_a_question_gives_the_terminal_back_and_ends_as_one_does() {
    let home = tempfile::tempdir().unwrap();
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup")] {
        let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
        terminal.shows("Username: ").types("admin\r").shows("Password: ").signal(signal);
        assert_eq!(terminal.ends().signal(), Some(name), "{}", terminal.text());
        terminal.is_given_back();
    }
}

#[test]
fn a_new_password_is_asked_for_twice() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "add", "zoe"]);
    terminal.shows("Password: ").types("four unrelated words\r").shows("Confirm password: ").types("others\r");
    terminal.shows("The two passwords differ");
    assert_eq!(terminal.ends().exit_code(), 2);
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "add", "zoe"]);
    terminal.shows("Password: ").types("four unrelated words\r").shows("Confirm password: ").types("four unrelated words\r");
    assert!(terminal.ends().success());
    terminal.falls_silent().hides("unrelated");
}

#[test]
fn a_removal_is_confirmed_by_the_name() {
    let home = tempfile::tempdir().unwrap();
    Terminal::kozmoai(home.path(), &["users", "add", "zoe", "--generate-password"]).ends();
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "delete", "zoe"]);
    terminal.shows("zoe").shows(": ").types("yes\r");
    assert_ne!(terminal.ends().exit_code(), 0, "{}", terminal.text());
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "delete", "zoe"]);
    terminal.shows("zoe").shows(": ").types("zoe\r");
    assert!(terminal.ends().success(), "{}", terminal.text());
}

#[test]
fn bytes_that_are_no_text_are_refused_at_a_hidden_prompt() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r").shows("Password: ").types_bytes(b"long\xe9nough\r");
    assert_eq!(terminal.ends().exit_code(), 2, "{}", terminal.text());
    terminal.is_given_back().shows("not UTF-8 text");
    let mut list = Terminal::kozmoai(home.path(), &["users", "list"]);
    list.shows("No user").ends();
}
