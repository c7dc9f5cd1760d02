//! Transactions: changes and their audit events, committed all or nothing.

use super::prelude::*;

/// One change of a batch. A change with `before` is refused if that is no longer the present state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Creates a user; the name must be free.
    InsertUser(User),
    /// Changes a user; a new name must be free.
    UpdateUser {
        /// The expected present state.
        before: User,
        /// The new state, with the same id.
        after: User,
    },
    /// Deletes a user with folders, secrets and failed sign-ins, if the user is unchanged.
    DeleteUser(User),
    /// Creates a folder.
    InsertFolder(Folder),
    /// Changes a folder, possibly its owner.
    UpdateFolder {
        /// The expected present state.
        before: Folder,
        /// The new state, with the same id.
        after: Folder,
    },
    /// Changes a flow, possibly its owner.
    UpdateFlow {
        /// The expected present state.
        before: Flow,
        /// The new state, with the same id.
        after: Flow,
    },
    /// Changes the secrets of a user: what differs between two states of all secrets, or of one
    /// [part](crate::store::SecretsPart). It is refused if another client changed the same records.
    UpdateSecrets {
        /// The owner.
        user: UserId,
        /// The expected present state.
        before: UserSecrets,
        /// The new state.
        after: UserSecrets,
    },
    /// Changes the key binding: the key that values are encrypted with.
    SetKeyBinding {
        /// The expected present state.
        before: Option<KeyBinding>,
        /// The new state.
        after: KeyBinding,
    },
    /// Moves the head of the audit log to an existing event; the events of the batch follow it.
    SetAuditHead {
        /// The expected present state.
        before: AuditHead,
        /// The new state.
        after: AuditHead,
    },
    /// Records or clears the failed sign-ins under a name.
    SetSignInFailures {
        /// The name that was typed. Only a hash of it is stored, because people type passwords there.
        username: String,
        /// The record; none deletes it.
        failures: Option<SignInFailures>,
    },
}

/// One transaction: changes and their audit events, committed all or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The changes, in order.
    pub changes: Vec<Change>,
    /// The audit events, in order; the transaction links them into the chain.
    pub audit: Vec<AuditEntry>,
    /// Refuses the batch if no active superuser would remain.
    pub keep_a_superuser: bool,
}

impl Batch {
    /// A transaction that keeps an active superuser.
    pub const fn new(changes: Vec<Change>, audit: Vec<AuditEntry>) -> Self {
        Self { changes, audit, keep_a_superuser: true }
    }
}

/// The result of a commit. All but `Done` changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum CommitOutcome {
    /// Everything is committed and durable.
    Done,
    /// This user name is taken.
    NameTaken(String),
    /// Another client changed or deleted this user or their secrets in the meantime.
    Changed(UserId),
    /// No active superuser would remain.
    LastSuperuser,
    /// Another client changed the key binding in the meantime.
    KeyChanged,
    /// Another client recorded an audit event in the meantime.
    AuditHeadChanged,
}

/// What a transaction will write, or why its preconditions do not hold.
pub(super) enum Prepared<T> {
    /// The writes.
    Ready(T),
    /// Nothing will be written.
    Refused(CommitOutcome),
}

/// Commits transactions.
///
/// # Errors
/// Every method returns `Store` if the database can't be read or written, is damaged, or is gone.
pub trait TransactionStore {
    /// Commits a batch atomically, and returns `Done` only once it is durable.
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome>;

    /// Returns what [`TransactionStore::commit`] would, and changes nothing.
    fn rehearse(&self, batch: &Batch) -> Result<CommitOutcome>;
}

/// Refuses a name that no backend can store.
pub(super) fn refuse_nul(username: &str) -> Result<()> {
    if username.contains('\0') { Err(UserError::UsernameUnsafe { username: username.to_owned() }.into()) } else { Ok(()) }
}
