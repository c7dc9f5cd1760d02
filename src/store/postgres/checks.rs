//! Checks of Kozmoai's tables, and of the privileges on them.

use super::dialect::triggers_where;
use super::errors;
use super::transaction::Transaction;
use crate::error::{Error, Result, ServerError, StoreError};
use crate::store::sql::dialect::{listed, quoted};
use crate::store::sql::executor::Executor;
use crate::store::sql::layout::{Layout, triggers};
use crate::store::sql::schema::{EncryptedColumn, Schema};
use crate::text;

/// Refuses views, partitions and the like in place of Kozmoai's tables, because they store nothing themselves.
pub(super) fn refuse_odd_tables(db: &mut Transaction<'_>, layout: &Layout) -> Result<()> {
    let columns = listed(layout.schema.encrypted.iter().flat_map(|known| [known.key, known.column]));
    let tables = layout.written_tables();
    let sql = format!(
        "SELECT t.relname::text, CASE
             WHEN t.relkind = 'v' THEN 'is a view'
             WHEN t.relkind = 'm' THEN 'is a materialized view'
             WHEN t.relkind = 'f' THEN 'is a foreign table'
             WHEN t.relispartition THEN 'is a partition of another table'
             WHEN EXISTS (SELECT FROM pg_inherits WHERE inhrelid = t.oid) THEN 'inherits from another table'
             WHEN EXISTS (SELECT FROM pg_inherits WHERE inhparent = t.oid) AND t.relkind <> 'p'
                 THEN 'has tables that inherit from it'
             WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname IN ({columns})
                          AND coalesce(to_jsonb(a) ->> 'attgenerated', '') <> '')
                 THEN 'has a generated column for its ids or values' END
         FROM pg_class t WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
         AND t.relname IN ('alembic_version', {tables}) ORDER BY 1"
    );
    for row in db.rows(&sql, &[])? {
        if let Some(what) = row.maybe_text(1)? {
            let table = row.text(0)?;
            return Err(StoreError::UnexpectedTable { database: db.access.url.to_string(), table, what }.into());
        }
    }
    Ok(())
}

/// Refuses tables of which row-level security or a missing privilege hides a part.
pub(super) fn refuse_hidden(db: &mut Transaction<'_>) -> Result<()> {
    const THESE: &str = "t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
                         AND t.relkind IN ('r', 'p') AND NOT t.relispartition";
    let hidden = format!("SELECT t.relname::text FROM pg_class t WHERE {THESE} AND row_security_active(t.oid) ORDER BY 1");
    let hidden = names(db, &hidden)?;
    if !hidden.is_empty() {
        return Err(errors::rows_hidden(&db.access.url, &named("table", &hidden)));
    }
    let unreadable = format!(
        "SELECT t.relname || '.' || c.attname FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
         WHERE {THESE} AND c.attnum > 0 AND NOT c.attisdropped AND NOT has_column_privilege(t.oid, c.attnum, 'SELECT')
         ORDER BY 1"
    );
    refuse_missing(db, "SELECT", "column", &unreadable)
}

/// Refuses to rewrite values that this account may not write.
pub(super) fn refuse_unwritable(db: &mut Transaction<'_>, schema: &Schema) -> Result<()> {
    let unwritable = format!(
        "SELECT i.tab || '.' || i.col FROM (VALUES {}) AS i(tab, col)
         WHERE NOT has_column_privilege(quote_ident(i.tab), i.col, 'UPDATE') ORDER BY 1",
        pairs(schema.encrypted)
    );
    refuse_missing(db, "UPDATE", "column", &unwritable)
}

/// Triggers and rules on any table of Kozmoai's schema or the administration schema, as text.
pub(super) fn all_triggers(db: &mut Transaction<'_>) -> Result<Vec<String>> {
    let condition = format!("n.nspname = current_schema() OR n.nspname = '{}'", db.access.admin_name());
    triggers(db, &triggers_where(&condition))
}

/// Refuses rows with the same id, which exist if the primary key was dropped.
pub(super) fn refuse_same_ids(db: &mut Transaction<'_>, schema: &Schema) -> Result<()> {
    for EncryptedColumn { table, key, .. } in schema.encrypted {
        let sql = format!("SELECT {key}::text FROM {} GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 5", quoted(table));
        let ids = names(db, &sql)?;
        if !ids.is_empty() {
            let url = db.access.url.to_string();
            return Err(Error::from(ServerError::DuplicateIds { url, table }).details(ids));
        }
    }
    Ok(())
}

/// The columns with values, as SQL pairs.
fn pairs(columns: &[EncryptedColumn]) -> String {
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

/// The types of columns with values, if they are not those of Kozmoai's: they may store a value in another form.
pub(super) fn unusual_types(db: &mut Transaction<'_>, columns: &[EncryptedColumn]) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT concat('type ', format_type(a.atttypid, a.atttypmod), ' of column ', t.relname, '.', a.attname) {}
         AND a.atttypid NOT IN ('text'::regtype, 'varchar'::regtype) ORDER BY 1",
        query_for(columns)
    );
    names(db, &sql)
}

/// Whether a table with values has partitions, generated columns, constraints on the values, or indexes with expressions or
/// conditions, which may refuse some rows and allow others.
pub(super) fn may_treat_rows_differently(db: &mut Transaction<'_>, columns: &[EncryptedColumn]) -> Result<bool> {
    let sql = format!(
        "SELECT count(*) {} AND (t.relkind = 'p'
             OR EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = t.oid AND NOT g.attisdropped AND g.attgenerated <> '')
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid
                        AND (k.contype IN ('c', 'x') OR k.contype = 'f' AND a.attnum = ANY (k.conkey)))
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.confkey))
             OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)))",
        query_for(columns)
    );
    Ok(db.number(&sql, &[])? > 0)
}

/// Refuses if a query returns names of objects on which a privilege is missing.
pub(super) fn refuse_missing(db: &mut Transaction<'_>, privilege: &str, thing: &str, sql: &str) -> Result<()> {
    let missing = names(db, sql)?;
    if missing.is_empty() {
        return Ok(());
    }
    let account = db.row("SELECT current_user::text", &[])?.map_or(Ok(String::new()), |row| row.text(0))?;
    Err(ServerError::PrivilegeMissing {
        url: db.access.url.to_string(),
        account: text::clean(&account).into_owned(),
        privilege: privilege.to_owned(),
        on: named(thing, &missing),
    }
    .into())
}

fn names(db: &mut Transaction<'_>, sql: &str) -> Result<Vec<String>> {
    db.rows(sql, &[])?.iter().map(|row| row.text(0)).collect()
}

/// Lists several objects of one kind.
fn named(thing: &str, names: &[String]) -> String {
    let plural = if names.len() == 1 { "" } else { "s" };
    let shown: Vec<String> = names.iter().take(5).map(|name| format!("\"{}\"", text::clean(name))).collect();
    let more = if names.len() > shown.len() { ", …" } else { "" };
    format!("the {thing}{plural} {}{more}", shown.join(", "))
}
