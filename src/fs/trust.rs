//! Opening trusted files.
//!
//! Settings, keys and recovery files decide what this program does, so other accounts must not be able to write them. A path
//! is walked directory by directory, each by its descriptor, and the file that is read is the one that was checked, whatever
//! happens to its name in between. A regular file is trusted if
//!
//! - it belongs to this account, to root, or, when root administers an installation, to the owner of its database;
//! - no other account may write to it;
//! - both hold for its directory too, and in the directories above no other account can rename anything. In a directory like /tmp, where
//!   everybody may create files and only owners may rename them, an own file is not trusted, but an own directory is.
//!
//! A symbolic link is followed if its owner is this account or root, as in a Kubernetes secret; a link of another account is
//! followed only to what belongs to that account too.

use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use rustix::fd::OwnedFd;
use rustix::fs::{FileType, Mode, OFlags, fstat, openat};

use super::account::{self, Account};
use super::paths;
use super::walk::{Reached, Step, follow, unopenable};
use crate::error::{Distrust, Error, FileError, Result};

/// Permission bit of a directory: only owners may rename and delete.
pub const STICKY: u32 = 0o1000;

/// The accounts that may write trusted files, besides this account and root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// The owner of the database, if root administers it.
    owner: Option<u32>,
}

impl Trust {
    /// Trusts this account and root alone.
    pub const fn own() -> Self {
        Self { owner: None }
    }

    /// Trusts the owner of the database too, if this process is root.
    pub fn with_owner(owner: Option<Account>) -> Self {
        let owner = owner.filter(|_| rustix::process::getuid().is_root() || rustix::process::geteuid().is_root());
        Self { owner: owner.map(Account::uid).filter(|uid| *uid != 0) }
    }

    /// Opens a trusted file for reading; none if it does not exist.
    ///
    /// # Errors
    /// `Usage` if it cannot be opened or is not trusted, naming the path that is to blame, its owner and its mode.
    pub fn open(self, path: &Path) -> Result<Option<File>> {
        let Some(walk) = Walk::to(path, self, true)? else { return Ok(None) };
        walk.open(FileType::RegularFile).map(Some)
    }

    /// Opens a trusted pipe, without waiting for a writer.
    ///
    /// # Errors
    /// As [`Trust::open`].
    pub(super) fn open_pipe(self, path: &Path) -> Result<Option<File>> {
        let Some(walk) = Walk::to(path, self, true)? else { return Ok(None) };
        walk.open(FileType::Fifo).map(Some)
    }

    /// Opens the directory of a file, which need not exist, and returns the file's name there; none if the directory does not exist.
    /// The directory need not be trusted, but the links that lead to it must be.
    ///
    /// # Errors
    /// `Usage` if a link on the way is not trusted, or the path cannot be followed.
    pub fn folder_of(self, path: &Path) -> Result<Option<(OwnedFd, OsString)>> {
        let name = path.file_name().ok_or_else(|| FileError::PathNamesNoFile { path: path.to_owned() })?;
        let folder = paths::folder_of(path);
        Ok(Walk::to(folder, self, false)?.and_then(Walk::into_folder).map(|folder| (folder, name.to_owned())))
    }

    /// Resolves the symbolic links in a path; none if it leads to nothing. The target need not be trusted, but the links that
    /// lead to it must be.
    ///
    /// # Errors
    /// As [`Trust::folder_of`].
    pub fn resolve(self, path: &Path) -> Result<Option<PathBuf>> {
        Ok(Walk::to(path, self, false)?.map(|walk| walk.last.path))
    }

    /// Refuses a directory that exists and is not trusted.
    ///
    /// # Errors
    /// `Usage`, as [`Trust::open`].
    pub fn check_folder(self, path: &Path) -> Result<()> {
        let Some(walk) = Walk::to(path, self, true)? else { return Ok(()) };
        walk.check_last_folder()
    }

    /// Returns why a file named on the command line is not trusted; none if it is. A pipe or a device counts as trusted, because
    /// the command line names it.
    pub fn doubt(self, path: &Path) -> Option<Error> {
        let is_regular = std::fs::metadata(path).is_ok_and(|found| found.is_file());
        if is_regular { self.open(path).err() } else { None }
    }

