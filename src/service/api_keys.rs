//! API keys: created, listed, revoked. A key is shown once; the embedded database keeps only its hash.

use std::sync::Arc;

use jiff::SignedDuration;
use uuid::Uuid;

use super::commit::SecretsChange;
use super::{Owner, Reader, Service};
use crate::crypto::{keyring, secret_key};
use crate::error::{Result, SecretError};
use crate::model::time;
use crate::model::user_secrets::check_name;
use crate::model::{
    ApiKey, ApiKeyId, ApiKeyStorage, AuditAction, Cursor, Page, StoredApiKey, Timestamp, User, UserId, UserSecrets,
};
use crate::secret::{ExposeSecret, Secret, Zeroizing};
use crate::store::SecretsPart;

/// The prefix of every key.
const BEGINNING: &str = "sk-";

/// How long before its expiry an API key expires soon.
const SOON: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Whether an API key is valid, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiKeyState {
    /// Valid.
    Active,
    /// Valid for a few more days.
    ExpiresSoon,
    /// Expired.
    Expired,
    /// Revoked, whether or not it has expired.
    Revoked,
}

impl ApiKeyState {
    /// The state of a key at a time.
    pub(super) fn of(key: &ApiKey, now: Timestamp) -> Self {
        match key.expires_at.map(|end| end.duration_since(now)) {
            _ if !key.is_active => Self::Revoked,
            Some(left) if !left.is_positive() => Self::Expired,
            Some(left) if left < SOON => Self::ExpiresSoon,
            _ => Self::Active,
        }
    }

    /// Whether such a key is valid.
    pub(super) const fn is_valid(self) -> bool {
        matches!(self, Self::Active | Self::ExpiresSoon)
    }

    /// Its name in JSON, which says nothing about an expiry in the future.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active | Self::ExpiresSoon => "active",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// An API key as lists show it.
#[derive(Clone, Debug)]
pub struct ApiKeyRow {
    /// The owner.
    pub owner: Arc<User>,
    /// The key's record.
    pub key: ApiKey,
    /// Whether it is valid now.
    pub state: ApiKeyState,
}

/// The sort key of a user's API keys: creation time, then id.
pub type ApiKeySortKey = (Timestamp, ApiKeyId);

impl ApiKeyRow {
    pub(super) fn new(owner: &Arc<User>, key: ApiKey, now: Timestamp) -> Self {
        Self { owner: Arc::clone(owner), state: ApiKeyState::of(&key, now), key }
    }

    /// Whether it is valid now: neither revoked nor expired.
    pub const fn works(&self) -> bool {
        self.state.is_valid()
    }

    /// Its sort key.
    pub const fn sort_key(&self) -> ApiKeySortKey {
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

impl Reader<'_> {
    /// A page of API keys.
    ///
    /// # Errors
    /// `Store`.
    pub fn api_keys(&self, cursor: &Cursor<(UserId, ApiKeySortKey)>, limit: usize) -> Result<Page<ApiKeyRow>> {
        let now = self.now();
        let pick = |secrets: UserSecrets| secrets.api_keys.into_iter().map(|key| ((key.created_at, key.id), key)).collect();
        self.page(SecretsPart::ApiKeys, cursor, limit, &pick, |owner, key| ApiKeyRow::new(owner, key, now))
    }

    /// Passes every API key to `visit`.
    ///
    /// # Errors
    /// `Store`; those of `visit`.
    pub fn each_api_key(&self, visit: &mut dyn FnMut(ApiKeyRow) -> Result<()>) -> Result<()> {
        let now = self.now();
        self.each_user(SecretsPart::ApiKeys, &mut |owner, mut secrets| {
            secrets.api_keys.sort_by_key(|key| (key.created_at, key.id));
            secrets.api_keys.into_iter().try_for_each(|key| visit(ApiKeyRow::new(owner, key, now)))
        })
    }
}

impl Owner<'_> {
    /// Creates an API key and returns it, which happens only once.
    ///
    /// # Errors
    /// `Usage`: no name, an expiry in the past, or any where keys cannot expire; `Conflict`: changed meanwhile; `Store`.
    pub fn create_api_key(&self, name: &str, expires_at: Option<Timestamp>) -> Result<(ApiKeyRow, Secret)> {
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
        self.change_secrets(self.user.id, SecretsPart::ApiKeys, |before| {
            let mut after = before.clone();
            after.api_keys.push(key.clone());
            let entry = self.entry(AuditAction::ApiKeyCreated, Some(described(&key)));
            Ok(((), Some(SecretsChange { after, guard: None, entry })))
        })?;
        Ok((ApiKeyRow::new(&self.user, key, now), text))
    }

