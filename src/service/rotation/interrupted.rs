//! Interrupted rotations: their status, resuming, rolling back.

use std::path::PathBuf;
use std::time::Instant;

use super::journal::{self, Journal};
use super::phase::{Direction, KeyPlace, Phase};
use super::report::Report;
use super::run::Run;
use super::status::RotationStatus;
use crate::config::{Origin, WithOrigin};
use crate::crypto::secret_key::SecretKey;
use crate::error::{Remedy, Result, RotationError};
use crate::fs::paths;
use crate::secret::{ExposeSecret, Secret};
use crate::service::Service;
use crate::service::access::Admin;
use crate::service::progress::Watch;

impl Admin<'_> {
    /// Completes an interrupted rotation. One that keeps keys for other clients is completed once they all have the new key:
    /// what they encrypted with a previous key is re-encrypted.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Admin::rotate`].
    pub fn resume_rotation(&self, watch: Watch<'_>) -> Result<Report> {
        self.resume_or_roll_back(Direction::Forward, watch)
    }

    /// Rolls an interrupted rotation back: every value and every key file is restored.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Admin::rotate`].
    pub fn roll_back_rotation(&self, watch: Watch<'_>) -> Result<Report> {
        self.resume_or_roll_back(Direction::Back, watch)
    }

    /// Continues from where the rotation stopped.
    fn resume_or_roll_back(&self, direction: Direction, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        self.refuse_read_only()?;
        let _alone = self.store.lock_rotation()?;
        let journal = self.own_journal()?;
        if !journal.header.recorded.online {
            self.refuse_other_clients(Remedy::StopServerToResume)?;
        }
        let mut run = Run::new(&journal, direction, self.store.key_binding()?)?;
        run.observed.key = self.place_of(run.target.active_key);
        self.advance(run, begin, watch)
    }
}

impl Service {
    /// The interrupted rotation, if there is one.
    ///
    /// # Errors
    /// `Store`.
    pub fn rotation_status(&self) -> Result<Option<RotationStatus>> {
        let Some(journal) = Journal::find(&self.settings())? else { return Ok(None) };
        let (phase, header) = (self.phase(&journal)?, journal.header);
        Ok(Some(RotationStatus {
            phase,
            store: header.store,
            started_at: header.started_at,
            old_fingerprint: header.old_fingerprint,
            new_fingerprint: header.new_fingerprint,
            backup: header.backup,
        }))
    }

    /// Whether a rotation of this database was interrupted.
    pub fn has_interrupted_rotation(&self) -> bool {
        matches!(self.journal_of_this_store(), Ok(Some(journal)) if !journal.keeps_keys())
    }

    fn phase(&self, journal: &Journal) -> Result<Phase> {
        let binding = if self.is_about_this_store(journal)? { self.store.key_binding()? } else { None };
        let is_bound = binding.is_some_and(|binding| binding.fingerprint == journal.header.new_fingerprint);
        Ok(journal.header.recorded.phase.observed(is_bound))
    }

    /// The error where a rotation must be resumed or rolled back first; it names the database where that may be another one.
    pub(super) fn interrupted(&self, journal: &Journal, database: Option<String>) -> Result<RotationError> {
        let (phase, started_at) = (self.phase(journal)?.name(), format!("{:.0}", journal.header.started_at));
        Ok(RotationError::RotationInterrupted { phase, started_at, database })
    }

    /// Adds a notice of an interrupted rotation, or of a journal that is not used.
    pub fn notify_of_rotation(&self) {
        let interrupted = |journal: Journal| self.interrupted(&journal, None);
        let found = Journal::find(&self.settings()).map(|journal| journal.filter(|journal| !journal.keeps_keys()));
        match found.and_then(|journal| journal.map(interrupted).transpose()) {
            Ok(None) => {}
            Ok(Some(interrupted)) => self.notices.add_error(&interrupted.into()),
            Err(error) => self.notices.add_error(&error),
        }
    }

    /// Refuses while the database's rotation is interrupted: the key for the next value is unknown.
    pub(in crate::service) fn refuse_interrupted_rotation(&self) -> Result<()> {
        match self.journal_of_this_store()? {
            Some(journal) if !journal.keeps_keys() => Err(self.interrupted(&journal, None)?.into()),
            _ => Ok(()),
        }
    }

    /// Also refuses while values may be encrypted with keys that a rotation keeps for other clients.
    pub(in crate::service) fn refuse_pending_rotation(&self) -> Result<()> {
        match self.journal_of_this_store()? {
            Some(journal) if journal.keeps_keys() => Err(RotationError::RotationAwaitsClients.into()),
            Some(journal) => Err(self.interrupted(&journal, None)?.into()),
            None => Ok(()),
        }
    }

    /// The keys that a rotation of this database keeps for other clients, besides the active one.
    pub(in crate::service) fn kept_keys(&self) -> Result<Vec<WithOrigin<Secret>>> {
        let Some(journal) = self.journal_of_this_store()?.filter(Journal::keeps_keys) else { return Ok(Vec::new()) };
        let settings = self.settings();
        let origin = Origin::Journal(journal::file(&settings.config_dir.value));
        let active = settings.secret_key.value.as_ref().map(ExposeSecret::expose_secret);
        let older = journal.keys().filter(|key| Some(key.expose_secret()) != active);
        Ok(older.map(|key| WithOrigin { value: key.clone(), origin: origin.clone() }).collect())
    }

    /// Where a key of a journal is. Keys that only the journal has do not count as fallback keys.
    fn place_of(&self, key: &Secret) -> KeyPlace {
        let Ok(wanted) = SecretKey::parse(key).map(|key| key.fingerprint()) else { return KeyPlace::Journal };
        let is_wanted = |key: &SecretKey| key.fingerprint() == wanted;
        let settings = self.settings();
        if settings.secret_key.value.is_none() {
            return KeyPlace::Unset;
        }
        let fallbacks = &settings.secret_key_fallbacks.value;
        match self.parsed_keys() {
            Ok((active, _)) if is_wanted(&active) => KeyPlace::Active,
            Ok(_) if fallbacks.iter().any(|key| SecretKey::parse(key).is_ok_and(|key| is_wanted(&key))) => KeyPlace::Fallback,
            Ok(_) | Err(_) => KeyPlace::Journal,
        }
    }

    pub(super) fn absolute_config_dir(&self) -> Result<PathBuf> {
        paths::absolute(&self.settings().config_dir.value)
    }
}
