//! Opening what is trusted.
//!
//! What settings, keys and recovery files say steers this program, so nobody else may be able to write them. A path is
//! walked folder by folder, each by its descriptor, and the file that is read is the one that was checked, whatever
//! happens to its name meanwhile. Trusted is a regular file that
//!
//! - belongs to this account, to root, or, where root administers an installation, to the account that owns its database;
//! - nobody else may write;
//! - lies in a folder of which both are true, below folders that nobody else can rename anything in. In a folder like
//!   /tmp, where everybody may create files and only owners may rename them, a file of ours is not trusted, and a folder
//!   of ours is.
//!
//! A symbolic link is followed where its owner is this account or root, as in a Kubernetes secret; one of another account
//! only to what belongs to that account too.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Component, Path, PathBuf};

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, StatxAttributes, StatxFlags, fstat, openat, readlinkat, statx};

use super::account::{self, Account};
use crate::error::{Error, Kind, Result};

/// More links than this lead nowhere.
const MOST_LINKS: usize = 40;
/// Group and others may write.
const OTHERS_WRITE: u32 = 0o022;
/// Only owners rename and delete in a folder.
const STICKY: u32 = 0o1000;

/// Who may write what is trusted, beside this account and root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trust {
    /// The owner of the database, where root administers it.
    owner: Option<u32>,
}

impl Trust {
    /// This account and root alone.
    pub const fn own() -> Self {
        Self { owner: None }
    }

    /// The owner of this database too, if this process is root's.
    pub fn with_owner(owner: Option<Account>) -> Self {
        let owner = owner.filter(|_| rustix::process::getuid().is_root() || rustix::process::geteuid().is_root());
        Self { owner: owner.map(Account::uid).filter(|uid| *uid != 0) }
    }

    /// Opens a trusted file for reading; none if there is no such file.
    ///
    /// # Errors
    /// `Usage` if it is not trusted, naming what is not, its owner and its mode; or if it can't be opened.
    pub fn open(self, path: &Path) -> Result<Option<File>> {
        let Some(walk) = Walk::to(path, self, true)? else { return Ok(None) };
        walk.open(FileType::RegularFile, "is not a regular file").map(Some)
    }

    /// The same for a pipe, which is opened without waiting for whoever writes to it.
    ///
    /// # Errors
    /// As [`Trust::open`].
    pub(super) fn open_pipe(self, path: &Path) -> Result<Option<File>> {
        let Some(walk) = Walk::to(path, self, true)? else { return Ok(None) };
        walk.open(FileType::Fifo, "is neither a regular file nor a pipe").map(Some)
    }

    /// Opens the folder that a file lies in, or is to lie in, and gives the file's name there; none if there is no such
    /// folder. The folder need not be trusted, but no link leads to it that somebody else could have put there.
    ///
    /// # Errors
    /// `Usage` if a link on the way is not trusted, or the path can't be followed.
    pub fn folder_of(self, path: &Path) -> Result<Option<(OwnedFd, OsString)>> {
        let name = path.file_name().ok_or_else(|| failed(path, "names no file"))?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Ok(Walk::to(folder, self, false)?.and_then(Walk::into_folder).map(|folder| (folder, name.to_owned())))
    }

    /// The path of the same file or folder without symbolic links; none if there is nothing. What is there need not be
    /// trusted, but no link leads to it that somebody else could have put there.
    ///
    /// # Errors
    /// As [`Trust::folder_of`].
    pub fn resolve(self, path: &Path) -> Result<Option<PathBuf>> {
        Ok(Walk::to(path, self, false)?.map(|walk| walk.last.path))
    }

    /// Refuses a folder that is not trusted; one that does not exist is none.
    ///
    /// # Errors
    /// `Usage`, as [`Trust::open`].
    pub fn check_folder(self, path: &Path) -> Result<()> {
        let Some(walk) = Walk::to(path, self, true)? else { return Ok(()) };
        walk.check_last_folder()
    }

    /// Why a file that was named on the command line is not trusted; none if it is. What is no regular file, a pipe for
    /// example, was chosen by who named it.
    pub fn doubt(self, path: &Path) -> Option<Error> {
        let is_regular = std::fs::metadata(path).is_ok_and(|found| found.is_file());
        if is_regular { self.open(path).err() } else { None }
    }

    fn is_trusted(self, uid: u32) -> bool {
        // Root that acts as another account trusts that one no more than before.
        uid == 0 || uid == account::own_uid() || Some(uid) == self.owner
    }
}

/// A place on the way.
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

    /// Whom it belongs to.
    pub(super) fn account(&self) -> Account {
        Account::of_stat(&self.stat)
    }

    /// Whether its mode lets an account enter it.
    pub(super) fn admits(&self, account: Account) -> bool {
        let enters = match () {
            () if self.stat.st_uid == account.uid() => 0o100,
            () if self.stat.st_gid == account.gid() => 0o010,
            () => 0o001,
        };
        self.stat.st_mode & enters != 0
    }

    /// Whether something is mounted there, so that nobody but root can exchange it.
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
        self.mode() & 0o020 != 0 && !is_private_group(self.stat.st_uid, self.stat.st_gid)
    }

    fn refused(&self, why: &str) -> Error {
        let (owner, mode) = (account::name_of(self.stat.st_uid), self.mode());
        Error::new(Kind::Usage, format!("{} is not trusted: {why} (owner {owner}, mode {mode:04o}).", self.path.display()))
    }
}

