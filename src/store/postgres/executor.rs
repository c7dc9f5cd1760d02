//! Statements in a transaction.

use std::collections::VecDeque;

use super::dialect::POSTGRES;
use super::prelude::*;
use super::transaction::{query, spelled, typed};

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

    fn values(&mut self, column: &EncryptedColumn, visit: ValueVisitor<'_>) -> Result<ControlFlow<()>> {
        let show = &mut |mut rows: Vec<Row>| visit(&values_of(column, &mut rows)?);
        self.pass(&rewrite::query_for(column), show, |_, ()| Ok(()))
    }

    fn merge_cursors(&mut self, queries: &[&str], work: &mut dyn FnMut(NextRow<'_>) -> Result<()>) -> Result<()> {
        if let [sql] = queries {
            return self.stream(sql, work);
        }
        let mut portals = Vec::with_capacity(queries.len());
        for (number, sql) in queries.iter().enumerate() {
            let cursor = format!("kozmoai_{number}");
            self.open_cursor(&cursor, sql)?;
            portals.push(Portal { cursor, fetched: VecDeque::new(), ended: false });
        }
        work(&mut |number| portals.get_mut(number).map_or(Ok(None), |portal| next(self, portal)))?;
        portals.iter().try_for_each(|portal| self.close_cursor(&portal.cursor))
    }

    fn rewrite(
        &mut self,
        schema: &Schema,
        triggers: &[String],
        online: bool,
        work: &mut dyn Rewrite,
    ) -> Result<Vec<SecretLocation>> {
        super::rewrite::rewrite(self, schema, triggers, online, work)
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

    fn run_deferred(&mut self) -> Result<()> {
        self.run("SET CONSTRAINTS ALL IMMEDIATE")
    }
}

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
