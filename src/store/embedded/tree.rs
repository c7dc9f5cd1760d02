//! The files in the directory of a database: sled's and ours.

use std::ffi::OsStr;

use super::prelude::*;

/// sled's log.
pub(super) const LOG: &str = "db";
/// The marker of a complete database.
pub(super) const MARKER: &str = "kozmoai-store";
/// The marker of a directory that is not yet a complete database, or no longer one.
pub(super) const INCOMPLETE: &str = "kozmoai-incomplete";
/// The high-water mark.
pub(super) const NEWEST: &str = "kozmoai-newest";
/// The saved end of the log on file systems where files must have names, until it is unlinked.
pub(super) const ASIDE: &str = "kozmoai-aside";
/// A file of at least this many bytes may be at most [`MOST_HOLES`] times larger than the space that it takes on disk.
const LARGE: u64 = 64 << 20;
const MOST_HOLES: u64 = 100;
/// How long sled may take to close.
const CLOSING: Duration = Duration::from_secs(5);

/// Opens a file; refuses a symbolic link, and does not wait for a pipe.
pub(super) fn open_plainly(path: &Path) -> io::Result<File> {
    let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
    OpenOptions::new().read(true).custom_flags(flags.bits().cast_signed()).open(path)
}

/// Refuses a directory that contains anything but files and directories. sled opens files by their names: a symbolic link
/// would lead it elsewhere, a pipe would block it forever, and a file that consists of holes would fill all memory.
pub(super) fn refuse_special(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let found = entry.metadata().map_err(|error| file_failed(&entry.path(), "examined").because(error))?;
        let what = if found.is_dir() {
            refuse_special(&entry.path())?;
            continue;
        } else if !found.is_file() {
            "is not a regular file"
        } else if found.len() > LARGE && found.blocks().saturating_mul(512 * MOST_HOLES) < found.len() {
            "is far larger than its content"
        } else {
            continue;
        };
        return Err(StoreError::UnexpectedFile { path: entry.path(), what }.into());
    }
    Ok(())
}

/// Whether a name is that of one of the database's own files or directories; NFS keeps a deleted file that is open as `.nfs…`.
pub(super) fn is_own(name: &OsStr) -> bool {
    let names = [LOG, "conf", "blobs", MARKER, INCOMPLETE, NEWEST, ASIDE];
    let name = name.as_encoded_bytes();
    let is_snapshot = name.strip_prefix(b"snap.").is_some_and(|rest| {
        let number = rest.strip_suffix(b".generating").unwrap_or(rest);
        number.len() == 16 && number.iter().all(u8::is_ascii_hexdigit)
    });
    is_snapshot || name.starts_with(b".nfs") || names.iter().any(|own| own.as_bytes() == name)
}

/// Refuses a directory that contains other files than the database's: they would be deleted with it, or moved aside.
pub(super) fn refuse_foreign_files(folder: &Path) -> Result<()> {
    let unread = |error: io::Error| file_failed(folder, "read").because(error);
    let mut foreign = Vec::new();
    for entry in fs::read_dir(folder).map_err(unread)? {
        let name = entry.map_err(unread)?.file_name();
        if !is_own(&name) {
            foreign.push(text::clean(&name.to_string_lossy()).into_owned());
        }
    }
    if foreign.is_empty() {
        return Ok(());
    }
    foreign.sort_unstable();
    Err(Error::from(StoreError::ForeignFiles { path: folder.to_owned() }).details(foreign))
}

/// Deletes the snapshots that sled was writing when it was killed. It takes them for complete ones and then reports the
/// database as corrupt; without them it reads the last complete one, or the log.
pub(super) fn delete_incomplete_snapshots(folder: &Path) -> Result<()> {
    let delete = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("snap.") && name.ends_with(".generating") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    delete().map_err(|error| file_failed(folder, "cleaned up").because(error))
}

/// Waits until sled's threads, which outlive its handle briefly, have closed the files of a directory.
pub(super) fn wait_until_closed(folder: &Path) -> Result<()> {
    let path = folder.join(LOG);
    let file = match open_plainly(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(file_failed(&path, "opened").because(error)),
    };
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begin.elapsed() < CLOSING && !worker::is_stuck() => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => return Err(in_use(folder, "another process")),
            Err(TryLockError::Error(error)) => return Err(file_failed(&path, "locked").because(error)),
        }
    }
}

/// Syncs everything in a directory to disk, and makes each file private.
pub(super) fn sync_all(folder: &Path) -> Result<()> {
    let failed = |error: io::Error| file_failed(folder, "synced to disk").because(error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            open_plainly(&path).and_then(|folder| durable::set_mode(&folder, 0o700)).map_err(failed)?;
            sync_all(&path)?;
        } else {
            let file = open_plainly(&path).map_err(failed)?;
            durable::set_mode(&file, 0o600).and_then(|()| file.sync_all()).map_err(failed)?;
        }
    }
    files::sync_folder(folder)
}

/// The total size of the files in a directory, in bytes.
pub(super) fn size(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.try_fold(0, |sum, entry| {
        let entry = entry?;
        let found = entry.metadata()?;
        Ok(sum + if found.is_dir() { size(&entry.path())? } else { found.len() })
    })
}
