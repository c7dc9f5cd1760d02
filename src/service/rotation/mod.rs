//! Every secret brought under another key, in an order that survives a power cut at any point:
//!
//! ```text
//! 1  lock         no other rotation, no running Kozmoai
//! 2  check        every value is opened with the given keys, before anything is written
//! 3  back up      into one file, which is restored to a scratch place and opened there
//! 4  journal      the old keys and the new one, on disk
//! 5  re-encrypt   and read back under the new key alone, then all values take the old ones' place at once
//! 6  point        .env and secret_key at the new key
//! 7  close        the journal goes
//! ```
//!
//! Killed before 4, nothing was done. Killed later, the journal is there, the store knows which key it is under, and
//! `resume` goes on from 5, or `roll_back` takes the same way in the other direction.

pub(super) mod journal;
mod plan;
mod sources;
pub mod tally;
mod unfinished;
mod work;

pub use tally::KeyCheck;
pub use unfinished::Unfinished;

use std::path::{Path, PathBuf};
use std::time::Instant;

use self::journal::{Facts, Journal};
use self::plan::Plan;
use self::sources::KeySource;
use self::tally::Tally;
use self::work::Goal;
use super::Service;
use super::backup::Destination;
use crate::config::Origin;
use crate::error::{Error, Kind, Result};
use crate::fs::{place, private};
use crate::model::{Actor, AuditAction, StoreUrl};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};

/// What is wanted.
#[derive(Clone, Debug)]
pub struct Request {
    /// The new key's text; without one it is generated.
    pub new_key: Option<Secret>,
    /// Keys to read with, beside the one in force and its fallbacks.
    pub old_keys: Vec<Secret>,
    /// Where the backup goes.
    pub backup: Destination,
    /// The new file that the previous key is written into.
    pub keep_old_key: Option<PathBuf>,
    /// Leave values that no key opens as they are.
    pub allow_unreadable: bool,
    /// Take a new key that is derived from a short text.
    pub allow_weak_key: bool,
    /// Write the new key where the old one came from.
    pub update_sources: bool,
    /// Go on while others are at work on the store.
    pub online: bool,
}

/// What a rotation is doing, or a copy of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Opening every value.
    Checking,
    /// Writing the backup.
    BackingUp,
    /// Restoring the backup to a scratch place and opening it there.
    Proving,
    /// Bringing values under the new key.
    Reencrypting,
    /// Reading them back.
    Verifying,
    /// Bringing users into another store.
    Copying,
    /// Reading both stores again.
    Comparing,
}

impl Stage {
    /// Its name, for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checking => "Checking",
            Self::BackingUp => "Backing up",
            Self::Proving => "Proving the backup",
            Self::Reencrypting => "Re-encrypting",
            Self::Verifying => "Verifying",
            Self::Copying => "Copying",
            Self::Comparing => "Comparing",
        }
    }

    /// What is counted in it.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Copying | Self::Comparing => "users",
            _ => "values",
        }
    }
}

/// How far long work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is doing.
    pub stage: Stage,
    /// How many are done in this stage.
    pub done: u64,
    /// Of how many; none while they are counted.
    pub total: Option<u64>,
}

/// Is told how far long work is, and ends it by answering false.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> bool;

/// What a rotation would do, or did.
#[derive(Clone, Debug)]
pub struct Report {
    /// The key from before.
    pub old_fingerprint: String,
    /// The key after it.
    pub new_fingerprint: String,
    /// The values as they were found; `current` are under the new key already.
    pub found: Tally,
    /// How many were brought under the new key.
    pub rotated: u64,
    /// How many someone else changed meanwhile, which are left for another pass: then the rotation stays unfinished, for
    /// its journal holds the keys that those need.
    pub changed_meanwhile: u64,
    /// Whether the journal waits for others, who may still write under an older key, and keeps those.
    pub waits: bool,
    /// How many values in the data of flows look encrypted; a rotation leaves them alone.
    pub in_flows: u64,
    /// Whether the database is of a newer generation, where Generic variables are not encrypted.
    pub has_usual_plaintext: bool,
    /// The backup, if one was written.
    pub backup: Option<PathBuf>,
    /// The file that holds the previous key, if it was to be kept.
    pub kept_old_key: Option<PathBuf>,
    /// What was done about earlier ciphertexts in the database itself.
    pub engine_note: &'static str,
    /// The files that hold the new key now, or will.
    pub key_files: Vec<PathBuf>,
    /// How long it took, in seconds.
    pub seconds: f64,
}

