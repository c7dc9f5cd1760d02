//! The tables that a restore empties: those that the backup contains. What it does not contain is never emptied.
//!
//! A table is emptied when the backup reaches it, together with those that refer to it, as TRUNCATE requires. The backup may
//! contain those later; if it does not, their rows would be lost, and the restore is refused. Other tables stay as they are.

use super::prelude::*;

/// The tables that were emptied.
#[derive(Default)]
pub(super) struct Emptied {
    /// Their columns that had values; none for a table that had no rows.
    values: BTreeMap<String, Option<BTreeSet<String>>>,
    restored: BTreeSet<String>,
}

/// The columns of a table that have values; none if it has no rows.
fn values(db: &mut Transaction<'_>, table: &Table) -> Result<Option<BTreeSet<String>>> {
    let counts: String = table.columns.iter().map(|column| format!(", count({}) > 0", quoted(column))).collect();
    let row = db.row(&format!("SELECT count(*) > 0{counts} FROM {}", table.only()), &[])?.unwrap_or_default();
    if !row.flag(0)? {
        return Ok(None);
    }
    let mut filled = BTreeSet::new();
    for (place, column) in table.columns.iter().enumerate() {
        if row.flag(place + 1)? {
            filled.insert(column.clone());
        }
    }
    Ok(Some(filled))
}

impl Emptied {
    /// Empties a table that the backup contains, and those that refer to it. Refuses if a column that the backup lacks has
    /// values, or if a table of another schema refers to one of these.
    pub(super) fn make_room(&mut self, db: &mut Transaction<'_>, table: &Table, known: &[Table]) -> Result<()> {
        if !self.values.contains_key(&table.name) {
            let names = referring(db, &table.name)?;
            let doomed: Vec<&Table> = known.iter().filter(|known| !known.ours && names.contains(&known.name)).collect();
            let names: Vec<String> = doomed.iter().map(|table| table.only()).collect();
            db.run(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", ")))?;
            if let Some(early) = doomed.iter().find(|table| self.restored.contains(&table.name)) {
                let (database, tables) = (db.access.url.to_string(), vec![early.name.clone()]);
                return Err(RestoreError::TablesNotInBackup { database, tables }.into());
            }
            for table in doomed {
                if !self.values.contains_key(&table.name) {
                    self.values.insert(table.name.clone(), values(db, table)?);
                }
            }
            db.run(&format!("TRUNCATE {}", names.join(", ")))?;
        }
        let lost: Vec<String> = (self.values.get(&table.name).into_iter().flatten().flatten())
            .filter(|column| !table.columns.contains(column))
            .map(|column| format!("{}.{column}", table.name))
            .collect();
        if !lost.is_empty() {
            return Err(RestoreError::ColumnsNotInBackup { database: db.access.url.to_string(), columns: lost }.into());
        }
        self.restored.insert(table.name.clone());
        Ok(())
    }

    /// Refuses if a table lost rows that the backup does not contain.
    pub(super) fn refuse_lost(self, db: &Transaction<'_>) -> Result<()> {
        let lost = |(name, values): (String, Option<_>)| (values.is_some() && !self.restored.contains(&name)).then_some(name);
        let tables: Vec<String> = self.values.into_iter().filter_map(lost).collect();
        if tables.is_empty() {
            return Ok(());
        }
        Err(RestoreError::TablesNotInBackup { database: db.access.url.to_string(), tables }.into())
    }
}

/// The names of a table and of those that refer to it. Refuses if one of those is in another schema.
fn referring(db: &mut Transaction<'_>, table: &str) -> Result<Vec<String>> {
    let sql = format!(
        "WITH RECURSIVE doomed (id) AS (
             SELECT t.oid FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = current_schema() AND t.relname = {}
             UNION SELECT coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid) FROM doomed JOIN pg_constraint k
                 ON coalesce(pg_partition_root(k.confrelid)::oid, k.confrelid) = doomed.id WHERE k.contype = 'f'
         )
         SELECT t.relname::text, n.nspname::text, n.nspname = current_schema()
         FROM doomed JOIN pg_class t ON t.oid = doomed.id JOIN pg_namespace n ON n.oid = t.relnamespace ORDER BY 2, 1",
        literal(table)
    );
    let (mut here, mut elsewhere) = (Vec::new(), Vec::new());
    for row in db.rows(&sql, &[])? {
        if row.flag(2)? {
            here.push(row.text(0)?);
        } else {
            elsewhere.push(format!("{}.{}", row.text(1)?, row.text(0)?));
        }
    }
    if elsewhere.is_empty() {
        return Ok(here);
    }
    Err(RestoreError::ReferencedElsewhere { database: db.access.url.to_string(), tables: elsewhere }.into())
}
