//! The files of a database: their names, and what must not have one of these names.

use std::os::unix::fs::FileTypeExt;

use super::prelude::*;

/// The suffixes of the files that SQLite creates beside a database.
pub(super) const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];
/// The administration file beside Kozmoai's.
pub(super) fn admin_path(path: &Path) -> PathBuf {
    with_suffix(path, ".admin")
}

/// Whether a path exists; a missing permission to check is an error.
pub(super) fn exists(path: &Path) -> Result<bool> {
    match fs::symlink_metadata(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(unseen(path, error)),
    }
}

fn unseen(path: &Path, error: io::Error) -> Error {
    file_failed(path, "examined").hint("Check the permissions of its directory.").because(error)
}

/// Every file that may belong to a database, existing or not.
pub(super) fn family(path: &Path) -> impl Iterator<Item = PathBuf> {
    let both = [path.to_owned(), admin_path(path)];
    both.into_iter().flat_map(|file| {
        let companions = COMPANIONS.map(|suffix| with_suffix(&file, suffix));
        std::iter::once(file).chain(companions)
    })
}

/// Refuses a database if something other than a regular file has the name of one of its files.
pub(super) fn check_files(path: &Path) -> Result<()> {
    let acts_for_another = geteuid().is_root() && Account::owner_of(folder_of(path)).is_some_and(|owner| owner.uid() != 0);
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
        let is_folder = name == path && what == "is a directory";
        let error = Error::from(StoreError::UnexpectedFile { path: name, what });
        return Err(if is_folder { error.hint(StoreRemedy::UseEmbeddedAddress) } else { error });
    }
    Ok(())
}

/// The files of a database: Kozmoai's and ours.
pub(in crate::store) fn local_files(path: &Path) -> LocalFiles {
    let suffixes = ["", "-wal", "-shm", "-journal", ".admin", ".admin-wal", ".admin-restore"];
    let files = suffixes.iter().map(|suffix| with_suffix(path, suffix)).collect();
    let names = Some((path.to_owned(), &["-wal", "-shm", "-journal", ".admin", ".replaced"][..]));
    LocalFiles { shared_folder: Some(folder_of(path).to_owned()), files, names, ..LocalFiles::default() }
}
