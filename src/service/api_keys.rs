//! API keys: created, listed, revoked. A key is shown once; the embedded database keeps only its hash.

use std::ops::ControlFlow;
use std::sync::Arc;

use uuid::Uuid;

use super::Service;
use super::retry::VaultChange;
use crate::crypto::{keyring, secret_key};
use crate::error::{Error, Result, SecretError, UserError};
use crate::model::user_secrets::check_name;
use crate::model::{
    Actor, ApiKey, ApiKeyId, ApiKeyStorage, AuditAction, Cursor, Page, StoredApiKey, Timestamp, User, UserId, UserSecrets,
};
use crate::secret::{ExposeSecret, Secret, Zeroizing};
use crate::store::Scope;

/// The prefix of every key.
const BEGINNING: &str = "sk-";

/// An API key as lists show it.
#[derive(Clone, Debug)]
pub struct ApiKeyRow {
    /// The owner.
    pub owner: Arc<User>,
    /// The key's record.
    pub key: ApiKey,
    /// Whether it is valid now: neither revoked nor expired.
    pub works: bool,
}

/// The sort key of a user's API keys: creation time, then id.
pub type ApiKeyOrder = (Timestamp, ApiKeyId);

impl ApiKeyRow {
    pub(super) fn new(owner: &Arc<User>, key: ApiKey, now: Timestamp) -> Self {
        let works = key.is_active && key.expires_at.is_none_or(|end| now < end);
        Self { owner: Arc::clone(owner), key, works }
    }

    /// Its sort key.
    pub const fn order(&self) -> ApiKeyOrder {
        (self.key.created_at, self.key.id)
    }

    /// The key, masked for lists.
    pub fn masked(&self) -> String {
        match &self.key.kept {
            StoredApiKey::Plain(kept) if keyring::is_token(kept) => "(encrypted)".to_owned(),
            _ => format!("{}…", self.key.prefix),
        }
    }
}

impl Service {
    /// A window of one user's API keys, or of all.
    ///
    /// # Errors
    /// `NotAllowed` for another user's unless the actor is a superuser; `Store`.
    pub fn api_keys(
        &self,
        actor: &Actor,
        owner: Option<UserId>,
        cursor: &Cursor<(UserId, ApiKeyOrder)>,
        limit: usize,
    ) -> Result<Page<ApiKeyRow>> {
        self.require_reader(actor, owner)?;
        let now = self.now();
        let pick = |secrets: UserSecrets| secrets.api_keys.into_iter().map(|key| ((key.created_at, key.id), key)).collect();
        self.window(owner, cursor, limit, &pick, |owner, key| ApiKeyRow::new(owner, key, now))
    }

    /// Passes every API key of one user to `visit`, or all by username.
    ///
    /// # Errors
    /// As [`Service::api_keys`]; those of `visit`.
    pub fn each_api_key(
        &self,
        actor: &Actor,
        owner: Option<&User>,
        visit: &mut dyn FnMut(ApiKeyRow) -> Result<()>,
    ) -> Result<()> {
        self.require_reader(actor, owner.map(|owner| owner.id))?;
        let now = self.now();
        self.each_vault(owner, &mut |owner, mut secrets| {
            secrets.api_keys.sort_by_key(|key| (key.created_at, key.id));
            secrets.api_keys.into_iter().try_for_each(|key| visit(ApiKeyRow::new(owner, key, now)))
        })
    }

    /// Creates an API key and returns it, which happens only once.
    ///
    /// # Errors
    /// `Usage`: no name, an expiry in the past, or any on Kozmoai's own database; `Conflict`: changed meanwhile; `NotAllowed`,
    /// `Store`.
    pub fn create_api_key(
        &self,
        actor: &Actor,
        owner: &User,
        name: &str,
        expires_at: Option<Timestamp>,
    ) -> Result<(ApiKeyRow, Secret)> {
        self.require_owner(actor, owner.id)?;
        check_name("an API key", name)?;
        self.refuse_sealed_api_keys()?;
        let now = self.now();
        self.check_expiry(expires_at, now)?;
        let text = new_key()?;
        let plain = text.expose_secret();
        let kept = match self.capabilities().api_keys {
            ApiKeyStorage::Hashed => StoredApiKey::hashed(plain),
            ApiKeyStorage::Plaintext | ApiKeyStorage::Encrypted => StoredApiKey::Plain(plain.to_owned()),
        };
        let key = ApiKey {
            id: ApiKeyId(Uuid::new_v4()),
            name: Some(name.to_owned()),
            kept,
            prefix: ApiKey::prefix_of(plain),
            created_at: now,
            last_used_at: None,
            total_uses: 0,
            is_active: true,
            expires_at,
        };
        let row = ApiKeyRow::new(&Arc::new(owner.clone()), key.clone(), now);
        self.change_vault(owner.id, |before| {
            let mut after = before.clone();
            after.api_keys.push(key.clone());
            let entry = self.entry(actor, AuditAction::ApiKeyCreated, Some(owner), Some(described(&key)));
            Ok(((), Some(VaultChange { after, guard: None, entry })))
        })?;
        Ok((row, text))
    }

