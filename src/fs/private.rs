//! Files that others must not read: written whole or not at all, mode 0600, durable before success is reported.
//!
//! Everything happens in the folder that was opened, whatever becomes of its path meanwhile, and with the rights of the
//! folder's owner, to whom new files belong.

use std::ffi::{OsStr, OsString};
use std::fs::{DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, FileExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::Path;

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{
    AtFlags, Dir, FallocateFlags, FileType, IFlags, Mode, OFlags, Stat, fallocate, fstat, openat, statat, unlinkat,
};
use rustix::io::Errno;
use uuid::Uuid;

use super::account::Account;
use super::acting;
use super::place;
use super::trust::Trust;
use crate::error::{Error, Kind, Result};
use crate::secret::Zeroizing;

/// The mode of a file that only its owner reads.
const PRIVATE: u32 = 0o600;
/// What others may do with a file of secrets: nothing.
const NOT_FOR_OTHERS: u32 = 0o7770;
/// How many random characters the name of an incomplete file holds, and how it ends.
const RANDOM: usize = 12;
const INCOMPLETE: &str = ".new";
/// No file that is read here has a reason to be larger, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads a trusted file; none if there is no such file.
///
/// # Errors
/// `Usage` if it is not trusted, not a regular file, too large or cannot be read.
pub fn read(path: &Path, trust: Trust) -> Result<Option<Vec<u8>>> {
    Ok(read_with_owner(path, trust)?.map(|(bytes, _)| bytes))
}

/// Reads a trusted file and gives its owner too, as it was when it was read.
///
/// # Errors
/// As [`read`].
pub fn read_with_owner(path: &Path, trust: Trust) -> Result<Option<(Vec<u8>, Account)>> {
    let Some(file) = trust.open(path)? else { return Ok(None) };
    let owner = file.metadata().map(|found| Account::of(&found)).map_err(|error| unreadable(path, error))?;
    let size = file.metadata().map_err(|error| unreadable(path, error))?.len();
    Ok(Some((content(file, size, path)?, owner)))
}

/// Reads a file that is to be written afterwards: no symbolic link leads to it; none if there is no such file.
///
/// # Errors
/// `Usage` if it is not a regular file, too large or cannot be read.
pub fn read_unlinked(path: &Path) -> Result<Option<Vec<u8>>> {
    match unlinked(path, OFlags::RDONLY).and_then(|file| file.metadata().map(|found| (file, found.len()))) {
        Ok((file, size)) => content(file, size, path).map(Some),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) if Errno::from_io_error(&error) == Some(Errno::LOOP) => Err(Error::new(
            Kind::Usage,
            format!("{} is a symbolic link, and none is followed to where something is written.", path.display()),
        )
        .hint("Name the file itself.")),
        Err(error) => Err(unreadable(path, error)),
    }
}

/// Opens a regular file that no symbolic link leads to.
fn unlinked(path: &Path, flags: OFlags) -> io::Result<File> {
    let flags = flags | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let file = File::from(rustix::fs::open(path, flags, Mode::empty())?);
    if file.metadata()?.is_file() { Ok(file) } else { Err(io::Error::other("not a regular file")) }
}

/// Everything that a file of this size holds.
pub(super) fn content(file: impl Read, size: u64, path: &Path) -> Result<Vec<u8>> {
    // Room for all of it and for seeing the end: what outgrows its room is copied, and the copy left behind is never wiped.
    let room = usize::try_from(size.min(LARGEST)).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Error::new(Kind::Usage, format!("{} is larger than 16 MiB.", path.display())));
    }
    Ok(std::mem::take(&mut *bytes))
}

/// Refuses to write what is no file: a pipe would be waited for, and what is put into a folder or a device is lost.
///
/// # Errors
/// `Usage`.
pub fn refuse_special(path: &Path) -> Result<()> {
    match std::fs::metadata(path) {
        Ok(found) if !found.is_file() => {
            Err(Error::new(Kind::Usage, format!("{} is not a regular file, so it is not written.", path.display()))
                .hint("Name a file."))
        }
        _ => Ok(()),
    }
}

/// Replaces a file, if there is one, atomically; its owner, group and mode stay. A symbolic link is not followed but
/// refused. Gives whether others could read the old file, which they no longer can.
///
/// # Errors
/// `Unexpected`, with the old file as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<bool> {
    put(path, true, |file| file.write_all(bytes))
}

/// Creates a file that does not exist yet.
///
/// # Errors
/// `Conflict` if something exists already, which is left alone; else as [`write()`].
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, false, |file| file.write_all(bytes)).map(drop)
}

/// Creates a file that does not exist yet and lets `fill` write it. It appears under its name once it is complete and
/// durable.
///
/// # Errors
/// `Conflict` if something exists already, which is left alone; what `fill` gives; else as [`write()`].
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

