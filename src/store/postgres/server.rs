//! What a database and its server tell about themselves and about other sessions.

use std::thread;
use std::time::{Duration, Instant};

use super::admin_schema::may_read_state;
use super::prelude::*;

/// How long a server may take to notice that a client has ended.
const FAREWELL: Duration = Duration::from_secs(1);

/// Examines a database: its layout, its administration schema, and why nothing can be written.
pub(super) fn inspect(session: &mut Session, access: &Access) -> Result<(Layout, Option<&'static str>)> {
    let mut db = session.reading(access, Length::Short)?;
    let layout = Layout::read(&mut db)?;
    checks::refuse_odd_tables(&mut db, &layout)?;
    layout.check(&access.url.to_string())?;
    let admin = AdminSchema::find(&mut db)?;
    access.admin.get_or_init(|| admin);
    let sql = "SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on'";
    let row = db.row(sql, &[])?.unwrap_or_default();
    let (standby, read_only) = (row.flag(0)?, row.flag(1)?);
    // Refuses the administration data of a newer version. A missing privilege to read it is reported when it is needed.
    let _known = if may_read_state(&mut db)? { AdminState::read(&mut db)? } else { None };
    Ok((layout, (standby || read_only).then(|| errors::why_read_only(standby))))
}

/// The version of the server, without the name of its package.
pub(super) fn version(db: &mut dyn Executor) -> Result<String> {
    let row = db.row("SELECT current_setting('server_version')", &[])?.unwrap_or_default();
    let version = row.text(0)?;
    Ok(format!("PostgreSQL {}", text::clean(version.split(' ').next().unwrap_or_default())))
}

/// The server and the database on it: when the one was started, and the number of the other.
pub(super) fn place(db: &mut dyn Executor) -> Result<String> {
    let sql = "SELECT extract(epoch FROM pg_postmaster_start_time())::text || '/' || oid::text
               FROM pg_database WHERE datname = current_database()";
    db.row(sql, &[])?.unwrap_or_default().text(0)
}

/// Whether this account may create temporary tables.
pub(super) fn may_create_scratch(db: &mut dyn Executor) -> Result<bool> {
    let sql = "SELECT has_database_privilege(current_database(), 'TEMPORARY')";
    db.row(sql, &[])?.map_or(Ok(false), |row| row.flag(0))
}

/// The directory of the server's files, and the number at the beginning of its control file; none if this account may not see
/// them.
pub(super) fn files(db: &mut dyn Executor) -> Result<Option<(PathBuf, i64)>> {
    let allowed =
        "SELECT pg_has_role('pg_read_all_settings', 'MEMBER') AND has_function_privilege('pg_control_system()', 'EXECUTE')";
    if !db.row(allowed, &[])?.map_or(Ok(false), |row| row.flag(0))? {
        return Ok(None);
    }
    let sql = "SELECT current_setting('data_directory'), (pg_control_system()).system_identifier";
    db.row(sql, &[])?.map(|row| Ok((PathBuf::from(row.text(0)?), row.int(1)?))).transpose()
}

/// Refuses a connection that does not have its own session, which another connection detects.
pub(super) fn refuse_pool(access: &Access, session: &mut Session, other: &mut Session) -> Result<()> {
    const ME: &str = "SELECT pg_backend_pid()";
    let whose = |session: &mut Session| session.ask(access, ME, &[])?.int(0);
    let first = whose(session)?;
    // While another transaction has a session, the first connection must still have its own.
    let mut db = other.reading(access, Length::Short)?;
    let taken = db.row(ME, &[])?.unwrap_or_default().int(0)?;
    if taken != first && whose(session)? == first {
        return Ok(());
    }
    Err(ServerError::Pooled { url: access.url.to_string() }.into())
}

/// The error for a rotation by another session.
pub(super) fn rotated_by_another(db: &mut dyn Executor, url: &PostgresUrl, lock: &[SqlValue]) -> Result<Error> {
    let sql = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (classid::bigint << 32) | objid::bigint = ?1";
    let holder = db.row(sql, lock)?.map_or(Ok(0), |row| row.int(0))?;
    let holder = format!("another session (server process {holder})");
    Ok(StoreError::RotationLocked { database: url.to_string(), holder }.into())
}

/// Looks for clients again for a moment, until there are none.
pub(super) fn lasting_clients(mut find: impl FnMut() -> Result<Option<String>>) -> Result<Option<String>> {
    let begun = Instant::now();
    loop {
        let found = find()?;
        if found.is_none() || begun.elapsed() > FAREWELL {
            return Ok(found);
        }
        thread::sleep(FAREWELL / 50);
    }
}

/// Sessions of other programs on the database, as text. The server shows the kind and origin of another account's sessions only
/// to accounts that may read its statistics.
pub(super) fn active_clients(db: &mut dyn Executor, own: &str) -> Result<Option<String>> {
    let sql = "SELECT pid, coalesce(usename::text, 'somebody'),
                      CASE WHEN backend_type IS NULL THEN 'somewhere' ELSE coalesce(host(client_addr), 'this machine') END,
                      coalesce(application_name, '')
               FROM pg_stat_activity WHERE datname = current_database()
               AND (backend_type = 'client backend' OR backend_type IS NULL AND usesysid IS NOT NULL)
               AND pid <> pg_backend_pid() AND application_name IS DISTINCT FROM ?1 ORDER BY pid";
    let found = db.rows(sql, &[own.into()])?;
    if found.is_empty() {
        return Ok(None);
    }
    let mut named = Vec::new();
    for row in found.iter().take(3) {
        let (user, place, program) = (row.text(1)?, row.text(2)?, row.text(3)?);
        let program = if program.is_empty() { String::new() } else { format!(" ({program})") };
        named.push(text::clean(&format!("{user} from {place}{program}, server process {}", row.int(0)?)).into_owned());
    }
    let more = if found.len() > named.len() { ", …" } else { "" };
    let count = text::count(found.len() as u64, "other session");
    Ok(Some(format!("{count} on the database: {}{more}", named.join("; "))))
}
