//! The files in the directory of a database: sled's and ours.

use std::ffi::OsStr;
use std::fs::DirEntry;
use std::os::unix::ffi::OsStrExt;

use super::prelude::*;

/// sled's log.
pub(super) const LOG: &str = "db";
/// The suffix of a lock.
pub(super) const LOCK: &str = ".lock";
/// sled's directory for large values.
const BLOBS: &str = "blobs";
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

/// Whether an entry of the directory is one of the database's own files, or its directory of blobs. `.lock` was left there by
/// versions that were given the path with a slash at its end.
fn is_own(entry: &DirEntry) -> io::Result<bool> {
    const FILES: [&str; 7] = [LOG, "conf", MARKER, INCOMPLETE, NEWEST, ASIDE, LOCK];
    let name = entry.file_name();
    if entry.file_type()?.is_dir() {
        return Ok(name == BLOBS);
    }
    let is_snapshot = name.as_bytes().strip_prefix(b"snap.").is_some_and(|rest| {
        let number = rest.strip_suffix(b".generating").unwrap_or(rest);
        number.len() == 16 && number.iter().all(u8::is_ascii_hexdigit)
    });
    Ok(is_snapshot || is_unlinked(&name) || FILES.iter().any(|own| name == *own))
}

/// Whether an entry of the directory of blobs is one: their names are numbers.
fn is_blob(entry: &DirEntry) -> io::Result<bool> {
    let name = entry.file_name();
    let is_number = name.as_bytes().iter().all(u8::is_ascii_digit);
    Ok(!entry.file_type()?.is_dir() && (is_number || is_unlinked(&name)))
}

/// Whether a name is that of a deleted file which is open, on NFS and FUSE.
fn is_unlinked(name: &OsStr) -> bool {
    let hidden = |prefix: &[u8]| {
        let rest = name.as_bytes().strip_prefix(prefix);
        rest.is_some_and(|rest| rest.len() >= 16 && rest.iter().all(u8::is_ascii_hexdigit))
    };
    hidden(b".nfs") || hidden(b".fuse_hidden")
}

/// The files in the directory of a database and in that of its blobs.
pub(super) struct Contents {
    /// Its own files.
    pub(super) own: Vec<PathBuf>,
    /// Anything else.
    foreign: Vec<PathBuf>,
}

impl Contents {
    /// Reads the directories.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let mut contents = Self { own: Vec::new(), foreign: Vec::new() };
        let is_folder = match fs::symlink_metadata(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => false,
            found => found?.is_dir(),
        };
        if is_folder {
            contents.read(folder, is_own)?;
        }
        Ok(contents)
    }

    /// Reads a directory, and the directories in it that are the database's: never one that a symbolic link leads to.
    fn read(&mut self, folder: &Path, is_own: fn(&DirEntry) -> io::Result<bool>) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if !is_own(&entry)? {
                self.foreign.push(entry.path());
            } else if entry.file_type()?.is_dir() {
                self.read(&entry.path(), is_blob)?;
            } else {
                self.own.push(entry.path());
            }
        }
        Ok(())
    }
}

/// Refuses a directory that contains other files than the database's: they would be deleted with it, or moved aside.
pub(super) fn refuse_foreign_files(folder: &Path) -> Result<()> {
    let mut foreign = Contents::of(folder).map_err(|error| file_failed(folder, "read").because(error))?.foreign;
    if foreign.is_empty() {
        return Ok(());
    }
    foreign.sort_unstable();
    let names = foreign.iter().map(|path| path.strip_prefix(folder).unwrap_or(path).to_string_lossy());
    let names = names.map(|name| text::clean(&name).into_owned());
    Err(Error::from(StoreError::ForeignFiles { path: folder.to_owned() }).details(names))
}

/// Deletes the database's own files, except the marker [`INCOMPLETE`]. Returns whether nothing else is left.
pub(super) fn delete_own_files(folder: &Path) -> io::Result<bool> {
    let Contents { own, foreign } = Contents::of(folder)?;
    let marker = folder.join(INCOMPLETE);
    own.iter().filter(|path| **path != marker).try_for_each(fs::remove_file)?;
    if !foreign.is_empty() {
        return Ok(false);
    }
    match fs::remove_dir(folder.join(BLOBS)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(true),
    }
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
