//! Transfers between users, stopped at every step: everything changes its owner, or nothing.

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

use super::thorough::times;
use super::{secrets, server};
use crate::support::run::run_by;

/// Rows that this program does not create: two of anna's flows, the second with a name that bert uses too, and one of her files.
const ROWS: &str = "
    INSERT INTO flow (id, name, endpoint_name, user_id, folder_id)
        SELECT '{1}', 'report', 'weekly', u.id, f.id FROM \"user\" u JOIN folder f ON f.user_id = u.id WHERE u.username = 'anna';
    INSERT INTO flow (id, name, user_id, folder_id)
        SELECT '{2}', 'draft', u.id, f.id FROM \"user\" u JOIN folder f ON f.user_id = u.id WHERE u.username = 'anna';
    INSERT INTO flow (id, name, endpoint_name, user_id, folder_id)
        SELECT '{3}', 'report', 'weekly', u.id, f.id FROM \"user\" u JOIN folder f ON f.user_id = u.id WHERE u.username = 'bert';
    INSERT INTO file (id, user_id, name, path, size, created_at, updated_at)
        SELECT '{4}', id, 'notes.txt', 'a/f', 1, create_at, create_at FROM \"user\" WHERE username = 'anna'";
/// The relevant parts of Kozmoai's tables of flows and files on PostgreSQL.
const TABLES: &str = "
    CREATE TABLE flow (id uuid PRIMARY KEY, name varchar NOT NULL, user_id uuid, folder_id uuid, endpoint_name varchar, data json,
        UNIQUE (user_id, name), UNIQUE (user_id, endpoint_name));
    CREATE TABLE file (id uuid PRIMARY KEY, user_id uuid NOT NULL, name varchar NOT NULL, path varchar NOT NULL,
        size integer NOT NULL, created_at timestamp NOT NULL, updated_at timestamp NOT NULL)";

fn rows() -> String {
    (1..=4)
        .fold(ROWS.to_owned(), |sql, n| sql.replace(&format!("'{{{n}}}'"), &format!("'{}'", uuid::Uuid::from_u128(n).simple())))
}

/// A database, and the folder that the program runs in.
struct Place<'a> {
    home: &'a Path,
    store: String,
}

