//! Paths, and durable renames on every file system.

use std::ffi::OsStr;
use std::fs::{self, File, Permissions};
use std::io;
use std::os::fd::{AsFd, AsRawFd};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fd::BorrowedFd;
use rustix::fs::{
    AtFlags, CWD, Mode, OFlags, RenameFlags, StatxAttributes, StatxFlags, linkat, major, minor, openat, renameat, renameat_with,
    unlinkat,
};
use rustix::io::Errno;

use crate::error::{Error, FileError, Result};

/// Returns the directory of a path.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes a path absolute.
///
/// # Errors
/// `Usage` if it is empty, or the current directory is unknown.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path).map_err(|error| Error::from(FileError::PathUnusable { path: path.to_owned() }).because(error))
}

/// Whether two paths lead to the same file.
pub fn is_same_file(left: &Path, right: &Path) -> bool {
    let identity = |path| fs::metadata(path).map(|metadata| (metadata.dev(), metadata.ino())).ok();
    identity(left).is_some_and(|file| identity(right) == Some(file))
}

/// Appends a suffix to a path.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Returns a path that does not exist: this one, or with a number appended.
pub fn free(name: &Path) -> PathBuf {
    let taken = |path: &Path| fs::symlink_metadata(path).is_ok();
    let numbered = (2..).map(|n: u32| with_suffix(name, &format!("-{n}")));
    std::iter::once(name.to_owned()).chain(numbered).find(|path| !taken(path)).unwrap_or_else(|| name.to_owned())
}

/// Sets the permission bits of an open file, unless it has them: not every file system can set them.
///
/// # Errors
/// What the system says.
pub fn set_mode(file: &File, mode: u32) -> io::Result<()> {
    if file.metadata()?.mode() & 0o7777 == mode { Ok(()) } else { file.set_permissions(Permissions::from_mode(mode)) }
}

/// Whether a file must be written in place, because a new one cannot take its name or not all of its names: it is a mount
/// point, or has several names (hard links). A file that does not belong to the owner of its directory may have been linked
/// there to be overwritten, so it never is.
pub fn must_be_written_in_place(path: &Path) -> bool {
    let is_linked = |found: &fs::Metadata| found.is_file() && found.nlink() > 1;
    let is_of_owner = |found: &fs::Metadata| fs::metadata(folder_of(path)).is_ok_and(|folder| folder.uid() == found.uid());
    is_mount_point(path) || fs::symlink_metadata(path).is_ok_and(|found| is_linked(&found) && is_of_owner(&found))
}

/// Whether the path is a mount point, as single files in containers are: a rename cannot replace it.
pub fn is_mount_point(path: &Path) -> bool {
    let found = rustix::fs::statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS);
    if let Ok(found) = &found
        && found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    }
    // Kernels before 5.8.
    let Ok(path) = fs::canonicalize(path) else { return false };
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let escaped =
        path.to_string_lossy().replace('\\', "\\134").replace(' ', "\\040").replace('\t', "\\011").replace('\n', "\\012");
    mounts.lines().any(|line| line.split(' ').nth(4) == Some(&escaped))
}

/// Whether a path, or its nearest existing parent, is on a file system that a container loses when it ends.
pub fn is_passing(path: &Path) -> bool {
    const TMPFS: i64 = 0x0102_1994;
    const RAMFS: i64 = 0x8584_58f6;
    const OVERLAY: i64 = 0x794c_7630;
    let Ok(path) = std::path::absolute(path) else { return false };
    let found = path.ancestors().find_map(|path| rustix::fs::statfs(path).ok());
    found.is_some_and(|found| [TMPFS, RAMFS, OVERLAY].contains(&found.f_type))
}

/// Whether a renamed directory may reappear under its old name from a lower layer: fuse-overlayfs forgets that a directory of that
/// name was deleted before.
pub fn forgets_deletions(path: &Path) -> bool {
    let Ok(device) = path.metadata().map(|found| found.dev()) else { return false };
    let device = format!("{}:{}", major(device), minor(device));
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    mounts.lines().any(|line| {
        let kind = line.split_once(" - ").and_then(|(_, rest)| rest.split(' ').next());
        line.split(' ').nth(2) == Some(&device) && kind == Some("fuse.fuse-overlayfs")
    })
}

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
