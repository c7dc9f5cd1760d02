//! The rewrite while nobody else changes values: some are replaced while the next ones are worked on, without a copy of all of them.
//!
//! A row is found again by its place in the table's file, `ctid`, which is faster than by its id, and stays the same while nobody
//! changes the row. If others did, the rewrite ends, and nothing was changed.

use super::super::prelude::*;
use crate::checksum::Checksum;

/// A setting for joins with places: for any other join, the whole table is read.
const BY_PLACE: &str = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off";

/// The new values of some rows: their places, ids and texts.
#[derive(Default)]
struct Replacement {
    places: Vec<SqlValue>,
    ids: Vec<SqlValue>,
    texts: Vec<SqlValue>,
}

impl Replacement {
    /// Stores the new values, unless another client changed some of the old ones.
    fn store(&self, db: &mut Transaction<'_>, EncryptedColumn { table, key, column, .. }: &EncryptedColumn) -> Result<()> {
        // Where another client changed a row and the server waited for its commit, it looks at the new version, but until 2025
        // not at its place, so that is compared again, in a way that is no search. So is the id, because partitions have the
        // same places.
        let sql = format!(
            "UPDATE {} AS v SET {column} = s.text FROM unnest($1, $2, $3) AS s(place, id, text)
             WHERE v.ctid = s.place AND v.ctid IS NOT DISTINCT FROM s.place AND v.{key} IS NOT DISTINCT FROM s.id",
            quoted(table)
        );
        let params: [(&(dyn ToSql + Sync), Type); 3] =
            [(&self.places, Type::TID_ARRAY), (&self.ids, Type::UUID_ARRAY), (&self.texts, Type::TEXT_ARRAY)];
        let stored = match db.client.work(db.access, |client| client.execute_typed(&sql, &params))? {
            Ok(stored) => stored,
            Err(error) => return Err(errors::rewrite_refused(&db.access.url, db.failed(&error))),
        };
        match (self.texts.len() as u64).saturating_sub(stored) {
            0 => Ok(()),
            count => Err(StoreError::ValuesChanged { count }.into()),
        }
    }
}

/// Replaces the values that a query returns, each with the place of its row, by what `change` makes of them.
fn replace(
    db: &mut Transaction<'_>,
    column: &EncryptedColumn,
    sql: &str,
    change: &mut (dyn FnMut(&mut [EncryptedValue]) -> Result<()> + Send),
) -> Result<()> {
    let mut change = |mut rows: Vec<Row>| {
        let mut values = values_of(column, &mut rows)?;
        let old: Vec<String> = values.iter().map(|value| value.text.clone()).collect();
        change(&mut values)?;
        let mut new = Replacement::default();
        for ((old, value), Row(row)) in old.into_iter().zip(values).zip(rows) {
            if value.text != old {
                new.places.extend(row.into_iter().next_back());
                new.ids.push(value.place.id().into());
                new.texts.push(value.text.into());
            }
        }
        Ok(ControlFlow::Continue(new))
    };
    db.pass(sql, &mut change, |db, new| if new.texts.is_empty() { Ok(()) } else { new.store(db, column) }).map(drop)
}

/// The query for the values of a column, with the places of their rows.
fn query_for(EncryptedColumn { table, key, column, .. }: &EncryptedColumn) -> String {
    format!("SELECT {key}, {column}, ctid FROM {} WHERE {column} IS NOT NULL", quoted(table))
}

/// Rewrites every value.
pub(super) fn rewrite(db: &mut Transaction<'_>, schema: &Schema, work: &mut dyn Rewrite) -> Result<()> {
    db.run(BY_PLACE)?;
    let [mut written, mut stored] = [Checksum::default(); 2];
    for column in schema.encrypted {
        replace(db, column, &query_for(column), &mut |values| {
            work.change(values)?;
            written.add_all(&*values);
            Ok(())
        })?;
    }
    for column in schema.encrypted {
        let _all = db.values(column, &mut |values| {
            stored.add_all(values);
            work.verify(values).map(ControlFlow::Continue)
        })?;
    }
    if stored == written {
        return Ok(());
    }
    Err(StoreError::ValuesChanged { count: stored.count().abs_diff(written.count()) }.into())
}

/// Replaces values, as many of each column as this limit allows, by others of the same length. Other clients wait until the end.
pub(super) fn rehearse(db: &mut Transaction<'_>, columns: &[EncryptedColumn], limit: &str) -> Result<()> {
    db.run(BY_PLACE)?;
    let sql = |column| query_for(column) + limit + " FOR NO KEY UPDATE";
    let mut change = |values: &mut [EncryptedValue]| {
        rewrite::vary(values);
        Ok(())
    };
    columns.iter().try_for_each(|column| replace(db, column, &sql(column), &mut change))
}
