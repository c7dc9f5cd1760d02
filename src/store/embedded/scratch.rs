//! A store that can only be read: on a disk that is read-only or full, or for an account that may not write. sled writes
//! while it opens, so a private copy of the files is opened, elsewhere. Nobody else may see it, and it is deleted as soon as
//! it is open, or, where sled reads large values from files of their own, when it is closed.

use std::fs::{self, DirBuilder, File};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

use super::engine::Db;
use super::folder::{self, Held};
use super::{Check, swap};
use crate::error::{Error, Kind, Result};
use crate::fs::account;
use crate::store::files::{self, trouble};

/// How copies are named, before a random part.
const PREFIX: &str = "kozmoai-read-";
/// Held for as long as a copy is of use.
const LOCK: &str = "lock";

/// A copy of a store's files.
pub(super) struct Scratch {
    folder: PathBuf,
    _lock: File,
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What stays behind, the next one deletes.
        let _deleted = fs::remove_dir_all(&self.folder);
    }
}

/// Opens a copy of a store.
pub(super) fn open(held: &Held, check: Check<'_>) -> Result<(Db, Option<Scratch>)> {
    swap::check_readable(held.folder())?;
    let _acting = held.rights().within();
    let mut failed = None;
    for place in places() {
        clear_up(&place);
        match copy(held.folder(), &place) {
            Ok(scratch) => {
                let db = Db::open(&scratch.store())?;
                check(&db, &scratch.store())?;
                return Ok((db, Some(scratch).filter(Scratch::is_needed)));
            }
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| trouble(held.folder(), "can't be copied for reading")))
}

impl Scratch {
    /// An empty place beside a file, or where that can't be, among what is temporary.
    pub(super) fn near(path: &Path) -> Result<Self> {
        let beside = crate::fs::place::folder_of(path);
        let mut failed = None;
        for place in is_own(beside).then(|| beside.to_owned()).into_iter().chain(places()) {
            clear_up(&place);
            match Self::within(&place) {
                Ok(scratch) => return Ok(scratch),
                Err(error) => failed = Some(error),
            }
        }
        Err(failed.unwrap_or_else(|| Error::new(Kind::Store, "There is no folder for temporary files.")))
    }

    fn within(place: &Path) -> Result<Self> {
        let failed = |error: io::Error| trouble(place, "can't take temporary files").because(error);
        let folder = place.join(format!("{PREFIX}{}", uuid::Uuid::new_v4().simple()));
        DirBuilder::new().mode(0o700).create(&folder).map_err(failed)?;
        let lock = files::create_private(&folder.join(LOCK))?;
        lock.try_lock().map_err(|error| failed(error.into()))?;
        Ok(Self { folder, _lock: lock })
    }

    /// Where a store may lie in it.
    pub(super) fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    fn is_needed(&self) -> bool {
        fs::read_dir(self.store().join("blobs")).map_or(true, |mut blobs| blobs.next().is_some())
    }
}

/// Whether only this account can give names in a folder.
fn is_own(folder: &Path) -> bool {
    let own = rustix::process::geteuid().as_raw();
    fs::metadata(folder).is_ok_and(|found| found.uid() == own && found.mode() & 0o022 == 0)
}

/// Where copies may be made: the system's folders for what is temporary.
fn places() -> Vec<PathBuf> {
    let runtime = PathBuf::from(format!("/run/user/{}", rustix::process::geteuid().as_raw()));
    [std::env::temp_dir(), runtime, PathBuf::from("/dev/shm")].into_iter().filter(|place| place.is_dir()).collect()
}

fn copy(store: &Path, place: &Path) -> Result<Scratch> {
    let source = store.join("db");
    let opened = folder::open_plainly(&source).map_err(|error| files::unreachable(&source, error))?;
    // sled excludes others by a lock on this file, which keeps a writer away while it is copied.
    if matches!(opened.try_lock_shared(), Err(fs::TryLockError::WouldBlock)) {
        return Err(Error::new(Kind::Store, format!("The store in {} is in use by another process.", store.display()))
            .hint("One process at a time holds an embedded store: end that one (or its console), then try again."));
    }
    let scratch = Scratch::within(place)?;
    let failed = |error: io::Error| trouble(place, "can't take a copy of the store for reading").because(error);
    DirBuilder::new().mode(0o700).create(scratch.store()).map_err(failed)?;
    folder::copy_files(store, &scratch.store()).map_err(failed)?;
    Ok(scratch)
}

/// Deletes copies that a process that is gone has left, wherever copies may be made.
pub(super) fn clear_up_everywhere() {
    places().iter().for_each(|place| clear_up(place));
}

/// Deletes copies of this account's whose process was killed.
fn clear_up(place: &Path) {
    let own = rustix::process::geteuid().as_raw();
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let is_copy = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_own = is_copy && entry.metadata().is_ok_and(|found| found.is_dir() && found.uid() == own);
        if is_own && folder::open_plainly(&entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok()) {
            // Another process may just be deleting it.
            let _deleted = fs::remove_dir_all(entry.path());
        }
    }
}

/// Why a store can't be written, if that is what this error comes from, in words that follow "Nothing can be changed:".
pub(super) fn reason(error: &Error, store: &Path) -> Option<String> {
    let parent = crate::fs::place::folder_of(store).display();
    Some(match cause(error)?.kind() {
        io::ErrorKind::ReadOnlyFilesystem => format!("{parent} is on a read-only file system"),
        io::ErrorKind::StorageFull => format!("the disk that holds {parent} is full"),
        io::ErrorKind::QuotaExceeded => format!("the quota of the disk that holds {parent} is used up"),
        io::ErrorKind::PermissionDenied => denied(store),
        _ => return None,
    })
}

/// What it is that this account may not write, and whose it is.
fn denied(store: &Path) -> String {
    let own = rustix::process::geteuid().as_raw();
    let names =
        [store.to_owned(), store.join("db"), files::with_suffix(store, ".lock"), crate::fs::place::folder_of(store).to_owned()];
    let others = names.iter().find_map(|path| Some((path, fs::symlink_metadata(path).ok().filter(|found| found.uid() != own)?)));
    match others {
        Some((path, found)) => {
            let (owner, mode) = (account::name_of(found.uid()), found.mode() & 0o7777);
            format!("this account may not write {}, which belongs to {owner} (mode {mode:04o})", path.display())
        }
        None => format!("this account may not write in {}", store.display()),
    }
}

/// The error of the system that caused another.
fn cause(error: &Error) -> Option<&io::Error> {
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<io::Error>() {
            // An error of ours may be wrapped in one of the system's.
            return Some(found);
        }
        next = error.source();
    }
    None
}
