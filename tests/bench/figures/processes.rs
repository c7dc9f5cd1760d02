//! Commands and completion, each in a fresh process and compared with others.

use std::hint::black_box;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use kozmoai::crypto::password::{self, Scheme};
use kozmoai::secret::Secret;

use crate::databases::{Databases, FEW, many, users};
use crate::measure::{PROGRAM, medians, run, typical};
use crate::table::{Goal, Table};

/// The argument with which this benchmark only hashes a password, as often as the next one says.
pub(crate) const HASHES: &str = "hashes-only";
pub(crate) const PASSWORD: &str = "four unrelated words";
/// How long completion may take, so that nobody notices it.
const PATIENCE: Duration = Duration::from_millis(100);
/// The first page of every list.
const LISTS: &[&[&str]] = &[
    &["users", "list"],
    &["users", "list", "--pending", "--sort", "create_at"],
    &["variables", "list"],
    &["api-keys", "list"],
    &["audit"],
    &["backups", "list"],
    &["config"],
    &["key", "credentials"],
];
/// Lines to complete.
const LINES: &[&str] =
    &["kozmoai users show user99", "kozmoai variables get user1 ", "kozmoai api-keys revoke ", "kozmoai audit --action user."];

/// Hashes a password that often, on one core.
pub(crate) fn hash(number: u64) {
    for _ in 0..number {
        black_box(password::hash(Scheme::Argon2id, &Secret::from(PASSWORD)).unwrap());
    }
}

/// Runs this benchmark as a fresh process that only hashes.
pub(crate) fn hashing(number: u64) {
    run(Command::new(std::env::current_exe().unwrap()).args([HASHES, &number.to_string()]));
}

/// Runs a command on the database of a configuration directory.
fn command(folder: &Path, arguments: &[&str]) {
    run(Command::new(PROGRAM).args(arguments).arg("--config-dir").arg(folder));
}

/// Runs a command that does little more than opening the database.
pub(crate) fn opening(folder: &Path) {
    command(folder, &["audit", "--limit", "1"]);
}

/// Runs a command that opens no database. It refuses to write a key where nobody reads it.
fn keygen() {
    assert!(Command::new(PROGRAM).arg("keygen").stdin(Stdio::null()).output().unwrap().status.success());
}

fn superuser(folder: &Path, name: &str) {
    let mut program = Command::new(PROGRAM);
    program.args(["superuser", "--username", name, "--password-stdin", "--config-dir"]).arg(folder);
    let mut child = program.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(PASSWORD.as_bytes()).unwrap();
    assert!(child.wait().unwrap().success());
}

pub(crate) fn commands(table: &mut Table, databases: &Databases) {
    let (with_few, with_many) = (databases.few(), databases.many(table));
    let few = users(FEW);
    let nothing = || assert!(Command::new("/bin/true").stdin(Stdio::null()).output().unwrap().status.success());
    let [key, nothing] = medians(41, [&mut keygen, &mut { nothing }]);
    table.compare("keygen", key, ("/bin/true", nothing), Goal::None);
    table.compare("keygen", key, ("3 x /bin/true + 10 ms", nothing * 3 + Duration::from_millis(10)), Goal::AtMost(1.0));
    let [opened_few, opened_many] = medians(9, [&mut || opening(with_few), &mut || opening(with_many)]);
    let work = format!("a command that only opens the database, {}", users(many()));
    table.compare(work, opened_many, (&few, opened_few), Goal::None);
    for arguments in LISTS {
        let [list_few, list_many, opened] =
            medians(9, [&mut || command(with_few, arguments), &mut || command(with_many, arguments), &mut || opening(with_many)]);
        let work = format!("{}, {}", arguments.join(" "), users(many()));
        table.compare(&work, list_many, (&few, list_few), Goal::None);
        let peer = format!("3 x that of {few} + opening");
        table.compare(&work, list_many, (&peer, list_few * 3 + opened), Goal::AtMost(1.0));
    }
    let mut n = 0;
    let mut create = || {
        n += 1;
        superuser(with_few, &format!("super{n}"));
    };
    let [created, hashed, opened] = medians(9, [&mut create, &mut || hashing(1), &mut || opening(with_few)]);
    table.compare("superuser", created, ("a process with one hash + one that opens", hashed + opened), Goal::AtMost(1.5));
    table.report("one argon2id hash in a running process", typical(9, || hash(1)));
}

/// The completion of names and IDs, as the Tab key asks for it.
pub(crate) fn completion(table: &mut Table, databases: &Databases) {
    let folder = databases.many(table);
    for line in LINES {
        let typed = line.rsplit(' ').next().unwrap_or_default();
        let mut complete = || {
            let mut command = Command::new(PROGRAM);
            command.env("_KOZMOAI_COMPLETE", "bash").env("KOZMOAI_CONFIG_DIR", folder).args(["--", typed, line]);
            run(&mut command);
        };
        let [completed, key, opened] = medians(15, [&mut complete, &mut keygen, &mut || opening(folder)]);
        let work = format!("completion of \"{line}\", {}", users(many()));
        table.compare(&work, completed, ("keygen", key), Goal::None);
        table.compare(&work, completed, ("a command that only opens the database", opened), Goal::AtMost(2.0));
        table.limit(work, completed, PATIENCE);
    }
}
