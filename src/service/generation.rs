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
        if self.store.capabilities().encrypts_generic_variables {
            return Ok(());
        }
        Err(KeyError::NewerGeneration { difference: Difference::GenericPlaintext }.into())
    }

    /// Refuses API keys where those are encrypted: plaintext ones would be mixed in, or ciphertext used as the key.
    pub(super) fn refuse_sealed_api_keys(&self) -> Result<()> {
        if self.store.capabilities().api_keys != ApiKeyStorage::Encrypted {
            return Ok(());
        }
        Err(KeyError::NewerGeneration { difference: Difference::ApiKeysEncrypted }.into())
    }

    /// Refuses to transfer ownership where more records have an owner than this version knows.
    pub(super) fn refuse_transfer(&self) -> Result<()> {
        if self.store.capabilities().knows_owned_records {
            return Ok(());
        }
        Err(KeyError::NewerGeneration { difference: Difference::MoreOwned }.into())
    }

    /// Refuses a text from which the application derives another key.
    pub(super) fn refuse_short_key(&self, key: &SecretKey) -> Result<()> {
        if key.strength() == Strength::Full || self.store.capabilities().derives_same_keys {
            return Ok(());
        }
        Err(KeyError::NewerGeneration { difference: Difference::Derivation }.into())
    }
}
