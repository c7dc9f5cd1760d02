//! The schema with the administration data.
//!
//! A database may contain several of Kozmoai's schemas (`options=-csearch_path=…`), each with its own administration schema.
//! The first one's is `kozmoai_admin`; a comment on it names the schema that it belongs to. One without a comment was created
//! by an earlier version: it belongs to the schema whose users its audit log names.

use super::prelude::*;

/// The maximum length of a schema name that can be a suffix; PostgreSQL truncates names to 63 bytes.
const LONGEST: usize = 63 - ADMIN.len() - 1;

impl AdminSchema {
    /// Finds the administration schema of this session's schema.
    pub(super) fn find(db: &mut Transaction<'_>) -> Result<Self> {
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
    fn add_comment(&self, db: &mut Transaction<'_>) -> Result<()> {
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

/// Creates the administration tables if they are missing, and records the schema that they belong to. Returns whether the one
/// that was added later, of deactivated users, exists: an account may lack the privilege to create it.
pub(super) fn create(db: &mut Transaction<'_>, state: &AdminState, exists: bool) -> Result<bool> {
    let admin = db.access.admin.get().cloned();
    let mut is_complete = true;
    if exists && !db.has_deactivations()? {
        let sql = "SELECT count(*) FROM pg_namespace WHERE nspname = ?1 AND has_schema_privilege(oid, 'CREATE')";
        is_complete = db.number(sql, &[db.access.admin_name().into()])? > 0;
        if is_complete {
            admin_db::create(db, state)?;
        }
    } else if !exists {
        let name = db.access.admin_name().to_owned();
        // An account that may not create schemas may still use this one.
        if db.number("SELECT count(to_regnamespace(?1))", &[name.as_str().into()])? == 0 {
            db.run(&format!("CREATE SCHEMA {name}"))?;
        }
        admin_db::create(db, state)?;
    }
    admin.map_or(Ok(()), |admin| admin.add_comment(db))?;
    Ok(is_complete)
}

/// Whether the administration data exists and this account may read its state.
pub(super) fn may_read_state(db: &mut dyn Executor) -> Result<bool> {
    // Without the USAGE privilege, even naming the table would be refused.
    let sql = "SELECT CASE WHEN has_schema_privilege(to_regnamespace('kozmoai_admin')::oid, 'USAGE')
                      THEN coalesce(has_table_privilege(to_regclass('kozmoai_admin.state')::oid, 'SELECT'), false)
                      ELSE false END";
    db.row(sql, &[])?.map_or(Ok(false), |row| row.flag(0))
}

/// Whether the administration tables exist.
pub(super) fn exists(db: &mut dyn Executor) -> Result<bool> {
    Ok(db.number("SELECT count(to_regclass('kozmoai_admin.state'))", &[])? > 0)
}