impl Service {
    /// Says what a rotation would do, and changes nothing.
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
        Ok(plan.report(checked, begin))
    }

    /// Brings every secret under a new key.
    ///
    /// # Errors
    /// `Key`: the key in force or a given one is missing or malformed; `Conflict`: the store is under that key already;
    /// `Unreadable`: values that no given key opens; `NotAllowed`: no superuser, or a key file can't be written; `Usage`:
    /// the new key would be nowhere; `Store`: others are at work on it; `Interrupted`: ended before anything was changed;
    /// `Resumable`: ended later, or another rotation is unfinished.
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
        let kept_old_key = self.kept_old_key(request)?;
        let journal = self.journal(&plan, request, backup.clone())?;
        journal.begin(&self.settings())?;
        let goal = Goal {
            ring: &plan.ring,
            before: plan.before.as_ref(),
            after: journal.facts.new_mark(),
            audit: self.entry(actor, AuditAction::SecretKeyRotated, None, Some(journal.facts.way())),
        };
        let (rotated, changed_meanwhile) = self.reencrypt(&journal, &goal, &checked.found, watch).map_err(resumable)?;
        let waiting = journal.facts.online.then(|| journal.waiting());
        let end =
            End { journal: &journal, sources: Some(&journal.facts.sources), key: &journal.new_key, waiting: waiting.as_ref() };
        self.close(actor, &end).map_err(resumable)?;
        let waits = waiting.is_some();
        let engine_note = self.engine_note();
        Ok(Report { rotated, changed_meanwhile, waits, backup, kept_old_key, engine_note, ..plan.report(checked, begin) })
    }

    /// Writes the active key where it is to be kept, durable before anything is re-encrypted.
    fn kept_old_key(&self, request: &Request) -> Result<Option<PathBuf>> {
        let (Some(path), Some(key)) = (&request.keep_old_key, self.settings().secret_key.value.clone()) else { return Ok(None) };
        if !self.holds_active_key(path) {
            private::create(path, key.expose_secret().as_bytes())?;
        }
        Ok(Some(place::absolute(path)?))
    }

    /// Whether a file holds the active key and nothing else, as a rotation that was killed before it began leaves it.
    fn holds_active_key(&self, path: &Path) -> bool {
        let Ok(Some(bytes)) = private::read(path, self.settings().trust) else { return false };
        let bytes = Zeroizing::new(bytes);
        let text = std::str::from_utf8(&bytes).unwrap_or_default();
        self.settings().secret_key.value.as_ref().is_some_and(|key| secret::same(key, &Secret::from(text)))
    }

    /// What was done about earlier ciphertexts in the database itself.
    pub(super) fn engine_note(&self) -> &'static str {
        match self.store.url() {
            StoreUrl::Embedded(_) => {
                "The embedded database is in a new folder: the previous one was deleted, with every earlier ciphertext."
            }
            StoreUrl::Sqlite(_) => {
                "In the SQLite file earlier ciphertexts were overwritten (secure_delete), and its log is emptied once nobody reads it; copies of the file, and space that was freed before, may hold some: `PRAGMA secure_delete = ON; VACUUM;` clears those."
            }
            StoreUrl::Postgres(_) => {
                "Earlier ciphertexts remain on the server in dead rows until `VACUUM FULL variable` and `VACUUM FULL \"user\"`, in its WAL and its backups."
            }
        }
    }

    /// What is put on disk of a rotation before it begins.
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
                // Nobody else can be at work on the embedded store.
                online: request.online && !matches!(self.store.url(), StoreUrl::Embedded(_)),
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

    /// The end of a rotation: key sources first, then the journal goes, or the one that waits takes its place.
    fn close(&self, actor: &Actor, end: &End<'_>) -> Result<()> {
        let settings = self.settings();
        let config_dir = settings.config_dir.value.clone();
        let to_point = end.sources.unwrap_or_default();
        let keys: Vec<&Secret> = end.journal.keys().collect();
        for source in to_point {
            let pointed = source.point_at(&settings, end.key, &keys, &end.journal.in_place);
            let was_open = pointed.map_err(|error| {
                Error::new(Kind::Resumable, format!("The key cannot be written into {}: {error}", source.path().display()))
                    .hint("Fix that, then `kozmoai rotate resume`, or `kozmoai rotate rollback` if it was that; until then the journal keeps the keys.")
            })?;
            if was_open {
                self.notify(format!("Others could read {} until now; they no longer can.", source.path().display()));
            }
        }
        let files: Vec<String> = to_point.iter().map(|source| source.path().display().to_string()).collect();
        let files =
            if files.is_empty() { "no key file was changed".to_owned() } else { format!("written into {}", files.join(", ")) };
        let kept = if end.waiting.is_some() { "the older keys are kept for others" } else { "the older keys are kept no longer" };
        let closed = self.entry(actor, AuditAction::RotationClosed, None, Some(format!("{files}; {kept}")));
        self.commit(Vec::new(), vec![closed])?;
        self.notices.note_change();
        match end.waiting {
            Some(journal) => journal.replace(&config_dir)?,
            None => {
                if let Some(error) = Journal::end(&config_dir)? {
                    self.notify(format!(
                        "The rotation is done, but {error} Should its journal be there again after a power cut, `kozmoai rotate resume` removes it."
                    ));
                }
            }
        }
        if end.sources.is_some() {
            // Secrets can be read and written at once, without another start.
            let files: Vec<&Path> = to_point.iter().map(KeySource::path).collect();
            self.activate_key(end.key, &files, Origin::Rotation);
        }
        Ok(())
    }
}

/// What it takes to end a rotation.
struct End<'a> {
    journal: &'a Journal,
    /// The files to point at the key; none where it waited already, for they were pointed at the key then.
    sources: Option<&'a [KeySource]>,
    key: &'a Secret,
    /// The journal that waits for others from now on.
    waiting: Option<&'a Journal>,
}

fn told(watch: &mut dyn FnMut(Progress) -> bool, stage: Stage, done: u64, total: Option<u64>) -> Result<()> {
    if watch(Progress { stage, done, total }) {
        return Ok(());
    }
    Err(Error::new(Kind::Interrupted, "Interrupted; nothing was changed."))
}

/// From the journal on, an end that was not reached can be.
fn resumable(error: Error) -> Error {
    if error.kind() == Kind::Resumable {
        return error;
    }
    let message = match error.kind() {
        Kind::Interrupted => "Interrupted; the store is as it was, and the rotation can be resumed.".to_owned(),
        _ => format!("{error} The rotation is unfinished."),
    };
    Error::new(Kind::Resumable, message)
        .hint("`kozmoai rotate resume` ends it, `kozmoai rotate rollback` takes it back; until then the journal keeps the keys.")
}
