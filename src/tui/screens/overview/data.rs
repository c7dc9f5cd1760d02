//! The data of each part, and what it adds up to.

use super::jobs::{Part, PartRead};
use crate::model::{UserCounts, UserStatus};
use crate::service::doctor::{Finding, FixedBy};
use crate::service::overview::{Attention, DatabaseOverview, FailedSignIns, KeyOverview, LastBackups, Parts, SecretsByKey};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::progress_meter::ProgressMeter;

/// The data of a part.
#[derive(Debug)]
pub(super) struct Loaded<T> {
    /// The part, or why it could not be loaded. It stays while it is loaded again.
    outcome: Option<Result<T, String>>,
    is_loading: bool,
}

impl<T> Default for Loaded<T> {
    fn default() -> Self {
        Self { outcome: None, is_loading: false }
    }
}

impl<T> Loaded<T> {
    /// The part, once it is loaded.
    pub(super) fn get(&self) -> Option<&T> {
        self.outcome.as_ref()?.as_ref().ok()
    }

    /// Why it could not be loaded.
    pub(super) fn error(&self) -> Option<&str> {
        self.outcome.as_ref()?.as_ref().err().map(String::as_str)
    }

    fn take(&mut self, outcome: Result<T>) {
        *self = Self { outcome: Some(outcome.map_err(|error| error.in_console())), is_loading: false };
    }

    const fn is_settled(&self) -> bool {
        self.outcome.is_some() && !self.is_loading
    }
}

/// The parts.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) counts: Loaded<UserCounts>,
    pub(super) pending: Loaded<Page<User>>,
    pub(super) sign_ins: Loaded<FailedSignIns>,
    pub(super) key: Loaded<KeyOverview>,
    pub(super) backup: Loaded<LastBackups>,
    pub(super) database: Loaded<DatabaseOverview>,
    pub(super) clients: Loaded<Option<String>>,
    pub(super) findings: Loaded<Vec<Finding>>,
    pub(super) secrets: Loaded<SecretsByKey>,
    /// The progress of the check that counts them.
    pub(super) check: Option<ProgressMeter>,
}

impl Data {
    /// Notes that a part is loaded.
    pub(super) fn begin(&mut self, part: Part, now: Timestamp) {
        match part {
            Part::Counts => self.counts.is_loading = true,
            Part::Pending => self.pending.is_loading = true,
            Part::SignIns => self.sign_ins.is_loading = true,
            Part::Key => self.key.is_loading = true,
            Part::Backup => self.backup.is_loading = true,
            Part::Database => self.database.is_loading = true,
            Part::Clients => self.clients.is_loading = true,
            Part::Findings => self.findings.is_loading = true,
            Part::Secrets => (self.secrets.is_loading, self.check) = (true, Some(ProgressMeter::new(now))),
        }
    }

    /// Takes a part.
    pub(super) fn take(&mut self, part: PartRead) {
        match part {
            PartRead::Counts(outcome) => self.counts.take(outcome),
            PartRead::Pending(outcome) => self.pending.take(outcome),
            PartRead::SignIns(outcome) => self.sign_ins.take(outcome),
            PartRead::Key(outcome) => self.key.take(outcome),
            PartRead::Backup(outcome) => self.backup.take(outcome),
            PartRead::Database(outcome) => self.database.take(outcome),
            PartRead::Clients(outcome) => self.clients.take(outcome),
            PartRead::Findings(outcome) => self.findings.take(outcome),
            PartRead::Secrets(outcome) => {
                self.secrets.take(outcome);
                self.check = None;
            }
        }
    }

    /// Forgets the check of secrets. True if it was running.
    pub(super) fn forget_secrets(&mut self) -> bool {
        self.secrets = Loaded::default();
        self.check.take().is_some()
    }

    /// Whether the check of secrets is to begin: everything else is shown, and there is a key to check with.
    pub(super) fn needs_check(&self) -> bool {
        let has_key = self.key.get().is_some_and(|key| key.fingerprint().is_some());
        let others = [
            self.counts.is_settled(),
            self.pending.is_settled(),
            self.sign_ins.is_settled(),
            self.key.is_settled(),
            self.backup.is_settled(),
            self.database.is_settled(),
            self.clients.is_settled(),
            self.findings.is_settled(),
        ];
        has_key && self.check.is_none() && self.secrets.outcome.is_none() && others.into_iter().all(|settled| settled)
    }

    /// The findings that are no good news, worst first, without those that the pane of the key shows; none while they are not
    /// loaded.
    pub(super) fn findings(&self) -> Option<impl Iterator<Item = (&Finding, FixedBy)>> {
        let trouble = self.key.get().and_then(|key| key.trouble.as_ref()).map(ToString::to_string);
        let is_new = move |finding: &&Finding| trouble.as_ref() != Some(&finding.message);
        let findings = self.findings.get()?.iter().filter(is_new);
        Some(findings.filter_map(|finding| Some((finding, finding.fixed_by?))))
    }

    /// What needs attention, once the parts are loaded that always say it.
    pub(super) fn attention(&self) -> Option<Attention> {
        let (Some(counts), Some(key), Some(failed)) = (self.counts.get(), self.key.get(), self.sign_ins.get()) else {
            return None;
        };
        Some(Attention::of(Parts {
            pending: Some(counts.of(UserStatus::Pending)),
            key: Some(key),
            failed: Some(failed),
            secrets: self.secrets.get(),
            findings: self.findings.get().map(Vec::as_slice),
        }))
    }

    /// Whether the database is new: it has no other user and no backup.
    pub(super) fn is_new(&self) -> bool {
        self.counts.get().is_some_and(|counts| counts.total() <= 1)
            && self.backup.get().is_some_and(|backup| backup.last.is_none() && backup.cut.is_none())
    }
}
