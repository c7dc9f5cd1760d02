//! The stores: one trait, and behind it one folder for each engine. A store keeps hashes and ciphertext; it knows no rule
//! but those that must hold inside a transaction, and no cryptography.

pub mod embedded;

use crate::error::Result;
use crate::model::{
    AuditEntry, AuditEvent, AuditFilter, AuditHead, Folder, KeyMark, SignInFailures, StoreUrl, User, UserFilter, UserId,
    UserOrder, Vault,
};

/// Where a window of a list begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seek {
    /// After this many rows. Costs what is skipped; a console moves by the other three.
    Offset(u64),
    /// Right after this row (or its place, if it is gone).
    After(Box<User>),
    /// The rows right before this one (or its place), still in the list's order.
    Before(Box<User>),
    /// The last rows.
    Last,
}

/// One change of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Makes a user; the name must be free.
    InsertUser(User),
    /// Changes a user that is still exactly `before`; a new name must be free.
    UpdateUser {
        /// What the act was decided on.
        before: User,
        /// What it becomes; the same id.
        after: User,
    },
    /// Removes a user that is still exactly so, with folders, vault and recorded failures.
    DeleteUser(User),
    /// Makes a folder.
    InsertFolder(Folder),
    /// Changes what a user keeps, if it is still exactly `before`.
    UpdateVault {
        /// Whose it is.
        user: UserId,
        /// What the act was decided on.
        before: Vault,
        /// What it becomes.
        after: Vault,
    },
    /// Remembers the key that values are under from now on, if the store still remembers `before`.
    SetKeyMark {
        /// What the act was decided on.
        before: Option<KeyMark>,
        /// What it becomes.
        after: KeyMark,
    },
    /// Records or clears the failed sign-ins under a name.
    SetSignInFailures {
        /// The name that was typed. A store keeps only a hash of it, for people type passwords there.
        username: String,
        /// The record; none clears it.
        failures: Option<SignInFailures>,
    },
}

/// One act: its changes and what the audit log says of them, committed whole or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// What changes, in order.
    pub changes: Vec<Change>,
    /// What the audit log gets, in order; the store links them into its chain inside the transaction.
    pub audit: Vec<AuditEntry>,
    /// Refuse the batch when it would take away the last active superuser.
    pub keep_a_superuser: bool,
}

/// How a commit ended. All but `Done` changed nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub enum Outcome {
    /// Everything is in place and on disk.
    Done,
    /// This user name is taken.
    NameTaken(String),
    /// What was decided on is no longer so: someone else changed or removed this user or their vault meanwhile.
    Changed(UserId),
    /// No active superuser would be left.
    LastSuperuser,
    /// Someone else put the store under another key meanwhile.
    KeyChanged,
}

/// What a user has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Owned {
    /// Folders.
    pub folders: u64,
    /// Global variables.
    pub variables: u64,
    /// API keys, revoked ones too.
    pub api_keys: u64,
}

/// The work of [`Store::rewrite`], window by window.
pub trait Rewrite {
    /// Changes some vaults.
    ///
    /// # Errors
    /// Ends the rewriting; nothing was changed.
    fn change(&mut self, vaults: &mut [(UserId, Vault)]) -> Result<()>;

    /// Looks at vaults as they were written.
    ///
    /// # Errors
    /// Ends the rewriting; nothing was changed.
    fn verify(&mut self, vaults: &mut [(UserId, Vault)]) -> Result<()>;

    /// Everything was changed and looked at: the last word before it takes the old one's place.
    ///
    /// # Errors
    /// Ends the rewriting; nothing was changed.
    fn conclude(&mut self) -> Result<()>;
}

/// A store of users and what belongs to them. Every method may be called from any thread.
///
/// # Errors
/// Every method gives `Store` when the store can't be read or written, is damaged, or is gone.
pub trait Store: Send + Sync {
    /// Where it lives; shows no password.
    fn url(&self) -> StoreUrl;

    /// The user with this id.
    fn user(&self, id: UserId) -> Result<Option<User>>;

    /// The user with exactly this name.
    fn user_by_name(&self, username: &str) -> Result<Option<User>>;

    /// A window of at most `limit` users that pass the filter, in this order.
    fn users(&self, filter: &UserFilter, order: UserOrder, seek: &Seek, limit: usize) -> Result<Vec<User>>;

    /// How many users pass the filter. Without a search it costs the same however many there are.
    fn count_users(&self, filter: &UserFilter) -> Result<u64>;

    /// The folders of a user, by name.
    fn folders(&self, user: UserId) -> Result<Vec<Folder>>;

    /// What a user keeps; an empty vault if nothing.
    fn vault(&self, user: UserId) -> Result<Vault>;

    /// Some vaults that hold anything, of the users after this one, in the order of the users' ids.
    fn vaults(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, Vault)>>;

    /// What the store remembers of the key its values are under.
    fn key_mark(&self) -> Result<Option<KeyMark>>;

    /// Changes every vault as one act: all of them are changed, read back, and take the old ones' place with `mark` and
    /// `audit`, or nothing is changed. What stays and what changes is on disk before `Done` is said.
    fn rewrite(&self, work: &mut dyn Rewrite, mark: &KeyMark, audit: &AuditEntry) -> Result<()>;

    /// How much a user has.
    fn owned(&self, user: UserId) -> Result<Owned>;

    /// The recorded failures to sign in under this name.
    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>>;

    /// At most `limit` events that pass the filter, newest first, older than number `before` if it is given.
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` events from number `from` on, oldest first.
    fn audit_from(&self, from: u64, limit: usize) -> Result<Vec<AuditEvent>>;

    /// The newest link of the audit chain.
    fn audit_head(&self) -> Result<AuditHead>;

    /// Carries out one act, atomically, and returns `Done` only once it is on disk.
    fn commit(&self, batch: &Batch) -> Result<Outcome>;
}

/// Opens the store at an address, making an embedded one that is not there yet.
///
/// # Errors
/// `Store`: held by another process, damaged, of a newer version, no store of ours.
pub fn open(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) => Ok(Box::new(embedded::Embedded::open(folder)?)),
    }
}
