//! The options of a rotation, and the checks before it: its keys, the key files, and every value.

use std::fs;
use std::path::{Path, PathBuf};

use super::journal::{Journal, JournalHeader};
use super::phase::{Phase, Recorded};
use super::report::Checked;
use super::sources::KeySource;
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::{SecretKey, Strength};
use crate::error::{Difference, Error, FileError, KeyError, Remedy, Result, RotationError};
use crate::fs::{mounts, paths, replace};
use crate::model::KeyBinding;
use crate::secret::Secret;
use crate::service::backup::Destination;
use crate::service::keyring::{parse, parse_active};
use crate::service::progress::{Stage, Watch};
use crate::service::{Service, keys, reserved};
use crate::store::UnknownTokens;
use crate::{text, threads};

/// The least disk space that a journal or a backup needs, in bytes.
const ROOM: u64 = 64 << 10;

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

/// A rotation that can be carried out.
pub(super) struct Plan {
    /// Its journal, without the identity of the database, which planning does not create.
    pub(super) journal: Journal,
    /// The present key binding.
    pub(super) before: Option<KeyBinding>,
}

impl Service {
    /// Checks everything that needs no look at the values.
    pub(super) fn planned(&self, request: &Request) -> Result<Plan> {
        let supersedes = match Journal::find(&self.settings())? {
            Some(journal) if journal.keeps_keys() && self.is_about_this_store(&journal)? => true,
            Some(journal) => return Err(self.interrupted(&journal, Some(journal.header.store.clone()))?.into()),
            None => false,
        };
        let (current, _) = self.parsed_keys()?;
        let settings = self.settings();
        let fallback_texts = self.older_keys()?.into_iter().map(|key| key.value);
        let old_keys: Vec<Secret> =
            settings.secret_key.value.iter().cloned().chain(fallback_texts).chain(request.old_keys.iter().cloned()).collect();
        let sources = self.sources(request, &current)?;
        self.refuse_temporary_storage(request, &sources)?;
        self.try_directories(request)?;
        self.try_previous_key_file(request, &sources)?;
        let new_key = match &request.new_key {
            Some(key) => key.clone(),
            None => keys::generate()?.0,
        };
        let parsed = parse_active(&new_key, "the new-key option")?;
        self.refuse_short_key(&parsed)?;
        if parsed.strength() == Strength::Derived && !request.allow_weak_key {
            return Err(RotationError::NewKeyWeak.into());
        }
        request.old_keys.iter().try_for_each(|key| parse(key, "an old-key option").map(drop))?;
        let before = self.store.key_binding()?;
        let old = before.clone().unwrap_or_else(|| self.binding_to(&current.fingerprint()));
        let in_place = sources.iter().filter_map(|source| source.in_place(&settings).transpose()).collect::<Result<_>>()?;
        let recorded = Recorded {
            phase: Phase::Reencrypting,
            allow_unreadable: request.allow_unreadable,
            online: request.online && !self.store.capabilities().is_exclusive,
            supersedes,
        };
        let header = JournalHeader {
            store: self.absolute_address()?,
            identity: String::new(),
            place: self.store.place()?,
            config_dir: self.absolute_config_dir()?,
            started_at: self.now(),
            old_fingerprint: old.fingerprint,
            old_origin: old.origin,
            new_fingerprint: parsed.fingerprint(),
            sources,
            backup: None,
            only_in_backup: Vec::new(),
            recorded,
        };
        Ok(Plan { journal: Journal { header, new_key, old_keys, in_place, is_own: true }, before })
    }

    /// Decrypts every value, and refuses a database that must not be rotated.
    pub(super) fn checked(&self, plan: &Plan, ring: &Keyring, request: &Request, watch: Watch<'_>) -> Result<Checked> {
        if !request.online {
            self.refuse_other_clients(Remedy::StopServerOrGoOnline)?;
        }
        let (unknown_tokens, found) =
            threads::both(|| self.unknown_tokens(ring), || self.decrypt_values(ring, Stage::Checking, None, watch));
        let found = found?;
        // Where the given keys decrypt every value, a binding to another key is wrong.
        let foreign = plan.before.as_ref().filter(|binding| !ring.knows(&binding.fingerprint));
        if let Some(KeyBinding { fingerprint, origin }) = foreign {
            if !found.unreadable.is_empty() {
                let (fingerprint, origin, count) = (fingerprint.clone(), origin.clone(), found.unreadable.len() as u64);
                return Err(RotationError::DatabaseKeyNotGiven { fingerprint, origin, count }.into());
            }
            self.notify(format!(
                "The database was bound to the key {fingerprint} (from {origin}), but the given keys decrypt every value."
            ));
        }
        let unknown_tokens = unknown_tokens?;
        refuse_unknown_tokens(&unknown_tokens, self.store.capabilities().is_newer_generation())?;
        if unknown_tokens.count > 0 {
            let count = text::count(unknown_tokens.count, "value");
            self.notify(format!(
                "{count} outside the known columns only look encrypted: no given key decrypts them, and they are left unchanged."
            ));
        }
        let JournalHeader { old_fingerprint, new_fingerprint, .. } = &plan.journal.header;
        if old_fingerprint == new_fingerprint && found.fallback_total() == 0 {
            return Err(RotationError::NewKeyAlreadyActive { fingerprint: new_fingerprint.clone() }.into());
        }
        if !request.allow_unreadable {
            self.refuse_undecryptable(&found, Remedy::GiveOldKeys)?;
        }
        let has_usual_plaintext = !self.store.capabilities().encrypts_generic_variables;
        Ok(Checked { found, in_flows: unknown_tokens.in_flows, has_usual_plaintext })
    }

