//! Read-only access: on a disk that is read-only or full, or for an account that may not write. sled writes while opening, so
//! a private copy of the files is opened elsewhere. It is deleted as soon as it is open, or, where sled reads large values
//! from separate files, when it is closed.

use super::prelude::*;

/// The prefix of the names of copies.
const PREFIX: &str = "kozmoai-read-";
/// The file that is locked while a copy is in use.
const LOCK: &str = "lock";

/// A private directory for temporary files, such as the copy of a database.
pub(super) struct TempFolder {
    folder: PathBuf,
    _lock: File,
}

impl Drop for TempFolder {
    fn drop(&mut self) {
        // A later process deletes what is left.
        let _deleted = fs::remove_dir_all(&self.folder);
    }
}

/// Opens a copy of a database.
pub(super) fn open(lock: &StoreLock, check: Check<'_>) -> Result<(Db, Option<TempFolder>)> {
    swap::check_readable(lock.folder())?;
    let _impersonation = lock.rights().within();
    let copy = first_of(places(), |place| copy(lock.folder(), place))?;
    let db = Db::open(&copy.store())?;
    check(&db, &copy.store())?;
    Ok((db, Some(copy).filter(TempFolder::is_needed)))
}

/// What `create` creates in the first of these directories where it can.
fn first_of(places: impl IntoIterator<Item = PathBuf>, create: impl Fn(&Path) -> Result<TempFolder>) -> Result<TempFolder> {
    let mut failed = None;
    for place in places {
        clear_up(&place);
        match create(&place) {
            Ok(folder) => return Ok(folder),
            Err(error) => failed = Some(error),
        }
    }
    Err(failed.unwrap_or_else(|| RestoreError::NoTemporaryDirectory.into()))
}

impl TempFolder {
    fn within(place: &Path) -> Result<Self> {
        let failed = |error: io::Error| file_failed(place, "used for temporary files").because(error);
        let folder = place.join(format!("{PREFIX}{}", Uuid::new_v4().simple()));
        DirBuilder::new().mode(0o700).create(&folder).map_err(failed)?;
        let lock = files::create_private(&folder.join(LOCK))?;
        lock.try_lock().map_err(|error| failed(error.into()))?;
        Ok(Self { folder, _lock: lock })
    }

    /// The directory of the database in it.
    pub(super) fn store(&self) -> PathBuf {
        self.folder.join("store")
    }

    fn is_needed(&self) -> bool {
        fs::read_dir(self.store().join("blobs")).map_or(true, |mut blobs| blobs.next().is_some())
    }
}

/// The directories for temporary files.
fn places() -> Vec<PathBuf> {
    let runtime = PathBuf::from(format!("/run/user/{}", geteuid().as_raw()));
    [std::env::temp_dir(), runtime, PathBuf::from("/dev/shm")].into_iter().filter(|place| place.is_dir()).collect()
}

fn copy(store: &Path, place: &Path) -> Result<TempFolder> {
    let source = store.join(LOG);
    let opened = open_plainly(&source).map_err(|error| files::inaccessible(&source, error))?;
    // sled locks this file, so no other process writes while it is copied.
    if matches!(opened.try_lock_shared(), Err(TryLockError::WouldBlock)) {
        return Err(in_use(store, "another process"));
    }
    let folder = TempFolder::within(place)?;
    let failed = |error: io::Error| file_failed(place, "used for a copy of the database").because(error);
    DirBuilder::new().mode(0o700).create(folder.store()).map_err(failed)?;
    marker::copy_files(store, &folder.store()).map_err(failed)?;
    Ok(folder)
}

/// Deletes the copies that ended processes have left in every directory for temporary files, with the rights on a database,
/// which need not exist.
pub(in crate::store) fn clear_up_for(store: &Path) {
    if let Ok(rights) = Rights::on(store) {
        let _impersonation = rights.within();
        clear_up_everywhere();
    }
}

/// Deletes the copies of processes that have ended, in every directory for temporary files.
pub(in crate::store) fn clear_up_everywhere() {
    places().iter().for_each(|place| clear_up(place));
}

/// Deletes this account's copies whose processes were killed.
fn clear_up(place: &Path) {
    let own = geteuid().as_raw();
    for entry in fs::read_dir(place).into_iter().flatten().flatten() {
        let is_copy = entry.file_name().to_str().is_some_and(|name| name.starts_with(PREFIX));
        let is_own = is_copy && entry.metadata().is_ok_and(|found| found.is_dir() && found.uid() == own);
        if is_own && open_plainly(&entry.path().join(LOCK)).is_ok_and(|lock| lock.try_lock().is_ok()) {
            // Another process may be deleting it, too.
            let _deleted = fs::remove_dir_all(entry.path());
        }
    }
}

/// Why a database can't be written, as a clause after "Nothing can be changed:"; none if the error has another cause.
pub(super) fn reason(error: &Error, store: &Path) -> Option<String> {
    let parent = folder_of(store).display();
    Some(match cause(error)?.kind() {
        io::ErrorKind::ReadOnlyFilesystem => format!("{parent} is on a read-only file system"),
        io::ErrorKind::StorageFull => format!("the disk that holds {parent} is full"),
        io::ErrorKind::QuotaExceeded => format!("the quota of the disk that holds {parent} is used up"),
        io::ErrorKind::PermissionDenied => denied(store),
        _ => return None,
    })
}

/// The path that this account may not write, and its owner.
fn denied(store: &Path) -> String {
    let own = geteuid().as_raw();
    let names = [store.to_owned(), store.join(LOG), with_suffix(store, ".lock"), folder_of(store).to_owned()];
    let others = names.iter().find_map(|path| Some((path, fs::symlink_metadata(path).ok().filter(|found| found.uid() != own)?)));
    match others {
        Some((path, found)) => {
            let (owner, mode) = (account::name_of(found.uid()), found.mode() & 0o7777);
            format!("this account may not write {}, which belongs to {owner} (mode {mode:04o})", path.display())
        }
        None => format!("this account may not write in {}", store.display()),
    }
}

/// The error of the system that caused another error.
fn cause(error: &Error) -> Option<&io::Error> {
    let mut next = std::error::Error::source(error);
    while let Some(error) = next {
        if let Some(found) = error.downcast_ref::<io::Error>() {
            // An error of the system may wrap another one of ours.
            return Some(found);
        }
        next = error.source();
    }
    None
}
