//! The console restores the terminal, however it ends or stops.

use std::path::Path;

use rustix::process::{Resource, Rlimit, Signal};
use rustix::termios::LocalModes;
use vt100::{MouseProtocolMode, Screen};

use super::pty::Terminal;

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");

const SETTINGS: [(&str, &str); 3] =
    [("KOZMOAI_AUTO_LOGIN", "false"), ("KOZMOAI_SUPERUSER", "admin"), ("KOZMOAI_SUPERUSER_PASSWORD", "securepassword")];

/// A console on its sign-in screen.
fn signed_out(home: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Terminal {
    let environment: Vec<_> = SETTINGS.iter().chain(environment).copied().collect();
    let mut terminal = Terminal::run(home, KOZMOAI, arguments, &environment);
    terminal.shows("Sign in to administer");
    terminal.until("the console's own screen", Screen::alternate_screen);
    terminal
}

#[test]
fn terminal_is_restored_on_quit() {
    let home = tempfile::tempdir().unwrap();
    let mut console = signed_out(home.path(), &[], &["run", "--mouse"]);
    assert!(!console.modes().local_modes.contains(LocalModes::ICANON), "raw mode");
    console.until("the mouse to be captured", |screen| screen.mouse_protocol_mode() != MouseProtocolMode::None);
    console.types("\u{3}");
    assert!(console.ends().success());
    console.is_given_back();
}

#[test]
fn dumb_terminal_gets_a_way_out_instead_of_escapes() {
    let home = tempfile::tempdir().unwrap();
    for (kind, said) in [("dumb", "TERM is dumb"), ("", "TERM is not set")] {
        for arguments in [&["run"][..], &[]] {
            let mut terminal = Terminal::run(home.path(), KOZMOAI, arguments, &[("TERM", kind)]);
            terminal.shows(said).shows("kozmoai --help");
            assert_eq!(terminal.ends().exit_code(), 2);
            assert!(!terminal.sent.contains(&b'\x1b'), "{}", terminal.text());
        }
    }
}

#[test]
fn help_and_errors_are_coloured_only_where_wanted() {
    let home = tempfile::tempdir().unwrap();
    let coloured = |arguments: &[&str], environment: &[(&str, &str)]| {
        let mut terminal = Terminal::run(home.path(), KOZMOAI, arguments, environment);
        terminal.ends();
        terminal.falls_silent();
        terminal.sent.contains(&b'\x1b')
    };
    for arguments in [&["users", "--help"][..], &["users", "lits"], &["users", "show", "nobody"]] {
        assert!(coloured(arguments, &[]), "{arguments:?}");
        assert!(!coloured(arguments, &[("NO_COLOR", "1")]), "{arguments:?}");
        assert!(!coloured(arguments, &[("TERM", "dumb")]), "{arguments:?}");
        assert!(!coloured(&[arguments, &["--color", "never"]].concat(), &[]), "{arguments:?}");
        assert!(!coloured(&[&["--color=never"], arguments].concat(), &[]), "{arguments:?}");
        assert!(coloured(&[arguments, &["--color", "always"]].concat(), &[("NO_COLOR", "1")]), "{arguments:?}");
    }
}

#[test]
fn terminal_is_restored_on_a_signal() {
    let home = tempfile::tempdir().unwrap();
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt")] {
        let mut console = signed_out(home.path(), &[], &["run", "--mouse"]);
        console.signal(signal);
        assert_eq!(console.ends().signal(), Some(name));
        console.is_given_back();
    }
}

#[test]
fn missing_thread_is_an_error_not_a_crash() {
    let home = tempfile::tempdir().unwrap();
    let mut console = signed_out(home.path(), &[], &[]);
    console.types("admin\tsecurepassword").shows("••••••••••••••");
    // Without memory for its stack, no thread can be created.
    let nothing_more = Rlimit { current: Some(0), maximum: Some(0) };
    rustix::process::prlimit(Some(console.process()), Resource::As, nothing_more).unwrap();
    console.types("\r");
    console.shows("No thread can be started").types("\u{3}");
    console.ends();
    console.is_given_back().hides("panicked");
}

#[test]
fn panic_restores_the_terminal_and_shows_no_paths() {
    let home = tempfile::tempdir().unwrap();
    for place in ["drawing", "job"] {
        let environment: Vec<_> =
            SETTINGS.into_iter().chain([("KOZMOAI_TEST_PANIC", place), ("RUST_BACKTRACE", "full")]).collect();
        let mut console = Terminal::run(home.path(), KOZMOAI, &["run", "--mouse"], &environment);
        if place == "job" {
            console.shows("Sign in to administer").types("admin\tsecurepassword\r");
        }
        assert_eq!(console.ends().exit_code(), 1, "{place}");
        console.is_given_back().shows("kozmoai stopped unexpectedly in src/panics.rs");
        for hidden in ["panicked", "rehearsed", "stack backtrace", "/rustc/", ".cargo", env!("CARGO_MANIFEST_DIR")] {
            console.hides(hidden);
        }
    }
}

