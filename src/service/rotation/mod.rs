//! Rotation of the secret key: every secret is re-encrypted, in an order that survives a power failure at any point:
//!
//! ```text
//! 1  lock         no other rotation, no running Kozmoai server
//! 2  check        every value is decrypted with the given keys, before anything is written
//! 3  back up      into one file, which is restored to a temporary directory and decrypted there
//! 4  journal      the previous keys and the new one, durable
//! 5  re-encrypt   and verify with the new key alone, then replace all values atomically
//! 6  update       .env and secret_key contain the new key
//! 7  finalize     the journal is deleted
//! ```
//!
//! A process that is killed before 4 has changed nothing. Later, the journal exists, the database knows the key it is bound
//! to, and `resume` continues from 5, or `roll_back` does the same in the opposite direction.

mod elsewhere;
pub(super) mod journal;
mod plan;
mod sources;
mod unfinished;
mod work;

pub use journal::file as journal_file;
pub(super) use plan::refuse_unreadable;
pub use unfinished::RotationStatus;

use std::path::{Path, PathBuf};
use std::time::Instant;

use self::journal::{Facts, Journal};
use self::plan::Plan;
use self::sources::KeySource;
use self::work::Goal;
use super::Service;
use super::backup::Destination;
use super::progress::Watch;
use crate::config::Origin;
use crate::error::{Error, Kind, Remedy, Result, RotationError};
use crate::fs::{paths, private};
use crate::model::{Actor, AuditAction, Residue};
use crate::secret::{self, ExposeSecret, Secret};
use crate::service::decrypt_stats::DecryptStats;

/// The options of a rotation.
#[derive(Clone, Debug)]
pub struct Request {
    /// The new key; one is generated if there is none.
    pub new_key: Option<Secret>,
    /// Previous keys, besides the active key and its fallbacks.
    pub old_keys: Vec<Secret>,
    /// The destination of the backup.
    pub backup: Destination,
    /// The new file for the previous key.
    pub keep_old_key: Option<PathBuf>,
    /// Leaves undecryptable values as they are.
    pub allow_unreadable: bool,
    /// Accepts a new key that is derived from a short text.
    pub allow_weak_key: bool,
    /// Writes the new key to the origin of the previous one.
    pub update_sources: bool,
    /// Rotates while other clients use the database.
    pub online: bool,
}

/// The result of a rotation, or of planning one.
#[derive(Clone, Debug)]
pub struct Report {
    /// The previous key.
    pub old_fingerprint: String,
    /// The new key.
    pub new_fingerprint: String,
    /// The values before the rotation; `current` counts those already encrypted with the new key.
    pub found: DecryptStats,
    /// The number of re-encrypted values.
    pub rotated: u64,
    /// The number of values that other clients changed in the meantime. They need another pass, so the rotation stays
    /// incomplete and its journal keeps their keys.
    pub changed_meanwhile: u64,
    /// Whether the journal keeps the previous keys for other clients, which may still encrypt with them.
    pub waits: bool,
    /// The number of values in the data of flows that look encrypted; a rotation leaves them alone.
    pub in_flows: u64,
    /// Whether the database is of a newer generation, where Generic variables are not encrypted.
    pub has_usual_plaintext: bool,
    /// The backup, if one was written.
    pub backup: Option<PathBuf>,
    /// The file with the previous key, if one was requested.
    pub kept_old_key: Option<PathBuf>,
    /// What happens to earlier ciphertexts in the database.
    pub engine_note: &'static str,
    /// The files that contain the new key, or will.
    pub key_files: Vec<PathBuf>,
    /// The duration in seconds.
    pub seconds: f64,
}

