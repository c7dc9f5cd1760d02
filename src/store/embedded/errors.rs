//! Errors of sled, of its threads, and of damaged records.

use super::prelude::*;

/// The error for content that was never written.
pub(super) fn damaged() -> Error {
    DamageError::Record.into()
}

/// The error for files that sled did not write.
pub(super) fn damaged_files(folder: &Path) -> Error {
    DamageError::Files { database: format!("in {}", folder.display()) }.into()
}

/// The error for a database that was closed after a failure.
pub(super) fn closed(reason: Option<String>) -> Error {
    StoreError::Closed { reason }.into()
}

/// The error for a directory whose lock another process has.
pub(super) fn in_use(folder: &Path, holder: &str) -> Error {
    StoreError::InUse { path: folder.to_owned(), holder: holder.to_owned() }.into()
}

/// The error for a path that does not lead to an embedded database.
pub(super) fn not_embedded(folder: &Path, reason: &'static str) -> Error {
    StoreError::NotEmbedded { path: folder.to_owned(), reason }.into()
}

/// The error for a thread that can't be started.
pub(super) fn no_thread(error: io::Error) -> Error {
    Error::from(StoreError::NoThreads).because(error)
}

/// The error for a panic of sled's.
pub(super) fn panicked(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::from(StoreError::Crashed).because(cause)
}

/// The error for one that sled returned.
pub(super) fn failed(error: sled::Error) -> Error {
    let failed = Error::from(StoreError::StorageFailed);
    match error {
        sled::Error::Corruption { .. } => damaged().because(error),
        // The system's own error, so that callers can examine it.
        sled::Error::Io(error) => failed.because(of_system(error)),
        sled::Error::ReportableBug(text) => panicked(text),
        error => failed.because(error),
    }
}

/// The error of the system behind one of sled's, which returns copies that contain it only as text.
fn of_system(error: io::Error) -> io::Error {
    let text = error.to_string();
    let code = text.strip_prefix("Os { code: ").and_then(|rest| rest.split(',').next()).and_then(|code| code.parse().ok());
    code.map_or(error, io::Error::from_raw_os_error)
}
