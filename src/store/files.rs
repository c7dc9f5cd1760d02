//! Files and folders of stores: named beside one another, held, put in one another's place for good.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use rustix::fs::{CWD, RenameFlags};

use crate::error::{Error, Kind, Result};

pub(super) use crate::fs::lock::{PATIENCE, RETRY, hold as lock};
pub(super) use crate::fs::place::{free, with_suffix};

/// What went wrong with a file or a folder.
pub(super) fn trouble(path: &Path, what: &str) -> Error {
    Error::new(Kind::Store, format!("{} {what}.", path.display()))
}

/// Gives a file or a folder another name, for good.
pub(super) fn rename(path: &Path, name: &Path) -> Result<()> {
    fs::rename(path, name).map_err(|error| trouble(path, "can't be renamed").because(error))?;
    sync_parent(name)
}

/// Lets something fresh take the place of `old`; what stood there, if anything, is `fresh` afterwards.
pub(super) fn swap(fresh: &Path, old: &Path) -> Result<()> {
    // Empty folders that someone made beforehand are no store; an exchange, which not every file system can, is not needed.
    drop(fs::remove_dir(old));
    let placed = if old.exists() {
        rustix::fs::renameat_with(CWD, fresh, CWD, old, RenameFlags::EXCHANGE).map_err(io::Error::from)
    } else {
        fs::rename(fresh, old)
    };
    placed.map_err(|error| trouble(old, "can't be put in place").because(error))?;
    sync_parent(old)
}

/// Puts on disk what the folder around this says of it.
pub(super) fn sync_parent(path: &Path) -> Result<()> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    File::open(parent)
        .and_then(|parent| parent.sync_all())
        .map_err(|error| trouble(parent, "can't be put on disk").because(error))
}

/// Makes a file that is for its owner alone; it must not be there.
pub(super) fn create_private(path: &Path) -> Result<File> {
    let options = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).clone();
    options.open(path).map_err(|error| trouble(path, "can't be made").because(error))
}