    fn is_trusted(self, uid: u32) -> bool {
        // Acting as another account does not make root trust that account.
        uid == 0 || uid == account::own_uid() || Some(uid) == self.owner
    }
}

/// A path that was followed to its end.
struct Walk {
    trust: Trust,
    strict: bool,
    folders: Vec<Step>,
    last: Step,
}

impl Walk {
    /// Follows a path; none if it leads to nothing. A strict walk refuses directories in which others could rename something.
    fn to(path: &Path, trust: Trust, strict: bool) -> Result<Option<Self>> {
        let check = &mut |folder: &Step, entry: &Step| if strict { trust.check_entry(folder, entry) } else { Ok(()) };
        let Reached { mut folders, last, links, is_complete } = follow(path, check)?;
        if !is_complete {
            return Ok(None);
        }
        let Some(last) = last.or_else(|| folders.pop()) else { return Ok(None) };
        let foreign_link = links.iter().rfind(|link| !Trust::own().is_trusted(link.stat.st_uid));
        if let Some(link) = foreign_link.filter(|link| link.stat.st_uid != last.stat.st_uid) {
            return Err(link.refused(Distrust::ForeignLinkElsewhere));
        }
        Ok(Some(Self { trust, strict, folders, last }))
    }

    /// Opens the target for reading, and checks it again by its own descriptor.
    fn open(self, kind: FileType) -> Result<File> {
        let (Some(folder), Some(name)) = (self.folders.last(), self.last.path.file_name()) else {
            return Err(FileError::IsFolder { path: self.last.path }.into());
        };
        let shown = &self.last.path;
        let not_regular = || FileError::NotRegular { path: shown.clone() };
        if self.last.kind() != kind {
            return Err(not_regular().into());
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = openat(&folder.fd, name, flags, Mode::empty()).and_then(|fd| fstat(&fd).map(|stat| (fd, stat)));
        let (fd, stat) = opened.map_err(|error| unopenable(shown).because(io::Error::from(error)))?;
        let step = Step { fd, stat, path: shown.clone() };
        if step.kind() != kind {
            return Err(not_regular().into());
        }
        if self.strict {
            self.trust.check_file(folder, &step)?;
        }
        Ok(File::from(step.fd))
    }

    fn into_folder(self) -> Option<OwnedFd> {
        (self.last.kind() == FileType::Directory).then_some(self.last.fd)
    }

    fn check_last_folder(self) -> Result<()> {
        if self.last.kind() != FileType::Directory {
            return Err(FileError::NotFolder { path: self.last.path }.into());
        }
        if self.last.path != Path::new("/") {
            self.trust.check_owner(&self.last)?;
        }
        if self.last.others_write() {
            return Err(self.last.refused(Distrust::OthersWrite));
        }
        Ok(())
    }
}

impl Trust {
    /// Refuses an entry that another account could have put into a directory on the way.
    fn check_entry(self, folder: &Step, entry: &Step) -> Result<()> {
        if entry.kind() == FileType::Symlink && !self.is_trusted(entry.stat.st_uid) {
            return Err(entry.refused(Distrust::ForeignLink));
        }
        // As in `check_last_folder`: in a container the root directory may have an owner that is unknown here.
        if folder.path != Path::new("/") {
            self.check_owner(folder)?;
        }
        if folder.others_write() && !(folder.mode() & STICKY != 0 && self.is_trusted(entry.stat.st_uid)) {
            return Err(folder.refused(Distrust::OthersWriteFolder));
        }
        Ok(())
    }

    fn check_file(self, folder: &Step, file: &Step) -> Result<()> {
        self.check_owner(file)?;
        if file.others_write() {
            return Err(file.refused(Distrust::OthersWrite));
        }
        if folder.others_write() {
            return Err(folder
                .refused(Distrust::OthersWriteFolder)
                .hint("Keep the file in a directory that only you may write to."));
        }
        Ok(())
    }

    fn check_owner(self, step: &Step) -> Result<()> {
        if self.is_trusted(step.stat.st_uid) {
            return Ok(());
        }
        Err(step.refused(Distrust::ForeignOwner))
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use std::fs::{self, Permissions};
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, chown, symlink};

