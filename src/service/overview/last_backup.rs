//! The newest backup: as the audit log records it, or among the backups of rotations.

use std::ops::ControlFlow;
use std::path::PathBuf;

use crate::error::Result;
use crate::model::{AuditAction, Timestamp};
use crate::service::Admin;
use crate::service::backup::recorded_file;

/// The newest backup, if one is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastBackups {
    /// It.
    pub last: Option<LastBackup>,
    /// If none is known: the time before which there may be one, since the audit log has too many events to read all.
    pub cut: Option<Timestamp>,
}

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastBackup {
    /// When it was written.
    pub at: Timestamp,
    /// Where it was written.
    pub place: BackupPlace,
    /// Whether it was verified: the audit log records a backup only once it passed the checks of a restore.
    pub is_verified: bool,
}

/// Where a backup was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BackupPlace {
    /// Into a file, which still exists.
    File(PathBuf),
    /// Into a file, which is not there now.
    MissingFile(PathBuf),
    /// To standard output.
    StandardOutput,
}

impl Admin<'_> {
    /// The newest backup of the database.
    ///
    /// # Errors
    /// `Store`; `Usage` if the directory of backups is not trusted or cannot be read.
    pub fn last_backup(&self) -> Result<LastBackups> {
        let mut recorded = None;
        let read = self.newest_events(None, &mut |event| {
            if event.action() != AuditAction::BackupWritten {
                return ControlFlow::Continue(());
            }
            recorded = Some((event.entry.at, recorded_file(&event.entry)));
            ControlFlow::Break(())
        })?;
        let has_folder = self.settings().require_config_dir().is_ok();
        let stored = if has_folder { self.newest_backup()? } else { None };
        let stored = stored.and_then(|backup| Some((backup.facts?.created_at, backup.path)));
        let last = match (recorded, stored) {
            // The event of a backup follows its beginning.
            (Some((at, file)), stored) if stored.as_ref().is_none_or(|(began, _)| *began <= at) => {
                let place = match file {
                    Some(path) if path.exists() => BackupPlace::File(path),
                    Some(path) => BackupPlace::MissingFile(path),
                    None => BackupPlace::StandardOutput,
                };
                Some(LastBackup { at, place, is_verified: true })
            }
            (_, Some((at, path))) => Some(LastBackup { at, place: BackupPlace::File(path), is_verified: false }),
            (_, None) => None,
        };
        let cut = if last.is_none() { read.cut() } else { None };
        Ok(LastBackups { last, cut })
    }
}
