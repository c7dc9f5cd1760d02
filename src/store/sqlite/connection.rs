//! Connections to Kozmoai's file and to the administration file, and the transactions on them.

use std::os::unix::ffi::OsStrExt;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Transaction, TransactionBehavior};

use super::prelude::*;
use crate::store::sql::unknown_tokens::contains_token;

/// How long to wait for another writer.
const TIMEOUT: Duration = Duration::from_secs(5);
/// SQLite's cache, in KiB, whatever the size of the database.
const CACHE: i64 = 8 << 10;

/// Opens an existing file of Kozmoai's, and reads from it. Unless it is read as it is, the files beside it are checked first.
pub(super) fn open(path: &Path, reading: &Reading) -> Result<Connection> {
    // Attached files are opened with the same flags, so symbolic links are not followed.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    if matches!(reading, Reading::Shared) {
        check_files(path)?;
    }
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

/// Attaches the administration file to a connection to Kozmoai's file, which then reads both in one query.
pub(super) fn attach_admin(db: &Connection, path: &Path, reading: &Reading) -> Result<()> {
    db.execute("ATTACH ?1 AS kozmoai_admin", [address(path, reading)]).map(drop).map_err(|error| failed(path, error))
}

/// Whether the administration file is attached to a connection.
pub(super) fn has_admin(db: &Connection) -> rusqlite::Result<bool> {
    db.prepare_cached("SELECT count(*) FROM pragma_database_list WHERE name = 'kozmoai_admin'")?
        .query_row([], |row| row.get::<_, i64>(0).map(|count| count > 0))
}

/// The URI for reading a file in this way.
fn address(path: &Path, reading: &Reading) -> String {
    let shared = matches!(reading, Reading::Shared);
    uri(&in_real_folder(reading.file(path)), if shared { "?mode=rw" } else { "?mode=ro&immutable=1" })
}

/// The path of a file with its directory resolved: if SQLite must not follow the last link, it follows none.
fn in_real_folder(path: &Path) -> PathBuf {
    let real = folder_of(path).canonicalize().ok().zip(path.file_name()).map(|(folder, name)| folder.join(name));
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
    db.busy_timeout(TIMEOUT)?;
    db.set_prepared_statement_cache_capacity(64);
    db.pragma_update(Some(schema), "synchronous", "FULL")?;
    db.pragma_update(Some(schema), "cache_size", -CACHE)?;
    db.pragma_update(None, "foreign_keys", true)
}

/// Begins a transaction that excludes every other writer, including Kozmoai.
pub(super) fn begin<'a>(db: &'a Connection, path: &Path) -> Result<Transaction<'a>> {
    Transaction::new_unchecked(db, TransactionBehavior::Immediate).map_err(|error| failed(path, error))
}

/// Reads in one snapshot.
pub(super) fn in_transaction<T>(
    db: &Connection,
    name: &str,
    path: &Path,
    work: impl FnOnce(&Connection) -> Result<T>,
) -> Result<T> {
    let transaction = db.unchecked_transaction().map_err(|error| failed(path, error))?;
    // The first query opens the files and determines the snapshot.
    let begin = transaction.query_row(&format!("SELECT count(*) FROM {name}.sqlite_master"), [], |_| Ok(()));
    begin.map_err(|error| failed(path, error))?;
    let done = work(&transaction)?;
    transaction.commit().map_err(|error| failed(path, error))?;
    Ok(done)
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
    db.create_scalar_function("kozmoai_contains_token", 1, flags, |call| Ok(contains_token(bytes(call.get_raw(0)))))
}

fn bytes(value: ValueRef<'_>) -> &[u8] {
    match value {
        ValueRef::Text(text) | ValueRef::Blob(text) => text,
        _ => &[],
    }
}
