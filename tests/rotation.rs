//! Rotation: scripted, failing at every call, against full disks and files that can't be written.

#![expect(clippy::unwrap_used, clippy::panic, clippy::print_stderr, reason = "a test fails by panicking, and says what it skips")]

#[path = "rotation/binding.rs"]
mod binding;
#[path = "rotation/commands.rs"]
mod commands;
#[path = "rotation/deploy.rs"]
mod deploy;
#[path = "rotation/engines.rs"]
mod engines;
#[path = "support/failing.rs"]
mod failing;
#[path = "rotation/failures.rs"]
mod failures;
#[path = "rotation/files.rs"]
mod files;
#[path = "rotation/in_force.rs"]
mod in_force;
#[path = "rotation/journal.rs"]
mod journal;
#[path = "rotation/mounts.rs"]
mod mounts;
#[path = "rotation/neighbours.rs"]
mod neighbours;
#[path = "rotation/newer.rs"]
mod newer;
#[path = "support/secrets.rs"]
mod secrets;
#[path = "support/postgres.rs"]
mod server;

#[path = "rotation/unfinished.rs"]
mod unfinished;

use std::path::Path;
use std::process::Command;

use kozmoai::secret::Secret;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::Request;

/// A folder of its own, and the engine of the store in it.
struct Home {
    folder: tempfile::TempDir,
    engine: Engine,
}

/// Where a store lives.
#[derive(Clone, Debug)]
enum Engine {
    Embedded,
    Sqlite,
    Postgres(&'static server::Server, String),
}

impl Home {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// An empty folder for the embedded store.
    fn embedded() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), engine: Engine::Embedded }
    }

    /// A folder with an empty SQLite database of Kozmoai's.
    fn sqlite() -> Self {
        let home = Self { engine: Engine::Sqlite, ..Self::embedded() };
        secrets::keep_in_sqlite(home.path());
        home
    }

    /// A folder that leads to an empty PostgreSQL database of Kozmoai's; none where there is no server.
    fn postgres() -> Option<Self> {
        let server = server::server()?;
        let home = Self { engine: Engine::Postgres(server, server.fresh()), ..Self::embedded() };
        if let Engine::Postgres(server, name) = &home.engine {
            secrets::keep_in(home.path(), &server.address(name));
        }
        Some(home)
    }

    /// One of every engine there is.
    fn every() -> impl Iterator<Item = Self> {
        [Some(Self::embedded()), Some(Self::sqlite()), Self::postgres()].into_iter().flatten()
    }

    /// One of both of Kozmoai's own.
    fn kozmoais() -> impl Iterator<Item = Self> {
        [Some(Self::sqlite()), Self::postgres()].into_iter().flatten()
    }

    /// A session that did something once and is idle now, as Kozmoai's pool holds them.
    fn session(&self) -> (Option<rusqlite::Connection>, Option<::postgres::Client>) {
        match &self.engine {
            Engine::Embedded => (None, None),
            Engine::Sqlite => {
                let db = rusqlite::Connection::open(self.path().join("kozmoai.db")).unwrap();
                db.query_row("SELECT count(*) FROM user", [], |row| row.get::<_, i64>(0)).unwrap();
                (Some(db), None)
            }
            Engine::Postgres(server, name) => (None, Some(server.client(name))),
        }
    }

    /// Runs a statement past the store, over a session of its own.
    fn run(&self, sql: &str) {
        match &self.engine {
            Engine::Embedded => panic!("the embedded store takes no statements"),
            Engine::Sqlite => rusqlite::Connection::open(self.path().join("kozmoai.db")).unwrap().execute_batch(sql).unwrap(),
            Engine::Postgres(server, name) => server.client(name).batch_execute(sql).unwrap(),
        }
    }
}

/// A rotation to a generated key, with everything as it is by default.
fn request() -> Request {
    Request { old_keys: vec![Secret::from(secrets::OLDER_KEY)], backup: Destination::ConfigDir, ..secrets::request() }
}

/// The program in a folder with a `.env` and a config dir, with nothing of this machine's environment.
fn kozmoai(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.env_clear().env("HOME", folder).current_dir(folder).args(["--config-dir", "config"]).args(arguments);
    if let Some(url) = secrets::store_url(folder) {
        command.env("KOZMOAI_DATABASE_URL", url);
    }
    command
}

/// What it printed as JSON, and its exit code.
fn json(mut command: Command) -> (serde_json::Value, i32, String) {
    let output = command.arg("--json").output().unwrap();
    let printed = serde_json::from_slice(&output.stdout).unwrap_or(serde_json::Value::Null);
    (printed, output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}
