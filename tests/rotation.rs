//! Rotation: scripted, failing at every call, against full disks and files that can't be written.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test fails by panicking, and says what it skips")]

#[path = "rotation/commands.rs"]
mod commands;
#[path = "support/failing.rs"]
mod failing;
#[path = "rotation/failures.rs"]
mod failures;
#[path = "rotation/files.rs"]
mod files;
#[path = "rotation/in_force.rs"]
mod in_force;
#[path = "support/secrets.rs"]
mod secrets;

use std::path::Path;
use std::process::Command;

use kozmoai::secret::Secret;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::Request;

/// A rotation to a generated key, with everything as it is by default.
fn request() -> Request {
    Request {
        new_key: None,
        old_keys: vec![Secret::from(secrets::OLDER_KEY)],
        backup: Destination::ConfigDir,
        allow_unreadable: false,
        allow_weak_key: false,
        update_sources: true,
        online: false,
    }
}

/// The program in a folder with a `.env` and a config dir, with nothing of this machine's environment.
fn kozmoai(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.env_clear().env("HOME", folder).current_dir(folder).args(["--config-dir", "config"]).args(arguments);
    command
}

/// What it printed as JSON, and its exit code.
fn json(mut command: Command) -> (serde_json::Value, i32, String) {
    let output = command.arg("--json").output().unwrap();
    let printed = serde_json::from_slice(&output.stdout).unwrap_or(serde_json::Value::Null);
    (printed, output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}
