//! The tables that a restore empties: those that the backup contains. What it does not contain is never emptied.
//!
//! A table is emptied when the backup reaches it, together with those that refer to it, as TRUNCATE requires. The backup may
//! contain those later; if it does not, their rows would be lost, and the restore is refused. Other tables stay as they are.

use std::collections::{BTreeMap, BTreeSet};

use super::backup::Table;
use super::session::{In, literal};
use crate::error::{RestoreError, Result};
use crate::store::kozmoai::Sql;
use crate::store::kozmoai::schema::quoted;

/// The tables that were emptied.
#[derive(Default)]
pub(super) struct Emptied {
    /// Their columns that had values; none for a table that had no rows.
    values: BTreeMap<String, Option<BTreeSet<String>>>,
    restored: BTreeSet<String>,
}

/// A table that is to be emptied.
struct Doomed {
    name: String,
    partitioned: bool,
    columns: Vec<String>,
}

impl Doomed {
    /// Its name in statements, without the tables that inherit from it; a partitioned table includes its partitions.
    fn only(&self) -> String {
        if self.partitioned { quoted(&self.name) } else { format!("ONLY {}", quoted(&self.name)) }
    }

    /// The columns that have values; none if it has no rows.
    fn values(&self, db: &mut In<'_>) -> Result<Option<BTreeSet<String>>> {
        let counts: String = self.columns.iter().map(|column| format!(", count({}) > 0", quoted(column))).collect();
        let row = db.row(&format!("SELECT count(*) > 0{counts} FROM {}", self.only()), &[])?.unwrap_or_default();
        if !row.flag(0)? {
            return Ok(None);
        }
        let mut filled = BTreeSet::new();
        for (place, column) in self.columns.iter().enumerate() {
            if row.flag(place + 1)? {
                filled.insert(column.clone());
            }
        }
        Ok(Some(filled))
    }
}

impl Emptied {
    /// Empties a table that the backup contains, and those that refer to it. Refuses if a column that the backup lacks has
    /// values, or if a table of another schema refers to one of these.
    pub(super) fn make_room(&mut self, db: &mut In<'_>, table: &Table) -> Result<()> {
        if !self.values.contains_key(&table.name) {
            let doomed = doomed(db, &table.name)?;
            let names: Vec<String> = doomed.iter().map(Doomed::only).collect();
            db.run(&format!("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE", names.join(", ")))?;
            if let Some(early) = doomed.iter().find(|table| self.restored.contains(&table.name)) {
                let (database, tables) = (db.access.url.to_string(), vec![early.name.clone()]);
                return Err(RestoreError::TablesNotInBackup { database, tables }.into());
            }
            for table in doomed {
                if !self.values.contains_key(&table.name) {
                    self.values.insert(table.name.clone(), table.values(db)?);
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
    pub(super) fn refuse_lost(self, db: &In<'_>) -> Result<()> {
        let lost = |(name, values): (String, Option<_>)| (values.is_some() && !self.restored.contains(&name)).then_some(name);
        let tables: Vec<String> = self.values.into_iter().filter_map(lost).collect();
        if tables.is_empty() {
            return Ok(());
        }
        Err(RestoreError::TablesNotInBackup { database: db.access.url.to_string(), tables }.into())
    }
}

/// A table, and those that refer to it. Refuses if one of those is in another schema.
fn doomed(db: &mut In<'_>, table: &str) -> Result<Vec<Doomed>> {
    let sql = format!(
        "WITH RECURSIVE doomed (id) AS (
             SELECT t.oid FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = current_schema() AND t.relname = {}
             UNION SELECT coalesce(pg_partition_root(k.conrelid)::oid, k.conrelid) FROM doomed JOIN pg_constraint k
                 ON coalesce(pg_partition_root(k.confrelid)::oid, k.confrelid) = doomed.id WHERE k.contype = 'f'
         )
         SELECT t.relname::text, n.nspname::text, n.nspname = current_schema(), t.relkind = 'p',
             (SELECT json_agg(c.attname)::text FROM pg_attribute c
              WHERE c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = '')
         FROM doomed JOIN pg_class t ON t.oid = doomed.id JOIN pg_namespace n ON n.oid = t.relnamespace ORDER BY 2, 1",
        literal(table)
    );
    let (mut doomed, mut elsewhere) = (Vec::new(), Vec::new());
    for row in db.rows(&sql, &[])? {
        if !row.flag(2)? {
            elsewhere.push(format!("{}.{}", row.text(1)?, row.text(0)?));
            continue;
        }
        let columns = row.maybe_text(4)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        doomed.push(Doomed { name: row.text(0)?, partitioned: row.flag(3)?, columns });
    }
    if elsewhere.is_empty() {
        return Ok(doomed);
    }
    Err(RestoreError::ReferencedElsewhere { database: db.access.url.to_string(), tables: elsewhere }.into())
}
