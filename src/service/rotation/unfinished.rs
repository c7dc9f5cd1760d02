//! Interrupted rotations: their status, resuming, rolling back.

use std::path::PathBuf;
use std::time::Instant;

use super::journal::{self, Facts, Journal};
use super::plan::refuse_unreadable;
use super::sources::KeySource;
use super::work::Goal;
use super::{End, Report, resumable};
use crate::config::{Origin, Sourced};
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, KeyError, Kind, Remedy, Result, RotationError};
use crate::fs::paths;
use crate::model::{Actor, AuditAction, KeyBinding, Timestamp};
use crate::secret::Secret;
use crate::service::Service;
use crate::service::decrypt_stats::DecryptStats;
use crate::service::keyring::parse;
use crate::service::progress::{Stage, Watch};

/// An interrupted rotation, or one that keeps keys for other clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationStatus {
    /// The database.
    pub store: String,
    /// The time at which it began.
    pub started_at: Timestamp,
    /// The previous key.
    pub old_fingerprint: String,
    /// The new key.
    pub new_fingerprint: String,
    /// Whether the database is already bound to the new key.
    pub reencrypted: bool,
    /// Whether everything is done, and the previous keys are kept until other clients have the new one.
    pub waits: bool,
    /// The backup, if one was written.
    pub backup: Option<PathBuf>,
}

/// The direction in which an interrupted rotation continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Onward,
    Back,
}

/// The keys and the key binding for one direction.
struct Route<'a> {
    /// Its active key encrypts every value.
    ring: Keyring,
    /// The key binding afterwards.
    after: KeyBinding,
    action: AuditAction,
    /// The key for the key files.
    source_key: &'a Secret,
    /// The key that the values were encrypted with before, which need not have been the active one.
    base_key: &'a Secret,
}

impl<'a> Route<'a> {
    fn of(journal: &'a Journal, direction: Direction) -> Result<Self> {
        let facts = &journal.facts;
        let parsed = |key: &Secret| parse(key, "the journal");
        let mut older = journal.old_keys.iter().map(parsed).collect::<Result<Vec<_>, KeyError>>()?;
        let mut key = parsed(&journal.new_key)?;
        let place = older.iter().position(|old| old.fingerprint() == facts.old_fingerprint).unwrap_or(0);
        let (base_key, active) =
            journal.old_keys.get(place).zip(journal.old_keys.first()).ok_or(RotationError::JournalIncomplete)?;
        let (after, action, source_key) = match direction {
            Direction::Onward => (facts.new_mark(), AuditAction::SecretKeyRotated, &journal.new_key),
            Direction::Back => {
                std::mem::swap(&mut key, older.get_mut(place).ok_or(RotationError::JournalIncomplete)?);
                let after = KeyBinding { fingerprint: key.fingerprint(), origin: facts.old_origin.clone() };
                (after, AuditAction::RotationRolledBack, active)
            }
        };
        Ok(Self { ring: Keyring::new(&key, &older)?, after, action, source_key, base_key })
    }
}

impl Service {
    /// The interrupted rotation, if there is one.
    ///
    /// # Errors
    /// `Store`.
    pub fn rotation_status(&self) -> Result<Option<RotationStatus>> {
        let Some(Journal { facts, .. }) = Journal::find(&self.settings())? else { return Ok(None) };
        let mark = if self.is_about_this_store(&facts)? { self.store.key_binding()? } else { None };
        Ok(Some(RotationStatus {
            reencrypted: mark.is_some_and(|mark| mark.fingerprint == facts.new_fingerprint),
            waits: facts.waits,
            store: facts.store,
            started_at: facts.started_at,
            old_fingerprint: facts.old_fingerprint,
            new_fingerprint: facts.new_fingerprint,
            backup: facts.backup,
        }))
    }

    /// Adds a notice of an interrupted rotation, or of a journal that is not used.
    pub fn notify_of_rotation(&self) {
        let error = match Journal::find(&self.settings()) {
            Ok(Some(journal)) if !journal.facts.waits => journal.interrupted().into(),
            Ok(_) => return,
            Err(error) => error,
        };
        self.notices.add_error(&error);
    }

