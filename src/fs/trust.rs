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

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Component, Path, PathBuf};

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, StatxAttributes, StatxFlags, fstat, openat, readlinkat, statx};

use super::account::{self, Account};
use super::attributes::Writers;
use crate::error::{Distrust, Error, FileError, Result};

/// The maximum number of links in a path.
const MOST_LINKS: usize = 40;
/// Permission bits: the group and others may write.
const OTHERS_WRITE: u32 = 0o022;
/// Permission bit of a directory: only owners may rename and delete.
const STICKY: u32 = 0o1000;

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
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
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

/// A file or a directory on the way to a path.
pub(super) struct Step {
    fd: OwnedFd,
    stat: Stat,
    path: PathBuf,
}

impl Step {
    fn root() -> io::Result<Self> {
        let fd = rustix::fs::open("/", OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        let stat = fstat(&fd)?;
        Ok(Self { fd, stat, path: PathBuf::from("/") })
    }

    pub(super) fn kind(&self) -> FileType {
        FileType::from_raw_mode(self.stat.st_mode)
    }

    /// Returns its owner.
    pub(super) fn account(&self) -> Account {
        Account::of_stat(&self.stat)
    }

    /// Whether its mode allows an account to enter it.
    pub(super) fn admits(&self, account: Account) -> bool {
        let enters = match () {
            () if self.stat.st_uid == account.uid() => 0o100,
            () if self.stat.st_gid == account.gid() => 0o010,
            () => 0o001,
        };
        self.stat.st_mode & enters != 0
    }

    /// Whether it is a mount point, which only root can replace.
    pub(super) fn is_mount_point(&self) -> bool {
        let found = statx(&self.fd, "", AtFlags::EMPTY_PATH, StatxFlags::BASIC_STATS);
        found.is_ok_and(|found| found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT))
    }

    const fn mode(&self) -> u32 {
        self.stat.st_mode & 0o7777
    }

    fn others_write(&self) -> bool {
        if self.kind() != FileType::Directory || self.mode() & 0o002 != 0 {
            return self.mode() & OTHERS_WRITE != 0;
        }
        self.mode() & 0o020 != 0 && self.group_writes()
    }

    /// Whether anybody but the owner and root writes where the mode lets the group write, which stands for an access control
    /// list too.
    fn group_writes(&self) -> bool {
        let (uid, gid) = (self.stat.st_uid, self.stat.st_gid);
        let is_open = |gid| !is_private_group(uid, gid);
        match Writers::of(&self.fd) {
            Ok(None) => is_open(gid),
            Ok(Some(writers)) => {
                (writers.own_group && is_open(gid))
                    || writers.users.iter().any(|user| *user != 0 && *user != uid)
                    || writers.groups.into_iter().any(is_open)
            }
            Err(_) => true,
        }
    }

    fn refused(&self, reason: Distrust) -> Error {
        let (path, owner, mode) = (self.path.clone(), account::name_of(self.stat.st_uid), self.mode());
        FileError::NotTrusted { path, reason, owner, mode }.into()
    }
}

/// Whether a directory's group has no members besides its owner and root, as root's group, or the group of the same name and
/// number that most systems create for each account.
fn is_private_group(uid: u32, gid: u32) -> bool {
    let read = |path| std::fs::read(path).map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
    (gid == 0 || uid == gid) && holds_nobody_else(uid, gid, &read("/etc/group"), &read("/etc/passwd"))
}

/// Whether no account besides this one and root is in a group, as a member or because it is the account's primary group.
fn holds_nobody_else(uid: u32, gid: u32, groups: &str, accounts: &str) -> bool {
    let number = |field: Option<&&str>| field.and_then(|text| text.parse::<u32>().ok());
    let accounts: Vec<Vec<&str>> = accounts.lines().map(|line| line.split(':').collect()).collect();
    let is_other = |account: &&Vec<&str>| number(account.get(2)).is_none_or(|id| id != uid && id != 0);
    let may_be = |name: &str| accounts.iter().any(|account| account.first() == Some(&name) && !is_other(&account));
    let entries = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut members = entries.filter(|entry| number(entry.get(2)) == Some(gid)).filter_map(|entry| entry.get(3).copied());
    members.all(|list| list.split(',').filter(|name| !name.is_empty()).all(may_be))
        && !accounts.iter().filter(is_other).any(|account| number(account.get(3)) == Some(gid))
}

/// The result of following a path, as far as it exists.
pub(super) struct Reached {
    /// Never empty.
    folders: Vec<Step>,
    /// The target, unless that is the last of the directories; none if it does not exist.
    last: Option<Step>,
    /// The links on the way.
    links: Vec<Step>,
    /// Whether the path was followed to its end.
    is_complete: bool,
}

