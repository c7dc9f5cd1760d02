//! Following a path directory by directory, each by its descriptor, so that what was checked is what is used.

use std::collections::VecDeque;
use std::ffi::{OsStr, OsString};
use std::io;
use std::os::unix::ffi::OsStringExt;
use std::path::{Component, Path, PathBuf};

use rustix::fd::OwnedFd;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, Stat, StatxAttributes, StatxFlags, fstat, openat, readlinkat, statx};

use super::account::{self, Account};
use super::attributes::Writers;
use super::paths;
use crate::error::{Distrust, Error, FileError, Result};

/// The maximum number of links in a path.
const MOST_LINKS: usize = 40;
/// Permission bits: the group and others may write.
const OTHERS_WRITE: u32 = 0o022;

/// Who besides its owner and root may create files in a directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Creators {
    /// Nobody.
    Nobody,
    /// The members of its group.
    Group(u32),
    /// Those in an access control list.
    Listed,
    /// Every account.
    Everybody,
}

impl Creators {
    /// Returns those of a directory.
    ///
    /// # Errors
    /// What the system says if it can't be examined.
    pub fn of(folder: &Path) -> io::Result<Self> {
        let fd = rustix::fs::open(folder, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
        let stat = fstat(&fd)?;
        Ok(Step { fd, stat, path: folder.to_owned() }.creators())
    }
}

/// A file or a directory on the way to a path.
pub(super) struct Step {
    pub(super) fd: OwnedFd,
    pub(super) stat: Stat,
    pub(super) path: PathBuf,
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

    pub(super) const fn mode(&self) -> u32 {
        self.stat.st_mode & 0o7777
    }

    pub(super) fn others_write(&self) -> bool {
        if self.kind() != FileType::Directory {
            return self.mode() & OTHERS_WRITE != 0;
        }
        self.creators() != Creators::Nobody
    }

    /// Returns who besides its owner and root may create files in this directory.
    fn creators(&self) -> Creators {
        match self.mode() {
            mode if mode & 0o002 != 0 => Creators::Everybody,
            mode if mode & 0o020 == 0 || !self.group_writes() => Creators::Nobody,
            _ if matches!(Writers::of(&self.fd), Ok(None)) => Creators::Group(self.stat.st_gid),
            _ => Creators::Listed,
        }
    }

    /// Whether anybody but the owner and root writes where the mode lets the group write, which stands for an access control
    /// list too.
    fn group_writes(&self) -> bool {
        let (uid, gid) = (self.stat.st_uid, self.stat.st_gid);
        let is_open = |gid| !account::is_private_group(uid, gid);
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

    pub(super) fn refused(&self, reason: Distrust) -> Error {
        let (path, owner, mode) = (self.path.clone(), account::name_of(self.stat.st_uid), self.mode());
        FileError::NotTrusted { path, reason, owner, mode }.into()
    }
}

/// The result of following a path, as far as it exists.
pub(super) struct Reached {
    /// Never empty.
    pub(super) folders: Vec<Step>,
    /// The target, unless that is the last of the directories; none if it does not exist.
    pub(super) last: Option<Step>,
    /// The links on the way.
    pub(super) links: Vec<Step>,
    /// Whether the path was followed to its end.
    pub(super) is_complete: bool,
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
    let absolute = paths::absolute(path)?;
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

/// Returns the components of a path, without `.` and the root.
fn names(path: &Path) -> VecDeque<OsString> {
    let named = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_owned()),
        Component::ParentDir => Some(OsString::from("..")),
        Component::RootDir | Component::CurDir | Component::Prefix(_) => None,
    });
    named.collect()
}

pub(super) fn unopenable(path: &Path) -> Error {
    FileError::Unopenable { path: path.to_owned() }.into()
}
