//! The databases: one trait, and one folder for each backend. A database stores hashes and ciphertext. It checks only the rules
//! that must hold inside a transaction, and knows no cryptography.

pub mod embedded;
mod files;
mod kozmoai;
mod postgres;
mod sqlite;

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use serde::Serialize;
use uuid::Uuid;

use crate::error::{Result, StoreError, UserError};
use crate::model::{
    AuditEntry, AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, EncryptedValue, Folder, KeyBinding, SecretLocation,
    SignInFailures, StoreUrl, User, UserFilter, UserId, UserOrder, UserSecrets,
};

/// Where a window of a list begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seek {
    /// After this many rows, which are read and skipped.
    Offset(u64),
    /// Right after this row, or its position if it was deleted.
    After(Box<User>),
    /// The rows right before this one or its position, in the order of the list.
    Before(Box<User>),
    /// The last rows.
    Last,
}

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
    /// Changes the secrets of a user.
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
enum Prepared<T> {
    /// The writes.
    Ready(T),
    /// Nothing will be written.
    Refused(CommitOutcome),
}

/// The number of things that a user owns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Usage {
    /// Folders.
    pub folders: u64,
    /// Global variables.
    pub variables: u64,
    /// API keys, including revoked ones.
    pub api_keys: u64,
    /// Flows in those folders; the embedded database has none.
    pub flows: u64,
    /// Uploaded files; the embedded database has none.
    pub files: u64,
}

/// The part of one of Kozmoai's flows that matters for its owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// The id of the flow.
    pub id: Uuid,
    /// Its name, unique among its user's flows.
    pub name: String,
    /// Its name in addresses, if it has one; also unique among its user's flows.
    pub endpoint_name: Option<String>,
    /// The owner.
    pub user_id: UserId,
}

/// A user with all their data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserRecord {
    /// The user.
    pub user: User,
    /// Their folders. For an import, a folder follows its parent.
    pub folders: Vec<Folder>,
    /// Their secrets.
    pub secrets: UserSecrets,
}

/// Which users are exported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every user.
    All,
    /// Only users with secrets, without their folders. The embedded database reads no other user then.
    WithSecrets,
}

/// Is shown values, some at a time, until it has seen enough.
pub type ValueVisitor<'a> = &'a mut dyn FnMut(&[EncryptedValue]) -> Result<ControlFlow<()>>;

/// Is shown users, some at a time in the order of their ids, until it has seen enough.
pub type UserVisitor<'a> = &'a mut dyn FnMut(Vec<UserRecord>) -> Result<ControlFlow<()>>;

/// Gets users to import, some at a time in the order of their ids.
pub type UserSink<'a> = &'a mut dyn FnMut(Vec<UserRecord>) -> Result<()>;

/// Provides the users to import, and returns the audit event of the import.
pub type ImportSource<'a> = &'a mut dyn FnMut(UserSink<'_>) -> Result<AuditEntry>;

/// The key binding of a database, before an operation and after it.
#[derive(Clone, Copy, Debug)]
pub struct KeyGuard<'a> {
    /// The expected present binding.
    pub before: Option<&'a KeyBinding>,
    /// The new binding; none keeps the present one.
    pub after: Option<&'a KeyBinding>,
}

/// The work of [`Store::rewrite`]. An error of any method ends the rewrite; nothing was changed then.
pub trait Rewrite {
    /// Changes some values.
    ///
    /// # Errors
    /// Ends the rewrite.
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()>;

    /// Verifies values as they were written.
    ///
    /// # Errors
    /// Ends the rewrite.
    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()>;

    /// Everything is changed and verified: the last check before the commit.
    ///
    /// # Errors
    /// Ends the rewrite.
    fn before_commit(&mut self) -> Result<()>;
}

/// How every value is rewritten.
#[derive(Clone, Copy, Debug)]
pub struct RewriteOptions<'a> {
    /// The expected present key binding.
    pub before: Option<&'a KeyBinding>,
    /// The new key binding.
    pub after: &'a KeyBinding,
    /// The audit event.
    pub audit: &'a AuditEntry,
    /// Keeps values that another client changes in the meantime, instead of ending the rewrite.
    pub online: bool,
}

/// Unknown encrypted values: text outside the inventory that looks encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnknownTokens {
    /// Table, column and row of each, the first hundred.
    pub found: Vec<(String, String, String)>,
    /// Their total number.
    pub count: u64,
    /// Those that one of the given keys decrypts, the first hundred.
    pub decrypted: Vec<(String, String, String)>,
    /// The number of those.
    pub decrypted_count: u64,
    /// How many are where a newer generation stores encrypted values, with any key.
    pub of_newer: u64,
    /// How many were skipped in the data of flows, where such text is the user's own.
    pub in_flows: u64,
}

