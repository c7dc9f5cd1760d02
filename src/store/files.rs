//! Files and directories of databases: their names, locks, and durable changes.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;

use super::prelude::*;

/// The files of a database on this machine.
#[derive(Clone, Debug, Default)]
pub struct LocalFiles {
    /// A directory with the database, which only its owner may read.
    pub private_folder: Option<PathBuf>,
    /// The directory around a database of Kozmoai's own; who may read it is up to its operator.
    pub shared_folder: Option<PathBuf>,
    /// Single files, which need not exist.
    pub files: Vec<PathBuf>,
    /// The database itself, and the beginnings of what follows its name in those of its other files.
    pub(super) names: Option<(PathBuf, &'static [&'static str])>,
}

impl LocalFiles {
    /// Whether a directory is that of the database, or inside it, or will be.
    pub fn contain(&self, folder: &Path) -> bool {
        let resolved = |path: &PathBuf| paths::resolved(path).ok();
        let (Some(private), Ok(folder)) = (self.private_folder.as_ref().and_then(resolved), paths::resolved(folder)) else {
            return false;
        };
        folder.ancestors().any(|above| above == private || paths::is_same_file(above, &private))
    }

    /// Whether a path is the database, one of its other files, or inside its directory.
    pub fn reserves(&self, path: &Path) -> bool {
        let folder = folder_of(path);
        if self.contain(folder) {
            return true;
        }
        let Some((database, suffixes)) = &self.names else { return false };
        // The files of a symbolic link are beside what it leads to.
        [Some(database.clone()), fs::canonicalize(database).ok()].into_iter().flatten().any(|database| {
            let names = (path.file_name().map(OsStr::as_bytes), database.file_name().map(OsStr::as_bytes));
            let (Some(name), Some(own)) = names else { return false };
            paths::is_same_file(folder, folder_of(&database))
                && name
                    .strip_prefix(own)
                    .is_some_and(|rest| rest.is_empty() || suffixes.iter().any(|suffix| rest.starts_with(suffix.as_bytes())))
        })
    }
}

/// Whether a name ends like one of a database's other files, whatever the database.
pub fn is_like_database_file(path: &Path) -> bool {
    const ENDS: [&str; 11] =
        ["-wal", "-shm", "-journal", ".admin", ".admin-restore", ".lock", ".swap", ".fresh", ".proof", ".previous", ".replaced"];
    let name = path.file_name().unwrap_or_default().as_bytes();
    // What a restore replaced several times has a number at the end.
    let unnumbered = name.iter().rposition(|byte| !byte.is_ascii_digit()).map_or(name, |last| &name[..=last]);
    let unnumbered = unnumbered.strip_suffix(b"-").unwrap_or(name);
    ENDS.iter().any(|end| name.ends_with(end.as_bytes()) || unnumbered.ends_with(end.as_bytes()))
}

/// The error for an operation on a file or directory that failed; `operation` follows "can't be".
pub(super) fn file_failed(path: &Path, operation: &'static str) -> Error {
    StoreError::FileFailed { path: path.to_owned(), operation }.into()
}

/// The error for a path that can't be read; where permissions are missing, it names the account that has them.
pub(super) fn inaccessible(path: &Path, error: io::Error) -> Error {
    let denied = error.kind() == io::ErrorKind::PermissionDenied;
    let failed = file_failed(path, "read").because(error);
    let nearest = path.ancestors().find_map(|path| fs::symlink_metadata(path).ok().map(|found| (path, found)));
    let Some((found, metadata)) = nearest.filter(|_| denied) else { return failed };
    let (path, mode) = (found.display(), metadata.mode() & 0o7777);
    if metadata.uid() != geteuid().as_raw() {
        let owner = account::name_of(metadata.uid());
        return failed.hint(format!(
            "{path} belongs to {owner} (mode {mode:04o}). Run kozmoai as that account, or name a database of this one."
        ));
    }
    let owners = if metadata.is_dir() { 0o700 } else { 0o600 };
    if mode & owners == owners {
        return failed;
    }
    failed.hint(format!("{path} belongs to this account, but its mode is {mode:04o}: `chmod u+rwX {path}` allows it to be used."))
}

/// The command that gives a directory to its rightful owner.
pub(super) fn chown_hint(folder: &Path, owner: Account) -> String {
    format!("Run `chown -R {}:{} {}`, then try again.", owner.uid(), owner.gid(), folder.display())
}

/// Renames a file or directory durably.
pub(super) fn rename(path: &Path, name: &Path) -> Result<()> {
    fs::rename(path, name).map_err(|error| file_failed(path, "renamed").because(error))?;
    sync_parent(name)
}

/// Syncs the entry of a file or directory in its parent.
pub(super) fn sync_parent(path: &Path) -> Result<()> {
    sync_folder(folder_of(path))
}

/// Syncs the entries of a directory.
pub(super) fn sync_folder(path: &Path) -> Result<()> {
    durable::sync_entries(path).map_err(|error| file_failed(path, "synced to disk").because(error))
}

/// Creates a file that only its owner may read; it must not exist.
pub(super) fn create_private(path: &Path) -> Result<File> {
    let options = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).clone();
    options.open(path).map_err(|error| file_failed(path, "created").because(error))
}
