//! Checking a backup that was written earlier.

use std::cell::{Cell, RefCell};
use std::path::Path;

use super::cancel::{Stoppable, interrupted, stopped};
use super::file::{Backup, BackupFacts};
use crate::error::Result;
use crate::service::Admin;
use crate::service::progress::{Progress, Stage, Watch};

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
            // Shared by both closures, which are used one after the other.
            let (watching, done) = (RefCell::new(watch), Cell::new(0));
            let is_cancelled = || {
                let progress = Progress { stage: Stage::VerifyingBackup, done: done.get(), total: None };
                !(**watching.borrow_mut())(progress)
            };
            let mut payload = Stoppable::new(backup.payload()?, &is_cancelled);
            let checked = self.store.verify_backup(&mut payload, path, &mut |values| {
                done.set(done.get() + values.len() as u64);
                if is_cancelled() { Err(interrupted(NOTHING_CHANGED)) } else { Ok(()) }
            });
            checked.map_err(|error| stopped(error, &is_cancelled, NOTHING_CHANGED))?;
        }
        Ok(backup.facts)
    }
}
