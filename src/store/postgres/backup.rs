//! Backups: every table of Kozmoai's schema and of the administration schema, in PostgreSQL's COPY format, from one snapshot.
//!
//! ```text
//! title line
//! length, JSON     the version of Kozmoai's schema
//! for each table, in an order in which no table refers to a later one:
//!   length, JSON   its name and columns
//!   length, rows   as often as needed
//!   0
//! 0
//! ```
//!
//! Sequences are not included, because Kozmoai has none.
//!
//! A backup is verified in temporary tables with the constraints of the real ones, so that a restore does not fail later.

use std::io::{BufRead, BufWriter};

use super::copy_rows::CopyRows;
use super::prelude::*;

/// How many bytes of rows a part of a backup has at least, except the last one.
const PART: usize = 64 << 10;
/// How many bytes of rows are sent at a time.
const MESSAGE: usize = 256 << 10;

/// Writes the snapshot of the transaction.
pub(super) fn write(db: &mut Transaction<'_>, out: &mut dyn Write) -> Result<()> {
    checks::refuse_hidden(db)?;
    let header = Header::of(db)?;
    let tables = tables::all(db)?;
    let mut out = Writer::begin(out, &header)?;
    for table in tables {
        out.put_json(&table)?;
        let url = &db.access.url;
        let mut rows = db.copy_out(&format!("COPY {} TO STDOUT", table.source()))?;
        let mut part = Vec::with_capacity(PART);
        loop {
            let some = rows.fill_buf().map_err(|error| errors::lost(url, error))?;
            let (length, is_last) = (some.len(), some.is_empty());
            part.extend_from_slice(some);
            rows.consume(length);
            if part.len() >= PART || is_last && !part.is_empty() {
                out.put(&part)?;
                part.clear();
            }
            if is_last {
                break;
            }
        }
        out.put(&[])?;
    }
    out.put(&[])
}

/// Returns the next rows of a table in a backup, until there are none.
type NextRows<'a> = &'a mut dyn FnMut() -> Result<Option<Vec<u8>>>;

/// Copies rows into a table.
pub(super) fn copy_into(db: &mut Transaction<'_>, into: &str, table: &Table, next: NextRows<'_>) -> Result<()> {
    let url = &db.access.url;
    let rows = db.copy_in(&format!("COPY {into} ({}) FROM STDIN", table.columns()))?;
    // Each write becomes a message of its own.
    let mut rows = BufWriter::with_capacity(MESSAGE, rows);
    while let Some(some) = next()? {
        rows.write_all(&some).map_err(|error| errors::lost(url, error))?;
    }
    let rows = rows.into_inner().map_err(|error| errors::lost(url, error.into_error()))?;
    rows.finish().map(drop).map_err(|error| {
        errors::violated(url, &table.name, &error).unwrap_or_else(|| unreadable().because(errors::failed(url, &error)))
    })
}

/// Copies rows into a temporary table, which refuses those that violate the constraints of the real one. Constraints that were added
/// as NOT VALID count, because a restore has to meet them.
pub(super) fn copy_into_scratch(db: &mut Transaction<'_>, table: &Table, next: NextRows<'_>) -> Result<()> {
    let scratch = table.scratch();
    db.run(&format!(
        "CREATE TEMP TABLE {} (LIKE {} INCLUDING CONSTRAINTS INCLUDING GENERATED) ON COMMIT DROP",
        &scratch[8..],
        table.sql_name()
    ))?;
    copy_into(db, &scratch, table, next)
}

/// Shows every value in a backup. Unless nothing may be written, such as on a standby, the rows are also copied into temporary
/// tables.
pub(super) fn verify(
    db: &mut Transaction<'_>,
    schema: &Schema,
    backup: &mut dyn Read,
    may_write: bool,
    visit: BackupVisitor<'_>,
) -> Result<()> {
    let (mut backup, _) = Reader::begin(backup)?;
    let known = tables::all(db)?;
    let (mut restored, mut read) = (Vec::new(), 0);
    while let Some(table) = backup.same_table(&known)? {
        let columns = schema.encrypted.iter().filter(|column| !table.ours && column.table == table.name);
        let mut parsers: Vec<CopyRows> = columns.filter_map(|column| CopyRows::of(column, &table.columns)).collect();
        let mut next = || {
            let some = backup.rows()?;
            for parser in &mut parsers {
                if !parser.take(some.as_deref().unwrap_or_default(), visit)? {
                    return Err(unreadable());
                }
            }
            Ok(some)
        };
        if may_write {
            copy_into_scratch(db, &table, &mut next)?;
            restored.push(table);
        } else {
            while next()?.is_some() {}
        }
        for parser in parsers {
            if !parser.end(visit)? {
                return Err(unreadable());
            }
            read += 1;
        }
    }
    if read != schema.encrypted.len() {
        return Err(unreadable());
    }
    if may_write { refuse_dangling(db, &restored) } else { Ok(()) }
}

/// Refuses rows in temporary tables that refer to rows that are not in them: foreign keys can be added without a check, and are
/// not enforced while triggers are disabled.
fn refuse_dangling(db: &mut Transaction<'_>, restored: &[Table]) -> Result<()> {
    let sql = "SELECT k.conname::text, t.relname::text, r.relname::text,
                      (SELECT string_agg(format('r.%I = t.%I', b.attname, a.attname), ' AND ')
                       FROM unnest(k.conkey, k.confkey) AS p(own, other)
                       JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = p.own
                       JOIN pg_attribute b ON b.attrelid = r.oid AND b.attnum = p.other),
                      (SELECT string_agg(format('t.%I IS NOT NULL', attname), ' AND ') FROM pg_attribute
                       WHERE attrelid = t.oid AND attnum = ANY (k.conkey))
               FROM pg_constraint k JOIN pg_class t ON t.oid = k.conrelid JOIN pg_class r ON r.oid = k.confrelid
               WHERE k.contype = 'f' AND k.conparentid = 0 AND coalesce(to_jsonb(k) ->> 'conenforced', 'true') = 'true'
               AND t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
               AND r.relnamespace = t.relnamespace ORDER BY 2, 1";
    let keys = db.rows(sql, &[])?;
    db.run(HASH_JOINS)?;
    for row in keys {
        let (constraint, name, referred) = (row.text(0)?, row.text(1)?, row.text(2)?);
        let scratch = |name: &str| restored.iter().find(|table| !table.ours && table.name == name).map(Table::scratch);
        let (Some(from), Some(to)) = (scratch(&name), scratch(&referred)) else { continue };
        let dangling = format!(
            "SELECT count(*) FROM (SELECT FROM {from} AS t WHERE {} AND NOT EXISTS (SELECT FROM {to} AS r WHERE {}) LIMIT 1) AS d",
            row.text(4)?,
            row.text(3)?
        );
        if db.number(&dangling, &[])? > 0 {
            return Err(errors::constraint_violated(&db.access.url, &name, &constraint));
        }
    }
    Ok(())
}
