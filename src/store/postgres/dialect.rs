//! PostgreSQL's SQL.

use super::prelude::*;

/// PostgreSQL's dialect.
pub(super) static POSTGRES: Dialect = Dialect {
    bytewise: " COLLATE \"C\"",
    position: "strpos",
    time_key: |column| format!("coalesce({column}, '-infinity')"),
    time_key_of: |time| time.map_or_else(|| "-infinity".into(), SqlValue::Time),
    user_key: "translate(u.id::text, '-', '')",
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

/// The columns with values, as SQL pairs.
pub(super) fn pairs(columns: &[EncryptedColumn]) -> String {
    columns.iter().map(|known| format!("('{}', '{}')", known.table, known.column)).collect::<Vec<_>>().join(", ")
}

/// The columns with values, as a query for the tables `t` and the columns `a`.
fn query_for(columns: &[EncryptedColumn]) -> String {
    format!(
        "FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_attribute a ON a.attrelid = t.oid
         WHERE n.nspname = current_schema() AND (t.relname, a.attname) IN ({})",
        pairs(columns)
    )
}

/// The query for the types of columns with values, as text, if they are not those of Kozmoai's: they may store a value in another
/// form.
pub(super) fn unusual_types(columns: &[EncryptedColumn]) -> String {
    format!(
        "SELECT concat('type ', format_type(a.atttypid, a.atttypmod), ' of column ', t.relname, '.', a.attname) {}
         AND a.atttypid NOT IN ('text'::regtype, 'varchar'::regtype) ORDER BY 1",
        query_for(columns)
    )
}

/// The query for the number of columns whose table has partitions, generated columns, constraints on the values, or indexes with
/// expressions or conditions, because of which the server may refuse some rows and allow others.
pub(super) fn distinctions(columns: &[EncryptedColumn]) -> String {
    format!(
        "SELECT count(*) {} AND (t.relkind = 'p'
             OR EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = t.oid AND NOT g.attisdropped AND g.attgenerated <> '')
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid
                        AND (k.contype IN ('c', 'x') OR k.contype = 'f' AND a.attnum = ANY (k.conkey)))
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.confkey))
             OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)))",
        query_for(columns)
    )
}
