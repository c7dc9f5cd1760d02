//! Checks before a rewrite: everything that it will need at its end, in a transaction that is never committed.

use super::failures;
use super::rewrite;
use super::schema;
use super::session::Transaction;
use super::{is_made, make};
use crate::error::Result;
use crate::model::{Actor, AuditAction, AuditEntry, Timestamp};
use crate::store::sql::Executor;
use crate::store::sql::admin_db::{self, AdminChanges, AdminState};

/// Tries every step of a rewrite.
pub(super) fn run(db: &mut Transaction<'_>) -> Result<()> {
    let sql = "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery()";
    let row = db.row(sql, &[])?.unwrap_or_default();
    if row.flag(0)? {
        return Err(failures::read_only(&db.access.url, row.flag(1)?));
    }
    schema::refuse_hidden(db)?;
    schema::refuse_unwritable(db)?;
    let no_scratch = "SELECT current_database()::text WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')";
    schema::refuse_missing(db, "TEMPORARY", "database", no_scratch)?;
    own_tables(db)?;
    schema::refuse_same_ids(db)?;
    rewrite::refuse_rewriting(db)
}

/// Tries to write the administration tables.
fn own_tables(db: &mut Transaction<'_>) -> Result<()> {
    let admin = db.access.admin_name().to_owned();
    let schema = format!("SELECT nspname::text FROM pg_namespace WHERE nspname = '{admin}'");
    schema::refuse_missing(db, "USAGE", "schema", &format!("{schema} AND NOT has_schema_privilege(oid, 'USAGE')"))?;
    let made = is_made(db)?;
    if made {
        for privilege in ["SELECT", "INSERT", "UPDATE"] {
            let sql = format!(
                "SELECT t.relname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
                 WHERE n.nspname = '{admin}' AND t.relkind = 'r' AND NOT has_table_privilege(t.oid, '{privilege}') ORDER BY 1"
            );
            schema::refuse_missing(db, privilege, "table", &sql)?;
        }
        let hidden = format!(
            "SELECT t.relname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
             WHERE n.nspname = '{admin}' AND t.relkind = 'r' AND row_security_active(t.oid) ORDER BY 1"
        );
        if let Some(row) = db.row(&hidden, &[])? {
            return Err(failures::rows_hidden(&db.access.url, &format!("the table \"{admin}.{}\"", row.text(0)?)));
        }
    } else if db.number(&format!("SELECT count(*) FROM ({schema}) AS found"), &[])? > 0 {
        let sql = format!("{schema} AND NOT has_schema_privilege(oid, 'CREATE')");
        schema::refuse_missing(db, "CREATE", "schema", &sql)?;
    } else {
        let sql = "SELECT current_database()::text WHERE NOT has_database_privilege(current_database(), 'CREATE')";
        schema::refuse_missing(db, "CREATE", "database", sql)?;
    }
    let state = match made {
        true => AdminState::read(db)?.unwrap_or_else(AdminState::fresh),
        false => AdminState::fresh(),
    };
    make(db, &state, made)?;
    let (actor, action) = (Actor::System, AuditAction::SecretKeyRotated);
    let event = AuditEntry { at: Timestamp::UNIX_EPOCH, actor, action, target: None, target_name: None, detail: None };
    admin_db::apply(db, &AdminChanges { audit: vec![event], ..AdminChanges::default() })
}
