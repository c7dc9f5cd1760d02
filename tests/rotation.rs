//! Rotation: by script, failing at every call, with full disks and unwritable files.

mod active_key;
mod binding;
mod commands;
mod copies;
mod deploy;
mod engines;
mod failures;
mod files;
mod journal;
mod mounts;
mod newer;
mod phases;
mod unfinished;
mod unusual_databases;

use std::path::Path;
use std::process::Command;

use kozmoai::secret::Secret;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::Request;

use crate::support::{failing, parallel, secrets, server, thorough};

/// A temporary folder with a database.
struct TestEnv {
    folder: tempfile::TempDir,
    engine: Engine,
}

/// The backend of a database.
#[derive(Clone, Debug)]
enum Engine {
    Embedded,
    Sqlite,
    Postgres(&'static server::Server, String),
}

impl TestEnv {
    fn path(&self) -> &Path {
        self.folder.path()
    }

    /// An empty folder for an embedded database.
    fn embedded() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), engine: Engine::Embedded }
    }

    /// A folder with an empty SQLite database of Kozmoai.
    fn sqlite() -> Self {
        let home = Self { engine: Engine::Sqlite, ..Self::embedded() };
        secrets::keep_in_sqlite(home.path());
        home
    }

    /// A folder configured for an empty PostgreSQL database of Kozmoai; none without a server.
    fn postgres() -> Option<Self> {
        let server = server::server()?;
        let home = Self { engine: Engine::Postgres(server, server.fresh()), ..Self::embedded() };
        if let Engine::Postgres(server, name) = &home.engine {
            secrets::keep_in(home.path(), &server.address(name));
        }
        Some(home)
    }

    /// One for each available backend.
    fn every() -> impl Iterator<Item = Self> {
        [Some(Self::embedded()), Some(Self::sqlite()), Self::postgres()].into_iter().flatten()
    }

    /// One for each of Kozmoai's own databases.
    fn kozmoais() -> impl Iterator<Item = Self> {
        [Some(Self::sqlite()), Self::postgres()].into_iter().flatten()
    }

    /// A session that is idle after a query, like those of Kozmoai's pool.
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

    /// Runs a statement in a separate session.
    fn run(&self, sql: &str) {
        match &self.engine {
            Engine::Embedded => panic!("the embedded store takes no statements"),
            Engine::Sqlite => rusqlite::Connection::open(self.path().join("kozmoai.db")).unwrap().execute_batch(sql).unwrap(),
            Engine::Postgres(server, name) => server.client(name).batch_execute(sql).unwrap(),
        }
    }
}

/// A rotation to a generated key with default options.
fn request() -> Request {
    Request { old_keys: vec![Secret::from(secrets::OLDER_KEY)], backup: Destination::ConfigDir, ..secrets::request() }
}

/// The program in a folder with a `.env` and a configuration directory, without this machine's environment.
fn kozmoai(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command
        .env_clear()
        .env("KOZMOAI_TEST_QUICK_HASHES", "1")
        .env("HOME", folder)
        .current_dir(folder)
        .args(["--config-dir", "config"])
        .args(arguments);
    if let Some(url) = secrets::store_url(folder) {
        command.env("KOZMOAI_DATABASE_URL", url);
    }
    command
}

/// Its JSON output, its exit code, and its standard error.
fn json(mut command: Command) -> (serde_json::Value, i32, String) {
    let output = command.arg("--json").output().unwrap();
    let printed = serde_json::from_slice(&output.stdout).unwrap_or(serde_json::Value::Null);
    (printed, output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}
