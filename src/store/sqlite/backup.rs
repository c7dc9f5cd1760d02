//! Backups: both files, copied by SQLite's own backup from snapshots that match, or that opening the database reconciles.

use std::io::{BufReader, BufWriter, Seek};

use rusqlite::backup::{Backup, StepResult};

use super::prelude::*;

/// The first line of a backup.
const TITLE: &[u8] = b"kozmoai sqlite backup 1\n";
/// How many bytes are copied at a time.
const CHUNK: usize = 1 << 20;

/// Writes both files as the transactions of these connections see them, through scratch files `beside` a path.
pub(super) fn write(main: &Connection, admin: Option<&Connection>, beside: &Path, out: &mut dyn Write) -> Result<()> {
    let _process = account::as_root();
    let cannot = |error: io::Error| Error::from(RestoreError::BackupNotWritable).because(error);
    out.write_all(TITLE).map_err(cannot)?;
    for (db, name) in [(Some(main), "main"), (admin, "kozmoai_admin")] {
        let Some(db) = db else {
            out.write_all(&0_u64.to_be_bytes()).map_err(cannot)?;
            continue;
        };
        let _rights = impersonation::as_owner_of(folder_of(beside))?;
        let mut copy = copy(db, name, beside)?;
        let length = copy.file().seek(io::SeekFrom::End(0)).map_err(cannot)?;
        copy.file().rewind().map_err(cannot)?;
        out.write_all(&length.to_be_bytes()).map_err(cannot)?;
        if io::copy(&mut BufReader::with_capacity(CHUNK, copy.file()), out).map_err(cannot)? != length {
            return Err(file_failed(copy.path(), "copied"));
        }
    }
    Ok(())
}

/// Copies a consistent snapshot of a database into a new file.
fn copy(from: &Connection, name: &str, beside: &Path) -> Result<Scratch> {
    let scratch = Scratch::beside(beside)?;
    let copy = || {
        // No other process knows this file, and it is discarded after any failure.
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let address = connection::uri(scratch.path(), "?mode=rw&nolock=1");
        let mut to = Connection::open_with_flags(address, flags)?;
        to.pragma_update(None, "journal_mode", "OFF")?;
        to.pragma_update(None, "synchronous", "OFF")?;
        let backup = Backup::new_with_names(from, name, &mut to, "main")?;
        match backup.step(-1)? {
            StepResult::Done => Ok(()),
            _ => Err(rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_BUSY), None)),
        }
    };
    copy().map_err(|error| failed(scratch.path(), error))?;
    Ok(scratch)
}

/// Restores a backup to scratch files `beside` a path and shows every value in it, while another thread checks the files.
pub(super) fn verify(backup: &mut dyn Read, beside: &Path, visit: BackupVisitor<'_>) -> Result<()> {
    let _rights = impersonation::as_owner_of(folder_of(beside))?;
    let (mut main, mut admin) = (Scratch::beside(beside)?, Scratch::beside(beside)?);
    let has_admin = unpack(backup, &mut main, &mut admin)?;
    let (main, admin) = (main.path(), has_admin.then_some(admin.path()));
    let show = || show_values(main, &layout::read(main, &connection::open(main, &Reading::AsItIs)?)?, visit);
    let (checked, shown) = threads::both(|| check(main, admin), show);
    checked.and(shown)
}

/// Shows every value in a restored file that no other process knows.
pub(super) fn show_values(path: &Path, layout: &Layout, visit: BackupVisitor<'_>) -> Result<()> {
    let db = connection::open(path, &Reading::AsItIs)?;
    in_transaction(&db, "main", path, |db| {
        rewrite::values(&mut SqliteExecutor { db, path }, layout, &mut |some| visit(some).map(ControlFlow::Continue))
    })
}

fn no_backup() -> Error {
    RestoreError::BackupUnreadable { backend: "a SQLite database" }.into()
}

/// Writes a backup into new files. Returns whether it contains an administration file.
pub(super) fn unpack(backup: &mut dyn Read, main: &mut Scratch, admin: &mut Scratch) -> Result<bool> {
    let mut title = vec![0; TITLE.len()];
    backup.read_exact(&mut title).map_err(|error| no_backup().because(error))?;
    if title != TITLE {
        return Err(no_backup());
    }
    let mut fill = |scratch: &mut Scratch| -> Result<u64> {
        let mut length = [0; 8];
        backup.read_exact(&mut length).map_err(|error| no_backup().because(error))?;
        let length = u64::from_be_bytes(length);
        let mut out = BufWriter::with_capacity(CHUNK, scratch.file());
        let copied = io::copy(&mut backup.take(length), &mut out).and_then(|copied| out.flush().map(|()| copied));
        drop(out);
        let copied = copied.map_err(|error| file_failed(scratch.path(), "written").because(error))?;
        if copied == length { Ok(length) } else { Err(no_backup()) }
    };
    if fill(main)? == 0 {
        return Err(no_backup());
    }
    Ok(fill(admin)? > 0)
}

/// Checks unpacked files, which no other process knows, so that nothing is created beside them. Returns the layout.
pub(super) fn check(main: &Path, admin: Option<&Path>) -> Result<Layout> {
    let damaged = |error: Error| if errors::is_damage(&error) { no_backup().because(error) } else { error };
    let db = connection::open(main, &Reading::AsItIs).map_err(damaged)?;
    refuse_damage(&db, "main", main, "in the backup")?;
    let layout = layout::read(main, &db)?;
    if let Some(admin) = admin {
        let db = connection::open_admin(admin, &Reading::AsItIs).map_err(damaged)?;
        refuse_damage(&db, "kozmoai_admin", admin, "in the backup")?;
        admin_file::read(&db, admin, AdminState::read)?;
    }
    Ok(layout)
}

/// Checks a whole file, and refuses a damaged one under the name `called`.
pub(super) fn refuse_damage(db: &Connection, name: &str, path: &Path, called: &str) -> Result<()> {
    let damaged = || Error::from(DamageError::Files { database: called.to_owned() });
    let sql = format!("PRAGMA {name}.quick_check(1)");
    match db.query_row(&sql, [], |row| row.get::<_, String>(0)) {
        Ok(said) if said == "ok" => Ok(()),
        Ok(said) => Err(damaged().because(said.lines().last().unwrap_or_default())),
        Err(error) => {
            let error = failed(path, error);
            Err(if errors::is_damage(&error) { damaged() } else { error })
        }
    }
}
