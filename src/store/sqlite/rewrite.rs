//! Reads and rewrites every encrypted value.
//!
//! The new values are collected in temporary tables first, from one snapshot of the file, while other clients keep writing.
//! Then one short transaction replaces every old value that is unchanged, verifies the new ones, and is committed or not.

use std::ops::ControlFlow;
use std::path::Path;

use rusqlite::types::Value as Beside;
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::connection::{SqliteExecutor, failed};
use super::writer::Writer;
use crate::error::{ChangeError, DamageError, Error, Result, StoreError};
use crate::model::{EncryptedValue, SecretLocation};
use crate::store::sql::admin_db::AdminChanges;
use crate::store::sql::schema::triggers;
use crate::store::sql::{ENCRYPTED, EncryptedColumn, VALUES};
use crate::store::{CommitOutcome, Prepared, Rewrite, RewriteOptions, ValueVisitor};

/// Shows every value to `visit`; inside a transaction, so that they are from one snapshot.
pub(super) fn values(db: &Connection, path: &Path, visit: ValueVisitor<'_>) -> Result<()> {
    for inventory in ENCRYPTED {
        let EncryptedColumn { table, column, .. } = inventory;
        let row = row_key(db, path, table)?;
        let sql = format!("SELECT id, {column}, {row} FROM \"{table}\" WHERE {column} IS NOT NULL ORDER BY {row}");
        if stream(db, path, inventory, &sql, &mut |values, _| visit(values))?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Changes every value atomically.
pub(super) fn rewrite(writer: &mut Writer, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
    if writer.state()?.binding.as_ref() != terms.before {
        return Err(ChangeError::KeyChanged.into());
    }
    let path = writer.path.clone();
    forget(&writer.main, &path)?;
    // Replaced values are overwritten, not only unlinked.
    writer.main.pragma_update(None, "secure_delete", true).map_err(|error| failed(&path, error))?;
    let done = super::in_transaction(&writer.main, "main", &path, |db| collect(db, &path, work))
        .and_then(|()| put_in_place(writer, &path, work, terms));
    // The tables are temporary, and deleted with this connection at the latest.
    drop(forget(&writer.main, &path));
    // The write-ahead log must not keep them either. If another client is reading, a later checkpoint does this.
    drop(writer.main.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
    done
}

/// Changes every value in memory, and stores the old one, and the new one if it differs, in temporary tables.
fn collect(db: &Connection, path: &Path, work: &mut dyn Rewrite) -> Result<()> {
    let failed = |error| failed(path, error);
    for inventory in ENCRYPTED {
        let EncryptedColumn { table, column, .. } = inventory;
        let row = row_key(db, path, table)?;
        let aside =
            format!("CREATE TEMP TABLE kozmoai_{table} (row PRIMARY KEY, old TEXT NOT NULL, new TEXT, met) WITHOUT ROWID");
        db.execute_batch(&aside).map_err(failed)?;
        let mut keep =
            db.prepare(&format!("INSERT INTO temp.kozmoai_{table} (row, old, new) VALUES (?1, ?2, ?3)")).map_err(failed)?;
        let sql = format!("SELECT id, {column}, {row} FROM \"{table}\" WHERE {column} IS NOT NULL ORDER BY {row}");
        let _end = stream(db, path, inventory, &sql, &mut |values, rows| {
            let old: Vec<String> = values.iter().map(|value| value.text.clone()).collect();
            work.change(values)?;
            for ((value, old), row) in values.iter().zip(&old).zip(rows) {
                let new = (value.text != *old).then_some(&value.text);
                keep.execute((row, old, new)).map_err(failed)?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(())
}

fn put_in_place(
    writer: &mut Writer,
    path: &Path,
    work: &mut dyn Rewrite,
    terms: &RewriteOptions<'_>,
) -> Result<Vec<SecretLocation>> {
    let mut left = Vec::new();
    let outcome = writer.act(|db, state| {
        if state.binding.as_ref() != terms.before {
            return Ok(Prepared::Refused(CommitOutcome::KeyChanged));
        }
        write(db, path)?;
        refuse_rewritten(db, path, "s.met")?;
        for inventory in ENCRYPTED {
            let EncryptedColumn { table, column, .. } = inventory;
            let row = row_key(db, path, table)?;
            let sql = format!(
                "SELECT v.id, v.{column}, s.row IS NOT NULL AND v.{column} = coalesce(s.new, s.old) FROM \"{table}\" AS v
                 LEFT JOIN temp.kozmoai_{table} AS s ON s.row = v.{row} WHERE v.{column} IS NOT NULL ORDER BY v.{row}"
            );
            let _end = stream(db, path, inventory, &sql, &mut |values, as_written| {
                let mut as_written = as_written.iter();
                values.retain(|value| {
                    let kept = as_written.next() == Some(&Beside::Integer(1));
                    if !kept {
                        left.push(value.place);
                    }
                    kept
                });
                work.verify(values).map(ControlFlow::Continue)
            })?;
        }
        if !left.is_empty() && !terms.online {
            return Err(StoreError::ValuesChanged { count: left.len() as u64 }.into());
        }
        work.before_commit()?;
        Ok(Prepared::Ready(AdminChanges {
            audit: vec![terms.audit.clone()],
            binding: Some(terms.after.clone()),
            ..AdminChanges::default()
        }))
    });
    match outcome? {
        CommitOutcome::Done => Ok(left),
        _ => Err(ChangeError::KeyChanged.into()),
    }
}

/// Replaces every old value that is unchanged, and marks its row.
fn write(db: &Connection, path: &Path) -> Result<()> {
    for EncryptedColumn { table, column, .. } in ENCRYPTED {
        let row = row_key(db, path, table)?;
        // A row that still has its old value is written, and must have the new one then.
        let sql = format!(
            "UPDATE temp.kozmoai_{table} SET met = EXISTS
                 (SELECT 1 FROM main.\"{table}\" AS v WHERE v.{row} = kozmoai_{table}.row AND v.{column} = kozmoai_{table}.old)
             WHERE new IS NOT NULL;
             UPDATE main.\"{table}\" SET {column} = s.new FROM temp.kozmoai_{table} AS s
             WHERE s.row = \"{table}\".{row} AND s.met AND \"{table}\".{column} = s.old"
        );
        db.execute_batch(&sql).map_err(|error| refused(db, path, error))?;
    }
    Ok(())
}

/// Refuses if any of these rows has another value than the new one.
fn refuse_rewritten(db: &Connection, path: &Path, rows: &str) -> Result<()> {
    for EncryptedColumn { table, column, .. } in ENCRYPTED {
        let row = row_key(db, path, table)?;
        let sql = format!(
            "SELECT count(*) FROM temp.kozmoai_{table} AS s LEFT JOIN main.\"{table}\" AS v ON v.{row} = s.row
             WHERE {rows} AND v.{column} IS NOT s.new"
        );
        let rewritten: i64 = db.query_row(&sql, [], |row| row.get(0)).map_err(|error| failed(path, error))?;
        if rewritten > 0 {
            return Err(StoreError::ChangedByTriggers { by: triggers(&mut SqliteExecutor { db, path })? }.into());
        }
    }
    Ok(())
}

/// Checks that the database allows a rewrite: replaces values by others of the same length, every one if the tables have anything
/// that may treat them differently. The caller must never commit the transaction.
pub(super) fn try_rewrite(db: &Connection, path: &Path) -> Result<()> {
    let tables: Vec<String> = ENCRYPTED.iter().map(|known| format!("'{}'", known.table)).collect();
    // Triggers, constraints, generated columns, and indexes with expressions or conditions.
    let sql = format!(
        "SELECT EXISTS (SELECT 1 FROM main.sqlite_master WHERE tbl_name IN ({})
         AND (type = 'trigger' OR type = 'table' AND (sql LIKE '%CHECK%' OR sql LIKE '% AS %')
              OR type = 'index' AND (sql LIKE '%(%(%' OR sql LIKE '%WHERE%')))",
        tables.join(", ")
    );
    let every: bool = db.query_row(&sql, [], |row| row.get(0)).map_err(|error| failed(path, error))?;
    let limit = if every { "" } else { "LIMIT 100" };
    for EncryptedColumn { table, column, .. } in ENCRYPTED {
        let row = row_key(db, path, table)?;
        let sql = format!(
            "CREATE TEMP TABLE kozmoai_{table} AS SELECT {row} AS row, {column} AS old,
                 substr({column}, 1, 6) || substr({column}, 8) || substr({column}, 7, 1) AS new, NULL AS met
             FROM main.\"{table}\" WHERE {column} IS NOT NULL {limit};
             CREATE UNIQUE INDEX temp.kozmoai_{table}_row ON kozmoai_{table} (row)"
        );
        db.execute_batch(&sql).map_err(|error| failed(path, error))?;
    }
    write(db, path)?;
    // No other client can have written here.
    refuse_rewritten(db, path, "true")
}

/// Deletes the temporary tables of an earlier rewrite.
fn forget(db: &Connection, path: &Path) -> Result<()> {
    let drops: String = ENCRYPTED.iter().map(|known| format!("DROP TABLE IF EXISTS temp.kozmoai_{};", known.table)).collect();
    db.execute_batch(&drops).map_err(|error| failed(path, error))
}

/// The column that identifies the rows of a table.
fn row_key(db: &Connection, path: &Path, table: &str) -> Result<&'static str> {
    let sql = "SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
    let has_none: bool = db.query_row(sql, [table], |row| row.get(0)).map_err(|error| failed(path, error))?;
    Ok(if has_none { "id" } else { "rowid" })
}

/// The error for a failed write, which a trigger or an index may have caused.
fn refused(db: &Connection, path: &Path, error: rusqlite::Error) -> Error {
    if matches!(error, rusqlite::Error::SqlInputError { .. }) {
        return Error::from(StoreError::RewriteRefused { database: path.display().to_string() }).because(error);
    }
    let of_trigger = error.sqlite_error().is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER);
    match triggers(&mut SqliteExecutor { db, path }) {
        Ok(by) if of_trigger && !by.is_empty() => Error::from(StoreError::ChangedByTriggers { by }).because(error),
        _ => failed(path, error),
    }
}

/// Gets some values, each with another column of its row.
type Take<'a> = &'a mut dyn FnMut(&mut Vec<EncryptedValue>, &[Beside]) -> Result<ControlFlow<()>>;

/// Reads the rows of a query (id, value, another column), with only some of them in memory.
fn stream(db: &Connection, path: &Path, inventory: EncryptedColumn, sql: &str, take: Take<'_>) -> Result<ControlFlow<()>> {
    let failed = |error| failed(path, error);
    let mut statement = db.prepare(sql).map_err(failed)?;
    let mut rows = statement.query([]).map_err(failed)?;
    let (mut values, mut numbers) = (Vec::with_capacity(VALUES), Vec::with_capacity(VALUES));
    while let Some(row) = rows.next().map_err(failed)? {
        let (id, text) = value(row).map_err(|error| Error::from(DamageError::Row { table: inventory.table }).because(error))?;
        values.push(EncryptedValue { place: (inventory.location)(id), text });
        numbers.push(row.get(2).map_err(failed)?);
        if values.len() == VALUES {
            if take(&mut values, &numbers)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            values.clear();
            numbers.clear();
        }
    }
    if values.is_empty() { Ok(ControlFlow::Continue(())) } else { take(&mut values, &numbers) }
}

fn value(row: &Row<'_>) -> Result<(Uuid, String), Box<dyn std::error::Error + Send + Sync>> {
    Ok((Uuid::try_parse(row.get_ref(0)?.as_str()?)?, row.get_ref(1)?.as_str()?.to_owned()))
}
