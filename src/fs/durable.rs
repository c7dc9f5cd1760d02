//! Renames and directory entries that survive a power cut, on every file system.

use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use rustix::fd::BorrowedFd;
use rustix::fs::{AtFlags, CWD, Mode, OFlags, RenameFlags, linkat, openat, renameat, renameat_with, unlinkat};
use rustix::io::Errno;

use crate::error::{Error, FileError, Result};

/// Makes a directory's entries durable.
///
/// # Errors
/// `Unexpected`, naming the directory.
pub fn sync_folder(path: &Path) -> Result<()> {
    sync_entries(path).map_err(|error| Error::from(FileError::FolderNotSynced { path: path.to_owned() }).because(error))
}

/// Makes a directory's entries durable.
///
/// # Errors
/// The system's error.
pub fn sync_entries(path: &Path) -> io::Result<()> {
    File::open(path).and_then(|folder| sync(&folder))
}

/// Makes the entries of an open directory durable.
///
/// # Errors
/// The system's error.
pub fn sync_at(folder: BorrowedFd<'_>) -> io::Result<()> {
    sync(&File::from(openat(folder, ".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?))
}

/// CIFS and some FUSE file systems do not support fsync on directories; they write names through.
fn sync(folder: &File) -> io::Result<()> {
    match folder.sync_all() {
        Err(error) if matches!(Errno::from_io_error(&error), Some(Errno::INVAL | Errno::NOTSUP | Errno::NOSYS)) => Ok(()),
        synced => synced,
    }
}

/// Renames a file in its directory, replacing any file of that name.
pub(super) fn rename_at(folder: BorrowedFd<'_>, from: &OsStr, to: &OsStr) -> io::Result<()> {
    Ok(renameat(folder, from, folder, to)?)
}

/// Returns a path to an open file: one without a name, or open for its path alone.
pub(super) fn descriptor_path(file: impl AsFd) -> String {
    format!("/proc/self/fd/{}", file.as_fd().as_raw_fd())
}

/// Whether a file without a name can get one.
pub(super) fn can_be_named(file: &File) -> bool {
    rustix::fs::stat(descriptor_path(file)).is_ok()
}

/// Gives a file without a name one that does not exist in its directory yet.
pub(super) fn name_at(file: &File, folder: BorrowedFd<'_>, to: &OsStr) -> io::Result<()> {
    Ok(linkat(CWD, descriptor_path(file), folder, to, AtFlags::SYMLINK_FOLLOW)?)
}

/// Renames a file to a name that does not exist in its directory yet. NFS, CIFS, FUSE and 9p have no such rename; there the file
/// gets a hard link and loses its first name, or, without hard links, replaces an empty file that reserves the name.
pub(super) fn rename_new_at(folder: BorrowedFd<'_>, from: &OsStr, to: &OsStr) -> io::Result<()> {
    match renameat_with(folder, from, folder, to, RenameFlags::NOREPLACE) {
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => {}
        renamed => return Ok(renamed?),
    }
    match linkat(folder, from, folder, to, AtFlags::empty()) {
        Ok(()) => return Ok(unlinkat(folder, from, AtFlags::empty())?),
        Err(Errno::PERM | Errno::NOTSUP | Errno::NOSYS | Errno::MLINK) => {}
        Err(error) => return Err(error.into()),
    }
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    drop(openat(folder, to, flags, Mode::RUSR | Mode::WUSR)?);
    rename_at(folder, from, to)
}

/// Sets the permission bits of an open file, unless it has them: not every file system can set them.
///
/// # Errors
/// What the system says.
pub fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    if file.metadata()?.mode() & 0o7777 == mode { Ok(()) } else { file.set_permissions(Permissions::from_mode(mode)) }
}
