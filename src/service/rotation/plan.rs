//! What is refused before a rotation begins: keys, key files, and values that it would lose.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::journal::{self, Journal};
use super::sources::{InPlace, KeySource};
use super::tally::{Tally, Unreadable};
use super::{Report, Request, Stage, Watch};
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::{SecretKey, Strength};
use crate::error::{Error, Kind, Result};
use crate::fs::{place, private};
use crate::model::{KeyMark, StoreUrl};
use crate::secret::Secret;
use crate::service::backup::{self, Destination};
use crate::service::generation::newer;
use crate::service::keyring::{parse, parse_active};
use crate::service::{Service, keys};
use crate::store::Strays;
use crate::text;

/// The least room that a journal or a backup needs, in bytes.
const ROOM: u64 = 64 << 10;

/// A rotation that is ready to be carried out.
pub(super) struct Plan {
    pub(super) new_key: Secret,
    pub(super) old_keys: Vec<Secret>,
    pub(super) ring: Keyring,
    pub(super) old: KeyMark,
    /// What the store remembers now.
    pub(super) before: Option<KeyMark>,
    pub(super) new_fingerprint: String,
    pub(super) sources: Vec<KeySource>,
    /// What those of them hold that can only be written in place.
    pub(super) in_place: Vec<InPlace>,
    /// Whether another rotation waits, whose keys are among the old ones.
    pub(super) takes_over: bool,
}

/// What the look at a store before its rotation found.
pub(super) struct Checked {
    pub(super) found: Tally,
    in_flows: u64,
    has_usual_plaintext: bool,
}

impl Plan {
    pub(super) fn report(&self, Checked { found, in_flows, has_usual_plaintext }: Checked, begin: Instant) -> Report {
        Report {
            old_fingerprint: self.old.fingerprint.clone(),
            new_fingerprint: self.new_fingerprint.clone(),
            rotated: found.older(),
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
    /// Everything that can be refused before a value is looked at.
    pub(super) fn planned(&self, request: &Request) -> Result<Plan> {
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
        self.refuse_passing_storage(request, &sources)?;
        self.try_places(request)?;
        if let Some(path) = &request.keep_old_key {
            if fs::symlink_metadata(path).is_ok() && !self.holds_active_key(path) {
                return Err(Error::new(Kind::Conflict, format!("{} already exists and is left alone.", path.display()))
                    .hint("Name a new file for the previous key."));
            }
            private::rehearse(path, 64).map_err(|error| {
                Error::new(Kind::NotAllowed, format!("The previous key cannot be written to {}.", path.display())).wrapping(error)
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
    pub(super) fn checked(&self, plan: &Plan, request: &Request, watch: Watch<'_>) -> Result<Checked> {
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
        let has_usual_plaintext = self.store.generation().seals_api_keys;
        Ok(Checked { found, in_flows: strays.in_flows, has_usual_plaintext })
    }

    /// Refuses while a running Kozmoai, or anyone else, is at work on the store.
    pub(super) fn refuse_others(&self, hint: &str) -> Result<()> {
        match self.store.others()? {
            Some(others) => Err(Error::new(Kind::Store, format!("Others are at work on the store: {others}.")).hint(hint)),
            None => Ok(()),
        }
    }

    /// Refuses what would leave the only copies of a generated key on storage that goes with the container.
    fn refuse_passing_storage(&self, request: &Request, sources: &[KeySource]) -> Result<()> {
        let config_dir = self.settings().config_dir.value.clone();
        if request.new_key.is_some() || self.store.is_passing()? {
            return Ok(());
        }
        let goes = |path: &Path, when: &str| {
            let message =
                format!("The generated key would be kept in {} alone{when}, which goes with this container.", path.display());
            Error::new(Kind::NotAllowed, message)
        };
        if place::is_passing(&config_dir) {
            return Err(goes(&config_dir, " meanwhile").hint(
                "Mount a folder there, or name another one with --config-dir; or give a key of your own with --new-key-file.",
            ));
        }
        match sources.first() {
            Some(first) if sources.iter().all(|source| place::is_passing(source.path())) => {
                Err(goes(first.path(), "").hint("Mount that file or its folder; or give a key of your own with --new-key-file."))
            }
            _ => Ok(()),
        }
    }

    /// Tries to write where the journal and the backup go.
    fn try_places(&self, request: &Request) -> Result<()> {
        let settings = self.settings();
        settings.require_config_dir()?;
        let config_dir = settings.config_dir.value.clone();
        try_place(&config_dir, ROOM, "The journal of a rotation", "Name another folder with --config-dir, or fix that.")?;
        let folder = match &request.backup {
            Destination::Nowhere => return Ok(()),
            Destination::ConfigDir => backup::folder(&config_dir),
            Destination::Folder(folder) => folder.clone(),
        };
        // The backup, and a second copy while it is verified.
        let room = match self.store.url() {
            StoreUrl::Sqlite(path) => fs::metadata(path).map_or(0, |found| found.len().saturating_mul(2)),
            StoreUrl::Embedded(_) | StoreUrl::Postgres(_) => 0,
        };
        try_place(&folder, room.max(ROOM), "The backup", "Name another folder with --backup, or fix that.")
    }
}

/// Tries to write so much into a folder, or where it is to be created.
fn try_place(folder: &Path, room: u64, what: &str, hint: &str) -> Result<()> {
    let refused = |why: &str| {
        let message = format!("{what} cannot be written into {}: {why}.", folder.display());
        Err(Error::new(Kind::NotAllowed, message).hint(hint))
    };
    let folder = place::absolute(folder)?;
    let Some(above) = folder.ancestors().find(|path| fs::symlink_metadata(path).is_ok()) else { return Ok(()) };
    match fs::metadata(above) {
        Ok(found) if !found.is_dir() => return refused("it is not a folder"),
        _ => {}
    }
    if let Err(error) = private::rehearse(&above.join("kozmoai-rehearsal"), ROOM) {
        let message = format!("{what} cannot be written to {}.", folder.display());
        return Err(Error::new(Kind::NotAllowed, message).hint(hint).wrapping(error));
    }
    match rustix::fs::statvfs(above) {
        Ok(disk) if disk.f_bavail.saturating_mul(disk.f_frsize) < room => refused("there is no room for it"),
        _ => Ok(()),
    }
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

pub(super) fn refuse_unreadable(unreadable: &[Unreadable], hint: &str) -> Result<()> {
    if unreadable.is_empty() {
        return Ok(());
    }
    let count = text::count(unreadable.len() as u64, "value");
    Err(Error::new(Kind::Unreadable, format!("{count} cannot be decrypted; nothing was changed."))
        .details(unreadable.iter().map(ToString::to_string))
        .hint(hint))
}
