//! Reads and rewrites every encrypted value.
//!
//! The old and the new values are collected in temporary tables first; then one statement replaces every old value that is
//! unchanged. For 100,000 values on PostgreSQL this takes a third of the time of `UPDATE … FROM unnest` in windows (1.6 s
//! instead of 4.9 s on the same machine), and Kozmoai's rows are not locked until everything is ready.

use super::prelude::*;

/// Shows every value to `visit`.
pub(in crate::store) fn values(db: &mut dyn Executor, layout: &Layout, visit: ValueVisitor<'_>) -> Result<()> {
    for column in layout.schema.encrypted {
        if values_in(db, column, &quoted(column.table), visit)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Shows the values of a column to `visit`, in its table or a copy of it.
pub(in crate::store) fn values_in(
    db: &mut dyn Executor,
    column: &EncryptedColumn,
    table: &str,
    visit: ValueVisitor<'_>,
) -> Result<ControlFlow<()>> {
    let EncryptedColumn { key, column: name, .. } = column;
    let sql = format!("SELECT {key}, {name} FROM {table} WHERE {name} IS NOT NULL");
    db.stream(&sql, &mut |mut rows| visit(&values_of(column, &mut rows)?))
}

/// Takes the values out of rows: id, value.
fn values_of(column: &EncryptedColumn, rows: &mut [Row]) -> Result<Vec<EncryptedValue>> {
    let damaged = |error: Error| Error::from(DamageError::Row { table: column.table }).wrapping(error);
    let value = |row: &mut Row| Ok(EncryptedValue { place: (column.location)(row.id(0)?), text: row.take_text(1)? });
    rows.iter_mut().map(|row| value(row).map_err(damaged)).collect()
}

/// The values of one column during a rewrite.
struct Source {
    column: &'static EncryptedColumn,
    table: String,
    row_key: RowKey,
    /// The temporary table.
    scratch: String,
}

impl Source {
    fn all(db: &mut dyn Executor, layout: &Layout) -> Result<Vec<Self>> {
        let temporary = db.dialect().temporary;
        let source = |column: &'static EncryptedColumn| {
            Ok(Self {
                column,
                table: quoted(column.table),
                row_key: db.row_key(column.table, column.key)?,
                scratch: format!("{temporary}.kozmoai_{}_{}", column.table, column.column),
            })
        };
        layout.schema.encrypted.iter().map(source).collect()
    }

    fn create_scratch(&self, db: &mut dyn Executor) -> Result<()> {
        let EncryptedColumn { table, column, .. } = self.column;
        let (key, options) = (self.row_key.scratch_type, db.dialect().scratch_options);
        db.run(&format!(
            "CREATE TEMP TABLE kozmoai_{table}_{column} (row_key {key}, old text NOT NULL, new text, held boolean){options}"
        ))
    }

    /// Stores every value and, where it differs, the new one.
    fn collect(&self, db: &mut dyn Executor, work: &mut dyn Rewrite) -> Result<()> {
        let Self { column: EncryptedColumn { key, column, .. }, table, row_key: RowKey { column: row_key, .. }, scratch } = self;
        let separate = *row_key != *key;
        let keys = if separate { format!(", {row_key}") } else { String::new() };
        let sql = format!("SELECT {key}, {column}{keys} FROM {table} WHERE {column} IS NOT NULL");
        db.fill_scratch(scratch, &sql, &mut |mut rows| {
            let mut values = values_of(self.column, &mut rows)?;
            let old: Vec<String> = values.iter().map(|value| value.text.clone()).collect();
            work.change(&mut values)?;
            let changed = rows.into_iter().zip(old).zip(values).map(|((row, old), value)| {
                let new = (value.text != old).then_some(value.text);
                Row(vec![row.into_value(if separate { 2 } else { 0 }), old.into(), new.into()])
            });
            Ok(ControlFlow::Continue(changed.collect()))
        })
    }

    /// Marks the rows whose old values are unchanged.
    fn marking(&self) -> String {
        let Self { column: EncryptedColumn { column, .. }, table, row_key: RowKey { column: row_key, .. }, scratch } = self;
        format!(
            "UPDATE {scratch} AS s SET held = true FROM {table} AS v
             WHERE v.{row_key} = s.row_key AND s.new IS NOT NULL AND v.{column} = s.old"
        )
    }

    /// Replaces every old value that is unchanged.
    fn replacement(&self) -> String {
        let Self { column: EncryptedColumn { column, .. }, table, row_key: RowKey { column: row_key, .. }, scratch } = self;
        format!(
            "UPDATE {table} AS v SET {column} = s.new FROM {scratch} AS s
             WHERE s.row_key = v.{row_key} AND s.new IS NOT NULL AND v.{column} = s.old"
        )
    }

    /// Counts the marked rows that have another value than the one that was written, padding included.
    fn count_of_rewritten(&self) -> String {
        let Self { column: EncryptedColumn { column, .. }, table, row_key: RowKey { column: row_key, .. }, scratch } = self;
        format!(
            "SELECT count(*) FROM {scratch} AS s LEFT JOIN {table} AS v ON v.{row_key} = s.row_key
             WHERE s.held AND concat(v.{column}) IS DISTINCT FROM s.new"
        )
    }

    /// Reads the new values, and whether they are those that were written.
    fn verification(&self) -> String {
        let Self { column: EncryptedColumn { key, column, .. }, table, row_key: RowKey { column: row_key, .. }, scratch } = self;
        format!(
            "SELECT v.{key}, v.{column}, s.row_key IS NOT NULL AND v.{column} = coalesce(s.new, s.old) FROM {table} AS v
             LEFT JOIN {scratch} AS s ON s.row_key = v.{row_key} WHERE v.{column} IS NOT NULL"
        )
    }

    /// Marks the rows whose old values are unchanged, and locks them.
    fn hold(&self, db: &mut dyn Executor) -> Result<()> {
        db.lock_values(&self.table, self.column.column)?;
        db.run(&self.marking())
    }

    /// Verifies the new values, and returns the locations that another client changed.
    fn verify(&self, db: &mut dyn Executor, work: &mut dyn Rewrite, changed: &mut Vec<SecretLocation>) -> Result<()> {
        let _end = db.stream(&self.verification(), &mut |mut rows| {
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
        })?;
        Ok(())
    }
}

/// Replaces every old value that is unchanged.
fn replace(db: &mut dyn Executor, sources: &[Source], triggers: &[String]) -> Result<()> {
    sources.iter().try_for_each(|source| db.run(&source.replacement()).map_err(|error| db.rewrite_refused(error, triggers)))
}

/// Refuses if a marked row has another value than the one that was written, because of these triggers and the like.
fn refuse_rewritten(db: &mut dyn Executor, sources: &[Source], by: Vec<String>) -> Result<()> {
    db.run_deferred()?;
    for source in sources {
        if db.number(&source.count_of_rewritten(), &[])? > 0 {
            return Err(StoreError::ChangedByTriggers { by }.into());
        }
    }
    Ok(())
}

/// A rewrite of every value, in two steps.
pub(in crate::store) struct Rewriter<'a> {
    layout: &'a Layout,
    work: &'a mut dyn Rewrite,
    options: &'a RewriteOptions<'a>,
    /// The locations that another client changed in the meantime.
    pub(super) changed: Vec<SecretLocation>,
}