    /// Completes an interrupted rotation. One that keeps keys for other clients is completed once they all have the new key:
    /// what they encrypted with a previous key is re-encrypted.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Service::rotate`].
    pub fn resume_rotation(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report> {
        self.resume_or_roll_back(actor, Direction::Onward, watch)
    }

    /// Rolls an interrupted rotation back: every value and every key file is restored.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Service::rotate`].
    pub fn roll_back_rotation(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report> {
        self.resume_or_roll_back(actor, Direction::Back, watch)
    }

    /// Refuses while the database's rotation is interrupted: the key for the next value is unknown.
    pub(in crate::service) fn refuse_interrupted_rotation(&self) -> Result<()> {
        match self.journal_of_this_store()? {
            Some(journal) if !journal.facts.waits => Err(journal.interrupted().into()),
            _ => Ok(()),
        }
    }

    /// Also refuses while values may be encrypted with keys that a rotation keeps for other clients.
    pub(in crate::service) fn refuse_pending_rotation(&self) -> Result<()> {
        match self.journal_of_this_store()? {
            Some(Journal { facts, .. }) if facts.waits => Err(RotationError::RotationAwaitsClients.into()),
            Some(journal) => Err(journal.interrupted().into()),
            None => Ok(()),
        }
    }

    /// The keys that a rotation of this database keeps for other clients.
    pub(in crate::service) fn kept_keys(&self) -> Result<Vec<Sourced<Secret>>> {
        let Some(journal) = self.journal_of_this_store()?.filter(|journal| journal.facts.waits) else { return Ok(Vec::new()) };
        let origin = Origin::Journal(journal::file(&self.settings().config_dir.value));
        Ok(journal.keys().map(|key| Sourced { value: key.clone(), origin: origin.clone() }).collect())
    }

    fn journal_of_this_store(&self) -> Result<Option<Journal>> {
        match Journal::find(&self.settings())? {
            Some(journal) if self.is_about_this_store(&journal.facts)? => Ok(Some(journal)),
            _ => Ok(None),
        }
    }

    /// Whether a journal is of this database. The identity of a SQLite file is stored next to it and can be lost; then the path
    /// decides, unless the database is bound to a key of no rotation here.
    pub(super) fn is_about_this_store(&self, facts: &Facts) -> Result<bool> {
        if facts.identity == self.store.identity()? {
            return Ok(true);
        }
        if facts.store != self.store.url().to_string() {
            return Ok(false);
        }
        let mark = self.store.key_binding()?;
        Ok(mark.is_none_or(|mark| [&facts.old_fingerprint, &facts.new_fingerprint].contains(&&mark.fingerprint)))
    }

    fn own_journal(&self) -> Result<Journal> {
        let journal = Journal::find(&self.settings())?.ok_or(RotationError::NoInterruptedRotation)?;
        if !self.is_about_this_store(&journal.facts)? {
            let (theirs, ours) = (journal.facts.store, self.store.url().to_string());
            let is_replaced = theirs == ours;
            let error = Error::from(RotationError::RotationOfOtherDatabase { theirs, ours });
            return Err(if is_replaced {
                error.hint("That database was replaced: restore it. Until then the journal keeps its keys.")
            } else {
                error
            });
        }
        Ok(journal)
    }

    /// Continues from where the rotation stopped, in either direction. Done steps are kept, so it can be interrupted again.
    fn resume_or_roll_back(&self, actor: &Actor, direction: Direction, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        self.require_superuser(actor)?;
        self.refuse_read_only()?;
        let _alone = self.store.lock_rotation()?;
        let journal = self.own_journal()?;
        let facts = &journal.facts;
        if facts.turned_back && direction == Direction::Back {
            return Err(RotationError::AlreadyRolledBack.into());
        }
        if !facts.online {
            self.refuse_other_clients(Remedy::StopServerToResume)?;
        }
        let is_awaited = facts.waits && direction == Direction::Onward;
        let without_key = if is_awaited { self.refuse_without_new_key(facts).err() } else { None };
        let ends_waiting = is_awaited && without_key.is_none();
        let route = Route::of(&journal, direction)?;
        let sources = match &without_key {
            None if is_awaited => self.with_a_key_of(&journal, facts.sources.clone())?,
            // Other clients have their key, and this program must get it from the same origin.
            Some(_) if !facts.turned_back => Vec::new(),
            // After a rollback, the journal may have the only copy of the key.
            _ => self.sources_now(&journal, route.source_key)?,
        };
        if let Some(refused) = without_key.filter(|_| sources.is_empty()) {
            return Err(refused);
        }
        let Route { ring, after, action, source_key, base_key } = route;
        let before = self.store.key_binding()?;
        let found = self.decrypt_values(&ring, Stage::Checking, None, watch).map_err(interrupted)?;
        // Read now, since nothing may fail once the journal is deleted.
        let in_flows = self.store.unknown_tokens(&mut |_| false)?.in_flows;
        let is_at = |mark: &KeyBinding| before.as_ref().is_some_and(|before| before.fingerprint == mark.fingerprint);
        let untouched = direction == Direction::Back && is_untouched(facts, before.as_ref(), &ring, &found);
        // Where its keys decrypt every value, a binding to another key is wrong.
        let foreign = before.as_ref().filter(|mark| !ring.knows(&mark.fingerprint) && !found.unreadable.is_empty());
        if let Some(mark) = foreign.filter(|_| facts.waits || !untouched) {
            let KeyBinding { fingerprint, origin } = mark.clone();
            return Err(RotationError::RotatedSince { fingerprint, origin }.into());
        }
        if direction == Direction::Onward && !is_at(&after) && !facts.allow_unreadable {
            refuse_unreadable(&found.unreadable, Remedy::RollBackRotation)?;
        }
        let (mut rotated, mut changed_meanwhile) = (0, 0);
        if !untouched && (!is_at(&after) || found.fallback_total() > 0) {
            let audit = self.entry(actor, action, None, Some(facts.direction()));
            let goal = Goal { ring: &ring, before: before.as_ref(), after, audit };
            (rotated, changed_meanwhile) = self.reencrypt(&journal, &goal, &found, watch).map_err(resumable)?;
        }
        // Values that only the new key decrypts still need it, whatever the binding.
        let needs_new_key = untouched && decrypted_by(&ring, &found, &parse(&journal.new_key, "the journal")?.fingerprint()) > 0;
        // Other clients may encrypt with another of its keys, or it has the only copy of the key that becomes active.
        let is_nowhere = !ends_waiting && foreign.is_none() && sources.is_empty() && !self.is_active(source_key)?;
        let waiting = match direction {
            Direction::Onward if is_nowhere || (facts.online && (!facts.waits || changed_meanwhile > 0)) => {
                Some(journal.waiting())
            }
            Direction::Back if is_nowhere || facts.took_over || facts.online || needs_new_key => {
                Some(journal.turned_back(base_key))
            }
            _ => None,
        };
        let to_update = (!ends_waiting).then_some(sources.as_slice());
        let end = End { journal: &journal, sources: to_update, key: source_key, waiting: waiting.as_ref() };
        self.finalize(actor, &end).map_err(resumable)?;
        Ok(Report {
            old_fingerprint: facts.old_fingerprint.clone(),
            new_fingerprint: facts.new_fingerprint.clone(),
            found,
            rotated,
            changed_meanwhile,
            waits: waiting.is_some(),
            in_flows,
            has_usual_plaintext: !self.store.capabilities().encrypts_generic_variables,
            backup: facts.backup.clone(),
            kept_old_key: None,
            engine_note: self.engine_note(),
            key_files: sources.iter().map(|source| source.path().to_owned()).collect(),
            seconds: begin.elapsed().as_secs_f64(),
        })
    }

    /// Whether this key is the active one.
    fn is_active(&self, key: &Secret) -> Result<bool> {
        let fingerprint = parse(key, "the journal")?.fingerprint();
        Ok(self.parsed_keys().is_ok_and(|(current, _)| current.fingerprint() == fingerprint))
    }

    /// Refuses to complete a rotation before this program has the new key, as every other client must. After a rollback that is
    /// the key of the values, which need not have been the active one.
    fn refuse_without_new_key(&self, facts: &Facts) -> Result<()> {
        let (current, _) = self.parsed_keys()?;
        let is_new = |key: &SecretKey| key.fingerprint() == facts.new_fingerprint;
        // Keys that only the journal has do not count.
        let settings = self.settings();
        let is_given = |key: &Secret| SecretKey::parse(key).is_ok_and(|key| is_new(&key));
        if is_new(&current) || (facts.turned_back && settings.secret_key_fallbacks.value.iter().any(is_given)) {
            return Ok(());
        }
        let error = Error::from(RotationError::ActiveKeyDiffers {
            active: current.fingerprint(),
            origin: settings.secret_key.origin.to_string(),
            which: if facts.turned_back { "previous" } else { "new" },
            expected: facts.new_fingerprint.clone(),
        });
        Err(if facts.turned_back && !facts.sources.is_empty() {
            error.hint(
                "Move that key elsewhere and try again: the previous key is then written there. Until then the journal keeps it.",
            )
        } else {
            error
        })
    }

    /// The key files of an interrupted rotation, checked as at its start. If the configuration directory was moved or copied, the
    /// journal's paths may belong to something else: then the origin of the active key is used.
    fn sources_now(&self, journal: &Journal, key: &Secret) -> Result<Vec<KeySource>> {
        let (facts, settings) = (&journal.facts, self.settings());
        if facts.sources.is_empty() {
            return Ok(Vec::new());
        }
        let sources =
            if facts.config_dir == self.absolute_config_dir()? { facts.sources.clone() } else { self.sources_of_moved(journal)? };
        if let Some(foreign) = sources.iter().find(|source| !source.is_named_by(&settings, journal)) {
            return Err(RotationError::KeyFileNotInSettings { path: foreign.path().to_owned() }.into());
        }
        self.refuse_stale_source(journal, &sources, key)?;
        let sources = self.with_a_key_of(journal, sources)?;
        sources.iter().try_for_each(|source| source.check(&settings, Some(key)))?;
        Ok(sources)
    }

    /// The files that contain one of the journal's keys, or none. Another key that someone put there may be the only copy.
    fn with_a_key_of(&self, journal: &Journal, sources: Vec<KeySource>) -> Result<Vec<KeySource>> {
        let settings = self.settings();
        let keys: Vec<&Secret> = journal.keys().collect();
        let checked =
            sources.into_iter().map(|source| Ok((source.may_be_overwritten(&settings, &keys, &journal.in_place)?, source)));
        let checked = checked.collect::<Result<Vec<_>>>()?;
        Ok(checked.into_iter().filter(|(is_ours, _)| *is_ours).map(|(_, source)| source).collect())
    }

    /// Refuses if the origin of the active key would keep another key of the rotation: once the journal is deleted, the values
    /// would be without their key.
    fn refuse_stale_source(&self, journal: &Journal, sources: &[KeySource], key: &Secret) -> Result<()> {
        let Ok((current, _)) = self.parsed_keys() else { return Ok(()) };
        let named = |text: &Secret| SecretKey::parse(text).ok().map(|key| key.fingerprint());
        let fingerprint = Some(current.fingerprint());
        if named(key) == fingerprint || !journal.keys().any(|key| named(key) == fingerprint) {
            return Ok(());
        }
        let present = KeySource::of(&self.settings(), &current)?;
        let Some(stale) =
            present.first().filter(|first| !sources.iter().any(|source| paths::is_same_file(source.path(), first.path())))
        else {
            return Ok(());
        };
        let files = sources.iter().map(|source| source.path().display().to_string());
        Err(Error::from(RotationError::KeyFileNotInJournal { path: stale.path().to_owned() }).details(files))
    }

    fn sources_of_moved(&self, journal: &Journal) -> Result<Vec<KeySource>> {
        let (current, _) = self.parsed_keys()?;
        let fingerprint = current.fingerprint();
        let of_this_rotation = journal.keys().any(|key| SecretKey::parse(key).is_ok_and(|key| key.fingerprint() == fingerprint));
        let sources = if of_this_rotation { KeySource::of(&self.settings(), &current)? } else { Vec::new() };
        if sources.is_empty() {
            return Err(RotationError::ConfigDirMoved { active: fingerprint }.into());
        }
        Ok(sources)
    }

    pub(super) fn absolute_config_dir(&self) -> Result<PathBuf> {
        paths::absolute(&self.settings().config_dir.value)
    }
}

/// The journal exists, so the rotation can be resumed.
fn interrupted(error: Error) -> Error {
    if error.kind() == Kind::Interrupted { resumable(error) } else { error }
}

/// Whether there is nothing to roll back: the values were not replaced yet, or the new key is the previous one. Without a key
/// binding, the values decide.
fn is_untouched(facts: &Facts, before: Option<&KeyBinding>, ring: &Keyring, found: &DecryptStats) -> bool {
    if facts.old_fingerprint == facts.new_fingerprint {
        return true;
    }
    match before {
        Some(mark) => mark.fingerprint != facts.new_fingerprint,
        None => decrypted_by(ring, found, &facts.new_fingerprint) == 0,
    }
}

/// The number of values that this fallback key decrypts.
fn decrypted_by(ring: &Keyring, found: &DecryptStats, fingerprint: &str) -> u64 {
    let place = ring.fallback_fingerprints().position(|name| name == fingerprint);
    place.and_then(|place| found.fallback.get(place).copied()).unwrap_or(0)
}
