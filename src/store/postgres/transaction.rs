//! Transactions, and how rows are read in them: through cursors, with only a window of each query in memory, or as they arrive.

use postgres::fallible_iterator::FallibleIterator;
use postgres::types::Kind as TypeKind;

use super::prelude::*;

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

    /// Closes the connection, on a thread of its own: the driver waits for what the server still sends.
    fn abandon(&mut self) {
        let abandoned = Self { client: self.client.take() };
        // Without a thread, it is closed here.
        let _closing = std::thread::Builder::new().name("closing".to_owned()).spawn(move || drop(abandoned));
    }
}

impl Drop for ContainedClient {
    fn drop(&mut self) {
        let client = self.client.take();
        // Failures while closing do not matter.
        let _ended = panics::contain(|| drop(client));
    }
}

/// A transaction. Dropping it rolls it back.
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
    pub(super) fn open_cursor(&mut self, name: &str, sql: &str) -> Result<()> {
        self.run(&format!("DECLARE {name} NO SCROLL CURSOR FOR {sql}"))
    }

    /// The next rows of a cursor; none at its end.
    pub(super) fn fetch(&mut self, name: &str, count: usize) -> Result<Vec<Row>> {
        self.rows(&format!("FETCH FORWARD {count} FROM {name}"), &[])
    }

    /// Gives the rows of a query to `work`, and the results to `store`.
    pub(super) fn pass<D: Send>(
        &mut self,
        sql: &str,
        work: Work<'_, Vec<Row>, D>,
        store: impl FnMut(&mut Self, D) -> Result<()>,
    ) -> Result<ControlFlow<()>> {
        let fetch = format!("FETCH FORWARD {WINDOW} FROM {VALUES}");
        let window = |db: &mut Self| {
            let found = db.client.work(db.access, |client| client.query_typed(&fetch, &[]))?;
            let found = found.map_err(|error| db.failed(&error))?;
            Ok((!found.is_empty()).then_some(found))
        };
        // The server waits for this thread, so the rows are taken apart on the other one.
        let url = &self.access.url;
        let mut work = |found: Vec<postgres::Row>| work(rows(&found).map_err(|error| errors::failed(url, &error))?);
        self.open_cursor(VALUES, sql)?;
        let flow = pipeline(self, window, &mut work, store)?;
        self.close_cursor(VALUES)?;
        Ok(flow)
    }

    /// Gives the rows of a query to `work` as the server sends them: in one round trip, however many there are. The connection ends
    /// if `work` leaves some.
    pub(super) fn stream(&mut self, sql: &str, work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()> {
        let (sql, access) = (spelled(self.access, sql), self.access);
        let failed = |error| errors::failed(&access.url, &error);
        let found = self.client.work(access, |client| client.query_typed_raw(&sql, typed(&[])))?;
        let (mut found, mut is_ended) = (found.map_err(failed)?, false);
        let done = work(&mut |_| {
            // The driver fails after the last row.
            if is_ended {
                return Ok(None);
            }
            let next = panics::contain(|| found.next()).map_err(|panic| errors::broken(&access.url).because(panic))?;
            let next = next.map_err(failed)?;
            is_ended = next.is_none();
            next.map(|found| row(&found).map_err(failed)).transpose()
        });
        drop(found);
        if !is_ended {
            self.client.abandon();
        }
        done
    }

    /// Closes a cursor.
    pub(super) fn close_cursor(&mut self, name: &str) -> Result<()> {
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

/// A statement with PostgreSQL's parameters and the name of the administration schema.
pub(super) fn spelled(access: &Access, sql: &str) -> String {
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
    Ok(found.and_then(|found| rows(&found)))
}

/// Parameters whose types the server infers.
pub(super) fn typed(params: &[SqlValue]) -> Vec<(&(dyn ToSql + Sync), Type)> {
    let any = Type::new("unspecified".to_owned(), 0, TypeKind::Simple, String::new());
    params.iter().map(|value| (value as &(dyn ToSql + Sync), any.clone())).collect()
}

/// The values of rows.
fn rows(found: &[postgres::Row]) -> Result<Vec<Row>, postgres::Error> {
    found.iter().map(row).collect()
}

fn row(found: &postgres::Row) -> Result<Row, postgres::Error> {
    (0..found.len()).map(|place| found.try_get(place)).collect::<Result<_, _>>().map(Row)
}

/// The cursor for the values of a column.
const VALUES: &str = "kozmoai_values";
