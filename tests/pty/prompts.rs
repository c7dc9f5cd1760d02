//! The prompts of the commands: secrets stay hidden, and Ctrl-C changes nothing.

use rustix::process::Signal;
use rustix::termios::LocalModes;

use super::pty::Terminal;

fn lines(terminal: &Terminal) -> Vec<String> {
    terminal.text().lines().map(str::to_owned).collect()
}

#[test]
fn superuser_command_prompts_and_prints_two_lines() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ");
    assert!(terminal.modes().local_modes.contains(LocalModes::ECHO));
    terminal.types("admin\r").shows("Password: ");
    assert!(!terminal.modes().local_modes.contains(LocalModes::ECHO), "echo is off before the prompt appears");
    terminal.types("securepassword\r");
    assert!(terminal.ends().success(), "{}", terminal.text());
    terminal.is_given_back();
    let said = ["Username: admin", "Password: ", "Default folder created successfully.", "Superuser created successfully."];
    assert_eq!(lines(&terminal), said);
    assert!(!String::from_utf8_lossy(&terminal.sent).contains("secure"));
}

#[test]
fn taken_username_is_reported_before_the_password_prompt() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r").shows("Password: ").types("securepassword\r").ends();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r");
    assert_eq!(terminal.ends().exit_code(), 5);
    terminal.falls_silent().hides("Password");
}

#[test]
fn ctrl_c_at_a_prompt_changes_nothing() {
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
fn backups_are_never_written_to_terminals() {
    let home = tempfile::tempdir().unwrap();
    Terminal::kozmoai(home.path(), &["users", "list"]).shows("No user").ends();
    for (arguments, said) in [(["backup", "-"], "written to a terminal"), (["restore", "-"], "read from a terminal")] {
        let mut terminal = Terminal::kozmoai(home.path(), &arguments);
        terminal.shows(said);
        assert_eq!(terminal.ends().exit_code(), 2);
    }
}

#[test]
fn ctrl_c_at_the_confirmation_ends_the_command() {
    let home = tempfile::tempdir().unwrap();
    Terminal::kozmoai(home.path(), &["keygen", "--write", ".env"]).ends();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r").shows("Password: ").types("securepassword\r").ends();
    // The plan before the confirmation handles Ctrl-C itself.
    let mut terminal = Terminal::kozmoai(home.path(), &["rotate"]);
    terminal.shows("Type \"rotate\" to confirm").types("\u{3}");
    assert_eq!(terminal.ends().exit_code(), 130, "{}", terminal.text());
    terminal.is_given_back();
}

#[test]
fn signal_at_a_prompt_restores_the_terminal() {
    let home = tempfile::tempdir().unwrap();
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup")] {
        let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
        terminal.shows("Username: ").types("admin\r").shows("Password: ").signal(signal);
        assert_eq!(terminal.ends().signal(), Some(name), "{}", terminal.text());
        terminal.is_given_back();
    }
}

#[test]
fn new_password_is_entered_twice() {
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
fn deletion_is_confirmed_by_the_name() {
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
fn approval_names_everybody_and_asks() {
    let home = tempfile::tempdir().unwrap();
    for arguments in
        [&["users", "add", "zoe", "--generate-password"][..], &["users", "add", "ida", "--superuser", "--generate-password"]]
    {
        Terminal::kozmoai(home.path(), arguments).ends();
    }
    let ask = |answer: &str| {
        let mut terminal = Terminal::kozmoai(home.path(), &["users", "activate", "--pending"]);
        terminal.shows("2 users pending approval: \"ida\" (superuser), \"zoe\". Activate all? [y/N]").types(answer);
        terminal.ends().exit_code()
    };
    assert_eq!(ask("\r"), 5, "the default is the harmless answer");
    assert_eq!(ask("y\r"), 0);
    Terminal::kozmoai(home.path(), &["users", "activate", "--pending"]).shows("No users are pending approval").ends();
}

#[test]
fn hidden_prompt_refuses_invalid_utf8() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = Terminal::kozmoai(home.path(), &["superuser"]);
    terminal.shows("Username: ").types("admin\r").shows("Password: ").types_bytes(b"long\xe9nough\r");
    assert_eq!(terminal.ends().exit_code(), 2, "{}", terminal.text());
    terminal.is_given_back().shows("not UTF-8 text");
    let mut list = Terminal::kozmoai(home.path(), &["users", "list"]);
    list.shows("No user").ends();
}

/// The questions of destructive commands, each with what it says.
const QUESTIONS: [(&[&str], &str); 6] = [
    (&["variables", "delete", "zoe", "REGION"], "Delete the Generic variable \"REGION\" of \"zoe\"? [y/N]"),
    (&["store-key", "clear", "zoe"], "Clear the Kozmoai Store API key of \"zoe\"? [y/N]"),
    (&["users", "transfer", "zoe", "ida"], "Transfer 0 flows, 1 folder, 1 variable of \"zoe\" to \"ida\"? [y/N]"),
    (&["restore", "whole.backup", "--replace"], "It is kept under another name. [y/N]"),
    (&["users", "delete", "zoe"], "Type \"zoe\" to confirm:"),
    (&["users", "delete", "zoe", "ida"], "Type \"2\" to confirm:"),
];

#[test]
fn destructive_commands_do_nothing_unless_confirmed() {
    let home = tempfile::tempdir().unwrap();
    std::fs::write(home.path().join("value"), "eu").unwrap();
    for arguments in [
        &["keygen", "--write", ".env"][..],
        &["users", "add", "zoe", "--generate-password"],
        &["users", "add", "ida", "--generate-password"],
        &["variables", "set", "zoe", "REGION", "--type", "Generic", "--value-file", "value"],
        &["store-key", "set", "zoe", "--value-file", "value"],
        &["backup", "whole.backup"],
    ] {
        assert!(Terminal::kozmoai(home.path(), arguments).ends().success(), "{arguments:?}");
    }
    for (arguments, question) in QUESTIONS {
        // The default, another answer, the end of the input, Ctrl-C.
        for (answer, code) in [("\r", 5), ("no\r", 5), ("\u{4}", 3), ("\u{3}", 130)] {
            let mut terminal = Terminal::kozmoai(home.path(), arguments);
            terminal.shows(question).types(answer);
            assert_eq!(terminal.ends().exit_code(), code, "{arguments:?} {answer:?}: {}", terminal.text());
            terminal.is_given_back();
        }
    }
    let mut terminal = Terminal::kozmoai(home.path(), &["users", "show", "zoe"]);
    terminal.shows("1 folder, 1 variable, 0 API keys").ends();
    let confirm = |place: usize, answer: &str| {
        let (arguments, question) = QUESTIONS[place];
        let mut terminal = Terminal::kozmoai(home.path(), arguments);
        terminal.shows(question).types(answer);
        assert!(terminal.ends().success(), "{arguments:?}: {}", terminal.text());
    };
    confirm(0, "y\r");
    confirm(1, "YES\r");
    confirm(3, "y\r");
    confirm(5, "2\r");
    Terminal::kozmoai(home.path(), &["users", "list"]).shows("No users match").ends();
}
