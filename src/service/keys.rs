//! The secret key: its state, generating one, and writing it into a file.

use std::ffi::OsStr;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use super::Service;
use super::access::Admin;
use super::decrypt_stats::DecryptStats;
use super::progress::{Stage, Watch};
use super::reserved;
use super::rotation::RotationStatus;
use crate::config::{Origin, SECRET_KEY, SECRET_KEY_FILE, Settings, WithOrigin, dotenv, secret_file};
use crate::crypto::keyring::Keyring;
use crate::crypto::secret_key::{self, SecretKey};
use crate::error::{FileError, KeyError, Problem, Result};
use crate::fs::private;
use crate::model::{AuditAction, KeyBinding};
use crate::secret::{ExposeSecret, Secret};
use crate::store::UnknownTokens;
use crate::threads;

pub use crate::crypto::password::generate as generate_password;
pub use crate::crypto::secret_key::Strength;

/// The active key without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActiveKey {
    /// Its fingerprint and strength, or why it is unusable.
    pub key: Result<(String, Strength), KeyError>,
    /// Its origin.
    pub origin: Origin,
}

/// A key that was generated and written into a file.
#[derive(Clone, Debug)]
pub struct GeneratedKey {
    /// The key.
    pub key: Secret,
    /// Its fingerprint.
    pub fingerprint: String,
    /// The file.
    pub path: PathBuf,
}

/// Generates a key. Returns it with its fingerprint.
///
/// # Errors
/// `NoRandomness`.
pub fn generate() -> Result<(Secret, String)> {
    let key = secret_key::generate()?;
    let fingerprint = SecretKey::parse(&key)?.fingerprint();
    Ok((key, fingerprint))
}

/// The active key without its text.
///
/// # Errors
/// `Key` if there is none.
pub fn active_key(settings: &Settings) -> Result<ActiveKey> {
    let text = settings.secret_key.value.as_ref().ok_or_else(|| missing(settings))?;
    let parsed = SecretKey::refuse_placeholder(text).and_then(|()| SecretKey::parse(text));
    let key = parsed.map(|key| (key.fingerprint(), key.strength()));
    Ok(ActiveKey { key, origin: settings.secret_key.origin.clone() })
}

/// Whether a key is derived from a short text.
pub fn is_weak(key: &Secret) -> bool {
    !key.expose_secret().is_empty() && SecretKey::parse(key).is_ok_and(|key| key.strength() == Strength::Derived)
}

/// The previous keys that a file may contain; see [`spellings`].
///
/// # Errors
/// `Usage` if it can't be read, or contains no key.
pub fn previous_keys_of_file(path: &Path) -> Result<Vec<Secret>> {
    spellings(&secret_file::whole_file(path)?, &path.display().to_string())
}

/// The keys that a text may stand for: without its newline, as secrets are given, and with it, as Kozmoai reads its own key file.
/// What they decrypt shows which it is. `name` is what errors call the text.
///
/// # Errors
/// `Usage` if it is several lines that are no key.
pub fn spellings(text: &Secret, name: &str) -> Result<Vec<Secret>> {
    let text = text.expose_secret();
    let line = Secret::from(secret_file::without_line_end(text));
    if SecretKey::parse(&line).is_err() {
        secret_file::line_of(&mut text.as_bytes(), name)?;
    }
    let whole = Secret::from(text);
    let is_another = line.expose_secret() != text && SecretKey::parse(&whole).is_ok();
    Ok(std::iter::once(line).chain(is_another.then_some(whole)).collect())
}

/// The error where no key is set.
pub(super) fn missing(settings: &Settings) -> KeyError {
    let file = settings.require_config_dir().is_ok().then(|| settings.config_dir.value.join(SECRET_KEY_FILE));
    KeyError::KeyMissing { file }
}

/// The state of all keys, without their texts.
#[derive(Clone, Debug)]
pub struct KeyState {
    /// The active key, if one is set.
    pub current: Option<ActiveKey>,
    /// The fingerprints of the fallback keys, or why one is unusable.
    pub fallbacks: Vec<WithOrigin<Result<String, KeyError>>>,
    /// The key binding of the database.
    pub binding: Option<KeyBinding>,
    /// The interrupted rotation.
    pub rotation: Option<RotationStatus>,
    /// Whether the database is of a newer generation, whose key the application's own tool rotates.
    pub is_newer_generation: bool,
}

/// The result of checking which key decrypts which value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyCheck {
    /// The active key.
    pub fingerprint: String,
    /// The fallback keys, and the number of values that each decrypts.
    pub fallbacks: Vec<(String, u64)>,
    /// The key binding of the database.
    pub binding: Option<KeyBinding>,
    /// The values.
    pub stats: DecryptStats,
    /// Other values that look encrypted.
    pub unknown_tokens: UnknownTokens,
    /// Whether the database is of a newer generation, where Generic variables are not encrypted.
    pub has_usual_plaintext: bool,
}

impl KeyCheck {
    /// The result for values of a database that is not open.
    pub(super) fn of_values(ring: &Keyring, stats: DecryptStats) -> Self {
        let fallbacks = ring.fallback_fingerprints().enumerate();
        let fallbacks = fallbacks.map(|(place, name)| (name.to_owned(), stats.fallback.get(place).copied().unwrap_or(0)));
        Self {
            fingerprint: ring.fingerprint().to_owned(),
            fallbacks: fallbacks.collect(),
            binding: None,
            stats,
            unknown_tokens: UnknownTokens::default(),
            has_usual_plaintext: false,
        }
    }
}