/// How a database of a newer generation of Kozmoai differs, judging by its tables and columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generation {
    /// API keys are encrypted, and Generic variables are not.
    pub seals_api_keys: bool,
    /// A short passphrase derives another key.
    pub derives_otherwise: bool,
}

/// A database of users and their data. Every method may be called from any thread.
///
/// # Errors
/// Every method returns `Store` if the database can't be read or written, is damaged, or is gone.
pub trait Store: Send + Sync {
    /// Its address, without passwords when displayed.
    fn url(&self) -> StoreUrl;

    /// Why nothing can be written, as a clause after "Nothing can be changed:"; none if it can. A database on a read-only or
    /// full disk, or on a standby server, can still be read.
    fn read_only(&self) -> Option<String> {
        None
    }

    /// The identity of the database, which stays the same wherever it is moved. One without an identity gets one, which writes.
    fn identity(&self) -> Result<String>;

    /// The user with this id.
    fn user(&self, id: UserId) -> Result<Option<User>>;

    /// The user with exactly this name.
    fn user_by_name(&self, username: &str) -> Result<Option<User>>;

    /// A window of at most `limit` users that pass the filter, in this order.
    fn users(&self, filter: &UserFilter, order: UserOrder, seek: &Seek, limit: usize) -> Result<Vec<User>>;

    /// The number of users who pass the filter. Without a search the cost does not depend on the number of users.
    fn count_users(&self, filter: &UserFilter) -> Result<u64>;

    /// The folders of a user, by name.
    fn folders(&self, user: UserId) -> Result<Vec<Folder>>;

    /// The secrets of a user; empty if there are none.
    fn secrets(&self, user: UserId) -> Result<UserSecrets>;

    /// The secrets that are not empty of at most `limit` users after this one, in the order of the users' ids.
    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>>;

    /// The same for the users right before this one, or for the last users; still in ascending order.
    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>>;

    /// The key binding: the key that the values are encrypted with.
    fn key_binding(&self) -> Result<Option<KeyBinding>>;

    /// Shows every encrypted value to `visit`, some at a time, from one consistent snapshot. `visit` may not call the store; an
    /// error of it is returned.
    fn values(&self, visit: ValueVisitor<'_>) -> Result<()>;

    /// Changes every encrypted value atomically: all of them are changed, verified, and committed with the key binding and the
    /// audit event, or nothing is changed. The change is durable before it returns. Returns the locations that another client
    /// changed in the meantime, which only [`RewriteOptions::online`] allows. Returns `Conflict` if the key binding is not the expected
    /// one.
    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>>;

    /// Shows users with all their data to `visit`, from one consistent snapshot. `visit` may not call the store; an error of it
    /// is returned.
    fn export_users(&self, whom: Scope, visit: UserVisitor<'_>) -> Result<()>;

    /// Imports users atomically: everything that `fill` provides, with the key binding and the audit event, or nothing. The
    /// import is durable before it returns. `fill` may not call the store; an error of it is returned. Returns `Conflict` if
    /// the key binding is not the expected one, or if something with the same name or id exists.
    fn import_users(&self, marks: KeyGuard<'_>, fill: ImportSource<'_>) -> Result<()>;

    /// Locks the database against other rotations, on any machine, until the result is dropped.
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>>;

    /// Checks everything that a rewrite will need at its end, without changing anything.
    ///
    /// # Errors
    /// `Store` if a rewrite would fail.
    fn preflight(&self) -> Result<()> {
        Ok(())
    }

    /// Whether the database is known to be on storage that is deleted with this container. For a server, this is known only if
    /// its files are found here.
    fn is_passing(&self) -> Result<bool>;

    /// Other clients of the database, such as a running Kozmoai, as text; none if there are none.
    fn active_clients(&self) -> Result<Option<String>>;

    /// Searches every column that could contain encrypted values outside the inventory; `decrypts` tries each of them.
    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens>;

    /// How the database differs from what this program writes.
    fn generation(&self) -> Generation {
        Generation::default()
    }

    /// Writes a consistent snapshot, in a format that only the same backend reads. Temporary files are created `beside` this
    /// path, and deleted again.
    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()>;

    /// Verifies a backup of this backend as a restore does, and shows every value in it to `visit`. Temporary files are created
    /// `beside` this path, and deleted again.
    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()>;

    /// The number of things that a user owns.
    fn usage(&self, user: UserId) -> Result<Usage>;

    /// The flows of a user, by name; the embedded database has none.
    fn flows(&self, _user: UserId) -> Result<Vec<Flow>> {
        Ok(Vec::new())
    }

    /// The names of a user's uploaded files; the embedded database has none.
    fn files(&self, _user: UserId) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Variables and API keys whose owner does not exist, as text; the embedded database has none.
    fn ownerless(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// The recorded failures to sign in under this name.
    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>>;

    /// At most `limit` events that pass the filter, newest first, older than number `before` if it is given.
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` events that pass the filter, from number `from` on, oldest first.
    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` records of the log after number `after`, damaged or not, oldest first; without it, from the first one.
    /// Returns `Store` for a record that a newer version wrote.
    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>>;

    /// The state of the audit log.
    fn audit_state(&self) -> Result<AuditState>;

    /// The newest link of the audit chain.
    fn audit_head(&self) -> Result<AuditHead>;

    /// Commits a batch atomically, and returns `Done` only once it is durable.
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome>;
}

/// Opens the database at an address. Creates an embedded one that does not exist; Kozmoai creates its own.
///
/// # Errors
/// `Store`: in use by another process, damaged, of a newer version, or not a Kozmoai database.
pub fn open(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) => Ok(Box::new(embedded::Embedded::open(folder)?)),
        StoreUrl::Sqlite(path) => Ok(Box::new(kozmoai::Kozmoai(sqlite::Sqlite::open(path)?))),
        StoreUrl::Postgres(url) => Ok(Box::new(kozmoai::Kozmoai(postgres::Postgres::open(url)?))),
    }
}

/// Opens an existing database whose audit log may be damaged; with `accepting`, also one that lost events. Nothing can be changed
/// until the head of the log is corrected.
///
/// # Errors
/// As [`open_existing`].
pub fn open_for_audit(url: &StoreUrl, accepting: bool) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) if embedded::exists(folder)? => {
            Ok(Box::new(embedded::Embedded::open_for_audit(folder, accepting)?))
        }
        url => open_existing(url),
    }
}

