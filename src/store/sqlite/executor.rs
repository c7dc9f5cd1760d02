//! Statements on a connection.

use rusqlite::types::ToSqlOutput;
use rusqlite::{ToSql, params_from_iter};

use super::dialect::SQLITE;
use super::prelude::*;

/// Runs statements on a connection, in its current transaction. Rows are shown and changed without the rights of the database's
/// owner.
pub(super) struct SqliteExecutor<'a> {
    pub(super) db: &'a Connection,
    pub(super) path: &'a Path,
}

impl SqliteExecutor<'_> {
    /// Gives the rows of a query to `work`, and the results to `store`.
    fn pipeline<D: Send>(
        &self,
        sql: &str,
        work: &mut (dyn FnMut(Vec<Row>) -> Result<ControlFlow<(), D>> + Send),
        mut store: impl FnMut(D) -> Result<()>,
    ) -> Result<ControlFlow<()>> {
        let failed = |error| failed(self.path, error);
        let mut statement = self.db.prepare(sql).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        pipeline(&mut rows, |rows| window(rows).map_err(failed), work, |_, result| store(result))
    }
}

/// The next rows of a query; none at its end.
fn window(rows: &mut rusqlite::Rows<'_>) -> rusqlite::Result<Option<Vec<Row>>> {
    let mut window = Vec::with_capacity(WINDOW);
    while window.len() < WINDOW
        && let Some(row) = rows.next()?
    {
        window.push(row_of(row, exact_value)?);
    }
    Ok((!window.is_empty()).then_some(window))
}

impl Executor for SqliteExecutor<'_> {
    fn dialect(&self) -> &'static Dialect {
        &SQLITE
    }

    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        let read = || -> rusqlite::Result<Vec<Row>> {
            let mut statement = self.db.prepare_cached(sql)?;
            let rows = statement.query_map(params_from_iter(params), |row| row_of(row, value))?;
            rows.collect()
        };
        read().map_err(|error| failed(self.path, error))
    }

    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed> {
        let changed = self.db.prepare_cached(sql).and_then(|mut change| change.execute(params_from_iter(params)));
        match changed {
            Ok(rows) => Ok(Changed::Rows(rows as u64)),
            Err(rusqlite::Error::SqliteFailure(error, _)) if errors::is_unique(error.extended_code) => {
                Ok(Changed::UniqueViolation)
            }
            Err(error) => Err(failed(self.path, error)),
        }
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        self.db.execute_batch(sql).map_err(|error| failed(self.path, error))
    }

    fn stream(&mut self, sql: &str, visit: RowVisitor<'_>) -> Result<ControlFlow<()>> {
        self.pipeline(sql, visit, |()| Ok(()))
    }

    fn merge_cursors(&mut self, queries: &[&str], work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()> {
        let failed = |error| failed(self.path, error);
        let statements = queries.iter().map(|sql| self.db.prepare(sql)).collect::<rusqlite::Result<Vec<_>>>();
        let mut statements = statements.map_err(failed)?;
        let cursors = statements.iter_mut().map(|statement| statement.query([])).collect::<rusqlite::Result<Vec<_>>>();
        let mut cursors = cursors.map_err(failed)?;
        let _rights = account::as_root();
        work(&mut |number| {
            let Some(cursor) = cursors.get_mut(number) else { return Ok(None) };
            cursor.next().and_then(|row| row.map(|row| row_of(row, value)).transpose()).map_err(failed)
        })
    }

    fn fill_scratch(&mut self, table: &str, sql: &str, change: RowChange<'_>) -> Result<()> {
        let failed = |error| failed(self.path, error);
        let insert = format!("INSERT INTO {table} (row_key, old, new) VALUES (?1, ?2, ?3)");
        let mut insert = self.db.prepare(&insert).map_err(failed)?;
        let _end = self.pipeline(sql, change, |rows| {
            rows.iter().try_for_each(|row| insert.execute(params_from_iter(&row.0)).map(drop)).map_err(failed)
        })?;
        Ok(())
    }

    /// The number that SQLite itself gives each row; a table may do without. The type of the temporary column has to be that of the
    /// other one: else SQLite finds no row by it, and reads the whole table for each.
    fn row_key(&mut self, table: &str, key: &'static str) -> Result<RowKey> {
        let sql = "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
        let has_none = self.row(sql, &[table.into()])?.map_or(Ok(false), |row| row.flag(0))?;
        Ok(if has_none {
            RowKey { column: key, scratch_type: "text PRIMARY KEY" }
        } else {
            RowKey { column: "rowid", scratch_type: "integer PRIMARY KEY" }
        })
    }

    /// Functions of this program fold every name.
    fn name_columns(&mut self, _params: &mut Vec<SqlValue>) -> Result<NameColumns> {
        let (folded, likeness) = ("kozmoai_fold(u.username)", "kozmoai_likeness(u.username)");
        Ok(NameColumns { table: "\"user\" u".to_owned(), folded, likeness })
    }

    fn has_deactivations(&mut self) -> Result<bool> {
        let is_attached = "SELECT count(*) FROM pragma_database_list WHERE name = 'kozmoai_admin'";
        let is_there = "SELECT count(*) FROM kozmoai_admin.sqlite_master WHERE name = 'deactivated'";
        Ok(self.number(is_attached, &[])? > 0 && self.number(is_there, &[])? > 0)
    }

    fn rewrite_refused(&self, error: Error, triggers: &[String]) -> Error {
        errors::rewrite_refused(self.path, error, triggers)
    }
}

