//! The schemas of a database: checks of Kozmoai's tables, and the schema with the administration data.
//!
//! A database may contain several of Kozmoai's schemas (`options=-csearch_path=…`), each with its own administration schema.
//! The first one's is `kozmoai_admin`; a comment on it names the schema that it belongs to. One without a comment was created
//! by an earlier version: it belongs to the schema whose users its audit log names.

use sha2::{Digest, Sha256};

use super::failures;
use super::session::{Transaction, literal};
use crate::error::{Error, Result, ServerError, StoreError};
use crate::model::PostgresUrl;
use crate::store::sql::schema::{WRITTEN, quoted, triggers_where};
use crate::store::sql::{ENCRYPTED, Executor};
use crate::text;

/// The administration schema in statements; [`Transaction`] replaces it by the right one.
pub(super) const ADMIN: &str = "kozmoai_admin";
/// The maximum length of a schema name that can be a suffix; PostgreSQL truncates names to 63 bytes.
const LONGEST: usize = 63 - ADMIN.len() - 1;

/// The administration schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Admin {
    pub(super) name: String,
    /// The comment that names the schema that it belongs to, if it lacks one.
    pub(super) comment: Option<String>,
}

impl Admin {
    /// Finds the administration schema of this session's schema.
    pub(super) fn of(db: &mut Transaction<'_>) -> Result<Self> {
        let sql = "SELECT current_schema()::text, obj_description(to_regnamespace(?1), 'pg_namespace'),
                          to_regnamespace(?1) IS NOT NULL";
        let row = db.row(sql, &[ADMIN.into()])?.unwrap_or_default();
        let Some(schema) = row.maybe_text(0)? else { return Ok(Self { name: ADMIN.to_owned(), comment: None }) };
        let (found, exists) = (row.maybe_text(1)?, row.flag(2)?);
        let own = beside(&schema);
        let comment = belongs_to(&schema);
        let is_there = |db: &mut Transaction<'_>| db.number("SELECT count(to_regnamespace(?1))", &[own.as_str().into()]);
        let first = |comment| Ok(Self { name: ADMIN.to_owned(), comment });
        if found.as_ref() == Some(&comment) {
            return first(None);
        }
        if is_there(db)? > 0 {
            return Ok(Self { name: own, comment: None });
        }
        let others: Vec<String> = kozmoais(db)?.into_iter().filter(|other| *other != schema).collect();
        let is_first = if others.iter().any(|other| found == Some(belongs_to(other))) {
            false
        } else if others.is_empty() {
            true
        } else if exists {
            is_named_in(db, &schema, &others)?
        } else {
            schema == "public"
        };
        if is_first { first(Some(comment)) } else { Ok(Self { name: own, comment: Some(comment) }) }
    }

    /// Adds the comment, if it is missing and this account may.
    pub(super) fn mark(&self, db: &mut Transaction<'_>) -> Result<()> {
        let Some(comment) = &self.comment else { return Ok(()) };
        let sql = "SELECT count(*) FROM pg_namespace WHERE nspname = ?1 AND pg_has_role(nspowner, 'USAGE')
                   AND obj_description(oid, 'pg_namespace') IS DISTINCT FROM ?2";
        if db.number(sql, &[self.name.as_str().into(), comment.as_str().into()])? > 0 {
            db.run(&format!("COMMENT ON SCHEMA {} IS {}", quoted(&self.name), literal(comment)))?;
        }
        Ok(())
    }
}

fn belongs_to(schema: &str) -> String {
    format!("What kozmoai keeps beside the schema {}.", quoted(schema))
}

/// The name of the administration schema for one that is not the first; it needs no quotes.
fn beside(schema: &str) -> String {
    let is_plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '_');
    if schema.len() <= LONGEST && schema.chars().all(is_plain) {
        return format!("{ADMIN}_{schema}");
    }
    let sum = Sha256::digest(schema);
    let hex: String = sum.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{ADMIN}_{hex}")
}

/// The schemas with Kozmoai's tables.
fn kozmoais(db: &mut Transaction<'_>) -> Result<Vec<String>> {
    let sql = "SELECT n.nspname::text FROM pg_namespace n WHERE 3 = (SELECT count(*) FROM pg_class t
               WHERE t.relnamespace = n.oid AND t.relname IN ('user', 'variable', 'apikey')) ORDER BY 1";
    db.rows(sql, &[])?.iter().map(|row| row.text(0)).collect()
}

/// Whether an audit log in a schema without a comment names more users of this schema than of any other one.
fn is_named_in(db: &mut Transaction<'_>, schema: &str, others: &[String]) -> Result<bool> {
    let mut count = |schema: &str| -> Result<u64> {
        let users = format!("{}.\"user\"", quoted(schema));
        let readable = "SELECT count(*) WHERE has_table_privilege(?1, 'SELECT')
                        AND to_regclass('kozmoai_admin.event') IS NOT NULL";
        if db.number(readable, &[users.as_str().into()])? == 0 {
            return Ok(0);
        }
        let sql = format!("SELECT count(*) FROM kozmoai_admin.event e JOIN {users} u ON u.id::text = e.entry::json ->> 'target'");
        db.number(&sql, &[])
    };
    let (own, mut most) = (count(schema)?, (0, None));
    for other in others {
        let number = count(other)?;
        if number > most.0 || most.1.is_none() {
            most = (number, Some(other.as_str()));
        }
    }
    let rank = |name: &str| (name != "public", name.to_owned());
    Ok(own > most.0 || own == most.0 && most.1.is_none_or(|other| rank(schema) < rank(other)))
}

