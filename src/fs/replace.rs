//! Replacing the contents of a file with secrets: by a new file, or in place where a new one cannot take its name.

use std::fs::{File, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, FallocateFlags, FileType, IFlags, Mode, OFlags, fallocate, fstat, openat, unlinkat};
use rustix::io::Errno;

use super::account::Account;
use super::incomplete::{KEPT_MODE, OTHERS, Target};
use super::private::{self, LARGEST, unlinked, unwritable};
use super::trust::Trust;
use super::{durable, lock, mounts, paths};
use crate::error::{Error, FileError, Problem, Result};
use crate::secret::Zeroizing;

/// How often an edit begins again because the file was created, replaced or deleted meanwhile.
const ATTEMPTS: usize = 100;

/// What an edit writes.
pub struct Edited {
    /// The text that was read; none if there is no file.
    pub old: Option<Zeroizing<String>>,
    /// The text that replaces it.
    pub new: Zeroizing<String>,
}

/// Edits a file: `prepare` reads it, and decides what is written instead. Meanwhile no other edit can begin, and a file that does
/// not exist is created only if it still does not. `prepare` may be called several times. Returns whether others could read the
/// file; they cannot any more.
///
/// # Errors
/// Those of `prepare`; `Conflict` if another process keeps the file locked; `Usage` if it is a symbolic link or cannot be read;
/// `Unexpected` if it cannot be written.
pub fn edit(path: &Path, prepare: impl Fn() -> Result<Option<Edited>>) -> Result<bool> {
    for _ in 0..ATTEMPTS {
        let present = match private::open_unlinked(path) {
            Err(error) => return prepare()?.map_or(Ok(false), |_| Err(error)),
            present => present?,
        };
        if !present.as_ref().map_or(Ok(true), |file| lock_at(path, file))? {
            continue;
        }
        let Some(Edited { old, new }) = prepare()? else { return Ok(false) };
        match (&present, old) {
            (Some(_), Some(old)) => return write(path, old.as_bytes(), new.as_bytes()),
            (None, None) => match private::create(path, new.as_bytes()) {
                Err(error) if matches!(error.problem(), Problem::Files(FileError::Exists { .. })) => {}
                created => return created.map(|()| false),
            },
            _ => {}
        }
    }
    Err(FileError::EditedElsewhere { path: path.to_owned() }.into())
}

/// Locks a file until it is dropped. Returns whether it still has its name: the last holder of the lock may have replaced it.
fn lock_at(path: &Path, file: &File) -> Result<bool> {
    match lock::wait_for(file) {
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
            return Err(FileError::EditedElsewhere { path: path.to_owned() }.into());
        }
        // Not every file system has locks.
        Ok(()) | Err(_) => {}
    }
    let identity = |found: Metadata| (found.dev(), found.ino());
    let locked = file.metadata().map_err(|error| private::unreadable(path, error))?;
    Ok(std::fs::symlink_metadata(path).is_ok_and(|named| identity(named) == identity(locked)))
}

/// Replaces the present contents of a file, in place if [`must_be_in_place`] says so. Returns whether others could read the file;
/// they cannot any more.
///
/// # Errors
/// `Unexpected`; a file that is written in place may contain parts of both then.
fn write(path: &Path, old: &[u8], new: &[u8]) -> Result<bool> {
    if must_be_in_place(path) { write_in_place(path, old, new) } else { private::write(path, new) }
}

/// Checks that a file could be replaced with so many bytes, without a visible effect.
///
/// # Errors
/// `Usage` or `Unexpected`: why it would fail.
pub fn rehearse(path: &Path, size: u64) -> Result<()> {
    if must_be_in_place(path) { rehearse_in_place(path, size) } else { rehearse_new(path, size) }
}

/// Whether a file must be written in place, because a new one cannot take its name or not all of its names: it is a mount
/// point, or has several names (hard links). A file that does not belong to the owner of its directory may have been linked
/// there to be overwritten, so it never is.
pub fn must_be_in_place(path: &Path) -> bool {
    let is_linked = |found: &Metadata| found.is_file() && found.nlink() > 1;
    let is_of_owner =
        |found: &Metadata| std::fs::metadata(paths::folder_of(path)).is_ok_and(|folder| folder.uid() == found.uid());
    mounts::is_mount_point(path) || std::fs::symlink_metadata(path).is_ok_and(|found| is_linked(&found) && is_of_owner(&found))
}

