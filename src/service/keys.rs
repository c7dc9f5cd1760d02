//! The secret key, as far as people may know of it.

use crate::config::{Origin, Settings};
use crate::error::Result;
use crate::secret::Secret;

pub use crate::crypto::secret_key::Strength;

/// What `key show` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyFacts {
    /// Names the key; none if it is invalid.
    pub fingerprint: Option<String>,
    /// How good it is; the reason if it is invalid.
    pub strength: std::result::Result<Strength, String>,
    /// Where it came from.
    pub origin: Origin,
}

/// A new key and its fingerprint. Needs no store.
pub fn generate() -> Result<(Secret, String)> {
    todo!()
}

/// What is known of the key in force. # Errors `Key` if there is none.
pub fn facts(_settings: &Settings) -> Result<KeyFacts> {
    todo!()
}

/// Writes a key into a .env file, 0600, every other byte kept. # Errors `Conflict` if it holds another key.
pub fn write_to_env_file(_path: &std::path::Path, _key: &Secret) -> Result<()> {
    todo!()
}
