//! The files and directories of a configuration directory.

use std::path::{Path, PathBuf};

/// The file that contains the key alone, as Kozmoai keeps it.
pub const SECRET_KEY_FILE: &str = "secret_key";
/// The journal of a rotation.
pub const ROTATION_JOURNAL: &str = "rotation.json";
/// The newest audit event of each database that was seen.
pub const AUDIT_ANCHOR: &str = "audit_anchor";
/// The directory of the default database.
const DATABASE: &str = "store";
/// The directory for backups of rotations.
pub(super) const BACKUPS: &str = "backups";

/// Returns the directory of the default database of a configuration directory.
pub fn default_database(config_dir: &Path) -> PathBuf {
    config_dir.join(DATABASE)
}

/// Whether only this program gives a file this name, in whatever configuration directory.
pub fn is_own_name(path: &Path) -> bool {
    [ROTATION_JOURNAL, AUDIT_ANCHOR, DATABASE, BACKUPS].iter().any(|own| path.file_name() == Some(own.as_ref()))
}
