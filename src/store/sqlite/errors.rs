//! The meaning of SQLite's failures.

use std::error::Error as _;

use super::holders::holders;
use super::prelude::*;

/// The meaning of a failure of SQLite's on this file.
pub(super) fn failed(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ffi;
    let code = error.sqlite_error().map(|error| (error.code, error.extended_code));
    if matches!(code, Some((ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _)))
        && let Some(denied) = rights::denied(path)
    {
        return denied.because(error);
    }
    let (path, database) = (path.to_owned(), path.display().to_string());
    let failed: Error = match code {
        Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => {
            let holders = holders(&path);
            let holder = if holders.is_empty() { "another process".to_owned() } else { holders.join(", ") };
            StoreError::Locked { path, holder }.into()
        }
        Some((ErrorCode::NotADatabase, _)) => StoreError::NotSqlite { path }.into(),
        Some((ErrorCode::DatabaseCorrupt, _)) => DamageError::Files { database }.into(),
        Some((ErrorCode::DiskFull, _)) => StoreError::DiskFull { path }.into(),
        Some((ErrorCode::ReadOnly, _)) => StoreError::NotWritable { path }.into(),
        Some((_, ffi::SQLITE_CONSTRAINT_FOREIGNKEY)) => StoreError::Referenced { database }.into(),
        Some((ErrorCode::ConstraintViolation, ffi::SQLITE_CONSTRAINT_CHECK | ffi::SQLITE_CONSTRAINT_NOTNULL)) => {
            StoreError::ConstraintViolated { database }.into()
        }
        Some((ErrorCode::CannotOpen, _)) => Error::from(StoreError::SqliteFailed { path, operation: "opened" })
            .hint("Check the permissions of the file and of its directory."),
        Some((ErrorCode::SystemIoFailure, extended)) => StoreError::SqliteFailed { path, operation: broken(extended) }.into(),
        Some((_, ffi::SQLITE_ERROR)) => DamageError::TableMissing { database }.into(),
        _ => StoreError::SqliteFailed { path, operation: "read or written" }.into(),
    };
    failed.because(error)
}

/// The operation that failed, after "can't be".
const fn broken(code: i32) -> &'static str {
    use rusqlite::ffi;
    match code {
        ffi::SQLITE_IOERR_READ | ffi::SQLITE_IOERR_SHORT_READ => "read",
        ffi::SQLITE_IOERR_WRITE | ffi::SQLITE_IOERR_TRUNCATE => "written",
        ffi::SQLITE_IOERR_FSYNC | ffi::SQLITE_IOERR_DIR_FSYNC => "synced to disk",
        ffi::SQLITE_IOERR_LOCK
        | ffi::SQLITE_IOERR_UNLOCK
        | ffi::SQLITE_IOERR_RDLOCK
        | ffi::SQLITE_IOERR_SHMLOCK
        | ffi::SQLITE_IOERR_CHECKRESERVEDLOCK => "locked",
        ffi::SQLITE_IOERR_SHMOPEN | ffi::SQLITE_IOERR_SHMSIZE | ffi::SQLITE_IOERR_SHMMAP => "shared with other processes",
        ffi::SQLITE_IOERR_FSTAT | ffi::SQLITE_IOERR_ACCESS | ffi::SQLITE_IOERR_SEEK => "examined",
        ffi::SQLITE_IOERR_CLOSE | ffi::SQLITE_IOERR_DIR_CLOSE => "closed",
        ffi::SQLITE_IOERR_DELETE | ffi::SQLITE_IOERR_DELETE_NOENT => {
            "written: its journal can't be deleted, so the change was rolled back, or will be at the next opening"
        }
        ffi::SQLITE_IOERR_GETTEMPPATH => "read: there is no directory for temporary files",
        ffi::SQLITE_IOERR_NOMEM => "read: there is not enough memory",
        _ => "read or written",
    }
}

/// Whether a failure may be caused by files beside the database that can't be created or written.
pub(super) fn may_be_about_companions(error: &Error) -> bool {
    matches!(code_of(error), Some(ErrorCode::CannotOpen | ErrorCode::ReadOnly | ErrorCode::DiskFull | ErrorCode::SystemIoFailure))
}

/// Whether a failure means that a file is damaged or not a database.
pub(super) fn is_damage(error: &Error) -> bool {
    matches!(code_of(error), Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt))
}

fn code_of(error: &Error) -> Option<ErrorCode> {
    sqlite_error(error).map(|error| error.code)
}

fn sqlite_error(error: &Error) -> Option<&rusqlite::ffi::Error> {
    error.source()?.downcast_ref::<rusqlite::Error>()?.sqlite_error()
}

/// The error for a rewrite that a trigger or an index refused.
pub(super) fn rewrite_refused(path: &Path, error: Error, triggers: &[String]) -> Error {
    let cause = error.source().and_then(|source| source.downcast_ref::<rusqlite::Error>());
    if matches!(cause, Some(rusqlite::Error::SqlInputError { .. })) {
        return Error::from(StoreError::RewriteRefused { database: path.display().to_string() }).with_cause_of(error);
    }
    let is_of_trigger = sqlite_error(&error).is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER);
    if is_of_trigger && !triggers.is_empty() {
        return Error::from(StoreError::ChangedByTriggers { by: triggers.to_vec() }).with_cause_of(error);
    }
    error
}

/// Whether a code means that a unique constraint forbids a change.
pub(super) const fn is_unique(code: i32) -> bool {
    matches!(code, rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
}
