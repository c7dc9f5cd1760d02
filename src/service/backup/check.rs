//! Checking a backup that was written earlier.

use std::path::Path;

use super::cancel::{Stoppable, interrupted, stopped};
use super::file::{Backup, BackupFacts};
use crate::error::Result;
use crate::service::Admin;
use crate::service::progress::{Progress, SharedWatch, Stage, Watch};

/// What an interrupted check leaves.
const NOTHING_CHANGED: &str = "nothing was changed";

impl Admin<'_> {
    /// Checks that a backup is intact, and returns its description. If it is of the backend of this database, it passes the
    /// checks of a restore.
    ///
    /// # Errors
    /// `NotFound`, `Usage` if it cannot be read; `Store` if it is damaged or could not be restored; `Interrupted`.
    pub fn check_backup(&self, path: &Path, watch: Watch<'_>) -> Result<BackupFacts> {
        let mut backup = Backup::open(path)?;
        if backup.facts.engine == self.settings().store.value.engine() {
            let watch = SharedWatch::new(watch, Progress { stage: Stage::VerifyingBackup, done: 0, total: None });
            let (is_cancelled, mut done) = (|| watch.is_cancelled(), 0);
            let mut payload = Stoppable::new(backup.payload()?, &is_cancelled);
            let checked = self.store.verify_backup(&mut payload, path, &mut |values| {
                done += values.len() as u64;
                if watch.report(Stage::VerifyingBackup, done) { Ok(()) } else { Err(interrupted(NOTHING_CHANGED)) }
            });
            checked.map_err(|error| stopped(error, &is_cancelled, NOTHING_CHANGED))?;
        }
        Ok(backup.facts)
    }
}
