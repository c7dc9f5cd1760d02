//! The terminal is only lent: it comes back as it was, whatever ends or stops the console.

use std::path::Path;

use rustix::process::{Resource, Rlimit, Signal};
use rustix::termios::LocalModes;
use vt100::{MouseProtocolMode, Screen};

use super::pty::Terminal;

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");

const SETTINGS: [(&str, &str); 3] =
    [("KOZMOAI_AUTO_LOGIN", "false"), ("KOZMOAI_SUPERUSER", "admin"), ("KOZMOAI_SUPERUSER_PASSWORD", "securepassword")];

/// A console that waits for someone to sign in.
fn at_the_door(home: &Path, environment: &[(&str, &str)], arguments: &[&str]) -> Terminal {
    let environment: Vec<_> = SETTINGS.iter().chain(environment).copied().collect();
    let mut terminal = Terminal::run(home, KOZMOAI, arguments, &environment);
    terminal.shows("Sign in to administer");
    terminal.until("the console's own screen", Screen::alternate_screen);
    terminal
}

#[test]
fn it_is_given_back_when_the_console_is_left() {
    let home = tempfile::tempdir().unwrap();
    let mut console = at_the_door(home.path(), &[], &["run", "--mouse"]);
    assert!(!console.modes().local_modes.contains(LocalModes::ICANON), "keys come one by one");
    console.until("the mouse to be asked for", |screen| screen.mouse_protocol_mode() != MouseProtocolMode::None);
    console.types("\u{3}");
    assert!(console.ends().success());
    console.is_given_back();
}

#[test]
fn it_is_given_back_at_a_signal_and_the_end_is_one_by_that_signal() {
    let home = tempfile::tempdir().unwrap();
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup"), (Signal::INT, "Interrupt")] {
        let mut console = at_the_door(home.path(), &[], &["run", "--mouse"]);
        console.signal(signal);
        assert_eq!(console.ends().signal(), Some(name));
        console.is_given_back();
    }
}

#[test]
fn a_job_without_a_thread_is_an_error_and_the_console_stays() {
    let home = tempfile::tempdir().unwrap();
    let mut console = at_the_door(home.path(), &[], &[]);
    console.types("admin\tsecurepassword").shows("••••••••••••••");
    // Without memory for its stack no thread can be created.
    let nothing_more = Rlimit { current: Some(0), maximum: Some(0) };
    rustix::process::prlimit(Some(console.process()), Resource::As, nothing_more).unwrap();
    console.types("\r");
    console.shows("no further thread").types("\u{3}");
    console.ends();
    console.is_given_back().hides("panicked");
}

#[test]
fn panic_gives_it_back_and_is_reported_without_paths() {
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
fn ctrl_z_gives_it_back_to_the_shell_and_fg_takes_it_again() {
    let home = tempfile::tempdir().unwrap();
    let mut shell = Terminal::run(home.path(), "/bin/sh", &["-i"], &[("PS1", "ready> "), ("KOZMOAI_AUTO_LOGIN", "true")]);
    shell.shows("ready> ");
    for _ in 0..2 {
        shell.types(KOZMOAI).types("\r").shows("1 of 1").types("\u{1a}");
        let at_the_shell = |screen: &Screen| !screen.alternate_screen() && screen.contents().trim_end().ends_with("ready>");
        shell.until("the shell", at_the_shell).is_given_back();
        shell.types("fg\r").until("the console again", Screen::alternate_screen).shows("1 of 1");
        shell.types("?").shows("What works here").types("\u{1b}");
        shell.until("the help to be gone", |screen| !screen.contents().contains("What works here")).types("q");
        shell.until("the shell", at_the_shell).is_given_back();
    }
    shell.types("exit\r").ends();
}

#[test]
fn stopped_and_woken_from_elsewhere_it_draws_over_what_is_on_the_screen_by_then() {
    let home = tempfile::tempdir().unwrap();
    let mut console = at_the_door(home.path(), &[], &[]);
    console.falls_silent().is_scribbled_on("\rscribbled").shows("scribbled");
    console.signal(Signal::STOP);
    console.signal(Signal::CONT);
    console.until("a fresh screen", |screen| !screen.contents().contains("scribbled")).shows("Sign in to administer");
    console.types("\u{3}");
    assert!(console.ends().success());
    console.is_given_back();
}

#[test]
fn a_terminal_that_is_gone_ends_the_console() {
    let home = tempfile::tempdir().unwrap();
    for run in [Terminal::run, Terminal::run_untold] {
        let mut console = run(home.path(), KOZMOAI, &[], &SETTINGS);
        // Nothing is on its way to the terminal whose failing would tell.
        console.shows("Sign in to administer").falls_silent();
        assert_eq!(console.take_away().signal(), Some("Hangup"));
    }
    // The store was let go of, and the next one opens.
    at_the_door(home.path(), &[], &[]);
}

#[test]
fn it_is_drawn_anew_in_every_size() {
    let home = tempfile::tempdir().unwrap();
    let mut console = at_the_door(home.path(), &[], &[]);
    console.types("admin\tsecurepassword\r").shows("Welcome, admin").shows("Last sign-in");
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
fn nothing_is_drawn_while_nothing_happens() {
    let home = tempfile::tempdir().unwrap();
    let mut console = at_the_door(home.path(), &[], &[]);
    let sent = console.falls_silent().sent.len();
    // Something that the console hears and has no use for: that the mouse moved.
    console.types("\u{1b}[<35;10;10M").falls_silent();
    assert_eq!(String::from_utf8_lossy(&console.sent[sent..]), "");
}

/// Whether a colour is chosen anywhere in what was sent.
fn is_coloured(sent: &[u8]) -> bool {
    let text = String::from_utf8_lossy(sent);
    text.split("\u{1b}[").skip(1).any(|sequence| {
        let end = sequence.find(|c: char| !c.is_ascii_digit() && c != ';' && c != ':').unwrap_or(sequence.len());
        let chosen = |number: &str| matches!(number.parse(), Ok(30_u16..=38 | 40..=48 | 90..=97 | 100..=107));
        sequence[end..].starts_with('m') && sequence[..end].split([';', ':']).any(chosen)
    })
}

#[test]
fn no_color_means_that_no_colour_is_sent() {
    let home = tempfile::tempdir().unwrap();
    for (environment, arguments, coloured) in [
        (&[("NO_COLOR", "1")][..], &["run"][..], false),
        (&[], &["run", "--theme", "mono"], false),
        (&[], &["run"], true),
        (&[("NO_COLOR", "1")], &["run", "--theme", "dark"], true),
    ] {
        let mut console = at_the_door(home.path(), environment, arguments);
        console.types("admin\tsecurepassword\r").shows("Welcome, admin").types("n").shows("Confirm password");
        console.types("\u{1b}").falls_silent().types("q").ends();
        assert_eq!(is_coloured(&console.sent), coloured, "{environment:?} {arguments:?}");
        let mut list = Terminal::run(home.path(), KOZMOAI, &["users", "show", "nobody"], environment);
        list.shows("nobody").ends();
        assert_eq!(is_coloured(&list.sent), environment.is_empty());
    }
}
