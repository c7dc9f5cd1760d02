//! The Kozmoai Store API key of a user: encrypted like the value of a variable, and never shown.

use super::Owner;
use super::commit::SecretsChange;
use crate::error::{Result, SecretError};
use crate::model::user_secrets::check_value;
use crate::model::{AuditAction, UserSecrets};
use crate::secret::{ExposeSecret, Secret};
use crate::store::SecretsPart;

impl Owner<'_> {
    /// Sets a user's Kozmoai Store API key.
    ///
    /// # Errors
    /// `Usage`: it is empty or too long; `Key`: the secret key is missing, malformed or not the database's; `Conflict`: changed
    /// concurrently; `Store`.
    pub fn set_store_key(&self, key: &Secret) -> Result<()> {
        check_value("A Kozmoai Store API key", key.expose_secret())?;
        self.change_secrets(self.user.id, SecretsPart::StoreKey, |before| {
            let keys = self.keys()?;
            let value = keys.ring.encrypt(key.expose_secret().as_bytes(), self.now());
            let after = UserSecrets { store_api_key: Some(value), ..before.clone() };
            let entry = self.entry(AuditAction::StoreKeySet, None);
            Ok(((), Some(SecretsChange { after, guard: Some(keys.guard()), entry })))
        })
    }

    /// Clears a user's Kozmoai Store API key.
    ///
    /// # Errors
    /// `NotFound` if there is none; `Conflict`: changed concurrently; `Store`.
    pub fn clear_store_key(&self) -> Result<()> {
        self.change_secrets(self.user.id, SecretsPart::StoreKey, |before| self.without_store_key(before))
    }

    /// Checks that [`Owner::clear_store_key`] would succeed, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Owner::clear_store_key`].
    pub fn plan_store_key_clearing(&self) -> Result<()> {
        self.plan_secrets(self.user.id, SecretsPart::StoreKey, |before| self.without_store_key(before))
    }

    fn without_store_key(&self, before: &UserSecrets) -> Result<((), Option<SecretsChange>)> {
        if before.store_api_key.is_none() {
            return Err(SecretError::StoreKeyNotFound { owner: self.user.username.clone() }.into());
        }
        let after = UserSecrets { store_api_key: None, ..before.clone() };
        let entry = self.entry(AuditAction::StoreKeyCleared, None);
        Ok(((), Some(SecretsChange { after, guard: None, entry })))
    }
}
