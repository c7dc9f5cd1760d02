//! The journal of a rotation: `<config dir>/rotation.json`, 0600, from before the first write to a store until the key
//! sources point at the new key. It holds every key that a value may be under meanwhile, so that nothing needs a key that
//! is not on disk. How far a rotation came is told by the store itself, which remembers its key.
//!
//! After an online rotation it waits: others may go on writing under an older key until they have the new one, and what
//! they write is read with the keys in it. Another rotation takes them over.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::sources::KeySource;
use crate::config::Settings;
use crate::error::{Error, Kind, Result};
use crate::fs::{place, private};
use crate::model::{KeyMark, Timestamp};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};

/// Enough for a journal, in bytes.
const ROOM: usize = 64 << 10;
/// The form that this version writes and reads.
pub(super) const VERSION: u32 = 1;

/// A rotation that has begun.
#[derive(Clone, Debug)]
pub(super) struct Journal {
    pub(super) facts: Facts,
    /// The key that every value goes under.
    pub(super) new_key: Secret,
    /// The key that was in force, then the other ones that values are read with.
    pub(super) old_keys: Vec<Secret>,
}

/// What is no secret of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Facts {
    pub(super) version: u32,
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

impl Journal {
    /// Puts it on disk; one that took over another takes its place too.
    ///
    /// # Errors
    /// `Resumable` if there is one already; `Unexpected` if it can't be written.
    pub(super) fn begin(&self, config_dir: &Path) -> Result<()> {
        private::create_folder(config_dir)?;
        if self.facts.took_over {
            return self.replace(config_dir);
        }
        private::create(&file(config_dir), &self.encoded()?)
            .map_err(|error| if error.kind() == Kind::Conflict { unfinished("another process began it") } else { error })
    }

    /// Puts it on disk in place of the one that is there.
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
        };
        // Large enough never to be moved, which would leave a copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(ROOM));
        serde_json::to_writer_pretty(&mut *bytes, &stored)
            .map_err(|error| Error::new(Kind::Unexpected, "The rotation's journal can't be encoded.").because(error))?;
        Ok(bytes)
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
        Self { facts, new_key: key.clone(), old_keys: others.collect() }
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
    /// `Store` if it can't be read or understood.
    pub(super) fn find(settings: &Settings) -> Result<Option<Self>> {
        let path = file(&settings.config_dir.value);
        let Some(bytes) = private::read(&path, settings.trust)? else { return Ok(None) };
        let bytes = Zeroizing::new(bytes);
        let unreadable = || {
            Error::new(Kind::Store, format!("The rotation's journal {} can't be understood.", path.display()))
                .hint("It holds the keys of an unfinished rotation: keep it, and use the version of kozmoai that wrote it.")
        };
        // What serde says of a text may quote it, and it holds keys.
        let stored: Stored = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        if stored.facts.version != VERSION {
            return Err(unreadable());
        }
        let old_keys = stored.old_keys.iter().map(|key| Secret::from(key.as_str())).collect();
        Ok(Some(Self { new_key: Secret::from(stored.new_key.as_str()), old_keys, facts: stored.facts }))
    }

    /// Removes it, for good.
    ///
    /// # Errors
    /// `Resumable` if it can't be removed.
    pub(super) fn end(config_dir: &Path) -> Result<()> {
        let path = file(config_dir);
        fs::remove_file(&path).map_err(|error| {
            Error::new(Kind::Resumable, format!("The rotation is done, but its journal {} can't be removed.", path.display()))
                .hint("`kozmoai rotate resume` tries again.")
                .because(error)
        })?;
        // Nor is anything of it left by a process that was killed while it wrote it.
        private::clear_up(&path);
        place::sync_folder(config_dir)
    }
}

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
