//! The Kozmoai Store API key of a user: encrypted like the value of a variable, and never shown.

use super::Service;
use super::retry::VaultChange;
use crate::error::{Result, SecretError};
use crate::model::user_secrets::check_value;
use crate::model::{Actor, AuditAction, User, UserSecrets};
use crate::secret::{ExposeSecret, Secret};

impl Service {
    /// Sets a user's Kozmoai Store API key.
    ///
    /// # Errors
    /// `Usage`: it is empty or too long; `Key`: the secret key is missing, malformed or not the database's; `Conflict`: changed
    /// concurrently; `NotAllowed`, `Store`.
    pub fn set_store_key(&self, actor: &Actor, owner: &User, key: &Secret) -> Result<()> {
        self.require_owner(actor, owner.id)?;
        check_value("A Kozmoai Store API key", key.expose_secret())?;
        self.change_vault(owner.id, |before| {
            let keys = self.keys()?;
            let value = keys.ring.seal(key.expose_secret().as_bytes(), self.now());
            let after = UserSecrets { store_api_key: Some(value), ..before.clone() };
            let entry = self.entry(actor, AuditAction::StoreKeySet, Some(owner), None);
            Ok(((), Some(VaultChange { after, guard: Some(keys.guard()), entry })))
        })
    }

    /// Clears a user's Kozmoai Store API key.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Conflict`: changed concurrently; `NotAllowed`, `Store`.
    pub fn clear_store_key(&self, actor: &Actor, owner: &User) -> Result<()> {
        self.require_owner(actor, owner.id)?;
        self.change_vault(owner.id, |before| {
            if before.store_api_key.is_none() {
                return Err(SecretError::StoreKeyNotFound { owner: owner.username.clone() }.into());
            }
            let after = UserSecrets { store_api_key: None, ..before.clone() };
            let entry = self.entry(actor, AuditAction::StoreKeyCleared, Some(owner), None);
            Ok(((), Some(VaultChange { after, guard: None, entry })))
        })
    }
}
