//! From a .env to users who sign in and see the screens they may open.

use std::path::Path;

use super::pty::Terminal;

const PASSWORD: &str = "four unrelated words";

/// A folder with the .env of the README.
pub(crate) fn with_env_file() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    let settings = "KOZMOAI_AUTO_LOGIN=False\n\
        KOZMOAI_SUPERUSER=admin\n\
        KOZMOAI_SUPERUSER_PASSWORD=securepassword\n\
        KOZMOAI_SECRET_KEY=dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg\n\
        KOZMOAI_NEW_USER_IS_ACTIVE=False\n";
    std::fs::write(home.path().join(".env"), settings).unwrap();
    home
}

/// A console with that file.
pub(crate) fn opened(home: &Path) -> Terminal {
    let mut console = Terminal::kozmoai(home, &["run", "--env-file", ".env"]);
    console.shows("Sign in to administer");
    console
}

pub(crate) fn signs_in(console: &mut Terminal, username: &str, password: &str) {
    console.shows("Sign in to administer").types(username).types("\t").types(password).types("\r");
}

/// Creates a user on the users screen, field by field, and submits by the button.
fn creates(console: &mut Terminal, username: &str, active: bool, superuser: bool) {
    let ticked = |tick: bool| if tick { " \t" } else { "\t" };
    console.types("n").shows("Confirm password").types(username).types("\t").types(PASSWORD).types("\t").types(PASSWORD);
    console.types("\t").types(ticked(active)).types(ticked(superuser));
    // Past Cancel to Create.
    console.shows(username).types("\t").shows("‹ Create ›").types("\r");
    console.until("the form to be gone", |screen| !screen.contents().contains("Confirm password")).shows(username);
}

fn signs_out(console: &mut Terminal) {
    console.types("L").shows("Sign in to administer");
}

#[test]
fn new_users_sign_in_from_a_dot_env() {
    let home = with_env_file();
    let mut console = opened(home.path());
    signs_in(&mut console, "admin", "securepassword");
    console.shows("Welcome, admin").types("1").shows("1 of 1");
    creates(&mut console, "anna", true, false);
    creates(&mut console, "bert", false, false);
    creates(&mut console, "carla", true, true);
    console.shows("of 4").hides(PASSWORD);

    signs_out(&mut console);
    signs_in(&mut console, "anna", PASSWORD);
    console.shows("Welcome, anna").hides("Users").hides("Audit").hides("Settings").hides("bert");
    console.types("1456n").types("?").shows("Keyboard shortcuts").hides("Create user").types("\u{1b}");
    console.until("the help to be gone", |screen| !screen.contents().contains("Keyboard shortcuts")).hides("carla");

    signs_out(&mut console);
    signs_in(&mut console, "bert", PASSWORD);
    console.shows("Waiting for approval");
    // The failed sign-in cleared the password.
    console.types("\t\t\t\u{15}carla\t").types(PASSWORD).types("\r");
    console.shows("Welcome, carla").shows("Users").types("1").shows("bert").shows("of 4");
    console.types("q");
    assert!(console.ends().success());
    console.is_given_back();
    assert!(!String::from_utf8_lossy(&console.sent).contains("securepassword"));
}

#[test]
fn wrong_password_causes_a_lockout() {
    // The welcome may be gone before it is looked for.
    const SIGNED_IN: &str = "0 Overview";
    let home = with_env_file();
    let mut console = opened(home.path());
    signs_in(&mut console, "admin", "wrong");
    console.shows("Incorrect username or password");
    for _ in 0..2 {
        console.types("securepassword\r").until("an answer", |screen| {
            ["Too many attempts", SIGNED_IN].iter().any(|answer| screen.contents().contains(answer))
        });
        if console.text().contains(SIGNED_IN) {
            return;
        }
        // The countdown ends without a key press.
        console.until("the wait to be over", |screen| !screen.contents().contains("Too many attempts"));
    }
    console.shows(SIGNED_IN);
}

#[test]
fn first_run_creates_the_first_superuser() {
    let home = tempfile::tempdir().unwrap();
    let begin = || Terminal::run(home.path(), env!("CARGO_BIN_EXE_kozmoai"), &[], &[("KOZMOAI_AUTO_LOGIN", "False")]);
    let mut console = begin();
    console.shows("There is no superuser yet").types("\t").types(PASSWORD).types("\t").types(PASSWORD).types("\r");
    console.shows("Welcome, admin").shows("Overview").types("1").shows("1 of 1").types("q");
    assert!(console.ends().success());
    let mut again = begin();
    signs_in(&mut again, "admin", PASSWORD);
    again.shows("Welcome, admin").hides("There is no superuser yet");
}

#[test]
fn defaults_open_the_overview_by_auto_login() {
    let home = tempfile::tempdir().unwrap();
    let mut console = Terminal::kozmoai(home.path(), &[]);
    console.shows("Auto login is on").shows("kozmoai").shows("Next steps").types("1").shows("1 of 1");
    assert!(home.path().join(".local/share/kozmoai/secret_key").exists());
    console.types("\u{3}");
    assert!(console.ends().success());
}

#[test]
fn refused_start_leaves_the_terminal_alone() {
    let home = with_env_file();
    let mut console = opened(home.path());
    signs_in(&mut console, "admin", "securepassword");
    console.shows("Welcome, admin").types("1").shows("1 of 1");
    creates(&mut console, "anna", true, false);
    console.types("q").ends();
    let file = std::fs::read_to_string(home.path().join(".env")).unwrap();
    for (password, message, code) in [
        (PASSWORD, "User with superuser credentials exists but is not a superuser.", 5),
        ("securepassword", "Incorrect superuser credentials", 6),
    ] {
        let changed = file.replace("SUPERUSER=admin", "SUPERUSER=anna").replace("securepassword", password);
        std::fs::write(home.path().join("other.env"), changed).unwrap();
        let mut refused = Terminal::kozmoai(home.path(), &["run", "--env-file", "other.env"]);
        assert_eq!(refused.shows(message).ends().exit_code(), code);
        assert!(!refused.sent.contains(&0x1b) || !String::from_utf8_lossy(&refused.sent).contains("\u{1b}[?1049h"));
    }
}

#[test]
fn copied_secret_is_cleared_on_quit() {
    let home = with_env_file();
    let mut console = opened(home.path());
    signs_in(&mut console, "admin", "securepassword");
    console.shows("Welcome, admin").types("2").shows("No variables yet");
    console
        .types("n")
        .shows("Default fields")
        .types("TOKEN\ta secret worth copying\u{13}")
        .shows("Created variable \"TOKEN\"")
        .shows("1 of 1");
    console.types("v").shows("a secret worth copying").shows("hides in").types("\u{1b}");
    console.until("the value to be hidden", |screen| !screen.contents().contains("a secret worth copying"));
    console.types("y").shows("Copied");
    let sent = |console: &Terminal, text: &str| String::from_utf8_lossy(&console.sent).contains(text);
    assert!(sent(&console, "\u{1b}]52;c;YSBzZWNyZXQgd29ydGggY29weWluZw=="));
    assert!(!sent(&console, "\u{1b}]52;c;IA=="), "the clipboard was cleared too early");
    console.types("q");
    assert!(console.ends().success());
    assert!(sent(&console, "\u{1b}]52;c;IA==") && sent(&console, "\u{1b}]52;c;\u{1b}"), "a blank, and then nothing");
    console.is_given_back();
}
