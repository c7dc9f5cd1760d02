//! The audit log: what was done, by whom, to whom; each event bears the hash of the one before it.
//!
//! An event's hash covers all its fields and the hash before it, so an event changed, removed or moved breaks the chain
//! from there on; the head (number and hash of the newest event) is kept apart, so a cut tail shows too.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::id::UserId;

/// Who did something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Actor {
    /// The program itself, at its start.
    System,
    /// Whoever runs plain commands on this machine: the name of the account of the operating system.
    Operator(String),
    /// Someone signed in to the console.
    User {
        /// Who.
        id: UserId,
        /// Under which name, then.
        username: String,
    },
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::System => f.write_str("system"),
            Self::Operator(account) => write!(f, "operator:{account}"),
            Self::User { username, .. } => f.write_str(username),
        }
    }
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $id:literal),+ $(,)?) => {
        /// What was done. The name of an action is part of the chain and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum AuditAction { $($(#[$doc])* #[serde(rename = $id)] $name),+ }

        impl AuditAction {
            /// Every action there is.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its lasting name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// Whether it is the refusal of what somebody tried.
            pub const fn is_failure(self) -> bool {
                matches!(self, Self::SignInRefused)
            }

            /// The action of that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.name() == name)
            }
        }
    };
}

actions! {
    /// A store was made.
    StoreCreated = "store.created",
    /// A user was made.
    UserCreated = "user.created",
    /// A user may sign in from now on.
    UserActivated = "user.activated",
    /// A user may no longer sign in.
    UserDeactivated = "user.deactivated",
    /// A user became a superuser.
    UserPromoted = "user.promoted",
    /// A user is no longer a superuser.
    UserDemoted = "user.demoted",
    /// A user got another name.
    UserRenamed = "user.renamed",
    /// A user got a new password.
    PasswordSet = "user.password_set",
    /// A user was removed, with all that was theirs.
    UserDeleted = "user.deleted",
    /// Users were written out.
    UsersExported = "users.exported",
    /// The default superuser was retired.
    DefaultSuperuserRetired = "user.default_superuser_retired",
    /// Someone signed in.
    SignedIn = "session.signed_in",
    /// Someone signed out.
    SignedOut = "session.signed_out",
    /// Someone was refused at sign-in.
    SignInRefused = "session.sign_in_refused",
    /// A secret key was made and kept in a file.
    SecretKeyGenerated = "secret_key.generated",
    /// Every secret was brought under another key.
    SecretKeyRotated = "secret_key.rotated",
    /// Every secret was brought back under the key from before a rotation.
    RotationRolledBack = "secret_key.rolled_back",
    /// The key sources were pointed at the new key: the rotation is closed.
    RotationClosed = "secret_key.rotation_closed",
    /// A global variable was made or given another value.
    VariableSet = "variable.set",
    /// A global variable was removed.
    VariableDeleted = "variable.deleted",
    /// Somebody saw the value of a variable.
    VariableRevealed = "variable.revealed",
    /// Variables were made or replaced out of a file.
    VariablesImported = "variables.imported",
    /// Variables were written out.
    VariablesExported = "variables.exported",
    /// An API key was made.
    ApiKeyCreated = "api_key.created",
    /// An API key opens nothing any more.
    ApiKeyRevoked = "api_key.revoked",
    /// A user's key for the Kozmoai store was set.
    StoreKeySet = "store_key.set",
    /// A user's key for the Kozmoai store was taken away.
    StoreKeyCleared = "store_key.cleared",
    /// A backup was written.
    BackupWritten = "backup.written",
    /// The store was restored out of a backup.
    BackupRestored = "backup.restored",
    /// Users and what is theirs came from another store.
    StoreCopied = "store.copied",
    /// An audit log that lacks events, or holds changed ones, was declared the valid one.
    AuditAccepted = "audit.accepted",
    /// What a user owned became another one's.
    OwnershipTransferred = "user.ownership_transferred",
    /// The database was bound to the active key, which decrypts its values.
    KeyBindingCorrected = "secret_key.binding_corrected",
    /// The active key was made the database's, whatever it decrypts.
    SecretKeyAdopted = "secret_key.adopted",
    /// Backups of rotations were deleted.
    BackupsPruned = "backups.pruned",
}

/// An event before it has its place in the chain. A field that this version does not know is part of what a newer one
/// hashed, so it is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditEntry {
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub actor: Actor,
    /// What.
    pub action: AuditAction,
    /// The user it was done to, if any.
    pub target: Option<UserId>,
    /// That user's name then, or what else it was done to.
    pub target_name: Option<String>,
    /// More about it, in words; never a secret.
    pub detail: Option<String>,
}

/// SHA-256, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The hash that these 64 hexadecimal digits show.
    pub fn parse(text: &str) -> Option<Self> {
        let digit = |place: usize| text.as_bytes().get(place).and_then(|byte| char::from(*byte).to_digit(16));
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            *byte = u8::try_from(digit(2 * place)? * 16 + digit(2 * place + 1)?).ok()?;
        }
        (text.len() == 64).then_some(Self(bytes))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The newest link of the chain; for an empty log number 0 and zeros.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// The number of the newest event, from 1.
    pub seq: u64,
    /// Its hash.
    pub hash: Hash,
}

