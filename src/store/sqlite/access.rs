//! The rights with which the files of a database are used, and read-only access to them.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use rustix::fs::{Access as Wanted, AtFlags, CWD, FallocateFlags, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{getegid, geteuid, getgroups, getuid};

use super::connection::{self, failed};
use crate::error::{Error, Result, StoreError};
use crate::fs::account::{self, Account, Acting};
use crate::fs::scratch::Scratch;
use crate::fs::trust::Trust;
use crate::fs::{acting, paths};
use crate::store::files;

/// The suffixes of the files that SQLite creates beside a database.
pub(super) const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];
/// The minimum free space, in bytes.
const ROOM: u64 = 64 << 10;

/// The path of a database, and the account whose rights are used there.
#[derive(Clone)]
pub(super) struct Home {
    pub(super) path: PathBuf,
    account: Account,
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
                resolve(paths::folder_of(&path))?.zip(name).map(|(folder, name)| folder.join(name))
            }
        };
        found.map(|path| account_for(&path).map(|account| Self { account, path })).transpose()
    }

    /// Acts with the rights of the account, until the result is dropped.
    pub(super) fn act(&self) -> Acting {
        self.account.act()
    }

    /// The owner of the files.
    pub(super) const fn account(&self) -> Account {
        self.account
    }
}

/// The owner of the directory; in a directory of root's that the owner of the file may write to, the owner of the file.
fn account_for(path: &Path) -> Result<Account> {
    let folder = paths::folder_of(path);
    let owner = acting::account_for(folder)?;
    match (fs::metadata(folder), fs::symlink_metadata(path)) {
        (Ok(folder), Ok(file)) if owner.uid() == 0 && allows(&folder, Account::of(&file), &[file.gid()], 0o3) => {
            Account::of(&file).required()
        }
        _ => Ok(owner),
    }
}

/// Whether a file's mode allows an account all of these rights (4 to read, 2 to write, 1 to enter).
fn allows(found: &Metadata, account: Account, groups: &[u32], rights: u32) -> bool {
    let shift = match () {
        () if account.uid() == 0 => return true,
        () if found.uid() == account.uid() => 6,
        () if groups.contains(&found.gid()) => 3,
        () => 0,
    };
    found.mode() >> shift & rights == rights
}

/// The groups of this thread.
fn groups() -> Vec<u32> {
    getgroups().unwrap_or_default().into_iter().chain([getegid()]).map(rustix::fs::Gid::as_raw).collect()
}

/// Whether a path exists; a missing permission to check is an error.
pub(super) fn is_there(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(unseen(path, error)),
    }
}

fn unseen(path: &Path, error: io::Error) -> Error {
    files::file_failed(path, "examined").hint("Check the permissions of its directory.").because(error)
}

/// Every file that may belong to a database, existing or not.
fn family(path: &Path) -> impl Iterator<Item = PathBuf> {
    let both = [path.to_owned(), connection::admin_path(path)];
    both.into_iter().flat_map(|file| {
        let companions = COMPANIONS.map(|suffix| files::with_suffix(&file, suffix));
        std::iter::once(file).chain(companions)
    })
}

/// Refuses a database if something other than a regular file has the name of one of its files.
pub(super) fn check_files(path: &Path) -> Result<()> {
    let acts_for_another = geteuid().is_root() && Account::owner_of(paths::folder_of(path)).is_some_and(|owner| owner.uid() != 0);
    for name in family(path) {
        let what = match fs::symlink_metadata(&name) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(unseen(&name, error)),
            Ok(found) if found.file_type().is_symlink() => "is a symbolic link",
            Ok(found) if found.is_dir() => "is a directory",
            Ok(found) if found.file_type().is_fifo() || !found.is_file() => "is not a regular file",
            Ok(found) if acts_for_another && found.nlink() > 1 => "has a second hard link",
            Ok(_) => continue,
        };
        return Err(StoreError::UnexpectedFile { path: name, what }.into());
    }
    Ok(())
}

/// Allocates space in a directory and frees it again.
fn take_room(folder: &Path, bytes: u64) -> rustix::io::Result<()> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)
        .and_then(|file| rustix::fs::fallocate(file, FallocateFlags::empty(), 0, bytes))
}

/// Whether there is room beside a database for a complete copy.
pub(super) fn has_room(path: &Path) -> bool {
    let bytes: u64 = family(path).filter_map(|file| fs::metadata(file).ok()).map(|found| found.len()).sum();
    take_room(paths::folder_of(path), bytes.max(ROOM)).is_ok()
}

