//! Where the active key is kept, to be pointed at a new one: a .env file, of which every other byte stays, and the
//! secret_key file. A file that is a mount point of its own cannot be replaced, so it is written in place, guarded by what
//! the journal holds of it.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::Request;
use super::journal::Journal;
use crate::config::{Origin, SECRET_KEY_FILE, Settings, Sourced, dotenv, secret_file};
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, Kind, Result};
use crate::fs::{place, private};
use crate::secret::{ExposeSecret, Secret, Zeroizing};
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
    /// The same, named by KOZMOAI_SECRET_KEY_FILE and read without the end of its line.
    Mounted(PathBuf),
}

/// What a key file held before it was written in place.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct InPlace {
    source: KeySource,
    before: Zeroizing<String>,
}

impl std::fmt::Debug for InPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "InPlace({})", self.source.path().display())
    }
}

/// Whether a key's text can be written into a file without starting another line there. A trailing newline belongs to the
/// key in Kozmoai's secret_key file.
pub(super) fn is_one_line(key: &Secret) -> bool {
    let text = key.expose_secret();
    let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    !line.chars().any(char::is_control)
}

impl KeySource {
    /// The files that hold the active key: the one that it came from, and a secret_key file with the same key, which a
    /// program without that .env would read. None if it came from the process's environment, which can't be changed from here.
    pub(super) fn of(settings: &Settings, key: &SecretKey) -> Result<Vec<Self>> {
        // Absolute, for whoever resumes may stand in another folder.
        let mut sources = match &settings.secret_key.origin {
            Origin::EnvFile { path, .. } | Origin::DotEnv { path, .. } => vec![Self::EnvFile(place::absolute(path)?)],
            Origin::SecretFile { path, .. } => vec![Self::Mounted(place::absolute(path)?)],
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
        let held = file.held(settings)?.and_then(|text| SecretKey::parse(&text).ok());
        if held.is_some_and(|held| held.fingerprint() == key.fingerprint()) {
            sources.push(file);
        }
        Ok(sources)
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::EnvFile(path) | Self::KeyFile(path) | Self::Mounted(path) => path,
        }
    }

    /// Whether the settings name it, or it is a .env file beside the journal. Whoever can write a journal must not reach any
    /// other file through it. A journal of another account's reaches no file that the settings only would read: they must have
    /// read a key there, or --env-file names a file that was cut short while a key was written.
    pub(super) fn is_named_by(&self, settings: &Settings, journal: &Journal) -> bool {
        let config_dir = &settings.config_dir.value;
        let is_here = |path: &Path| {
            let real = |path: &Path| Some((fs::canonicalize(place::folder_of(path)).ok()?, path.file_name()?.to_owned()));
            place::absolute(path).is_ok_and(|path| path == self.path())
                || real(path).is_some_and(|it| real(self.path()) == Some(it))
        };
        match self {
            Self::EnvFile(path) => {
                let name = path.file_name().unwrap_or_default();
                let is_env = name.to_str().is_some_and(|name| name.starts_with(".env") || name.ends_with(".env"));
                let has_key = |key: &Sourced<Secret>| match &key.origin {
                    Origin::EnvFile { path, .. } | Origin::DotEnv { path, .. } => is_here(path),
                    _ => false,
                };
                let is_given = settings.env_file.as_deref().is_some_and(is_here);
                settings.secret_keys.iter().any(has_key)
                    || (is_env && is_here(&config_dir.join(name)))
                    || (journal.is_own && (is_given || is_here(&settings.dot_env)))
                    || (is_given && self.is_torn(settings, journal))
            }
            Self::KeyFile(_) => is_here(&config_dir.join(SECRET_KEY_FILE)),
            Self::Mounted(_) => {
                let named = |key: &Sourced<Secret>| matches!(&key.origin, Origin::SecretFile { path, .. } if is_here(path));
                settings.secret_keys.iter().any(named)
            }
        }
    }

