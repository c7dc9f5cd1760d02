//! Paths in the .env file of another account, which must not lead root to what that account does not own.

use std::path::{Path, PathBuf};

use super::origin::WithOrigin;
use super::sources::Sources;
use super::table::{AUDIT_SINK, CONFIG_DIR, DATABASE_URL};
use crate::error::Result;
use crate::fs::paths;
use crate::model::{AuditSink, StoreUrl};

/// Refuses paths in another account's .env file that lead root to what that account does not own.
///
/// # Errors
/// `Usage`, naming the file and the path.
pub(super) fn refuse(sources: &Sources, config_dir: &WithOrigin<PathBuf>, store: &WithOrigin<StoreUrl>) -> Result<()> {
    sources.refuse_foreign_place(CONFIG_DIR.name, "--config-dir", &config_dir.origin, &config_dir.value)?;
    match &store.value {
        StoreUrl::Embedded(folder) => sources.refuse_foreign_place(DATABASE_URL.name, "--store", &store.origin, folder),
        StoreUrl::Sqlite(path) => {
            sources.refuse_foreign_place(DATABASE_URL.name, "--store", &store.origin, paths::folder_of(path))?;
            sources.refuse_foreign_place(DATABASE_URL.name, "--store", &store.origin, path)
        }
        StoreUrl::Postgres(url) => {
            url.files().try_for_each(|(_, path)| sources.refuse_foreign_place(DATABASE_URL.name, "--store", &store.origin, path))
        }
    }
}

/// The same check for the audit sink, which has no flag.
///
/// # Errors
/// `Usage`, naming the file and the path.
pub(super) fn refuse_sink(sources: &Sources, sink: &WithOrigin<Option<AuditSink>>) -> Result<()> {
    let named = format!("{} in the environment", AUDIT_SINK.known.name);
    let refuse = |place: &Path| sources.refuse_foreign_place(AUDIT_SINK.known.name, &named, &sink.origin, place);
    let path = match &sink.value {
        Some(AuditSink::File(path)) => path,
        Some(sink @ AuditSink::Syslog(socket)) if !sink.is_default() => socket,
        _ => return Ok(()),
    };
    refuse(paths::folder_of(path))?;
    refuse(path)
}
