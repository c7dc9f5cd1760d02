//! Other clients of a file. A running Kozmoai has no lock that conflicts with a writer; only an exclusive lock detects it.

use super::holders::holders;
use super::prelude::*;

/// Other clients of the file, as text; this process must have closed it.
pub(super) fn at_work(path: &Path) -> Result<Option<String>> {
    let alone = connection::open(path, &Reading::Shared).and_then(|db| {
        let probe = || {
            db.busy_timeout(Duration::ZERO)?;
            db.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
            db.execute_batch("BEGIN EXCLUSIVE; ROLLBACK")
        };
        match probe() {
            Ok(()) => Ok(true),
            Err(rusqlite::Error::SqliteFailure(error, _))
                if matches!(error.code, ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) =>
            {
                Ok(false)
            }
            Err(error) => Err(failed(path, error)),
        }
    })?;
    if alone {
        return Ok(None);
    }
    let unknown = || "another process has the database open, as a running Kozmoai does".to_owned();
    Ok(Some(named(&holders(path)).unwrap_or_else(unknown)))
}
