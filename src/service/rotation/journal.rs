//! The journal of a rotation: `<config dir>/rotation.json`, 0600. It exists from before the first change of a database until
//! the key files contain the new key, and has every key that a value may be encrypted with in between, so that no key is
//! only in memory. The key binding of the database tells how far a rotation got.
//!
//! After an online rotation it stays: other clients may encrypt with a previous key until they have the new one, and what
//! they write is decrypted with the keys in the journal. Another rotation takes those keys over.
//!
//! It is a recovery file as in [`crate::fs::plan`]. If its checksum is wrong, it is not used. Since a checksum does not prove
//! an author, keys must match their fingerprints, and key files must be named by the settings too.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::phase::{Direction, Phase, Recorded};
use super::sources::{InPlace, JournalKeys, KeySource, is_one_line};
use crate::config::{ROTATION_JOURNAL, Settings};
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, KeyError, Kind, Remedy, Result, RotationError};
use crate::fs::account::Account;
use crate::fs::{durable, impersonation, incomplete, paths, private, recovery_file};
use crate::model::{AuditAction, KeyBinding, Timestamp};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};
use crate::service::keyring::parse;

/// The kind of the recovery file.
const PLAN: &str = "rotation";
/// The format.
const VERSION: u32 = 2;

/// The journal of a rotation.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    pub(super) header: JournalHeader,
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
pub(super) struct JournalHeader {
    /// The database's address, for messages.
    pub(super) store: String,
    /// The database's identity, which stays the same if it is moved.
    pub(super) identity: String,
    /// What tells it from its copies on the same server.
    #[serde(default)]
    pub(super) place: Option<String>,
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
    /// The keys that decrypt values of the backup, and that nothing keeps after the rotation.
    #[serde(default)]
    pub(super) only_in_backup: Vec<String>,
    #[serde(flatten)]
    pub(super) recorded: Recorded,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(flatten)]
    header: JournalHeader,
    new_key: Zeroizing<String>,
    old_keys: Vec<Zeroizing<String>>,
    in_place: Vec<InPlace>,
}

/// The keys, the key binding and the audit event of one direction.
pub(super) struct Target<'a> {
    /// Its active key encrypts every value; the fallback keys are the other keys of the journal.
    pub(super) ring: Keyring,
    /// The key binding afterwards.
    pub(super) binding: KeyBinding,
    pub(super) action: AuditAction,
    /// The key for the key files, which becomes active.
    pub(super) active_key: &'a Secret,
}

/// The path of the journal.
pub fn file(config_dir: &Path) -> PathBuf {
    config_dir.join(ROTATION_JOURNAL)
}