/// Refuses views, partitions and the like in place of Kozmoai's tables, because they store nothing themselves.
pub(super) fn refuse_odd_tables(db: &mut Transaction<'_>, url: &PostgresUrl) -> Result<()> {
    let sql = format!(
        "SELECT t.relname::text, CASE
             WHEN t.relkind = 'v' THEN 'is a view'
             WHEN t.relkind = 'm' THEN 'is a materialized view'
             WHEN t.relkind = 'f' THEN 'is a foreign table'
             WHEN t.relispartition THEN 'is a partition of another table'
             WHEN EXISTS (SELECT FROM pg_inherits WHERE inhrelid = t.oid) THEN 'inherits from another table'
             WHEN EXISTS (SELECT FROM pg_inherits WHERE inhparent = t.oid) AND t.relkind <> 'p'
                 THEN 'has tables that inherit from it'
             WHEN EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = t.oid AND a.attname IN ('id', 'store_api_key', 'value')
                          AND coalesce(to_jsonb(a) ->> 'attgenerated', '') <> '')
                 THEN 'has a generated column for its ids or values' END
         FROM pg_class t WHERE t.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
         AND t.relname IN ('alembic_version', {WRITTEN}) ORDER BY 1"
    );
    for row in db.rows(&sql, &[])? {
        if let Some(what) = row.maybe_text(1)? {
            let table = row.text(0)?;
            return Err(StoreError::UnexpectedTable { database: url.to_string(), table, what }.into());
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
        return Err(failures::rows_hidden(&db.access.url, &named("table", &hidden)));
    }
    let unreadable = format!(
        "SELECT t.relname || '.' || c.attname FROM pg_class t JOIN pg_attribute c ON c.attrelid = t.oid
         WHERE {THESE} AND c.attnum > 0 AND NOT c.attisdropped AND NOT has_column_privilege(t.oid, c.attnum, 'SELECT')
         ORDER BY 1"
    );
    refuse_missing(db, "SELECT", "column", &unreadable)
}

/// Refuses to rewrite values that this account may not write.
pub(super) fn refuse_unwritable(db: &mut Transaction<'_>) -> Result<()> {
    let columns: Vec<String> = ENCRYPTED.iter().map(|known| format!("('{}', '{}')", known.table, known.column)).collect();
    let unwritable = format!(
        "SELECT i.tab || '.' || i.col FROM (VALUES {}) AS i(tab, col)
         WHERE NOT has_column_privilege(quote_ident(i.tab), i.col, 'UPDATE') ORDER BY 1",
        columns.join(", ")
    );
    refuse_missing(db, "UPDATE", "column", &unwritable)
}

/// Triggers and rules on any table of Kozmoai's schema or the administration schema, as text.
pub(super) fn all_triggers(db: &mut Transaction<'_>) -> Result<Vec<String>> {
    let condition = format!("n.nspname = current_schema() OR n.nspname = '{}'", db.access.admin_name());
    triggers_where(db, &condition)
}

/// Refuses rows with the same id, which exist if the primary key was dropped.
pub(super) fn refuse_same_ids(db: &mut Transaction<'_>) -> Result<()> {
    for known in ENCRYPTED {
        let sql = format!("SELECT id::text FROM {} GROUP BY id HAVING count(*) > 1 ORDER BY 1 LIMIT 5", quoted(known.table));
        let ids = names(db, &sql)?;
        if !ids.is_empty() {
            let (url, table) = (db.access.url.to_string(), known.table);
            return Err(Error::from(ServerError::DuplicateIds { url, table }).details(ids));
        }
    }
    Ok(())
}

/// The columns with values, as a query for the tables `t` and the columns `a`.
fn inventory() -> String {
    let columns: Vec<String> = ENCRYPTED.iter().map(|known| format!("('{}', '{}')", known.table, known.column)).collect();
    format!(
        "FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace JOIN pg_attribute a ON a.attrelid = t.oid
         WHERE n.nspname = current_schema() AND (t.relname, a.attname) IN ({})",
        columns.join(", ")
    )
}

/// The types of columns with values, if they are not those of Kozmoai's: they may store a value in another form.
pub(super) fn unusual_types(db: &mut Transaction<'_>) -> Result<Vec<String>> {
    let sql = format!(
        "SELECT concat('type ', format_type(a.atttypid, a.atttypmod), ' of column ', t.relname, '.', a.attname) {}
         AND a.atttypid NOT IN ('text'::regtype, 'varchar'::regtype) ORDER BY 1",
        inventory()
    );
    names(db, &sql)
}

/// Whether a table with values has partitions, generated columns, constraints on the values, or indexes with expressions or
/// conditions, which may refuse some rows and allow others.
pub(super) fn may_treat_rows_differently(db: &mut Transaction<'_>) -> Result<bool> {
    let sql = format!(
        "SELECT count(*) {} AND (t.relkind = 'p'
             OR EXISTS (SELECT FROM pg_attribute g WHERE g.attrelid = t.oid AND NOT g.attisdropped AND g.attgenerated <> '')
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = t.oid
                        AND (k.contype IN ('c', 'x') OR k.contype = 'f' AND a.attnum = ANY (k.conkey)))
             OR EXISTS (SELECT FROM pg_constraint k WHERE k.confrelid = t.oid AND k.contype = 'f' AND a.attnum = ANY (k.confkey))
             OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = t.oid AND (i.indexprs IS NOT NULL OR i.indpred IS NOT NULL)))",
        inventory()
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
