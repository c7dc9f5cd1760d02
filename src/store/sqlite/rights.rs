//! The rights with which the files of a database are used, what prevents writing there, and the lock of a rotation or restore.

use std::fs::Metadata;

use rustix::fs::FallocateFlags;
use rustix::process::{getegid, getgroups, getuid};

use super::prelude::*;

/// The path of a database, and the account whose rights are used there.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) path: PathBuf,
    /// The owner of the files.
    pub(super) account: Account,
}

impl Home {
    /// Resolves a path, whether the database exists or not; none if its directory does not exist.
    ///
    /// # Errors
    /// `Store` if it can't be reached, or leads through a symbolic link of another account.
    pub(super) fn of(path: &Path) -> Result<Option<Self>> {
        let trust = Trust::own();
        let resolve = |path: &Path| {
            trust
                .resolve(path)
                .map_err(|error| Error::from(StoreError::PathNotFollowed { path: path.to_owned() }).wrapping(error))
        };
        let path = paths::absolute(path)?;
        let found = match resolve(&path)? {
            Some(path) => Some(path),
            None => {
                let name = path.file_name();
                resolve(folder_of(&path))?.zip(name).map(|(folder, name)| folder.join(name))
            }
        };
        found.map(|path| account_for(&path).map(|account| Self { account, path })).transpose()
    }

    /// Acts with the rights of the account, until the result is dropped.
    pub(super) fn act(&self) -> Impersonation {
        self.account.act()
    }
}

/// The owner of the directory; in a directory of root's that the owner of the file may write to, the owner of the file.
fn account_for(path: &Path) -> Result<Account> {
    let folder = folder_of(path);
    let owner = impersonation::account_for(folder)?;
    match (fs::metadata(folder), fs::symlink_metadata(path)) {
        (Ok(folder), Ok(file)) if owner.uid() == 0 && allows(&folder, Account::of(&file), &[file.gid()], 0o3) => {
            Account::of(&file).required()
        }
        _ => Ok(owner),
    }
}

/// Whether a file's mode allows an account all of these rights (4 to read, 2 to write, 1 to enter).
pub(super) fn allows(found: &Metadata, account: Account, groups: &[u32], rights: u32) -> bool {
    let shift = match () {
        () if account.uid() == 0 => return true,
        () if found.uid() == account.uid() => 6,
        () if groups.contains(&found.gid()) => 3,
        () => 0,
    };
    found.mode() >> shift & rights == rights
}

/// The groups of this thread.
pub(super) fn groups() -> Vec<u32> {
    getgroups().unwrap_or_default().into_iter().chain([getegid()]).map(rustix::fs::Gid::as_raw).collect()
}

/// The error for files of a database that this account may not use, if there are any, with the command that gives access.
pub(super) fn denied(path: &Path) -> Option<Error> {
    let base = path.to_str().map_or(path, |text| Path::new(text.strip_suffix(".admin").unwrap_or(text)));
    let (me, groups) = (Account::effective(), groups());
    let more = [".admin-lock", ".admin-restore"].map(|suffix| with_suffix(base, suffix));
    let files: Vec<(PathBuf, Metadata)> = family(base)
        .chain(more)
        .filter_map(|file| fs::symlink_metadata(&file).ok().map(|found| (file, found)))
        .filter(|(_, found)| !allows(found, me, &groups, 0o6))
        .collect();
    // Unreadable files are the cause even if others can't be written.
    let (unreadable, unwritable): (Vec<_>, Vec<_>) = files.into_iter().partition(|(_, found)| !allows(found, me, &groups, 0o4));
    let denied = if unreadable.is_empty() { unwritable } else { unreadable };
    let (first, found) = denied.first()?;
    let (owner, account) = (account::name_of(found.uid()), account::name_of(me.uid()));
    let hint = if first == base {
        let or_root = if found.uid() == 0 { "" } else { ", or as root" };
        format!("Run kozmoai as {owner}{or_root}.")
    } else {
        let names: Vec<String> = denied.iter().map(|(file, _)| format!("'{}'", file.display())).collect();
        let to = Account::owner_of(base).unwrap_or(me);
        format!("As root: `chown {}:{} {}`.", to.uid(), to.gid(), names.join(" "))
    };
    let denied = StoreError::AccessDenied { path: first.clone(), owner, mode: found.mode() & 0o7777, account };
    Some(Error::from(denied).hint(hint))
}

/// Whether an error is a missing permission.
fn is_denial(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    cause.is_some_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}

/// The minimum free space, in bytes.
const ROOM: u64 = 64 << 10;

/// Allocates space in a directory and frees it again.
fn take_room(folder: &Path, bytes: u64) -> rustix::io::Result<()> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)
        .and_then(|file| rustix::fs::fallocate(file, FallocateFlags::empty(), 0, bytes))
}

/// Whether there is room beside a database for a complete copy.
pub(super) fn has_room(path: &Path) -> bool {
    let bytes: u64 = family(path).filter_map(|file| fs::metadata(file).ok()).map(|found| found.len()).sum();
    take_room(folder_of(path), bytes.max(ROOM)).is_ok()
}

/// Why nothing can be written beside a database, as a clause after "Nothing can be changed:".
pub(super) fn obstacle(path: &Path) -> Option<String> {
    let folder = folder_of(path);
    let error = match take_room(folder, ROOM) {
        Err(Errno::NOTSUP | Errno::ISDIR | Errno::INVAL | Errno::NOSYS) if geteuid() == getuid() => {
            accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty()).err()?
        }
        tried => tried.err()?,
    };
    let shown = folder.display();
    match error {
        Errno::ROFS => Some(format!("{shown} is on a read-only file system")),
        Errno::NOSPC => Some(format!("the disk that holds {shown} is full")),
        Errno::DQUOT => Some(format!("the disk quota in {shown} is used up")),
        Errno::ACCESS | Errno::PERM => Some(format!("{} may not write in {shown}", account::name_of(geteuid().as_raw()))),
        _ => None,
    }
}

/// The lock file of a database.
pub(super) fn lock_file(path: &Path) -> PathBuf {
    with_suffix(path, ".admin-lock")
}

/// A lock against other rotations and restores.
pub(super) struct Hold<'a> {
    home: &'a Home,
    _file: File,
    /// Whether the lock file is deleted with the lock, because it was created for a plan.
    is_temporary: bool,
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        if self.is_temporary {
            let _rights = self.home.act();
            // A leftover lock file does no harm.
            drop(fs::remove_file(lock_file(&self.home.path)));
        }
    }
}

/// Locks the database against other rotations and restores, to carry one out or only to plan that.
pub(super) fn hold(home: &Home, is_planned: bool) -> Result<Hold<'_>> {
    let path = &home.path;
    let lock = lock_file(path);
    let is_temporary = is_planned && !exists(&lock)?;
    let held = lock::hold(&lock, |holder| {
        StoreError::RotationLocked { database: path.display().to_string(), holder: holder.to_owned() }.into()
    });
    match held {
        Ok(file) => {
            private::give_to(Some(home.account), &file);
            Ok(Hold { home, _file: file, is_temporary })
        }
        Err(error) => Err(denied(path).filter(|_| is_denial(&error)).unwrap_or(error)),
    }
}
