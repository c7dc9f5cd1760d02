//! Backups: both files copied by SQLite's own backup, one after the other.
//!
//! Ours is held against writers meanwhile. So whatever act is under way elsewhere, the copies are a pair that an opening
//! knows how to settle.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use uuid::Uuid;

use super::act::{self, Writer};
use super::connection::{self, failed};
use super::{bulk, others};
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
fn put_back(backup: &mut dyn Read, main: &Path, side: &Path) -> Result<bool> {
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

/// Puts a backup into a place; gives the name under which what stood there is kept.
///
/// # Errors
/// `Conflict` if there is something and it is not to be replaced; `Store`: in use, no backup, can't be written.
pub(in crate::store) fn restore(path: &Path, backup: &mut dyn Read, replace: bool) -> Result<Option<PathBuf>> {
    let path = &std::path::absolute(path).map_err(|error| files::trouble(path, "is no usable path").because(error))?;
    // A link goes on pointing to where it does.
    let path = &path.canonicalize().unwrap_or_else(|_| path.clone());
    let side = connection::side_of(path);
    let there = path.exists();
    if (there || side.exists()) && !replace {
        return Err(Error::new(
            Kind::Conflict,
            format!("There is something in {} already; nothing was restored.", path.display()),
        )
        .hint("Restore into another place with --store, or put it in place of what is there with --replace."));
    }
    let (fresh, fresh_side) = (Scratch::beside(path), Scratch::beside(path));
    let has_side = put_back(backup, &fresh.0, &fresh_side.0)?;
    if there {
        give_to_owner(&fresh.0, path)?;
        close_up(path)?;
    }
    for file in [&fresh.0, &fresh_side.0] {
        let on_disk = File::open(file).and_then(|file| file.sync_all());
        on_disk.map_err(|error| files::trouble(file, "can't be put on disk").because(error))?;
    }
    let kept = files::free(&files::with_suffix(path, ".replaced"));
    let kept_side = connection::side_of(&kept);
    // Killed between these, the database is the new one and the audit log still the old one's: restore again.
    files::swap(&fresh.0, path)?;
    if there {
        files::rename(&fresh.0, &kept)?;
    }
    if side.exists() {
        files::rename(&side, &kept_side)?;
    }
    if has_side {
        files::rename(&fresh_side.0, &side)?;
    }
    Ok(there.then_some(kept))
}

/// Whoever could open the old file can open the new one.
fn give_to_owner(fresh: &Path, old: &Path) -> Result<()> {
    let give = || -> io::Result<()> {
        let (is, was) = (fs::metadata(fresh)?, fs::metadata(old)?);
        if (is.uid(), is.gid()) != (was.uid(), was.gid()) {
            std::os::unix::fs::chown(fresh, Some(was.uid()), Some(was.gid()))?;
        }
        fs::set_permissions(fresh, fs::Permissions::from_mode(was.mode() & 0o7777))
    };
    give().map_err(|error| files::trouble(fresh, "can't be given to the owner of what it replaces").because(error))
}

/// Brings everything of the old pair into the two files themselves, for what lies beside them would be taken for a part
/// of the new ones; refused while anyone has them open.
fn close_up(path: &Path) -> Result<()> {
    if let Some(others) = others::at_work(path)? {
        return Err(Error::new(Kind::Store, format!("{} is in use: {others}; nothing was restored.", path.display()))
            .hint("Stop Kozmoai first, and end every other kozmoai."));
    }
    Writer::open(path)?.settle()?;
    for file in [path.to_owned(), connection::side_of(path)] {
        let log = files::with_suffix(&file, "-wal");
        if fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Err(files::trouble(&log, "is still in use; nothing was restored"));
        }
    }
    Ok(())
}

/// A file that goes away with this, and what SQLite lays beside it.
struct Scratch(PathBuf);

impl Scratch {
    fn beside(path: &Path) -> Self {
        Self(files::with_suffix(path, &format!(".{}", Uuid::new_v4().simple())))
    }

    fn clear(&self) {
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