    /// Revokes an API key permanently.
    ///
    /// # Errors
    /// `NotFound`, also for another user's unless the actor is a superuser; `Conflict`: already revoked, or changed meanwhile;
    /// `NotAllowed`, `Store`.
    pub fn revoke_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<ApiKeyRow> {
        let owner = self.holder(actor, id)?;
        let key = self.change_vault(owner.id, |before| {
            let key = before.api_keys.iter().find(|key| key.id == id).cloned().ok_or_else(|| unknown(id))?;
            if !self.is_not_revoked(&key) {
                return Err(SecretError::ApiKeyRevoked { key: described(&key) }.into());
            }
            let after = self.revoked(before, |key| key.id == id);
            let entry = self.entry(actor, AuditAction::ApiKeyRevoked, Some(&owner), Some(described(&key)));
            Ok((key, Some(VaultChange { after, guard: None, entry })))
        })?;
        Ok(ApiKeyRow::new(&Arc::new(owner), ApiKey { is_active: false, ..key }, self.now()))
    }

    /// A user's secrets with some of its keys revoked. Kozmoai accepts every key that exists, so they are deleted from its own
    /// database.
    pub(super) fn revoked(&self, secrets: &UserSecrets, is_meant: impl Fn(&ApiKey) -> bool) -> UserSecrets {
        let mut after = secrets.clone();
        if !self.capabilities().has_api_key_states {
            after.api_keys.retain(|key| !is_meant(key));
        }
        for key in after.api_keys.iter_mut().filter(|key| is_meant(key)) {
            key.is_active = false;
        }
        after
    }

    /// Whether a key is not revoked.
    pub(super) fn is_not_revoked(&self, key: &ApiKey) -> bool {
        key.is_active || !self.capabilities().has_api_key_states
    }

    fn check_expiry(&self, expires_at: Option<Timestamp>, now: Timestamp) -> Result<()> {
        let Some(end) = expires_at else { return Ok(()) };
        if !self.capabilities().has_api_key_states {
            return Err(SecretError::ExpiryUnsupported.into());
        }
        if end > now { Ok(()) } else { Err(SecretError::ExpiryPast.into()) }
    }

    /// The owner of an API key.
    fn holder(&self, actor: &Actor, id: ApiKeyId) -> Result<User> {
        let holds = |secrets: &UserSecrets| secrets.api_keys.iter().any(|key| key.id == id);
        if let Actor::User { id: own, .. } = actor {
            self.require_owner(actor, *own)?;
            let user = self.store.user(*own)?.ok_or(UserError::NotSignedIn)?;
            if holds(&self.store.secrets(*own)?) {
                return Ok(user);
            }
            if !user.is_superuser {
                return Err(unknown(id));
            }
        }
        let mut found = None;
        self.store.export_users(Scope::WithSecrets, &mut |people| {
            found = people.into_iter().find(|person| holds(&person.secrets)).map(|person| person.user);
            // There is only one.
            Ok(if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })?;
        found.ok_or_else(|| unknown(id))
    }
}

/// A key as Kozmoai generates it: the prefix and 32 random bytes in URL-safe characters.
fn new_key() -> Result<Secret> {
    let random = secret_key::generate()?;
    let text = Zeroizing::new([BEGINNING, random.expose_secret()].concat());
    Ok(Secret::from(text.as_str()))
}

/// A description of a key, by which it can be recognized.
fn described(key: &ApiKey) -> String {
    format!("{} ({}…)", key.name.as_deref().unwrap_or("without a name"), key.prefix)
}

fn unknown(id: ApiKeyId) -> Error {
    SecretError::ApiKeyNotFound { id: id.to_string() }.into()
}
