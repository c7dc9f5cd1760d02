//! The journal of a rotation: `<config dir>/rotation.json`, 0600, from before the first write to a store until the key
//! sources point at the new key. It holds every key that a value may be under meanwhile, so that nothing needs a key that
//! is not on disk. How far a rotation came is told by the store itself, which remembers its key.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::sources::KeySource;
use crate::config::private_file;
use crate::error::{Error, Kind, Result};
use crate::model::{KeyMark, Timestamp};
use crate::secret::{ExposeSecret, Secret, Zeroizing};

/// The journal's file in the config dir.
const FILE: &str = "rotation.json";
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
}

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    #[serde(flatten)]
    facts: Facts,
    new_key: std::borrow::Cow<'a, str>,
    old_keys: Vec<std::borrow::Cow<'a, str>>,
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

impl Journal {
    /// Puts it on disk.
    ///
    /// # Errors
    /// `Resumable` if there is one already; `Unexpected` if it can't be written.
    pub(super) fn begin(&self, config_dir: &Path) -> Result<()> {
        let stored = Stored {
            facts: self.facts.clone(),
            new_key: self.new_key.expose_secret().into(),
            old_keys: self.old_keys.iter().map(|key| key.expose_secret().into()).collect(),
        };
        let bytes = Zeroizing::new(
            serde_json::to_vec_pretty(&stored)
                .map_err(|error| Error::new(Kind::Unexpected, "The rotation's journal can't be encoded.").because(error))?,
        );
        private_file::create_folder(config_dir)?;
        private_file::create(&config_dir.join(FILE), &bytes)
            .map_err(|error| if error.kind() == Kind::Conflict { unfinished("another process began it") } else { error })
    }

    /// The journal of a rotation that was not ended; none if there is none.
    ///
    /// # Errors
    /// `Store` if it can't be read or understood.
    pub(super) fn find(config_dir: &Path) -> Result<Option<Self>> {
        let path = config_dir.join(FILE);
        let Some(bytes) = private_file::read(&path)? else { return Ok(None) };
        let bytes = Zeroizing::new(bytes);
        let unreadable = || {
            Error::new(Kind::Store, format!("The rotation's journal {} can't be understood.", path.display()))
                .hint("It holds the keys of an unfinished rotation: keep it, and use the version of kozmoai that wrote it.")
        };
        // What serde says of a text may quote it, and it holds keys.
        let stored: Stored<'_> = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
        if stored.facts.version != VERSION {
            return Err(unreadable());
        }
        let old_keys = stored.old_keys.iter().map(|key| Secret::from(key.as_ref())).collect();
        Ok(Some(Self { new_key: Secret::from(stored.new_key.as_ref()), old_keys, facts: stored.facts }))
    }

    /// Removes it, for good.
    ///
    /// # Errors
    /// `Resumable` if it can't be removed.
    pub(super) fn end(config_dir: &Path) -> Result<()> {
        let path = config_dir.join(FILE);
        fs::remove_file(&path).map_err(|error| {
            Error::new(Kind::Resumable, format!("The rotation is done, but its journal {} can't be removed.", path.display()))
                .hint("`kozmoai rotate resume` tries again.")
                .because(error)
        })?;
        private_file::sync_folder(config_dir)
    }
}

/// What is said where a rotation stands in the way.
pub(super) fn unfinished(since: &str) -> Error {
    Error::new(Kind::Resumable, format!("A rotation of the secret key is unfinished: {since}."))
        .hint("`kozmoai rotate resume` ends it, `kozmoai rotate rollback` takes it back, `kozmoai rotate status` tells more.")
}
