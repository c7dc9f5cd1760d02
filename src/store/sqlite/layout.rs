//! The layout of Kozmoai's file.

use super::prelude::*;

/// Reads the layout. Refuses a file that is not Kozmoai's, or has views or generated columns instead of its tables.
pub(super) fn read(path: &Path, db: &Connection) -> Result<Layout> {
    let mut db = SqliteExecutor { db, path };
    let layout = Layout::read(&mut db)?;
    let columns = layout.schema.encrypted.iter().flat_map(|known| [known.key, known.column].map(|name| (known.table, name)));
    let columns: Vec<String> = columns.map(|(table, column)| format!("{table}.{column}")).collect();
    let sql = format!(
        "SELECT type, name FROM pragma_table_list WHERE schema = 'main' AND type IN ('view', 'virtual') AND name IN ({})
         UNION ALL SELECT 'generated column', t.name || '.' || c.name FROM main.sqlite_master AS t
         JOIN pragma_table_xinfo(t.name) AS c WHERE t.type = 'table' AND c.hidden IN (2, 3)
         AND t.name || '.' || c.name IN ({})",
        layout.written_tables(),
        listed(columns.iter().map(String::as_str))
    );
    let shown = path.display().to_string();
    if let Some(row) = db.row(&sql, &[])? {
        let what = match row.text(0)?.as_str() {
            "view" => "is a view",
            "virtual" => "is a virtual table",
            _ => "is a generated column",
        };
        return Err(StoreError::UnexpectedTable { database: shown, table: row.text(1)?, what: what.to_owned() }.into());
    }
    layout.check(&shown)?;
    Ok(layout)
}