/// A new file without a name in a folder, gone with its last descriptor.
///
/// # Errors
/// `Unexpected` if it can't be created.
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
    opened.map_err(|error| refused(&path, "cannot be created").because(error))
}

/// A new file that has no name, so that it goes with a process that is killed; none where the file system knows no such
/// files, or could not give it a name later.
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

/// Creates a folder that only its owner may enter, and the folders above it that do not exist.
///
/// # Errors
/// `Unexpected`, naming the folder.
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
        .map_err(|error| refused(path, "cannot be created").because(error))
}

fn put(path: &Path, replaces: bool, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<bool> {
    let cannot = |error: io::Error| refused(path, "cannot be written").because(error);
    let Some((folder, name)) = Trust::own().folder_of(path)? else {
        return Err(
            refused(path, "cannot be written: its folder does not exist").hint("Create the folder first, or name another one.")
        );
    };
    let place = Place { folder: folder.as_fd(), name: &name };
    let old = place.stat();
    if old.is_some_and(|old| FileType::from_raw_mode(old.st_mode) != FileType::RegularFile) {
        return Err(refused(path, "is a symbolic link or not a regular file, so it is not written").hint("Name the file itself."));
    }
    let exists = || Error::new(Kind::Conflict, format!("{} already exists and is left alone.", path.display()));
    if old.is_some() && !replaces {
        // Said before the work is done, and not only at its end.
        return Err(exists());
    }
    let owner = fstat(&folder).map(|found| Account::of_stat(&found)).map_err(|error| cannot(error.into()))?;
    // Only root can give the new file to somebody else than the folder's owner.
    let keeps_owner = old.is_some_and(|old| old.st_uid != owner.uid());
    let _acting = (!keeps_owner).then(|| owner.act());
    place.clear_up();
    // What is to replace something needs a name of its own before.
    let unnamed = if replaces { None } else { unnamed(place.folder).map_err(cannot)? };
    let (fresh, mut file) = match unnamed {
        Some(file) => (None, file),
        None => place.begin().map(|(fresh, file)| (Some(fresh), file)).map_err(cannot)?,
    };
    let mut tightened = false;
    let write = || -> io::Result<()> {
        fill(&mut file)?;
        match &old {
            Some(old) => {
                let new = file.metadata()?;
                if (old.st_uid, old.st_gid) != (new.uid(), new.gid()) {
                    fchown(&file, Some(old.st_uid), Some(old.st_gid))?;
                }
                let mode = old.st_mode & 0o7777;
                tightened = mode & !NOT_FOR_OTHERS != 0;
                file.set_permissions(Permissions::from_mode(mode & NOT_FOR_OTHERS))?;
            }
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
            // What was begun is of no use; that it may stay behind changes nothing about the failure.
            let _removed = unlinkat(&folder, fresh.as_os_str(), AtFlags::empty());
        }
        return Err(if error.kind() == io::ErrorKind::AlreadyExists { exists() } else { cannot(error) });
    }
    place::sync_at(place.folder).map_err(|error| refused(path, "was written, but its folder cannot be synced").because(error))?;
    Ok(tightened)
}

/// What root creates goes to the folder's owner, for the service that works there must be able to read it. Where even
/// root may not give it away it stays root's.
pub(crate) fn give_to(owner: Option<Account>, made: &File) {
    if rustix::process::geteuid().is_root()
        && let Some(owner) = owner
    {
        drop(fchown(made, Some(owner.uid()), Some(owner.gid())));
    }
}

/// Writes a file in place that cannot be replaced, being a mount point, and reads it back; its owner, group and mode stay,
/// but others than those can no longer read it, and whether they could is given. Only what differs from `old`, its present
/// content, is written. Cut short, it holds some of both.
///
/// # Errors
/// `Unexpected` if it cannot be written or reads back otherwise.
pub fn write_in_place(path: &Path, old: &[u8], new: &[u8]) -> Result<bool> {
    let cannot = |error: io::Error| refused(path, "cannot be written in place").because(error);
    let file = unlinked(path, OFlags::RDWR).map_err(cannot)?;
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let write = || -> io::Result<u32> {
        file.write_all_at(&new[same..], same as u64)?;
        file.set_len(new.len() as u64)?;
        let mode = file.metadata()?.mode() & 0o7777;
        if mode & !NOT_FOR_OTHERS != 0 {
            file.set_permissions(Permissions::from_mode(mode & NOT_FOR_OTHERS))?;
        }
        file.sync_all()?;
        Ok(mode)
    };
    let mode = write().map_err(cannot)?;
    let written = Zeroizing::new(read_unlinked(path)?.unwrap_or_default());
    if written.as_slice() == new {
        Ok(mode & !NOT_FOR_OTHERS != 0)
    } else {
        Err(refused(path, "reads back otherwise than it was written"))
    }
}

/// Tries what [`write_in_place`] needs, with no effect that is seen.
///
/// # Errors
/// Why it would fail.
pub fn rehearse_in_place(path: &Path, size: u64) -> Result<(), String> {
    let file = unlinked(path, OFlags::RDWR).map_err(|error| trouble(&error))?;
    let present = file.metadata().map_err(|error| trouble(&error))?.len();
    if size <= present {
        return Ok(());
    }
    match fallocate(&file, FallocateFlags::KEEP_SIZE, present, size - present) {
        // Not every file system can tell.
        Ok(()) | Err(Errno::NOTSUP | Errno::NOSYS | Errno::INVAL) => Ok(()),
        Err(error) => Err(trouble(&error.into())),
    }
}

/// Tries what [`write()`] needs to replace a file with so many bytes; what it writes beside it goes again.
///
/// # Errors
/// Why it would fail.
pub fn rehearse(path: &Path, size: u64) -> Result<(), String> {
    let Some((folder, name)) = Trust::own().folder_of(path).map_err(|error| error.to_string())? else {
        return Err("its folder does not exist".to_owned());
    };
    let is_fixed = |fd: BorrowedFd<'_>| {
        rustix::fs::ioctl_getflags(fd).is_ok_and(|flags| flags.intersects(IFlags::IMMUTABLE | IFlags::APPEND))
    };
    let place = Place { folder: folder.as_fd(), name: &name };
    let old = place.stat();
    let owner = fstat(&folder).map(|found| Account::of_stat(&found)).map_err(|error| trouble(&error.into()))?;
    let _acting = old.is_none_or(|old| old.st_uid == owner.uid()).then(|| owner.act());
    let opened = openat(&folder, ".", OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty());
    if opened.is_ok_and(|folder| is_fixed(folder.as_fd())) {
        return Err("its folder is immutable or append-only (`lsattr -d` shows it)".to_owned());
    }
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    if openat(&folder, name.as_os_str(), flags, Mode::empty()).is_ok_and(|file| is_fixed(file.as_fd())) {
        return Err("it is immutable or append-only (`lsattr` shows it)".to_owned());
    }
    place.clear_up();
    let (fresh, mut file) = place.begin().map_err(|error| format!("nothing can be written beside it, {}", trouble(&error)))?;
    let blank = vec![b'\n'; usize::try_from(size.min(LARGEST)).unwrap_or(0)];
    let written = file.write_all(&blank).and_then(|()| file.sync_all());
    let removed = unlinkat(&folder, fresh.as_os_str(), AtFlags::empty()).map_err(io::Error::from);
    written.and(removed).map_err(|error| format!("there is no way to write {size} bytes beside it, {}", trouble(&error)))
}