    /// Refuses while other clients, such as a running Kozmoai server, use the database.
    pub(super) fn refuse_other_clients(&self, remedy: Remedy) -> Result<()> {
        match self.store.lasting_clients()? {
            Some(clients) => Err(Error::from(RotationError::OtherClients { clients }).hint(remedy)),
            None => Ok(()),
        }
    }

    /// Refuses a file for the previous key that can't be created.
    pub(super) fn try_previous_key_file(&self, request: &Request, sources: &[KeySource]) -> Result<()> {
        let Some(path) = &request.keep_old_key else { return Ok(()) };
        if sources.iter().any(|source| paths::is_same_file(path, source.path())) {
            return Err(RotationError::PreviousKeyFileOverwritten { path: path.clone() }.into());
        }
        if fs::symlink_metadata(path).is_ok() && !self.holds_active_key(path) {
            return Err(RotationError::PreviousKeyFileExists { path: path.clone() }.into());
        }
        reserved::refuse(&self.settings(), path)?;
        replace::rehearse(path, 64)
            .map_err(|error| Error::from(RotationError::PreviousKeyNotWritable { path: path.clone() }).wrapping(error))
    }

    /// The key files to update, each of them writable.
    pub(super) fn sources(&self, request: &Request, current: &SecretKey) -> Result<Vec<KeySource>> {
        let settings = self.settings();
        if !request.update_sources {
            return if request.new_key.is_some() { Ok(Vec::new()) } else { Err(RotationError::NewKeyNowhere.into()) };
        }
        let sources = KeySource::of(&settings, current)?;
        if sources.is_empty() {
            return Err(RotationError::KeySourceFixed { origin: settings.secret_key.origin.to_string() }.into());
        }
        sources.iter().try_for_each(|source| source.check(&settings, request.new_key.as_ref(), "new"))?;
        Ok(sources)
    }

    /// Refuses to keep a generated key only on storage that is deleted with the container.
    fn refuse_temporary_storage(&self, request: &Request, sources: &[KeySource]) -> Result<()> {
        let config_dir = self.settings().config_dir.value.clone();
        if request.new_key.is_some() || self.store.is_volatile()? {
            return Ok(());
        }
        if mounts::is_volatile(&config_dir) {
            return Err(RotationError::KeyNotPersistent { path: config_dir, is_journal: true }.into());
        }
        match sources.first() {
            Some(first) if sources.iter().all(|source| mounts::is_volatile(source.path())) => {
                Err(RotationError::KeyNotPersistent { path: first.path().to_owned(), is_journal: false }.into())
            }
            _ => Ok(()),
        }
    }

    /// Tries to write into the directories of the journal and the backup.
    fn try_directories(&self, request: &Request) -> Result<()> {
        let settings = self.settings();
        settings.require_config_dir()?;
        let config_dir = settings.config_dir.value.clone();
        try_place(&config_dir, ROOM, |path| RotationError::JournalNotWritable { path })?;
        let Some(folder) = request.backup.folder(&settings) else { return Ok(()) };
        if matches!(request.backup, Destination::Folder(_)) {
            reserved::refuse_folder(&settings, &folder)?;
        }
        try_place(&folder, self.store.backup_room().max(ROOM), |path| RotationError::BackupNotWritable { path })
    }
}

/// Tries to write into a directory, or where it will be created.
fn try_place(folder: &Path, room: u64, not_writable: impl Fn(PathBuf) -> RotationError) -> Result<()> {
    let refused = |cause: Error| Err(Error::from(not_writable(folder.to_owned())).wrapping(cause));
    let absolute = paths::absolute(folder)?;
    let Some(above) = absolute.ancestors().find(|path| fs::symlink_metadata(path).is_ok()) else { return Ok(()) };
    match fs::metadata(above) {
        Ok(found) if !found.is_dir() => return refused(FileError::NotFolder { path: above.to_owned() }.into()),
        _ => {}
    }
    if let Err(error) = replace::rehearse(&above.join("kozmoai-rehearsal"), ROOM) {
        return refused(error);
    }
    match rustix::fs::statvfs(above) {
        Ok(disk) if disk.f_bavail.saturating_mul(disk.f_frsize) < room => {
            refused(FileError::NoRoom { path: above.to_owned(), bytes: room }.into())
        }
        _ => Ok(()),
    }
}

/// Refuses secrets that this version cannot re-encrypt.
fn refuse_unknown_tokens(unknown_tokens: &UnknownTokens, is_newer: bool) -> Result<()> {
    let named = |places: &[(String, String, String)]| -> Vec<String> {
        places.iter().map(|(table, column, id)| format!("{table}.{column} of {id}")).collect()
    };
    if is_newer && unknown_tokens.of_newer > 0 {
        let difference = Difference::MoreEncrypted { count: unknown_tokens.of_newer };
        return Err(Error::from(KeyError::NewerGeneration { difference }).details(named(&unknown_tokens.found)));
    }
    if unknown_tokens.decrypted_count == 0 {
        return Ok(());
    }
    let error = RotationError::UnknownEncryptedValues { count: unknown_tokens.decrypted_count };
    Err(Error::from(error).details(named(&unknown_tokens.decrypted)))
}
