//! Files that only their owner may read: replaced atomically, mode 0600, durable before success is reported.
//!
//! All work is relative to the opened directory, whatever happens to its path in between, and with the rights of the directory's
//! owner, to whom new files belong.

use std::ffi::OsStr;
use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, fchown};
use std::path::Path;

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, FileType, Mode, OFlags, fstat, openat, unlinkat};
use rustix::io::Errno;

use super::account::Account;
use super::incomplete::{OWNER_ONLY, Target, random_name};
use super::trust::Trust;
use super::{durable, impersonation, paths};
use crate::error::{Error, FileError, Result};
use crate::secret::{self, Zeroizing};

/// The size limit for files that are read, in bytes.
pub(super) const LARGEST: u64 = 16 << 20;

/// Reads a trusted file; none if it does not exist.
///
/// # Errors
/// `Usage` if it is not trusted, not a regular file, too large or unreadable.
pub fn read(path: &Path, trust: Trust) -> Result<Option<Zeroizing<Vec<u8>>>> {
    Ok(read_with_owner(path, trust)?.map(|(bytes, _)| bytes))
}

/// Reads a trusted file, and returns its owner at that time too.
///
/// # Errors
/// As [`read`].
pub fn read_with_owner(path: &Path, trust: Trust) -> Result<Option<(Zeroizing<Vec<u8>>, Account)>> {
    let Some(file) = trust.open(path)? else { return Ok(None) };
    let owner = file.metadata().map(|found| Account::of(&found)).map_err(|error| unreadable(path, error))?;
    let size = file.metadata().map_err(|error| unreadable(path, error))?.len();
    Ok(Some((content(file, size, path)?, owner)))
}

/// Reads a file that will be written afterwards, so its name must not be a symbolic link; none if it does not exist.
///
/// # Errors
/// `Usage` if it is a symbolic link, not a regular file, too large or unreadable.
pub fn read_unlinked(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>> {
    let Some(file) = open_unlinked(path)? else { return Ok(None) };
    let size = file.metadata().map_err(|error| unreadable(path, error))?.len();
    content(file, size, path).map(Some)
}

/// Opens a file that will be written afterwards for reading; none if it does not exist.
///
/// # Errors
/// `Usage` if it is a symbolic link, not a regular file or unreadable.
pub(super) fn open_unlinked(path: &Path) -> Result<Option<File>> {
    match unlinked(path, OFlags::RDONLY) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => {
            Err(FileError::IsLink { path: path.to_owned() }.into())
        }
        Err(error) => Err(unreadable(path, error)),
    }
}

/// Opens a regular file without following symbolic links.
pub(super) fn unlinked(path: &Path, flags: OFlags) -> io::Result<File> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// Reads everything from a file of this size.
pub(super) fn content(file: impl Read, size: u64, path: &Path) -> Result<Zeroizing<Vec<u8>>> {
    let expected = usize::try_from(size.min(LARGEST)).unwrap_or(0);
    let bytes = secret::read(file, expected, LARGEST + 1).map_err(|error| unreadable(path, error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(FileError::TooLarge { name: path.display().to_string(), limit: LARGEST }.into());
    }
    Ok(bytes)
}

/// Returns the text in the content of a file.
///
/// # Errors
/// `Usage` if it is not UTF-8.
pub fn text(bytes: &[u8], path: &Path) -> Result<Zeroizing<String>> {
    let text = std::str::from_utf8(bytes).map_err(|_| FileError::NotUtf8 { name: path.display().to_string() })?;
    Ok(Zeroizing::new(text.to_owned()))
}

/// Refuses to write to a pipe, which would block, or to a directory or a device, where the data would be lost.
///
/// # Errors
/// `Usage`.
pub fn refuse_special(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(FileError::NotRegular { path: path.to_owned() }.into()),
        _ => Ok(()),
    }
}

/// Writes a file, or replaces it atomically; its owner and group stay, and its mode, except that only the owner may write it and
/// others may not read it. Symbolic links are refused. Returns whether others could read the old file.
///
/// # Errors
/// `Unexpected`; the old file is unchanged then.
pub fn write(path: &Path, bytes: &[u8]) -> Result<bool> {
    put(path, true, |file| file.write_all(bytes))
}

/// Creates a file that does not exist yet.
///
/// # Errors
/// `Conflict` if it exists; otherwise as [`write()`].
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, false, |file| file.write_all(bytes)).map(drop)
}

/// Creates a file that does not exist yet, with the content that `fill` writes. It gets its name once it is complete and
/// durable.
///
/// # Errors
/// `Conflict` if it exists; the error of `fill`; otherwise as [`write()`].
pub fn create_with(path: &Path, fill: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let mut failed = None;
    let put = put(path, false, |file| {
        fill(file).map_err(|error| {
            failed = Some(error);
            io::ErrorKind::Other.into()
        })
    });
    failed.map_or(put.map(drop), Err)
}

