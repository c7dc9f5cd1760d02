//! The secret key, as far as people may know of it.

use std::path::{Path, PathBuf};

use super::Service;
use super::rotation::Unfinished;
use crate::config::{Origin, SECRET_KEY_FILE, Settings, Sourced, dotenv};
use crate::crypto::secret_key::{self, SecretKey};
use crate::error::{Error, Kind, Result};
use crate::fs::private;
use crate::model::{Actor, AuditAction, KeyMark};
use crate::secret::{ExposeSecret, Secret};

pub use crate::crypto::secret_key::Strength;

/// The variable that holds the key.
pub(super) const VARIABLE: &str = "KOZMOAI_SECRET_KEY";

/// What `key show` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Names the key and says how good it is; the reason if it is invalid.
    pub key: Result<(String, Strength), String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A key that was made and kept in a file.
#[derive(Clone, Debug)]
pub struct MadeKey {
    /// The key.
    pub key: Secret,
    /// Names the key.
    pub fingerprint: String,
    /// The file.
    pub path: PathBuf,
}

/// A new key and its fingerprint. Needs no store.
///
/// # Errors
/// `Unexpected` if the operating system has no randomness to give.
pub fn generate() -> Result<(Secret, String)> {
    let key = secret_key::generate()?;
    let fingerprint = SecretKey::parse(&key)?.fingerprint();
    Ok((key, fingerprint))
}

/// What is known of the key in force.
///
/// # Errors
/// `Key` if there is none.
pub fn facts(settings: &Settings) -> Result<KeyFacts> {
    let text = settings.secret_key.value.as_ref().ok_or_else(|| missing(settings))?;
    let parsed = SecretKey::refuse_placeholder(text).and_then(|()| SecretKey::parse(text));
    let key = parsed.map(|key| (key.fingerprint(), key.strength())).map_err(|error| error.message());
    Ok(KeyFacts { key, origin: settings.secret_key.origin.clone() })
}

/// Whether a key is derived from a short text.
pub fn is_weak(key: &Secret) -> bool {
    SecretKey::parse(key).is_ok_and(|key| key.strength() == Strength::Derived)
}

/// What is said where no key is set.
pub(super) fn missing(settings: &Settings) -> Error {
    let place = settings.config_dir.value.join(SECRET_KEY_FILE);
    let message = if settings.require_config_dir().is_ok() {
        format!("No secret key is set: neither KOZMOAI_SECRET_KEY nor {}.", place.display())
    } else {
        "No secret key is set: KOZMOAI_SECRET_KEY has no value, and there is no configuration directory (--config-dir)."
            .to_owned()
    };
    Error::new(Kind::Key, message).hint("`kozmoai keygen --write .env` makes one; Kozmoai and kozmoai must use the same.")
}

/// All that people may know of the keys.
#[derive(Clone, Debug)]
pub struct KeyState {
    /// The key in force; none if none is set.
    pub current: Option<KeyFacts>,
    /// The older keys, by name, or why one is unusable.
    pub fallbacks: Vec<Sourced<Result<String, String>>>,
    /// The key that the store remembers.
    pub mark: Option<KeyMark>,
    /// A rotation that was begun and not ended.
    pub unfinished: Option<Unfinished>,
    /// Whether the database is of a newer generation, whose key is rotated by the application's own tool.
    pub is_newer_generation: bool,
}

impl Service {
    /// What is said of a key that is derived from a short text, wherever it is used to encrypt; none of another one.
    pub fn weakness(&self) -> Option<String> {
        let facts = facts(&self.settings()).ok()?;
        matches!(facts.key, Ok((_, Strength::Derived))).then(|| {
            format!(
                "The secret key ({}) is weak: it is derived from a short text, and can be guessed as easily as that. {} replaces it.",
                facts.origin,
                self.rotator()
            )
        })
    }

    /// What is known of the keys, without looking at a value.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn key_state(&self, actor: &Actor) -> Result<KeyState> {
        self.require_superuser(actor)?;
        let settings = self.settings();
        let name = |Sourced { value, origin }: Sourced<Secret>| {
            let value = SecretKey::parse(&value).map(|key| key.fingerprint()).map_err(|error| error.message());
            Sourced { value, origin }
        };
        Ok(KeyState {
            current: facts(&settings).ok(),
            fallbacks: self.older_keys()?.into_iter().map(name).collect(),
            mark: self.store.key_mark()?,
            unfinished: self.unfinished_rotation()?,
            is_newer_generation: self.store.generation().seals_api_keys,
        })
    }

    /// A new key, kept nowhere, and its fingerprint.
    ///
    /// # Errors
    /// `NotAllowed`; as [`generate`].
    pub fn new_key(&self, actor: &Actor) -> Result<(Secret, String)> {
        self.require_superuser(actor)?;
        generate()
    }

    /// Writes a new key into a .env file, as [`write_to_env_file`] does, and writes that down.
    ///
    /// # Errors
    /// `NotAllowed`; as [`write_to_env_file`].
    pub fn write_new_key(&self, actor: &Actor, path: &Path, key: &Secret) -> Result<()> {
        self.require_superuser(actor)?;
        self.refuse_read_only()?;
        let fingerprint = SecretKey::parse(key)?.fingerprint();
        write_to_env_file(path, key)?;
        let detail = Some(format!("{fingerprint} into {}", path.display()));
        self.commit(Vec::new(), vec![self.entry(actor, AuditAction::SecretKeyGenerated, None, detail)])
    }
}

/// Makes a key and keeps it in `<config dir>/secret_key`, 0600, never over another one.
///
/// # Errors
/// `Conflict` if there is such a file; `Unexpected` if it can't be written.
pub fn generate_key_file(settings: &Settings) -> Result<MadeKey> {
    let (key, fingerprint) = generate()?;
    settings.create_config_dir()?;
    let folder = &settings.config_dir.value;
    let path = folder.join(SECRET_KEY_FILE);
    private::create(&path, key.expose_secret().as_bytes())?;
    Ok(MadeKey { key, fingerprint, path })
}

/// Writes a key into a .env file, 0600, every other byte kept.
///
/// # Errors
/// `Conflict` if it holds a key already; `Usage` if it is no .env file.
pub fn write_to_env_file(path: &Path, key: &Secret) -> Result<()> {
    private::refuse_special(path)?;
    let text = dotenv::read_text(path)?.unwrap_or_default();
    let holds_a_key =
        dotenv::parse(&text).bindings.iter().any(|b| b.name == VARIABLE && b.value.as_deref().is_some_and(|v| !v.is_empty()));
    if holds_a_key {
        return Err(Error::new(Kind::Conflict, format!("{} holds a secret key already; it was left as it is.", path.display()))
            .hint("Secrets are encrypted under that key: overwriting it would lose them. Write the new one elsewhere."));
    }
    dotenv::set(path, VARIABLE, key.expose_secret())
}

/// A made-up password: 24 letters and digits in groups, without those that are taken for one another; about 120 bits.
///
/// # Errors
/// `Unexpected` if the operating system has no randomness to give.
pub fn generate_password() -> Result<Secret> {
    const ALPHABET: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyzACDEFHK34";
    let mut bytes = crate::secret::Zeroizing::new([0; 24]);
    secret_key::fill_random(bytes.as_mut_slice())?;
    let mut password = String::with_capacity(29);
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place % 6 == 0 {
            password.push('-');
        }
        password.push(char::from(ALPHABET[usize::from(byte % 32)]));
    }
    Ok(Secret::from(password))
}
