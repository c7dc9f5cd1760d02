//! What needs attention is found on the overview, and dealt with, by a few keys.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::pty::Terminal;
use super::walk::{opened, signs_in, with_env_file};

/// The most keys for each.
const MOST: usize = 5;

fn command(home: &Path, arguments: &[&str], input: &str) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.args(["--env-file", ".env", "-q"]).args(arguments).current_dir(home);
    command.env_clear().env("HOME", home).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success(), "{arguments:?}");
}

/// A person with the overview before them, who presses one key at a time.
struct Person {
    console: Terminal,
    pressed: usize,
}

impl Person {
    fn on_overview(home: &Path) -> Self {
        let mut console = opened(home);
        signs_in(&mut console, "admin", "securepassword");
        console.shows("Pending approvals").shows("Failed sign-ins").shows("! Go there");
        Self { console, pressed: 0 }
    }

    /// Presses one key, and waits for what it shows.
    fn presses(&mut self, key: &str, shown: &str) -> &mut Self {
        assert_eq!(key.chars().count(), 1);
        self.pressed += 1;
        assert!(self.pressed <= MOST, "more than {MOST} keys:\n{}", self.console.text());
        self.console.types(key).shows(shown);
        self
    }

    /// Presses a key, again if need be, until something is shown.
    fn presses_until(&mut self, key: &str, shown: &str) {
        loop {
            self.pressed += 1;
            assert!(self.pressed <= MOST, "{shown:?} is not found by {MOST} keys:\n{}", self.console.text());
            self.console.types(key).falls_silent();
            if self.console.text().contains(shown) {
                return;
            }
        }
    }
}

#[test]
fn overview_leads_to_everything_in_five_keys() {
    let house = with_env_file();
    let home = house.path();
    command(home, &["superuser", "--username", "admin", "--password-stdin"], "securepassword\n");
    for name in ["dora", "emil", "fritz"] {
        command(home, &["users", "add", name, "--password-stdin"], "four unrelated words\n");
    }
    command(home, &["variables", "set", "admin", "TOKEN", "--value-stdin"], "a secret");
    // Another key, as after a mistake in the deployment.
    let file = std::fs::read_to_string(home.join(".env")).unwrap();
    let other = "rCtEX0BBNI6d0T4IPvVdtcT5TFhWyfoAcpBXQFLvKgI";
    std::fs::write(home.join(".env"), file.replace("dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg", other)).unwrap();
    let mut console = opened(home);
    for name in ["mallory", "trudy", "oscar"] {
        signs_in(&mut console, name, "wrong");
        console.shows("Incorrect username or password");
        console.types("\u{3}");
        console.ends();
        console = opened(home);
    }
    console.types("\u{3}");
    console.ends();

    let mut person = Person::on_overview(home);
    person.presses("A", "Approve 3 users?").console.shows("dora").shows("emil").shows("fritz");
    person.presses("y", "Approved 3 users").console.shows("No pending approvals").types("q");
    assert!(person.console.ends().success());

    let mut person = Person::on_overview(home);
    person.console.shows("wrong secret key");
    person.presses_until("!", "uses another key");
    person.console.types("q");
    assert!(person.console.ends().success());

    let mut person = Person::on_overview(home);
    person.console.shows("3 failed sign-ins");
    person.presses_until("!", "session.sign_in_refused");
    person.console.types("q");
    assert!(person.console.ends().success());
}
