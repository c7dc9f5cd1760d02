//! The rewrite of every encrypted value: in place, in one transaction. It excludes every other writer, so no value changes after it
//! was read. While some values are worked on, the next ones are read and those before them replaced, so the others wait hardly
//! longer than they would for the replacement alone.

use rusqlite::params_from_iter;

use super::prelude::*;
use super::rows::{exact_value, value_of, window};
use crate::checksum::Checksum;

/// How many values of each column are tried before a rewrite.
const TRIED: usize = 100;

/// One column with values.
struct Source {
    column: &'static EncryptedColumn,
    table: String,
    /// The column that identifies its rows fastest: the number that SQLite itself gives each row; a table may do without.
    row_key: &'static str,
}

impl Source {
    fn all(db: &mut SqliteExecutor<'_>, schema: &Schema) -> Result<Vec<Self>> {
        let sql = "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
        let source = |column: &'static EncryptedColumn| {
            let has_none = db.row(sql, &[column.table.into()])?.map_or(Ok(false), |row| row.flag(0))?;
            Ok(Self { column, table: quoted(column.table), row_key: if has_none { column.key } else { "rowid" } })
        };
        schema.encrypted.iter().map(source).collect()
    }

    /// The query for the next values in the order of their rows: the first ones, or those after a row.
    fn window(&self, is_first: bool) -> String {
        let Self { column: EncryptedColumn { key, column, .. }, table, row_key } = self;
        let after = if is_first { String::new() } else { format!(" AND {row_key} > ?2") };
        format!("SELECT {key}, {column}, {row_key} FROM {table} WHERE {column} IS NOT NULL{after} ORDER BY {row_key} LIMIT ?1")
    }

    fn replacement(&self) -> String {
        let Self { column: EncryptedColumn { column, .. }, table, row_key } = self;
        format!("UPDATE {table} SET {column} = ?2 WHERE {row_key} = ?1")
    }

    /// Gives the first `limit` values, each with the key of its row, to `work`, and the results to `store`.
    fn pass<D: Send>(
        &self,
        db: &SqliteExecutor<'_>,
        limit: usize,
        work: Work<'_, Vec<(EncryptedValue, SqlValue)>, D>,
        mut store: impl FnMut(D) -> Result<()>,
    ) -> Result<()> {
        let failed = |error| failed(db.path, error);
        let value = |row: &rusqlite::Row<'_>| {
            let key = row.get_ref(2).map(exact_value).map_err(failed)?;
            Ok((value_of(self.column, row, db.path)?, key))
        };
        let (mut left, mut last) = (limit, None);
        let read = |(): &mut ()| {
            let number = (left.min(WINDOW) as u64).into();
            let params: Vec<SqlValue> = std::iter::once(number).chain(last.take()).collect();
            let mut statement = db.db.prepare_cached(&self.window(params.len() == 1)).map_err(failed)?;
            let mut rows = statement.query(params_from_iter(params)).map_err(failed)?;
            let values = window(&mut rows, value, db.path)?;
            left -= values.as_ref().map_or(0, Vec::len);
            last = values.iter().flatten().last().map(|(_, key)| key.clone());
            Ok(values)
        };
        pipeline(&mut (), read, work, |(), done| store(done)).map(drop)
    }

    /// Replaces the first `limit` values, and adds up what was found and what was written.
    fn replace(
        &self,
        db: &SqliteExecutor<'_>,
        limit: usize,
        work: &mut dyn Rewrite,
        (found, written): (&mut Checksum, &mut Checksum),
    ) -> Result<()> {
        let mut change = |rows: Vec<(EncryptedValue, SqlValue)>| {
            let (mut values, keys): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
            let old: Vec<String> = values.iter().map(|value| value.text.clone()).collect();
            found.add_all(&values);
            work.change(&mut values)?;
            written.add_all(&values);
            let changed = keys.into_iter().zip(old).zip(values).filter(|((_, old), new)| new.text != *old);
            Ok(ControlFlow::Continue(changed.map(|((key, _), new)| [key, new.text.into()]).collect::<Vec<_>>()))
        };
        let failed = |error| failed(db.path, error);
        let mut update = db.db.prepare(&self.replacement()).map_err(failed)?;
        self.pass(db, limit, &mut change, |rows| {
            rows.iter().try_for_each(|row| update.execute(params_from_iter(row)).map(drop)).map_err(failed)
        })
    }

    /// Shows the first `limit` values, and adds them up.
    fn show(
        &self,
        db: &SqliteExecutor<'_>,
        limit: usize,
        visit: &mut (dyn FnMut(&[EncryptedValue]) -> Result<()> + Send),
        sum: &mut Checksum,
    ) -> Result<()> {
        let mut show = |rows: Vec<(EncryptedValue, SqlValue)>| {
            let values: Vec<EncryptedValue> = rows.into_iter().map(|(value, _)| value).collect();
            sum.add_all(&values);
            visit(&values).map(ControlFlow::Continue)
        };
        self.pass(db, limit, &mut show, |()| Ok(()))
    }
}

