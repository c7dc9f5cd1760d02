//! The tables of a backup: those of Kozmoai's schema and of the administration schema.

use super::prelude::*;

/// A table in a backup.
#[derive(Serialize, Deserialize, Clone)]
pub(super) struct Table {
    pub(super) name: String,
    /// Whether it is an administration table.
    pub(super) ours: bool,
    pub(super) columns: Vec<String>,
    /// Whether its rows are in partitions, which COPY skips.
    #[serde(skip)]
    partitioned: bool,
}

impl Table {
    pub(super) fn sql_name(&self) -> String {
        if self.ours { format!("kozmoai_admin.{}", quoted(&self.name)) } else { quoted(&self.name) }
    }

    /// Its name in statements, without the tables that inherit from it; a partitioned table includes its partitions.
    pub(super) fn only(&self) -> String {
        if self.partitioned { self.sql_name() } else { format!("ONLY {}", self.sql_name()) }
    }

    /// The temporary table for its rows.
    pub(super) fn scratch(&self) -> String {
        format!("pg_temp.{}", quoted(&format!("kozmoai_proof_{}_{}", self.ours, self.name)))
    }

    /// The source of its rows for COPY.
    pub(super) fn source(&self) -> String {
        let (name, columns) = (self.sql_name(), self.columns());
        if self.partitioned { format!("(SELECT {columns} FROM {name})") } else { format!("{name} ({columns})") }
    }

    /// Whether it has the same name and columns as another one.
    pub(super) fn is(&self, other: &Self) -> bool {
        (&self.name, self.ours, &self.columns) == (&other.name, other.ours, &other.columns)
    }

    pub(super) fn columns(&self) -> String {
        self.columns.iter().map(|column| quoted(column)).collect::<Vec<_>>().join(", ")
    }
}

/// Every table, in an order in which no table precedes one that it refers to.
pub(super) fn all(db: &mut Transaction<'_>) -> Result<Vec<Table>> {
    let sql = "SELECT t.relname::text, (SELECT json_agg(c.attname ORDER BY c.attnum)::text FROM pg_attribute c
                      WHERE c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''),
                      (SELECT json_agg(DISTINCT r.relname)::text FROM pg_constraint k JOIN pg_class r ON r.oid = k.confrelid
                       WHERE k.conrelid = t.oid AND k.contype = 'f' AND r.oid <> t.oid), t.relkind = 'p'
               FROM pg_class t WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND t.relkind IN ('r', 'p')
               AND NOT t.relispartition ORDER BY 1";
    let names = |text: Option<String>| text.and_then(|text| serde_json::from_str::<Vec<String>>(&text).ok()).unwrap_or_default();
    let mut waiting = Vec::new();
    for row in db.rows(sql, &[])? {
        let table = Table { name: row.text(0)?, ours: false, columns: names(row.maybe_text(1)?), partitioned: row.flag(3)? };
        waiting.push((table, names(row.maybe_text(2)?)));
    }
    let mut ordered: Vec<Table> = Vec::new();
    while !waiting.is_empty() {
        let known: BTreeSet<String> = waiting.iter().map(|(table, _)| table.name.clone()).collect();
        let (ready, later): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(_, refers_to)| !refers_to.iter().any(|name| known.contains(name)));
        if ready.is_empty() {
            return Err(RestoreError::CircularTables.into());
        }
        ordered.extend(ready.into_iter().map(|(table, _)| table));
        waiting = later;
    }
    if admin_schema::exists(db)? {
        for AdminTable { name, .. } in ADMIN_TABLES {
            // Part of the statement, in which the name of the schema is replaced.
            let sql = format!(
                "SELECT json_agg(attname ORDER BY attnum)::text FROM pg_attribute
                 WHERE attrelid = to_regclass('kozmoai_admin.{name}') AND attnum > 0 AND NOT attisdropped"
            );
            let columns = db.row(&sql, &[])?;
            let columns = names(columns.map_or(Ok(None), |row| row.maybe_text(0))?);
            // One that a later version added may not exist yet.
            if !columns.is_empty() {
                ordered.push(Table { name: name.to_owned(), ours: true, columns, partitioned: false });
            }
        }
    }
    Ok(ordered)
}
