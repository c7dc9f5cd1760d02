//! The journal of a rotation: `<config dir>/rotation.json`, 0600, from before the first write to a store until the key
//! sources point at the new key. It holds every key that a value may be under meanwhile, so that nothing needs a key that
//! is not on disk. How far a rotation came is told by the store itself, which remembers its key.
//!
//! After an online rotation it waits: others may go on writing under an older key until they have the new one, and what
//! they write is read with the keys in it. Another rotation takes them over.
//!
//! It is a recovery file as in [`crate::fs::plan`]: what a checksum finds damaged is not acted upon, and since a checksum
//! proves no author, keys count only with their fingerprints and key files only if the settings name them too.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::sources::{InPlace, KeySource, is_one_line};
use crate::config::Settings;
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Kind, Result};
use crate::fs::account::Account;
use crate::fs::{acting, place, plan, private};
use crate::model::{KeyMark, Timestamp};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};

/// What the recovery file calls itself.
const PLAN: &str = "rotation";
/// The form that this version writes and reads.
const VERSION: u32 = 2;
/// The form that had no checksum yet, which is read still.
const UNSEALED: u32 = 1;

/// A rotation that has begun.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    pub(super) facts: Facts,
    /// The key that every value goes under.
    pub(super) new_key: Secret,
    /// The key that was in force, then the other ones that values are read with.
    pub(super) old_keys: Vec<Secret>,
    /// What the key files held that can only be written in place, should that be cut short.
    pub(super) in_place: Vec<InPlace>,
    /// Whether this account or root wrote it. Root reads that of the account that owns the database too.
    pub(super) is_own: bool,
}

/// What is no secret of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// The store's address, for people.
    pub(super) store: String,
    /// What names the store, should it be moved.
    pub(super) identity: String,
    /// Where the journal lay, which tells whether paths still mean what they did.
    pub(super) config_dir: PathBuf,
    pub(super) started_at: Timestamp,
    pub(super) old_fingerprint: String,
    pub(super) new_fingerprint: String,
    /// Where the old key came from, as the store remembers it.
    pub(super) old_origin: String,
    /// What is to hold the new key in the end.
    pub(super) sources: Vec<KeySource>,
    pub(super) backup: Option<PathBuf>,
    pub(super) allow_unreadable: bool,
    pub(super) online: bool,
    /// Everything is done, and it waits for others to have the new key.
    #[serde(default)]
    pub(super) waits: bool,
    /// It holds the keys of one that waited.
    #[serde(default)]
    pub(super) took_over: bool,
    /// It was taken back: the new key is the one of before.
    #[serde(default)]
    pub(super) turned_back: bool,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    facts: Facts,
    new_key: Zeroizing<String>,
    old_keys: Vec<Zeroizing<String>>,
    #[serde(default)]
    in_place: Vec<InPlace>,
}

/// The form without a checksum.
#[derive(Deserialize)]
struct Unsealed {
    version: u32,
    #[serde(flatten)]
    stored: Stored,
}

impl Facts {
    /// What the store remembers of its key once it is under the new one.
    pub(super) fn new_mark(&self) -> KeyMark {
        let origin = self.sources.first().map_or_else(|| "a key option of rotate".to_owned(), |s| s.path().display().to_string());
        KeyMark { fingerprint: self.new_fingerprint.clone(), origin }
    }

    /// The way it goes, in words.
    pub(super) fn way(&self) -> String {
        format!("from {} to {}", self.old_fingerprint, self.new_fingerprint)
    }
}

/// The journal's file, there or not.
pub(in crate::service) fn file(config_dir: &Path) -> PathBuf {
    config_dir.join("rotation.json")
}

/// The backup of the rotation that is not ended, if there is one.
///
/// # Errors
/// As [`Journal::find`].
pub(in crate::service) fn backup_of(settings: &Settings) -> Result<Option<PathBuf>> {
    Ok(Journal::find(settings)?.and_then(|journal| journal.facts.backup))
}