impl Reached {
    /// Returns the directories from the root to the last one.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Step> {
        self.folders.iter().chain(self.last.as_ref().filter(|last| last.kind() == FileType::Directory))
    }

    /// Returns the last directory.
    pub(super) fn folder(&self) -> &Step {
        self.last.as_ref().filter(|last| last.kind() == FileType::Directory).unwrap_or(&self.folders[self.folders.len() - 1])
    }
}

/// Follows a path by descriptors; `check` is called with each directory and its entry on the way, and may refuse it.
pub(super) fn follow(path: &Path, check: &mut dyn FnMut(&Step, &Step) -> Result<()>) -> Result<Reached> {
    let absolute = super::place::absolute(path)?;
    let cannot = |error: io::Error| unopenable(path).because(error);
    let mut left: VecDeque<OsString> = names(&absolute);
    let mut reached = Reached { folders: vec![Step::root().map_err(cannot)?], last: None, links: Vec::new(), is_complete: false };
    while let Some(name) = left.pop_front() {
        let Some(folder) = reached.folders.last() else { break };
        if name == OsStr::new("..") {
            if reached.folders.len() > 1 {
                reached.folders.pop();
            }
            continue;
        }
        let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd = match openat(&folder.fd, name.as_os_str(), flags, Mode::empty()) {
            Ok(fd) => fd,
            Err(rustix::io::Errno::NOENT | rustix::io::Errno::NOTDIR) => return Ok(reached),
            Err(error) => return Err(cannot(error.into())),
        };
        let stat = fstat(&fd).map_err(|error| cannot(error.into()))?;
        let step = Step { fd, stat, path: folder.path.join(&name) };
        check(folder, &step)?;
        if step.kind() == FileType::Symlink {
            let target = readlinkat(&step.fd, "", Vec::new()).map_err(|error| cannot(error.into()))?;
            let target = PathBuf::from(OsString::from_vec(target.into_bytes()));
            if target.is_absolute() {
                reached.folders.truncate(1);
            }
            names(&target).into_iter().rev().for_each(|name| left.push_front(name));
            reached.links.push(step);
            if reached.links.len() > MOST_LINKS {
                return Err(cannot(rustix::io::Errno::LOOP.into()));
            }
        } else if step.kind() == FileType::Directory && !left.is_empty() {
            reached.folders.push(step);
        } else if left.is_empty() {
            reached.last = Some(step);
        } else {
            return Ok(reached);
        }
    }
    // A path that ends in `/` or `..` leads to the last directory.
    reached.is_complete = true;
    Ok(reached)
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
        self.trust.check_owner(&self.last)?;
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
        // In a container the root directory may have an owner that is unknown here.
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

/// Returns the components of a path, without `.` and the root.
fn names(path: &Path) -> VecDeque<OsString> {
    let named = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    });
    named.collect()
}

fn unopenable(path: &Path) -> Error {
    FileError::Unopenable { path: path.to_owned() }.into()
}

#[cfg(test)]
mod tests {
    #![expect(
        clippy::unwrap_used,
        clippy::panic,
        clippy::print_stdout,
        reason = "a test fails by panicking, and prints that it is skipped"
    )]
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
                println!("SKIPPED: no access control lists on this file system");
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

    #[test]
    fn group_with_another_account_is_not_private() {
        let accounts = "root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/:/bin/sh\nbert:x:1001:1001::/:/bin/sh\n";
        let shared = "mallory:x:1002:1000::/:/bin/sh\nodd line\n";
        for (uid, gid, groups, more, is_private) in [
            (1000, 1000, "anna:x:1000:\n", "", true),
            (1000, 1000, "anna:x:1000:anna,root\n", "", true),
            (1000, 1000, "anna:x:1000:anna,bert\n", "", false),
            (1000, 1000, "anna:x:1000:\nagain:x:1000:bert\n", "", false),
            (1000, 1000, "anna:x:1000:\n", shared, false),
            (1000, 1000, "", "", true),
            (0, 0, "root:x:0:\n", "", true),
            (0, 0, "root:x:0:bert\n", "", false),
            (1000, 0, "root:x:0:anna\n", "", true),
            (0, 0, "root:x:0:\n", "mallory:x:1002:0::/:/bin/sh\n", false),
        ] {
            let found = holds_nobody_else(uid, gid, groups, &format!("{accounts}{more}"));
            assert_eq!(found, is_private, "{uid} {gid} {groups:?} {more:?}");
        }
    }
}
