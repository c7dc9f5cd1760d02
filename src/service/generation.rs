//! Databases of a newer generation, where operations are refused that would damage them.

use super::Service;
use crate::crypto::secret_key::{SecretKey, Strength};
use crate::error::{Difference, KeyError, Result};
use crate::model::ApiKeyStorage;

/// What rotates secret keys, for messages.
pub(super) const ROTATOR: &str = "`kozmoai rotate`";

impl Service {
    /// What rotates the secret key of this database, for messages.
    pub(super) fn rotator(&self) -> &'static str {
        if self.store.capabilities().is_newer_generation() { "The application's own tool" } else { ROTATOR }
    }

    /// Refuses to encrypt a Generic variable where those are in plaintext.
    pub(super) fn refuse_generic(&self) -> Result<()> {
        refuse(!self.capabilities().encrypts_generic_variables, Difference::GenericPlaintext)
    }

    /// Refuses API keys where those are encrypted: plaintext ones would be mixed in, or ciphertext used as the key.
    pub(super) fn refuse_sealed_api_keys(&self) -> Result<()> {
        refuse(self.capabilities().api_keys == ApiKeyStorage::Encrypted, Difference::ApiKeysEncrypted)
    }

    /// Refuses to transfer ownership where more records have an owner than this version knows.
    pub(super) fn refuse_transfer(&self) -> Result<()> {
        refuse(!self.capabilities().knows_owned_records, Difference::MoreOwned)
    }

    /// Refuses a text from which the application derives another key.
    pub(super) fn refuse_short_key(&self, key: &SecretKey) -> Result<()> {
        refuse(key.strength() == Strength::Derived && !self.capabilities().derives_same_keys, Difference::Derivation)
    }
}

fn refuse(is_refused: bool, difference: Difference) -> Result<()> {
    if is_refused { Err(KeyError::NewerGeneration { difference }.into()) } else { Ok(()) }
}
