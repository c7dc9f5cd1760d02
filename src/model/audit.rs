//! The audit log: who did what to whom. Each event contains the hash of the previous one.
//!
//! An event's hash covers all its fields and the previous hash, so a changed, removed or moved event breaks the chain. The head
//! (number and hash of the newest event) is stored separately, which reveals a truncated log too.

use std::borrow::Cow;
use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::id::UserId;
use crate::text::Search;

/// The originator of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Actor {
    /// The program itself, at start.
    System,
    /// The account of the operating system that ran a command, by name.
    Operator(String),
    /// A user who was signed in to the console.
    User {
        /// The user's id.
        id: UserId,
        /// The user's name at the time.
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
        /// A kind of event. Its name is part of the chain and never changes.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
        pub enum AuditAction { $($(#[$doc])* #[serde(rename = $id)] $name),+ }

        impl AuditAction {
            /// Every action.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Returns its permanent name.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// How the attempt ended.
            pub const fn outcome(self) -> AuditOutcome {
                if matches!(self, Self::SignInRefused) { AuditOutcome::Failure } else { AuditOutcome::Success }
            }

            /// Whether it is the refusal of an attempt.
            pub const fn is_failure(self) -> bool {
                matches!(self.outcome(), AuditOutcome::Failure)
            }

            /// Returns the action with that name.
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|action| action.name() == name)
            }
        }
    };
}

actions! {
    /// A database was created.
    StoreCreated = "store.created",
    /// A user was created.
    UserCreated = "user.created",
    /// A user was activated.
    UserActivated = "user.activated",
    /// A user was deactivated.
    UserDeactivated = "user.deactivated",
    /// A user was granted superuser.
    UserPromoted = "user.promoted",
    /// A user's superuser was revoked.
    UserDemoted = "user.demoted",
    /// A user was renamed.
    UserRenamed = "user.renamed",
    /// A user's password was set.
    PasswordSet = "user.password_set",
    /// A user was deleted with all their data.
    UserDeleted = "user.deleted",
    /// Users were exported.
    UsersExported = "users.exported",
    /// The default superuser was retired.
    DefaultSuperuserRetired = "user.default_superuser_retired",
    /// Someone signed in.
    SignedIn = "session.signed_in",
    /// Someone signed out.
    SignedOut = "session.signed_out",
    /// Someone was refused at sign-in.
    SignInRefused = "session.sign_in_refused",
    /// A secret key was generated and written to a file.
    SecretKeyGenerated = "secret_key.generated",
    /// Every secret was re-encrypted with another key.
    SecretKeyRotated = "secret_key.rotated",
    /// A rotation was rolled back.
    RotationRolledBack = "secret_key.rolled_back",
    /// The new key was written to its sources, which completed a rotation.
    RotationClosed = "secret_key.rotation_closed",
    /// A variable was created or edited.
    VariableSet = "variable.set",
    /// A variable was deleted.
    VariableDeleted = "variable.deleted",
    /// The value of a variable was revealed.
    VariableRevealed = "variable.revealed",
    /// Variables were imported from a file.
    VariablesImported = "variables.imported",
    /// Variables were exported.
    VariablesExported = "variables.exported",
    /// An API key was created.
    ApiKeyCreated = "api_key.created",
    /// An API key was revoked.
    ApiKeyRevoked = "api_key.revoked",
    /// A user's Kozmoai Store API key was set.
    StoreKeySet = "store_key.set",
    /// A user's Kozmoai Store API key was cleared.
    StoreKeyCleared = "store_key.cleared",
    /// A backup was written.
    BackupWritten = "backup.written",
    /// The database was restored from a backup.
    BackupRestored = "backup.restored",
    /// Users and their data were copied from another database.
    StoreCopied = "store.copied",
    /// An audit log with missing or changed events was accepted as valid.
    AuditAccepted = "audit.accepted",
    /// A user's data was transferred to another user.
    OwnershipTransferred = "user.ownership_transferred",
    /// The database was bound to the active key, which decrypts its values.
    KeyBindingCorrected = "secret_key.binding_corrected",
    /// The database was bound to the active key, whatever it decrypts.
    SecretKeyAdopted = "secret_key.adopted",
    /// Backups of rotations were deleted.
    BackupsPruned = "backups.pruned",
    /// The approval of a user was undone, who is pending approval again.
    ApprovalWithdrawn = "user.approval_withdrawn",
}

/// An event before it is linked into the chain. An unknown field is refused, because a newer version included it in the hash.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditEntry {
    /// The time.
    pub at: Timestamp,
    /// The originator.
    pub actor: Actor,
    /// The kind of event.
    pub action: AuditAction,
    /// The user that it concerns, if any.
    pub target: Option<UserId>,
    /// That user's name at the time, or another object that it concerns.
    pub target_name: Option<String>,
    /// Further information as text; never a secret.
    pub detail: Option<String>,
}

/// The text of a record, without a copy where the record contains it as it is.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct RecordText<'a>(#[serde(borrow)] Cow<'a, str>);

/// The originator of an event that is only looked at.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ActorView<'a> {
    /// See [`Actor::System`].
    System,
    /// See [`Actor::Operator`].
    Operator(#[serde(borrow)] RecordText<'a>),
    /// See [`Actor::User`].
    User {
        /// The user's id.
        id: UserId,
        /// The user's name at the time.
        #[serde(borrow)]
        username: RecordText<'a>,
    },
}

