//! Files and folders of stores: named beside one another, held, put in one another's place for good.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::fs::account::{self, Account};
use crate::fs::place;

pub(super) use crate::fs::lock::{PATIENCE, RETRY, hold as lock};
pub(super) use crate::fs::place::{free, with_suffix};

/// What went wrong with a file or a folder.
pub(super) fn trouble(path: &Path, what: &str) -> Error {
    Error::new(Kind::Store, format!("{} {what}.", path.display()))
}

/// What can't be looked at, and why: a lack of rights is told with who has them.
pub(super) fn unreachable(path: &Path, error: io::Error) -> Error {
    let denied = error.kind() == io::ErrorKind::PermissionDenied;
    let failed = trouble(path, "can't be read").because(error);
    let nearest = path.ancestors().find_map(|path| fs::symlink_metadata(path).ok().map(|found| (path, found)));
    match nearest.filter(|_| denied) {
        Some((found, metadata)) => failed.hint(format!(
            "{} belongs to {} (mode {:04o}). Run kozmoai as that account, or give it to the one it is run as with `chown -R`.",
            found.display(),
            account::name_of(metadata.uid()),
            metadata.mode() & 0o7777
        )),
        None => failed,
    }
}

/// How a folder is given to whom it should belong.
pub(super) fn chown_hint(folder: &Path, owner: Account) -> String {
    format!("Run `chown -R {}:{} {}`, then try again.", owner.uid(), owner.gid(), folder.display())
}

/// Gives a file or a folder another name, for good.
pub(super) fn rename(path: &Path, name: &Path) -> Result<()> {
    fs::rename(path, name).map_err(|error| trouble(path, "can't be renamed").because(error))?;
    sync_parent(name)
}

/// Puts on disk what the folder around this says of it.
pub(super) fn sync_parent(path: &Path) -> Result<()> {
    sync_folder(place::folder_of(path))
}

/// Puts on disk what a folder holds.
pub(super) fn sync_folder(path: &Path) -> Result<()> {
    place::sync_entries(path).map_err(|error| trouble(path, "can't be put on disk").because(error))
}

/// Makes a file that is for its owner alone; it must not be there.
pub(super) fn create_private(path: &Path) -> Result<File> {
    let options = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).clone();
    options.open(path).map_err(|error| trouble(path, "can't be made").because(error))
}