    /// Revokes an API key permanently.
    ///
    /// # Errors
    /// `NotFound`; `Conflict`: already revoked, or changed meanwhile; `Store`.
    pub fn revoke_api_key(&self, id: ApiKeyId) -> Result<ApiKeyRow> {
        self.change_secrets(self.user.id, SecretsPart::ApiKeys, |before| self.with_revoked(before, id))
    }

    /// Returns the API key that [`Owner::revoke_api_key`] would revoke, as it is now.
    ///
    /// # Errors
    /// Those of [`Owner::revoke_api_key`].
    pub fn plan_revocation(&self, id: ApiKeyId) -> Result<ApiKeyRow> {
        let revoked = self.plan_secrets(self.user.id, SecretsPart::ApiKeys, |before| self.with_revoked(before, id))?;
        Ok(ApiKeyRow::new(&self.user, ApiKey { is_active: true, ..revoked.key }, self.now()))
    }

    fn with_revoked(&self, before: &UserSecrets, id: ApiKeyId) -> Result<(ApiKeyRow, Option<SecretsChange>)> {
        let key = before.api_keys.iter().find(|key| key.id == id);
        let key = key.ok_or_else(|| SecretError::ApiKeyNotFound { id: id.to_string() })?;
        if !self.is_not_revoked(key) {
            return Err(SecretError::ApiKeyRevoked { key: described(key) }.into());
        }
        let after = self.revoked(before, |key| key.id == id);
        let entry = self.entry(AuditAction::ApiKeyRevoked, Some(described(key)));
        let row = ApiKeyRow::new(&self.user, ApiKey { is_active: false, ..key.clone() }, self.now());
        Ok((row, Some(SecretsChange { after, guard: None, entry })))
    }
}

impl Service {
    /// A user's secrets with some of its keys revoked. Where every key that exists is accepted, they are deleted.
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

    /// The number of a user's keys that are not revoked.
    pub(super) fn revocable(&self, secrets: &UserSecrets) -> u64 {
        secrets.api_keys.iter().filter(|key| self.is_not_revoked(key)).count() as u64
    }

    /// Whether a key is not revoked.
    pub(super) fn is_not_revoked(&self, key: &ApiKey) -> bool {
        key.is_active || !self.capabilities().has_api_key_states
    }

    fn check_expiry(&self, expires_at: Option<Timestamp>, now: Timestamp) -> Result<(), SecretError> {
        match expires_at {
            None => Ok(()),
            Some(_) if !self.capabilities().has_api_key_states => Err(SecretError::ExpiryUnsupported),
            Some(end) if end <= now => Err(SecretError::ExpiryPast),
            Some(_) => Ok(()),
        }
    }
}

/// The expiry of a new key that a text stands for: a duration or a date; none if there is no text.
///
/// # Errors
/// `Usage` if it is no time in the future.
pub fn parse_expiry(now: Timestamp, text: &str) -> Result<Option<Timestamp>> {
    let Some(text) = Some(text.trim()).filter(|text| !text.is_empty()) else { return Ok(None) };
    let end = time::parse_future(now, text).ok_or_else(|| SecretError::ExpiryInvalid { text: text.to_owned() })?;
    if end <= now { Err(SecretError::ExpiryPast.into()) } else { Ok(Some(end)) }
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