/// An event with its place in the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEvent {
    /// Its number, from 1, without gaps.
    pub seq: u64,
    /// What happened.
    pub entry: AuditEntry,
    /// The hash of the event before it.
    pub previous: Hash,
    /// The hash of this one.
    pub hash: Hash,
}

impl AuditEvent {
    /// Hangs an entry on the chain's newest link.
    pub fn link(head: AuditHead, entry: AuditEntry) -> Self {
        let seq = head.seq + 1;
        let hash = digest(seq, head.hash, &entry);
        Self { seq, entry, previous: head.hash, hash }
    }

    /// The head of a chain that ends with this event.
    pub const fn head(&self) -> AuditHead {
        AuditHead { seq: self.seq, hash: self.hash }
    }

    /// What was done.
    pub const fn action(&self) -> AuditAction {
        self.entry.action
    }

    /// The hash of its fields, which [`AuditEvent::hash`] is unless one of them was changed.
    pub fn digest(&self) -> Hash {
        digest(self.seq, self.previous, &self.entry)
    }

    /// Whether this event is whole and follows that head.
    pub fn follows(&self, head: AuditHead) -> bool {
        self.seq == head.seq + 1 && self.previous == head.hash && self.hash == self.digest()
    }
}

/// A log as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditState {
    /// The name of its store; none if the store has none yet, or lost what is kept beside Kozmoai's tables.
    pub identity: Option<String>,
    /// Its newest link.
    pub head: AuditHead,
    /// The newest number that the store noted apart from the log; zero where it notes none.
    pub noted: u64,
}

/// An event as it is found in the log, or that it can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditLink {
    /// A readable event.
    Event(AuditEvent),
    /// A record that is no event.
    Unreadable {
        /// The number that it is kept under.
        seq: u64,
        /// The hash of its bytes.
        content: Hash,
    },
}

impl AuditLink {
    /// A record with these bytes that is no event.
    pub fn unreadable(seq: u64, bytes: &[u8]) -> Self {
        Self::Unreadable { seq, content: Hash(Sha256::digest(bytes).into()) }
    }

    /// Its number.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Event(event) => event.seq,
            Self::Unreadable { seq, .. } => *seq,
        }
    }
}

/// Hashes every field with its length before it, so that no two events read the same; independent of how a store
/// encodes its records.
fn digest(seq: u64, previous: Hash, entry: &AuditEntry) -> Hash {
    let mut hasher = Sha256::new();
    let mut field = |bytes: Option<&[u8]>| match bytes {
        Some(bytes) => {
            hasher.update([1]);
            hasher.update((bytes.len() as u64).to_be_bytes());
            hasher.update(bytes);
        }
        None => hasher.update([0]),
    };
    field(Some(&seq.to_be_bytes()));
    field(Some(&previous.0));
    field(Some(&entry.at.as_microsecond().to_be_bytes()));
    match &entry.actor {
        Actor::System => field(Some(b"system")),
        Actor::Operator(account) => {
            field(Some(b"operator"));
            field(Some(account.as_bytes()));
        }
        Actor::User { id, username } => {
            field(Some(b"user"));
            field(Some(id.0.as_bytes()));
            field(Some(username.as_bytes()));
        }
    }
    field(Some(entry.action.name().as_bytes()));
    field(entry.target.as_ref().map(|id| id.0.as_bytes().as_slice()));
    field(entry.target_name.as_deref().map(str::as_bytes));
    field(entry.detail.as_deref().map(str::as_bytes));
    Hash(hasher.finalize().into())
}

/// Which events a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only events at or after this time.
    pub since: Option<Timestamp>,
    /// Only events at or before this time.
    pub until: Option<Timestamp>,
    /// Only events done by or to the user who had this name then.
    pub user: Option<String>,
    /// Or by or to the user with this id, under whatever name.
    pub user_id: Option<UserId>,
    /// Only events of this action.
    pub action: Option<AuditAction>,
    /// Only refusals of what somebody tried.
    pub failed: bool,
}

impl AuditFilter {
    /// Whether an entry passes.
    pub fn admits(&self, entry: &AuditEntry) -> bool {
        let (by, by_name) = match &entry.actor {
            Actor::User { id, username } => (Some(*id), Some(username.as_str())),
            Actor::System | Actor::Operator(_) => (None, None),
        };
        let of_user = |name: &str| {
            by_name == Some(name)
                || entry.target_name.as_deref() == Some(name)
                || self.user_id.is_some_and(|id| by == Some(id) || entry.target == Some(id))
        };
        self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at <= until)
            && (!self.failed || entry.action.is_failure())
            && self.action.is_none_or(|action| entry.action == action)
            && self.user.as_deref().is_none_or(of_user)
    }
}
