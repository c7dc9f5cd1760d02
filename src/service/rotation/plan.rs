//! The checks before a rotation: its keys, the key files, and every value.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::journal::Journal;
use super::sources::{InPlace, KeySource};
use super::{Report, Request};
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::{SecretKey, Strength};
use crate::error::{Difference, Error, FileError, KeyError, Remedy, Result, RotationError, SecretError};
use crate::fs::{mounts, paths, replace};
use crate::model::KeyBinding;
use crate::secret::Secret;
use crate::service::backup::{self, Destination};
use crate::service::decrypt_stats::{DecryptStats, Unreadable};
use crate::service::keyring::{parse, parse_active};
use crate::service::progress::{Stage, Watch};
use crate::service::{Service, keys};
use crate::store::UnknownTokens;
use crate::text;

/// The least disk space that a journal or a backup needs, in bytes.
const ROOM: u64 = 64 << 10;

/// A rotation that can be carried out.
pub(super) struct Plan {
    pub(super) new_key: Secret,
    pub(super) old_keys: Vec<Secret>,
    pub(super) ring: Keyring,
    pub(super) old: KeyBinding,
    /// The present key binding.
    pub(super) before: Option<KeyBinding>,
    pub(super) new_fingerprint: String,
    pub(super) sources: Vec<KeySource>,
    /// The contents of those that can only be written in place.
    pub(super) in_place: Vec<InPlace>,
    /// Whether it takes over the keys that an earlier online rotation keeps.
    pub(super) takes_over: bool,
}

/// The values of a database before its rotation.
pub(super) struct Checked {
    pub(super) found: DecryptStats,
    in_flows: u64,
    has_usual_plaintext: bool,
}

impl Plan {
    pub(super) fn report(&self, Checked { found, in_flows, has_usual_plaintext }: Checked, begin: Instant) -> Report {
        Report {
            old_fingerprint: self.old.fingerprint.clone(),
            new_fingerprint: self.new_fingerprint.clone(),
            rotated: found.fallback_total(),
            found,
            changed_meanwhile: 0,
            waits: false,
            in_flows,
            has_usual_plaintext,
            backup: None,
            kept_old_key: None,
            engine_note: "",
            key_files: self.sources.iter().map(|source| source.path().to_owned()).collect(),
            seconds: begin.elapsed().as_secs_f64(),
        }
    }
}

impl Service {
    /// Checks everything that needs no look at the values.
    pub(super) fn planned(&self, request: &Request) -> Result<Plan> {
        let takes_over = match Journal::find(&self.settings())? {
            Some(journal) if journal.facts.waits && self.is_about_this_store(&journal.facts)? => true,
            Some(Journal { facts, .. }) => {
                let started_at = format!("{:.0}", facts.started_at);
                return Err(RotationError::RotationInterrupted { started_at, database: Some(facts.store) }.into());
            }
            None => false,
        };
        let (current, fallbacks) = self.parsed_keys()?;
        let settings = self.settings();
        let fallback_texts = self.older_keys()?.into_iter().map(|key| key.value);
        let old_keys: Vec<Secret> =
            settings.secret_key.value.iter().cloned().chain(fallback_texts).chain(request.old_keys.iter().cloned()).collect();
        let sources = self.sources(request, &current)?;
        self.refuse_temporary_storage(request, &sources)?;
        self.try_directories(request)?;
        if let Some(path) = &request.keep_old_key {
            if sources.iter().any(|source| paths::is_same_file(path, source.path())) {
                return Err(RotationError::PreviousKeyFileOverwritten { path: path.clone() }.into());
            }
            if fs::symlink_metadata(path).is_ok() && !self.holds_active_key(path) {
                return Err(RotationError::PreviousKeyFileExists { path: path.clone() }.into());
            }
            replace::rehearse(path, 64)
                .map_err(|error| Error::from(RotationError::PreviousKeyNotWritable { path: path.clone() }).wrapping(error))?;
        }
        let new_key = match &request.new_key {
            Some(key) => key.clone(),
            None => keys::generate()?.0,
        };
        let parsed = parse_active(&new_key, "the new-key option")?;
        self.refuse_short_key(&parsed)?;
        if parsed.strength() == Strength::Derived && !request.allow_weak_key {
            return Err(RotationError::NewKeyWeak.into());
        }
        let given = request.old_keys.iter().map(|key| parse(key, "an old-key option")).collect::<Result<Vec<_>, _>>()?;
        let before = self.store.key_binding()?;
        let origin = settings.secret_key.origin.to_string();
        let older: Vec<SecretKey> = std::iter::once(current).chain(fallbacks).chain(given).collect();
        let ring = Keyring::new(&parsed, &older)?;
        let active = KeyBinding { fingerprint: older[0].fingerprint(), origin };
        let old = before.clone().unwrap_or(active);
        let new_fingerprint = parsed.fingerprint();
        let in_place = sources.iter().filter_map(|source| source.in_place(&settings).transpose()).collect::<Result<_>>()?;
        Ok(Plan { new_key, old_keys, ring, old, before, new_fingerprint, sources, in_place, takes_over })
    }