/// Why nothing can be written beside a database, as a clause after "Nothing can be changed:".
pub(super) fn obstacle(path: &Path) -> Option<String> {
    let folder = paths::folder_of(path);
    let error = match take_room(folder, ROOM) {
        Err(Errno::NOTSUP | Errno::ISDIR | Errno::INVAL | Errno::NOSYS) if geteuid() == getuid() => {
            rustix::fs::accessat(CWD, folder, Wanted::WRITE_OK | Wanted::EXEC_OK, AtFlags::empty()).err()?
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

/// How a file is read.
pub(super) enum Reading {
    /// As SQLite does, with files beside it that SQLite may create.
    Shared,
    /// As an immutable file: no file beside it could contain changes, so no one is writing.
    AsItIs,
    /// From a copy elsewhere, with the changes that were beside it.
    Copy(Scratch),
}

impl Reading {
    /// Determines how a file can be read. It is read without the files beside it only where those can't be written.
    pub(super) fn of(path: &Path, open: impl Fn(&Self) -> Result<Connection>, has_obstacle: bool) -> Result<(Self, Connection)> {
        // Files that SQLite creates beside a file that it may not write would prevent the owner from writing.
        let is_writable = fs::metadata(path).is_ok_and(|found| allows(&found, Account::effective(), &groups(), 0o2));
        if !is_writable && !COMPANIONS.iter().any(|suffix| fs::symlink_metadata(files::with_suffix(path, suffix)).is_ok()) {
            return open(&Self::AsItIs).map(|db| (Self::AsItIs, db));
        }
        let refused = match open(&Self::Shared) {
            Ok(db) => return Ok((Self::Shared, db)),
            Err(error) => error,
        };
        if !has_obstacle || !connection::may_be_about_companions(&refused) {
            return Err(refused);
        }
        let holds_changes = |suffix| fs::metadata(files::with_suffix(path, suffix)).is_ok_and(|found| found.len() > 0);
        if holds_changes("-journal") {
            return Err(refused.hint("An interrupted change must be rolled back first, which writes to the database."));
        }
        let way = if holds_changes("-wal") { Self::Copy(copy(path)?) } else { Self::AsItIs };
        open(&way).map(|db| (way, db))
    }

    /// The file to open.
    pub(super) fn file<'a>(&'a self, path: &'a Path) -> &'a Path {
        match self {
            Self::Shared | Self::AsItIs => path,
            Self::Copy(copy) => copy.path(),
        }
    }
}

/// Copies a file with the changes beside it into a temporary file.
fn copy(path: &Path) -> Result<Scratch> {
    let cannot = |error: io::Error| {
        files::file_failed(path, "read here with the changes in its -wal file, nor copied to a temporary directory")
            .hint("Set TMPDIR to a directory with free space, or copy the file and its -wal elsewhere and read them there.")
            .because(error)
    };
    let log = |path: &Path| files::with_suffix(path, "-wal");
    let mut from = [File::open(path).map_err(cannot)?, File::open(log(path)).map_err(cannot)?];
    let name = path.file_name().unwrap_or_default();
    let mut scratch = Scratch::beside(&std::env::temp_dir().join(name))?;
    io::copy(&mut from[0], scratch.file()).map_err(cannot)?;
    let beside = log(scratch.path());
    let joined = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&beside)
        .and_then(|mut to| io::copy(&mut from[1], &mut to));
    let joined = joined.map_err(cannot).and_then(|_| {
        let db = Connection::open(scratch.path()).map_err(|error| failed(path, error))?;
        db.query_row("PRAGMA journal_mode = DELETE", [], |row| row.get::<_, String>(0)).map_err(|error| failed(path, error))
    });
    for suffix in COMPANIONS {
        // SQLite deletes them, unless something failed.
        let _gone = fs::remove_file(files::with_suffix(scratch.path(), suffix));
    }
    joined.map(|_| scratch)
}

/// The error for files of a database that this account may not use, if there are any, with the command that gives access.
pub(super) fn denied(path: &Path) -> Option<Error> {
    let base = path.to_str().map_or(path, |text| Path::new(text.strip_suffix(".admin").unwrap_or(text)));
    let (me, groups) = (Account::effective(), groups());
    let more = [".admin-lock", ".admin-restore"].map(|suffix| files::with_suffix(base, suffix));
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
pub(super) fn is_denial(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    cause.is_some_and(|error| error.kind() == io::ErrorKind::PermissionDenied)
}
