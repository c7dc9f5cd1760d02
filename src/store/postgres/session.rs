//! Sessions and the transactions in them.
//!
//! A session may belong to a connection pool that gives each transaction another one. So settings last only for a transaction,
//! statements have no names, and rows are read through cursors, which end with their transaction.
//!
//! Like pg_dump, every transaction sets `row_security = off`, so that the server returns all rows or an error: a rotation would
//! lose rows that a policy hides.

use std::time::Duration;

use postgres::Client;
use postgres::error::SqlState;
use postgres::types::{Kind as TypeKind, Type};

use super::access::Access;
use super::failures;
use super::schema::ADMIN;
use crate::error::{Error, Result};
use crate::panics;
use crate::store::sql::{Changed, Dialect, Executor, Row, SqlValue};

/// How long an idle connection may take to answer before it is replaced.
const ANSWERING: Duration = Duration::from_secs(5);

/// Settings of every transaction, whatever those of the session, account or database: no row is hidden, no lock is waited for
/// forever, no idle time ends the transaction, and no temporary table of the session hides one of Kozmoai's.
const ALWAYS: &str = "SET LOCAL row_security = off; SET LOCAL standard_conforming_strings = on;
    SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '10s';
    SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp'), true)";
/// Settings of a writing transaction: a commit is durable.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";
/// Settings of bulk work: no statement timeout, plans that fetch every row, and a fixed format of values in COPY. PostgreSQL
/// before 17 has no transaction timeout.
const BULK: &str = "SET LOCAL statement_timeout = 0; SET LOCAL cursor_tuple_fraction = 1; SET LOCAL datestyle = 'ISO, YMD';
    SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 3; SET LOCAL timezone = 'UTC';
    SELECT set_config('transaction_timeout', '0', true) WHERE current_setting('transaction_timeout', true) IS NOT NULL";

/// The expected duration of a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Length {
    /// A short one, for which a person waits.
    Short,
    /// One that depends on the number of rows.
    Bulk,
}

/// The driver of a connection. It panics if its runtime gets an error from the system; those panics are contained.
struct Driver {
    /// None once the connection is closed.
    client: Option<Client>,
}

impl Driver {
    /// Calls the driver.
    fn work<'a, T>(
        &'a mut self,
        access: &Access,
        work: impl FnOnce(&'a mut Client) -> Result<T, postgres::Error>,
    ) -> Result<Result<T, postgres::Error>> {
        let client = self.client.as_mut().ok_or_else(|| failures::broken(&access.url))?;
        panics::contain(|| work(client)).map_err(|panic| failures::broken(&access.url).because(panic))
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let client = self.client.take();
        // Failures while closing do not matter.
        let _ended = panics::contain(|| drop(client));
    }
}

/// A connection.
pub(super) struct Session {
    driver: Driver,
}

impl Session {
    pub(super) const fn new(client: Client) -> Self {
        Self { driver: Driver { client: Some(client) } }
    }

    /// Whether the server still answers.
    pub(super) fn is_alive(&mut self) -> bool {
        let client = self.driver.client.as_mut();
        client
            .is_some_and(|client| panics::contain(|| !client.is_closed() && client.is_valid(ANSWERING).is_ok()).unwrap_or(false))
    }

    /// Begins a transaction that reads one snapshot.
    pub(super) fn reading<'a>(&'a mut self, access: &'a Access, length: Length) -> Result<Transaction<'a>> {
        self.begin(access, "ISOLATION LEVEL REPEATABLE READ, READ ONLY", length)
    }

    /// Begins a transaction that is never committed.
    pub(super) fn scratch<'a>(&'a mut self, access: &'a Access) -> Result<Transaction<'a>> {
        self.begin(access, "ISOLATION LEVEL REPEATABLE READ", Length::Bulk)
    }

    /// Begins a writing transaction, which excludes those of other kozmoai processes on any machine.
    pub(super) fn acting<'a>(&'a mut self, access: &'a Access, length: Length) -> Result<Transaction<'a>> {
        let mut begun = self.begin(access, "ISOLATION LEVEL READ COMMITTED", length)?;
        begun.run(DURABLE)?;
        let sql = "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery(), pg_advisory_xact_lock(?1)";
        let row = begun.row(sql, &[access.lock(super::TRANSACTIONS).into()])?.unwrap_or_default();
        if row.flag(0)? {
            return Err(failures::read_only(&access.url, row.flag(1)?));
        }
        Ok(begun)
    }

    /// Begins a transaction that keeps its locks until the session is dropped.
    pub(super) fn hold(&mut self, access: &Access) -> Result<()> {
        let begin = format!("BEGIN; {ALWAYS}; {BULK}");
        self.driver.work(access, |client| client.batch_execute(&begin))?.map_err(|error| failures::failed(&access.url, &error))
    }

    /// The first row of a query, in the current transaction or its own.
    pub(super) fn ask(&mut self, access: &Access, sql: &str, params: &[SqlValue]) -> Result<Row> {
        let found = self.driver.work(access, |client| client.query_typed(&spelled(access, sql), &given(params)))?;
        let found = found.and_then(|found| found.first().map_or_else(|| Ok(Row::default()), row));
        found.map_err(|error| failures::failed(&access.url, &error))
    }

