//! Imports of users: with hashes, compared with a copy; with passwords, compared with hashing them.

use std::path::Path;
use std::process::Command;

use kozmoai::crypto::password::{self, Scheme};
use kozmoai::secret::Secret;

use crate::databases::{Databases, many, users};
use crate::measure::{PROGRAM, median, medians, run, scaled, time};
use crate::processes::{PASSWORD, hashing};
use crate::table::{Goal, Table};

const FILE: &str = "users.json";
const TRIES: usize = 3;

/// Runs a command in a directory, with the configuration in another.
fn command(folder: &Path, config: &Path, arguments: &[&str]) {
    run(Command::new(PROGRAM).args(arguments).arg("--config-dir").arg(config).current_dir(folder));
}

/// Writes users on one line, each with another field.
fn write(folder: &Path, number: u64, field: &str) {
    let user = |n| format!("{{\"username\": \"user{n}\", {field}, \"is_active\": true}}");
    let users: Vec<String> = (0..number).map(user).collect();
    std::fs::write(folder.join(FILE), format!("[{}]", users.join(", "))).unwrap();
}

pub(crate) fn import(table: &mut Table, _: &Databases) {
    let folder = tempfile::tempdir().unwrap();
    with_hashes(table, folder.path());
    with_passwords(table, folder.path());
}

fn with_hashes(table: &mut Table, folder: &Path) {
    let hash = password::hash(Scheme::Argon2id, &Secret::from(PASSWORD)).unwrap();
    write(folder, many(), &format!("\"password_hash\": \"{hash}\""));
    let (mut imported, mut copied) = (Vec::new(), Vec::new());
    for _ in 0..TRIES {
        let config = tempfile::tempdir().unwrap();
        let to = format!("sled:///{}", config.path().join("copied").display());
        imported.push(time(|| command(folder, config.path(), &["users", "import", FILE])));
        copied.push(time(|| command(folder, config.path(), &["store", "copy", "-", &to])));
    }
    let work = format!("users import, {} with hashes on one line", users(many()));
    table.compare(work, median(imported), ("store copy of the same", median(copied)), Goal::AtMost(2.0));
}

fn with_passwords(table: &mut Table, folder: &Path) {
    let number = scaled(2_000).max(20);
    write(folder, number, &format!("\"password\": \"{PASSWORD}\""));
    let mut import = || {
        let config = tempfile::tempdir().unwrap();
        command(folder, config.path(), &["users", "import", FILE]);
    };
    let [imported, hashed] = medians(TRIES, [&mut import, &mut || hashing(number)]);
    let has_cores = std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1);
    let goal = if has_cores { Goal::AtMost(0.6) } else { Goal::None };
    let work = format!("users import, {} with passwords", users(number));
    table.compare(work, imported, ("as many argon2id hashes on one core", hashed), goal);
}
