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
mod sources;
pub mod tally;
mod unfinished;
mod work;

pub use tally::KeyCheck;
pub use unfinished::Unfinished;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use self::journal::{Facts, Journal};
use self::sources::{InPlace, KeySource};
use self::tally::{Tally, Unreadable};
use self::work::Goal;
use super::backup::Destination;
use super::generation::newer;
use super::keyring::{parse, parse_active};
use super::{Service, keys};
use crate::config::Origin;
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::{SecretKey, Strength};
use crate::error::{Error, Kind, Result};
use crate::fs::{place, private};
use crate::model::{Actor, AuditAction, KeyMark, StoreUrl};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};
use crate::store::Strays;
use crate::text;

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

/// A rotation that is ready to be carried out.
struct Plan {
    new_key: Secret,
    old_keys: Vec<Secret>,
    ring: Keyring,
    old: KeyMark,
    /// What the store remembers now.
    before: Option<KeyMark>,
    new_fingerprint: String,
    sources: Vec<KeySource>,
    /// What those of them hold that can only be written in place.
    in_place: Vec<InPlace>,
    /// Whether another rotation waits, whose keys are among the old ones.
    takes_over: bool,
}

/// What the look at a store before its rotation found.
struct Checked {
    found: Tally,
    in_flows: u64,
}

