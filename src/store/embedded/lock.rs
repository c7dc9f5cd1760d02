//! The directory of a database and its lock.
//!
//! ```text
//! store/               0700: sled's files; `kozmoai-store`, the marker (see marker.rs); and `kozmoai-newest`, the high-water mark
//! store.lock           the process that has the database open
//! store.swap           the plan of an operation of several steps, while it lasts (see plan.rs)
//! store.fresh/         a database that is being written
//! store.previous/      the database that it replaces, until it is deleted
//! store.replaced/      a database that a restored one replaced
//! ```

use std::path::Component;

use super::prelude::*;

/// The suffix of the plan of an operation, after the name of a database.
pub(super) const PLAN: &str = ".swap";

/// The directory of a database, locked by this process until it is dropped.
pub(super) struct StoreLock {
    folder: PathBuf,
    rights: Rights,
    /// The operating system releases the lock with the file, however the process ends. None for a database that is being
    /// written, which the lock of the one that it replaces protects, and for a read-only one.
    file: Option<File>,
}

impl StoreLock {
    /// Locks the directory; waits briefly for another process.
    pub(super) fn acquire(path: &Path) -> Result<Self> {
        let folder = checked_path(path)?;
        private::create_folder(folder_of(&folder))?;
        Self::hold(folder, |lock, folder| lock::hold(lock, |holder| in_use(folder, holder)))
    }

    /// Locks the directory of a database that exists, without waiting for another process.
    pub(super) fn acquire_at_once(path: &Path) -> Result<Self> {
        Self::hold(checked_path(path)?, |lock, folder| lock::hold_at_once(lock, |holder| in_use(folder, holder)))
    }

    fn hold(folder: PathBuf, hold: impl FnOnce(&Path, &Path) -> Result<File>) -> Result<Self> {
        let rights = Rights::on(&folder)?;
        refuse_foreign(&folder)?;
        let file = hold(&with_suffix(&folder, LOCK), &folder)?;
        refuse_special(&folder)?;
        Ok(Self { folder, rights, file: Some(file) })
    }

    /// Opens the directory without a lock, where nothing can be written; refuses if another process has it open.
    pub(super) fn read_only(path: &Path) -> Result<Self> {
        let folder = checked_path(path)?;
        let rights = Rights::on(&folder)?;
        if let Ok(file) = open_plainly(&with_suffix(&folder, LOCK))
            && matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
        {
            return Err(in_use(&folder, "another process"));
        }
        refuse_special(&folder)?;
        Ok(Self { folder, rights, file: None })
    }

    /// The directory of a database that is being written, protected by this lock.
    pub(super) const fn for_fresh(&self, folder: PathBuf) -> Self {
        Self { folder, rights: self.rights, file: None }
    }

    /// Its path.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The rights that are used in the directory.
    pub(super) const fn rights(&self) -> Rights {
        self.rights
    }

    /// A path beside the directory, with a suffix.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        with_suffix(&self.folder, suffix)
    }

    /// Releases a directory in which no database was created, and deletes its lock file.
    pub(super) fn release_unused(self) {
        let _impersonation = self.rights.beside();
        // A leftover lock file does no harm.
        drop(fs::remove_file(self.beside(LOCK)));
        drop(self.file);
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
}

/// Refuses what is not a database before a lock file is created for it: `/etc/passwd.lock` would block the system's own
/// programs. While a replacement is interrupted, anything may be there.
fn refuse_foreign(folder: &Path) -> Result<()> {
    let is_interrupted = fs::symlink_metadata(with_suffix(folder, PLAN)).is_ok();
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
pub(super) fn checked_path(path: &Path) -> Result<PathBuf> {
    let folder = with_real_parent(paths::absolute(path)?)?;
    let is_above = std::env::current_dir().is_ok_and(|here| here.starts_with(&folder));
    if folder.file_name().is_none() || (is_above && !matches!(Found::at(&folder), Ok(Found::Store(_)))) {
        return Err(StoreError::UnsuitablePath {
            path: path.to_owned(),
            requirement: "it must be a separate directory".to_owned(),
        }
        .into());
    }
    if fs::symlink_metadata(&folder).is_err()
        && let Some(database) = marker::database_around(&folder)
    {
        let requirement = format!("it must not be inside another database, {}", database.display());
        return Err(StoreError::UnsuitablePath { path: path.to_owned(), requirement }.into());
    }
    Ok(folder)
}

/// A path whose `..` are resolved: one that leads through the database itself ends when that is replaced.
fn with_real_parent(path: PathBuf) -> Result<PathBuf> {
    let is_plain = path.components().all(|part| part != Component::ParentDir);
    match path.file_name().filter(|_| !is_plain) {
        Some(name) => Ok(paths::resolved(folder_of(&path))?.join(name)),
        None => Ok(path),
    }
}

/// The files of a database.
pub(in crate::store) fn local_files(folder: &Path) -> LocalFiles {
    LocalFiles {
        private_folder: Some(folder.to_owned()),
        files: vec![with_suffix(folder, LOCK)],
        names: Some((folder.to_owned(), &[LOCK, ".fresh", ".swap", ".replaced", ".proof", ".format-"])),
        ..LocalFiles::default()
    }
}
