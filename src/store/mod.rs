//! The stores: one trait, and behind it one folder for each engine. A store keeps hashes and ciphertext; it knows no rule
//! but those that must hold inside a transaction, and no cryptography.

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

use crate::error::{Error, Kind, Result};
use crate::model::{
    AuditEntry, AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Folder, KeyMark, Place, SignInFailures, StoreUrl,
    User, UserFilter, UserId, UserOrder, Value, Vault,
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
    /// Changes a folder that is still exactly `before`; it may become another user's.
    UpdateFolder {
        /// What the act was decided on.
        before: Folder,
        /// What it becomes; the same id.
        after: Folder,
    },
    /// Changes a flow of which this much is still so; it may become another user's.
    UpdateFlow {
        /// What the act was decided on.
        before: Flow,
        /// What it becomes; the same id.
        after: Flow,
    },
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
    /// Moves the head of the audit log, if it is still `before`, to an event that is there; what the batch records follows that.
    SetAuditHead {
        /// What the act was decided on.
        before: AuditHead,
        /// What it becomes.
        after: AuditHead,
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
    /// Someone else recorded something meanwhile.
    AuditHeadChanged,
}

/// What a user has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Owned {
    /// Folders.
    pub folders: u64,
    /// Global variables.
    pub variables: u64,
    /// API keys, revoked ones too.
    pub api_keys: u64,
    /// Flows in those folders; the embedded store has none.
    pub flows: u64,
    /// Uploaded files; the embedded store has none.
    pub files: u64,
}

/// As much of a flow of Kozmoai's as its owner matters to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Names the flow.
    pub id: Uuid,
    /// Its name, unique among its user's flows.
    pub name: String,
    /// Its name in addresses, if it has one; unique among its user's too.
    pub endpoint_name: Option<String>,
    /// Whose it is.
    pub user_id: UserId,
}

/// A user with all that is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// The user.
    pub user: User,
    /// Their folders. Where they are taken in, one comes after the one it lies in.
    pub folders: Vec<Folder>,
    /// What they keep.
    pub vault: Vault,
}

/// Who is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Every user.
    All,
    /// Only those whose vault holds anything, and of them no folders. The embedded store then looks at nobody else.
    Keepers,
}

/// Is shown values, some at a time, until it has seen enough.
pub type ValueVisitor<'a> = &'a mut dyn FnMut(&[Value]) -> Result<ControlFlow<()>>;

/// Is shown users, some at a time in the order of their ids, until it has seen enough.
pub type UserVisitor<'a> = &'a mut dyn FnMut(Vec<Person>) -> Result<ControlFlow<()>>;

/// Gets people, some at a time in the order of their ids.
pub type People<'a> = &'a mut dyn FnMut(Vec<Person>) -> Result<()>;

/// Hands people over, and gives at the end what the audit log says of it.
pub type Fill<'a> = &'a mut dyn FnMut(People<'_>) -> Result<AuditEntry>;

/// What a store remembers of its key, before an act and after it.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// What it must remember for the act to begin.
    pub before: Option<&'a KeyMark>,
    /// What it remembers from then on; none leaves that as it is.
    pub after: Option<&'a KeyMark>,
}

/// The work of [`Store::rewrite`], some values at a time.
pub trait Rewrite {
    /// Changes some values.
    ///
    /// # Errors
    /// Ends the rewriting; nothing was changed.
    fn change(&mut self, values: &mut [Value]) -> Result<()>;

    /// Looks at values as they were written.
    ///
    /// # Errors
    /// Ends the rewriting; nothing was changed.
    fn verify(&mut self, values: &[Value]) -> Result<()>;

    /// Everything was changed and looked at: the last word before it takes the old values' place.
    ///
    /// # Errors
    /// Ends the rewriting; nothing was changed.
    fn conclude(&mut self) -> Result<()>;
}

/// On what terms every value is rewritten.
#[derive(Clone, Copy, Debug)]
pub struct Terms<'a> {
    /// What the store must remember of its key for the rewriting to begin.
    pub before: Option<&'a KeyMark>,
    /// What it remembers from then on.
    pub after: &'a KeyMark,
    /// What the audit log says of it.
    pub audit: &'a AuditEntry,
    /// Values that someone else changes meanwhile are left as they are, instead of ending it.
    pub online: bool,
}