    /// Refuses what could not be written in the end, before anything is changed; `given` is the new key, for one that is yet
    /// to be generated can be written anywhere.
    ///
    /// # Errors
    /// `NotAllowed`, naming the file and why; `Usage` if this key would not read back the same.
    pub(super) fn check(&self, settings: &Settings, given: Option<&Secret>) -> Result<()> {
        let path = self.path();
        let us = rustix::process::geteuid();
        let refused = |why: &str| {
            Error::new(Kind::NotAllowed, format!("The new key cannot be written into {}: {why}.", path.display()))
                .hint("Fix that, or rotate with --no-env-update and a key of your own, and put it there yourself.")
        };
        match fs::symlink_metadata(path) {
            Ok(metadata) if metadata.is_symlink() => return Err(refused("it is a symbolic link, and none is followed")),
            Ok(metadata) if !metadata.is_file() => return Err(refused("it is not a regular file")),
            Ok(metadata) if metadata.permissions().mode() & 0o222 == 0 => return Err(refused("it is read-only")),
            Ok(metadata) if !us.is_root() && metadata.uid() != us.as_raw() => {
                return Err(refused(&format!("it belongs to another account, with the number {}", metadata.uid())));
            }
            _ => {}
        }
        let text = self.text(settings).map_err(|error| refused(error.message().trim_end_matches('.')))?.unwrap_or_default();
        // A generated key has this length.
        let sample = Secret::from("k".repeat(43));
        let edited = self.edited(&text, given.unwrap_or(&sample))?;
        let can_be_written = if place::must_be_written_in_place(path) {
            private::rehearse_in_place(path, edited.len() as u64)
        } else {
            private::rehearse(path, edited.len() as u64)
        };
        can_be_written.map_err(|error| {
            Error::new(Kind::NotAllowed, format!("The new key cannot be written to {}.", path.display()))
                .hint("Fix that, or rotate with --no-env-update and a key of your own, and put it there yourself.")
                .wrapping(error)
        })
    }

    /// What the file holds; none if there is no such file. One that --env-file names counts whoever else may write it, but
    /// no link is followed to where something is to be written.
    fn text(&self, settings: &Settings) -> Result<Option<Zeroizing<String>>> {
        let path = self.path();
        let is_given = settings.env_file.as_deref().and_then(|given| place::absolute(given).ok()).as_deref() == Some(path);
        let bytes = if is_given { private::read_unlinked(path)? } else { private::read(path, settings.trust)? };
        bytes
            .map(String::from_utf8)
            .transpose()
            .map(|text| text.map(Zeroizing::new))
            .map_err(|_| Error::new(Kind::Usage, format!("{} is not UTF-8 text.", path.display())))
    }

    /// What the file is to hold.
    fn edited(&self, text: &str, key: &Secret) -> Result<Zeroizing<String>> {
        let path = self.path();
        if !is_one_line(key) {
            return Err(Error::new(
                Kind::Usage,
                format!("The key holds control characters: it is not written into {}.", path.display()),
            ));
        }
        match self {
            Self::EnvFile(_) => dotenv::edited(path, text, VARIABLE, key.expose_secret()).map(Zeroizing::new),
            Self::KeyFile(_) | Self::Mounted(_) => Ok(Zeroizing::new(key.expose_secret().to_owned())),
        }
    }

    fn key_in(&self, text: &str) -> Option<Secret> {
        match self {
            Self::KeyFile(_) => Some(Secret::from(text)),
            Self::Mounted(_) => Some(Secret::from(secret_file::without_line_end(text))),
            Self::EnvFile(_) => {
                let last = dotenv::parse(text).bindings.into_iter().rfind(|binding| binding.name == VARIABLE);
                last.and_then(|binding| binding.value).map(Secret::from)
            }
        }
    }

    /// The key's text that the file holds now; none if none.
    fn held(&self, settings: &Settings) -> Result<Option<Secret>> {
        Ok(self.text(settings)?.and_then(|text| self.key_in(&text)))
    }

    /// What it holds, if it can only be written in place.
    pub(super) fn in_place(&self, settings: &Settings) -> Result<Option<InPlace>> {
        if !place::must_be_written_in_place(self.path()) {
            return Ok(None);
        }
        Ok(self.text(settings)?.map(|before| InPlace { source: self.clone(), before }))
    }

