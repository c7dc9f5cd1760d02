//! A user's key for the Kozmoai store: kept like the value of a variable, and shown nowhere.

use super::Service;
use super::retry::VaultChange;
use crate::error::{Result, SecretError};
use crate::model::vault::check_value;
use crate::model::{Actor, AuditAction, User, Vault};
use crate::secret::{ExposeSecret, Secret};

impl Service {
    /// Keeps a user's key for the Kozmoai store, in the place of any other.
    ///
    /// # Errors
    /// `Usage`: none, or too long a one; `Key`: no secret key, a malformed one, or not the store's; `Conflict`: changed
    /// meanwhile; `NotAllowed`, `Store`.
    pub fn set_store_key(&self, actor: &Actor, owner: &User, key: &Secret) -> Result<()> {
        self.require_owner(actor, owner.id)?;
        check_value("A Kozmoai Store API key", key.expose_secret())?;
        self.change_vault(owner.id, |before| {
            let keys = self.keys()?;
            let value = keys.ring.seal(key.expose_secret().as_bytes(), self.now());
            let after = Vault { store_api_key: Some(value), ..before.clone() };
            let entry = self.entry(actor, AuditAction::StoreKeySet, Some(owner), None);
            Ok(((), Some(VaultChange { after, guard: Some(keys.guard()), entry })))
        })
    }

    /// Takes a user's key for the Kozmoai store away.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Conflict`: changed meanwhile; `NotAllowed`, `Store`.
    pub fn clear_store_key(&self, actor: &Actor, owner: &User) -> Result<()> {
        self.require_owner(actor, owner.id)?;
        self.change_vault(owner.id, |before| {
            if before.store_api_key.is_none() {
                return Err(SecretError::StoreKeyNotFound { owner: owner.username.clone() }.into());
            }
            let after = Vault { store_api_key: None, ..before.clone() };
            let entry = self.entry(actor, AuditAction::StoreKeyCleared, Some(owner), None);
            Ok(((), Some(VaultChange { after, guard: None, entry })))
        })
    }
}