/// The values of a row.
fn row_of(row: &rusqlite::Row<'_>, value: fn(ValueRef<'_>) -> SqlValue) -> rusqlite::Result<Row> {
    let columns = row.as_ref().column_count();
    (0..columns).map(|place| Ok(value(row.get_ref(place)?))).collect::<rusqlite::Result<_>>().map(Row)
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
fn exact_value(found: ValueRef<'_>) -> SqlValue {
    match found {
        ValueRef::Text(text) => str::from_utf8(text).map_or_else(|_| SqlValue::Bytes(text.to_vec()), SqlValue::from),
        ValueRef::Blob(bytes) => SqlValue::Bytes(bytes.to_vec()),
        ValueRef::Real(number) => SqlValue::Bytes(number.to_string().into_bytes()),
        ValueRef::Null | ValueRef::Integer(_) => value(found),
    }
}

impl ToSql for SqlValue {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Self::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Self::Flag(flag) => i64::from(*flag).into(),
            Self::Int(number) => (*number).into(),
            Self::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Self::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Self::Id(id) => id.simple().to_string().into(),
            Self::Time(time) => time_text(*time).into(),
            Self::List(_) => return Err(rusqlite::Error::ToSqlConversionFailure("SQLite has no lists".into())),
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const SCHEMA: &str = include_str!("../../../tests/fixtures/kozmoai-0.1.8/schema-sqlite.sql");

    #[test]
    fn rewrites_find_rows_by_their_keys() {
        for schema in [SCHEMA.to_owned(), SCHEMA.replace("\n);", "\n) WITHOUT ROWID;")] {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch(&schema).unwrap();
            let path = Path::new("in memory");
            let layout = layout::read(path, &db).unwrap();
            let joins = rewrite::joins(&mut SqliteExecutor { db: &db, path }, &layout).unwrap();
            assert_eq!(joins.len(), layout.schema.encrypted.len() * 4);
            for sql in joins {
                let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                let steps: Vec<String> = plan.query_map([], |row| row.get(3)).unwrap().map(Result::unwrap).collect();
                let read_whole = steps.iter().filter(|step| step.starts_with("SCAN")).count();
                assert_eq!(read_whole, 1, "{sql}: {steps:?}");
            }
        }
    }
}
