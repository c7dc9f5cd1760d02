//! The databases that are rotated, and copies of them.

use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use crate::measure::{run, scaled};
use crate::secrets;
use crate::server::Server;

/// The size of values in bytes, before they are encrypted.
pub(crate) const SIZE: usize = 64;
/// The name of an SQLite database in its directory.
const FILE: &str = "kozmoai.db";

/// The number of values that are rotated.
pub(crate) fn values() -> u64 {
    scaled(100_000).max(1_000)
}

enum Kind {
    Embedded,
    Sqlite,
    Postgres { server: &'static Server, name: String },
}

/// A database with values that are encrypted with the first key, and the directory of its configuration.
pub(crate) struct Database {
    folder: TempDir,
    kind: Kind,
}

impl Database {
    /// Creates an empty directory for a database.
    fn new(kind: Kind) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), kind }
    }

    pub(crate) fn embedded(users: u64, values: u64) -> Self {
        Self::new(Kind::Embedded).filled(users, values)
    }

    pub(crate) fn sqlite(users: u64, values: u64) -> Self {
        let database = Self::new(Kind::Sqlite);
        secrets::keep_in_sqlite(database.folder());
        database.filled(users, values)
    }

    pub(crate) fn postgresql(server: &'static Server, users: u64, values: u64) -> Self {
        let database = Self::new(Kind::Postgres { server, name: server.fresh() });
        database.keep();
        database.filled(users, values)
    }

    fn filled(self, users: u64, values: u64) -> Self {
        let size = |number: u64| usize::try_from(number).unwrap();
        secrets::seed_alike(self.folder(), size(users), size(values / users), SIZE);
        self
    }

    /// The directory.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self) -> PathBuf {
        self.folder().join(FILE)
    }

    /// Where the loop in Python finds it: a file, or how to connect.
    pub(crate) fn place(&self) -> String {
        match &self.kind {
            Kind::Embedded | Kind::Sqlite => self.file().display().to_string(),
            Kind::Postgres { server, name } => {
                format!("host={} port={} user=postgres dbname={name}", server.folder.display(), server.port)
            }
        }
    }

    /// Notes its address in its directory.
    fn keep(&self) {
        match &self.kind {
            Kind::Embedded => {}
            Kind::Sqlite => secrets::keep_in(self.folder(), &format!("sqlite:///{}", self.file().display())),
            Kind::Postgres { server, name } => secrets::keep_in(self.folder(), &server.address(name)),
        }
    }

    /// Copies the database with its directory, and writes what that leaves in memory to the disk: it would slow down what follows.
    pub(crate) fn copy(&self) -> Self {
        let kind = match &self.kind {
            Kind::Embedded => Kind::Embedded,
            Kind::Sqlite => Kind::Sqlite,
            Kind::Postgres { server, name } => {
                server.wait_until_alone(name);
                Kind::Postgres { server, name: server.copy_of(name) }
            }
        };
        let copy = Self::new(kind);
        run(Command::new("cp").arg("-a").arg(self.folder().join(".")).arg(copy.folder()));
        copy.keep();
        if let Kind::Postgres { server, .. } = &copy.kind {
            server.client("postgres").batch_execute("CHECKPOINT").unwrap();
        }
        run(&mut Command::new("sync"));
        copy
    }

    /// Copies the database, and every variable in it nine times; none for the embedded one, which knows no SQL.
    pub(crate) fn ten_times(&self) -> Option<Self> {
        let copy = self.copy();
        match &copy.kind {
            Kind::Embedded => return None,
            Kind::Sqlite => {
                let sql = nine_more("lower(hex(randomblob(16)))");
                rusqlite::Connection::open(copy.file()).unwrap().execute_batch(&sql).unwrap();
            }
            Kind::Postgres { server, name } => {
                server.client(name).batch_execute(&nine_more("gen_random_uuid()")).unwrap();
            }
        }
        Some(copy)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Kind::Postgres { server, name } = &self.kind {
            server.client("postgres").batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)")).unwrap();
        }
    }
}

/// Returns the SQL that copies every variable nine times; `id` is the dialect's expression for a new id.
fn nine_more(id: &str) -> String {
    format!(
        "INSERT INTO variable (id, name, value, type, created_at, user_id)
         WITH RECURSIVE more(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 9)
         SELECT {id}, name || '_' || n, value, type, created_at, user_id FROM variable, more"
    )
}
