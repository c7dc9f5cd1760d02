//! The rewrite where others, or triggers, may change values too: the old and the new values are collected in temporary tables
//! first; then one statement replaces every old value that is unchanged. So Kozmoai's rows are not locked until everything is ready.

use super::super::prelude::*;

/// The values of one column during a rewrite.
pub(super) struct Source {
    column: &'static EncryptedColumn,
    table: String,
    /// The temporary table.
    scratch: String,
}

impl Source {
    pub(super) fn all(schema: &Schema) -> Vec<Self> {
        let source = |column: &'static EncryptedColumn| Self {
            column,
            table: quoted(column.table),
            scratch: format!("pg_temp.kozmoai_{}_{}", column.table, column.column),
        };
        schema.encrypted.iter().map(source).collect()
    }

    fn create_scratch(&self, db: &mut Transaction<'_>) -> Result<()> {
        let EncryptedColumn { table, column, .. } = self.column;
        db.run(&format!(
            "CREATE TEMP TABLE kozmoai_{table}_{column} (id uuid, old text NOT NULL, new text, held boolean) ON COMMIT DROP"
        ))
    }

    /// Stores every value and, where it differs, the new one.
    fn collect(&self, db: &mut Transaction<'_>, work: &mut dyn Rewrite) -> Result<()> {
        self.create_scratch(db)?;
        let mut change = |mut rows: Vec<Row>| {
            let mut values = values_of(self.column, &mut rows)?;
            let old: Vec<String> = values.iter().map(|value| value.text.clone()).collect();
            work.change(&mut values)?;
            Ok(ControlFlow::Continue(in_copy_format(&old, &values)))
        };
        let copy = format!("COPY {} (id, old, new) FROM STDIN BINARY", self.scratch);
        db.pass(&rewrite::query_for(self.column), &mut change, |db, rows| copy_in(db, &copy, &rows)).map(drop)
    }

    /// Stores values, as many as this limit allows, with others of the same length.
    pub(super) fn collect_rehearsal(&self, db: &mut Transaction<'_>, limit: &str) -> Result<()> {
        let Self { column: EncryptedColumn { key, column, .. }, table, scratch } = self;
        self.create_scratch(db)?;
        db.run(&format!(
            "INSERT INTO {scratch} (id, old, new, held) SELECT {key}, {column},
                 substr({column}, 1, 6) || substr({column}, 8) || substr({column}, 7, 1), true
             FROM {table} WHERE {column} IS NOT NULL{limit} FOR NO KEY UPDATE"
        ))
    }

    /// Replaces every old value that is unchanged.
    pub(super) fn replace(&self, db: &mut Transaction<'_>) -> Result<()> {
        let Self { column: EncryptedColumn { key, column, .. }, table, scratch } = self;
        let sql = format!(
            "UPDATE {table} AS v SET {column} = s.new FROM {scratch} AS s
             WHERE s.id = v.{key} AND s.new IS NOT NULL AND v.{column} = s.old"
        );
        db.run(&sql).map_err(|error| errors::rewrite_refused(&db.access.url, error))
    }

    /// Marks the rows whose old values are unchanged, and locks them, so that only the database itself can store other ones.
    fn hold(&self, db: &mut Transaction<'_>) -> Result<()> {
        let Self { column: EncryptedColumn { key, column, .. }, table, scratch } = self;
        let locked = format!("SELECT count(*) FROM (SELECT FROM {table} WHERE {column} IS NOT NULL FOR UPDATE) AS v");
        db.rows(&locked, &[])?;
        db.run(&format!(
            "UPDATE {scratch} AS s SET held = true FROM {table} AS v
             WHERE v.{key} = s.id AND s.new IS NOT NULL AND v.{column} = s.old"
        ))
    }

    /// Counts the marked rows that have another value than the one that was written, padding included.
    fn count_of_rewritten(&self, db: &mut Transaction<'_>) -> Result<u64> {
        let Self { column: EncryptedColumn { key, column, .. }, table, scratch } = self;
        let sql = format!(
            "SELECT count(*) FROM {scratch} AS s LEFT JOIN {table} AS v ON v.{key} = s.id
             WHERE s.held AND concat(v.{column}) IS DISTINCT FROM s.new"
        );
        db.number(&sql, &[])
    }

    /// Reads the new values, verifies those that were written, and returns the locations of others, which another client changed.
    fn verify(&self, db: &mut Transaction<'_>, work: &mut dyn Rewrite, changed: &mut Vec<SecretLocation>) -> Result<()> {
        let Self { column: EncryptedColumn { key, column, .. }, table, scratch } = self;
        let sql = format!(
            "SELECT v.{key}, v.{column}, s.id IS NOT NULL AND v.{column} = coalesce(s.new, s.old) FROM {table} AS v
             LEFT JOIN {scratch} AS s ON s.id = v.{key} WHERE v.{column} IS NOT NULL"
        );
        let mut verify = |mut rows: Vec<Row>| {
            let mut values = values_of(self.column, &mut rows)?;
            let mut rows = rows.iter();
            values.retain(|value| {
                let is_as_written = rows.next().is_some_and(|row| matches!(row.flag(2), Ok(true)));
                if !is_as_written {
                    changed.push(value.place);
                }
                is_as_written
            });
            work.verify(&values).map(ControlFlow::Continue)
        };
        db.pass(&sql, &mut verify, |_, ()| Ok(())).map(drop)
    }
}

