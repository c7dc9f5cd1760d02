//! A rotation that was begun and not ended: told of, gone on with, taken back.

use std::path::PathBuf;
use std::time::Instant;

use super::journal::{self, Facts, Journal};
use super::sources::KeySource;
use super::work::Goal;
use super::{End, Report, Request, Stage, Watch, older, refuse_unreadable};
use crate::crypto::keyring::Keyring;
use crate::error::{Error, Kind, Result};
use crate::model::{Actor, AuditAction, KeyMark, Timestamp};
use crate::secret::Secret;
use crate::service::Service;
use crate::service::backup::Destination;
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
    /// The backup, if one was written.
    pub backup: Option<PathBuf>,
}

/// Which end a rotation is brought to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    Onward,
    Back,
}

impl Service {
    /// The rotation that was begun and not ended, if there is one.
    ///
    /// # Errors
    /// `Store`.
    pub fn unfinished_rotation(&self) -> Result<Option<Unfinished>> {
        let Some(Journal { facts, .. }) = Journal::find(&self.settings().config_dir.value)? else { return Ok(None) };
        let mark = if self.is_about_this_store(&facts)? { self.store.key_mark()? } else { None };
        Ok(Some(Unfinished {
            reencrypted: mark.is_some_and(|mark| mark.fingerprint == facts.new_fingerprint),
            store: facts.store,
            started_at: facts.started_at,
            old_fingerprint: facts.old_fingerprint,
            new_fingerprint: facts.new_fingerprint,
            backup: facts.backup,
        }))
    }

    /// The file with the keys of before an online rotation, which others may still write under; none if none are kept.
    ///
    /// # Errors
    /// `Key` if it can't be understood.
    pub fn older_keys_file(&self) -> Result<Option<PathBuf>> {
        let config_dir = &self.settings().config_dir.value;
        Ok(if older::kept(config_dir)?.is_empty() { None } else { Some(older::file(config_dir)) })
    }

