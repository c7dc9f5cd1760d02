//! The encoding of records: a version, then the fields (postcard). Older versions can be read; only the newest is written.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::errors::damaged;
use crate::error::{Error, Result, StoreError};
use crate::model::audit::Hash;
use crate::model::user::PasswordHash;
use crate::model::{
    Actor, ApiKey, ApiKeyId, AuditAction, AuditEntry, AuditEvent, AuditHead, Folder, FolderId, KeyBinding, SignInFailures,
    StoredApiKey, Timestamp, User, UserId, UserSecrets, Variable, VariableId, VariableType,
};

/// The version written before every record.
const VERSION: u8 = 1;

/// A type that is stored as a record.
pub(super) trait Record: Sized {
    /// The form on disk.
    type Stored: Serialize + DeserializeOwned;
    /// Converts it to the form on disk.
    fn store(&self) -> Self::Stored;
    /// Converts it from the form on disk; none if a field is invalid.
    fn load(stored: Self::Stored) -> Option<Self>;
}

/// Encodes a record.
pub(super) fn encode<R: Record>(record: &R) -> Result<Vec<u8>> {
    postcard::to_extend(&record.store(), vec![VERSION])
        .map_err(|error| Error::from(StoreError::NotEncodable { what: "A record" }).because(error))
}

/// Decodes a record.
pub(super) fn decode<R: Record>(bytes: &[u8]) -> Result<R> {
    let (version, fields) = bytes.split_first().ok_or_else(damaged)?;
    if *version > VERSION {
        let what = "A record of the database".to_owned();
        return Err(StoreError::NewerFormat { what, format: (*version).into(), supported: VERSION.into() }.into());
    }
    if *version != VERSION {
        return Err(damaged());
    }
    let stored = postcard::from_bytes(fields).map_err(|error| damaged().because(error))?;
    R::load(stored).ok_or_else(damaged)
}

/// Whether a newer version wrote this event: in another form, or with an action that is unknown here.
pub(super) fn is_newer_event(bytes: &[u8]) -> bool {
    match bytes.split_first() {
        Some((version, fields)) if *version == VERSION => {
            postcard::from_bytes::<StoredEvent>(fields).is_ok_and(|stored| AuditAction::from_name(&stored.action).is_none())
        }
        Some((version, _)) => *version > VERSION,
        None => false,
    }
}

/// The numbers of users, by whether they are active and superusers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts([[u64; 2]; 2]);

impl Counts {
    pub(super) fn add(&mut self, user: &User) {
        self.0[usize::from(user.is_active)][usize::from(user.is_superuser)] += 1;
    }

    /// Subtracts a user; none if the number would be negative, which only happens in a damaged database.
    pub(super) fn remove(&mut self, user: &User) -> Option<()> {
        let count = &mut self.0[usize::from(user.is_active)][usize::from(user.is_superuser)];
        *count = count.checked_sub(1)?;
        Some(())
    }

    /// The number of users with these flags; none stands for both values.
    pub(super) fn with(&self, active: Option<bool>, superuser: Option<bool>) -> u64 {
        let wanted = |wish: Option<bool>, index: usize| wish.is_none_or(|wish| usize::from(wish) == index);
        let rows = self.0.iter().enumerate().filter(|(index, _)| wanted(active, *index));
        rows.flat_map(|(_, row)| row.iter().enumerate().filter(|(index, _)| wanted(superuser, *index)))
            .map(|(_, count)| count)
            .sum()
    }
}

type Micros = i64;

fn time(micros: Micros) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros).ok()
}

/// A time that may be missing; the outer none is an invalid one.
#[expect(clippy::option_option, reason = "missing and invalid differ, and only here")]
fn maybe_time(micros: Option<Micros>) -> Option<Option<Timestamp>> {
    micros.map_or(Some(None), |micros| time(micros).map(Some))
}

impl Record for Counts {
    type Stored = [[u64; 2]; 2];
    fn store(&self) -> Self::Stored {
        self.0
    }
    fn load(stored: Self::Stored) -> Option<Self> {
        Some(Self(stored))
    }
}

impl Record for KeyBinding {
    type Stored = (String, String);
    fn store(&self) -> Self::Stored {
        (self.fingerprint.clone(), self.origin.clone())
    }
    fn load((fingerprint, origin): Self::Stored) -> Option<Self> {
        Some(Self { fingerprint, origin })
    }
}

