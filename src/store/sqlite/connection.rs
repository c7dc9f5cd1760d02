//! Connections to Kozmoai's file and to the administration file, and the meaning of their failures.

use std::error::Error as _;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::functions::FunctionFlags;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql};

use super::access::{self, Reading};
use crate::error::{DamageError, Error, Result, StoreError};
use crate::fs::{account, paths};
use crate::model::Timestamp;
use crate::store::files;
use crate::store::sql::sql_value::{spelled, time_in};
use crate::store::sql::unknown_tokens::holds_token;
use crate::store::sql::{Changed, Dialect, Executor, Next, Row, SqlValue};
use crate::text;

/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(5);
/// SQLite's cache, in KiB, whatever the size of the database.
const CACHE: i64 = 16 << 10;

/// The administration file beside Kozmoai's.
pub(super) fn admin_path(path: &Path) -> PathBuf {
    files::with_suffix(path, ".admin")
}

/// Opens an existing file of Kozmoai's, and reads from it.
pub(super) fn open(path: &Path, reading: &Reading) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let open = || -> rusqlite::Result<Connection> {
        let db = Connection::open_with_flags(address(path, reading), flags)?;
        set_up(&db, "main")?;
        add_functions(&db)?;
        db.query_row("SELECT count(*) FROM main.sqlite_master", [], |_| Ok(()))?;
        Ok(db)
    };
    open().map_err(|error| failed(path, error))
}

/// Opens the existing administration file, attached under the name of the schema on PostgreSQL, and reads from it.
pub(super) fn open_admin(path: &Path, reading: &Reading) -> Result<Connection> {
    let open = || -> rusqlite::Result<Connection> {
        // Attached files are opened with the same flags, so symbolic links are not followed.
        let db = Connection::open_in_memory_with_flags(OpenFlags::default() | OpenFlags::SQLITE_OPEN_NOFOLLOW)?;
        db.execute("ATTACH ?1 AS kozmoai_admin", [address(path, reading)])?;
        set_up(&db, "kozmoai_admin")?;
        if !db.is_readonly("kozmoai_admin")? {
            db.pragma_update(Some("kozmoai_admin"), "journal_mode", "WAL")?;
        }
        db.query_row("SELECT count(*) FROM kozmoai_admin.sqlite_master", [], |_| Ok(()))?;
        Ok(db)
    };
    open().map_err(|error| failed(path, error))
}

/// The URI for reading a file in this way.
fn address(path: &Path, reading: &Reading) -> String {
    let shared = matches!(reading, Reading::Shared);
    uri(&in_real_folder(reading.file(path)), if shared { "?mode=rw" } else { "?mode=ro&immutable=1" })
}

/// The path of a file with its directory resolved: if SQLite must not follow the last link, it follows none.
fn in_real_folder(path: &Path) -> PathBuf {
    let real = paths::folder_of(path).canonicalize().ok().zip(path.file_name()).map(|(folder, name)| folder.join(name));
    real.unwrap_or_else(|| path.to_owned())
}

/// The URI of a file, with parameters.
pub(super) fn uri(path: &Path, parameters: &str) -> String {
    let mut address = String::from("file:");
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => address.push(char::from(*byte)),
            byte => address.push_str(&format!("%{byte:02x}")),
        }
    }
    address + parameters
}

/// Makes commits durable, and enforces foreign keys.
fn set_up(db: &Connection, schema: &str) -> rusqlite::Result<()> {
    db.busy_timeout(PATIENCE)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(Some(schema), "synchronous", "FULL")?;
    db.pragma_update(Some(schema), "cache_size", -CACHE)?;
    db.pragma_update(None, "foreign_keys", true)
}

fn add_functions(db: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    db.create_scalar_function("kozmoai_likeness", 1, flags, |call| {
        Ok(text::likeness(&String::from_utf8_lossy(bytes(call.get_raw(0)))))
    })?;
    db.create_scalar_function("kozmoai_fold", 1, flags, |call| Ok(text::fold(&String::from_utf8_lossy(bytes(call.get_raw(0))))))?;
    db.create_scalar_function("kozmoai_time", 1, flags, |call| {
        Ok(time_in(&String::from_utf8_lossy(bytes(call.get_raw(0)))).map(Timestamp::as_microsecond))
    })?;
    db.create_scalar_function("kozmoai_holds_token", 1, flags, |call| Ok(holds_token(bytes(call.get_raw(0)))))
}