impl<'a> Rewriter<'a> {
    pub(super) const fn new(layout: &'a Layout, work: &'a mut dyn Rewrite, options: &'a RewriteOptions<'a>) -> Self {
        Self { layout, work, options, changed: Vec::new() }
    }

    /// The first step: changes every value in memory, and stores the old and the new ones in temporary tables.
    pub(in crate::store) fn collect(&mut self, db: &mut dyn Executor, state: &AdminState) -> Result<()> {
        if state.binding.as_ref() != self.options.before {
            return Err(ChangeError::KeyChanged.into());
        }
        for source in Source::all(db, self.layout)? {
            source.create_scratch(db)?;
            source.collect(db, self.work)?;
        }
        Ok(())
    }

    /// The second step: replaces every old value that is unchanged, and verifies the new ones.
    pub(in crate::store) fn replace(&mut self, db: &mut dyn Executor, state: &AdminState) -> Result<Prepared<AdminChanges>> {
        if state.binding.as_ref() != self.options.before {
            return Err(ChangeError::KeyChanged.into());
        }
        let sources = Source::all(db, self.layout)?;
        let triggers = self.layout.triggers(db)?;
        if triggers.is_empty() {
            replace(db, &sources, &triggers)?;
        } else {
            sources.iter().try_for_each(|source| source.hold(db))?;
            replace(db, &sources, &triggers)?;
            refuse_rewritten(db, &sources, triggers)?;
        }
        for source in sources {
            source.verify(db, self.work, &mut self.changed)?;
        }
        if !self.changed.is_empty() && !self.options.online {
            return Err(StoreError::ValuesChanged { count: self.changed.len() as u64 }.into());
        }
        // The work must not have the rights of the database's owner.
        let _rights = account::as_root();
        self.work.before_commit()?;
        let (audit, binding) = (vec![self.options.audit.clone()], Some(self.options.after.clone()));
        Ok(Prepared::Ready(AdminChanges { audit, binding, ..AdminChanges::default() }))
    }

