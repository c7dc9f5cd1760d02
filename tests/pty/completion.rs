//! Completion in the shells that are installed: their registration, and the Tab key.

use std::path::Path;
use std::process::{Command, Stdio};

use super::pty::Terminal;

const KOZMOAI: &str = env!("CARGO_BIN_EXE_kozmoai");

/// A name that a shell would run as a command if it were inserted as it is.
const DANGEROUS: &str = "x$(touch pwned)";

fn home_with_users() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for name in ["annabel smith", "bob", "eve@mail.org", DANGEROUS] {
        let mut command = Command::new(KOZMOAI);
        command.args(["users", "add", name, "--active", "--generate-password"]).env_clear().env("HOME", home.path());
        assert!(command.current_dir(home.path()).stdin(Stdio::null()).output().unwrap().status.success());
    }
    home
}

/// Starts a shell with the completion registered, if it is installed.
fn shell(home: &Path, name: &str, arguments: &[&str], registration: &[&str]) -> Option<Terminal> {
    let program = ["/usr/bin", "/bin", "/usr/local/bin"].map(|folder| Path::new(folder).join(name));
    let Some(program) = program.iter().find(|path| path.exists()) else {
        crate::support::skipped::skipped(&format!("{name} is not installed"));
        return None;
    };
    let bin = Path::new(KOZMOAI).parent().unwrap().display();
    let path = format!("{bin}:/usr/bin:/bin");
    let mut terminal = Terminal::run(home, program.to_str().unwrap(), arguments, &[("PATH", &path), ("PS1", "> ")]);
    for line in registration {
        terminal.types(line).types("\r");
    }
    // Joined by the shell, so that only its output shows the word.
    terminal.types("echo rea\"\"dy\r").shows("ready");
    Some(terminal)
}

/// Completes commands and names, and runs what was completed.
fn completes(home: &Path, terminal: &mut Terminal) {
    terminal.types("clear\r").until("an empty screen", |screen| !screen.contents().contains("ready"));
    terminal.types("kozmoai users sh\tbo\t").shows("kozmoai users show bob").types("\r").shows("Last sign-in");
    terminal.types("clear\r").until("an empty screen", |screen| !screen.contents().contains("Last sign-in"));
    terminal.types("kozmoai users show ann\t").shows("smith").types("\r").shows("annabel smith\n").shows("Last sign-in");
    terminal.types("clear\r").until("an empty screen", |screen| !screen.contents().contains("Last sign-in"));
    terminal.types("kozmoai users show eve@m\t").shows("eve@mail.org").types("\r").shows("Last sign-in");
    terminal.types("clear\r").until("an empty screen", |screen| !screen.contents().contains("Last sign-in"));
    terminal.types("kozmoai users show x\t").shows("pwned").types("\r").shows("Last sign-in");
    assert!(!home.join("pwned").exists(), "{}", terminal.text());
    terminal.types("exit\r").ends();
}

#[test]
fn bash_completes_names() {
    let home = home_with_users();
    let registration = ["source <(kozmoai completions bash)"];
    if let Some(mut terminal) = shell(home.path(), "bash", &["--norc", "--noprofile"], &registration) {
        completes(home.path(), &mut terminal);
    }
}

#[test]
fn zsh_completes_names() {
    let home = home_with_users();
    let registration = ["autoload -U compinit; compinit -u -D", "source <(kozmoai completions zsh)"];
    if let Some(mut terminal) = shell(home.path(), "zsh", &["-f"], &registration) {
        completes(home.path(), &mut terminal);
    }
}

#[test]
fn fish_completes_names() {
    let home = home_with_users();
    if let Some(mut terminal) = shell(home.path(), "fish", &["--no-config"], &["kozmoai completions fish | source"]) {
        completes(home.path(), &mut terminal);
    }
}