fn trouble(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error").next().unwrap_or(&text).to_owned()
}

/// A name in an open folder.
pub(super) struct Place<'a> {
    pub(super) folder: BorrowedFd<'a>,
    pub(super) name: &'a OsStr,
}

impl Place<'_> {
    fn stat(&self) -> Option<Stat> {
        statat(self.folder, self.name, AtFlags::SYMLINK_NOFOLLOW).ok()
    }

    /// A new file of a name of its own, beside the one that it is to replace. It is locked for as long as it is written.
    pub(super) fn begin(&self) -> io::Result<(OsString, File)> {
        loop {
            let mut fresh = self.name.to_owned();
            fresh.push(format!(".{}{INCOMPLETE}", &Uuid::new_v4().simple().to_string()[..RANDOM]));
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = match openat(self.folder, fresh.as_os_str(), flags, Mode::from_raw_mode(PRIVATE)) {
                Err(Errno::EXIST) => continue,
                file => File::from(file?),
            };
            // Another process may just take it for left over. Where nothing can be locked, none does.
            let is_taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
            if !is_taken && file.metadata()?.nlink() > 0 {
                return Ok((fresh, file));
            }
        }
    }

    /// Deletes what a process that is gone, and so holds no lock, has begun for this file, on whatever machine it ran.
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
                // That it may stay behind hinders nobody.
                let _removed = unlinkat(self.folder, entry, AtFlags::empty());
            }
        }
    }
}

/// Whether a name is one that an incomplete file for `path` gets.
pub(crate) fn is_incomplete(path: &Path, name: &str) -> bool {
    path.file_name().is_some_and(|own| was_begun_for(own, OsStr::new(name)))
}

/// Deletes what a process that is gone has begun for a file and not completed.
pub(crate) fn clear_up(path: &Path) {
    if let Ok(Some((folder, name))) = Trust::own().folder_of(path)
        && let Ok(_acting) = acting::act_in(place::folder_of(path))
    {
        Place { folder: folder.as_fd(), name: &name }.clear_up();
    }
}

/// The same for every file of a folder whose name passes.
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
    Error::new(Kind::Usage, format!("{} cannot be read.", path.display())).because(error)
}

fn refused(path: &Path, what: &str) -> Error {
    Error::new(Kind::Unexpected, format!("{} {what}.", path.display()))
}

#[cfg(test)]
mod tests;