impl Place<'_> {
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
        command
            .env_clear()
            .env("KOZMOAI_TEST_QUICK_HASHES", "1")
            .env("HOME", self.home)
            .env("PATH", "/usr/bin:/bin")
            .current_dir(self.home);
        command.env("KOZMOAI_SECRET_KEY", secrets::FIRST_KEY).env("KOZMOAI_DATABASE_URL", &self.store).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> String {
        let done = self.command(arguments).stdin(Stdio::null()).output().unwrap();
        assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    fn json(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.run(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// Anna has a variable that bert has too, and another one.
    fn settle(&self) {
        fs::write(self.home.join("value"), "a value").unwrap();
        for user in ["anna", "bert"] {
            self.run(&["users", "add", user, "--active", "--generate-password"]);
            self.run(&["variables", "set", user, "TOKEN", "--value-file", "value"]);
        }
        self.run(&["variables", "set", "anna", "ONLY", "--value-file", "value"]);
    }

    /// Whether bert owns everything; fails if bert owns only some of it.
    fn is_transferred(&self) -> bool {
        let left = self.json(&["users", "transfer", "anna", "bert", "--dry-run"]);
        let counts = ["flows", "folders", "variables", "files_left"].map(|name| left[name].as_u64().unwrap());
        let bert = self.json(&["users", "show", "bert"]);
        let owned = ["flows", "folders", "variables"].map(|name| bert[name].as_u64().unwrap());
        let events = self.run(&["audit", "--limit", "1000"]).matches("ownership_transferred").count();
        let is_transferred = counts[0] == 0;
        if is_transferred {
            assert_eq!((counts, owned, events), ([0, 0, 0, 1], [3, 2, 3], 1));
        } else {
            assert_eq!((counts, owned, events), ([2, 1, 2, 1], [1, 1, 1], 0));
        }
        is_transferred
    }
}

fn on_sqlite(home: &Path) -> Place<'_> {
    Place { home, store: "sqlite:///kozmoai.db".to_owned() }
}

const TRANSFER: &[&str] = &["users", "transfer", "anna", "bert", "--yes", "--json"];

/// Asserts that renamed items and kept files are reported.
fn is_told(done: &Output) {
    let said: Value = serde_json::from_slice(&done.stdout).unwrap();
    let warned = String::from_utf8_lossy(&done.stderr);
    assert_eq!((&said["files"], said["renamed"].as_array().unwrap().len()), (&serde_json::json!(["notes.txt"]), 4), "{said}");
    assert!(warned.contains("\"TOKEN (anna)\"") && warned.contains("flows that use \"TOKEN\""), "{warned}");
}

#[test]
fn transfer_stopped_on_sqlite_is_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let seed = folder.path().join("seed");
    fs::create_dir(&seed).unwrap();
    let genuine = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/kozmoai-0.1.8/kozmoai.db");
    fs::copy(genuine, seed.join("kozmoai.db")).unwrap();
    let database = rusqlite::Connection::open(seed.join("kozmoai.db")).unwrap();
    // Its values are encrypted with another key.
    database.execute_batch("DELETE FROM variable; UPDATE user SET store_api_key = NULL").unwrap();
    let place = on_sqlite;
    place(&seed).settle();
    database.execute_batch(&rows()).unwrap();
    drop(database);
    let library = folder.path().join("stop.so");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/support/stop.c");
    let mut compiler = Command::new("cc");
    assert!(compiler.args(["-shared", "-fPIC", "-o"]).arg(&library).arg(source).arg("-ldl").status().unwrap().success());
    for fails_with in [None, Some("28")] {
        let (mut before, mut after) = (0, 0);
        for step in (1..).step_by(times(3, 1)) {
            let home = folder.path().join("home");
            drop(fs::remove_dir_all(&home));
            assert!(Command::new("cp").arg("-a").arg(&seed).arg(&home).status().unwrap().success());
            let mut command = place(&home).command(TRANSFER);
            command.env("LD_PRELOAD", &library).env("STOP_AT", step.to_string());
            command.envs(fails_with.map(|error| ("FAIL_WITH", error)));
            let done = command.output().unwrap();
            assert!(fails_with.is_some() || done.status.success() || done.status.signal() == Some(9), "{done:?}");
            let is_transferred = place(&home).is_transferred();
            assert!(is_transferred || !done.status.success(), "step {step}: reported as done: {done:?}");
            *(if is_transferred { &mut after } else { &mut before }) += 1;
            if done.status.success() && (fails_with.is_none() || step > 30) {
                is_told(&done);
                place(&home).run(&["audit", "verify"]);
                break;
            }
        }
        println!("{fails_with:?}: {before} undone, {after} done");
        assert!(before > 1 && after > 0);
    }
}

#[test]
fn transfer_killed_on_postgresql_is_all_or_nothing() {
    let Some(server) = server::server() else { return };
    if !Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|done| done.success()) {
        crate::support::skipped::skipped("strace is not installed, or traces nothing here");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let template = server.fresh();
    let place = |name: &str| Place { home: folder.path(), store: server.address(name) };
    server.client(&template).batch_execute(TABLES).unwrap();
    place(&template).settle();
    server.client(&template).batch_execute(&rows()).unwrap();
    server.wait_until_alone(&template);
    let (mut before, mut after) = (0, 0);
    for message in (1..).step_by(times(10, 3)) {
        let name = server.copy_of(&template);
        let inject = format!("inject=sendto:signal=KILL:when={message}");
        let options = ["-f", "-qq", "-o", "/dev/null", "-e", "trace=sendto", "-e", &inject];
        let done = run_by("strace", options, &place(&name).command(TRANSFER)).output().unwrap();
        // The server may still be processing the last statement.
        server.wait_until_alone(&name);
        let is_transferred = place(&name).is_transferred();
        assert!(is_transferred || !done.status.success(), "message {message}: reported as done: {done:?}");
        *(if is_transferred { &mut after } else { &mut before }) += 1;
        if done.status.success() {
            is_told(&done);
            place(&name).run(&["key", "check"]);
            place(&name).run(&["audit", "verify"]);
            break;
        }
    }
    println!("{before} undone, {after} done");
    assert!(before > times(2, 5) && after > 0, "{before} undone, {after} done");
}
