//! Scratch files next to another file: deleted when dropped, and recognisable if the process died before.

use std::fs::File;
use std::path::{Path, PathBuf};

use rustix::fd::AsFd;

use super::incomplete::Target;
use super::trust::Trust;
use crate::error::{Error, FileError, Result};

/// A temporary file next to another one, deleted when this is dropped. It is locked until then, which distinguishes it from
/// the file of a dead process ([`super::incomplete::clear_up`]).
pub(crate) struct Scratch {
    path: PathBuf,
    file: File,
    is_kept: bool,
}

impl Scratch {
    /// Creates one with the rights of this thread.
    ///
    /// # Errors
    /// `Store` if it cannot be created; `Usage` if the path to the directory is not trusted.
    pub(crate) fn beside(path: &Path) -> Result<Self> {
        let cannot = || Error::from(FileError::ScratchUncreatable { path: path.to_owned() });
        let (folder, name) = Trust::own().folder_of(path)?.ok_or_else(cannot)?;
        let (fresh, file) = Target { folder: folder.as_fd(), name: &name }.begin().map_err(|error| cannot().because(error))?;
        Ok(Self { path: path.with_file_name(fresh), file, is_kept: false })
    }

    /// Returns its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the file, open for reading and writing.
    pub(crate) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Keeps the file when this is dropped.
    pub(crate) fn keep(&mut self) {
        self.is_kept = true;
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_kept {
            // The next process deletes what remains.
            let _removed = std::fs::remove_file(&self.path);
        }
    }
}