    use super::super::attributes::ACCESS_LIST;
    use super::super::attributes::tests::list;
    use super::*;
    use crate::error::Problem;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    /// A directory with `file` in `inner`.
    fn place() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("inner");
        fs::create_dir(&inner).unwrap();
        mode(&inner, 0o755);
        fs::write(inner.join("file"), "content").unwrap();
        mode(&inner.join("file"), 0o600);
        let file = inner.join("file");
        (folder, file)
    }

    /// Why a path is not trusted, and the path that this is about.
    fn refusal(trust: Trust, path: &Path) -> (Distrust, PathBuf) {
        match trust.open(path).unwrap_err().problem() {
            Problem::Files(FileError::NotTrusted { reason, path, .. }) => (*reason, path.clone()),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn trusted_file_is_read_and_missing_one_is_none() {
        let (folder, file) = place();
        let mut text = String::new();
        Trust::own().open(&file).unwrap().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "content");
        assert!(Trust::own().open(&folder.path().join("nothing/file")).unwrap().is_none());
        assert!(Trust::own().open(&file.join("below")).unwrap().is_none());
        assert_eq!(Trust::own().open(folder.path()).unwrap_err().code(), "file_not_regular");
    }

    #[test]
    fn file_others_may_write_is_refused() {
        let (folder, file) = place();
        let inner = file.parent().unwrap();
        for written in [0o606, 0o666, 0o660, 0o622] {
            mode(&file, written);
            assert_eq!(refusal(Trust::own(), &file), (Distrust::OthersWrite, file.clone()), "{written:o}");
        }
        mode(&file, 0o644);
        for written in [0o777, 0o1777] {
            mode(inner, written);
            assert_eq!(refusal(Trust::own(), &file), (Distrust::OthersWriteFolder, inner.to_owned()), "{written:o}");
        }
        mode(inner, 0o755);
        mode(folder.path(), 0o777);
        assert_eq!(refusal(Trust::own(), &file), (Distrust::OthersWriteFolder, folder.path().to_owned()));
        mode(folder.path(), 0o1777);
        assert!(Trust::own().open(&file).unwrap().is_some(), "an own folder in one like /tmp");
    }

    #[test]
    fn folder_with_access_list_for_another_account_is_refused() {
        let (_folder, file) = place();
        let none = u32::MAX;
        for (allowed, is_refused) in [(5, false), (7, true)] {
            let list = list(&[(1, 7, none), (2, allowed, 12_345), (4, 0, none), (16, 7, none), (32, 0, none)]);
            let inner = file.parent().unwrap();
            if rustix::fs::setxattr(inner, ACCESS_LIST, &list, rustix::fs::XattrFlags::empty()).is_err() {
                crate::skipped::skipped("no access control lists on this file system");
                return;
            }
            assert_eq!(Trust::own().open(&file).is_err(), is_refused, "{allowed}");
        }
    }

    #[test]
    fn only_links_of_trusted_accounts_are_followed() {
        let (folder, file) = place();
        let secret = folder.path().join("secret");
        // As Kubernetes mounts a secret: everybody may create files in the directory, but only root did.
        mode(folder.path(), 0o1777);
        symlink("inner", folder.path().join("..data")).unwrap();
        symlink("..data/file", &secret).unwrap();
        assert!(Trust::own().open(&secret).unwrap().is_some());
        symlink("loop", folder.path().join("loop")).unwrap();
        assert_eq!(Trust::own().open(&folder.path().join("loop")).unwrap_err().code(), "file_unopenable");
        mode(folder.path(), 0o777);
        assert_eq!(refusal(Trust::own(), &secret), (Distrust::OthersWriteFolder, folder.path().to_owned()));
        mode(folder.path(), 0o755);
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::lchown(&secret, Some(12_345), Some(12_345)).unwrap();
            assert_eq!(refusal(Trust::own(), &secret), (Distrust::ForeignLink, secret.clone()));
            let owner = Trust { owner: Some(12_345) };
            assert_eq!(refusal(owner, &secret), (Distrust::ForeignLinkElsewhere, secret.clone()));
            chown(&file, Some(12_345), Some(12_345)).unwrap();
            assert_eq!(refusal(Trust::own(), &file), (Distrust::ForeignOwner, file));
            assert!(owner.open(&secret).unwrap().is_some());
        }
    }
}
