//! The credentials to replace after the secret key leaked. Whatever it once protected is exposed, even if the database has
//! another key now.

use super::{Admin, ApiKeyRow};
use crate::error::Result;
use crate::model::VariableType;

/// The kind of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// A variable of the type Credential, which must be replaced at its provider.
    Variable,
    /// A Kozmoai Store API key, which must be replaced there.
    StoreApiKey,
    /// A valid API key, which must be revoked.
    ApiKey,
}

impl CredentialKind {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::StoreApiKey => "Kozmoai Store API key",
            Self::ApiKey => "API key",
        }
    }

    /// Its name in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Variable => "variable",
            Self::StoreApiKey => "store_api_key",
            Self::ApiKey => "api_key",
        }
    }
}

/// A credential, without its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its kind.
    pub kind: CredentialKind,
    /// The owner.
    pub owner: String,
    /// Its name; a Kozmoai Store API key has none.
    pub name: String,
}

impl Admin<'_> {
    /// Passes every credential to `visit`.
    ///
    /// # Errors
    /// `Store`; those of `visit`.
    pub fn each_credential(&self, visit: &mut dyn FnMut(Credential) -> Result<()>) -> Result<()> {
        let now = self.now();
        self.each_user_with_secrets(&mut |owner, secrets| {
            let named = |kind, name| Credential { kind, owner: owner.username.clone(), name };
            let mut variables: Vec<_> =
                secrets.variables.into_iter().filter(|variable| variable.kind == VariableType::Credential).collect();
            variables.sort_by(|a, b| a.name.cmp(&b.name));
            variables.into_iter().try_for_each(|variable| visit(named(CredentialKind::Variable, variable.name)))?;
            if secrets.store_api_key.is_some() {
                visit(named(CredentialKind::StoreApiKey, String::new()))?;
            }
            let keys = secrets.api_keys.into_iter().map(|key| ApiKeyRow::new(owner, key, now)).filter(ApiKeyRow::works);
            keys.into_iter().try_for_each(|row| visit(named(CredentialKind::ApiKey, row.key.name.unwrap_or_default())))
        })
    }
}
