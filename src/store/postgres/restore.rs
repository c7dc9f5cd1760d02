//! Restores: a backup replaces the rows of all tables, in one transaction.

use super::backup::{copy_into, copy_into_scratch};
use super::emptied::Emptied;
use super::prelude::*;

/// Restores a backup into a database with empty tables, or with `replace` into any database; or plans that.
///
/// # Errors
/// `Conflict` if the tables are not empty and must not be replaced; `Store`: in use, not a backup, or of another version.
pub(in crate::store) fn restore(url: &PostgresUrl, backup: &mut dyn Read, replace: bool, purpose: Purpose<'_>) -> Result<()> {
    let access = Access::to(url);
    let mut session = access.connect()?;
    let (layout, _) = inspect(&mut session, &access)?;
    refuse_pool(&access, &mut session, &mut access.connect()?)?;
    let mut db = session.writing(&access, Length::Bulk)?;
    checks::refuse_hidden(&mut db)?;
    let others = server::lasting_clients(|| {
        let found = active_clients(&mut db, &access.name)?;
        if found.is_some() {
            // A transaction is shown the same sessions again otherwise.
            db.run("SELECT pg_stat_clear_snapshot()")?;
        }
        Ok(found)
    })?;
    if let Some(others) = others {
        return Err(RestoreError::TargetInUse { database: url.to_string(), clients: others, pooled: true }.into());
    }
    let (mut backup, header) = Reader::begin(backup)?;
    if header != Header::of(&mut db)? {
        return Err(RestoreError::BackupOfOtherVersion.into());
    }
    let known = tables::all(&mut db)?;
    let mut filled = false;
    for table in known.iter().filter(|table| table.name != "alembic_version") {
        filled |= db.number(&format!("SELECT count(*) FROM (SELECT FROM {} LIMIT 1) AS found", table.sql_name()), &[])? > 0;
    }
    if filled && !replace {
        return Err(RestoreError::TargetNotEmpty { database: url.to_string() }.into());
    }
    let has_admin = admin_schema::exists(&mut db)?;
    let _complete = admin_schema::create(&mut db, &AdminState::fresh(), has_admin)?;
    let known = tables::all(&mut db)?;
    // The administration data belongs to the data that is restored, even if the backup contains none.
    let names: Vec<String> = known.iter().filter(|table| table.ours).map(Table::sql_name).collect();
    db.run(&format!("TRUNCATE {}", names.join(", ")))?;
    let mut emptied = Emptied::default();
    let rewriting = checks::all_triggers(&mut db)?;
    let mut filled = Vec::new();
    while let Some(table) = backup.known_table(&known)? {
        if !table.ours {
            emptied.make_room(&mut db, &table, &known)?;
        }
        if rewriting.is_empty() {
            copy_into(&mut db, &table.sql_name(), &table, &mut || backup.rows())?;
        } else {
            copy_through_scratch(&mut db, &table, &mut backup)?;
            filled.push(table);
        }
    }
    emptied.refuse_lost(&db)?;
    refuse_rewritten(&mut db, &filled, &rewriting)?;
    let head = match AdminState::read(&mut db)? {
        Some(state) => state.head,
        None => {
            admin_db::create(&mut db, &AdminState::fresh())?;
            AuditHead::default()
        }
    };
    match purpose {
        Purpose::Restore(placing) => {
            placing(head)?;
            db.commit()
        }
        // The transaction is rolled back.
        Purpose::Plan(visit) => {
            db.run_deferred()?;
            rewrite::values(&mut db, &layout, &mut |some| visit(some).map(ControlFlow::Continue))
        }
    }
}

/// Copies the rows of a table through a temporary one, which shows what triggers and rules change.
fn copy_through_scratch(db: &mut Transaction<'_>, table: &Table, backup: &mut Reader<'_>) -> Result<()> {
    let (scratch, into, columns) = (table.scratch(), table.sql_name(), table.columns());
    copy_into_scratch(db, table, &mut || backup.rows())?;
    db.run(&format!("INSERT INTO {into} ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM {scratch}"))
}

/// Refuses if triggers or rules stored something other than what was written.
fn refuse_rewritten(db: &mut Transaction<'_>, filled: &[Table], rewriting: &[String]) -> Result<()> {
    if filled.is_empty() {
        return Ok(());
    }
    db.run_deferred()?;
    for table in filled {
        let rows = |name: &str| format!("SELECT row({})::text FROM {name}", table.columns());
        let (wanted, there) = (rows(&table.scratch()), rows(&table.sql_name()));
        let sql =
            format!("SELECT count(*) FROM (({wanted} EXCEPT ALL {there}) UNION ALL ({there} EXCEPT ALL {wanted})) AS differing");
        if db.number(&sql, &[])? > 0 {
            return Err(StoreError::ChangedByTriggers { by: rewriting.to_vec() }.into());
        }
    }
    Ok(())
}
