//! The encoding of records: a version, then the fields (postcard). The order and types of the fields are fixed here.

use serde::de::Error as _;
use serde::{Deserializer, Serializer};

use super::prelude::*;

/// A type that is stored in a record.
pub(super) trait Record: Sized {
    /// The newest version of its form; it is written before the fields.
    const VERSION: u8 = 1;
    /// The version of the form of this value.
    fn version(&self) -> u8 {
        Self::VERSION
    }
    /// Reads the fields of a version; none if there is no such version.
    fn read(version: u8, fields: &[u8]) -> Option<postcard::Result<Self>> {
        (version == Self::VERSION).then(|| newest(fields))
    }
    /// Writes its form on disk.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// Reads its form on disk.
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
}

/// The form on disk of a type, for serde.
struct Stored<T>(T);

impl<T: Record> Serialize for Stored<&T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Record> Deserialize<'de> for Stored<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// Reads the fields of the newest version.
fn newest<R: Record>(fields: &[u8]) -> postcard::Result<R> {
    postcard::from_bytes(fields).map(|Stored(record)| record)
}

/// Encodes a record.
pub(super) fn encode<R: Record>(record: &R) -> Result<Vec<u8>> {
    postcard::to_extend(&Stored(record), vec![record.version()])
        .map_err(|error| Error::from(StoreError::NotEncodable { what: "A record" }).because(error))
}

/// Decodes a record.
pub(super) fn decode<R: Record>(bytes: &[u8]) -> Result<R> {
    let (version, fields) = bytes.split_first().ok_or_else(damaged)?;
    if *version > R::VERSION {
        let what = "A record of the database".to_owned();
        return Err(StoreError::NewerFormat { what, format: (*version).into(), supported: R::VERSION.into() }.into());
    }
    R::read(*version, fields).ok_or_else(damaged)?.map_err(|error| damaged().because(error))
}

/// The fields of an event, with the name of its action.
type EventFields = (u64, i64, Stored<Actor>, String, Option<Uuid>, Option<String>, Option<String>, Hash, Hash);

/// Looks at an event; none if it can't be decoded.
pub(super) fn view_event(bytes: &[u8]) -> Option<AuditEntryView<'_>> {
    type Fields<'a> =
        (u64, i64, ActorView<'a>, &'a str, Option<UserId>, Option<RecordText<'a>>, Option<RecordText<'a>>, Hash, Hash);
    let (&AuditEvent::VERSION, fields) = bytes.split_first()? else { return None };
    let (_, at, actor, action, target, target_name, detail, _, _) = postcard::from_bytes::<Fields<'_>>(fields).ok()?;
    let (at, action) = (Timestamp::from_microsecond(at).ok()?, AuditAction::from_name(action)?);
    Some(AuditEntryView { at, actor, action, target, target_name, detail })
}

/// Whether a newer version wrote this event: in another form, or with an action that is unknown here.
pub(super) fn is_newer_event(bytes: &[u8]) -> bool {
    match bytes.split_first() {
        Some((version, fields)) if *version == AuditEvent::VERSION => {
            postcard::from_bytes::<EventFields>(fields).is_ok_and(|fields| AuditAction::from_name(&fields.3).is_none())
        }
        Some((version, _)) => *version > AuditEvent::VERSION,
        None => false,
    }
}

/// The numbers of users, by status and whether they are superusers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    numbers: [[u64; 2]; 3],
    /// Whether the inactive ones are divided, as they are since version 2; else all of them are counted as pending.
    has_statuses: bool,
}

impl Default for Counts {
    fn default() -> Self {
        Self { numbers: [[0; 2]; 3], has_statuses: true }
    }
}

impl Counts {
    /// Whether the database has an index by status and counts by it; one that an earlier version wrote has none.
    pub(super) const fn has_statuses(&self) -> bool {
        self.has_statuses
    }

    /// No users, in the form of these.
    pub(super) const fn emptied(&self) -> Self {
        Self { numbers: [[0; 2]; 3], has_statuses: self.has_statuses }
    }

    fn number(&mut self, user: &User) -> &mut u64 {
        let status = match user.status() {
            UserStatus::Deactivated if !self.has_statuses => UserStatus::Pending,
            status => status,
        };
        &mut self.numbers[status as usize][usize::from(user.is_superuser)]
    }

    pub(super) fn add(&mut self, user: &User) {
        *self.number(user) += 1;
    }

    /// Subtracts a user; none if the number would be negative, which only happens in a damaged database.
    pub(super) fn remove(&mut self, user: &User) -> Option<()> {
        let number = self.number(user);
        *number = number.checked_sub(1)?;
        Some(())
    }

    /// The number of users who pass these filters.
    pub(super) fn with(&self, status: Option<StatusFilter>, superuser: Option<bool>) -> u64 {
        let rows = UserStatus::ALL.into_iter().filter(|found| status.is_none_or(|status| status.admits(*found)));
        let numbers = rows.map(|status| self.numbers[status as usize]);
        numbers
            .map(|[regular, superusers]| match superuser {
                None => regular + superusers,
                Some(false) => regular,
                Some(true) => superusers,
            })
            .sum()
    }
}