impl Journal {
    /// Writes it before anything else is; one that took over another takes its place too.
    ///
    /// # Errors
    /// `Resumable` if there is one afterwards, also where it can't be made durable; else the reason why there is none.
    pub(super) fn begin(&self, settings: &Settings) -> Result<()> {
        settings.create_config_dir()?;
        let config_dir = &settings.config_dir.value;
        let path = file(config_dir);
        let written = if self.facts.took_over { self.replace(config_dir) } else { private::create(&path, &self.encoded()?) };
        let Err(error) = written else { return Ok(()) };
        if error.kind() == Kind::Conflict {
            return Err(unfinished("another process began it"));
        }
        // It may bear its name already and not be durable. No value was changed, so it may go again.
        if !self.facts.took_over {
            let _acting = acting::act_in(config_dir)?;
            if fs::remove_file(&path).is_ok() || fs::symlink_metadata(&path).is_err() {
                return Err(error.hint("Nothing was changed. Fix that, then rotate again."));
            }
        }
        match Self::find(settings) {
            Ok(Some(found)) if found.facts == self.facts => Err(super::resumable(error)),
            Ok(_) => Err(error.hint("Nothing was changed. Fix that, then rotate again.")),
            Err(_) => Err(super::resumable(error)),
        }
    }

    /// Writes it in place of the one that is there.
    ///
    /// # Errors
    /// `Unexpected` if it can't be written.
    pub(super) fn replace(&self, config_dir: &Path) -> Result<()> {
        private::write(&file(config_dir), &self.encoded()?).map(drop)
    }

    fn encoded(&self) -> Result<Zeroizing<Vec<u8>>> {
        let text = |key: &Secret| Zeroizing::new(key.expose_secret().to_owned());
        let stored = Stored {
            facts: self.facts.clone(),
            new_key: text(&self.new_key),
            old_keys: self.old_keys.iter().map(text).collect(),
            in_place: self.in_place.clone(),
        };
        plan::seal(PLAN, VERSION, &stored)
            .map_err(|error| Error::new(Kind::Unexpected, "The rotation's journal cannot be encoded.").because(error))
    }

    /// The journal that waits for others once everything was done.
    pub(super) fn waiting(&self) -> Self {
        Self { facts: Facts { online: true, waits: true, ..self.facts.clone() }, ..self.clone() }
    }

    /// The same once everything was taken back: the key of before is the new one.
    pub(super) fn turned_back(&self, key: &Secret) -> Self {
        let facts = Facts {
            old_fingerprint: self.facts.new_fingerprint.clone(),
            new_fingerprint: self.facts.old_fingerprint.clone(),
            online: true,
            waits: true,
            turned_back: true,
            ..self.facts.clone()
        };
        let others = self.keys().filter(|other| !secret::same(other, key)).cloned();
        Self { facts, new_key: key.clone(), old_keys: others.collect(), in_place: self.in_place.clone(), is_own: self.is_own }
    }

    /// What is said where it stands in the way.
    pub(super) fn unfinished(&self) -> Error {
        unfinished(&format!("it began at {:.0}", self.facts.started_at))
    }

