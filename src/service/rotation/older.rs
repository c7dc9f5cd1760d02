//! The keys of before an online rotation: `<config dir>/older_keys.json`, 0600. Who was at work on the store to its end may
//! still write under them, so they are kept, and read with, until another pass has brought that along.

use std::fs;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::private_file;
use crate::error::{Error, Kind, Result};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};

#[derive(Serialize, Deserialize)]
struct Stored<'a> {
    keys: Vec<std::borrow::Cow<'a, str>>,
}

/// The file, there or not.
pub(in crate::service) fn file(config_dir: &Path) -> PathBuf {
    config_dir.join("older_keys.json")
}

/// The keys that are kept; none if none are.
///
/// # Errors
/// `Key` if the file can't be read or understood.
pub(in crate::service) fn kept(config_dir: &Path) -> Result<Vec<Secret>> {
    let path = file(config_dir);
    let Some(bytes) = private_file::read(&path)? else { return Ok(Vec::new()) };
    let bytes = Zeroizing::new(bytes);
    // What serde says of a text may quote it, and it holds keys.
    let stored: Stored<'_> = serde_json::from_slice(&bytes).map_err(|_| {
        Error::new(Kind::Key, format!("The keys in {} can't be understood.", path.display()))
            .hint("Secrets may be under them: bring the file back as it was; do not remove it.")
    })?;
    Ok(stored.keys.iter().map(|key| Secret::from(key.as_ref())).collect())
}

/// Keeps keys, beside those that are kept already.
///
/// # Errors
/// As [`kept`]; `Unexpected` if they can't be written.
pub(super) fn keep<'a>(config_dir: &Path, keys: impl Iterator<Item = &'a Secret>) -> Result<()> {
    let mut all = kept(config_dir)?;
    for key in keys {
        if !all.iter().any(|other| secret::same(other, key)) {
            all.push(key.clone());
        }
    }
    let stored = Stored { keys: all.iter().map(|key| key.expose_secret().into()).collect() };
    let bytes = serde_json::to_vec_pretty(&stored)
        .map_err(|error| Error::new(Kind::Unexpected, "The older keys can't be encoded.").because(error))?;
    private_file::write(&file(config_dir), &Zeroizing::new(bytes))
}

/// Removes them: no value is under them any more.
///
/// # Errors
/// `Unexpected` if the file can't be removed.
pub(super) fn forget(config_dir: &Path) -> Result<()> {
    let path = file(config_dir);
    match fs::remove_file(&path) {
        Ok(()) => private_file::sync_folder(config_dir),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => {
            Err(Error::new(Kind::Unexpected, format!("{} can't be removed.", path.display())).hint("Remove it.").because(error))
        }
    }
}