impl Record for Counts {
    const VERSION: u8 = 2;
    fn version(&self) -> u8 {
        if self.has_statuses { 2 } else { 1 }
    }
    fn read(version: u8, fields: &[u8]) -> Option<postcard::Result<Self>> {
        let by_flags = |[inactive, active]: [[u64; 2]; 2]| Self { numbers: [inactive, [0; 2], active], has_statuses: false };
        match version {
            1 => Some(postcard::from_bytes(fields).map(by_flags)),
            2 => Some(newest(fields)),
            _ => None,
        }
    }
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let [inactive, _, active] = self.numbers;
        if self.has_statuses { self.numbers.serialize(serializer) } else { [inactive, active].serialize(serializer) }
    }
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { numbers: Deserialize::deserialize(deserializer)?, has_statuses: true })
    }
}

impl<T: Record> Record for Option<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Serialize::serialize(&self.as_ref().map(Stored), serializer)
    }
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Option<Stored<T>> as Deserialize>::deserialize(deserializer).map(|value| value.map(|Stored(value)| value))
    }
}

impl<T: Record> Record for Vec<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Stored))
    }
    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <Vec<Stored<T>> as Deserialize>::deserialize(deserializer).map(|all| all.into_iter().map(|Stored(value)| value).collect())
    }
}

/// Declares the forms on disk of the model's types, field by field.
macro_rules! records {
    ($($kind:ident $form:ident = $remote:literal as $model:ident { $($fields:tt)* } $([ $($more:tt)* ])?)+) => {$(
        #[derive(Serialize, Deserialize)]
        #[serde(remote = $remote)]
        $kind $form { $($fields)* }

        impl Record for $model {
            $($($more)*)?
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $form::serialize(self, serializer)
            }
            fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $form::deserialize(deserializer)
            }
        }
    )+};
}

records! {
    struct KeyBindingForm = "KeyBinding" as KeyBinding { fingerprint: String, origin: String }
    struct AuditHeadForm = "AuditHead" as AuditHead { seq: u64, hash: Hash }
    struct UserForm = "User" as User {
        id: UserId,
        username: String,
        password: PasswordHash,
        profile_image: Option<String>,
        is_active: bool,
        is_superuser: bool,
        #[serde(with = "Record")]
        create_at: Timestamp,
        #[serde(with = "Record")]
        updated_at: Timestamp,
        #[serde(with = "Record")]
        last_login_at: Option<Timestamp>,
        was_deactivated: bool,
    } [
        const VERSION: u8 = 2;
        fn read(version: u8, fields: &[u8]) -> Option<postcard::Result<Self>> {
            match version {
                // It lacks the last field.
                1 => Some(newest(&[fields, &[0]].concat())),
                2 => Some(newest(fields)),
                _ => None,
            }
        }
    ]
    struct FolderForm = "Folder" as Folder {
        id: FolderId,
        name: String,
        description: Option<String>,
        parent_id: Option<FolderId>,
        user_id: UserId,
    }
    struct SignInFailuresForm = "SignInFailures" as SignInFailures {
        count: u32,
        #[serde(with = "Record")]
        last_at: Timestamp,
    }
    enum ActorForm = "Actor" as Actor { System, Operator(String), User { id: UserId, username: String } }
    struct AuditEntryForm = "AuditEntry" as AuditEntry {
        #[serde(with = "Record")]
        at: Timestamp,
        #[serde(with = "Record")]
        actor: Actor,
        #[serde(with = "Record")]
        action: AuditAction,
        target: Option<UserId>,
        target_name: Option<String>,
        detail: Option<String>,
    }
    struct AuditEventForm = "AuditEvent" as AuditEvent {
        seq: u64,
        #[serde(with = "Record")]
        entry: AuditEntry,
        previous: Hash,
        hash: Hash,
    }
    struct VariableForm = "Variable" as Variable {
        id: VariableId,
        name: String,
        value: String,
        #[serde(with = "Record")]
        kind: VariableType,
        default_fields: Vec<String>,
        #[serde(with = "Record")]
        created_at: Option<Timestamp>,
        #[serde(with = "Record")]
        updated_at: Option<Timestamp>,
    }
    struct ApiKeyForm = "ApiKey" as ApiKey {
        id: ApiKeyId,
        name: Option<String>,
        #[serde(with = "Record")]
        kept: StoredApiKey,
        prefix: String,
        #[serde(with = "Record")]
        created_at: Timestamp,
        #[serde(with = "Record")]
        last_used_at: Option<Timestamp>,
        total_uses: u64,
        is_active: bool,
        #[serde(with = "Record")]
        expires_at: Option<Timestamp>,
    }
    struct UserSecretsForm = "UserSecrets" as UserSecrets {
        #[serde(with = "Record")]
        variables: Vec<Variable>,
        #[serde(with = "Record")]
        api_keys: Vec<ApiKey>,
        store_api_key: Option<String>,
    }
}

/// Declares types that are stored as another one.
macro_rules! stored_as {
    ($($model:ident as $stored:ty, $store:expr, $load:expr;)+) => {$(
        impl Record for $model {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let store: fn(&Self) -> $stored = $store;
                Serialize::serialize(&store(self), serializer)
            }
            fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let load: fn($stored) -> Option<Self> = $load;
                load(<$stored as Deserialize>::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("not a valid value"))
            }
        }
    )+};
}

stored_as! {
    Timestamp as i64, |time| time.as_microsecond(), |micros| Self::from_microsecond(micros).ok();
    AuditAction as String, |action| action.name().to_owned(), |name| Self::from_name(&name);
    VariableType as bool, |kind| *kind == Self::Credential, |credential| Some(if credential { Self::Credential } else { Self::Generic });
    StoredApiKey as String, Self::hash, |hash| Some(Self::Hash(hash));
}
