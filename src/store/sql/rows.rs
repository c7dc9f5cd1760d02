//! Rows, inserted and changed by column.

use uuid::Uuid;

use super::executor::Executor;
use super::sql_value::SqlValue;
use crate::error::Result;

/// The columns of a row, with their values.
pub(super) type Columns = Vec<(&'static str, SqlValue)>;

/// The columns that differ, as they are after a change.
pub(super) fn changed(before: &[(&'static str, SqlValue)], after: &[(&'static str, SqlValue)]) -> Columns {
    after.iter().zip(before).filter(|(new, old)| new != old).map(|(new, _)| new.clone()).collect()
}

/// Inserts a row; false if a unique constraint forbids it.
pub(super) fn insert(db: &mut dyn Executor, table: &str, columns: Columns) -> Result<bool> {
    let (names, cells): (Vec<&str>, Vec<SqlValue>) = columns.into_iter().unzip();
    let places: Vec<String> = (1..=cells.len()).map(|place| format!("?{place}")).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), places.join(", "));
    Ok(db.try_change(&sql, &cells)?.is_done())
}

/// Sets columns of a row; false if a unique constraint forbids it.
pub(super) fn set(db: &mut dyn Executor, table: &str, id: Uuid, columns: Columns) -> Result<bool> {
    if columns.is_empty() {
        return Ok(true);
    }
    let (names, mut cells): (Vec<&str>, Vec<SqlValue>) = columns.into_iter().unzip();
    let sets: Vec<String> = names.iter().enumerate().map(|(place, name)| format!("{name} = ?{}", place + 1)).collect();
    cells.push(id.into());
    let sql = format!("UPDATE {table} SET {} WHERE id = ?{}", sets.join(", "), cells.len());
    Ok(db.try_change(&sql, &cells)?.is_done())
}