/// Opens the existing database at an address.
///
/// # Errors
/// As [`open`]; `Store` if there is none.
pub fn open_existing(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) if !embedded::exists(folder)? => {
            Err(StoreError::DatabaseNotFound { database: folder.display().to_string(), creation: None }.into())
        }
        url => open(url),
    }
}

/// Opens the database at an address and passes it to `fill`, with whether it is new. An embedded one that does not exist is
/// created, and appears only once it is filled.
///
/// # Errors
/// As [`open`]; those of `fill`, after which a new database does not exist.
pub fn open_or_make<T>(url: &StoreUrl, fill: impl FnOnce(Box<dyn Store>, bool) -> Result<T>) -> Result<T> {
    match url {
        StoreUrl::Embedded(folder) if !embedded::exists(folder)? => embedded::make(folder, |store| fill(Box::new(store), true)),
        url => fill(open(url)?, false),
    }
}

/// Deletes what ended processes have left among temporary files, and in this directory of backups. Nothing here fails: what
/// cannot be deleted now is deleted later.
pub fn clear_up(url: &StoreUrl, backups: &Path) {
    embedded::clear_up_in(backups);
    // An embedded database does the rest when it is opened, with the rights of its owner.
    if !matches!(url, StoreUrl::Embedded(_)) {
        embedded::clear_up_everywhere();
    }
}

/// Refuses a name that no backend can store.
fn refuse_nul(username: &str) -> Result<()> {
    if username.contains('\0') { Err(UserError::UsernameUnsafe { username: username.to_owned() }.into()) } else { Ok(()) }
}

/// Restores a backup of the same backend; with `replace`, also over existing content. Returns the path under which the previous
/// content is kept, if there was any.
///
/// # Errors
/// `Conflict` if something exists there; `Store`: in use by another process, not a backup of this backend, or it can't be
/// written. Nothing was changed then.
pub fn restore(
    url: &StoreUrl,
    backup: &mut dyn Read,
    replace: bool,
    placing: &mut dyn FnMut(AuditHead),
) -> Result<Option<PathBuf>> {
    match url {
        StoreUrl::Embedded(folder) => embedded::restore(folder, backup, replace, placing),
        StoreUrl::Sqlite(path) => sqlite::restore(path, backup, replace, placing),
        StoreUrl::Postgres(url) => postgres::restore(url, backup, replace, placing).map(|()| None),
    }
}