#[test]
fn ctrl_z_suspends_and_fg_resumes() {
    let home = tempfile::tempdir().unwrap();
    let mut shell = Terminal::run(home.path(), "/bin/sh", &["-i"], &[("PS1", "ready> "), ("KOZMOAI_AUTO_LOGIN", "true")]);
    shell.shows("ready> ");
    for _ in 0..2 {
        shell.types(KOZMOAI).types("\r").shows("Next steps").types("\u{1a}");
        let at_the_shell = |screen: &Screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>");
        shell.until("the shell", at_the_shell).is_given_back();
        shell.types("fg\r").until("the console again", Screen::alternate_screen).shows("Next steps");
        shell.types("?").shows("Keyboard shortcuts").types("\u{1b}");
        shell.until("the help to be gone", |screen| !screen.contents().contains("Keyboard shortcuts")).types("q");
        shell.until("the shell", at_the_shell).is_given_back();
    }
    shell.types("exit\r").ends();
}

#[test]
fn resumed_console_redraws_the_whole_screen() {
    let home = tempfile::tempdir().unwrap();
    let mut console = signed_out(home.path(), &[], &[]);
    console.falls_silent().is_scribbled_on("\rscribbled").shows("scribbled");
    console.signal(Signal::STOP);
    console.signal(Signal::CONT);
    console.until("a fresh screen", |screen| !screen.contents().contains("scribbled")).shows("Sign in to administer");
    console.types("\u{3}");
    assert!(console.ends().success());
    console.is_given_back();
}

#[test]
fn closed_terminal_ends_the_console() {
    let home = tempfile::tempdir().unwrap();
    for run in [Terminal::run, Terminal::run_untold] {
        let mut console = run(home.path(), KOZMOAI, &[], &SETTINGS);
        // No pending output could fail and reveal the closed terminal.
        console.shows("Sign in to administer").falls_silent();
        assert_eq!(console.take_away().signal(), Some("Hangup"));
    }
    // The database is unlocked, and the next console opens it.
    signed_out(home.path(), &[], &[]);
}

#[test]
fn resizing_redraws_the_screen() {
    let home = tempfile::tempdir().unwrap();
    let mut console = signed_out(home.path(), &[], &[]);
    console.types("admin\tsecurepassword\r").shows("Welcome, admin").types("1").shows("Last sign-in");
    console.resize(60, 16).shows("1 of 1").until("a narrow list", |screen| !screen.contents().contains("Last sign-in"));
    console.resize(30, 8).shows("too small");
    console
        .resize(200, 50)
        .shows("Last sign-in")
        .until("a wide list", |screen| screen.rows(0, 200).nth(49).is_some_and(|line| line.trim_end().ends_with("q Quit")));
    console
        .resize(100, 30)
        .until("the list", |screen| screen.rows(0, 100).nth(29).is_some_and(|line| line.trim_end().ends_with("q Quit")));
}

#[test]
fn nothing_is_drawn_while_nothing_changes() {
    let home = tempfile::tempdir().unwrap();
    let mut console = signed_out(home.path(), &[], &[]);
    let sent = console.falls_silent().sent.len();
    // An event that changes nothing: the mouse moved.
    console.types("\u{1b}[<35;10;10M").falls_silent();
    assert_eq!(String::from_utf8_lossy(&console.sent[sent..]), "");
}

/// Whether the output sets any colour.
fn is_coloured(sent: &[u8]) -> bool {
    let text = String::from_utf8_lossy(sent);
    text.split("\u{1b}[").skip(1).any(|sequence| {
        let end = sequence.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':').unwrap_or(sequence.len());
        let chosen = |number: &str| matches!(number.parse(), Ok(30_u16..=38 | 40..=48 | 90..=97 | 100..=107));
        sequence[end..].starts_with('m') && sequence[..end].split([';', ':']).any(chosen)
    })
}

#[test]
fn no_color_disables_colours() {
    let home = tempfile::tempdir().unwrap();
    for (environment, arguments, coloured) in [
        (&[("NO_COLOR", "1")][..], &["run"][..], false),
        (&[], &["run", "--theme", "mono"], false),
        (&[], &["run"], true),
        (&[("NO_COLOR", "1")], &["run", "--theme", "dark"], true),
    ] {
        let mut console = signed_out(home.path(), environment, arguments);
        console.types("admin\tsecurepassword\r").shows("Welcome, admin").types("1n").shows("Confirm password");
        console.types("\u{1b}").falls_silent().types("q").ends();
        assert_eq!(is_coloured(&console.sent), coloured, "{environment:?} {arguments:?}");
        let mut list = Terminal::run(home.path(), KOZMOAI, &["users", "show", "nobody"], environment);
        list.shows("nobody").ends();
        assert_eq!(is_coloured(&list.sent), environment.is_empty());
    }
}

#[test]
fn mouse_is_captured_only_if_wanted() {
    let home = tempfile::tempdir().unwrap();
    for (environment, arguments, is_wanted) in [
        (&[][..], &["run"][..], false),
        (&[], &["run", "--mouse"], true),
        (&[("KOZMOAI_MOUSE", "true")], &["run"], true),
        (&[("KOZMOAI_MOUSE", "false")], &[], false),
    ] {
        let mut console = signed_out(home.path(), environment, arguments);
        console.types("admin\tsecurepassword\r").shows("Welcome, admin");
        console.until("the mouse", |screen| (screen.mouse_protocol_mode() != MouseProtocolMode::None) == is_wanted);
        if is_wanted {
            // The title of the second screen, and then the only row, twice.
            console.types("\u{1b}[<0;16;2M\u{1b}[<0;16;2m").shows("1 of 1");
            for _ in 0..2 {
                console.types("\u{1b}[<0;4;7M\u{1b}[<0;4;7m").falls_silent();
            }
            console.shows("Time zone").types("\u{1b}").falls_silent();
        }
        console.types("\u{3}").ends();
        console.is_given_back();
    }
}
