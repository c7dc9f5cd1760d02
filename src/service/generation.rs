//! Databases of a newer generation: what would be damaged there is refused, with the reason and nothing changed.

use super::Service;
use crate::crypto::secret_key::{SecretKey, Strength};
use crate::error::{Error, Kind, Result};

/// What rotates secret keys, in words.
pub(super) const ROTATOR: &str = "`kozmoai rotate`";

impl Service {
    /// What rotates the secret key of this database, in words.
    pub(super) fn rotator(&self) -> &'static str {
        if self.store.generation().seals_api_keys { "The application's own tool" } else { ROTATOR }
    }

    /// Refuses to encrypt a Generic variable where those are kept in plaintext.
    pub(super) fn refuse_generic(&self) -> Result<()> {
        if !self.store.generation().seals_api_keys {
            return Ok(());
        }
        Err(newer("keeps Generic variables in plaintext, and an encrypted one would disappear from the application")
            .hint("Set it in the application, or as a Credential."))
    }

    /// Refuses what would mix plaintext API keys with encrypted ones, or take the ciphertext for the key.
    pub(super) fn refuse_sealed_api_keys(&self) -> Result<()> {
        if !self.store.generation().seals_api_keys {
            return Ok(());
        }
        Err(newer("keeps API keys encrypted, which this version does not").hint("Use the application for that."))
    }

    /// Refuses to give what one user owns to another where more hangs on it than is known here.
    pub(super) fn refuse_transfer(&self) -> Result<()> {
        if !self.store.generation().derives_otherwise {
            return Ok(());
        }
        Err(newer("keeps personal folders, triggers, connections and MCP servers by owner, which this version cannot transfer")
            .hint("Use the application for that."))
    }

    /// Refuses a key that the application derives otherwise from the same text.
    pub(super) fn refuse_short_key(&self, key: &SecretKey) -> Result<()> {
        if key.strength() == Strength::Full || !self.store.generation().derives_otherwise {
            return Ok(());
        }
        Err(newer("derives another key from a text of fewer than 32 characters").hint(
            "First bring it to a key of 32 random bytes with the application's own tool: this version can work on it then.",
        ))
    }
}

/// A refusal that says how the newer generation differs.
pub(super) fn newer(how: &str) -> Error {
    Error::new(Kind::Store, format!("The database is of a newer generation of Kozmoai, which {how}; nothing was changed."))
}
