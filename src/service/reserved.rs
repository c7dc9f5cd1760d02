//! Names of files that a database or this program acts upon: SQLite deletes a stale `-wal`, and an interrupted restore is taken
//! from a recovery file. Nothing else is created under them, for it would be overwritten or deleted, or block every command.

use std::path::{Path, PathBuf};

use crate::config::{self, AUDIT_ANCHOR, ROTATION_JOURNAL, SECRET_KEY_FILE, Settings, default_database};
use crate::error::{ConfigError, FileError, Result};
use crate::fs::paths;
use crate::model::{AuditSink, StoreUrl};
use crate::store;

/// Refuses to create a file under a reserved name.
///
/// # Errors
/// `Usage`.
pub(super) fn refuse(settings: &Settings, path: &Path) -> Result<()> {
    refuse_in_database(path)?;
    if is_reserved(settings, path) { Err(FileError::NameReserved { path: path.to_owned() }.into()) } else { Ok(()) }
}

/// Refuses to create a file in the directory of an embedded database, whichever.
fn refuse_in_database(path: &Path) -> Result<()> {
    let around = store::database_around(path);
    around.map_or(Ok(()), |database| Err(FileError::InsideDatabase { path: path.to_owned(), database }.into()))
}

/// Refuses to create files in a directory of a database, or a directory under a reserved name.
///
/// # Errors
/// `Usage`.
pub(super) fn refuse_folder(settings: &Settings, path: &Path) -> Result<()> {
    if is_same_name(path, &settings.backup_dir()) {
        return Ok(());
    }
    let is_new = std::fs::symlink_metadata(path).is_err();
    if is_new { refuse(settings, path) } else { refuse(settings, &path.join("kozmoai.backup")) }
}

/// Refuses to create a file under a name that is reserved whatever the settings, or inside an embedded database.
///
/// # Errors
/// `Usage`.
pub(super) fn refuse_everywhere(path: &Path) -> Result<()> {
    refuse_in_database(path)?;
    let is_reserved = config::is_own_name(path) || store::is_like_database_file(path);
    if is_reserved { Err(FileError::NameReserved { path: path.to_owned() }.into()) } else { Ok(()) }
}

/// Refuses a configuration directory inside an embedded database, which is replaced as a whole directory: the secret key, the
/// journal and the backups would be deleted with it.
///
/// # Errors
/// `Usage`.
pub(super) fn refuse_config_dir(settings: &Settings, url: &StoreUrl) -> Result<()> {
    let path = &settings.config_dir.value;
    if settings.require_config_dir().is_err() || !store::local_files(url).contain(path) {
        return Ok(());
    }
    Err(ConfigError::ConfigDirInDatabase { path: path.clone(), database: url.to_string() }.into())
}

/// Refuses an audit sink that is a file of the database or of this program.
///
/// # Errors
/// `Usage`.
pub(super) fn refuse_sink(settings: &Settings) -> Result<()> {
    match &settings.audit_sink.value {
        Some(AuditSink::File(path)) if is_reserved(settings, path) => {
            let origin = settings.audit_sink.origin.to_string();
            Err(ConfigError::AuditSinkReserved { origin, path: path.clone() }.into())
        }
        _ => Ok(()),
    }
}

fn is_reserved(settings: &Settings, path: &Path) -> bool {
    of_config_dir(settings).iter().any(|reserved| is_same_name(path, reserved))
        || is_of_database(settings, path)
        || store::database_around(path).is_some()
}

fn of_config_dir(settings: &Settings) -> [PathBuf; 4] {
    let dir = &settings.config_dir.value;
    [dir.join(SECRET_KEY_FILE), dir.join(AUDIT_ANCHOR), dir.join(ROTATION_JOURNAL), settings.backup_dir()]
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
