//! Statements inside a transaction, and the dialects of SQL.

use super::sql_value::{Row, SqlValue};
use crate::error::{Error, Result, StoreError};

/// A dialect of SQL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The clause that sorts text by its bytes.
    pub(in crate::store) const fn bytewise(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " COLLATE \"C\"",
        }
    }

    /// The clause that locks the rows of a `SELECT` until the transaction ends. SQLite has only one writer.
    pub(in crate::store) const fn locking(self) -> &'static str {
        match self {
            Self::Sqlite => "",
            Self::Postgres => " FOR UPDATE",
        }
    }
}

/// The result of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use]
pub(in crate::store) enum Changed {
    /// It changed this many rows.
    Rows(u64),
    /// A unique constraint forbids it.
    UniqueViolation,
}

impl Changed {
    /// Whether it was carried out.
    pub(in crate::store) const fn is_done(self) -> bool {
        matches!(self, Self::Rows(_))
    }

    /// The number of rows, or this error for a violated constraint.
    pub(in crate::store) fn rows_or(self, violation: impl Into<Error>) -> Result<u64> {
        match self {
            Self::Rows(rows) => Ok(rows),
            Self::UniqueViolation => Err(violation.into()),
        }
    }
}

/// Runs statements inside the current transaction. Parameters are `?1`, `?2` …
pub(in crate::store) trait Executor {
    /// Its dialect.
    fn dialect(&self) -> Dialect;

    /// The rows of a query.
    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>>;

    /// Carries out a change, unless a unique constraint forbids it.
    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed>;

    /// Carries out a change that normally violates no unique constraint, and returns the number of rows.
    fn change(&mut self, sql: &str, params: &[SqlValue]) -> Result<u64> {
        self.try_change(sql, params)?.rows_or(StoreError::RowsChanged)
    }

    /// The first row of a query.
    fn row(&mut self, sql: &str, params: &[SqlValue]) -> Result<Option<Row>> {
        Ok(self.rows(sql, params)?.into_iter().next())
    }

    /// The number that a query returns.
    fn number(&mut self, sql: &str, params: &[SqlValue]) -> Result<u64> {
        let count = self.row(sql, params)?.map_or(Ok(0), |row| row.int(0))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}