    /// Deletes the temporary tables, if they exist.
    pub(in crate::store) fn drop_scratch(&self, db: &mut dyn Executor) -> Result<()> {
        for source in Source::all(db, self.layout)? {
            db.run(&format!("DROP TABLE IF EXISTS {}", source.scratch))?;
        }
        Ok(())
    }
}

/// Checks that the database allows a rewrite: replaces values by others of the same length, every one if the tables have anything
/// that may treat them differently. The caller must never commit the transaction.
pub(in crate::store) fn rehearse(db: &mut dyn Executor, layout: &Layout) -> Result<()> {
    let mut triggers = layout.triggers(db)?;
    let (columns, dialect) = (layout.schema.encrypted, db.dialect());
    if let Some(unusual_types) = dialect.unusual_types {
        for row in db.rows(&unusual_types(columns), &[])? {
            triggers.push(row.text(0)?);
        }
    }
    let every = !triggers.is_empty() || db.number(&(dialect.distinctions)(columns), &[])? > 0;
    let (limit, locking) = (if every { "" } else { " LIMIT 100" }, dialect.locking);
    let sources = Source::all(db, layout)?;
    for source in &sources {
        let Source { column: EncryptedColumn { column, .. }, table, row_key: RowKey { column: row_key, .. }, scratch } = source;
        source.create_scratch(db)?;
        db.run(&format!(
            "INSERT INTO {scratch} (row_key, old, new, held) SELECT {row_key}, {column},
                 substr({column}, 1, 6) || substr({column}, 8) || substr({column}, 7, 1), true
             FROM {table} WHERE {column} IS NOT NULL{limit}{locking}"
        ))?;
    }
    replace(db, &sources, &triggers)?;
    refuse_rewritten(db, &sources, triggers)
}

/// The statements that join a temporary table with that of the values, once these tables are created.
#[cfg(test)]
pub(in crate::store) fn joins(db: &mut dyn Executor, layout: &Layout) -> Result<Vec<String>> {
    let sources = Source::all(db, layout)?;
    sources.iter().try_for_each(|source| source.create_scratch(db))?;
    let of = |source: &Source| [source.marking(), source.replacement(), source.count_of_rewritten(), source.verification()];
    Ok(sources.iter().flat_map(of).collect())
}
