//! The audit log with removed, changed and forged events, on every backend: what `audit verify` detects, what is accepted, and
//! what copies contain.

mod copies;
mod following;
mod newer;
mod restores;
mod tampering;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{recovery, server};

/// A database that can be changed directly, bypassing the program.
struct Site {
    folder: tempfile::TempDir,
    place: Place,
    /// Additional settings.
    environment: Vec<(&'static str, String)>,
}

enum Place {
    Embedded(PathBuf),
    Sqlite(PathBuf),
    Postgres(&'static server::Server, String),
}

impl Site {
    /// One for each backend, with a superuser and a key.
    fn every() -> impl Iterator<Item = Self> {
        std::iter::once(Self::embedded()).chain(Self::kozmoais())
    }

    fn embedded() -> Self {
        Self::at(|folder| Place::Embedded(folder.join("data")))
    }

    /// One on SQLite, and one on PostgreSQL where it is installed.
    fn kozmoais() -> impl Iterator<Item = Self> {
        let postgres = server::server().map(|server| Self::at(|_| Place::Postgres(server, server.fresh())));
        std::iter::once(Self::sqlite()).chain(postgres)
    }

    fn sqlite() -> Self {
        Self::at(|folder| {
            let path = folder.join("kozmoai.db");
            let schema = include_str!("fixtures/kozmoai-0.1.8/schema-sqlite.sql");
            Connection::open(&path).unwrap().execute_batch(schema).unwrap();
            Place::Sqlite(path)
        })
    }

    fn at(place: impl FnOnce(&Path) -> Place) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = place(folder.path());
        let site = Self { folder, place, environment: Vec::new() };
        site.succeeds(&["superuser", "--username", "admin", "--password-stdin"]);
        site
    }

    fn address(&self) -> String {
        match &self.place {
            Place::Embedded(path) => path.display().to_string(),
            Place::Sqlite(path) => format!("sqlite:///{}", path.display()),
            Place::Postgres(server, name) => server.address(name),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.command_of(Path::new(env!("CARGO_BIN_EXE_kozmoai")), arguments)
    }

    /// A command of a copy of the program.
    fn command_of(&self, program: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("KOZMOAI_TEST_QUICK_HASHES", "1").env("HOME", self.folder.path()).current_dir(self.folder.path());
        command.env("KOZMOAI_DATABASE_URL", self.address()).env("KOZMOAI_CONFIG_DIR", self.path("config"));
        command.env("KOZMOAI_SECRET_KEY", "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg");
        command.envs(self.environment.iter().map(|(name, value)| (name, value))).args(arguments);
        command
    }

    /// Runs a command and returns its exit code and its output.
    fn run(&self, arguments: &[&str]) -> (i32, String, String) {
        let mut child = self.command(arguments);
        child.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = child.spawn().unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), b"four unrelated words\n").unwrap_or_default();
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
    }

    fn succeeds(&self, arguments: &[&str]) -> (String, String) {
        let (code, out, err) = self.run(arguments);
        assert_eq!(code, 0, "{arguments:?} on {}: {out}{err}", self.address());
        (out, err)
    }

    /// Runs a command that must fail with this exit code and these words.
    fn fails(&self, code: i32, words: &[&str], arguments: &[&str]) -> String {
        let (ended, out, err) = self.run(arguments);
        assert_eq!(ended, code, "{arguments:?} on {}: {out}{err}", self.address());
        for word in words {
            assert!(err.contains(word), "{arguments:?} on {} does not say {word:?}: {out}{err}", self.address());
        }
        out + &err
    }

    fn adds(&self, names: &[&str]) {
        for name in names {
            self.succeeds(&["users", "add", name, "--generate-password"]);
        }
    }

    fn document(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.succeeds(&[arguments, &["--json"]].concat()).0).unwrap()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn anchor(&self) -> PathBuf {
        self.path("config/audit_anchor")
    }

    /// Runs statements on kozmoai's tables; on SQLite these have their own file.
    fn tamper(&self, sql: &str) {
        match &self.place {
            Place::Sqlite(path) => {
                let side = Connection::open(path.with_extension("db.admin")).unwrap();
                side.execute_batch(&sql.replace("kozmoai_admin.", "")).unwrap();
            }
            Place::Postgres(server, name) => server.client(name).batch_execute(sql).unwrap(),
            Place::Embedded(_) => panic!("no SQL there"),
        }
    }

    /// Changes the tree of an embedded database directly.
    fn tamper_tree(&self, work: impl FnOnce(&sled::Db)) {
        let Place::Embedded(path) = &self.place else { panic!("no tree there") };
        let db = sled::open(path).unwrap();
        work(&db);
        db.flush().unwrap();
    }
}
