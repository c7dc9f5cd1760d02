//! Where the key in force lives, to be pointed at a new one: a .env file, of which every other byte stays, and the
//! secret_key file.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Request;
use crate::config::{Origin, SECRET_KEY_FILE, Settings, dotenv};
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Kind, Result};
use crate::fs::{place, private};
use crate::secret::{ExposeSecret, Secret};
use crate::service::Service;
use crate::service::keys::VARIABLE;

/// A file that holds the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeySource {
    /// A .env file, in KOZMOAI_SECRET_KEY.
    EnvFile(PathBuf),
    /// A file that holds nothing else.
    KeyFile(PathBuf),
}

impl KeySource {
    /// The files that hold the key in force: the one that it came from, and a secret_key file with the same key, which a
    /// program without that .env would read. None if it came from the process's environment, which can't be changed from here.
    pub(super) fn of(settings: &Settings, key: &SecretKey) -> Result<Vec<Self>> {
        // Absolute, for whoever resumes may stand in another folder.
        let mut sources = match &settings.secret_key.origin {
            Origin::EnvFile { path, .. } | Origin::DotEnv { path, .. } => vec![Self::EnvFile(place::absolute(path)?)],
            Origin::SecretKeyFile(path) => return Ok(vec![Self::KeyFile(place::absolute(path)?)]),
            // What the environment says wins over every file, so none of them decides.
            Origin::Environment
            | Origin::Rotation
            | Origin::Journal(_)
            | Origin::PasswordFile { .. }
            | Origin::Flag(_)
            | Origin::Default => return Ok(Vec::new()),
        };
        let file = Self::KeyFile(place::absolute(&settings.config_dir.value.join(SECRET_KEY_FILE))?);
        let held = file.held()?.and_then(|text| SecretKey::parse(&text).ok());
        if held.is_some_and(|held| held.fingerprint() == key.fingerprint()) {
            sources.push(file);
        }
        Ok(sources)
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::EnvFile(path) | Self::KeyFile(path) => path,
        }
    }

    /// Refuses what could not be written in the end, before anything is changed. A generated key can be written anywhere.
    ///
    /// # Errors
    /// `NotAllowed`, naming the file and why; `Usage` if this key would not read back the same.
    pub(super) fn check(&self, given: Option<&Secret>) -> Result<()> {
        let path = self.path();
        let us = rustix::process::geteuid();
        let refused = |why: &str| {
            Err(Error::new(Kind::NotAllowed, format!("The new key can't be written into {}: {why}.", path.display()))
                .hint("Mend that, or rotate with --no-env-update and a key of your own, and put it there yourself."))
        };
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => return refused("it is a symbolic link, and none is followed"),
            Ok(metadata) if !metadata.is_file() => return refused("it is no ordinary file"),
            Ok(metadata) if metadata.permissions().mode() & 0o222 == 0 => return refused("it is read-only"),
            Ok(metadata) if !us.is_root() && metadata.uid() != us.as_raw() => {
                return refused(&format!("it belongs to another account, with the number {}", metadata.uid()));
            }
            _ => {}
        }
        let folder = place::folder_of(path);
        if rustix::fs::access(folder, rustix::fs::Access::WRITE_OK).is_err() {
            return refused("its folder can't be written");
        }
        match (self, given) {
            (Self::EnvFile(path), Some(key)) => dotenv::edited(path, VARIABLE, key.expose_secret()).map(drop),
            _ => Ok(()),
        }
    }

    /// The key's text that the file holds now; none if none.
    fn held(&self) -> Result<Option<Secret>> {
        match self {
            Self::KeyFile(path) => {
                let bytes = private::read_given(path)?.map(String::from_utf8);
                Ok(bytes.and_then(Result::ok).map(Secret::from))
            }
            Self::EnvFile(path) => {
                let text = dotenv::read_text(path)?.unwrap_or_default();
                let last = dotenv::parse(&text).bindings.into_iter().rfind(|binding| binding.name == VARIABLE);
                Ok(last.and_then(|binding| binding.value).map(Secret::from))
            }
        }
    }

    /// Whether nothing is lost when another key is put there: it holds none, or one of these, or can't be read, which is told
    /// when it is to be written.
    pub(super) fn may_be_pointed<'a>(&self, mut keys: impl Iterator<Item = &'a Secret>) -> bool {
        match self.held() {
            Ok(Some(held)) => keys.any(|key| crate::secret::same(key, &held)),
            Ok(None) | Err(_) => true,
        }
    }

    /// Lets the file hold this key; nothing is written if it does already.
    ///
    /// # Errors
    /// `Unexpected` or `Usage` if it can't be written; it is as it was then.
    pub(super) fn point_at(&self, key: &Secret) -> Result<()> {
        if self.held()?.is_some_and(|held| crate::secret::same(&held, key)) {
            return Ok(());
        }
        match self {
            Self::EnvFile(path) => dotenv::set(path, VARIABLE, key.expose_secret()),
            Self::KeyFile(path) => private::write(path, key.expose_secret().as_bytes()).map(drop),
        }
    }
}

impl Service {
    /// The files to point at the new key, each known to be writable.
    pub(super) fn sources(&self, request: &Request, current: &SecretKey) -> Result<Vec<KeySource>> {
        if !request.update_sources {
            return if request.new_key.is_some() {
                Ok(Vec::new())
            } else {
                Err(Error::new(Kind::Usage, "A generated key has to be written somewhere, and --no-env-update forbids it.")
                    .hint("Give a new key with --new-key-file, --new-key-env or --new-key-stdin, or leave --no-env-update out."))
            };
        }
        let sources = KeySource::of(&self.settings(), current)?;
        if sources.is_empty() {
            return Err(Error::new(
                Kind::Usage,
                format!("The key in force comes from {}, which can't be changed from here.", self.settings().secret_key.origin),
            )
            .hint("Give a new key with --new-key-file, say --no-env-update, and put the key there yourself afterwards."));
        }
        sources.iter().try_for_each(|source| source.check(request.new_key.as_ref()))?;
        Ok(sources)
    }
}
