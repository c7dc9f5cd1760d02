//! Rotations in a real terminal: complete ones, and ones that are interrupted.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use rustix::process::Signal;
use vt100::Screen;

use super::pty::Terminal;
use super::walk::{opened, signs_in, with_env_file};

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");
const ARGUMENTS: [&str; 3] = ["run", "--env-file", ".env"];
const SECRET: &str = "a secret worth keeping";
/// The number of secrets at which a rotation takes longer than the delivery of a signal.
const MANY: usize = 15_000;
/// The number of attempts to interrupt a rotation in time.
const TRIES: usize = 10;

/// Runs a command on the same database.
fn command(home: &Path, arguments: &[&str], input: &str) -> Output {
    let mut command = Command::new(KOZMOAI);
    command.args(["--env-file", ".env"]).args(arguments).current_dir(home);
    command.env_clear().env("HOME", home).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// The output of a command that must succeed.
#[track_caller]
fn output_of(home: &Path, arguments: &[&str], input: &str) -> String {
    let output = command(home, arguments, input);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// A database with a superuser, one known secret, and this many others.
fn house(others: usize) -> tempfile::TempDir {
    let home = with_env_file();
    output_of(home.path(), &["superuser", "--username", "admin", "--password-stdin"], "securepassword\n");
    output_of(home.path(), &["variables", "set", "admin", "TOKEN", "--value-stdin"], SECRET);
    if others > 0 {
        let rows = (0..others).map(|number| format!(r#"{{"name":"N{number}","type":"Credential","value":"v{number}"}}"#));
        let rows = format!("[{}]", rows.collect::<Vec<_>>().join(","));
        output_of(home.path(), &["-q", "variables", "import", "admin", "-"], &rows);
    }
    home
}

fn env_file(home: &Path) -> String {
    std::fs::read_to_string(home.join(".env")).unwrap()
}

fn key_on_disk(home: &Path) -> String {
    env_file(home).lines().find_map(|line| line.strip_prefix("KOZMOAI_SECRET_KEY=")).unwrap().to_owned()
}

fn config_dir(home: &Path) -> PathBuf {
    home.join(".local/share/kozmoai")
}

fn has_journal(home: &Path) -> bool {
    config_dir(home).join("rotation.json").exists()
}

/// Fails unless the key on disk decrypts every secret.
#[track_caller]
fn is_intact(home: &Path, secrets: usize) {
    assert!(!has_journal(home));
    let checked: serde_json::Value = serde_json::from_str(&output_of(home, &["key", "check", "--json"], "")).unwrap();
    assert_eq!((&checked["values"]["total"], &checked["values"]["current"]), (&secrets.into(), &secrets.into()), "{checked}");
    assert_eq!(output_of(home, &["variables", "get", "admin", "TOKEN", "--reveal"], "").trim_end(), SECRET);
}

/// Goes from the sign-in to the confirmed rotation.
fn starts_rotation(console: &mut Terminal) {
    signs_in(console, "admin", "securepassword");
    console.shows("Welcome, admin").types("4").shows("uses this key").types("R").shows("A new key is generated");
    console.types("\r").shows("To rotate").types("\r").shows("Create backup").types("\r").shows("Type \"rotate\" to confirm");
    console.types("rotate\r");
}

#[test]
fn rotation_from_sign_in_to_summary() {
    let house = house(0);
    let home = house.path();
    let before = env_file(home);
    let old = key_on_disk(home);
    let mut console = opened(home);
    starts_rotation(&mut console);
    console.shows("every secret is encrypted with the new key").shows("Keep a copy of the key").shows("Backup");
    console.types("\r").shows("uses this key").types("q");
    assert!(console.ends().success());
    console.is_given_back();

    let new = key_on_disk(home);
    assert_ne!(new, old);
    assert_eq!(env_file(home), before.replace(&old, &new), "every other byte is kept");
    assert_eq!(std::fs::metadata(home.join(".env")).unwrap().permissions().mode() & 0o777, 0o640, "the mode is kept");
    is_intact(home, 1);
    let backups: Vec<_> = std::fs::read_dir(config_dir(home).join("backups")).unwrap().map(Result::unwrap).collect();
    assert_eq!(backups.len(), 1);
    assert_eq!(backups[0].metadata().unwrap().permissions().mode() & 0o777, 0o600);
    // Parts of secrets are searched for, because only changed cells are sent.
    let sent = String::from_utf8_lossy(&console.sent);
    for secret in [old.as_str(), &new, SECRET, "securepassword"] {
        let characters: Vec<char> = secret.chars().collect();
        for part in characters.windows(10).map(|part| part.iter().collect::<String>()) {
            assert!(!sent.contains(&part), "{part:?} was shown");
        }
    }
}

/// Starts a rotation; false if it ended before this stage was shown.
fn rotates_up_to(console: &mut Terminal, stage: &str) -> bool {
    starts_rotation(console);
    let is_shown = |screen: &Screen, text| screen.contents().contains(text);
    console.until("the stage or the end", |screen| is_shown(screen, stage) || is_shown(screen, "✓ Rotated: "));
    console.text().contains(stage)
}

/// A copy of the whole folder.
fn copy_of(house: &Path) -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    assert!(Command::new("cp").arg("-a").arg(house.join(".")).arg(home.path()).status().unwrap().success());
    home
}

/// A way to end the console. Returns whether it interrupted the rotation before its end.
type End = fn(&Path, Terminal) -> bool;

fn quits(home: &Path, mut console: Terminal) -> bool {
    let is_asked = |screen: &Screen| screen.contents().contains("Interrupt the rotation and quit?");
    console.types("q").until("the question or the end", |screen| is_asked(screen) || !screen.alternate_screen());
    console.types("y");
    let ended = console.ends();
    console.is_given_back();
    assert_eq!(ended.exit_code(), if has_journal(home) { 10 } else { 0 }, "{}", console.text());
    has_journal(home)
}

fn ends_by(home: &Path, console: &mut Terminal, signal: Signal, name: &str) -> bool {
    console.signal(signal);
    assert_eq!(console.ends().signal(), Some(name), "{}", console.text());
    console.is_given_back();
    has_journal(home)
}

fn loses_its_terminal(home: &Path, console: Terminal) -> bool {
    assert_eq!(console.take_away().signal(), Some("Hangup"));
    has_journal(home)
}

#[test]
fn interrupted_re_encryption_is_resumed() {
    let house = house(MANY);
    let ways: [(&str, bool, End); 5] = [
        ("quit", true, quits),
        ("SIGTERM", true, |home, mut console| ends_by(home, &mut console, Signal::TERM, "Terminated")),
        ("SIGHUP", true, |home, mut console| ends_by(home, &mut console, Signal::HUP, "Hangup")),
        ("a terminal that is gone", true, loses_its_terminal),
        ("one that is gone untold", false, loses_its_terminal),
    ];
    for (way, is_told, end) in ways {
        let landed = (0..TRIES).find_map(|_| {
            let copy = copy_of(house.path());
            let home = copy.path();
            let run = if is_told { Terminal::run } else { Terminal::run_untold };
            let mut console = run(home, KOZMOAI, &ARGUMENTS, &[]);
            if rotates_up_to(&mut console, "› Re-encrypting") && end(home, console) {
                return Some(copy);
            }
            is_intact(home, MANY + 1);
            None
        });
        let landed = landed.unwrap_or_else(|| panic!("{way}: every rotation finished before it could be interrupted"));
        let home = landed.path();
        let refused = command(home, &["variables", "get", "admin", "TOKEN", "--reveal"], "");
        assert_eq!(refused.status.code(), Some(10), "{way}: {}", String::from_utf8_lossy(&refused.stderr));
        output_of(home, &["rotate", "resume"], "");
        is_intact(home, MANY + 1);
        assert_ne!(key_on_disk(home), key_on_disk(house.path()), "{way}");
    }
}

#[test]
fn interrupted_check_changes_nothing() {
    let house = house(MANY);
    let before = env_file(house.path());
    for (signal, name) in [(Signal::TERM, "Terminated"), (Signal::HUP, "Hangup")] {
        let is_stopped = (0..TRIES).any(|_| {
            let copy = copy_of(house.path());
            let mut console = opened(copy.path());
            if !rotates_up_to(&mut console, "› Checking") || ends_by(copy.path(), &mut console, signal, name) {
                return false;
            }
            is_intact(copy.path(), MANY + 1);
            // The backup follows the check.
            let is_past = config_dir(copy.path()).join("backups").exists();
            assert!(is_past || env_file(copy.path()) == before);
            !is_past
        });
        assert!(is_stopped, "{name}: every rotation was past its check before it could be interrupted");
    }
}
