//! A rotation that was begun and not ended: told of, gone on with, taken back.

use std::path::PathBuf;
use std::time::Instant;

use super::journal::{self, Facts, Journal};
use super::plan::refuse_unreadable;
use super::sources::KeySource;
use super::tally::Tally;
use super::work::Goal;
use super::{End, Report, Stage, Watch, resumable};
use crate::config::{Origin, Sourced};
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Kind, Result};
use crate::fs::place;
use crate::model::{Actor, AuditAction, KeyMark, Timestamp};
use crate::secret::Secret;
use crate::service::Service;
use crate::service::keyring::parse;

/// A rotation that was begun and not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfinished {
    /// The store it is about.
    pub store: String,
    /// When it began.
    pub started_at: Timestamp,
    /// The key from before.
    pub old_fingerprint: String,
    /// The key after it.
    pub new_fingerprint: String,
    /// Whether the store is under the new key already.
    pub reencrypted: bool,
    /// Whether everything is done, and it waits for others to have the new key.
    pub waits: bool,
    /// The backup, if one was written.
    pub backup: Option<PathBuf>,
}

/// Which end a rotation is brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Onward,
    Back,
}

/// What it takes to bring a rotation to one of its ends.
struct Way<'a> {
    /// Its current key is the one that every value is to be under.
    ring: Keyring,
    /// What the store remembers then.
    after: KeyMark,
    action: AuditAction,
    /// The key for the key sources.
    source_key: &'a Secret,
    /// The key that the values were under before; the store may have been under another one than the one in force.
    base_key: &'a Secret,
}

impl<'a> Way<'a> {
    fn of(journal: &'a Journal, direction: Direction) -> Result<Self> {
        let facts = &journal.facts;
        let parsed = |key: &Secret| parse(key, "the journal");
        let mut older = journal.old_keys.iter().map(parsed).collect::<Result<Vec<_>>>()?;
        let mut key = parsed(&journal.new_key)?;
        let no_key = || Error::new(Kind::Store, "The rotation's journal holds no old key.");
        let place = older.iter().position(|old| old.fingerprint() == facts.old_fingerprint).unwrap_or(0);
        let (base_key, in_force) = journal.old_keys.get(place).zip(journal.old_keys.first()).ok_or_else(no_key)?;
        let (after, action, source_key) = match direction {
            Direction::Onward => (facts.new_mark(), AuditAction::SecretKeyRotated, &journal.new_key),
            Direction::Back => {
                std::mem::swap(&mut key, older.get_mut(place).ok_or_else(no_key)?);
                let after = KeyMark { fingerprint: key.fingerprint(), origin: facts.old_origin.clone() };
                (after, AuditAction::RotationRolledBack, in_force)
            }
        };
        Ok(Self { ring: Keyring::new(&key, &older)?, after, action, source_key, base_key })
    }
}

impl Service {
    /// The rotation that was begun and not ended, if there is one.
    ///
    /// # Errors
    /// `Store`.
    pub fn unfinished_rotation(&self) -> Result<Option<Unfinished>> {
        let Some(Journal { facts, .. }) = Journal::find(&self.settings())? else { return Ok(None) };
        let mark = if self.is_about_this_store(&facts)? { self.store.key_mark()? } else { None };
        Ok(Some(Unfinished {
            reencrypted: mark.is_some_and(|mark| mark.fingerprint == facts.new_fingerprint),
            waits: facts.waits,
            store: facts.store,
            started_at: facts.started_at,
            old_fingerprint: facts.old_fingerprint,
            new_fingerprint: facts.new_fingerprint,
            backup: facts.backup,
        }))
    }

    /// Adds a notice of a rotation that was interrupted, or whose journal is not used.
    pub fn notify_of_rotation(&self) {
        let error = match Journal::find(&self.settings()) {
            Ok(Some(journal)) if !journal.facts.waits => journal.unfinished(),
            Ok(_) => return,
            Err(error) => error,
        };
        self.notices.add_error(&error);
    }