/// Writes a file in place that cannot be replaced because it is a mount point, and reads it back. Its owner and group stay, its
/// group may no longer write it, and others lose access; returns whether they had it. Only what differs from `old`, its current
/// content, is written. After an interruption it contains parts of both.
fn write_in_place(path: &Path, old: &[u8], new: &[u8]) -> Result<bool> {
    let cannot = |error: io::Error| unwritable(path).because(error);
    let file = unlinked(path, OFlags::RDWR).map_err(cannot)?;
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let write = || -> io::Result<u32> {
        file.write_all_at(&new[same..], same as u64)?;
        file.set_len(new.len() as u64)?;
        let mode = file.metadata()?.mode() & 0o7777;
        if mode & !KEPT_MODE != 0 {
            durable::set_mode(&file, mode & KEPT_MODE)?;
        }
        file.sync_all()?;
        Ok(mode)
    };
    let mode = write().map_err(cannot)?;
    let written = private::read_unlinked(path)?.unwrap_or_default();
    if written.as_slice() == new {
        Ok(mode & OTHERS != 0)
    } else {
        Err(FileError::ReadsBackDifferently { path: path.to_owned() }.into())
    }
}

/// Checks that [`write_in_place`] would succeed, without a visible effect.
fn rehearse_in_place(path: &Path, size: u64) -> Result<()> {
    let cannot = |error: io::Error| unwritable(path).because(error);
    let file = unlinked(path, OFlags::RDWR).map_err(cannot)?;
    let present = file.metadata().map_err(cannot)?.len();
    if size <= present {
        return Ok(());
    }
    match fallocate(&file, FallocateFlags::KEEP_SIZE, present, size - present) {
        // Not every file system supports this check.
        Ok(()) | Err(Errno::NOTSUP | Errno::NOSYS | Errno::INVAL) => Ok(()),
        Err(error) => Err(cannot(error.into())),
    }
}

/// Checks that [`private::write`] could replace a file with so many bytes, with a temporary file next to it.
///
/// # Errors
/// `Usage` or `Unexpected`: why it could not.
pub fn rehearse_new(path: &Path, size: u64) -> Result<()> {
    let cannot = |error: io::Error| unwritable(path).because(error);
    let Some((folder, name)) = Trust::own().folder_of(path)? else {
        return Err(FileError::FolderMissing { path: path.to_owned() }.into());
    };
    let is_fixed = |fd: BorrowedFd<'_>| {
        rustix::fs::ioctl_getflags(fd).is_ok_and(|flags| flags.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
    };
    let target = Target { folder: folder.as_fd(), name: &name };
    let old = target.stat();
    if mounts::is_mount_point(path) || old.is_some_and(|old| FileType::from_raw_mode(old.st_mode) != FileType::RegularFile) {
        return Err(FileError::NotReplaceable { path: path.to_owned() }.into());
    }
    let owner = fstat(&folder).map(|found| Account::of_stat(&found)).map_err(|error| cannot(error.into()))?;
    let _impersonation = old.is_none_or(|old| old.st_uid == owner.uid()).then(|| owner.act());
    let opened = openat(&folder, ".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
    if opened.is_ok_and(|folder| is_fixed(folder.as_fd())) {
        return Err(FileError::Immutable { path: paths::folder_of(path).to_owned() }.into());
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    if openat(&folder, name.as_os_str(), flags, Mode::empty()).is_ok_and(|file| is_fixed(file.as_fd())) {
        return Err(FileError::Immutable { path: path.to_owned() }.into());
    }
    target.clear_up();
    let no_room =
        |error: io::Error| Error::from(FileError::NoRoom { path: paths::folder_of(path).to_owned(), bytes: size }).because(error);
    let (fresh, mut file) = target.begin().map_err(no_room)?;
    let kept = old.map_or(Ok(false), |old| target.hand_over(&old, &file));
    let blank = vec![b'\n'; usize::try_from(size.min(LARGEST)).unwrap_or(0)];
    let written = file.write_all(&blank).and_then(|()| file.sync_all());
    let removed = unlinkat(&folder, fresh.as_os_str(), AtFlags::empty()).map_err(io::Error::from);
    kept.map_err(|error| Error::from(FileError::AttributesNotKept { path: path.to_owned() }).because(error))?;
    written.and(removed).map_err(no_room)
}