    /// Every key in it.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.new_key).chain(&self.old_keys)
    }

    /// The journal of a rotation that was not ended; none if there is none.
    ///
    /// # Errors
    /// `Store` if it is not trusted, is damaged, or a newer version wrote it: nothing in it is acted upon then.
    pub(super) fn find(settings: &Settings) -> Result<Option<Self>> {
        let path = file(&settings.config_dir.value);
        let found = private::read_with_owner(&path, settings.trust).map_err(|error| {
            if error.kind() == Kind::Unexpected {
                // Of the system's making: nothing is known of the file.
                let unknown = Error::new(Kind::Store, format!("Whether a rotation is unfinished cannot be seen: {error}"));
                return unknown.hint(error.next_step().unwrap_or_default());
            }
            let hint = format!("{} {}", error.next_step().unwrap_or_default(), IF_NONE_BEGAN);
            Error::new(Kind::Store, format!("The journal of a rotation is not used: {error}")).hint(hint.trim())
        })?;
        let Some((bytes, owner)) = found.map(|(bytes, owner)| (Zeroizing::new(bytes), owner)) else { return Ok(None) };
        let is_own = [Account::root().uid(), Account::effective().uid()].contains(&owner.uid());
        Self::decoded(&bytes, is_own).map(Some).map_err(|refusal| {
            let error =
                Error::new(Kind::Store, format!("The journal of a rotation, {}, is not used: {refusal}.", path.display()));
            error.hint(match refusal {
                plan::Refusal::Damaged => format!("It may hold the only copy of a key, so keep it. {IF_NONE_BEGAN}"),
                plan::Refusal::Newer(_) => "Use that version to end the rotation.".to_owned(),
            })
        })
    }

    fn decoded(bytes: &[u8], is_own: bool) -> Result<Self, plan::Refusal> {
        // What serde says of a text may quote it, and it holds keys.
        let stored: Stored = plan::open(PLAN, VERSION, bytes).or_else(|refusal| {
            let unsealed: Unsealed = serde_json::from_slice(bytes).map_err(|_| refusal)?;
            if unsealed.version == UNSEALED { Ok(unsealed.stored) } else { Err(refusal) }
        })?;
        let journal = Self {
            new_key: Secret::from(stored.new_key.as_str()),
            old_keys: stored.old_keys.iter().map(|key| Secret::from(key.as_str())).collect(),
            in_place: stored.in_place,
            facts: stored.facts,
            is_own,
        };
        if journal.is_consistent() { Ok(journal) } else { Err(plan::Refusal::Damaged) }
    }

    /// Whether its keys are the ones that it names.
    fn is_consistent(&self) -> bool {
        let name = |key: &Secret| SecretKey::parse(key).ok().map(|key| key.fingerprint());
        let names: Option<Vec<String>> = self.keys().map(name).collect();
        let Some(names) = names else { return false };
        let paths = self.facts.sources.iter().map(KeySource::path).chain(self.facts.backup.as_deref());
        names.len() > 1
            && names.first() == Some(&self.facts.new_fingerprint)
            && names.contains(&self.facts.old_fingerprint)
            && is_one_line(&self.new_key)
            && paths.chain([self.facts.config_dir.as_path()]).all(Path::is_absolute)
    }

    /// Removes it. Gives why that may not be durable, if so: then it may be there again after a power cut.
    ///
    /// # Errors
    /// `Resumable` if it can't be removed.
    pub(super) fn end(config_dir: &Path) -> Result<Option<Error>> {
        let path = file(config_dir);
        let _acting = acting::act_in(config_dir)?;
        fs::remove_file(&path).map_err(|error| {
            Error::new(Kind::Resumable, format!("The rotation is done, but its journal {} cannot be removed.", path.display()))
                .hint("`kozmoai rotate resume` tries again.")
                .because(error)
        })?;
        // Nor is anything of it left by a process that was killed while it wrote it.
        private::clear_up(&path);
        Ok(place::sync_folder(config_dir).err())
    }
}

/// What is to be done about a journal that is not acted upon.
const IF_NONE_BEGAN: &str = "If `kozmoai key check` decrypts every value, or no rotation was begun here, move the journal elsewhere; \
                             else put an undamaged copy of it in its place. Until then no secret is changed.";

/// What is said where a rotation stands in the way.
pub(super) fn unfinished(since: &str) -> Error {
    Error::new(Kind::Resumable, format!("A rotation of the secret key is unfinished: {since}."))
        .hint("`kozmoai rotate resume` ends it, `kozmoai rotate rollback` takes it back, `kozmoai rotate status` tells more.")
}

/// What is said where one waits.
pub(super) fn waiting() -> Error {
    Error::new(Kind::Resumable, "An online rotation keeps the old key for what others may still write under it.")
        .hint("Once every Kozmoai has the new key, `kozmoai rotate resume` brings that along and ends it.")
}