impl Record for AuditHead {
    type Stored = (u64, [u8; 32]);
    fn store(&self) -> Self::Stored {
        (self.seq, self.hash.0)
    }
    fn load((seq, hash): Self::Stored) -> Option<Self> {
        Some(Self { seq, hash: Hash(hash) })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredUser {
    id: Uuid,
    username: String,
    password: Option<String>,
    profile_image: Option<String>,
    is_active: bool,
    is_superuser: bool,
    create_at: Micros,
    updated_at: Micros,
    last_login_at: Option<Micros>,
}

impl Record for User {
    type Stored = StoredUser;
    fn store(&self) -> Self::Stored {
        StoredUser {
            id: self.id.0,
            username: self.username.clone(),
            password: self.password.as_str().map(str::to_owned),
            profile_image: self.profile_image.clone(),
            is_active: self.is_active,
            is_superuser: self.is_superuser,
            create_at: self.create_at.as_microsecond(),
            updated_at: self.updated_at.as_microsecond(),
            last_login_at: self.last_login_at.map(Timestamp::as_microsecond),
        }
    }
    fn load(stored: Self::Stored) -> Option<Self> {
        Some(Self {
            id: UserId(stored.id),
            username: stored.username,
            password: stored.password.map_or(PasswordHash::none(), PasswordHash::new),
            profile_image: stored.profile_image,
            is_active: stored.is_active,
            is_superuser: stored.is_superuser,
            create_at: time(stored.create_at)?,
            updated_at: time(stored.updated_at)?,
            last_login_at: maybe_time(stored.last_login_at)?,
        })
    }
}

impl Record for Folder {
    type Stored = (Uuid, String, Option<String>, Option<Uuid>, Uuid);
    fn store(&self) -> Self::Stored {
        (self.id.0, self.name.clone(), self.description.clone(), self.parent_id.map(|id| id.0), self.user_id.0)
    }
    fn load((id, name, description, parent, user): Self::Stored) -> Option<Self> {
        Some(Self { id: FolderId(id), name, description, parent_id: parent.map(FolderId), user_id: UserId(user) })
    }
}

impl Record for SignInFailures {
    type Stored = (u32, Micros);
    fn store(&self) -> Self::Stored {
        (self.count, self.last_at.as_microsecond())
    }
    fn load((count, last_at): Self::Stored) -> Option<Self> {
        Some(Self { count, last_at: time(last_at)? })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) enum StoredActor {
    System,
    Operator(String),
    User(Uuid, String),
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredEvent {
    seq: u64,
    at: Micros,
    actor: StoredActor,
    action: String,
    target: Option<Uuid>,
    target_name: Option<String>,
    detail: Option<String>,
    previous: [u8; 32],
    hash: [u8; 32],
}

impl Record for AuditEvent {
    type Stored = StoredEvent;
    fn store(&self) -> Self::Stored {
        StoredEvent {
            seq: self.seq,
            at: self.entry.at.as_microsecond(),
            actor: match &self.entry.actor {
                Actor::System => StoredActor::System,
                Actor::Operator(account) => StoredActor::Operator(account.clone()),
                Actor::User { id, username } => StoredActor::User(id.0, username.clone()),
            },
            action: self.entry.action.name().to_owned(),
            target: self.entry.target.map(|id| id.0),
            target_name: self.entry.target_name.clone(),
            detail: self.entry.detail.clone(),
            previous: self.previous.0,
            hash: self.hash.0,
        }
    }
    fn load(stored: Self::Stored) -> Option<Self> {
        let actor = match stored.actor {
            StoredActor::System => Actor::System,
            StoredActor::Operator(account) => Actor::Operator(account),
            StoredActor::User(id, username) => Actor::User { id: UserId(id), username },
        };
        let entry = AuditEntry {
            at: time(stored.at)?,
            actor,
            action: AuditAction::from_name(&stored.action)?,
            target: stored.target.map(UserId),
            target_name: stored.target_name,
            detail: stored.detail,
        };
        Some(Self { seq: stored.seq, entry, previous: Hash(stored.previous), hash: Hash(stored.hash) })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct StoredVariable {
    id: Uuid,
    name: String,
    value: String,
    credential: bool,
    default_fields: Vec<String>,
    created_at: Option<Micros>,
    updated_at: Option<Micros>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct ApiKeyRecord {
    id: Uuid,
    name: Option<String>,
    hash: String,
    prefix: String,
    created_at: Micros,
    last_used_at: Option<Micros>,
    total_uses: u64,
    is_active: bool,
    expires_at: Option<Micros>,
}

impl Record for UserSecrets {
    type Stored = (Vec<StoredVariable>, Vec<ApiKeyRecord>, Option<String>);
    fn store(&self) -> Self::Stored {
        let variable = |v: &Variable| StoredVariable {
            id: v.id.0,
            name: v.name.clone(),
            value: v.value.clone(),
            credential: v.kind == VariableType::Credential,
            default_fields: v.default_fields.clone(),
            created_at: v.created_at.map(Timestamp::as_microsecond),
            updated_at: v.updated_at.map(Timestamp::as_microsecond),
        };
        let api_key = |k: &ApiKey| ApiKeyRecord {
            id: k.id.0,
            name: k.name.clone(),
            hash: k.kept.hash(),
            prefix: k.prefix.clone(),
            created_at: k.created_at.as_microsecond(),
            last_used_at: k.last_used_at.map(Timestamp::as_microsecond),
            total_uses: k.total_uses,
            is_active: k.is_active,
            expires_at: k.expires_at.map(Timestamp::as_microsecond),
        };
        (self.variables.iter().map(variable).collect(), self.api_keys.iter().map(api_key).collect(), self.store_api_key.clone())
    }
    fn load((variables, api_keys, store_api_key): Self::Stored) -> Option<Self> {
        let variable = |v: StoredVariable| {
            Some(Variable {
                id: VariableId(v.id),
                name: v.name,
                value: v.value,
                kind: if v.credential { VariableType::Credential } else { VariableType::Generic },
                default_fields: v.default_fields,
                created_at: maybe_time(v.created_at)?,
                updated_at: maybe_time(v.updated_at)?,
            })
        };
        let api_key = |k: ApiKeyRecord| {
            Some(ApiKey {
                id: ApiKeyId(k.id),
                name: k.name,
                kept: StoredApiKey::Hash(k.hash),
                prefix: k.prefix,
                created_at: time(k.created_at)?,
                last_used_at: maybe_time(k.last_used_at)?,
                total_uses: k.total_uses,
                is_active: k.is_active,
                expires_at: maybe_time(k.expires_at)?,
            })
        };
        Some(Self {
            variables: variables.into_iter().map(variable).collect::<Option<_>>()?,
            api_keys: api_keys.into_iter().map(api_key).collect::<Option<_>>()?,
            store_api_key,
        })
    }
}
