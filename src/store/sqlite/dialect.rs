//! SQLite's SQL, with the functions of this program.

use super::prelude::*;

/// SQLite's dialect.
pub(super) static SQLITE: Dialect = Dialect {
    bytewise: "",
    position: "instr",
    time_key: |column| format!("coalesce(kozmoai_time({column}), {})", i64::MIN),
    time_key_of: |time| SqlValue::Int(time.map_or(i64::MIN, Timestamp::as_microsecond)),
    user_key: "u.id",
    // Any column may contain text, whatever its declared type.
    columns: "SELECT t.name, c.name, 1, 0 FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
              AND t.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
    triggers: |tables| {
        format!(
            "SELECT 'trigger', name, tbl_name FROM main.sqlite_master WHERE type = 'trigger'
             AND tbl_name IN ({tables}) ORDER BY tbl_name, name"
        )
    },
    row_address: "rowid",
    text_of: |column, _| format!("CAST({column} AS text)"),
    contains_token: |column, _| format!("kozmoai_contains_token({column})"),
};