/// Changes the first `limit` values of each column and verifies them. Refuses if triggers changed values, or stored something other
/// than what was written.
pub(super) fn rewrite(
    db: &mut SqliteExecutor<'_>,
    schema: &Schema,
    triggers: &[String],
    limit: usize,
    work: &mut dyn Rewrite,
) -> Result<()> {
    let sources = Source::all(db, schema)?;
    let [mut before, mut found, mut written, mut stored] = [Checksum::default(); 4];
    // The triggers of one column can change the values of another one, before they are read.
    let watched = if triggers.is_empty() { &[] } else { sources.as_slice() };
    watched.iter().try_for_each(|source| source.show(db, limit, &mut |_| Ok(()), &mut before))?;
    for source in &sources {
        let replaced = source.replace(db, limit, work, (&mut found, &mut written));
        replaced.map_err(|error| errors::rewrite_refused(db.path, error, triggers))?;
    }
    sources.iter().try_for_each(|source| source.show(db, limit, &mut |values| work.verify(values), &mut stored))?;
    let is_as_written = stored == written && (triggers.is_empty() || found == before);
    if is_as_written { Ok(()) } else { Err(StoreError::ChangedByTriggers { by: triggers.to_vec() }.into()) }
}

/// Checks that the database allows a rewrite: replaces values by others of the same length, every one if the tables have anything
/// that may treat them differently. The caller must never commit the transaction.
pub(super) fn rehearse(db: &mut SqliteExecutor<'_>, layout: &Layout) -> Result<()> {
    // Triggers, constraints, generated columns, and indexes with expressions or conditions.
    let distinctions = format!(
        "SELECT count(*) FROM main.sqlite_master WHERE tbl_name IN ({})
         AND (type = 'trigger' OR type = 'table' AND (sql LIKE '%CHECK%' OR sql LIKE '% AS %')
              OR type = 'index' AND (sql LIKE '%(%(%' OR sql LIKE '%WHERE%'))",
        listed(layout.schema.encrypted.iter().map(|column| column.table))
    );
    let limit = if db.number(&distinctions, &[])? > 0 { usize::MAX } else { TRIED };
    let triggers = layout.triggers(db)?;
    rewrite(db, layout.schema, &triggers, limit, &mut Rehearsal)
}

/// The work of a rehearsal.
struct Rehearsal;

impl Rewrite for Rehearsal {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        rewrite::vary(values);
        Ok(())
    }

    fn verify(&mut self, _values: &[EncryptedValue]) -> Result<()> {
        Ok(())
    }

    fn before_commit(&mut self) -> Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    const SCHEMA: &str = include_str!("../../../tests/fixtures/kozmoai-0.1.8/schema-sqlite.sql");

    #[test]
    fn rows_are_found_by_their_keys() {
        for schema in [SCHEMA.to_owned(), SCHEMA.replace("\n);", "\n) WITHOUT ROWID;")] {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch(&schema).unwrap();
            let path = Path::new("in memory");
            let layout = layout::read(path, &db).unwrap();
            for source in Source::all(&mut SqliteExecutor { db: &db, path }, layout.schema).unwrap() {
                for sql in [source.window(false), source.replacement()] {
                    let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
                    let steps: Vec<String> = plan
                        .query_map(params_from_iter([SqlValue::Null, SqlValue::Null]), |row| row.get(3))
                        .unwrap()
                        .map(Result::unwrap)
                        .collect();
                    assert!(matches!(steps.as_slice(), [step] if step.starts_with("SEARCH")), "{sql}: {steps:?}");
                }
            }
        }
    }
}