    // READ WRITE is never set, because a server may have writing switched off. All statements are sent at once, so that a
    // session with a timeout for idle transactions is never idle in between.
    fn begin<'a>(&'a mut self, access: &'a Access, mode: &str, length: Length) -> Result<Transaction<'a>> {
        let path = access.search_path().map(|path| format!("SELECT set_config('search_path', {}, true);", literal(&path)));
        let bulk = if length == Length::Bulk { BULK } else { "" };
        let begun = Transaction { driver: &mut self.driver, access, collided: false, ended: false };
        let begin = format!("START TRANSACTION {mode}; {} {ALWAYS}; {bulk}", path.unwrap_or_default());
        begun
            .driver
            .work(access, |client| client.batch_execute(&begin))?
            .map_err(|error| failures::failed(&access.url, &error))?;
        Ok(begun)
    }
}

/// Quotes an SQL string.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// A transaction, which runs statements. Dropping it rolls it back.
pub(super) struct Transaction<'a> {
    driver: &'a mut Driver,
    pub(super) access: &'a Access,
    /// Whether the server ended it because of a conflict with another transaction, so that it can be tried again.
    pub(super) collided: bool,
    /// Whether there is nothing left to roll back.
    ended: bool,
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        if !self.ended {
            // A broken connection ends with its transaction.
            drop(self.driver.work(self.access, |client| client.batch_execute("ROLLBACK")));
        }
    }
}

impl Transaction<'_> {
    /// Commits it.
    pub(super) fn commit(mut self) -> Result<()> {
        self.ended = true;
        match self.driver.work(self.access, |client| client.batch_execute("COMMIT")) {
            Ok(Ok(())) => Ok(()),
            // An error of the server's is certain; after a lost connection, the result is unknown.
            Ok(Err(error)) if error.as_db_error().is_some() => Err(self.failed(&error)),
            Ok(Err(error)) => Err(failures::uncertain(&self.access.url).because(failures::causes(&error))),
            Err(error) => Err(failures::uncertain(&self.access.url).because(error)),
        }
    }

    /// Runs statements without parameters and results.
    pub(super) fn run(&mut self, sql: &str) -> Result<()> {
        let sql = spelled(self.access, sql);
        self.driver.work(self.access, |client| client.batch_execute(&sql))?.map_err(|error| self.failed(&error))
    }

    /// Opens a cursor for a query.
    pub(super) fn open_cursor(&mut self, name: &str, sql: &str) -> Result<()> {
        self.run(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"))
    }

    /// The next rows of a cursor; none at its end.
    pub(super) fn fetch(&mut self, name: &str, count: usize) -> Result<Vec<Row>> {
        self.rows(&format!("FETCH FORWARD {count} FROM {name}"), &[])
    }

    /// Closes a cursor.
    pub(super) fn close_cursor(&mut self, name: &str) -> Result<()> {
        self.run(&format!("CLOSE {name}"))
    }

    /// Copies rows out.
    pub(super) fn copy_out(&mut self, sql: &str) -> Result<postgres::CopyOutReader<'_>> {
        let (sql, access) = (spelled(self.access, sql), self.access);
        self.driver.work(access, |client| client.copy_out(&sql))?.map_err(|error| failures::failed(&access.url, &error))
    }

    /// Copies rows in.
    pub(super) fn copy_in(&mut self, sql: &str) -> Result<postgres::CopyInWriter<'_>> {
        let (sql, access) = (spelled(self.access, sql), self.access);
        self.driver.work(access, |client| client.copy_in(&sql))?.map_err(|error| failures::failed(&access.url, &error))
    }

    pub(super) fn failed(&mut self, error: &postgres::Error) -> Error {
        let collisions = [SqlState::T_R_SERIALIZATION_FAILURE, SqlState::T_R_DEADLOCK_DETECTED];
        self.collided |= error.code().is_some_and(|code| collisions.contains(code));
        failures::failed(&self.access.url, error)
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

/// Parameters whose types the server infers.
fn given(params: &[SqlValue]) -> Vec<(&(dyn postgres::types::ToSql + Sync), Type)> {
    let any = Type::new("unspecified".to_owned(), 0, TypeKind::Simple, String::new());
    params.iter().map(|cell| (cell as &(dyn postgres::types::ToSql + Sync), any.clone())).collect()
}

/// A row's values.
fn row(found: &postgres::Row) -> Result<Row, postgres::Error> {
    (0..found.len()).map(|place| found.try_get(place)).collect::<Result<_, _>>().map(Row)
}

impl Executor for Transaction<'_> {
    fn dialect(&self) -> Dialect {
        Dialect::Postgres
    }

    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        let sql = spelled(self.access, sql);
        let found = self.driver.work(self.access, |client| client.query_typed(&sql, &given(params)))?;
        found.and_then(|found| found.iter().map(row).collect()).map_err(|error| self.failed(&error))
    }

    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed> {
        let sql = spelled(self.access, sql);
        match self.driver.work(self.access, |client| client.execute_typed(&sql, &given(params)))? {
            Ok(rows) => Ok(Changed::Rows(rows)),
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(Changed::UniqueViolation),
            Err(error) => Err(self.failed(&error)),
        }
    }
}