fn bytes(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Text(text) | ValueRef::Blob(text) => text,
        _ => &[],
    }
}

/// Runs statements on a connection, in its current transaction.
pub(super) struct SqliteExecutor<'a> {
    pub(super) db: &'a Connection,
    pub(super) path: &'a Path,
}

impl Executor for SqliteExecutor<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Sqlite
    }

    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        let read = || -> rusqlite::Result<Vec<Row>> {
            let mut statement = self.db.prepare_cached(sql)?;
            let rows = statement.query_map(rusqlite::params_from_iter(params), cells)?;
            rows.collect()
        };
        read().map_err(|error| failed(self.path, error))
    }

    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed> {
        let changed = self.db.prepare_cached(sql).and_then(|mut change| change.execute(rusqlite::params_from_iter(params)));
        match changed {
            Ok(rows) => Ok(Changed::Rows(rows as u64)),
            Err(rusqlite::Error::SqliteFailure(error, _)) if is_unique(error.extended_code) => Ok(Changed::UniqueViolation),
            Err(error) => Err(failed(self.path, error)),
        }
    }
}

/// Runs several queries at once; `work` takes the next row of any of them.
pub(super) fn merge_cursors(
    db: &Connection,
    path: &Path,
    queries: &[&str],
    work: &mut dyn FnMut(Next<'_>) -> Result<()>,
) -> Result<()> {
    let failed = |error| failed(path, error);
    let mut statements = queries.iter().map(|sql| db.prepare(sql)).collect::<rusqlite::Result<Vec<_>>>().map_err(failed)?;
    let mut streams =
        statements.iter_mut().map(|statement| statement.query([])).collect::<rusqlite::Result<Vec<_>>>().map_err(failed)?;
    // The rows are processed without the rights of the database's owner.
    let _rights = account::as_root();
    work(&mut |number| {
        let Some(stream) = streams.get_mut(number) else { return Ok(None) };
        stream.next().and_then(|row| row.map(cells).transpose()).map_err(failed)
    })
}

/// The values of a row.
fn cells(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    let columns = row.as_ref().column_count();
    (0..columns).map(|place| Ok(cell(row.get_ref(place)?))).collect::<rusqlite::Result<_>>().map(Row)
}

const fn is_unique(code: i32) -> bool {
    matches!(code, rusqlite::ffi::SQLITE_CONSTRAINT_UNIQUE | rusqlite::ffi::SQLITE_CONSTRAINT_PRIMARYKEY)
}

fn cell(value: ValueRef<'_>) -> SqlValue {
    match value {
        ValueRef::Null => SqlValue::Null,
        ValueRef::Integer(number) => SqlValue::Int(number),
        ValueRef::Real(number) => SqlValue::Text(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => SqlValue::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

impl ToSql for SqlValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Flag(flag) => i64::from(*flag).into(),
            Self::Int(number) => (*number).into(),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Id(id) => id.simple().to_string().into(),
            Self::Time(time) => spelled(*time).into(),
            Self::List(_) => return Err(rusqlite::Error::ToSqlConversionFailure("SQLite has no lists".into())),
        })
    }
}

/// The meaning of a failure of SQLite's on this file.
pub(super) fn failed(path: &Path, error: rusqlite::Error) -> Error {
    use rusqlite::ffi;
    let code = error.sqlite_error().map(|error| (error.code, error.extended_code));
    if matches!(code, Some((ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied, _)))
        && let Some(denied) = access::denied(path)
    {
        return denied.because(error);
    }
    let (path, database) = (path.to_owned(), path.display().to_string());
    let failed: Error = match code {
        Some((ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked, _)) => locked(path).into(),
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
    error.source()?.downcast_ref::<rusqlite::Error>()?.sqlite_error().map(|error| error.code)
}

/// The error for a file that another process has locked for too long.
fn locked(path: PathBuf) -> StoreError {
    let holders = super::clients::holders(&path);
    let holder = if holders.is_empty() { "another process".to_owned() } else { holders.join(", ") };
    StoreError::Locked { path, holder }
}