/// Places outside the inventory that hold what looks like an encrypted value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Strays {
    /// Table, column and row of each, the first hundred.
    pub found: Vec<(String, String, String)>,
    /// How many there are in all.
    pub count: u64,
    /// The same of those that one of the given keys decrypts, the first hundred.
    pub decrypted: Vec<(String, String, String)>,
    /// How many of them there are.
    pub decrypted_count: u64,
    /// How many stand where a newer generation keeps encrypted values, whatever their key.
    pub of_newer: u64,
    /// How many were passed over in the data of flows, where such text is the user's own.
    pub in_flows: u64,
}

/// How a database of a newer generation of Kozmoai differs, told by its tables and columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generation {
    /// API keys are encrypted, and Generic variables are not.
    pub seals_api_keys: bool,
    /// Another key is derived from a short text.
    pub derives_otherwise: bool,
}

/// A store of users and what belongs to them. Every method may be called from any thread.
///
/// # Errors
/// Every method gives `Store` when the store can't be read or written, is damaged, or is gone.
pub trait Store: Send + Sync {
    /// Where it lives; shows no password.
    fn url(&self) -> StoreUrl;

    /// Why nothing can be written, in words that follow "Nothing can be changed:"; none if it can. A database on a
    /// read-only or full disk, or on a standby server, can still be looked at.
    fn read_only(&self) -> Option<String> {
        None
    }

    /// Names the store, wherever it is moved to. One that has no name yet gets one, which is an act.
    fn identity(&self) -> Result<String>;

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

