//! The tables and columns that a database has, and the schema that they show.

use super::prelude::*;
use super::schema::{ASSUMED, SCHEMAS};

/// The tables and columns of a database.
pub(in crate::store) struct Layout {
    pub(in crate::store) schema: &'static Schema,
    /// The columns of each table: whether they can contain text, and whether they contain bytes.
    tables: BTreeMap<String, BTreeMap<String, (bool, bool)>>,
}

impl Layout {
    /// Reads the layout.
    pub(in crate::store) fn read(db: &mut dyn Executor) -> Result<Self> {
        let mut layout = Self { schema: &ASSUMED, tables: BTreeMap::new() };
        for row in db.rows(db.dialect().columns, &[])? {
            let columns = layout.tables.entry(row.text(0)?).or_default();
            columns.insert(row.text(1)?, (row.flag(2)?, row.flag(3)?));
        }
        let is_shown = |sign: &TableColumn| layout.has(sign.0, sign.1);
        layout.schema = SCHEMAS.iter().find(|schema| schema.signs.iter().any(is_shown)).unwrap_or(&ASSUMED);
        Ok(layout)
    }

    /// Refuses a database that is not Kozmoai's, or lacks a required table or column.
    pub(in crate::store) fn check(&self, shown: &str) -> Result<()> {
        const VERSION: Table = Table { name: "alembic_version", columns: &["version_num"] };
        let required = self.schema.required;
        if !required.iter().any(|table| self.tables.contains_key(table.name)) {
            return Err(StoreError::NotKozmoais { database: shown.to_owned() }.into());
        }
        let mut missing = Vec::new();
        for Table { name, columns } in [&VERSION].into_iter().chain(required) {
            if self.tables.contains_key(*name) {
                let lacking = columns.iter().filter(|column| !self.has(name, column));
                missing.extend(lacking.collect::<BTreeSet<_>>().into_iter().map(|column| format!("{name}.{column}")));
            } else {
                missing.push(format!("the table {name}"));
            }
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(StoreError::SchemaIncomplete { database: shown.to_owned(), missing }.into())
    }

    /// What the database can do.
    pub(in crate::store) const fn capabilities(&self, residue: Residue) -> Capabilities {
        let Schema { passwords, api_keys, encrypts_generic_variables, derives_same_keys, knows_owned_records, .. } = *self.schema;
        Capabilities {
            passwords,
            api_keys,
            has_api_key_states: false,
            encrypts_generic_variables,
            derives_same_keys,
            knows_owned_records,
            is_exclusive: false,
            residue,
        }
    }

    pub(super) fn has(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).is_some_and(|columns| columns.contains_key(column))
    }

    /// Whether a column contains bytes.
    pub(super) fn is_binary(&self, table: &str, column: &str) -> bool {
        self.tables.get(table).and_then(|columns| columns.get(column)).is_some_and(|(_, bytes)| *bytes)
    }

    /// The columns that can contain text, with their tables.
    pub(super) fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tables.iter().flat_map(|(table, columns)| {
            columns.iter().filter(|(_, (text, _))| *text).map(|(column, _)| (table.as_str(), column.as_str()))
        })
    }

    /// The tables that this program writes to, as an SQL list.
    pub(in crate::store) fn written_tables(&self) -> String {
        listed(self.schema.written.iter().copied())
    }

    /// Triggers and rules on the tables that this program writes to, as text. Kozmoai's own tables have none.
    pub(in crate::store) fn triggers(&self, db: &mut dyn Executor) -> Result<Vec<String>> {
        let sql = (db.dialect().triggers)(&self.written_tables());
        triggers(db, &sql)
    }
}

/// The triggers and rules that a query returns, as text.
pub(in crate::store) fn triggers(db: &mut dyn Executor, sql: &str) -> Result<Vec<String>> {
    let named = |row: &Row| Ok(format!("{} {} on table {}", row.text(0)?, quoted(&row.text(1)?), row.text(2)?));
    db.rows(sql, &[])?.iter().map(named).collect()
}
