//! How the files of a database are read, also where nothing can be written.

use super::prelude::*;

/// How a file is read.
pub(super) enum Reading {
    /// As SQLite does, with files beside it that SQLite may create.
    Shared,
    /// As an immutable file: no file beside it could contain changes, so no one is writing.
    AsItIs,
    /// From a copy elsewhere, with the changes that were beside it.
    Copy(Scratch),
}

impl Reading {
    /// Determines how a file can be read. It is read without the files beside it only where those can't be written.
    pub(super) fn of(path: &Path, open: impl Fn(&Self) -> Result<Connection>, has_obstacle: bool) -> Result<(Self, Connection)> {
        // Files that SQLite creates beside a file that it may not write would prevent the owner from writing.
        let is_writable = fs::metadata(path).is_ok_and(|found| allows(&found, Account::effective(), &groups(), 0o2));
        if !is_writable && !COMPANIONS.iter().any(|suffix| fs::symlink_metadata(with_suffix(path, suffix)).is_ok()) {
            return open(&Self::AsItIs).map(|db| (Self::AsItIs, db));
        }
        let refused = match open(&Self::Shared) {
            Ok(db) => return Ok((Self::Shared, db)),
            Err(error) => error,
        };
        if !has_obstacle || !errors::may_be_about_companions(&refused) {
            return Err(refused);
        }
        let holds_changes = |suffix| fs::metadata(with_suffix(path, suffix)).is_ok_and(|found| found.len() > 0);
        if holds_changes("-journal") {
            return Err(refused.hint("An interrupted change must be rolled back first, which writes to the database."));
        }
        let reading = if holds_changes("-wal") { Self::Copy(copy(path)?) } else { Self::AsItIs };
        open(&reading).map(|db| (reading, db))
    }

    /// The file to open.
    pub(super) fn file<'a>(&'a self, path: &'a Path) -> &'a Path {
        match self {
            Self::Shared | Self::AsItIs => path,
            Self::Copy(copy) => copy.path(),
        }
    }
}

/// Copies a file with the changes beside it into a temporary file.
fn copy(path: &Path) -> Result<Scratch> {
    let cannot = |error: io::Error| {
        file_failed(path, "read here with the changes in its -wal file, nor copied to a temporary directory")
            .hint("Set TMPDIR to a directory with free space, or copy the file and its -wal elsewhere and read them there.")
            .because(error)
    };
    let log = |path: &Path| with_suffix(path, "-wal");
    let mut from = [File::open(path).map_err(cannot)?, File::open(log(path)).map_err(cannot)?];
    let name = path.file_name().unwrap_or_default();
    let mut scratch = Scratch::beside(&std::env::temp_dir().join(name))?;
    io::copy(&mut from[0], scratch.file()).map_err(cannot)?;
    // All of them, so that no other account can create one in a directory like /tmp.
    let created = COMPANIONS.iter().map(|suffix| files::create_private(&with_suffix(scratch.path(), suffix)));
    drop(created.collect::<Result<Vec<_>>>()?);
    let joined = OpenOptions::new().write(true).open(log(scratch.path())).and_then(|mut to| io::copy(&mut from[1], &mut to));
    let joined = joined.map_err(cannot).and_then(|_| {
        let db = Connection::open(scratch.path()).map_err(|error| failed(path, error))?;
        db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0)).map_err(|error| failed(path, error))
    });
    for suffix in COMPANIONS {
        // SQLite deletes them, unless something failed.
        let _gone = fs::remove_file(with_suffix(scratch.path(), suffix));
    }
    joined.map(|_| scratch)
}