/// The backup of the interrupted rotation, if there is one.
///
/// # Errors
/// As [`Journal::find`].
pub(in crate::service) fn backup_of(settings: &Settings) -> Result<Option<PathBuf>> {
    Ok(Journal::find(settings)?.and_then(|journal| journal.header.backup))
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
        let written =
            if self.header.recorded.supersedes { self.replace(config_dir) } else { private::create(&path, &self.encoded()?) };
        let Err(error) = written else { return Ok(()) };
        if error.kind() == Kind::Conflict {
            return Err(RotationError::RotationBegunElsewhere.into());
        }
        // It may exist without being durable. No value was changed, so it can be deleted.
        if !self.header.recorded.supersedes {
            let _impersonation = impersonation::as_owner_of(config_dir)?;
            if fs::remove_file(&path).is_ok() || fs::symlink_metadata(&path).is_err() {
                return Err(error.hint("Nothing was changed. Fix that, then rotate again."));
            }
        }
        match Self::find(settings) {
            Ok(Some(found)) if found.header == self.header => Err(resumable(error)),
            Ok(_) => Err(error.hint("Nothing was changed. Fix that, then rotate again.")),
            Err(_) => Err(resumable(error)),
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
            header: self.header.clone(),
            new_key: text(&self.new_key),
            old_keys: self.old_keys.iter().map(text).collect(),
            in_place: self.in_place.clone(),
        };
        recovery_file::seal(PLAN, VERSION, &stored).map_err(|error| Error::from(RotationError::JournalNotEncoded).because(error))
    }

    /// The keys for a direction.
    ///
    /// # Errors
    /// `KeyMalformed`, `CipherFailed`.
    pub(super) fn target(&self, direction: Direction) -> Result<Target<'_>> {
        let header = &self.header;
        let (key, binding, action, active_key) = match direction {
            Direction::Forward => {
                let origin = header.sources.first().map(|source| source.path().display().to_string());
                let origin = origin.unwrap_or_else(|| "a key option of rotate".to_owned());
                let binding = KeyBinding { fingerprint: header.new_fingerprint.clone(), origin };
                (&self.new_key, binding, AuditAction::SecretKeyRotated, &self.new_key)
            }
            Direction::Back => {
                let (key, origin) = (self.previous_key(), header.old_origin.clone());
                let binding = KeyBinding { fingerprint: fingerprint(key).unwrap_or_default(), origin };
                (key, binding, AuditAction::RotationRolledBack, self.old_keys.first().unwrap_or(key))
            }
        };
        let parsed = |key: &Secret| parse(key, "the journal");
        let all = self.keys().map(parsed).collect::<Result<Vec<_>, KeyError>>()?;
        Ok(Target { ring: Keyring::new(&parsed(key)?, &all)?, binding, action, active_key })
    }

    /// The key that the values were encrypted with, which need not have been the active one.
    fn previous_key(&self) -> &Secret {
        let named = |key: &&Secret| fingerprint(key).as_ref() == Some(&self.header.old_fingerprint);
        self.old_keys.iter().find(named).or(self.old_keys.first()).unwrap_or(&self.new_key)
    }

    /// The journal that keeps the keys for other clients, after the rotation or its rollback. After a rollback, the previous key
    /// is the new one.
    pub(super) fn keeping(&self, direction: Direction) -> Self {
        let mut kept = self.clone();
        let JournalHeader { old_fingerprint, new_fingerprint, recorded, .. } = &mut kept.header;
        recorded.online = true;
        recorded.phase = match (direction, recorded.phase) {
            (Direction::Back, _) | (Direction::Forward, Phase::RolledBack) => Phase::RolledBack,
            (Direction::Forward, Phase::Reencrypting | Phase::UpdatingKeyFiles | Phase::AwaitingClients) => {
                Phase::AwaitingClients
            }
        };
        if direction == Direction::Back {
            std::mem::swap(old_fingerprint, new_fingerprint);
            kept.new_key = self.previous_key().clone();
            kept.old_keys = self.keys().filter(|key| !secret::same(key, &kept.new_key)).cloned().collect();
        }
        kept
    }

    /// Whether it only keeps keys for other clients.
    pub(super) const fn keeps_keys(&self) -> bool {
        self.header.recorded.phase.keeps_keys()
    }

    /// The keys with what protects the key files.
    pub(super) fn known(&self) -> JournalKeys<'_> {
        JournalKeys { keys: self.keys().collect(), in_place: &self.in_place, is_own: self.is_own }
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
        let stored: Stored = recovery_file::open(PLAN, VERSION, bytes)?;
        let journal = Self {
            new_key: Secret::from(stored.new_key.as_str()),
            old_keys: stored.old_keys.iter().map(|key| Secret::from(key.as_str())).collect(),
            in_place: stored.in_place,
            header: stored.header,
            is_own,
        };
        if journal.is_consistent() { Ok(journal) } else { Err(recovery_file::Refusal::Damaged) }
    }

    /// Whether its keys have the fingerprints that it names.
    fn is_consistent(&self) -> bool {
        let names: Option<Vec<String>> = self.keys().map(fingerprint).collect();
        let Some(names) = names else { return false };
        let paths = self.header.sources.iter().map(KeySource::path).chain(self.header.backup.as_deref());
        names.len() > 1
            && names.first() == Some(&self.header.new_fingerprint)
            && names.contains(&self.header.old_fingerprint)
            // After a rollback it is a previous key, which Kozmoai's own key file may hold with a newline.
            && (is_one_line(&self.new_key) || self.header.recorded.phase == Phase::RolledBack)
            && paths.chain([self.header.config_dir.as_path()]).all(Path::is_absolute)
    }

    /// Moves the journal aside, where nothing uses it. Returns its new path, and the error if that is not durable.
    ///
    /// # Errors
    /// `Resumable` if it can't be moved.
    pub(super) fn set_aside(config_dir: &Path) -> Result<(PathBuf, Option<Error>)> {
        let path = file(config_dir);
        let aside = paths::unused(&paths::with_suffix(&path, ".abandoned"));
        let _impersonation = impersonation::as_owner_of(config_dir)?;
        fs::rename(&path, &aside)
            .map_err(|error| Error::from(RotationError::JournalNotDeleted { path: path.clone() }).because(error))?;
        Ok((aside, durable::sync_folder(config_dir).err()))
    }

    /// Deletes the journal. Returns the error if that is not durable: the journal may exist again after a power failure.
    ///
    /// # Errors
    /// `Resumable` if it can't be deleted.
    pub(super) fn end(config_dir: &Path) -> Result<Option<Error>> {
        let path = file(config_dir);
        let _impersonation = impersonation::as_owner_of(config_dir)?;
        fs::remove_file(&path)
            .map_err(|error| Error::from(RotationError::JournalNotDeleted { path: path.clone() }).because(error))?;
        // Temporary files of a process that was killed while writing it.
        incomplete::clear_up(&path);
        Ok(durable::sync_folder(config_dir).err())
    }
}

fn fingerprint(key: &Secret) -> Option<String> {
    SecretKey::parse(key).ok().map(|key| key.fingerprint())
}

/// From the journal on, what failed can be resumed.
pub(super) fn resumable(error: Error) -> Error {
    match error.kind() {
        Kind::Resumable => error,
        Kind::Interrupted => RotationError::RotationCancelled.into(),
        _ => resumable_as(RotationError::RotationFailed, error),
    }
}

/// An interrupted rotation with its cause; what helps against that comes before the rotation is resumed.
pub(super) fn resumable_as(problem: RotationError, cause: Error) -> Error {
    let first = cause.remedy().cloned().map(Box::new);
    Error::from(problem).hint(Remedy::ResumeOrRollBack { first }).wrapping(cause)
}
