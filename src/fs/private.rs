//! Files that only their owner may read: replaced atomically, mode 0600, durable before success is reported.
//!
//! All work is relative to the opened directory, whatever happens to its path in between, and with the rights of the directory's
//! owner, to whom new files belong.

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, fchown};
use std::path::Path;

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{
    AtFlags, Dir, FallocateFlags, FileType, IFlags, Mode, OFlags, Stat, fallocate, fstat, openat, statat, unlinkat,
};
use rustix::io::Errno;
use uuid::Uuid;

use super::account::Account;
use super::acting;
use super::attributes;
use super::place;
use super::trust::Trust;
use crate::error::{Error, FileError, Result};
use crate::secret::Zeroizing;

/// The mode of a file that only its owner may read.
const PRIVATE: u32 = 0o600;
/// The mode bits that a file with secrets keeps: none for others.
const NOT_FOR_OTHERS: u32 = 0o7770;
/// The number of random characters in the name of an incomplete file, and its suffix.
const RANDOM: usize = 12;
const INCOMPLETE: &str = ".new";
/// The size limit for files that are read, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads a trusted file; none if it does not exist.
///
/// # Errors
/// `Usage` if it is not trusted, not a regular file, too large or unreadable.
pub fn read(path: &Path, trust: Trust) -> Result<Option<Vec<u8>>> {
    Ok(read_with_owner(path, trust)?.map(|(bytes, _)| bytes))
}

/// Reads a trusted file, and returns its owner at that time too.
///
/// # Errors
/// As [`read`].
pub fn read_with_owner(path: &Path, trust: Trust) -> Result<Option<(Vec<u8>, Account)>> {
    let Some(file) = trust.open(path)? else { return Ok(None) };
    let owner = file.metadata().map(|found| Account::of(&found)).map_err(|error| unreadable(path, error))?;
    let size = file.metadata().map_err(|error| unreadable(path, error))?.len();
    Ok(Some((content(file, size, path)?, owner)))
}

