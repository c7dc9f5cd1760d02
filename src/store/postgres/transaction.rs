//! Transactions, and the statements in them. Rows are read through cursors, with only a window of each query in memory.

use std::collections::VecDeque;

use postgres::binary_copy::BinaryCopyInWriter;
use postgres::types::Kind as TypeKind;

use super::dialect::POSTGRES;
use super::prelude::*;
use crate::error::Problem;

/// The client of a connection. It panics if its runtime gets an error from the system; those panics are contained.
pub(super) struct ContainedClient {
    /// None once the connection is closed.
    pub(super) client: Option<Client>,
}

impl ContainedClient {
    /// Calls the driver.
    pub(super) fn work<'a, T>(
        &'a mut self,
        access: &Access,
        work: impl FnOnce(&'a mut Client) -> Result<T, postgres::Error>,
    ) -> Result<Result<T, postgres::Error>> {
        let client = self.client.as_mut().ok_or_else(|| errors::broken(&access.url))?;
        panics::contain(|| work(client)).map_err(|panic| errors::broken(&access.url).because(panic))
    }
}

impl Drop for ContainedClient {
    fn drop(&mut self) {
        let client = self.client.take();
        // Failures while closing do not matter.
        let _ended = panics::contain(|| drop(client));
    }
}

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

    /// Opens a cursor for a query.
    fn open_cursor(&mut self, name: &str, sql: &str) -> Result<()> {
        self.run(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"))
    }

    /// The next rows of a cursor; none at its end.
    fn fetch(&mut self, name: &str, count: usize) -> Result<Vec<Row>> {
        self.rows(&format!("FETCH FORWARD {count} FROM {name}"), &[])
    }

    /// The next window of the cursor for values; none at its end.
    fn window(&mut self) -> Result<Option<Vec<Row>>> {
        let rows = self.fetch(VALUES, WINDOW)?;
        Ok((!rows.is_empty()).then_some(rows))
    }

    /// Closes a cursor.
    fn close_cursor(&mut self, name: &str) -> Result<()> {
        self.run(&format!("CLOSE {name}"))
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

impl Executor for Transaction<'_> {
    fn dialect(&self) -> &'static Dialect {
        &POSTGRES
    }

    fn rows(&mut self, sql: &str, params: &[SqlValue]) -> Result<Vec<Row>> {
        query(self.client, self.access, sql, params)?.map_err(|error| self.failed(&error))
    }

    fn try_change(&mut self, sql: &str, params: &[SqlValue]) -> Result<Changed> {
        let sql = spelled(self.access, sql);
        match self.client.work(self.access, |client| client.execute_typed(&sql, &typed(params)))? {
            Ok(rows) => Ok(Changed::Rows(rows)),
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => Ok(Changed::UniqueViolation),
            Err(error) => Err(self.failed(&error)),
        }
    }

    fn run(&mut self, sql: &str) -> Result<()> {
        let sql = spelled(self.access, sql);
        self.client.work(self.access, |client| client.batch_execute(&sql))?.map_err(|error| self.failed(&error))
    }

    fn stream(&mut self, sql: &str, visit: RowVisitor<'_>) -> Result<ControlFlow<()>> {
        self.open_cursor(VALUES, sql)?;
        let flow = pipeline(self, Self::window, visit, |_, ()| Ok(()))?;
        self.close_cursor(VALUES)?;
        Ok(flow)
    }

    fn merge_cursors(&mut self, queries: &[&str], work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()> {
        let mut portals = Vec::with_capacity(queries.len());
        for (number, sql) in queries.iter().enumerate() {
            let cursor = format!("kozmoai_{number}");
            self.open_cursor(&cursor, sql)?;
            portals.push(Portal { cursor, fetched: VecDeque::new(), ended: false });
        }
        work(&mut |number| portals.get_mut(number).map_or(Ok(None), |portal| next(self, portal)))?;
        portals.iter().try_for_each(|portal| self.close_cursor(&portal.cursor))
    }

    fn fill_scratch(&mut self, table: &str, sql: &str, change: RowChange<'_>) -> Result<()> {
        self.open_cursor(VALUES, sql)?;
        let _end = pipeline(self, Self::window, change, |db, rows| store(db, table, &rows))?;
        self.close_cursor(VALUES)
    }

    /// The server moves a row when it changes it, so only its key finds it again.
    fn row_key(&mut self, _table: &str, key: &'static str) -> Result<RowKey> {
        Ok(RowKey { column: key, scratch_type: "uuid" })
    }

    /// The server's `lower` has other rules than this program, so it folds only ASCII names, and gets the folded form of the
    /// others as parameters.
    fn name_columns(&mut self, params: &mut Vec<SqlValue>) -> Result<NameColumns> {
        let rows = self.rows("SELECT id, username FROM \"user\" WHERE username ~ '[^\\u0001-\\u007f]'", &[])?;
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

    /// Once the table is there, it stays.
    fn has_deactivations(&mut self) -> Result<bool> {
        if self.access.has_deactivations.get().is_none() {
            let sql = "SELECT count(*) FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
                       WHERE n.nspname = ?1 AND t.relname = 'deactivated' AND t.relkind = 'r'
                       AND has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(t.oid, 'SELECT')";
            if self.number(sql, &[self.access.admin_name().into()])? == 0 {
                return Ok(false);
            }
            // Another thread may have found it too.
            let _known = self.access.has_deactivations.set(());
        }
        Ok(true)
    }

    /// In the order of their ids, which prevents deadlocks.
    fn lock_users(&mut self, users: Vec<UserId>, superusers: bool) -> Result<()> {
        let users = SqlValue::List(users.into_iter().map(|user| user.0.into()).collect());
        let superusers = if superusers { " OR (is_active AND is_superuser)" } else { "" };
        let sql = format!("SELECT id FROM \"user\" WHERE id = ANY(?1){superusers} ORDER BY id FOR UPDATE");
        self.rows(&sql, &[users]).map(drop)
    }

    fn lock_values(&mut self, table: &str, column: &str) -> Result<()> {
        let sql = format!("SELECT count(*) FROM (SELECT FROM {table} WHERE {column} IS NOT NULL FOR UPDATE) AS v");
        self.rows(&sql, &[]).map(drop)
    }

    fn rewrite_refused(&self, error: Error, _triggers: &[String]) -> Error {
        if !matches!(error.problem(), Problem::Server(ServerError::Refused { .. })) {
            return error;
        }
        Error::from(StoreError::RewriteRefused { database: self.access.url.to_string() }).with_cause_of(error)
    }

    fn run_deferred(&mut self) -> Result<()> {
        self.run("SET CONSTRAINTS ALL IMMEDIATE")
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
fn typed(params: &[SqlValue]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    let any = Type::new("unspecified".to_owned(), 0, TypeKind::Simple, String::new());
    params.iter().map(|value| (value as &(dyn ToSql + Sync), any.clone())).collect()
}

/// A row's values.
fn row(found: &postgres::Row) -> Result<Row, postgres::Error> {
    (0..found.len()).map(|place| found.try_get(place)).collect::<Result<_, _>>().map(Row)
}

/// The cursor for the values of a column.
const VALUES: &str = "kozmoai_values";
/// How many rows of each of several queries are fetched at a time.
const ROWS: usize = 1_024;

/// A query that is being read.
struct Portal {
    cursor: String,
    fetched: VecDeque<Row>,
    ended: bool,
}

fn next(db: &mut Transaction<'_>, portal: &mut Portal) -> Result<Option<Row>> {
    if portal.fetched.is_empty() && !portal.ended {
        portal.fetched = db.fetch(&portal.cursor, ROWS)?.into();
        portal.ended = portal.fetched.is_empty();
    }
    Ok(portal.fetched.pop_front())
}

/// Stores rows: key, old value, new value.
fn store(db: &mut Transaction<'_>, table: &str, rows: &[Row]) -> Result<()> {
    let url = &db.access.url;
    let copy = db.copy_in(&format!("COPY {table} (row_key, old, new) FROM STDIN BINARY"))?;
    let mut copy = BinaryCopyInWriter::new(copy, &[Type::UUID, Type::TEXT, Type::TEXT]);
    let written = rows.iter().try_for_each(|row| {
        let values: Vec<&(dyn ToSql + Sync)> = row.0.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        copy.write(&values)
    });
    written.and_then(|()| copy.finish()).map(drop).map_err(|error| errors::failed(url, &error))
}
