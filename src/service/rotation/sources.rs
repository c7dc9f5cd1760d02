//! The files that contain the active key, in which a rotation writes the new one: a .env file, whose other bytes stay the
//! same, and the secret_key file. A file that is a mount point cannot be replaced, so it is written in place; the journal has
//! its former contents in case that is interrupted.

use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::config::{Origin, SECRET_KEY, SECRET_KEY_FILE, Settings, WithOrigin, dotenv, secret_file};
use crate::crypto::secret_key::SecretKey;
use crate::error::{Error, FileError, Result, RotationError};
use crate::fs::replace::Edited;
use crate::fs::{paths, private, replace};
use crate::secret::{self, ExposeSecret, Secret, Zeroizing};

/// A file that contains the key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeySource {
    /// A .env file, which sets KOZMOAI_SECRET_KEY.
    EnvFile(PathBuf),
    /// A file that contains just the key.
    KeyFile(PathBuf),
    /// A file that KOZMOAI_SECRET_KEY_FILE names, read without its trailing newline.
    Mounted(PathBuf),
}

/// The contents of a key file before it is written in place.
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

/// The keys of a journal, one of which a key file may contain, and what else decides about writing one.
pub(super) struct JournalKeys<'a> {
    pub(super) keys: Vec<&'a Secret>,
    pub(super) in_place: &'a [InPlace],
    /// Whether this account or root wrote the journal.
    pub(super) is_own: bool,
}

/// What a key file contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// The key that it is to contain.
    Wanted,
    /// No key, another key of the journal, or an incomplete write of one.
    Replaceable,
    /// A key that may be the only copy.
    Foreign,
}

/// Whether a key is a single line. In Kozmoai's secret_key file, a trailing newline is part of the key.
pub(super) fn is_one_line(key: &Secret) -> bool {
    let text = key.expose_secret();
    let line = text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line));
    !line.chars().any(char::is_control)
}

impl KeySource {
    /// The files that contain the active key: its origin, and a secret_key file with the same key, which other programs may
    /// read. None if the key comes from the environment, which can't be changed from here.
    pub(super) fn of(settings: &Settings, key: &SecretKey) -> Result<Vec<Self>> {
        // Absolute, since a resume may run in another directory.
        let mut sources = match &settings.secret_key.origin {
            Origin::EnvFile { path, .. } | Origin::DotEnv { path, .. } => vec![Self::EnvFile(paths::absolute(path)?)],
            Origin::SecretFile { path, .. } => vec![Self::Mounted(paths::absolute(path)?)],
            Origin::SecretKeyFile(path) => return Ok(vec![Self::KeyFile(paths::absolute(path)?)]),
            // The environment takes precedence over every file.
            Origin::Environment
            | Origin::Rotation
            | Origin::Journal(_)
            | Origin::PasswordFile { .. }
            | Origin::Flag(_)
            | Origin::Default => return Ok(Vec::new()),
        };
        let file = Self::KeyFile(paths::absolute(&settings.config_dir.value.join(SECRET_KEY_FILE))?);
        let same = file.held(settings)?.and_then(|text| SecretKey::parse(&text).ok());
        if same.is_some_and(|found| found.fingerprint() == key.fingerprint()) {
            sources.push(file);
        }
        Ok(sources)
    }

    pub(super) fn path(&self) -> &Path {
        match self {
            Self::EnvFile(path) | Self::KeyFile(path) | Self::Mounted(path) => path,
        }
    }

