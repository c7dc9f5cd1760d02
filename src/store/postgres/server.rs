//! What a database and its server tell about themselves.

use std::path::PathBuf;

use super::access::{Access, AdminSchema};
use super::admin_schema::may_read_state;
use super::session::Session;
use super::{checks, errors};
use crate::error::Result;
use crate::store::sql::admin_db::AdminState;
use crate::store::sql::driver::Length;
use crate::store::sql::executor::Executor;
use crate::store::sql::layout::Layout;

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
