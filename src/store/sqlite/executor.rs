//! Statements on a connection.

use rusqlite::types::ToSqlOutput;
use rusqlite::{ToSql, params_from_iter};

use super::dialect::SQLITE;
use super::prelude::*;
use super::rows::{plain_row, value_of, window};

impl Executor for SqliteExecutor<'_> {
    fn dialect(&self) -> &'static Dialect {
        &SQLITE
    }

    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        let read = || -> rusqlite::Result<Vec<Row>> {
            let mut statement = self.db.prepare_cached(sql)?;
            let rows = statement.query_map(params_from_iter(params), plain_row)?;
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

    fn values(&mut self, column: &EncryptedColumn, visit: ValueVisitor<'_>) -> Result<ControlFlow<()>> {
        let failed = |error| failed(self.path, error);
        let mut statement = self.db.prepare(&rewrite::query_for(column)).map_err(failed)?;
        let mut rows = statement.query([]).map_err(failed)?;
        let read = |rows: &mut rusqlite::Rows<'_>| window(rows, |row| value_of(column, row, self.path), self.path);
        pipeline(&mut rows, read, &mut |values: Vec<EncryptedValue>| visit(&values), |_, ()| Ok(()))
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
            cursor.next().and_then(|row| row.map(plain_row).transpose()).map_err(failed)
        })
    }

    /// It excludes every other client.
    fn rewrite(
        &mut self,
        schema: &Schema,
        triggers: &[String],
        _online: bool,
        work: &mut dyn Rewrite,
    ) -> Result<Vec<SecretLocation>> {
        super::rewrite::rewrite(self, schema, triggers, usize::MAX, work).map(|()| Vec::new())
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
