//! The journal of a rotation: `<config dir>/rotation.json`, 0600. It exists from before the first change of a database until
//! the key files contain the new key, and has every key that a value may be encrypted with in between, so that no key is
//! only in memory. The key binding of the database tells how far a rotation got.
//!
//! After an online rotation it stays: other clients may encrypt with a previous key until they have the new one, and what
//! they write is decrypted with the keys in the journal. Another rotation takes those keys over.
//!
//! It is a recovery file as in [`crate::fs::recovery_file`]. If its checksum is wrong, it is not used. Since a checksum does not prove
//! an author, keys must match their fingerprints, and key files must be named by the settings too.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::sources::{InPlace, KeySource, is_one_line};
use crate::config::Settings;
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Kind, Remedy, Result, RotationError};
use crate::fs::account::Account;
use crate::fs::{acting, durable, incomplete, private, recovery_file};
use crate::model::{KeyBinding, Timestamp};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};

/// The kind of the recovery file.
const PLAN: &str = "rotation";
/// The format that this version writes.
const VERSION: u32 = 2;
/// The format before checksums, which is still read.
const UNSEALED: u32 = 1;

/// The journal of a rotation.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    pub(super) facts: Facts,
    /// The key that every value is re-encrypted with.
    pub(super) new_key: Secret,
    /// The previous active key, then the other keys that decrypt values.
    pub(super) old_keys: Vec<Secret>,
    /// The former contents of key files that can only be written in place, in case that is interrupted.
    pub(super) in_place: Vec<InPlace>,
    /// Whether this account or root wrote it. Root also reads the journal of the account that owns the database.
    pub(super) is_own: bool,
}

/// The part of a journal that is not secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    /// The database's address, for messages.
    pub(super) store: String,
    /// The database's identity, which stays the same if it is moved.
    pub(super) identity: String,
    /// The journal's directory: if it was moved, paths may mean something else.
    pub(super) config_dir: PathBuf,
    pub(super) started_at: Timestamp,
    pub(super) old_fingerprint: String,
    pub(super) new_fingerprint: String,
    /// The origin of the previous key, as in the key binding.
    pub(super) old_origin: String,
    /// The key files to update.
    pub(super) sources: Vec<KeySource>,
    pub(super) backup: Option<PathBuf>,
    pub(super) allow_unreadable: bool,
    pub(super) online: bool,
    /// Everything is done, and the keys are kept until other clients have the new one.
    #[serde(default)]
    pub(super) waits: bool,
    /// It includes the keys of an earlier rotation that were kept for other clients.
    #[serde(default)]
    pub(super) took_over: bool,
    /// It was rolled back: the new key is the previous one.
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

/// The format without a checksum.
#[derive(Deserialize)]
struct Unsealed {
    version: u32,
    #[serde(flatten)]
    stored: Stored,
}

impl Facts {
    /// The key binding after the rotation.
    pub(super) fn new_mark(&self) -> KeyBinding {
        let origin = self.sources.first().map_or_else(|| "a key option of rotate".to_owned(), |s| s.path().display().to_string());
        KeyBinding { fingerprint: self.new_fingerprint.clone(), origin }
    }

    /// Both keys, for the audit log.
    pub(super) fn direction(&self) -> String {
        format!("from {} to {}", self.old_fingerprint, self.new_fingerprint)
    }
}

/// The path of the journal.
pub fn file(config_dir: &Path) -> PathBuf {
    config_dir.join("rotation.json")
}

/// The backup of the interrupted rotation, if there is one.
///
/// # Errors
/// As [`Journal::find`].
pub(in crate::service) fn backup_of(settings: &Settings) -> Result<Option<PathBuf>> {
    Ok(Journal::find(settings)?.and_then(|journal| journal.facts.backup))
}

impl Journal {
    /// Writes the journal before anything else; it replaces that of a rotation whose keys it took over.
    ///
    /// # Errors
    /// `Resumable` if the journal exists afterwards, even if it is not durable; else the reason why it could not be written.
    pub(super) fn begin(&self, settings: &Settings) -> Result<()> {
        settings.create_config_dir()?;
        let config_dir = &settings.config_dir.value;
        let path = file(config_dir);
        let written = if self.facts.took_over { self.replace(config_dir) } else { private::create(&path, &self.encoded()?) };
        let Err(error) = written else { return Ok(()) };
        if error.kind() == Kind::Conflict {
            return Err(RotationError::RotationBegunElsewhere.into());
        }
        // It may exist without being durable. No value was changed, so it can be deleted.
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

    /// Replaces the present journal.
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
        recovery_file::seal(PLAN, VERSION, &stored).map_err(|error| Error::from(RotationError::JournalNotEncoded).because(error))
    }

    /// The journal that keeps the keys for other clients after the rotation.
    pub(super) fn waiting(&self) -> Self {
        Self { facts: Facts { online: true, waits: true, ..self.facts.clone() }, ..self.clone() }
    }

    /// The journal that keeps the keys for other clients after a rollback: the previous key is the new one.
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

    /// The error where it must be resumed or rolled back first.
    pub(super) fn interrupted(&self) -> RotationError {
        RotationError::RotationInterrupted { started_at: format!("{:.0}", self.facts.started_at), database: None }
    }

    /// Every key in it.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Secret> {
        std::iter::once(&self.new_key).chain(&self.old_keys)
    }

    /// The journal of an interrupted rotation, or of one that keeps keys for other clients.
    ///
    /// # Errors
    /// `Store` if it is not trusted, is damaged, or a newer version wrote it: it is not used then.
    pub(super) fn find(settings: &Settings) -> Result<Option<Self>> {
        let path = file(&settings.config_dir.value);
        let found = private::read_with_owner(&path, settings.trust).map_err(|error| {
            if error.kind() == Kind::Unexpected {
                // The system failed, which says nothing about the file.
                return Error::from(RotationError::JournalUnknown).wrapping(error);
            }
            let first = error.remedy().cloned().map(Box::new);
            Error::from(RotationError::JournalUntrusted).hint(Remedy::RecoverJournal { first }).wrapping(error)
        })?;
        let Some((bytes, owner)) = found else { return Ok(None) };
        let is_own = [Account::root().uid(), Account::effective().uid()].contains(&owner.uid());
        Self::decoded(&bytes, is_own).map(Some).map_err(|refusal| {
            Error::from(match refusal {
                recovery_file::Refusal::Damaged => RotationError::JournalDamaged { path },
                recovery_file::Refusal::Newer(version) => RotationError::JournalNewer { path, version },
            })
        })
    }

    fn decoded(bytes: &[u8], is_own: bool) -> Result<Self, recovery_file::Refusal> {
        // Errors of serde may quote the text, which contains keys.
        let stored: Stored = recovery_file::open(PLAN, VERSION, bytes).or_else(|refusal| {
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
        if journal.is_consistent() { Ok(journal) } else { Err(recovery_file::Refusal::Damaged) }
    }

    /// Whether its keys have the fingerprints that it names.
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

    /// Deletes the journal. Returns the error if that is not durable: the journal may exist again after a power failure.
    ///
    /// # Errors
    /// `Resumable` if it can't be deleted.
    pub(super) fn end(config_dir: &Path) -> Result<Option<Error>> {
        let path = file(config_dir);
        let _acting = acting::act_in(config_dir)?;
        fs::remove_file(&path)
            .map_err(|error| Error::from(RotationError::JournalNotDeleted { path: path.clone() }).because(error))?;
        // Temporary files of a process that was killed while writing it.
        incomplete::clear_up(&path);
        Ok(durable::sync_folder(config_dir).err())
    }
}
