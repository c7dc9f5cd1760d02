//! The credentials to replace after the secret key leaked. Whatever it once protected is exposed, even if the database has
//! another key now.

use super::api_keys::ApiKeyState;
use super::{Admin, Reader};
use crate::error::Result;
use crate::model::{Cursor, Page, Timestamp, UserId, UserSecrets, Variable, VariableType};
use crate::store::SecretsPart;

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
            let owned = credentials_of(secrets, now).into_iter();
            owned.map(|(kind, name)| Credential { kind, owner: owner.username.clone(), name }).try_for_each(&mut *visit)
        })
    }
}

impl Reader<'_> {
    /// A page of credentials; each has a number among those of its owner.
    ///
    /// # Errors
    /// `Store`.
    pub fn credentials(&self, cursor: &Cursor<(UserId, usize)>, limit: usize) -> Result<Page<Credential>> {
        let now = self.now();
        let pick = |secrets: UserSecrets| credentials_of(secrets, now).into_iter().enumerate().collect();
        self.page(SecretsPart::All, cursor, limit, &pick, |owner, (kind, name)| Credential {
            kind,
            owner: owner.username.clone(),
            name,
        })
    }
}

/// The kinds and names of a user's credentials: variables by name, then the Kozmoai Store API key, then API keys.
fn credentials_of(secrets: UserSecrets, now: Timestamp) -> Vec<(CredentialKind, String)> {
    let is_credential = |variable: &Variable| variable.kind == VariableType::Credential;
    let mut names: Vec<String> = secrets.variables.into_iter().filter(is_credential).map(|variable| variable.name).collect();
    names.sort_unstable();
    let store_key = secrets.store_api_key.map(|_| (CredentialKind::StoreApiKey, String::new()));
    let valid = secrets.api_keys.into_iter().filter(|key| ApiKeyState::of(key, now).is_valid());
    let variables = names.into_iter().map(|name| (CredentialKind::Variable, name));
    variables.chain(store_key).chain(valid.map(|key| (CredentialKind::ApiKey, key.name.unwrap_or_default()))).collect()
}