/// Whether a group holds nobody but its folder's owner and root: root's group, or the group of the same name and number that
/// most systems give each account.
fn is_private_group(uid: u32, gid: u32) -> bool {
    let read = |path| std::fs::read(path).map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
    (gid == 0 || uid == gid) && holds_nobody_else(uid, gid, &read("/etc/group"), &read("/etc/passwd"))
}

/// Whether nobody but this account and root is in a group, as a member or because it is the account's own.
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

/// Where a path leads, as far as it does.
pub(super) struct Reached {
    /// Never empty.
    folders: Vec<Step>,
    /// What it leads to, unless that is the last of the folders; none if there is nothing.
    last: Option<Step>,
    /// The links on the way.
    links: Vec<Step>,
    /// Whether the path was followed to its end.
    is_complete: bool,
}

impl Reached {
    /// The folders from the root to the last one.
    pub(super) fn folders(&self) -> impl Iterator<Item = &Step> {
        self.folders.iter().chain(self.last.as_ref().filter(|last| last.kind() == FileType::Directory))
    }

    /// The last folder.
    pub(super) fn folder(&self) -> &Step {
        self.last.as_ref().filter(|last| last.kind() == FileType::Directory).unwrap_or(&self.folders[self.folders.len() - 1])
    }
}

/// Follows a path by descriptors; `pass` sees each folder with what is taken in it, and may refuse it.
pub(super) fn follow(path: &Path, pass: &mut dyn FnMut(&Step, &Step) -> Result<()>) -> Result<Reached> {
    let absolute = std::path::absolute(path).map_err(|error| failed(path, "is not a usable path").because(error))?;
    let cannot = |error: io::Error| failed(path, "cannot be opened").because(error);
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
        pass(folder, &step)?;
        if step.kind() == FileType::Symlink {
            let target = readlinkat(&step.fd, "", Vec::new()).map_err(|error| cannot(error.into()))?;
            let target = PathBuf::from(OsString::from_vec(target.into_bytes()));
            if target.is_absolute() {
                reached.folders.truncate(1);
            }
            names(&target).into_iter().rev().for_each(|name| left.push_front(name));
            reached.links.push(step);
            if reached.links.len() > MOST_LINKS {
                return Err(failed(path, "cannot be opened: too many symbolic links"));
            }
        } else if step.kind() == FileType::Directory && !left.is_empty() {
            reached.folders.push(step);
        } else if left.is_empty() {
            reached.last = Some(step);
        } else {
            return Ok(reached);
        }
    }
    // A path that ends in `/` or `..` leads to the folder reached.
    reached.is_complete = true;
    Ok(reached)
}

/// The way to a path, and what stands at its end.
struct Walk {
    trust: Trust,
    strict: bool,
    folders: Vec<Step>,
    last: Step,
}

impl Walk {
    /// Follows a path; none if it leads to nothing. A strict walk refuses folders that others could rename something in.
    fn to(path: &Path, trust: Trust, strict: bool) -> Result<Option<Self>> {
        let pass = &mut |folder: &Step, entry: &Step| if strict { trust.check_entry(folder, entry) } else { Ok(()) };
        let Reached { mut folders, last, links, is_complete } = follow(path, pass)?;
        if !is_complete {
            return Ok(None);
        }
        let Some(last) = last.or_else(|| folders.pop()) else { return Ok(None) };
        let foreign_link = links.iter().rfind(|link| !Trust::own().is_trusted(link.stat.st_uid));
        if let Some(link) = foreign_link.filter(|link| link.stat.st_uid != last.stat.st_uid) {
            return Err(link.refused("it is a symbolic link of another account's, and leads to what is not theirs"));
        }
        Ok(Some(Self { trust, strict, folders, last }))
    }

    /// What is at the end, opened for reading and checked once more by its own descriptor.
    fn open(self, kind: FileType, otherwise: &str) -> Result<File> {
        let (Some(folder), Some(name)) = (self.folders.last(), self.last.path.file_name()) else {
            return Err(failed(&self.last.path, "is a folder"));
        };
        let shown = &self.last.path;
        if self.last.kind() != kind {
            return Err(failed(shown, otherwise));
        }
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        let opened = openat(&folder.fd, name, flags, Mode::empty()).and_then(|fd| fstat(&fd).map(|stat| (fd, stat)));
        let (fd, stat) = opened.map_err(|error| failed(shown, "cannot be opened").because(io::Error::from(error)))?;
        let step = Step { fd, stat, path: shown.clone() };
        if step.kind() != kind {
            return Err(failed(shown, otherwise));
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
            return Err(failed(&self.last.path, "is not a folder"));
        }
        self.trust.check_owner(&self.last)?;
        if self.last.others_write() {
            return Err(self.last.refused("others may write it").hint(fix(&self.last.path)));
        }
        Ok(())
    }
}