    /// Ends an unfinished rotation: what is not done yet is done. After an online one, once everybody has the new key, it is
    /// the pass that brings along what was written under the old ones, and they go.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Service::rotate`].
    pub fn resume_rotation(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report> {
        let none = Journal::find(&self.settings().config_dir.value)?.is_none();
        let journal = if none && self.older_keys_file()?.is_some() { self.next_pass(actor)? } else { self.own_journal(actor)? };
        self.go_through(actor, &journal, Direction::Onward, watch)
    }

    /// Takes an unfinished rotation back: every value and every key source is as before it.
    ///
    /// # Errors
    /// `NotFound` if there is none; else as [`Service::rotate`].
    pub fn roll_back_rotation(&self, actor: &Actor, watch: Watch<'_>) -> Result<Report> {
        let journal = self.own_journal(actor)?;
        self.go_through(actor, &journal, Direction::Back, watch)
    }

    /// Refuses while the store's rotation is unfinished, for nobody knows which key the next value belongs under.
    pub(in crate::service) fn refuse_unfinished_rotation(&self) -> Result<()> {
        match Journal::find(&self.settings().config_dir.value)? {
            Some(journal) if self.is_about_this_store(&journal.facts)? => {
                Err(journal::unfinished(&format!("it began at {:.0}", journal.facts.started_at)))
            }
            _ => Ok(()),
        }
    }

    /// Whether a journal is of this store. What names a SQLite file lies beside it and can be lost; then the place tells, as
    /// long as nothing is remembered of its key.
    fn is_about_this_store(&self, facts: &Facts) -> Result<bool> {
        if facts.identity == self.store.identity()? {
            return Ok(true);
        }
        Ok(facts.store == self.store.url().to_string() && self.store.key_mark()?.is_none())
    }

    /// Begins another pass over the values, to the key in force.
    fn next_pass(&self, actor: &Actor) -> Result<Journal> {
        self.refuse_read_only()?;
        let request = Request {
            new_key: self.settings().secret_key.value.clone(),
            old_keys: Vec::new(),
            backup: Destination::Nowhere,
            allow_unreadable: true,
            allow_weak_key: true,
            update_sources: false,
            online: true,
        };
        let journal = self.journal(&self.planned(actor, &request)?, &request, None)?;
        journal.begin(&self.settings().config_dir.value)?;
        Ok(journal)
    }

    fn own_journal(&self, actor: &Actor) -> Result<Journal> {
        self.require_superuser(actor)?;
        self.refuse_read_only()?;
        let journal = Journal::find(&self.settings().config_dir.value)?
            .ok_or_else(|| Error::new(Kind::NotFound, "No rotation is unfinished; there is nothing to do."))?;
        if !self.is_about_this_store(&journal.facts)? {
            return Err(Error::new(
                Kind::Conflict,
                format!("The unfinished rotation is of another store, {}, not of {}.", journal.facts.store, self.store.url()),
            )
            .hint("Name that store with --store."));
        }
        Ok(journal)
    }

    /// From wherever it stopped to one of its ends. What is there already is left, so that it can be stopped again.
    fn go_through(&self, actor: &Actor, journal: &Journal, direction: Direction, watch: Watch<'_>) -> Result<Report> {
        let begin = Instant::now();
        let _alone = self.store.lock_rotation()?;
        let facts = &journal.facts;
        if !facts.online {
            self.refuse_others(
                "Stop Kozmoai first; the rotation was begun without --online, and its journal keeps the keys until then.",
            )?;
        }
        let sources = self.sources_now(facts)?;
        let parsed = |key: &Secret| parse(key, "the journal");
        let mut older = journal.old_keys.iter().map(parsed).collect::<Result<Vec<_>>>()?;
        let mut key = parsed(&journal.new_key)?;
        let (after, action, source_key, other) = match direction {
            Direction::Onward => (facts.new_mark(), AuditAction::SecretKeyRotated, &journal.new_key, None),
            Direction::Back => {
                // The store may have been under another key than the one in force.
                let place = older.iter().position(|old| old.fingerprint() == facts.old_fingerprint).unwrap_or(0);
                let no_key = || Error::new(Kind::Store, "The rotation's journal holds no old key.");
                std::mem::swap(&mut key, older.get_mut(place).ok_or_else(no_key)?);
                let after = KeyMark { fingerprint: key.fingerprint(), origin: facts.old_origin.clone() };
                (after, AuditAction::RotationRolledBack, journal.old_keys.first().ok_or_else(no_key)?, Some(place))
            }
        };
        let ring = Keyring::new(&key, &older)?;
        let before = self.store.key_mark()?;
        let found = self.tallied(&ring, Stage::Checking, None, watch)?;
        // Looked at before the end, for nothing may fail once the journal is gone.
        let in_flows = self.store.strays()?.in_flows;
        if !facts.allow_unreadable {
            refuse_unreadable(&found.unreadable)?;
        }
        let is_at = |mark: &KeyMark| before.as_ref().is_some_and(|before| before.fingerprint == mark.fingerprint);
        // Until the values took each other's place there is nothing to take back, be they under one old key or several.
        // Where nothing is remembered of the store's key, the values tell it themselves.
        let untouched = other.is_some_and(|new_key| match &before {
            Some(_) => !is_at(&facts.new_mark()),
            None => found.fallback.get(new_key).is_none_or(|values| *values == 0),
        });
        // Once an online rotation had come to its end, going on with it says that everybody has the new key by now.
        let mut ended_before = is_at(&after);
        for source in &sources {
            ended_before &= source.holds(source_key)?;
        }
        let keeps_older = facts.online && !ended_before;
        let (mut rotated, mut changed_meanwhile) = (0, 0);
        if !untouched && (!is_at(&after) || found.older() > 0) {
            let audit = self.entry(actor, action, None, Some(facts.way()));
            let goal = Goal { ring: &ring, before: before.as_ref(), after, audit };
            (rotated, changed_meanwhile) = self.reencrypt(journal, &goal, &found, watch)?;
        }
        let older_keys =
            self.close(actor, journal, &End { key: source_key, sources: &sources, keeps_older }, changed_meanwhile)?;
        Ok(Report {
            old_fingerprint: facts.old_fingerprint.clone(),
            new_fingerprint: facts.new_fingerprint.clone(),
            found,
            rotated,
            changed_meanwhile,
            older_keys,
            in_flows,
            backup: facts.backup.clone(),
            key_files: sources.iter().map(|source| source.path().to_owned()).collect(),
            seconds: begin.elapsed().as_secs_f64(),
        })
    }

    /// The key files of a rotation that is taken up again. Where the config dir was moved, as a copy or a restored disk is,
    /// the paths of the journal may be somebody else's by now: then the file counts that the key in force came from.
    fn sources_now(&self, facts: &Facts) -> Result<Vec<KeySource>> {
        if facts.sources.is_empty() || facts.config_dir == self.absolute_config_dir()? {
            return Ok(facts.sources.clone());
        }
        let (current, _) = self.parsed_keys()?;
        let fingerprint = current.fingerprint();
        let of_this_rotation = [&facts.old_fingerprint, &facts.new_fingerprint].contains(&&fingerprint);
        let sources = if of_this_rotation { KeySource::of(&self.settings(), &current)? } else { Vec::new() };
        if sources.is_empty() {
            return Err(Error::new(
                Kind::Key,
                format!("The config dir was moved, and the key in force, {fingerprint}, is in no file of this rotation."),
            )
            .hint("Name the file that holds the old key or the new one with --env-file."));
        }
        Ok(sources)
    }

    pub(super) fn absolute_config_dir(&self) -> Result<PathBuf> {
        let dir = &self.settings().config_dir.value;
        std::path::absolute(dir)
            .map_err(|error| Error::new(Kind::Usage, format!("{} is no usable path.", dir.display())).because(error))
    }
}
