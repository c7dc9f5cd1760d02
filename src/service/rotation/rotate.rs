//! A rotation from its beginning.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::phase::{Direction, KeyFiles, KeyPlace};
use super::plan::Request;
use super::report::Report;
use super::run::Run;
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::SecretKey;
use crate::error::Result;
use crate::fs::{paths, private};
use crate::secret::{self, ExposeSecret, Secret};
use crate::service::Service;
use crate::service::access::Admin;
use crate::service::decrypt_stats::DecryptStats;
use crate::service::progress::Watch;

impl Admin<'_> {
    /// Plans a rotation without changing anything.
    ///
    /// # Errors
    /// As [`Admin::rotate`].
    pub fn plan_rotation(&self, request: &Request, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        let _alone = self.store.lock_plan()?;
        self.store.preflight()?;
        let plan = self.planned(request)?;
        let ring = plan.journal.target(Direction::Forward)?.ring;
        let checked = self.checked(&plan, &ring, request, watch)?;
        let needed = self.place_for_needed_key(&plan, request, watch)?;
        let keeps_active = request.keep_old_key.is_some() || needed.is_some();
        let only_in_backup = self.kept_nowhere(decrypting(&ring, &checked.found), keeps_active);
        let backup = request.backup.folder(&self.settings()).map(|folder| paths::absolute(&folder)).transpose()?;
        Ok(Report { backup, only_in_backup, ..Report::planned(&plan.journal.header, checked, begin) })
    }

    /// Checks the file for the previous key, if one is named, without looking at the secrets.
    ///
    /// # Errors
    /// As [`Admin::rotate`] for this file.
    pub fn check_previous_key_file(&self, request: &Request) -> Result<()> {
        let (current, _) = self.parsed_keys()?;
        self.try_previous_key_file(request, &self.sources(request, &current)?)
    }

    /// Re-encrypts every secret with a new key.
    ///
    /// # Errors
    /// `Key`: the active key or a given one is missing or malformed; `Conflict`: every value is already encrypted with the new
    /// key; `Undecryptable`: values are undecryptable; `NotAllowed`: a regular user, or a key file can't be written; `Usage`: the
    /// new key would not be written anywhere; `Store`: other clients use the database; `Interrupted`: cancelled before any
    /// change; `Resumable`: failed later, or another rotation was interrupted.
    pub fn rotate(&self, request: &Request, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        self.refuse_read_only()?;
        let _alone = self.store.lock_rotation()?;
        self.store.preflight()?;
        let mut plan = self.planned(request)?;
        let ring = plan.journal.target(Direction::Forward)?.ring;
        let checked = self.checked(&plan, &ring, request, watch)?;
        self.settings().require_config_dir()?;
        let backup = self.verified_backup(&ring, &request.backup, request.online, &checked.found, watch)?;
        let needed = self.place_for_needed_key(&plan, request, watch)?;
        let kept_old_key = self.keep_old_key(request.keep_old_key.as_deref().or(needed.as_deref()))?;
        let only_in_backup = self.kept_nowhere(decrypting(&ring, &checked.found), kept_old_key.is_some());
        plan.journal.header.only_in_backup = only_in_backup;
        plan.journal.header.backup = backup;
        plan.journal.header.identity = self.store.identity()?;
        let journal = plan.journal;
        journal.begin(&self.settings())?;

        let mut run = Run::new(&journal, Direction::Forward, plan.before)?;
        run.observed.key = KeyPlace::Given;
        run.observed.key_files = Some(if journal.header.sources.is_empty() { KeyFiles::Nowhere } else { KeyFiles::Outdated });
        run.key_files = journal.header.sources.clone();
        run.note(checked);
        Ok(Report { kept_old_key, ..self.advance(run, begin, watch)? })
    }

    /// Writes the active key into this file, durably, before anything is re-encrypted.
    fn keep_old_key(&self, path: Option<&Path>) -> Result<Option<PathBuf>> {
        let (Some(path), Some(key)) = (path, self.settings().secret_key.value.clone()) else { return Ok(None) };
        if !self.holds_active_key(path) {
            private::create(path, key.expose_secret().as_bytes())?;
        }
        Ok(Some(paths::absolute(path)?))
    }
}

/// The fallback keys that decrypt values.
fn decrypting<'a>(ring: &'a Keyring, found: &'a DecryptStats) -> impl Iterator<Item = &'a str> {
    ring.fallback_fingerprints().zip(&found.fallback).filter(|(_, values)| **values > 0).map(|(key, _)| key)
}

impl Service {
    /// Those of some keys that the settings do not have after a rotation, nor, if it `keeps_active`, a file for the active key.
    fn kept_nowhere<'a>(&self, needed: impl Iterator<Item = &'a str>, keeps_active: bool) -> Vec<String> {
        let settings = self.settings();
        let kept = settings.secret_key_fallbacks.value.iter().chain(settings.secret_key.value.as_ref().filter(|_| keeps_active));
        let kept: Vec<String> = kept.filter_map(|key| SecretKey::parse(key).ok()).map(|key| key.fingerprint()).collect();
        needed.filter(|key| kept.iter().all(|kept| kept != key)).map(str::to_owned).collect()
    }

    /// Whether a file contains just the active key, as a rotation leaves it that was killed before it began.
    pub(super) fn holds_active_key(&self, path: &Path) -> bool {
        let Ok(Some(bytes)) = private::read(path, self.settings().trust) else { return false };
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        self.settings().secret_key.value.as_ref().is_some_and(|key| secret::same(key, &Secret::from(text)))
    }
}