    /// Whether the settings name the file, or it is a .env file next to the journal: a forged journal must not reach any other
    /// file. For a journal of another account, the settings must even have read a key there, or --env-file must name a file
    /// whose writing was interrupted.
    pub(super) fn is_named_by(&self, settings: &Settings, journal: &JournalKeys<'_>) -> bool {
        let config_dir = &settings.config_dir.value;
        let is_here = |path: &Path| {
            let real = |path: &Path| Some((fs::canonicalize(paths::folder_of(path)).ok()?, path.file_name()?.to_owned()));
            paths::absolute(path).is_ok_and(|path| path == self.path())
                || real(path).is_some_and(|it| real(self.path()) == Some(it))
        };
        match self {
            Self::EnvFile(path) => {
                let name = path.file_name().unwrap_or_default();
                let is_env = name.to_str().is_some_and(|name| name.starts_with(".env") || name.ends_with(".env"));
                let has_key = |key: &WithOrigin<Secret>| match &key.origin {
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
                let named = |key: &WithOrigin<Secret>| matches!(&key.origin, Origin::SecretFile { path, .. } if is_here(path));
                settings.secret_keys.iter().any(named)
            }
        }
    }

    /// Checks that the file can be written, before anything is changed; `given` is the key, unless it will be generated, and
    /// `which` whether it is the new or the previous one.
    ///
    /// # Errors
    /// `NotAllowed`, with the reason; `Usage` if this key would not read back the same.
    pub(super) fn check(&self, settings: &Settings, given: Option<&Secret>, which: &'static str) -> Result<()> {
        let path = self.path();
        let us = rustix::process::geteuid();
        let refused =
            |cause: Error| Error::from(RotationError::KeyFileNotWritable { path: path.to_owned(), which }).wrapping(cause);
        let owned = path.to_owned();
        let flaw = fs::symlink_metadata(path).ok().and_then(|metadata| match metadata {
            found if found.is_symlink() => Some(FileError::IsLink { path: owned }),
            found if !found.is_file() => Some(FileError::NotRegular { path: owned }),
            found if found.permissions().mode() & 0o222 == 0 => Some(FileError::ReadOnly { path: owned }),
            found if !us.is_root() && found.uid() != us.as_raw() => Some(FileError::OtherOwner { path: owned, uid: found.uid() }),
            _ => None,
        });
        if let Some(flaw) = flaw {
            return Err(refused(flaw.into()));
        }
        let text = self.text(settings).map_err(refused)?.unwrap_or_default();
        // As long as a generated key.
        let sample = Secret::from("k".repeat(43));
        let edited = self.edited(&text, given.unwrap_or(&sample))?;
        replace::rehearse(path, edited.len() as u64).map_err(refused)
    }

    /// The contents of the file, if it exists. One that --env-file names is trusted even if others may write it; a link never is.
    fn text(&self, settings: &Settings) -> Result<Option<Zeroizing<String>>> {
        let path = self.path();
        let is_given = settings.env_file.as_deref().and_then(|given| paths::absolute(given).ok()).as_deref() == Some(path);
        let bytes =
            if is_given && !path.is_symlink() { private::read_unlinked(path)? } else { private::read(path, settings.trust)? };
        bytes.map(|bytes| private::text(&bytes, path)).transpose()
    }

    /// The contents with another key.
    fn edited(&self, text: &str, key: &Secret) -> Result<Zeroizing<String>> {
        let path = self.path();
        match self {
            // Read as it is.
            Self::KeyFile(_) => Ok(Zeroizing::new(key.expose_secret().to_owned())),
            _ if !is_one_line(key) => Err(RotationError::NewKeyControl { path: path.to_owned() }.into()),
            Self::EnvFile(_) => dotenv::edited(path, text, SECRET_KEY.name, key.expose_secret()),
            Self::Mounted(_) => Ok(Zeroizing::new(key.expose_secret().to_owned())),
        }
    }

    fn key_in(&self, text: &str) -> Option<Secret> {
        match self {
            Self::KeyFile(_) => Some(Secret::from(text)),
            Self::Mounted(_) => Some(Secret::from(secret_file::without_line_end(text))),
            Self::EnvFile(_) => {
                let last = dotenv::parse(text).bindings.into_iter().rfind(|binding| binding.name == SECRET_KEY.name);
                last.and_then(|binding| binding.value).map(|value| Secret::from(value.as_str()))
            }
        }
    }

    /// The key in the file, if there is one.
    fn held(&self, settings: &Settings) -> Result<Option<Secret>> {
        Ok(self.text(settings)?.and_then(|text| self.key_in(&text)))
    }

    /// The contents, if the file can only be written in place.
    pub(super) fn in_place(&self, settings: &Settings) -> Result<Option<InPlace>> {
        if !replace::must_be_in_place(self.path()) {
            return Ok(None);
        }
        Ok(self.text(settings)?.map(|before| InPlace { source: self.clone(), before }))
    }

    /// What the file contains.
    ///
    /// # Errors
    /// `Usage` if it can't be read.
    pub(super) fn content(&self, settings: &Settings, key: &Secret, journal: &JournalKeys<'_>) -> Result<Content> {
        Ok(self.content_of(self.text(settings)?.as_deref().map(String::as_str), key, journal))
    }

    /// The same of a text; none if there is no file.
    fn content_of(&self, text: Option<&str>, key: &Secret, journal: &JournalKeys<'_>) -> Content {
        if self.replacement(text, key, journal).is_ok_and(|replacement| replacement.is_none()) {
            return Content::Wanted;
        }
        let Some(text) = text else { return Content::Replaceable };
        let held = self.key_in(text).filter(|held| !held.expose_secret().is_empty());
        let is_known = held.is_none_or(|held| journal.keys.iter().any(|key| secret::same(key, &held)));
        if is_known || self.torn(text, journal).is_some() { Content::Replaceable } else { Content::Foreign }
    }

    fn is_torn(&self, settings: &Settings, journal: &JournalKeys<'_>) -> bool {
        self.text(settings).is_ok_and(|text| text.is_some_and(|text| self.torn(&text, journal).is_some()))
    }

    /// The contents with this key, unless the file already has it.
    fn replacement(&self, text: Option<&str>, key: &Secret, journal: &JournalKeys<'_>) -> Result<Option<Zeroizing<String>>> {
        let present = text.unwrap_or_default();
        let torn = self.torn(present, journal);
        let holds = self.key_in(present).is_some_and(|held| secret::same(&held, key));
        if text.is_some() && torn.is_none() && holds {
            return Ok(None);
        }
        let wanted = self.edited(torn.unwrap_or(present), key)?;
        Ok(Some(wanted).filter(|wanted| text != Some(wanted.as_str())))
    }

    /// The former contents, if the present text is an incomplete write.
    fn torn<'a>(&self, text: &str, journal: &JournalKeys<'a>) -> Option<&'a str> {
        let before = journal.in_place.iter().find(|guard| guard.source == *self)?.before.as_str();
        let mut complete: Vec<Zeroizing<String>> = journal.keys.iter().filter_map(|key| self.edited(before, key).ok()).collect();
        complete.push(Zeroizing::new(before.to_owned()));
        let is_torn = text.len() <= complete.iter().map(|text| text.len()).max().unwrap_or(0)
            && !complete.iter().any(|other| other.as_str() == text)
            && text
                .bytes()
                .enumerate()
                .all(|(at, byte)| byte == 0 || complete.iter().any(|other| other.as_bytes().get(at) == Some(&byte)));
        is_torn.then_some(before)
    }

    /// Writes the key into the file, unless it is already there. Returns whether others could read the file before.
    ///
    /// # Errors
    /// `KeyFileTaken` if somebody else's key is there by now; `Unexpected` or `Usage` if it can't be written. The file is unchanged
    /// then, or, if it is written in place, repaired by the next call with the same journal.
    pub(super) fn update(&self, settings: &Settings, key: &Secret, journal: &JournalKeys<'_>) -> Result<bool> {
        replace::edit(self.path(), || {
            let old = self.text(settings)?;
            let present = old.as_deref().map(String::as_str);
            if self.content_of(present, key, journal) == Content::Foreign {
                return Err(RotationError::KeyFileTaken { path: self.path().to_owned() }.into());
            }
            let new = self.replacement(present, key, journal)?;
            Ok(new.map(|new| Edited { old, new }))
        })
    }
}
