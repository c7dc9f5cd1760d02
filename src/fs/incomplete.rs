//! Incomplete files: each has a random name beside the file that it will become, and is locked while it is written, so that
//! those of dead processes can be deleted.

use std::ffi::{OsStr, OsString};
use std::fs::{File, TryLockError};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{MetadataExt, fchown};
use std::path::Path;

use rustix::fd::{AsFd, BorrowedFd};
use rustix::fs::{AtFlags, Dir, Mode, OFlags, Stat, openat, statat, unlinkat};
use rustix::io::Errno;
use uuid::Uuid;

use super::trust::Trust;
use super::{attributes, durable, impersonation, paths};

/// The mode of a file that only its owner may read.
pub(super) const OWNER_ONLY: u32 = 0o600;
/// The mode bits that a file with secrets keeps: only its owner may write it, and others may do nothing.
pub(super) const KEPT_MODE: u32 = 0o7750;
/// The mode bits of others.
pub(super) const OTHERS: u32 = 0o007;
/// The number of random characters in the name, and its suffix.
const RANDOM: usize = 12;
const SUFFIX: &str = ".new";

/// Returns a name that no other file has.
pub(super) fn random_name(name: &OsStr) -> OsString {
    let mut random = name.to_owned();
    random.push(format!(".{}{SUFFIX}", &Uuid::new_v4().simple().to_string()[..RANDOM]));
    random
}

/// The name that a file has or will get in an open directory.
pub(super) struct Target<'a> {
    pub(super) folder: BorrowedFd<'a>,
    pub(super) name: &'a OsStr,
}

impl Target<'_> {
    /// Gives a new file the owner, group, mode and attributes of the one it replaces, except that only its owner may write it,
    /// and others may not read it. Returns whether they could read the old one.
    pub(super) fn hand_over(&self, old: &Stat, new: &File) -> io::Result<bool> {
        let found = new.metadata()?;
        if (old.st_uid, old.st_gid) != (found.uid(), found.gid()) {
            fchown(new, Some(old.st_uid), Some(old.st_gid))?;
        }
        // Before the mode, which limits what an access control list grants.
        attributes::copy(self.open_path()?, new)?;
        let mode = old.st_mode & 0o7777;
        durable::set_mode(new, mode & KEPT_MODE)?;
        Ok(mode & OTHERS != 0)
    }

    /// The file itself, whatever may be done with it.
    fn open_path(&self) -> io::Result<File> {
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(File::from(openat(self.folder, self.name, flags, Mode::empty())?))
    }

    pub(super) fn stat(&self) -> Option<Stat> {
        statat(self.folder, self.name, AtFlags::SYMLINK_NOFOLLOW).ok()
    }

    /// Creates a temporary file next to the one that it will replace. It is locked while it is written.
    pub(super) fn begin(&self) -> io::Result<(OsString, File)> {
        loop {
            let fresh = random_name(self.name);
            let flags = OFlags::RDWR | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
            let file = match openat(self.folder, fresh.as_os_str(), flags, Mode::from_raw_mode(OWNER_ONLY)) {
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
    pub(super) fn clear_up(&self) {
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
        && let Ok(_impersonation) = impersonation::as_owner_of(paths::folder_of(path))
    {
        Target { folder: folder.as_fd(), name: &name }.clear_up();
    }
}

/// Does the same for every file in a directory whose name matches.
pub fn clear_up_in(folder: &Path, is_meant: impl Fn(&str) -> bool) {
    let names = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let begun = names.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let (meant, _) = name.strip_suffix(SUFFIX)?.rsplit_once('.')?;
        (is_meant(meant) && was_begun_for(OsStr::new(meant), OsStr::new(&name))).then(|| folder.join(meant))
    });
    begun.collect::<Vec<_>>().iter().for_each(|path| clear_up(path));
}

fn was_begun_for(name: &OsStr, other: &OsStr) -> bool {
    let random = other.as_bytes().strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    let random = random.and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()));
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_hexdigit))
}
