//! A transaction in a session.

use postgres::error::SqlState;
use postgres::types::{Kind as TypeKind, Type};

use super::access::{ADMIN, Access};
use super::client::ContainedClient;
use super::errors;
use crate::error::{Error, Result};
use crate::store::sql::executor::Changed;
use crate::store::sql::sql_value::{Row, SqlValue};

/// A transaction, which runs statements. Dropping it rolls it back.
pub(super) struct Transaction<'a> {
    pub(super) client: &'a mut ContainedClient,
    pub(super) access: &'a Access,
    /// Whether the server ended it because of a conflict with another transaction, so that it can be tried again.
    pub(super) collided: bool,
    /// Whether there is nothing left to roll back.
    pub(super) ended: bool,
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // A broken connection ends with its transaction.
            drop(self.client.work(self.access, |client| client.batch_execute("ROLLBACK")));
        }
    }
}

impl Transaction<'_> {
    /// Commits it.
    pub(super) fn commit(&mut self) -> Result<()> {
        self.ended = true;
        match self.client.work(self.access, |client| client.batch_execute("COMMIT")) {
            Ok(Ok(())) => Ok(()),
            // An error of the server's is certain; after a lost connection, the result is unknown.
            Ok(Err(error)) if error.as_db_error().is_some() => Err(self.failed(&error)),
            Ok(Err(error)) => Err(errors::uncertain(&self.access.url).because(errors::causes(&error))),
            Err(error) => Err(errors::uncertain(&self.access.url).because(error)),
        }
    }

    /// Runs statements without parameters and results.
    pub(super) fn batch(&mut self, sql: &str) -> Result<()> {
        let sql = spelled(self.access, sql);
        self.client.work(self.access, |client| client.batch_execute(&sql))?.map_err(|error| self.failed(&error))
    }

    /// The rows of a query.
    pub(super) fn query(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        query(self.client, self.access, sql, params)?.map_err(|error| self.failed(&error))
    }

    /// Carries out a change, unless a unique constraint forbids it.
    pub(super) fn change_unless_taken(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed> {
        let sql = spelled(self.access, sql);
        match self.client.work(self.access, |client| client.execute_typed(&sql, &typed(params)))? {
            Ok(rows) => Ok(Changed::Rows(rows)),
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(Changed::UniqueViolation),
            Err(error) => Err(self.failed(&error)),
        }
    }

    /// Opens a cursor for a query.
    pub(super) fn open_cursor(&mut self, name: &str, sql: &str) -> Result<()> {
        self.batch(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"))
    }

    /// The next rows of a cursor; none at its end.
    pub(super) fn fetch(&mut self, name: &str, count: usize) -> Result<Vec<Row>> {
        self.query(&format!("FETCH FORWARD {count} FROM {name}"), &[])
    }

    /// Closes a cursor.
    pub(super) fn close_cursor(&mut self, name: &str) -> Result<()> {
        self.batch(&format!("CLOSE {name}"))
    }

    /// Copies rows out.
    pub(super) fn copy_out(&mut self, sql: &str) -> Result<postgres::CopyOutReader<'_>> {
        let (sql, access) = (spelled(self.access, sql), self.access);
        self.client.work(access, |client| client.copy_out(&sql))?.map_err(|error| errors::failed(&access.url, &error))
    }

    /// Copies rows in.
    pub(super) fn copy_in(&mut self, sql: &str) -> Result<postgres::CopyInWriter<'_>> {
        let (sql, access) = (spelled(self.access, sql), self.access);
        self.client.work(access, |client| client.copy_in(&sql))?.map_err(|error| errors::failed(&access.url, &error))
    }

    pub(super) fn failed(&mut self, error: &postgres::Error) -> Error {
        let collisions = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.collided |= error.code().is_some_and(|code| collisions.contains(code));
        errors::failed(&self.access.url, error)
    }
}

/// A statement with PostgreSQL's parameters and the name of the administration schema.
fn spelled(access: &Access, sql: &str) -> String {
    let sql = sql.replace('?', "$");
    match access.admin_name() {
        ADMIN => sql,
        other => sql.replace(&format!("{ADMIN}."), &format!("{other}.")),
    }
}

/// Runs a query, in the current transaction of a session or its own.
pub(super) fn query(
    client: &mut ContainedClient,
    access: &Access,
    sql: &str,
    params: &[SqlValue],
) -> Result<Result<Vec<Row>, postgres::Error>> {
    let found = client.work(access, |client| client.query_typed(&spelled(access, sql), &typed(params)))?;
    Ok(found.and_then(|found| found.iter().map(row).collect()))
}

/// Parameters whose types the server infers.
fn typed(params: &[SqlValue]) -> Vec<(&(dyn postgres::types::ToSql + Sync), Type)> {
    let any = Type::new("unspecified".to_owned(), 0, TypeKind::Simple, String::new());
    params.iter().map(|value| (value as &(dyn postgres::types::ToSql + Sync), any.clone())).collect()
}

/// A row's values.
fn row(found: &postgres::Row) -> Result<Row, postgres::Error> {
    (0..found.len()).map(|place| found.try_get(place)).collect::<Result<_, _>>().map(Row)
}