impl Service {
    /// Plans a rotation without changing anything.
    ///
    /// # Errors
    /// As [`Service::rotate`].
    pub fn plan_rotation(&self, actor: &Actor, request: &Request, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        self.require_superuser(actor)?;
        let _alone = self.store.lock_rotation()?;
        self.store.preflight()?;
        let plan = self.planned(request)?;
        let checked = self.checked(&plan, request, watch)?;
        self.place_for_needed_key(&plan, request, watch)?;
        Ok(plan.report(checked, begin))
    }

    /// Re-encrypts every secret with a new key.
    ///
    /// # Errors
    /// `Key`: the active key or a given one is missing or malformed; `Conflict`: every value is already encrypted with the new
    /// key; `Unreadable`: values are undecryptable; `NotAllowed`: a regular user, or a key file can't be written; `Usage`: the
    /// new key would not be written anywhere; `Store`: other clients use the database; `Interrupted`: cancelled before any
    /// change; `Resumable`: failed later, or another rotation was interrupted.
    pub fn rotate(&self, actor: &Actor, request: &Request, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        self.require_superuser(actor)?;
        self.refuse_read_only()?;
        let _alone = self.store.lock_rotation()?;
        self.store.preflight()?;
        let plan = self.planned(request)?;
        let checked = self.checked(&plan, request, watch)?;
        self.settings().require_config_dir()?;
        let backup = self.proven_backup(actor, &plan.ring, request, &checked.found, watch)?;
        let needed = self.place_for_needed_key(&plan, request, watch)?;
        let kept_old_key = self.kept_old_key(request.keep_old_key.as_deref().or(needed.as_deref()))?;
        let journal = self.journal(&plan, request, backup.clone())?;
        journal.begin(&self.settings())?;
        let goal = Goal {
            ring: &plan.ring,
            before: plan.before.as_ref(),
            after: journal.facts.new_mark(),
            audit: self.entry(actor, AuditAction::SecretKeyRotated, None, Some(journal.facts.direction())),
        };
        let (rotated, changed_meanwhile) = self.reencrypt(&journal, &goal, &checked.found, watch).map_err(resumable)?;
        let waiting = journal.facts.online.then(|| journal.waiting());
        let end =
            End { journal: &journal, sources: Some(&journal.facts.sources), key: &journal.new_key, waiting: waiting.as_ref() };
        self.finalize(actor, &end).map_err(resumable)?;
        let waits = waiting.is_some();
        let engine_note = self.engine_note();
        Ok(Report { rotated, changed_meanwhile, waits, backup, kept_old_key, engine_note, ..plan.report(checked, begin) })
    }

    /// Writes the active key into the requested file, durably, before anything is re-encrypted.
    fn kept_old_key(&self, path: Option<&Path>) -> Result<Option<PathBuf>> {
        let (Some(path), Some(key)) = (path, self.settings().secret_key.value.clone()) else { return Ok(None) };
        if !self.holds_active_key(path) {
            private::create(path, key.expose_secret().as_bytes())?;
        }
        Ok(Some(paths::absolute(path)?))
    }

    /// Whether a file contains just the active key, as a rotation leaves it that was killed before it began.
    pub(super) fn holds_active_key(&self, path: &Path) -> bool {
        let Ok(Some(bytes)) = private::read(path, self.settings().trust) else { return false };
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        self.settings().secret_key.value.as_ref().is_some_and(|key| secret::same(key, &Secret::from(text)))
    }

