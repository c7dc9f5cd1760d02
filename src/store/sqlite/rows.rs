//! The rows of a connection, and the values in them.

use super::prelude::*;

/// Runs statements on a connection, in its current transaction. Rows are shown and changed without the rights of the database's
/// owner.
pub(super) struct SqliteExecutor<'a> {
    pub(super) db: &'a Connection,
    pub(super) path: &'a Path,
}

/// The next rows of a query, as `read` returns them; none at its end.
pub(super) fn window<T>(
    rows: &mut rusqlite::Rows<'_>,
    read: impl Fn(&rusqlite::Row<'_>) -> Result<T>,
    path: &Path,
) -> Result<Option<Vec<T>>> {
    let mut window = Vec::with_capacity(WINDOW);
    while window.len() < WINDOW
        && let Some(row) = rows.next().map_err(|error| failed(path, error))?
    {
        window.push(read(row)?);
    }
    Ok((!window.is_empty()).then_some(window))
}

/// The values of a row, to be shown.
pub(super) fn plain_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Row> {
    row_of(row, value)
}

fn row_of(row: &rusqlite::Row<'_>, value: fn(ValueRef<'_>) -> SqlValue) -> rusqlite::Result<Row> {
    let columns = row.as_ref().column_count();
    (0..columns).map(|place| Ok(value(row.get_ref(place)?))).collect::<rusqlite::Result<_>>().map(Row)
}

/// The encrypted value in a row that begins with the id and the value.
pub(super) fn value_of(column: &EncryptedColumn, row: &rusqlite::Row<'_>, path: &Path) -> Result<EncryptedValue> {
    if let (Ok(ValueRef::Text(id)), Ok(ValueRef::Text(text))) = (row.get_ref(0), row.get_ref(1))
        && let (Ok(id), Ok(text)) = (Uuid::try_parse_ascii(id), str::from_utf8(text))
    {
        return Ok(EncryptedValue { place: (column.location)(id), text: text.to_owned() });
    }
    let mut row = row_of(row, exact_value).map_err(|error| failed(path, error))?;
    values_of(column, std::slice::from_mut(&mut row))?.pop().ok_or_else(|| DamageError::Row { table: column.table }.into())
}

/// A value to be shown: bytes that are no text are replaced.
fn value(value: ValueRef<'_>) -> SqlValue {
    match value {
        ValueRef::Null => SqlValue::Null,
        ValueRef::Integer(number) => SqlValue::Int(number),
        ValueRef::Real(number) => SqlValue::Text(number.to_string()),
        ValueRef::Text(text) | ValueRef::Blob(text) => SqlValue::Text(String::from_utf8_lossy(text).into_owned()),
    }
}

/// A value to be rewritten: what is no text is not taken for one.
pub(super) fn exact_value(found: ValueRef<'_>) -> SqlValue {
    match found {
        ValueRef::Text(text) => str::from_utf8(text).map_or_else(|_| SqlValue::Bytes(text.to_vec()), SqlValue::from),
        ValueRef::Blob(bytes) => SqlValue::Bytes(bytes.to_vec()),
        ValueRef::Real(number) => SqlValue::Bytes(number.to_string().into_bytes()),
        ValueRef::Null | ValueRef::Integer(_) => value(found),
    }
}
