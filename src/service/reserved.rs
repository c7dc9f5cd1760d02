//! Names of files that a database or this program acts upon: SQLite deletes a stale `-wal`, and an interrupted restore is taken
//! from a recovery file. Nothing else is created under them, for it would be overwritten or deleted, or block every command.

use std::path::{Path, PathBuf};

use super::Service;
use super::audit::anchor::ANCHOR_FILE;
use super::rotation::journal;
use crate::config::{SECRET_KEY_FILE, Settings, default_database};
use crate::error::{FileError, Result};
use crate::fs::paths;
use crate::model::StoreUrl;
use crate::store;

impl Service {
    /// Refuses to create a file under a reserved name.
    ///
    /// # Errors
    /// `Usage`.
    pub(super) fn refuse_reserved(&self, path: &Path) -> Result<()> {
        let settings = self.settings();
        let is_in_config_dir = of_config_dir(&settings).iter().any(|reserved| is_same_name(path, reserved));
        if is_in_config_dir || is_of_database(&settings, path) {
            return Err(FileError::NameReserved { path: path.to_owned() }.into());
        }
        Ok(())
    }

    /// Refuses to create files in a directory of a database, or a directory under a reserved name.
    ///
    /// # Errors
    /// `Usage`.
    pub(super) fn refuse_reserved_folder(&self, path: &Path) -> Result<()> {
        let settings = self.settings();
        if is_same_name(path, &settings.backup_dir()) {
            return Ok(());
        }
        let is_new = std::fs::symlink_metadata(path).is_err();
        if is_new { self.refuse_reserved(path) } else { self.refuse_reserved(&path.join("kozmoai.backup")) }
    }
}

fn of_config_dir(settings: &Settings) -> [PathBuf; 4] {
    let dir = &settings.config_dir.value;
    [dir.join(SECRET_KEY_FILE), dir.join(ANCHOR_FILE), journal::file(dir), settings.backup_dir()]
}

/// Whether a path is one of the files of the configured database, or of the default one.
fn is_of_database(settings: &Settings, path: &Path) -> bool {
    let default = StoreUrl::Embedded(default_database(&settings.config_dir.value));
    [&settings.store.value, &default].into_iter().any(|url| store::local_files(url).reserves(path))
}

/// Whether two paths name the same entry of the same directory.
fn is_same_name(path: &Path, other: &Path) -> bool {
    path.file_name() == other.file_name() && paths::is_same_file(paths::folder_of(path), paths::folder_of(other))
}
