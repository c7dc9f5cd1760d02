//! The directory of a database: its lock, the rights that are used in it, and its marker.
//!
//! ```text
//! store/               0700: sled's files; `kozmoai-store`, the marker, which has the format and the id and is read before
//!                      sled opens anything; and `kozmoai-newest`, the high-water mark
//! store.lock           the process that has the database open
//! store.swap           the plan of an operation of several steps, while it lasts (see swap.rs)
//! store.fresh/         a database that is being written
//! store.previous/      the database that it replaces, until it is deleted
//! store.replaced/      a database that a restored one replaced
//! store.format-1/      the database before it was upgraded to a newer format
//! ```

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::engine;
use super::rights::Rights;
use crate::error::{Error, RestoreError, Result, StoreError, StoreRemedy};
use crate::fs::{durable, paths, private};
use crate::store::files::{self, file_failed, with_suffix};

/// The suffix of the plan of a replacement, after the name of a database.
pub(super) const SWAP: &str = ".swap";
/// The format this version writes.
pub(super) const FORMAT: u32 = 2;

const MARKER: &str = "kozmoai-store";
/// The marker of a directory that is not yet a complete database, or no longer one.
const INCOMPLETE: &str = "kozmoai-incomplete";
const MARKER_TITLE: &str = "kozmoai embedded store";
/// A file of at least this many bytes may be at most [`MOST_HOLES`] times larger than the space that it takes on disk.
const LARGE: u64 = 64 << 20;
const MOST_HOLES: u64 = 100;
/// How long sled may take to close.
const CLOSING: Duration = Duration::from_secs(5);

/// Identifies a database and its copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Identifies the database, wherever it is moved.
    pub(super) id: Uuid,
    /// Changes whenever the database is rewritten or restored; older versions wrote none.
    pub(super) copy: Option<Uuid>,
}

/// The content of the marker file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) format: u32,
    pub(super) identity: Identity,
}

impl Marker {
    /// The marker of a new database.
    pub(super) fn new() -> Self {
        Self::next(Uuid::new_v4())
    }

    /// The marker of another copy of a database.
    pub(super) fn next(id: Uuid) -> Self {
        Self { format: FORMAT, identity: Identity { id, copy: Some(Uuid::new_v4()) } }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let title = lines.next()?;
        let format = lines.next()?.strip_prefix("format ")?.parse().ok()?;
        let id = lines.next()?.strip_prefix("id ")?.parse().ok()?;
        let copy = match lines.next() {
            Some(line) => Some(line.strip_prefix("copy ")?.parse().ok()?),
            None => None,
        };
        (title == MARKER_TITLE).then_some(Self { format, identity: Identity { id, copy } })
    }

    pub(super) fn text(self) -> String {
        let copy = self.identity.copy.map_or_else(String::new, |copy| format!("copy {copy}\n"));
        format!("{MARKER_TITLE}\nformat {}\nid {}\n{copy}", self.format, self.identity.id)
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or an empty directory.
    Nothing,
    /// A complete database.
    Store(Marker),
    /// A database that is being written or deleted.
    Incomplete(Marker),
    /// Something else.
    Foreign,
}

impl Found {
    /// Examines a path.
    pub(super) fn at(path: &Path) -> Result<Self> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(files::inaccessible(path, error)),
            Ok(found) if !found.is_dir() => return Ok(Self::Foreign),
            Ok(_) => {}
        }
        for (name, kind) in [(MARKER, Self::Store as fn(Marker) -> Self), (INCOMPLETE, Self::Incomplete)] {
            if let Some(text) = read_marker(&path.join(name)).map_err(|error| files::inaccessible(path, error))? {
                return Ok(Marker::parse(&text).map_or(Self::Foreign, kind));
            }
        }
        let mut entries = fs::read_dir(path).map_err(|error| files::inaccessible(path, error))?;
        Ok(if entries.next().is_none() { Self::Nothing } else { Self::Foreign })
    }

    /// Whether this is a complete database with this identity.
    pub(super) fn is_store(self, identity: Identity) -> bool {
        matches!(self, Self::Store(marker) if marker.identity == identity)
    }

    /// Whether this is a database with this identity, complete or not.
    pub(super) fn is_of(self, identity: Identity) -> bool {
        matches!(self, Self::Store(marker) | Self::Incomplete(marker) if marker.identity == identity)
    }
}

