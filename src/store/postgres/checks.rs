//! Checks of Kozmoai's tables and of the privileges on them; all of them together before a rewrite.

use super::dialect::{pairs, triggers_where};
use super::prelude::*;
use crate::store::sql::layout::triggers;

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
fn refuse_unwritable(db: &mut Transaction<'_>, schema: &Schema) -> Result<()> {
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

/// Refuses rows with the same id, which can exist if the primary key was dropped.
fn refuse_same_ids(db: &mut Transaction<'_>, schema: &Schema) -> Result<()> {
    for EncryptedColumn { table, key, .. } in schema.encrypted {
        let index = format!(
            "SELECT count(*) FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indrelid = to_regclass('{}') AND a.attname = '{key}' AND i.indnkeyatts = 1
             AND i.indisunique AND i.indisvalid AND i.indpred IS NULL",
            quoted(table)
        );
        if db.number(&index, &[])? > 0 {
            continue;
        }
        let sql = format!("SELECT {key}::text FROM {} GROUP BY {key} HAVING count(*) > 1 ORDER BY 1 LIMIT 5", quoted(table));
        let ids = names(db, &sql)?;
        if !ids.is_empty() {
            let url = db.access.url.to_string();
            return Err(Error::from(ServerError::DuplicateIds { url, table }).details(ids));
        }
    }
    Ok(())
}

/// Refuses to remember who was deactivated where this account may not create the table for it.
pub(super) fn refuse_without_table(db: &mut Transaction<'_>) -> Result<()> {
    let name = db.access.admin_name();
    let sql =
        format!("SELECT nspname::text FROM pg_namespace WHERE nspname = '{name}' AND NOT has_schema_privilege(oid, 'CREATE')");
    refuse_missing(db, "CREATE", "schema", &sql)
}

/// Refuses if a query returns names of objects on which a privilege is missing.
fn refuse_missing(db: &mut Transaction<'_>, privilege: &str, thing: &str, sql: &str) -> Result<()> {
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

/// Tries every step of a rewrite.
pub(super) fn preflight(db: &mut Transaction<'_>, layout: &Layout) -> Result<()> {
    let sql = "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery()";
    let row = db.row(sql, &[])?.unwrap_or_default();
    if row.flag(0)? {
        return Err(errors::read_only(&db.access.url, row.flag(1)?));
    }
    refuse_hidden(db)?;
    refuse_unwritable(db, layout.schema)?;
    let no_scratch = "SELECT current_database()::text WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')";
    refuse_missing(db, "TEMPORARY", "database", no_scratch)?;
    own_tables(db)?;
    refuse_same_ids(db, layout.schema)?;
    super::rewrite::rehearse(db, layout)
}

/// Tries to write the administration tables.
fn own_tables(db: &mut Transaction<'_>) -> Result<()> {
    let admin = db.access.admin_name().to_owned();
    let schema = format!("SELECT nspname::text FROM pg_namespace WHERE nspname = '{admin}'");
    refuse_missing(db, "USAGE", "schema", &format!("{schema} AND NOT has_schema_privilege(oid, 'USAGE')"))?;
    let exists = admin_schema::exists(db)?;
    if exists {
        for privilege in ["SELECT", "INSERT", "UPDATE"] {
            let sql = format!(
                "SELECT t.relname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
                 WHERE n.nspname = '{admin}' AND t.relkind = 'r' AND NOT has_table_privilege(t.oid, '{privilege}') ORDER BY 1"
            );
            refuse_missing(db, privilege, "table", &sql)?;
        }
        let hidden = format!(
            "SELECT t.relname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = '{admin}' AND t.relkind = 'r' AND row_security_active(t.oid) ORDER BY 1"
        );
        if let Some(row) = db.row(&hidden, &[])? {
            return Err(errors::rows_hidden(&db.access.url, &format!("the table \"{admin}.{}\"", row.text(0)?)));
        }
    } else if db.number(&format!("SELECT count(*) FROM ({schema}) AS found"), &[])? > 0 {
        let sql = format!("{schema} AND NOT has_schema_privilege(oid, 'CREATE')");
        refuse_missing(db, "CREATE", "schema", &sql)?;
    } else {
        let sql = "SELECT current_database()::text WHERE NOT has_database_privilege(current_database(), 'CREATE')";
        refuse_missing(db, "CREATE", "database", sql)?;
    }
    let state = if exists { AdminState::read(db)? } else { None };
    let state = state.unwrap_or_else(AdminState::fresh);
    let _complete = admin_schema::create(db, &state, exists)?;
    let (actor, action) = (Actor::System, AuditAction::SecretKeyRotated);
    let event = AuditEntry { at: Timestamp::UNIX_EPOCH, actor, action, target: None, target_name: None, detail: None };
    admin_db::apply(db, &AdminChanges { audit: vec![event], ..AdminChanges::default() })
}
