//! Statements inside a transaction.

use super::prelude::*;

/// How many rows are processed at a time: enough for all cores, few enough for little memory.
pub(in crate::store) const WINDOW: usize = 4_096;

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

/// Returns the next row of the query with this number, until there is none.
pub(in crate::store) type NextRow<'a> = &'a mut dyn FnMut(usize) -> Result<Option<Row>>;

/// The expressions for the names of users in a query over `"user" u`.
pub(in crate::store) struct NameColumns {
    /// The `FROM` clause.
    pub(in crate::store) table: String,
    /// The name folded like [`crate::text::fold`].
    pub(in crate::store) folded: &'static str,
    /// The name as people see it, like [`crate::text::likeness`].
    pub(in crate::store) likeness: &'static str,
}

impl NameColumns {
    /// Names as they are, for a query that neither sorts by name nor searches.
    pub(super) fn unfolded() -> Self {
        Self { table: "\"user\" u".to_owned(), folded: "u.username", likeness: "u.username" }
    }
}

/// Runs statements inside the current transaction. Parameters are `?1`, `?2` …
pub(in crate::store) trait Executor {
    /// Its dialect.
    fn dialect(&self) -> &'static Dialect;

    /// The rows of a query.
    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>>;

    /// Carries out a change, unless a unique constraint forbids it.
    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed>;

    /// Runs statements without parameters and results.
    fn run(&mut self, sql: &str) -> Result<()>;

    /// Shows the values of a column to `visit`, [`WINDOW`] of them at a time, as [`pipeline`] does.
    fn values(&mut self, column: &EncryptedColumn, visit: ValueVisitor<'_>) -> Result<ControlFlow<()>>;

    /// Reads several queries in parallel; `work` takes the next row of any of them.
    fn merge_cursors(&mut self, queries: &[&str], work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()>;

    /// Changes every value and verifies the new ones, in the way that is fastest on this backend. Refuses if these triggers stored
    /// something other than what was written. Returns the locations that another client changed in the meantime, which is not
    /// refused where the rewrite is `online`.
    fn rewrite(
        &mut self,
        schema: &Schema,
        triggers: &[String],
        online: bool,
        work: &mut dyn Rewrite,
    ) -> Result<Vec<SecretLocation>>;

    /// The expressions for the names of users, as far as the backend can fold them; parameters are added for the rest.
    fn name_columns(&mut self, params: &mut Vec<SqlValue>) -> Result<NameColumns>;

    /// Whether statements can read which users were deactivated: `kozmoai_admin.deactivated` exists, and this account may read it.
    fn has_deactivations(&mut self) -> Result<bool>;

    /// Locks users against all other clients, including Kozmoai; with `superusers`, also every active superuser. A backend with
    /// one writer has nothing to lock.
    fn lock_users(&mut self, _users: Vec<UserId>, _superusers: bool) -> Result<()> {
        Ok(())
    }

    /// Runs deferred triggers now; a backend without them has nothing to run.
    fn run_deferred(&mut self) -> Result<()> {
        Ok(())
    }

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