    /// Decrypts every value, and refuses a database that must not be rotated.
    pub(super) fn checked(&self, plan: &Plan, request: &Request, watch: Watch<'_>) -> Result<Checked> {
        if !request.online {
            self.refuse_other_clients(Remedy::StopServerOrGoOnline)?;
        }
        let found = self.decrypt_values(&plan.ring, Stage::Checking, None, watch)?;
        // Where the given keys decrypt every value, a binding to another key is wrong.
        let foreign = plan.before.as_ref().filter(|mark| !plan.ring.knows(&mark.fingerprint));
        if let Some(mark) = foreign.filter(|_| !found.unreadable.is_empty()) {
            return Err(RotationError::DatabaseKeyNotGiven {
                fingerprint: mark.fingerprint.clone(),
                origin: mark.origin.clone(),
                count: found.unreadable.len() as u64,
            }
            .into());
        }
        if let Some(mark) = foreign {
            self.notify(format!(
                "The database was bound to the key {} (from {}), but the given keys decrypt every value.",
                mark.fingerprint, mark.origin
            ));
        }
        let unknown_tokens = self.unknown_tokens(&plan.ring)?;
        refuse_strays(&unknown_tokens, self.store.capabilities().is_newer_generation())?;
        if unknown_tokens.count > 0 {
            let count = text::count(unknown_tokens.count, "value");
            self.notify(format!(
                "{count} outside the known columns only look encrypted: no given key decrypts them, and they are left unchanged."
            ));
        }
        if plan.old.fingerprint == plan.new_fingerprint && found.fallback_total() == 0 {
            return Err(RotationError::NewKeyAlreadyActive { fingerprint: plan.new_fingerprint.clone() }.into());
        }
        if !request.allow_unreadable {
            refuse_unreadable(&found.unreadable, Remedy::GiveOldKeys)?;
        }
        let has_usual_plaintext = !self.store.capabilities().encrypts_generic_variables;
        Ok(Checked { found, in_flows: unknown_tokens.in_flows, has_usual_plaintext })
    }

    /// Refuses while other clients, such as a running Kozmoai server, use the database.
    pub(super) fn refuse_other_clients(&self, remedy: Remedy) -> Result<()> {
        match self.store.active_clients()? {
            Some(clients) => Err(Error::from(RotationError::OtherClients { clients }).hint(remedy)),
            None => Ok(()),
        }
    }

    /// Refuses to keep a generated key only on storage that is deleted with the container.
    fn refuse_temporary_storage(&self, request: &Request, sources: &[KeySource]) -> Result<()> {
        let config_dir = self.settings().config_dir.value.clone();
        if request.new_key.is_some() || self.store.is_passing()? {
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
        let folder = match &request.backup {
            Destination::Nowhere => return Ok(()),
            Destination::ConfigDir => backup::folder(&config_dir),
            Destination::Folder(folder) => folder.clone(),
        };
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
fn refuse_strays(unknown_tokens: &UnknownTokens, is_newer: bool) -> Result<()> {
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

pub(in crate::service) fn refuse_unreadable(unreadable: &[Unreadable], remedy: Remedy) -> Result<()> {
    if unreadable.is_empty() {
        return Ok(());
    }
    Err(Error::from(SecretError::ValuesUndecryptable { count: unreadable.len() as u64 })
        .details(unreadable.iter().map(ToString::to_string))
        .hint(remedy))
}