/// Refuses if a marked row has another value than the one that was written, because of these triggers and the like.
pub(super) fn refuse_rewritten(db: &mut Transaction<'_>, sources: &[Source], triggers: &[String]) -> Result<()> {
    db.run_deferred()?;
    for source in sources {
        if source.count_of_rewritten(db)? > 0 {
            return Err(StoreError::ChangedByTriggers { by: triggers.to_vec() }.into());
        }
    }
    Ok(())
}

/// Rows in PostgreSQL's binary COPY format: the id, the old value and, where it differs, the new one. They are sent in one piece,
/// because for the driver's own writer every row is a message to another task, which takes longer than everything else.
///
/// ```text
/// PGCOPY…  flags  length of the rest of the header
/// number of fields  (length  bytes)…        for each row; the length of NULL is -1
/// -1
/// ```
fn in_copy_format(old: &[String], new: &[EncryptedValue]) -> Vec<u8> {
    let mut rows = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0".to_vec();
    for (old, EncryptedValue { place, text }) in old.iter().zip(new) {
        rows.extend(3_i16.to_be_bytes());
        for field in [Some(place.id().as_bytes().as_slice()), Some(old.as_bytes()), (text != old).then_some(text.as_bytes())] {
            // No field of a row on this server is that long.
            let length = field.map_or(-1, |field| i32::try_from(field.len()).unwrap_or(i32::MAX));
            rows.extend(length.to_be_bytes());
            rows.extend(field.unwrap_or_default());
        }
    }
    rows.extend((-1_i16).to_be_bytes());
    rows
}

/// Stores rows in COPY format.
fn copy_in(db: &mut Transaction<'_>, copy: &str, rows: &[u8]) -> Result<()> {
    let url = &db.access.url;
    let mut out = db.copy_in(copy)?;
    out.write_all(rows).map_err(|error| errors::lost(url, error))?;
    out.finish().map(drop).map_err(|error| errors::failed(url, &error))
}

/// Rewrites every value, and returns the locations that another client changed in the meantime.
pub(super) fn rewrite(
    db: &mut Transaction<'_>,
    schema: &Schema,
    triggers: &[String],
    work: &mut dyn Rewrite,
) -> Result<Vec<SecretLocation>> {
    let sources = Source::all(schema);
    sources.iter().try_for_each(|source| source.collect(db, work))?;
    db.run(HASH_JOINS)?;
    if triggers.is_empty() {
        sources.iter().try_for_each(|source| source.replace(db))?;
    } else {
        sources.iter().try_for_each(|source| source.hold(db))?;
        sources.iter().try_for_each(|source| source.replace(db))?;
        refuse_rewritten(db, &sources, triggers)?;
    }
    let mut changed = Vec::new();
    sources.iter().try_for_each(|source| source.verify(db, work, &mut changed))?;
    Ok(changed)
}