    /// Whether nothing is lost when another key is put there: it holds none, one of these, or a text that was cut short
    /// while one of these was written.
    pub(super) fn may_be_pointed(&self, settings: &Settings, keys: &[&Secret], guards: &[InPlace]) -> Result<bool> {
        let Some(text) = self.text(settings)? else { return Ok(true) };
        let held = self.key_in(&text).filter(|held| !held.expose_secret().is_empty());
        let is_known = held.is_none_or(|held| keys.iter().any(|key| crate::secret::same(key, &held)));
        Ok(is_known || self.torn(&text, keys, guards).is_some())
    }

    fn is_torn(&self, settings: &Settings, journal: &Journal) -> bool {
        let keys: Vec<&Secret> = journal.keys().collect();
        self.text(settings).is_ok_and(|text| text.is_some_and(|text| self.torn(&text, &keys, &journal.in_place).is_some()))
    }

    /// What the file held before it was cut short, if the text that it holds is neither that nor what was to be written.
    fn torn<'a>(&self, text: &str, keys: &[&Secret], guards: &'a [InPlace]) -> Option<&'a str> {
        let before = guards.iter().find(|guard| guard.source == *self)?.before.as_str();
        let mut wanted: Vec<Zeroizing<String>> = keys.iter().filter_map(|key| self.edited(before, key).ok()).collect();
        wanted.push(Zeroizing::new(before.to_owned()));
        let is_cut = text.len() <= wanted.iter().map(|wanted| wanted.len()).max().unwrap_or(0)
            && !wanted.iter().any(|wanted| wanted.as_str() == text)
            && text.bytes().enumerate().all(|(at, byte)| byte == 0 || wanted.iter().any(|w| w.as_bytes().get(at) == Some(&byte)));
        is_cut.then_some(before)
    }

    /// Lets the file hold this key; nothing is written if it does already. Gives whether others could read it before.
    ///
    /// # Errors
    /// `Unexpected` or `Usage` if it can't be written; it is as it was then, or, where it is written in place, repaired by
    /// the next call with the same guards.
    pub(super) fn point_at(&self, settings: &Settings, key: &Secret, keys: &[&Secret], guards: &[InPlace]) -> Result<bool> {
        let found = self.text(settings)?;
        let text = found.as_deref().map_or("", String::as_str);
        let base = self.torn(text, keys, guards).unwrap_or(text);
        let wanted = self.edited(base, key)?;
        let holds = self.key_in(text).is_some_and(|held| crate::secret::same(&held, key));
        if found.is_some() && (wanted.as_str() == text || (holds && base == text)) {
            return Ok(false);
        }
        if place::must_be_written_in_place(self.path()) {
            private::write_in_place(self.path(), text.as_bytes(), wanted.as_bytes())
        } else {
            private::write(self.path(), wanted.as_bytes())
        }
    }
}

impl Service {
    /// The files to point at the new key, each known to be writable.
    pub(super) fn sources(&self, request: &Request, current: &SecretKey) -> Result<Vec<KeySource>> {
        let settings = self.settings();
        if !request.update_sources {
            return if request.new_key.is_some() {
                Ok(Vec::new())
            } else {
                Err(Error::new(Kind::Usage, "A generated key has to be written somewhere, and --no-env-update forbids it.")
                    .hint("Give a new key with --new-key-file, --new-key-env or --new-key-stdin, or leave --no-env-update out."))
            };
        }
        let sources = KeySource::of(&settings, current)?;
        if sources.is_empty() {
            return Err(Error::new(
                Kind::Usage,
                format!("The active key comes from {}, which cannot be changed from here.", settings.secret_key.origin),
            )
            .hint("Give a new key with --new-key-file, say --no-env-update, and put the key there yourself afterwards."));
        }
        sources.iter().try_for_each(|source| source.check(&settings, request.new_key.as_ref()))?;
        Ok(sources)
    }
}