impl Service {
    /// The warning about an active key that is derived from a short text.
    pub fn weakness(&self) -> Option<String> {
        let active = active_key(&self.settings()).ok()?;
        matches!(active.key, Ok((_, Strength::Derived))).then(|| {
            format!(
                "The secret key ({}) is weak: it is derived from a short text, and as easy to guess as that. {} replaces it.",
                active.origin,
                self.rotator()
            )
        })
    }
}

impl Admin<'_> {
    /// The state of the keys, without reading a value.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn key_state(&self) -> Result<KeyState> {
        let settings = self.settings();
        let name = |WithOrigin { value, origin }: WithOrigin<Secret>| {
            let value = SecretKey::parse(&value).map(|key| key.fingerprint());
            WithOrigin { value, origin }
        };
        Ok(KeyState {
            current: active_key(&settings).ok(),
            fallbacks: self.older_keys()?.into_iter().map(name).collect(),
            binding: self.store.key_binding()?,
            rotation: self.rotation_status()?,
            is_newer_generation: self.store.capabilities().is_newer_generation(),
        })
    }

    /// The number of encrypted values, none of which is decrypted.
    ///
    /// # Errors
    /// `Store`.
    pub fn count_values(&self) -> Result<u64> {
        let mut count = 0;
        self.store.values(&mut |values| {
            count += values.len() as u64;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    /// Decrypts every value with the active key and its fallbacks, and counts them by key.
    ///
    /// # Errors
    /// `Key` if a key is missing or malformed; `NotAllowed`, `Store`.
    pub fn check_keys(&self, watch: Watch<'_>) -> Result<KeyCheck> {
        let ring = self.keyring()?;
        let (unknown_tokens, checked) = threads::both(|| self.unknown_tokens(&ring), || self.count_with(&ring, watch));
        Ok(KeyCheck { unknown_tokens: unknown_tokens?, ..checked? })
    }

    /// The same without the search for other values that look encrypted.
    pub(super) fn count_by_key(&self, watch: Watch<'_>) -> Result<KeyCheck> {
        self.count_with(&self.keyring()?, watch)
    }

    fn count_with(&self, ring: &Keyring, watch: Watch<'_>) -> Result<KeyCheck> {
        let stats = self.decrypt_values(ring, Stage::Checking, None, watch)?;
        Ok(KeyCheck {
            binding: self.store.key_binding()?,
            has_usual_plaintext: !self.store.capabilities().encrypts_generic_variables,
            ..KeyCheck::of_values(ring, stats)
        })
    }

    /// Generates a key without writing it anywhere. Returns it with its fingerprint.
    ///
    /// # Errors
    /// `NotAllowed`; as [`generate`].
    pub fn new_key(&self) -> Result<(Secret, String)> {
        generate()
    }

    /// Writes a new key into a .env file, and records that in the audit log.
    ///
    /// # Errors
    /// `NotAllowed`; as [`write_to_env_file`].
    pub fn write_new_key(&self, path: &Path, key: &Secret) -> Result<()> {
        self.refuse_read_only()?;
        let fingerprint = SecretKey::parse(key)?.fingerprint();
        write_to_env_file(path, key)?;
        let detail = Some(format!("{fingerprint} into {}", path.display()));
        self.commit(Vec::new(), vec![self.entry(AuditAction::SecretKeyGenerated, None, detail)])
    }
}

/// Generates a key and writes it into `<config dir>/secret_key`, 0600, unless that exists.
///
/// # Errors
/// `Conflict` if the file exists; `Unexpected` if it can't be written.
pub fn generate_key_file(settings: &Settings) -> Result<GeneratedKey> {
    let (key, fingerprint) = generate()?;
    settings.create_config_dir()?;
    let folder = &settings.config_dir.value;
    let path = folder.join(SECRET_KEY_FILE);
    private::create(&path, key.expose_secret().as_bytes()).map_err(|error| match error.problem() {
        Problem::Files(FileError::Exists { .. }) => {
            error.hint("Start again if another process has just created it; delete it if it is empty.")
        }
        _ => error,
    })?;
    Ok(GeneratedKey { key, fingerprint, path })
}

/// Writes a key into a .env file, 0600, keeping every other byte.
///
/// # Errors
/// `Conflict` if it already contains a key, or another process is changing it; `Usage` if it is not a .env file, or has a reserved name.
pub fn write_to_env_file(path: &Path, key: &Secret) -> Result<()> {
    private::refuse_special(path)?;
    reserved::refuse_everywhere(path)?;
    dotenv::set(path, SECRET_KEY.name, key.expose_secret(), |text| check_env_file(path, text))
}

/// Refuses a text that contains a key, or is not that of a .env file.
fn check_env_file(path: &Path, text: &str) -> Result<()> {
    let parsed = dotenv::parse(text);
    let holds_a_key =
        parsed.bindings.iter().any(|b| b.name == SECRET_KEY.name && b.value.as_deref().is_some_and(|v| !v.is_empty()));
    if holds_a_key || is_bare_key(text) {
        return Err(KeyError::EnvFileHasKey { path: path.to_owned() }.into());
    }
    let is_env_file = parsed.bindings.iter().any(|binding| binding.value.is_some()) || parsed.unreadable.is_empty();
    if !is_env_file || path.file_name() == Some(OsStr::new(SECRET_KEY_FILE)) {
        return Err(KeyError::NotEnvFile { path: path.to_owned() }.into());
    }
    Ok(())
}

/// Whether a file contains nothing but a key, as key files do.
fn is_bare_key(text: &str) -> bool {
    let text = text.trim();
    let is_one_word = !text.is_empty() && !text.contains(char::is_whitespace);
    is_one_word
        && (!text.contains('=') || SecretKey::parse(&Secret::from(text)).is_ok_and(|key| key.strength() == Strength::Full))
}
