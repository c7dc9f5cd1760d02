//! PostgreSQL's SQL.

use crate::store::sql::dialect::Dialect;
use crate::store::sql::sql_value::SqlValue;
use crate::store::sql::unknown_tokens::{BEGIN, ENVELOPE, REST};

/// PostgreSQL's dialect.
pub(super) static POSTGRES: Dialect = Dialect {
    bytewise: " COLLATE \"C\"",
    position: "strpos",
    time_key: |column| format!("coalesce({column}, '-infinity')"),
    time_key_of: |time| time.map_or_else(|| "-infinity".into(), SqlValue::Time),
    columns: "SELECT t.relname::text, c.attname::text, y.typcategory IN ('S', 'A')
                  OR y.typname IN ('bytea', 'hstore', 'json', 'jsonb', 'xml'), y.typname = 'bytea'
              FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid JOIN pg_type y ON y.oid = c.atttypid
              WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
              AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND c.attnum > 0 AND NOT c.attisdropped",
    triggers: |tables| triggers_where(&format!("n.nspname = current_schema() AND t.relname IN ({tables})")),
    row_address: "ctid",
    text_of,
    contains_token: |column, has_bytes| {
        let text = text_of(column, has_bytes);
        // The first condition is fast, and nearly always sufficient.
        format!(
            "((strpos({text}, '{BEGIN}') > 0 AND {text} ~ '{BEGIN}[A-Za-z0-9_=-]{{{REST}}}') OR strpos({text}, '{ENVELOPE}') > 0)"
        )
    },
    locking: " FOR NO KEY UPDATE",
    temporary: "pg_temp",
    scratch_table: "(row_key uuid, old text NOT NULL, new text, held boolean) ON COMMIT DROP",
};

fn text_of(column: &str, has_bytes: bool) -> String {
    if has_bytes { format!("encode({column}, 'escape')") } else { format!("CAST({column} AS text)") }
}

/// The query for the triggers and rules on every table `t` in a schema `n` that meets a condition.
pub(super) fn triggers_where(condition: &str) -> String {
    format!(
        "SELECT k.kind, k.name::text, t.relname::text FROM pg_class t JOIN (
             SELECT 'trigger' AS kind, tgname AS name, tgrelid AS id FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'
             UNION ALL SELECT 'rule', rulename, ev_class FROM pg_rewrite WHERE rulename <> '_RETURN' AND ev_enabled <> 'D'
         ) AS k ON k.id = t.oid JOIN pg_namespace n ON n.oid = t.relnamespace
         WHERE {condition} ORDER BY 3, 2"
    )
}