/// Reads a file that will be written afterwards, so its name must not be a symbolic link; none if it does not exist.
///
/// # Errors
/// `Usage` if it is a symbolic link, not a regular file, too large or unreadable.
pub fn read_unlinked(path: &Path) -> Result<Option<Vec<u8>>> {
    match unlinked(path, OFlags::RDONLY).and_then(|file| file.metadata().map(|found| (file, found.len()))) {
        Ok((file, size)) => content(file, size, path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => {
            Err(FileError::IsLink { path: path.to_owned() }.into())
        }
        Err(error) => Err(unreadable(path, error)),
    }
}

/// Opens a regular file without following symbolic links.
fn unlinked(path: &Path, flags: OFlags) -> io::Result<File> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// Reads everything from a file of this size.
pub(super) fn content(file: impl Read, size: u64, path: &Path) -> Result<Vec<u8>> {
    // With room for everything and for noticing the end: a buffer that grows leaves a copy behind that is never wiped.
    let room = usize::try_from(size.min(LARGEST)).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(FileError::TooLarge { name: path.display().to_string(), limit: LARGEST }.into());
    }
    Ok(std::mem::take(&mut *bytes))
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

/// Writes a file, or replaces it atomically; its owner, group and mode stay. Symbolic links are refused. Returns whether others
/// could read the old file; they cannot read the new one.
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
pub fn nameless(folder: &Path) -> Result<File> {
    create_folder(folder)?;
    let _acting = acting::act_in(folder)?;
    let path = folder.join(format!("stream.{}{INCOMPLETE}", &Uuid::new_v4().simple().to_string()[..RANDOM]));
    let opened = File::open(folder).and_then(|folder| unnamed(folder.as_fd())).and_then(|file| match file {
        Some(file) => Ok(file),
        None => {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create_new(true).mode(PRIVATE);
            options.open(&path).and_then(|file| std::fs::remove_file(&path).map(|()| file))
        }
    });
    opened.map_err(|error| Error::from(FileError::Uncreatable { path }).because(error))
}

/// Creates a file without a name, which disappears if the process is killed; none if the file system does not support such
/// files, or could not name it later.
fn unnamed(folder: BorrowedFd<'_>) -> io::Result<Option<File>> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match openat(folder, ".", flags, Mode::from_raw_mode(PRIVATE)) {
        Err(Errno::NOTSUP | Errno::ISDIR | Errno::INVAL | Errno::NOSYS | Errno::NOENT) => Ok(None),
        file => {
            let file = File::from(file?);
            Ok(place::can_be_named(&file).then_some(file))
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
    let above = place::folder_of(path);
    if above != path {
        create_folder(above)?;
    }
    let owner = acting::account_for(above)?;
    let _acting = owner.act();
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
    let place = Place { folder: folder.as_fd(), name: &name };
    let old = place.stat();
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
    let _acting = (!keeps_owner).then(|| owner.act());
    place.clear_up();
    // A file that replaces another one needs a name before.
    let unnamed = if replaces { None } else { unnamed(place.folder).map_err(cannot)? };
    let (fresh, mut file) = match unnamed {
        Some(file) => (None, file),
        None => place.begin().map(|(fresh, file)| (Some(fresh), file)).map_err(cannot)?,
    };
    let mut tightened = false;
    let write = || -> io::Result<()> {
        fill(&mut file)?;
        match &old {
            Some(old) => tightened = place.hand_over(old, &file)?,
            None => give_to(Some(owner), &file),
        }
        file.sync_all()?;
        match &fresh {
            Some(fresh) if replaces => place::rename_at(place.folder, fresh, &name),
            Some(fresh) => place::rename_new_at(place.folder, fresh, &name),
            None => place::name_at(&file, place.folder, &name),
        }
    };
    if let Err(error) = write() {
        if let Some(fresh) = &fresh {
            // The incomplete file is useless; failing to delete it does not change the error.
            let _removed = unlinkat(&folder, fresh.as_os_str(), AtFlags::empty());
        }
        return Err(if error.kind() == io::ErrorKind::AlreadyExists { exists() } else { cannot(error) });
    }
    place::sync_at(place.folder)
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

/// Writes a file in place that cannot be replaced because it is a mount point, and reads it back. Its owner and group stay, and
/// others lose access; returns whether they had it. Only what differs from `old`, its current content, is written. After an
/// interruption it contains parts of both.
///
/// # Errors
/// `Unexpected` if it cannot be written or reads back differently.
pub fn write_in_place(path: &Path, old: &[u8], new: &[u8]) -> Result<bool> {
    let cannot = |error: io::Error| unwritable(path).because(error);
    let file = unlinked(path, OFlags::RDWR).map_err(cannot)?;
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let write = || -> io::Result<u32> {
        file.write_all_at(&new[same..], same as u64)?;
        file.set_len(new.len() as u64)?;
        let mode = file.metadata()?.mode() & 0o7777;
        if mode & !NOT_FOR_OTHERS != 0 {
            place::set_mode(&file, mode & NOT_FOR_OTHERS)?;
        }
        file.sync_all()?;
        Ok(mode)
    };
    let mode = write().map_err(cannot)?;
    let written = Zeroizing::new(read_unlinked(path)?.unwrap_or_default());
    if written.as_slice() == new {
        Ok(mode & !NOT_FOR_OTHERS != 0)
    } else {
        Err(FileError::ReadsBackDifferently { path: path.to_owned() }.into())
    }
}

/// Checks that [`write_in_place`] would succeed, without a visible effect.
///
/// # Errors
/// `Unexpected`: why it would fail.
pub fn rehearse_in_place(path: &Path, size: u64) -> Result<()> {
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

/// Checks that [`write()`] could replace a file with so many bytes, with a temporary file next to it.
///
/// # Errors
/// `Usage` or `Unexpected`: why it would fail.
pub fn rehearse(path: &Path, size: u64) -> Result<()> {
    let cannot = |error: io::Error| unwritable(path).because(error);
    let Some((folder, name)) = Trust::own().folder_of(path)? else {
        return Err(FileError::FolderMissing { path: path.to_owned() }.into());
    };
    let is_fixed = |fd: BorrowedFd<'_>| {
        rustix::fs::ioctl_getflags(fd).is_ok_and(|flags| flags.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
    };
    let place = Place { folder: folder.as_fd(), name: &name };
    let old = place.stat();
    let owner = fstat(&folder).map(|found| Account::of_stat(&found)).map_err(|error| cannot(error.into()))?;
    let _acting = old.is_none_or(|old| old.st_uid == owner.uid()).then(|| owner.act());
    let opened = openat(&folder, ".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
    if opened.is_ok_and(|folder| is_fixed(folder.as_fd())) {
        return Err(FileError::Immutable { path: place::folder_of(path).to_owned() }.into());
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    if openat(&folder, name.as_os_str(), flags, Mode::empty()).is_ok_and(|file| is_fixed(file.as_fd())) {
        return Err(FileError::Immutable { path: path.to_owned() }.into());
    }
    place.clear_up();
    let no_room = |error: io::Error| Error::from(FileError::NoRoom { path: path.to_owned(), bytes: size }).because(error);
    let (fresh, mut file) = place.begin().map_err(no_room)?;
    let kept = old.map_or(Ok(false), |old| place.hand_over(&old, &file));
    let blank = vec![b'\n'; usize::try_from(size.min(LARGEST)).unwrap_or(0)];
    let written = file.write_all(&blank).and_then(|()| file.sync_all());
    let removed = unlinkat(&folder, fresh.as_os_str(), AtFlags::empty()).map_err(io::Error::from);
    kept.map_err(|error| Error::from(FileError::AttributesNotKept { path: path.to_owned() }).because(error))?;
    written.and(removed).map_err(no_room)
}

/// A name in an open directory.
pub(super) struct Place<'a> {
    pub(super) folder: BorrowedFd<'a>,
    pub(super) name: &'a OsStr,
}

impl Place<'_> {
    /// Gives a new file the owner, group, mode and attributes of the one it replaces, except that others may not read it.
    /// Returns whether they could read the old one.
    fn hand_over(&self, old: &Stat, new: &File) -> io::Result<bool> {
        let found = new.metadata()?;
        if (old.st_uid, old.st_gid) != (found.uid(), found.gid()) {
            fchown(new, Some(old.st_uid), Some(old.st_gid))?;
        }
        // Before the mode, which limits what an access control list grants.
        attributes::copy(self.open_path()?, new)?;
        let mode = old.st_mode & 0o7777;
        place::set_mode(new, mode & NOT_FOR_OTHERS)?;
        Ok(mode & !NOT_FOR_OTHERS != 0)
    }

    /// The file itself, whatever may be done with it.
    fn open_path(&self) -> io::Result<File> {
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(self.folder, self.name, flags, Mode::empty())?))
    }

    fn stat(&self) -> Option<Stat> {
        statat(self.folder, self.name, AtFlags::SYMLINK_NOFOLLOW).ok()
    }

    /// Creates a temporary file next to the one that it will replace. It is locked while it is written.
    pub(super) fn begin(&self) -> io::Result<(OsString, File)> {
        loop {
            let mut fresh = self.name.to_owned();
            fresh.push(format!(".{}{INCOMPLETE}", &Uuid::new_v4().simple().to_string()[..RANDOM]));
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = match openat(self.folder, fresh.as_os_str(), flags, Mode::from_raw_mode(PRIVATE)) {
                Err(Errno::EXIST) => continue,
                file => File::from(file?),
            };
            // Another process may just be deleting it as a leftover. Where nothing can be locked, none does.
            let is_taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
            if !is_taken && file.metadata()?.nlink() > 0 {
                return Ok((fresh, file));
            }
        }
    }

    /// Deletes incomplete files for this one that no process has locked, on whatever machine it ran.
    fn clear_up(&self) {
        let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let listed = openat(self.folder, ".", flags, Mode::empty()).and_then(Dir::new);
        for entry in listed.into_iter().flatten().flatten() {
            let entry = OsStr::from_bytes(entry.file_name().to_bytes());
            let flags = OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
            if was_begun_for(self.name, entry)
                && let Ok(file) = openat(self.folder, entry, flags, Mode::empty()).map(File::from)
                && file.metadata().is_ok_and(|found| found.is_file())
                && file.try_lock().is_ok()
            {
                // If it stays, it does no harm.
                let _removed = unlinkat(self.folder, entry, AtFlags::empty());
            }
        }
    }
}

/// Whether a name is that of an incomplete file for `path`.
pub(crate) fn is_incomplete(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|own| was_begun_for(own, OsStr::new(name)))
}

/// Deletes the incomplete files that dead processes left for a file.
pub(crate) fn clear_up(path: &Path) {
    if let Ok(Some((folder, name))) = Trust::own().folder_of(path)
        && let Ok(_acting) = acting::act_in(place::folder_of(path))
    {
        Place { folder: folder.as_fd(), name: &name }.clear_up();
    }
}

/// Does the same for every file in a directory whose name matches.
pub fn clear_up_in(folder: &Path, is_meant: impl Fn(&str) -> bool) {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let begun = names.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let (meant, _) = name.strip_suffix(INCOMPLETE)?.rsplit_once('.')?;
        (is_meant(meant) && was_begun_for(OsStr::new(meant), OsStr::new(&name))).then(|| folder.join(meant))
    });
    begun.collect::<Vec<_>>().iter().for_each(|path| clear_up(path));
}

fn was_begun_for(name: &OsStr, other: &OsStr) -> bool {
    let random = other.as_bytes().strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    let random = random.and_then(|rest| rest.strip_suffix(INCOMPLETE.as_bytes()));
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_hexdigit))
}

pub(super) fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::from(FileError::unreadable(path)).because(error)
}

fn unwritable(path: &Path) -> Error {
    FileError::Unwritable { path: path.to_owned() }.into()
}

#[cfg(test)]
mod tests;
