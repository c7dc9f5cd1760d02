//! Scratch files: beside another file, deleted when they are no longer needed, and recognisable when nobody was left to.

use std::fs::File;
use std::path::{Path, PathBuf};

use rustix::fd::AsFd;

use super::private::Place;
use super::trust::Trust;
use crate::error::{Error, Kind, Result};

/// A file of a name of its own beside another one, deleted when this is dropped. It is locked until then, so that whoever
/// comes later can tell it from one of a process that is gone ([`super::private::clear_up`]).
pub(crate) struct Scratch {
    path: PathBuf,
    file: File,
    is_left: bool,
}

impl Scratch {
    /// Creates one with the rights that this thread has.
    ///
    /// # Errors
    /// `Store` if it can't be created; `Usage` if the folder can't be reached by a trusted way.
    pub(crate) fn beside(path: &Path) -> Result<Self> {
        let cannot = || Error::new(Kind::Store, format!("No file can be created beside {}.", path.display()));
        let (folder, name) = Trust::own().folder_of(path)?.ok_or_else(cannot)?;
        let (fresh, file) = Place { folder: folder.as_fd(), name: &name }.begin().map_err(|error| cannot().because(error))?;
        Ok(Self { path: path.with_file_name(fresh), file, is_left: false })
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The file, open for reading and writing.
    pub(crate) fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Leaves it to others to delete it.
    pub(crate) fn leave(&mut self) {
        self.is_left = true;
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_left {
            // Whoever comes next deletes what stays.
            let _removed = std::fs::remove_file(&self.path);
        }
    }
}
