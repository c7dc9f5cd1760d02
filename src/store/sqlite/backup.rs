//! Backups: both files copied by SQLite's own backup, one after the other.
//!
//! Ours is held against writers meanwhile. So whatever act is under way elsewhere, the copies are a pair that an opening
//! knows how to settle.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use super::act::{self, Writer};
use super::bulk;
use super::connection::{self, failed};
use crate::error::{Error, Kind, Result};
use crate::model::Value;
use crate::store::files;
use crate::store::kozmoai::side::State;

/// What a backup begins with.
const TITLE: &[u8] = b"kozmoai sqlite backup 1\n";

/// Writes both files as they are at one moment.
pub(super) fn write(writer: &mut Writer, out: &mut dyn Write) -> Result<()> {
    let path = writer.path.clone();
    let beside = connection::side_of(&path);
    let held = writer.side().map(|side| Transaction::new_unchecked(side, TransactionBehavior::Immediate)).transpose();
    let held = held.map_err(|error| failed(&beside, error))?;
    // SQLite copies from no connection that is in the middle of writing.
    let side = held.as_ref().map(|_| connection::open_side(&beside)).transpose()?;
    let scratch = Scratch::beside(&path);
    let cannot = |error: io::Error| Error::new(Kind::Store, "The backup can't be written.").because(error);
    out.write_all(TITLE).map_err(cannot)?;
    let mut add = |length: u64, file: &mut dyn Read| -> Result<()> {
        out.write_all(&length.to_be_bytes()).map_err(cannot)?;
        if io::copy(file, out).map_err(cannot)? == length { Ok(()) } else { Err(files::trouble(&path, "can't be copied")) }
    };
    for (db, name) in [(Some(&writer.main), "main"), (side.as_ref(), "kozmoai_admin")] {
        let Some(db) = db else {
            add(0, &mut io::empty())?;
            continue;
        };
        copy(db, name, &scratch.0).map_err(|error| failed(&path, error))?;
        let mut file = File::open(&scratch.0).map_err(|error| files::trouble(&scratch.0, "can't be read").because(error))?;
        let length = file.metadata().map_err(cannot)?.len();
        add(length, &mut file)?;
        scratch.clear();
    }
    Ok(())
}

/// Copies a database into a file of its own, as it is at one moment.
fn copy(from: &Connection, name: &str, to: &Path) -> rusqlite::Result<()> {
    drop(files::create_private(to));
    let mut to = Connection::open(to)?;
    // It is only read, and then thrown away.
    to.pragma_update(None, "synchronous", "OFF")?;
    let backup = Backup::new_with_names(from, name, &mut to, "main")?;
    match backup.step(-1)? {
        StepResult::Done => Ok(()),
        _ => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)),
    }
}

/// Restores a backup to scratch files beside the database and shows every value in it.
pub(super) fn prove(path: &Path, backup: &mut dyn Read, visit: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
    let (main, side) = (Scratch::beside(path), Scratch::beside(path));
    put_back(backup, &main.0, &side.0)?;
    let db = connection::open(&main.0)?;
    super::in_transaction(&db, &main.0, |db| bulk::values(db, &main.0, visit))
}

/// Puts a backup into files of its own, and proves them whole; whether there is anything for ours.
pub(super) fn put_back(backup: &mut dyn Read, main: &Path, side: &Path) -> Result<bool> {
    let no_backup = || Error::new(Kind::Store, "The backup does not hold a SQLite database that can be read.");
    let mut title = vec![0; TITLE.len()];
    backup.read_exact(&mut title).map_err(|error| no_backup().because(error))?;
    if title != TITLE {
        return Err(no_backup());
    }
    let mut file_of = |path: &Path| -> Result<u64> {
        let mut length = [0; 8];
        backup.read_exact(&mut length).map_err(|error| no_backup().because(error))?;
        let length = u64::from_be_bytes(length);
        let mut file = files::create_private(path)?;
        let copied = io::copy(&mut backup.take(length), &mut file)
            .map_err(|error| files::trouble(path, "can't be written").because(error))?;
        if copied == length { Ok(length) } else { Err(no_backup()) }
    };
    if file_of(main)? == 0 {
        return Err(no_backup());
    }
    let has_side = file_of(side)? > 0;
    let db = connection::open(main)?;
    let whole: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(|error| failed(main, error))?;
    if whole != "ok" {
        return Err(no_backup().because(whole));
    }
    super::layout(main, &db)?;
    if has_side {
        act::if_made(&connection::open_side(side)?, side, State::read)?;
    }
    Ok(has_side)
}

/// A file that goes away with this, and what SQLite lays beside it.
pub(super) struct Scratch(pub(super) PathBuf);

impl Scratch {
    pub(super) fn beside(path: &Path) -> Self {
        Self(files::with_suffix(path, &format!(".{}", Uuid::new_v4().simple())))
    }

    /// Lets it stay.
    pub(super) fn keep(self) {
        std::mem::forget(self);
    }

    pub(super) fn clear(&self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            drop(fs::remove_file(files::with_suffix(&self.0, suffix)));
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        self.clear();
    }
}