impl Plan {
    fn report(&self, Checked { found, in_flows }: Checked, begin: Instant) -> Report {
        Report {
            old_fingerprint: self.old.fingerprint.clone(),
            new_fingerprint: self.new_fingerprint.clone(),
            rotated: found.older(),
            found,
            changed_meanwhile: 0,
            waits: false,
            in_flows,
            backup: None,
            kept_old_key: None,
            engine_note: "",
            key_files: self.sources.iter().map(|source| source.path().to_owned()).collect(),
            seconds: begin.elapsed().as_secs_f64(),
        }
    }
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
                "The embedded database was written anew: its previous folder is gone, with every earlier ciphertext."
            }
            StoreUrl::Sqlite(_) => {
                "In the SQLite file earlier ciphertexts were overwritten (secure_delete), and its log is emptied once nobody reads it; copies of the file, and space that was freed before, may hold some: `PRAGMA secure_delete = ON; VACUUM;` clears those."
            }
            StoreUrl::Postgres(_) => {
                "Earlier ciphertexts remain on the server in dead rows until `VACUUM FULL variable` and `VACUUM FULL \"user\"`, in its WAL and its backups."
            }
        }
    }

    /// Refuses what would leave the only copies of a generated key on storage that goes with the container.
    fn refuse_passing_storage(&self, request: &Request) -> Result<()> {
        let config_dir = &self.settings().config_dir.value;
        let database = match self.store.url() {
            StoreUrl::Embedded(path) | StoreUrl::Sqlite(path) => !place::is_passing(&path),
            StoreUrl::Postgres(server) => !server.is_local(),
        };
        if request.new_key.is_some() || !database || !place::is_passing(config_dir) {
            return Ok(());
        }
        Err(Error::new(
            Kind::NotAllowed,
            format!(
                "The generated key would be kept in {} alone meanwhile, which goes with this container.",
                config_dir.display()
            ),
        )
        .hint("Mount a folder there, or name another one with --config-dir; or give a key of your own with --new-key-file."))
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

    /// Everything that can be refused before a value is looked at.
    fn planned(&self, request: &Request) -> Result<Plan> {
        let takes_over = match Journal::find(&self.settings())? {
            Some(journal) if journal.facts.waits && self.is_about_this_store(&journal.facts)? => true,
            Some(Journal { facts, .. }) => {
                return Err(journal::unfinished(&format!("it began at {:.0}, on {}", facts.started_at, facts.store)));
            }
            None => false,
        };
        let (current, fallbacks) = self.parsed_keys()?;
        let settings = self.settings();
        let older_texts = self.older_keys()?.into_iter().map(|key| key.value);
        let old_keys: Vec<Secret> =
            settings.secret_key.value.iter().cloned().chain(older_texts).chain(request.old_keys.iter().cloned()).collect();
        let sources = self.sources(request, &current)?;
        self.refuse_passing_storage(request)?;
        if let Some(path) = &request.keep_old_key {
            if fs::symlink_metadata(path).is_ok() && !self.holds_active_key(path) {
                return Err(Error::new(Kind::Conflict, format!("{} already exists and is left alone.", path.display()))
                    .hint("Name a new file for the previous key."));
            }
            private::rehearse(path, 64).map_err(|why| {
                Error::new(Kind::NotAllowed, format!("The previous key cannot be written into {}: {why}.", path.display()))
            })?;
        }
        let new_key = match &request.new_key {
            Some(key) => key.clone(),
            None => keys::generate()?.0,
        };
        let parsed = parse_active(&new_key, "the new-key option")?;
        self.refuse_short_key(&parsed)?;
        if parsed.strength() == Strength::Derived && !request.allow_weak_key {
            return Err(Error::new(
                Kind::Key,
                "The new key is weak: it would be derived from a text shorter than 32 characters.",
            )
            .hint("Let one be generated, take one of `kozmoai keygen`, or say --allow-weak-key."));
        }
        let given = request.old_keys.iter().map(|key| parse(key, "an old-key option")).collect::<Result<Vec<_>>>()?;
        let before = self.store.key_mark()?;
        let origin = settings.secret_key.origin.to_string();
        let older: Vec<SecretKey> = std::iter::once(current).chain(fallbacks).chain(given).collect();
        let ring = Keyring::new(&parsed, &older)?;
        let in_force = KeyMark { fingerprint: older[0].fingerprint(), origin };
        let old = before.clone().unwrap_or(in_force);
        let new_fingerprint = parsed.fingerprint();
        let in_place = sources.iter().filter_map(|source| source.in_place(&settings).transpose()).collect::<Result<_>>()?;
        Ok(Plan { new_key, old_keys, ring, old, before, new_fingerprint, sources, in_place, takes_over })
    }

    /// Opens every value and refuses what must not be rotated.
    fn checked(&self, plan: &Plan, request: &Request, watch: Watch<'_>) -> Result<Checked> {
        if !request.online {
            self.refuse_others(
                "Stop Kozmoai first, or rotate with --online: what changes meanwhile is then left for another pass.",
            )?;
        }
        let found = self.tallied(&plan.ring, Stage::Checking, None, watch)?;
        // Keys that decrypt every value outrank what is remembered of another one.
        let foreign = plan.before.as_ref().filter(|mark| !plan.ring.knows(&mark.fingerprint));
        if let Some(mark) = foreign.filter(|_| !found.unreadable.is_empty()) {
            return Err(Error::new(
                Kind::Key,
                format!(
                    "The database is bound to the key {} (from {}), which is none of those given, and {} cannot be decrypted.",
                    mark.fingerprint,
                    mark.origin,
                    text::count(found.unreadable.len() as u64, "value")
                ),
            )
            .hint("Set that key, or give it with --old-key-file. If it is lost, `kozmoai key adopt --allow-unreadable` comes first."));
        }
        if let Some(mark) = foreign {
            self.notify(format!(
                "The database was bound to the key {} (from {}), but the given keys decrypt every value.",
                mark.fingerprint, mark.origin
            ));
        }
        let strays = self.strays(&plan.ring)?;
        refuse_strays(&strays, self.store.generation().seals_api_keys)?;
        if strays.count > 0 {
            let count = text::count(strays.count, "value");
            self.notify(format!(
                "{count} outside the inventory only look encrypted: no given key decrypts them, and they are left as they are."
            ));
        }
        if plan.old.fingerprint == plan.new_fingerprint && found.older() == 0 {
            return Err(Error::new(Kind::Conflict, format!("The store is under the key {} already.", plan.new_fingerprint))
                .hint("Give another new key, or none: then one is generated."));
        }
        if !request.allow_unreadable {
            let hint = "Give the keys that they are under with --old-key-file, or keep them as they are with --allow-unreadable.";
            refuse_unreadable(&found.unreadable, hint)?;
        }
        Ok(Checked { found, in_flows: strays.in_flows })
    }

    /// Refuses while a running Kozmoai, or anyone else, is at work on the store.
    fn refuse_others(&self, hint: &str) -> Result<()> {
        match self.store.others()? {
            Some(others) => Err(Error::new(Kind::Store, format!("Others are at work on the store: {others}.")).hint(hint)),
            None => Ok(()),
        }
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
            self.put_in_force(end.key, &files, Origin::Rotation);
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

/// Refuses real secrets that nobody here knows how to re-encrypt.
fn refuse_strays(strays: &Strays, is_newer: bool) -> Result<()> {
    let named = |places: &[(String, String, String)]| -> Vec<String> {
        places.iter().map(|(table, column, id)| format!("{table}.{column} of {id}")).collect()
    };
    if is_newer && strays.of_newer > 0 {
        let count = text::count(strays.of_newer, "value");
        return Err(newer(&format!("encrypts more than variables: {count} would be left under the old key"))
            .details(named(&strays.found))
            .hint("Rotate with the application's own tools."));
    }
    if strays.decrypted_count == 0 {
        return Ok(());
    }
    let count = text::count(strays.decrypted_count, "value");
    Err(Error::new(
        Kind::Unreadable,
        format!("{count} outside the inventory are encrypted with one of the keys; nothing was changed."),
    )
    .details(named(&strays.decrypted))
    .hint("This version does not know what they are, so a rotation would lose them."))
}

fn refuse_unreadable(unreadable: &[Unreadable], hint: &str) -> Result<()> {
    if unreadable.is_empty() {
        return Ok(());
    }
    let count = text::count(unreadable.len() as u64, "value");
    Err(Error::new(Kind::Unreadable, format!("{count} can't be opened; nothing was changed."))
        .details(unreadable.iter().map(ToString::to_string))
        .hint(hint))
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
