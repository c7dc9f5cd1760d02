//! The functions that this program adds to SQLite.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

use crate::model::Timestamp;
use crate::store::sql::sql_value::time_in;
use crate::store::sql::unknown_tokens::contains_token;
use crate::text;

pub(super) fn add(db: &Connection) -> rusqlite::Result<()> {
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