/// The text of a marker; none if the file does not exist.
fn read_marker(path: &Path) -> io::Result<Option<String>> {
    match OpenOptions::new().read(true).custom_flags(no_link()).open(path) {
        Ok(file) => {
            let mut text = Vec::new();
            if file.metadata()?.is_file() {
                file.take(1024).read_to_end(&mut text)?;
            }
            Ok(Some(String::from_utf8_lossy(&text).into_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // A symbolic link is not a marker.
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => Ok(Some(String::new())),
        Err(error) => Err(error),
    }
}

fn no_link() -> i32 {
    (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed()
}

/// The directory of a database, locked by this process until it is dropped.
pub(super) struct Held {
    folder: PathBuf,
    rights: Rights,
    marker: std::sync::OnceLock<Marker>,
    data: std::sync::Mutex<Option<File>>,
    /// The operating system releases the lock with the file, however the process ends. None for a database that is being
    /// written, which the lock of the one that it replaces protects, and for a read-only one.
    _lock: Option<File>,
}

impl Held {
    /// Locks the directory; waits briefly for another process.
    pub(super) fn take(path: &Path) -> Result<Self> {
        let folder = place_of(path)?;
        let parent = paths::folder_of(&folder);
        private::create_folder(parent).map_err(|error| file_failed(parent, "created").because(error))?;
        let rights = Rights::on(&folder)?;
        refuse_foreign(&folder)?;
        let lock = files::lock(&with_suffix(&folder, ".lock"), |holder| in_use(&folder, holder))?;
        refuse_special(&folder)?;
        Ok(Self::of(folder, rights, Some(lock)))
    }

    /// Opens the directory without a lock, where nothing can be written; refuses if another process has it open.
    pub(super) fn look(path: &Path) -> Result<Self> {
        let folder = place_of(path)?;
        let rights = Rights::on(&folder)?;
        let lock = with_suffix(&folder, ".lock");
        if let Ok(file) = OpenOptions::new().read(true).custom_flags(no_link()).open(&lock)
            && matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
        {
            return Err(in_use(&folder, "another process"));
        }
        refuse_special(&folder)?;
        Ok(Self::of(folder, rights, None))
    }

    /// The directory of a database that is being written, protected by this lock.
    pub(super) fn fresh(&self, folder: PathBuf) -> Self {
        Self::of(folder, self.rights, None)
    }

    fn of(folder: PathBuf, rights: Rights, lock: Option<File>) -> Self {
        Self { folder, rights, marker: std::sync::OnceLock::new(), data: std::sync::Mutex::new(None), _lock: lock }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Releases a directory in which no database was created, and deletes its lock file.
    pub(super) fn leave(self) {
        let _acting = self.rights.beside();
        // A leftover lock file does no harm.
        drop(fs::remove_file(self.beside(".lock")));
    }

    /// The rights that are used in the directory.
    pub(super) fn rights(&self) -> Rights {
        self.rights
    }

    /// A path beside the directory, with a suffix.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        with_suffix(&self.folder, suffix)
    }

    /// The marker; none if there is no directory, or an empty one.
    pub(super) fn marker(&self) -> Result<Option<Marker>> {
        match Found::at(&self.folder)? {
            Found::Nothing => Ok(None),
            Found::Store(Marker { format, .. }) if format > FORMAT => {
                let what = format!("The database in {}", self.folder.display());
                Err(StoreError::NewerFormat { what, format: format.into(), supported: FORMAT.into() }.into())
            }
            Found::Store(marker) => Ok(Some(marker)),
            Found::Incomplete(_) => Err(StoreError::Incomplete { path: self.folder.clone() }.into()),
            Found::Foreign => Err(foreign(&self.folder)),
        }
    }

    /// Remembers the marker of the opened database.
    pub(super) fn settle(&self, marker: Marker) {
        // Set once, right after the directory was prepared; a rewrite keeps the id.
        let _settled = self.marker.set(marker);
    }

    /// Opens the file that `sync_data` needs, so that a failure to open it occurs before anything is written.
    pub(super) fn prepare_sync(&self) -> Result<()> {
        self.with_data(|_| Ok(()))
    }

    /// Syncs the data to disk, including the disk's own cache.
    pub(super) fn sync_data(&self) -> Result<()> {
        self.with_data(File::sync_all)
    }

    fn with_data(&self, work: impl FnOnce(&File) -> io::Result<()>) -> Result<()> {
        let path = self.folder.join("db");
        let mut data = self.data.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file = match data.take() {
            Some(file) => file,
            None => open_plainly(&path).map_err(|error| file_failed(&path, "opened").because(error))?,
        };
        work(data.insert(file)).map_err(|error| file_failed(&path, "synced to disk").because(error))
    }

    /// Forgets the open file after the database was replaced.
    pub(super) fn reopen_data(&self) {
        *self.data.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    /// The marker of the opened database.
    pub(super) fn settled(&self) -> Option<Marker> {
        self.marker.get().copied()
    }

    /// The key of the failed sign-ins under a name; names can be tried against it only with the database.
    pub(super) fn hash_of_name(&self, username: &str) -> [u8; 32] {
        let id = self.marker.get().map_or(Uuid::nil(), |marker| marker.identity.id);
        Sha256::new().chain_update(id.as_bytes()).chain_update(username).finalize().into()
    }
}

/// Refuses what is not a database before a lock file is created for it: `/etc/passwd.lock` would block the system's own
/// programs. While a replacement is interrupted, anything may be there.
fn refuse_foreign(folder: &Path) -> Result<()> {
    let is_interrupted = fs::symlink_metadata(with_suffix(folder, SWAP)).is_ok();
    if is_interrupted || Found::at(folder)? != Found::Foreign { Ok(()) } else { Err(foreign(folder)) }
}

fn foreign(folder: &Path) -> Error {
    let marker = folder.join(MARKER);
    if fs::symlink_metadata(&marker).is_ok() {
        Error::from(StoreError::UnexpectedFile { path: marker, what: "is damaged" }).hint(StoreRemedy::RestoreBackup)
    } else if fs::symlink_metadata(folder).is_ok_and(|found| !found.is_dir()) {
        not_embedded(folder, "is a symbolic link or a file, not a directory")
    } else {
        not_embedded(folder, "contains other files")
    }
}

/// The directory that a path names, if it may be that of a database: not the root, the working directory or one above it.
pub(super) fn place_of(path: &Path) -> Result<PathBuf> {
    let folder = paths::absolute(path)?;
    let is_above = std::env::current_dir().is_ok_and(|here| here.starts_with(&folder));
    if folder.file_name().is_none() || (is_above && !matches!(Found::at(&folder), Ok(Found::Store(_)))) {
        return Err(StoreError::UnsuitablePath { path: path.to_owned(), requirement: "it must be a separate directory" }.into());
    }
    Ok(folder)
}

pub(super) fn in_use(folder: &Path, holder: &str) -> Error {
    StoreError::InUse { path: folder.to_owned(), holder: holder.to_owned() }.into()
}

pub(super) fn not_embedded(folder: &Path, reason: &'static str) -> Error {
    StoreError::NotEmbedded { path: folder.to_owned(), reason }.into()
}

/// Refuses a directory that contains anything but files and directories. sled opens files by their names: a symbolic link
/// would lead it elsewhere, a pipe would block it forever, and a file that consists of holes would fill all memory.
fn refuse_special(folder: &Path) -> Result<()> {
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

/// Opens a file; refuses a symbolic link.
pub(super) fn open_plainly(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(no_link()).open(path)
}

/// Creates an empty directory for a new database and marks it.
pub(super) fn create(folder: &Path, marker: Marker, rights: Rights) -> Result<()> {
    create_marked(folder, MARKER, marker, rights)
}

/// Creates a directory with the identity of a database, marked as incomplete.
pub(super) fn create_incomplete(folder: &Path, marker: Marker, rights: Rights) -> Result<()> {
    create_marked(folder, INCOMPLETE, marker, rights)
}

fn create_marked(folder: &Path, name: &str, marker: Marker, rights: Rights) -> Result<()> {
    let failed = |error: io::Error| file_failed(folder, "created").because(error);
    rights.create_folder(folder).map_err(failed)?;
    let _acting = rights.within();
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(name)).map_err(failed)?;
    file.write_all(marker.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

/// Deletes a partially written marker of this identity, if the directory contains nothing else: without a complete marker, the
/// directory can't be told from one of another program.
pub(super) fn delete_begun_marker(folder: &Path, identity: Identity, rights: Rights) -> Result<()> {
    let whole = Marker { format: FORMAT, identity }.text();
    let failed = |error: io::Error| file_failed(folder, "deleted").because(error);
    let names = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<_>>>(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => Err(error),
    };
    let names = names.map_err(failed)?;
    let [name] = names.as_slice() else { return Ok(()) };
    if name != MARKER && name != INCOMPLETE {
        return Ok(());
    }
    let _acting = rights.within();
    let path = folder.join(name);
    let is_begun = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file())
        && read_marker(&path).map_err(failed)?.is_some_and(|text| text != whole && whole.starts_with(&text));
    if is_begun { fs::remove_file(&path).map_err(failed) } else { Ok(()) }
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

/// Copies the files of a database, except the marker, into an existing directory.
pub(super) fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if kind.is_dir() {
            DirBuilder::new().mode(0o700).create(to.join(&name))?;
            copy_files(&entry.path(), &to.join(&name))?;
        } else if kind.is_file() && ![MARKER, INCOMPLETE].map(OsStr::new).contains(&name.as_os_str()) {
            let mut copy = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to.join(&name))?;
            io::copy(&mut open_plainly(&entry.path())?, &mut copy)?;
        }
    }
    Ok(())
}

/// The total size of the files in a directory, in bytes.
pub(super) fn size(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.try_fold(0, |sum, entry| {
        let entry = entry?;
        let found = entry.metadata()?;
        Ok(sum + if found.is_dir() { size(&entry.path())? } else { found.len() })
    })
}

/// Marks a filled directory as a complete database.
pub(super) fn complete(folder: &Path) -> io::Result<()> {
    fs::rename(folder.join(INCOMPLETE), folder.join(MARKER))
}

/// Deletes a database with this identity, if it exists; anything else under that name is kept. The marker is changed to
/// incomplete first and deleted last, so that an interrupted deletion can be continued.
pub(super) fn delete(folder: &Path, identity: Identity, rights: Rights) -> Result<()> {
    let found = Found::at(folder)?;
    if found != Found::Nothing && !found.is_of(identity) {
        return Err(not_the_old_one(folder));
    }
    let failed = |error: io::Error| file_failed(folder, "deleted").because(error);
    if found != Found::Nothing {
        let _acting = rights.within();
        if matches!(found, Found::Store(_)) {
            fs::rename(folder.join(MARKER), folder.join(INCOMPLETE)).map_err(failed)?;
        }
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                fs::remove_dir_all(&path).map_err(failed)?;
            } else if entry.file_name() != INCOMPLETE {
                fs::remove_file(&path).map_err(failed)?;
            }
        }
        fs::remove_file(folder.join(INCOMPLETE)).map_err(failed)?;
    }
    let _acting = rights.beside();
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

/// The error for a path that was to be deleted, but leads to something else now.
pub(super) fn not_the_old_one(path: &Path) -> Error {
    RestoreError::FileReplaced { path: path.to_owned(), what: "is not the database that was to be deleted, and was kept" }.into()
}

/// Waits until sled's threads, which outlive its handle briefly, have closed the files of a directory.
pub(super) fn wait_until_closed(folder: &Path) -> Result<()> {
    let path = folder.join("db");
    let file = match open_plainly(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(file_failed(&path, "opened").because(error)),
    };
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begin.elapsed() < CLOSING && !engine::is_stuck() => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => return Err(in_use(folder, "another process")),
            Err(TryLockError::Error(error)) => return Err(file_failed(&path, "locked").because(error)),
        }
    }
}