impl Trust {
    /// Refuses what somebody else could have put into a folder on the way.
    fn check_entry(self, folder: &Step, entry: &Step) -> Result<()> {
        if entry.kind() == FileType::Symlink && !self.is_trusted(entry.stat.st_uid) {
            return Err(entry.refused("it is a symbolic link of another account's"));
        }
        // The root of a mounted or mapped system may have an owner that this one has no name for.
        if folder.path != Path::new("/") {
            self.check_owner(folder)?;
        }
        if folder.others_write() && !(folder.mode() & STICKY != 0 && self.is_trusted(entry.stat.st_uid)) {
            return Err(folder.refused("others may write this folder").hint(fix(&folder.path)));
        }
        Ok(())
    }

    fn check_file(self, folder: &Step, file: &Step) -> Result<()> {
        self.check_owner(file)?;
        if file.others_write() {
            return Err(file.refused("others may write it").hint(fix(&file.path)));
        }
        if folder.others_write() {
            return Err(folder.refused("others may write this folder").hint("Keep the file in a folder of its own."));
        }
        Ok(())
    }

    fn check_owner(self, step: &Step) -> Result<()> {
        if self.is_trusted(step.stat.st_uid) {
            return Ok(());
        }
        Err(step.refused("it belongs to another account").hint("Look into it, then `chown` it, or name a place of your own."))
    }
}

fn fix(path: &Path) -> String {
    format!("Look into it, then `chmod go-w {}`.", path.display())
}

/// The names that a path goes through.
fn names(path: &Path) -> VecDeque<OsString> {
    let named = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    });
    named.collect()
}

fn failed(path: &Path, what: &str) -> Error {
    Error::new(Kind::Usage, format!("{} {what}.", path.display()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::fs::{self, Permissions};
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, chown, symlink};

    use super::*;

    fn mode(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
    }

    /// A folder with `file` in `inner`.
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

    fn refusal(path: &Path) -> String {
        Trust::own().open(path).unwrap_err().to_string()
    }

    #[test]
    fn trusted_file_is_read_and_missing_one_is_none() {
        let (folder, file) = place();
        let mut text = String::new();
        Trust::own().open(&file).unwrap().unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "content");
        assert!(Trust::own().open(&folder.path().join("nothing/file")).unwrap().is_none());
        assert!(Trust::own().open(&file.join("below")).unwrap().is_none());
        assert!(refusal(folder.path()).contains("not a regular file"));
    }

    #[test]
    fn what_others_may_write_is_refused() {
        let (folder, file) = place();
        for written in [0o606, 0o666, 0o660, 0o622] {
            mode(&file, written);
            assert!(refusal(&file).contains(&format!("mode {written:04o}")), "{}", refusal(&file));
        }
        mode(&file, 0o644);
        for written in [0o777, 0o1777] {
            mode(file.parent().unwrap(), written);
            assert!(refusal(&file).contains("inner is not trusted"), "{}", refusal(&file));
        }
        mode(file.parent().unwrap(), 0o755);
        mode(folder.path(), 0o777);
        assert!(refusal(&file).contains("others may write this folder"));
        mode(folder.path(), 0o1777);
        assert!(Trust::own().open(&file).unwrap().is_some(), "a folder of ours in one like /tmp");
    }

    #[test]
    fn links_are_followed_only_where_nobody_else_made_them() {
        let (folder, file) = place();
        // As Kubernetes mounts a secret: everybody may create something in the folder, and only root did.
        mode(folder.path(), 0o1777);
        symlink("inner", folder.path().join("..data")).unwrap();
        symlink("..data/file", folder.path().join("secret")).unwrap();
        assert!(Trust::own().open(&folder.path().join("secret")).unwrap().is_some());
        symlink("loop", folder.path().join("loop")).unwrap();
        assert!(refusal(&folder.path().join("loop")).contains("too many symbolic links"));
        mode(folder.path(), 0o777);
        assert!(refusal(&folder.path().join("secret")).contains("others may write this folder"));
        mode(folder.path(), 0o755);
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::lchown(folder.path().join("secret"), Some(12_345), Some(12_345)).unwrap();
            assert!(refusal(&folder.path().join("secret")).contains("symbolic link of another account"));
            let owner = Trust { owner: Some(12_345) };
            let refused = owner.open(&folder.path().join("secret")).unwrap_err().to_string();
            assert!(refused.contains("leads to what is not theirs"), "{refused}");
            chown(&file, Some(12_345), Some(12_345)).unwrap();
            assert!(refusal(&file).contains("owner uid 12345"), "{}", refusal(&file));
            assert!(owner.open(&folder.path().join("secret")).unwrap().is_some());
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
