//! Statements in a transaction.

use std::ops::ControlFlow;

use super::dialect::POSTGRES;
use super::transaction::Transaction;
use super::{checks, portals};
use crate::error::{Error, Problem, Result, ServerError, StoreError};
use crate::model::UserId;
use crate::store::sql::dialect::Dialect;
use crate::store::sql::executor::{Changed, Executor, NameColumns, NextRow, RowChange, RowVisitor};
use crate::store::sql::schema::EncryptedColumn;
use crate::store::sql::sql_value::{Row, SqlValue};
use crate::text;

impl Executor for Transaction<'_> {
    fn dialect(&self) -> &'static Dialect {
        &POSTGRES
    }

    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        self.query(sql, params)
    }

    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed> {
        self.change_unless_taken(sql, params)
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        self.batch(sql)
    }

    fn stream(&mut self, sql: &str, visit: RowVisitor<'_>) -> Result<ControlFlow<()>> {
        portals::stream(self, sql, visit)
    }

    fn merge_cursors(&mut self, queries: &[&str], work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()> {
        portals::merge(self, queries, work)
    }

    fn fill_scratch(&mut self, table: &str, sql: &str, change: RowChange<'_>) -> Result<()> {
        portals::fill_scratch(self, table, sql, change)
    }

    /// The server moves a row when it changes it, so only its key finds it again.
    fn row_key(&mut self, _table: &str, key: &'static str) -> Result<&'static str> {
        Ok(key)
    }

    /// The server's `lower` has other rules than this program, so it folds only ASCII names, and gets the folded form of the
    /// others as parameters.
    fn name_columns(&mut self, params: &mut Vec<SqlValue>) -> Result<NameColumns> {
        let rows = self.query("SELECT id, username FROM \"user\" WHERE username ~ '[^\\u0001-\\u007f]'", &[])?;
        let mut ids = Vec::with_capacity(rows.len());
        let (mut folded, mut likeness) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
        for row in rows {
            let name = row.text(1)?;
            ids.push(row.id(0)?.into());
            folded.push(text::fold(&name).into());
            likeness.push(text::likeness(&name).into());
        }
        let [ids, folded, likeness] = [ids, folded, likeness].map(|values| {
            params.push(SqlValue::List(values));
            format!("?{}", params.len())
        });
        let table = format!(
            "\"user\" u LEFT JOIN unnest({ids}::uuid[], {folded}::text[], {likeness}::text[]) AS f(id, folded, likeness) ON f.id = u.id"
        );
        let folded = "coalesce(f.folded, lower(u.username COLLATE \"C\"))";
        Ok(NameColumns { table, folded, likeness: "coalesce(f.likeness, lower(u.username COLLATE \"C\"))" })
    }

    /// In the order of their ids, which prevents deadlocks.
    fn lock_users(&mut self, users: Vec<UserId>, superusers: bool) -> Result<()> {
        let users = SqlValue::List(users.into_iter().map(|user| user.0.into()).collect());
        let superusers = if superusers { " OR (is_active AND is_superuser)" } else { "" };
        let sql = format!("SELECT id FROM \"user\" WHERE id = ANY(?1){superusers} ORDER BY id FOR UPDATE");
        self.query(&sql, &[users]).map(drop)
    }

    fn lock_values(&mut self, table: &str, column: &str) -> Result<()> {
        let sql = format!("SELECT count(*) FROM (SELECT FROM {table} WHERE {column} IS NOT NULL FOR UPDATE) AS v");
        self.query(&sql, &[]).map(drop)
    }

    fn unusual_types(&mut self, columns: &[EncryptedColumn]) -> Result<Vec<String>> {
        checks::unusual_types(self, columns)
    }

    fn may_treat_rows_differently(&mut self, columns: &[EncryptedColumn]) -> Result<bool> {
        checks::may_treat_rows_differently(self, columns)
    }

    fn rewrite_refused(&self, error: Error, _triggers: &[String]) -> Error {
        if !matches!(error.problem(), Problem::Server(ServerError::Refused { .. })) {
            return error;
        }
        Error::from(StoreError::RewriteRefused { database: self.access.url.to_string() }).with_cause_of(error)
    }

    fn run_deferred(&mut self) -> Result<()> {
        self.batch("SET CONSTRAINTS ALL IMMEDIATE")
    }
}