    /// What happens to earlier ciphertexts in the database.
    pub(super) fn engine_note(&self) -> &'static str {
        match self.store.capabilities().residue {
            Residue::Nothing => {
                "The embedded database is in a new folder: the previous one was deleted, with every earlier ciphertext."
            }
            Residue::FreeSpace => {
                "In the SQLite file, earlier ciphertexts were overwritten (secure_delete), and its log is emptied once no other process reads it. Space that was freed earlier may contain some: `PRAGMA secure_delete = ON; VACUUM;` clears it. So may copies of the file."
            }
            Residue::DeadRows => {
                "Earlier ciphertexts remain on the server in dead rows until `VACUUM FULL variable` and `VACUUM FULL \"user\"`, in its WAL and its backups."
            }
        }
    }

    /// The journal of a planned rotation.
    fn journal(&self, plan: &Plan, request: &Request, backup: Option<PathBuf>) -> Result<Journal> {
        Ok(Journal {
            facts: Facts {
                store: self.store.url().to_string(),
                identity: self.store.identity()?,
                config_dir: self.absolute_config_dir()?,
                started_at: self.now(),
                old_fingerprint: plan.old.fingerprint.clone(),
                old_origin: plan.old.origin.clone(),
                new_fingerprint: plan.new_fingerprint.clone(),
                sources: plan.sources.clone(),
                backup,
                allow_unreadable: request.allow_unreadable,
                online: request.online && !self.store.capabilities().is_exclusive,
                waits: false,
                took_over: plan.takes_over,
                turned_back: false,
            },
            new_key: plan.new_key.clone(),
            old_keys: plan.old_keys.clone(),
            in_place: plan.in_place.clone(),
            is_own: true,
        })
    }

    /// Finalizes a rotation: updates the key files, then deletes the journal, or replaces it with the one that keeps keys.
    fn finalize(&self, actor: &Actor, end: &End<'_>) -> Result<()> {
        let settings = self.settings();
        let config_dir = settings.config_dir.value.clone();
        let to_update = end.sources.unwrap_or_default();
        let keys: Vec<&Secret> = end.journal.keys().collect();
        for source in to_update {
            let updated = source.update(&settings, end.key, &keys, &end.journal.in_place);
            let was_open = updated
                .map_err(|error| resumable_as(RotationError::KeyFileNotWritten { path: source.path().to_owned() }, error))?;
            if was_open {
                self.notify(format!("Others could read {} until now; they no longer can.", source.path().display()));
            }
        }
        let files: Vec<String> = to_update.iter().map(|source| source.path().display().to_string()).collect();
        let files =
            if files.is_empty() { "no key file was changed".to_owned() } else { format!("written into {}", files.join(", ")) };
        let kept = if end.waiting.is_some() {
            "the previous keys are kept for other clients"
        } else {
            "the previous keys are no longer kept"
        };
        let closed = self.entry(actor, AuditAction::RotationClosed, None, Some(format!("{files}; {kept}")));
        self.commit(Vec::new(), vec![closed])?;
        self.notices.note_change();
        match end.waiting {
            Some(journal) => journal.replace(&config_dir)?,
            None => {
                if let Some(error) = Journal::end(&config_dir)? {
                    self.notify(format!(
                        "The rotation is done, but {error} If its journal exists again after a power failure, `kozmoai rotate resume` deletes it."
                    ));
                }
            }
        }
        if end.sources.is_some() {
            // Secrets can be used without restarting this program.
            let files: Vec<&Path> = to_update.iter().map(KeySource::path).collect();
            self.activate_key(end.key, &files, Origin::Rotation);
        }
        Ok(())
    }
}

/// What finalizing a rotation needs.
struct End<'a> {
    journal: &'a Journal,
    /// The key files to update; none if that was done when the journal began to keep keys for others.
    sources: Option<&'a [KeySource]>,
    key: &'a Secret,
    /// The journal that keeps keys for other clients from now on.
    waiting: Option<&'a Journal>,
}

/// From the journal on, what failed can be resumed.
fn resumable(error: Error) -> Error {
    match error.kind() {
        Kind::Resumable => error,
        Kind::Interrupted => RotationError::RotationCancelled.into(),
        _ => resumable_as(RotationError::RotationFailed, error),
    }
}

/// An interrupted rotation with its cause; what helps against that comes before the rotation is resumed.
fn resumable_as(problem: RotationError, cause: Error) -> Error {
    let first = cause.remedy().cloned().map(Box::new);
    Error::from(problem).hint(Remedy::ResumeOrRollBack { first }).wrapping(cause)
}