    /// The same of the users right before this one, or of the last users; still in the order of the users' ids.
    fn vaults_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, Vault)>>;

    /// What the store remembers of the key its values are under.
    fn key_mark(&self) -> Result<Option<KeyMark>>;

    /// Shows every encrypted value to `visit`, some at a time, from one consistent snapshot. `visit` may not call the store; an
    /// error of it is returned.
    fn values(&self, visit: ValueVisitor<'_>) -> Result<()>;

    /// Changes every encrypted value as one act: all of them are changed, read back, and take the old ones' place with
    /// the mark and the audit event, or nothing is changed. It is on disk before it returns. Gives the places that
    /// someone else changed meanwhile, which only [`Terms::online`] allows. Gives `Conflict` when the store remembers
    /// another key than the terms say.
    fn rewrite(&self, work: &mut dyn Rewrite, terms: &Terms<'_>) -> Result<Vec<Place>>;

    /// Shows users with all their data to `visit`, from one consistent snapshot. `visit` may not call the store; an error of it
    /// is returned.
    fn everyone(&self, whom: Whom, visit: UserVisitor<'_>) -> Result<()>;

    /// Takes people in as one act: all that `fill` hands over are there, with the mark and the audit event, or nothing was
    /// changed. It is on disk before it returns. `fill` may not call the store; an error of it ends the act and is handed on.
    /// Gives `Conflict` when the store remembers another key than the marks say, or has somebody or something of the same
    /// name or id already.
    fn take_in(&self, marks: Marks<'_>, fill: Fill<'_>) -> Result<()>;

    /// Keeps every other rotation of this store away, whatever machine it runs on, until the answer is dropped.
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>>;

    /// Tries everything that a rewrite will need at its end, changes nothing, and refuses naming the cause.
    ///
    /// # Errors
    /// `Store` if a rewrite would fail.
    fn preflight(&self) -> Result<()> {
        Ok(())
    }

    /// Whether the database is known to lie on storage that goes with this container, as a server's does only if its files are
    /// found here.
    fn is_passing(&self) -> Result<bool>;

    /// Who else is at work on the store, such as a running Kozmoai, in words; none if nobody is.
    fn others(&self) -> Result<Option<String>>;

    /// Looks for encrypted values outside the inventory, in every column that could hold them; `decrypts` tries each.
    fn strays(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<Strays>;

    /// How the database differs from what this program writes.
    fn generation(&self) -> Generation {
        Generation::default()
    }

    /// Writes all of the store as it is at one moment, in a form that only the same engine reads. What must be put into files
    /// for that is put `beside` this path, and deleted again.
    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()>;

    /// Verifies a backup of this engine as a restore does, shows every value in it to `visit`, and leaves nothing `beside`
    /// this path, where it may put what it needs.
    fn prove(&self, backup: &mut dyn Read, beside: &Path, visit: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()>;

    /// How much a user has.
    fn owned(&self, user: UserId) -> Result<Owned>;

    /// The flows of a user, by name; the embedded store has none.
    fn flows(&self, _user: UserId) -> Result<Vec<Flow>> {
        Ok(Vec::new())
    }

    /// The names of a user's uploaded files; the embedded store has none.
    fn files(&self, _user: UserId) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// Variables and API keys whose owner does not exist, in words; the embedded store has none.
    fn ownerless(&self) -> Result<Vec<String>> {
        Ok(Vec::new())
    }

    /// The recorded failures to sign in under this name.
    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>>;

    /// At most `limit` events that pass the filter, newest first, older than number `before` if it is given.
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` events that pass the filter, from number `from` on, oldest first.
    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` records of the log after number `after` as they are, oldest first; none stands for the very first.
    /// Gives `Store` for one that a newer version wrote.
    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>>;

    /// The log as a whole.
    fn audit_state(&self) -> Result<AuditState>;

    /// The newest link of the audit chain.
    fn audit_head(&self) -> Result<AuditHead>;

    /// Carries out one act, atomically, and returns `Done` only once it is on disk.
    fn commit(&self, batch: &Batch) -> Result<Outcome>;
}

/// Opens the store at an address, making an embedded one that is not there yet; Kozmoai's own are made by Kozmoai.
///
/// # Errors
/// `Store`: held by another process, damaged, of a newer version, no store of ours.
pub fn open(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) => Ok(Box::new(embedded::Embedded::open(folder)?)),
        StoreUrl::Sqlite(path) => Ok(Box::new(kozmoai::Kozmoai(sqlite::Sqlite::open(path)?))),
        StoreUrl::Postgres(url) => Ok(Box::new(kozmoai::Kozmoai(postgres::Postgres::open(url)?))),
    }
}

/// Opens the store at an address to look into its audit log, which may be damaged, and makes none. With `accepting` lost events
/// are no reason against it either. Nothing can be changed until the head was set right.
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

/// Refuses to record anything in an audit log whose head is not its last event.
fn head_set_back(head: u64, last: u64) -> Error {
    Error::new(
        Kind::Store,
        format!("The audit log is damaged: its head names event {head}, but events up to {last} are there; nothing was changed."),
    )
    .hint("See what is wrong with `kozmoai audit verify`, and once that is clear `kozmoai audit accept`.")
}

/// What is said of an event that this version would misread.
fn newer_event(seq: u64) -> Error {
    Error::new(Kind::Store, format!("Audit event {seq} was written by a newer version of kozmoai: this one can't read it."))
        .hint("Use the version that wrote it; nothing was changed.")
}

/// Opens the store at an address, and makes none.
///
/// # Errors
/// As [`open`]; `Store` if there is none.
pub fn open_existing(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) if !embedded::exists(folder)? => {
            Err(Error::new(Kind::Store, format!("There is no store in {}.", folder.display()))
                .hint("Name the right one with --store or KOZMOAI_DATABASE_URL; `kozmoai config` shows which is meant."))
        }
        url => open(url),
    }
}

/// Opens the store at an address to `fill` it, which is told whether it is new. An embedded one that is not there yet is
/// made, and appears once it is filled, not before.
///
/// # Errors
/// As [`open`]; those of `fill`, and a new store is not there then.
pub fn open_or_make<T>(url: &StoreUrl, fill: impl FnOnce(Box<dyn Store>, bool) -> Result<T>) -> Result<T> {
    match url {
        StoreUrl::Embedded(folder) if !embedded::exists(folder)? => embedded::make(folder, |store| fill(Box::new(store), true)),
        url => fill(open(url)?, false),
    }
}

/// Refuses a name that no engine can keep.
fn refuse_nul(username: &str) -> Result<()> {
    if username.contains('\0') { Err(Error::new(Kind::Usage, "A user name can't hold a NUL.")) } else { Ok(()) }
}

/// What is said when somebody is there already who was to be taken in.
fn there_already() -> Error {
    Error::new(
        Kind::Conflict,
        "A user, a folder, a variable or an API key with the same name or id came in meanwhile; nothing was copied.",
    )
    .hint("Try again; whoever is there already will be named.")
}

/// Puts a backup of the same engine into a place that is empty, or with `replace` into one that is not; gives where what
/// stood there before is kept, if anything did.
///
/// # Errors
/// `Conflict` if the place is not empty; `Store`: held by another process, no backup of this engine, or it can't be written.
/// The place is as it was then.
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
