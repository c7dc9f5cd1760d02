//! Sessions and the transactions in them.
//!
//! A session may belong to a connection pool that gives each transaction another one. So settings last only for a transaction,
//! statements have no names, and rows are read in one answer or through cursors, which end with their transaction.
//!
//! Like pg_dump, every transaction sets `row_security = off`, so that the server returns all rows or an error: a rotation would
//! lose rows that a policy hides.

use super::prelude::*;
use super::transaction::{ContainedClient, query};

/// How long an idle connection may take to answer before it is replaced.
const ANSWERING: Duration = Duration::from_secs(5);

/// Settings of every transaction, whatever those of the session, account or database: no row is hidden, no lock is waited for
/// forever, no idle time ends the transaction, and no temporary table of the session hides one of Kozmoai's.
const ALWAYS: &str = "SET LOCAL row_security = off; SET LOCAL standard_conforming_strings = on;
    SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL lock_timeout = '10s';
    SELECT set_config('search_path', concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp'), true)";
/// Settings of a writing transaction: a commit is durable.
const DURABLE: &str = "SELECT set_config('synchronous_commit', 'on', true) WHERE current_setting('synchronous_commit') = 'off'";
/// Settings of bulk work: no statement timeout, plans that fetch every row and are not compiled, which takes longer than it saves,
/// and a fixed format of values in COPY. PostgreSQL before 17 has no transaction timeout.
const BULK: &str = "SET LOCAL statement_timeout = 0; SET LOCAL cursor_tuple_fraction = 1; SET LOCAL jit = off;
    SET LOCAL datestyle = 'ISO, YMD';
    SET LOCAL intervalstyle = 'postgres'; SET LOCAL extra_float_digits = 3; SET LOCAL timezone = 'UTC';
    SELECT set_config('transaction_timeout', '0', true) WHERE current_setting('transaction_timeout', true) IS NOT NULL";

/// Settings for joins with temporary tables, of which the server has no statistics: choosing the join directly is faster than
/// collecting them, and a nested loop would take quadratic time. Its hash table of 100,000 values fits into this memory.
pub(super) const HASH_JOINS: &str =
    "SET LOCAL enable_nestloop = off; SET LOCAL enable_mergejoin = off; SET LOCAL work_mem = '64MB'";

/// The advisory lock that serializes transactions; the number is arbitrary.
const TRANSACTIONS: i64 = 0x6b6f_7a6d_6f61_6901;

/// How long after its last use a connection counts as working, so that it is not asked first.
const FRESH: Duration = Duration::from_secs(1);

/// A connection.
pub(super) struct Session {
    client: ContainedClient,
    /// Its last use.
    used: Instant,
}

impl Session {
    pub(super) fn new(client: Client) -> Self {
        Self { client: ContainedClient { client: Some(client) }, used: Instant::now() }
    }

    /// Notes that it was used.
    pub(super) fn note_use(&mut self) {
        self.used = Instant::now();
    }

    /// Whether it can be used: the server still answers, or did so just now.
    pub(super) fn is_alive(&mut self) -> bool {
        let is_fresh = self.used.elapsed() < FRESH;
        let answers = |client: &mut Client| !client.is_closed() && (is_fresh || client.is_valid(ANSWERING).is_ok());
        self.client.client.as_mut().is_some_and(|client| panics::contain(|| answers(client)).unwrap_or(false))
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
    pub(super) fn writing<'a>(&'a mut self, access: &'a Access, length: Length) -> Result<Transaction<'a>> {
        let mut transaction = self.begin(access, "ISOLATION LEVEL READ COMMITTED", length)?;
        transaction.run(DURABLE)?;
        let sql = "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery(), pg_advisory_xact_lock(?1)";
        let row = transaction.row(sql, &[access.lock(TRANSACTIONS).into()])?.unwrap_or_default();
        if row.flag(0)? {
            return Err(errors::read_only(&access.url, row.flag(1)?));
        }
        Ok(transaction)
    }

    /// Begins a transaction that keeps its locks until the session is dropped.
    pub(super) fn hold(&mut self, access: &Access) -> Result<()> {
        self.start(access, &format!("BEGIN; {ALWAYS}; {BULK}"))
    }

    /// The first row of a query, in the current transaction or its own.
    pub(super) fn ask(&mut self, access: &Access, sql: &str, params: &[SqlValue]) -> Result<Row> {
        let found = query(&mut self.client, access, sql, params)?.map_err(|error| errors::failed(&access.url, &error))?;
        Ok(found.into_iter().next().unwrap_or_default())
    }

    // READ WRITE is never set, because a server may have writing switched off. All statements are sent at once, so that a
    // session with a timeout for idle transactions is never idle in between.
    fn begin<'a>(&'a mut self, access: &'a Access, mode: &str, length: Length) -> Result<Transaction<'a>> {
        let path = access.search_path().map(|path| format!("SELECT set_config('search_path', {}, true);", literal(&path)));
        let bulk = if length == Length::Bulk { BULK } else { "" };
        let begin = format!("START TRANSACTION {mode}; {} {ALWAYS}; {bulk}", path.unwrap_or_default());
        if self.start(access, &begin).is_err() {
            // The connection was lost just now. Nothing has begun yet, so another one will do.
            *self = access.connect()?;
            self.start(access, &begin)?;
        }
        Ok(Transaction { client: &mut self.client, access, collided: false, ended: false })
    }

    fn start(&mut self, access: &Access, begin: &str) -> Result<()> {
        self.client.work(access, |client| client.batch_execute(begin))?.map_err(|error| errors::failed(&access.url, &error))
    }
}