    /// Ends an unfinished rotation: what is not done yet is done. One that waits ends once everybody has the new key, which
    /// is said by this: what others wrote under an older key meanwhile is brought along.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Service::rotate`].
    pub fn resume_rotation(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report> {
        self.go_through(actor, Direction::Onward, watch)
    }

    /// Takes an unfinished rotation back: every value and every key source is as before it.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Service::rotate`].
    pub fn roll_back_rotation(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report> {
        self.go_through(actor, Direction::Back, watch)
    }

    /// Refuses while the store's rotation is unfinished, for nobody knows which key the next value belongs under.
    pub(in crate::service) fn refuse_unfinished_rotation(&self) -> Result<()> {
        match self.journal_of_this_store()? {
            Some(journal) if !journal.facts.waits => Err(journal.unfinished()),
            _ => Ok(()),
        }
    }

    /// Refuses that, and while values may be under keys that a rotation keeps for others.
    pub(in crate::service) fn refuse_waiting_rotation(&self) -> Result<()> {
        match self.journal_of_this_store()? {
            Some(Journal { facts, .. }) if facts.waits => Err(journal::waiting()),
            Some(journal) => Err(journal.unfinished()),
            None => Ok(()),
        }
    }

    /// The keys that a rotation of this store keeps for others.
    pub(in crate::service) fn keys_of_waiting_rotation(&self) -> Result<Vec<Sourced<Secret>>> {
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

    /// Whether a journal is of this store. What names a SQLite file lies beside it and can be lost; then the place tells, as
    /// long as nothing is remembered of its key, or one of this rotation's.
    pub(super) fn is_about_this_store(&self, facts: &Facts) -> Result<bool> {
        if facts.identity == self.store.identity()? {
            return Ok(true);
        }
        if facts.store != self.store.url().to_string() {
            return Ok(false);
        }
        let mark = self.store.key_mark()?;
        Ok(mark.is_none_or(|mark| [&facts.old_fingerprint, &facts.new_fingerprint].contains(&&mark.fingerprint)))
    }

    fn own_journal(&self) -> Result<Journal> {
        let journal = Journal::find(&self.settings())?
            .ok_or_else(|| Error::new(Kind::NotFound, "No rotation is unfinished; there is nothing to do."))?;
        if !self.is_about_this_store(&journal.facts)? {
            return Err(Error::new(
                Kind::Conflict,
                format!("The unfinished rotation is of another store, {}, not of {}.", journal.facts.store, self.store.url()),
            )
            .hint(if journal.facts.store == self.store.url().to_string() {
                "Another store stands at that address since: bring back the one it is of; until then the journal keeps its keys."
            } else {
                "Name that store with --store."
            }));
        }
        Ok(journal)
    }

    /// From wherever it stopped to one of its ends. What is there already is left, so that it can be stopped again.
    fn go_through(&self, actor: &Actor, direction: Direction, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        self.require_superuser(actor)?;
        self.refuse_read_only()?;
        let _alone = self.store.lock_rotation()?;
        let journal = self.own_journal()?;
        let facts = &journal.facts;
        if facts.turned_back && direction == Direction::Back {
            return Err(Error::new(
                Kind::Conflict,
                "The rotation was taken back already, and waits for others to have the key of before.",
            )
            .hint("Once every Kozmoai has that, `kozmoai rotate resume` ends it."));
        }
        if !facts.online {
            self.refuse_others(
                "Stop Kozmoai first; the rotation was begun without --online, and its journal keeps the keys until then.",
            )?;
        }
        let is_awaited = facts.waits && direction == Direction::Onward;
        let without_key = if is_awaited { self.refuse_without_new_key(facts).err() } else { None };
        let ends_waiting = is_awaited && without_key.is_none();
        let way = Way::of(&journal, direction)?;
        let sources = match &without_key {
            None if is_awaited => self.with_a_key_of(&journal, facts.sources.clone())?,
            // Others have been given theirs, and this program is to have it from the same place.
            Some(_) if !facts.turned_back => Vec::new(),
            // After a rollback the journal may hold the only copy, for a key file held another one.
            _ => self.sources_now(&journal, way.source_key)?,
        };
        if let Some(refused) = without_key.filter(|_| sources.is_empty()) {
            return Err(refused);
        }
        let Way { ring, after, action, source_key, base_key } = way;
        let before = self.store.key_mark()?;
        let found = self.tallied(&ring, Stage::Checking, None, watch).map_err(interrupted)?;
        // Looked at before the end, for nothing may fail once the journal is gone.
        let in_flows = self.store.strays(&mut |_| false)?.in_flows;
        let is_at = |mark: &KeyMark| before.as_ref().is_some_and(|before| before.fingerprint == mark.fingerprint);
        let untouched = direction == Direction::Back && is_untouched(facts, before.as_ref(), &ring, &found);
        // Where its keys decrypt every value, what is remembered of another one is wrong.
        let foreign = before.as_ref().filter(|mark| !ring.knows(&mark.fingerprint) && !found.unreadable.is_empty());
        if let Some(mark) = foreign.filter(|_| facts.waits || !untouched) {
            return Err(Error::new(
                Kind::Key,
                format!(
                    "The store is under the key {} (from {}) by now, which this rotation knows nothing of.",
                    mark.fingerprint, mark.origin
                ),
            )
            .hint("Someone else rotated it meanwhile: ask them for that key; the journal keeps those of this rotation."));
        }
        if direction == Direction::Onward && !is_at(&after) && !facts.allow_unreadable {
            let hint = "`kozmoai rotate rollback` takes this rotation back; the next one may be given their keys or leave them as they are.";
            refuse_unreadable(&found.unreadable, hint)?;
        }
        let (mut rotated, mut changed_meanwhile) = (0, 0);
        if !untouched && (!is_at(&after) || found.older() > 0) {
            let audit = self.entry(actor, action, None, Some(facts.way()));
            let goal = Goal { ring: &ring, before: before.as_ref(), after, audit };
            (rotated, changed_meanwhile) = self.reencrypt(&journal, &goal, &found, watch).map_err(resumable)?;
        }
        // Whatever is remembered of the rotation, values that only the new key decrypts need it still.
        let needs_new_key = untouched && decrypted_by(&ring, &found, &parse(&journal.new_key, "the journal")?.fingerprint()) > 0;
        // Others may write under another of its keys, or it holds the only copy of the one that is to be in force.
        let is_nowhere = !ends_waiting && foreign.is_none() && sources.is_empty() && !self.is_in_force(source_key)?;
        let waiting = match direction {
            Direction::Onward if is_nowhere || (facts.online && (!facts.waits || changed_meanwhile > 0)) => {
                Some(journal.waiting())
            }
            Direction::Back if is_nowhere || facts.took_over || facts.online || needs_new_key => {
                Some(journal.turned_back(base_key))
            }
            _ => None,
        };
        let to_point = (!ends_waiting).then_some(sources.as_slice());
        let end = End { journal: &journal, sources: to_point, key: source_key, waiting: waiting.as_ref() };
        self.close(actor, &end).map_err(resumable)?;
        Ok(Report {
            old_fingerprint: facts.old_fingerprint.clone(),
            new_fingerprint: facts.new_fingerprint.clone(),
            found,
            rotated,
            changed_meanwhile,
            waits: waiting.is_some(),
            in_flows,
            has_usual_plaintext: self.store.generation().seals_api_keys,
            backup: facts.backup.clone(),
            kept_old_key: None,
            engine_note: self.engine_note(),
            key_files: sources.iter().map(|source| source.path().to_owned()).collect(),
            seconds: begin.elapsed().as_secs_f64(),
        })
    }

    /// Whether this key is in force; where none is, or one that can't be used, it is not.
    fn is_in_force(&self, key: &Secret) -> Result<bool> {
        let fingerprint = parse(key, "the journal")?.fingerprint();
        Ok(self.parsed_keys().is_ok_and(|(current, _)| current.fingerprint() == fingerprint))
    }

    /// Whoever ends the waiting says that everybody has the new key; this program has it then too. After a rollback that is the
    /// key of the values, which need not have been the active one before either.
    fn refuse_without_new_key(&self, facts: &Facts) -> Result<()> {
        let (current, _) = self.parsed_keys()?;
        let is_new = |key: &SecretKey| key.fingerprint() == facts.new_fingerprint;
        // Without those that only the journal keeps.
        let settings = self.settings();
        let is_given = |key: &Secret| SecretKey::parse(key).is_ok_and(|key| is_new(&key));
        if is_new(&current) || (facts.turned_back && settings.secret_key_fallbacks.value.iter().any(is_given)) {
            return Ok(());
        }
        let (ours, origin) = (current.fingerprint(), self.settings().secret_key.origin.to_string());
        Err(Error::new(
            Kind::Key,
            format!(
                "The active key is {ours} (from {origin}), not the {} one, {}.",
                if facts.turned_back { "previous" } else { "new" },
                facts.new_fingerprint
            ),
        )
        .hint(if facts.turned_back && !facts.sources.is_empty() {
            "Move that key away from there and run this again: it writes the previous key to its place. Until then the journal keeps it."
        } else {
            "Put the new key where the old one was, here and for every Kozmoai, and start those anew; then try again."
        }))
    }

    /// The key files of a rotation that is taken up again, checked as at its start. Where the config dir was moved, as a copy
    /// or a restored disk is, the paths of the journal may be somebody else's by now: then the file counts that the active
    /// key came from.
    fn sources_now(&self, journal: &Journal, key: &Secret) -> Result<Vec<KeySource>> {
        let (facts, settings) = (&journal.facts, self.settings());
        if facts.sources.is_empty() {
            return Ok(Vec::new());
        }
        let sources =
            if facts.config_dir == self.absolute_config_dir()? { facts.sources.clone() } else { self.sources_of_moved(journal)? };
        if let Some(foreign) = sources.iter().find(|source| !source.is_named_by(&settings, journal)) {
            let path = foreign.path().display();
            return Err(Error::new(
                Kind::Key,
                format!("The rotation's journal names the key file {path}, which the present settings do not read."),
            )
            .hint(format!("If {path} is the right one, name it with --env-file {path}.")));
        }
        self.refuse_stale_source(journal, &sources, key)?;
        let sources = self.with_a_key_of(journal, sources)?;
        sources.iter().try_for_each(|source| source.check(&settings, Some(key)))?;
        Ok(sources)
    }

    /// The files that hold one of the journal's keys, or none. What someone put into another one meanwhile may be the only copy
    /// of a key.
    fn with_a_key_of(&self, journal: &Journal, sources: Vec<KeySource>) -> Result<Vec<KeySource>> {
        let settings = self.settings();
        let keys: Vec<&Secret> = journal.keys().collect();
        let checked = sources.into_iter().map(|source| Ok((source.may_be_pointed(&settings, &keys, &journal.in_place)?, source)));
        let checked = checked.collect::<Result<Vec<_>>>()?;
        Ok(checked.into_iter().filter(|(is_ours, _)| *is_ours).map(|(_, source)| source).collect())
    }

    /// Refuses where the file that the active key comes from would go on holding another key of the rotation: what names other
    /// files only would leave the values without their key once the journal is gone.
    fn refuse_stale_source(&self, journal: &Journal, sources: &[KeySource], key: &Secret) -> Result<()> {
        let Ok((current, _)) = self.parsed_keys() else { return Ok(()) };
        let named = |text: &Secret| SecretKey::parse(text).ok().map(|key| key.fingerprint());
        let fingerprint = Some(current.fingerprint());
        if named(key) == fingerprint || !journal.keys().any(|key| named(key) == fingerprint) {
            return Ok(());
        }
        let present = KeySource::of(&self.settings(), &current)?;
        let Some(stale) =
            present.first().filter(|first| !sources.iter().any(|source| place::is_same_file(source.path(), first.path())))
        else {
            return Ok(());
        };
        let (path, files) = (stale.path().display(), sources.iter().map(|source| source.path().display().to_string()));
        Err(Error::new(
            Kind::Key,
            format!("The active key comes from {path}, which the rotation's journal does not name; nothing was changed."),
        )
        .hint("Name the key file that the rotation began with, with --env-file.")
        .details(files))
    }

    fn sources_of_moved(&self, journal: &Journal) -> Result<Vec<KeySource>> {
        let (current, _) = self.parsed_keys()?;
        let fingerprint = current.fingerprint();
        let of_this_rotation = journal.keys().any(|key| SecretKey::parse(key).is_ok_and(|key| key.fingerprint() == fingerprint));
        let sources = if of_this_rotation { KeySource::of(&self.settings(), &current)? } else { Vec::new() };
        if sources.is_empty() {
            return Err(Error::new(
                Kind::Key,
                format!("The config dir was moved, and the active key, {fingerprint}, is in no file of this rotation."),
            )
            .hint("Name the file that holds the old key or the new one with --env-file."));
        }
        Ok(sources)
    }

    pub(super) fn absolute_config_dir(&self) -> Result<PathBuf> {
        place::absolute(&self.settings().config_dir.value)
    }
}

/// The journal is there, so it can be gone on with.
fn interrupted(error: Error) -> Error {
    if error.kind() == Kind::Interrupted { resumable(error) } else { error }
}

/// Whether there is nothing to take back: until the values took each other's place, be they under one old key or several; and
/// where the new key is the one that the store was under. Where nothing is remembered of its key, the values tell.
fn is_untouched(facts: &Facts, before: Option<&KeyMark>, ring: &Keyring, found: &Tally) -> bool {
    if facts.old_fingerprint == facts.new_fingerprint {
        return true;
    }
    match before {
        Some(mark) => mark.fingerprint != facts.new_fingerprint,
        None => decrypted_by(ring, found, &facts.new_fingerprint) == 0,
    }
}

/// How many values this one of a ring's fallback keys decrypts.
fn decrypted_by(ring: &Keyring, found: &Tally, fingerprint: &str) -> u64 {
    let place = ring.fallback_fingerprints().position(|name| name == fingerprint);
    place.and_then(|place| found.fallback.get(place).copied()).unwrap_or(0)
}
