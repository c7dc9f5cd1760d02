//! Checks before a rewrite: everything that it will need at its end, in a transaction that is never committed.

use super::transaction::Transaction;
use super::{admin_schema, checks, errors};
use crate::error::Result;
use crate::model::{Actor, AuditAction, AuditEntry, Timestamp};
use crate::store::sql::admin_db::{self, AdminChanges, AdminState};
use crate::store::sql::executor::Executor;
use crate::store::sql::layout::Layout;
use crate::store::sql::rewrite;

/// Tries every step of a rewrite.
pub(super) fn run(db: &mut Transaction<'_>, layout: &Layout) -> Result<()> {
    let sql = "SELECT current_setting('transaction_read_only') = 'on', pg_is_in_recovery()";
    let row = db.row(sql, &[])?.unwrap_or_default();
    if row.flag(0)? {
        return Err(errors::read_only(&db.access.url, row.flag(1)?));
    }
    checks::refuse_hidden(db)?;
    checks::refuse_unwritable(db, layout.schema)?;
    let no_scratch = "SELECT current_database()::text WHERE NOT has_database_privilege(current_database(), 'TEMPORARY')";
    checks::refuse_missing(db, "TEMPORARY", "database", no_scratch)?;
    own_tables(db)?;
    checks::refuse_same_ids(db, layout.schema)?;
    rewrite::rehearse(db, layout)
}

/// Tries to write the administration tables.
fn own_tables(db: &mut Transaction<'_>) -> Result<()> {
    let admin = db.access.admin_name().to_owned();
    let schema = format!("SELECT nspname::text FROM pg_namespace WHERE nspname = '{admin}'");
    checks::refuse_missing(db, "USAGE", "schema", &format!("{schema} AND NOT has_schema_privilege(oid, 'USAGE')"))?;
    let exists = admin_schema::exists(db)?;
    if exists {
        for privilege in ["SELECT", "INSERT", "UPDATE"] {
            let sql = format!(
                "SELECT t.relname::text FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
                 WHERE n.nspname = '{admin}' AND t.relkind = 'r' AND NOT has_table_privilege(t.oid, '{privilege}') ORDER BY 1"
            );
            checks::refuse_missing(db, privilege, "table", &sql)?;
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
        checks::refuse_missing(db, "CREATE", "schema", &sql)?;
    } else {
        let sql = "SELECT current_database()::text WHERE NOT has_database_privilege(current_database(), 'CREATE')";
        checks::refuse_missing(db, "CREATE", "database", sql)?;
    }
    let state = if exists { AdminState::read(db)? } else { None };
    let state = state.unwrap_or_else(AdminState::fresh);
    admin_schema::create(db, &state, exists)?;
    let (actor, action) = (Actor::System, AuditAction::SecretKeyRotated);
    let event = AuditEntry { at: Timestamp::UNIX_EPOCH, actor, action, target: None, target_name: None, detail: None };
    admin_db::apply(db, &AdminChanges { audit: vec![event], ..AdminChanges::default() })
}