/// Creates a file without a name in a directory; it is deleted with its last descriptor.
///
/// # Errors
/// `Unexpected` if it cannot be created.
pub fn create_unnamed(folder: &Path) -> Result<File> {
    create_folder(folder)?;
    let _impersonation = impersonation::as_owner_of(folder)?;
    let path = folder.join(random_name(OsStr::new("stream")));
    let opened = File::open(folder).and_then(|folder| unnamed(folder.as_fd())).and_then(|file| match file {
        Some(file) => Ok(file),
        None => {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true).mode(OWNER_ONLY);
            options.open(&path).and_then(|file| std::fs::remove_file(&path).map(|()| file))
        }
    });
    opened.map_err(|error| Error::from(FileError::Uncreatable { path }).because(error))
}

/// Creates a file without a name, which disappears if the process is killed; none if the file system does not support such
/// files, or could not name it later.
fn unnamed(folder: BorrowedFd<'_>) -> io::Result<Option<File>> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match openat(folder, ".", flags, Mode::from_raw_mode(OWNER_ONLY)) {
        Err(Errno::NOTSUP | Errno::ISDIR | Errno::INVAL | Errno::NOSYS | Errno::NOENT) => Ok(None),
        file => {
            let file = File::from(file?);
            Ok(durable::can_be_named(&file).then_some(file))
        }
    }
}

/// Creates a directory that only its owner may enter, with its missing parents.
///
/// # Errors
/// `Unexpected`, naming the directory.
pub fn create_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = paths::folder_of(path);
    if above != path {
        create_folder(above)?;
    }
    let owner = impersonation::account_for(above)?;
    let _impersonation = owner.act();
    let made = match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => return Ok(()),
        made => made,
    };
    let ours = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    made.and_then(|()| OpenOptions::new().read(true).custom_flags(ours.bits().cast_signed()).open(path))
        .map(|folder| give_to(Some(owner), &folder))
        .map_err(|error| Error::from(FileError::Uncreatable { path: path.to_owned() }).because(error))
}

fn put(path: &Path, replaces: bool, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<bool> {
    let cannot = |error: io::Error| unwritable(path).because(error);
    let Some((folder, name)) = Trust::own().folder_of(path)? else {
        return Err(FileError::FolderMissing { path: path.to_owned() }.into());
    };
    let target = Target { folder: folder.as_fd(), name: &name };
    let old = target.stat();
    if old.is_some_and(|old| FileType::from_raw_mode(old.st_mode) != FileType::RegularFile) {
        return Err(FileError::NotReplaceable { path: path.to_owned() }.into());
    }
    let exists = || Error::from(FileError::Exists { path: path.to_owned() });
    if old.is_some() && !replaces {
        // Reported before the work, not only at its end.
        return Err(exists());
    }
    let owner = fstat(&folder).map(|found| Account::of_stat(&found)).map_err(|error| cannot(error.into()))?;
    // Only root can give the new file to another account than the directory's owner.
    let keeps_owner = old.is_some_and(|old| old.st_uid != owner.uid());
    let _impersonation = (!keeps_owner).then(|| owner.act());
    target.clear_up();
    // A file that replaces another one needs a name before.
    let unnamed = if replaces { None } else { unnamed(target.folder).map_err(cannot)? };
    let (fresh, mut file) = match unnamed {
        Some(file) => (None, file),
        None => target.begin().map(|(fresh, file)| (Some(fresh), file)).map_err(cannot)?,
    };
    let mut tightened = false;
    let write = || -> io::Result<()> {
        fill(&mut file)?;
        match &old {
            Some(old) => tightened = target.hand_over(old, &file)?,
            None => give_to(Some(owner), &file),
        }
        file.sync_all()?;
        match &fresh {
            Some(fresh) if replaces => durable::rename_at(target.folder, fresh, &name),
            Some(fresh) => durable::rename_new_at(target.folder, fresh, &name),
            None => durable::name_at(&file, target.folder, &name),
        }
    };
    if let Err(error) = write() {
        if let Some(fresh) = &fresh {
            // The incomplete file is useless; failing to delete it does not change the error.
            let _removed = unlinkat(&folder, fresh.as_os_str(), AtFlags::empty());
        }
        return Err(if error.kind() == io::ErrorKind::AlreadyExists { exists() } else { cannot(error) });
    }
    durable::sync_at(target.folder)
        .map_err(|error| Error::from(FileError::WrittenNotSynced { path: path.to_owned() }).because(error))?;
    Ok(tightened)
}

/// Gives a file that root created to the directory's owner, because the service that runs there must be able to read it. If even
/// root may not do that, the file stays root's.
pub(crate) fn give_to(owner: Option<Account>, made: &File) {
    if rustix::process::geteuid().is_root()
        && let Some(owner) = owner
    {
        drop(fchown(made, Some(owner.uid()), Some(owner.gid())));
    }
}

pub(super) fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::from(FileError::unreadable(path)).because(error)
}

pub(super) fn unwritable(path: &Path) -> Error {
    FileError::Unwritable { path: path.to_owned() }.into()
}

#[cfg(test)]
mod tests;