/// An entry that is only looked at. It can be read from the records from which an [`AuditEntry`] can be read, in a third of the
/// time.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditEntryView<'a> {
    /// The time.
    pub at: Timestamp,
    /// The originator.
    #[serde(borrow)]
    pub actor: ActorView<'a>,
    /// The kind of event.
    pub action: AuditAction,
    /// The user that it concerns, if any.
    pub target: Option<UserId>,
    /// That user's name at the time, or another object that it concerns.
    #[serde(borrow)]
    pub target_name: Option<RecordText<'a>>,
    /// Further information as text.
    #[serde(borrow)]
    pub detail: Option<RecordText<'a>>,
}

impl AuditEntryView<'_> {
    /// Whether its action, originator, user or details contain a text.
    fn contains(&self, search: &Search) -> bool {
        let by = match &self.actor {
            ActorView::System => search.finds(&Actor::System.to_string()),
            ActorView::Operator(account) => search.finds(&Actor::Operator(account.0.to_string()).to_string()),
            ActorView::User { username, .. } => search.finds(&username.0),
        };
        let named = [&self.target_name, &self.detail];
        by || search.finds(self.action.name()) || named.into_iter().flatten().any(|text| search.finds(&text.0))
    }
}

/// SHA-256, shown as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Parses 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let digits: &[u8; 64] = text.as_bytes().try_into().ok()?;
        let digit = |digit: u8| char::from(digit).to_digit(16);
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()?;
        }
        Some(Self(bytes))
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

/// An event in the chain.
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
    /// Appends an entry to the chain.
    pub fn link(head: AuditHead, entry: AuditEntry) -> Self {
        let seq = head.seq + 1;
        let hash = digest(seq, head.hash, &entry);
        Self { seq, entry, previous: head.hash, hash }
    }

    /// Returns the head of a chain that ends with this event.
    pub const fn head(&self) -> AuditHead {
        AuditHead { seq: self.seq, hash: self.hash }
    }

    /// Returns the kind of event.
    pub const fn action(&self) -> AuditAction {
        self.entry.action
    }

    /// Computes the hash of its fields, which equals [`AuditEvent::hash`] unless one of them was changed.
    pub fn digest(&self) -> Hash {
        digest(self.seq, self.previous, &self.entry)
    }

    /// Whether this event is unchanged and follows that head.
    pub fn follows(&self, head: AuditHead) -> bool {
        self.seq == head.seq + 1 && self.previous == head.hash && self.hash == self.digest()
    }
}

/// The state of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditState {
    /// The identity of its database; none if the database has none yet, or lost the tables next to Kozmoai's.
    pub identity: Option<String>,
    /// Its newest link.
    pub head: AuditHead,
    /// The highest event number, which the database records outside the log; zero if it does not.
    pub high_water_mark: u64,
}

/// A record of the log: an event, or unreadable.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditLink {
    /// A readable event.
    Event(AuditEvent),
    /// A record that is not an event.
    Unreadable {
        /// The number under which it is stored.
        seq: u64,
        /// The hash of its bytes.
        content: Hash,
    },
}

impl AuditLink {
    /// Makes the link for bytes that are not an event.
    pub fn unreadable(seq: u64, bytes: &[u8]) -> Self {
        Self::Unreadable { seq, content: Hash(Sha256::digest(bytes).into()) }
    }

    /// Returns the event, if it can be read.
    pub const fn event(&self) -> Option<&AuditEvent> {
        match self {
            Self::Event(event) => Some(event),
            Self::Unreadable { .. } => None,
        }
    }

    /// Returns its number.
    pub const fn seq(&self) -> u64 {
        match self {
            Self::Event(event) => event.seq,
            Self::Unreadable { seq, .. } => *seq,
        }
    }
}

/// Hashes every field with its length, so that different events have different input; independent of how a database encodes
/// its records.
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

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuditOutcome {
    /// It succeeded.
    Success,
    /// It was refused.
    Failure,
}

/// A filter for events.
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
    /// Only events with this outcome.
    pub outcome: Option<AuditOutcome>,
    /// Only events whose action, originator, user or details contain this.
    pub text: Option<Search>,
}

impl AuditFilter {
    /// Whether an entry matches.
    pub fn admits(&self, entry: &AuditEntryView<'_>) -> bool {
        let (by, by_name) = match &entry.actor {
            ActorView::User { id, username } => (Some(*id), Some(&*username.0)),
            ActorView::System | ActorView::Operator(_) => (None, None),
        };
        let of_user = |name: &str| {
            by_name == Some(name)
                || entry.target_name.as_ref().is_some_and(|target| target.0 == name)
                || self.user_id.is_some_and(|id| by == Some(id) || entry.target == Some(id))
        };
        self.since.is_none_or(|since| entry.at >= since)
            && self.until.is_none_or(|until| entry.at <= until)
            && self.outcome.is_none_or(|outcome| entry.action.outcome() == outcome)
            && self.action.is_none_or(|action| entry.action == action)
            && self.user.as_deref().is_none_or(of_user)
            && self.text.as_ref().is_none_or(|search| entry.contains(search))
    }
}
