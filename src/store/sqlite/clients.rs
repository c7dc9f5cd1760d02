//! Other clients of a file. A running Kozmoai has no lock that conflicts with a writer; only an exclusive lock detects it.

use std::path::Path;

use rusqlite::ErrorCode;

use super::access::Reading;
use super::connection::{self, failed};
use crate::error::Result;
use crate::fs::account;
use crate::store::files;
use crate::text;

/// Other clients of the file, as text; this process must have closed it.
pub(super) fn at_work(path: &Path) -> Result<Option<String>> {
    let alone = connection::open(path, &Reading::Shared).and_then(|db| {
        let probe = || {
            db.busy_timeout(std::time::Duration::ZERO)?;
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

/// A clause about the processes that have the file open.
pub(super) fn named(holders: &[String]) -> Option<String> {
    (!holders.is_empty()).then(|| format!("the database is held open by {}", holders.join(", ")))
}

/// The processes that have a file open and that this account may see.
pub(super) fn holders(path: &Path) -> Vec<String> {
    let _rights = account::as_root();
    let files = ["", "-wal", "-shm"].map(|suffix| files::with_suffix(path, suffix));
    let mut found = Vec::new();
    for process in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let name = process.file_name();
        let Some(id) = name.to_str().and_then(|name| name.parse::<u32>().ok()).filter(|id| *id != std::process::id()) else {
            continue;
        };
        let open = std::fs::read_dir(process.path().join("fd")).into_iter().flatten().flatten();
        if open.filter_map(|fd| std::fs::read_link(fd.path()).ok()).any(|file| files.contains(&file)) {
            let command = std::fs::read_to_string(process.path().join("comm")).unwrap_or_default();
            found.push(format!("process {id} ({})", text::clean(command.trim())));
        }
    }
    found
}
