//! Users and what they own.

use std::fmt;

use super::prelude::*;

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

impl std::iter::Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| Self {
            folders: sum.folders + one.folders,
            variables: sum.variables + one.variables,
            api_keys: sum.api_keys + one.api_keys,
            flows: sum.flows + one.flows,
            files: sum.files + one.files,
        })
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let always = [(self.folders, "folder"), (self.variables, "variable"), (self.api_keys, "API key")];
        let some = [(self.flows, "flow"), (self.files, "file")].into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = always.into_iter().chain(some).map(|(count, noun)| text::count(count, noun)).collect();
        f.write_str(&parts.join(", "))
    }
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

/// Is shown users, some at a time in the order of their ids, until it has seen enough.
pub type UserVisitor<'a> = &'a mut dyn FnMut(Vec<UserRecord>) -> Result<ControlFlow<()>>;

/// Gets users to import, some at a time in the order of their ids.
pub type UserSink<'a> = &'a mut dyn FnMut(Vec<UserRecord>) -> Result<()>;

/// Provides the users to import, and returns the audit event of the import.
pub type ImportSource<'a> = &'a mut dyn FnMut(UserSink<'_>) -> Result<AuditEntry>;

/// Reads users and what they own; exports and imports all of it.
///
/// # Errors
/// Every method returns `Store` if the database can't be read or written, is damaged, or is gone.
pub trait UserStore {
    /// The user with this id.
    fn user(&self, id: UserId) -> Result<Option<User>>;

    /// The user with exactly this name.
    fn user_by_name(&self, username: &str) -> Result<Option<User>>;

    /// A window of at most `limit` users that pass the filter, in this order.
    fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>>;

    /// At most `limit` names of users that begin with a prefix, sorted. The embedded database reads no other names, except
    /// those that differ from the prefix in case.
    fn usernames(&self, prefix: &str, limit: usize) -> Result<Vec<String>>;

    /// At most `limit` names of users that contain the characters of a text in this order, ignoring case, sorted by folded name.
    /// No user is read.
    fn usernames_scattered(&self, text: &str, limit: usize) -> Result<Vec<String>>;

    /// The number of users who pass the filter. Without a search the cost does not depend on the number of users.
    fn count_users(&self, filter: &UserFilter) -> Result<u64>;

    /// The number of users who pass the filter and come before this one in a list of this order.
    fn count_users_before(&self, filter: &UserFilter, order: UserOrder, user: &User) -> Result<u64>;

    /// The numbers of users, by status. No user is read: the embedded database keeps the numbers, and another one counts in one
    /// pass of its own.
    fn user_counts(&self) -> Result<UserCounts>;

    /// The folders of a user, by name.
    fn folders(&self, user: UserId) -> Result<Vec<Folder>>;

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

    /// The recorded failures to sign in under this name.
    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>>;

    /// Shows users with all their data to `visit`, from one consistent snapshot. `visit` may not call the store; an error of it
    /// is returned.
    fn export_users(&self, whom: Scope, visit: UserVisitor<'_>) -> Result<()>;

    /// Reads everything that users have, so that damage is found, and shows them to `visit`, which may not call the store; an
    /// error of it is returned.
    fn examine_users(&self, visit: &mut dyn FnMut(&User) -> Result<()>) -> Result<()> {
        self.export_users(Scope::All, &mut |people| {
            people.iter().try_for_each(|person| visit(&person.user)).map(ControlFlow::Continue)
        })
    }

    /// Imports users atomically: everything that `fill` provides, with the key binding and the audit event, or nothing. The
    /// import is durable before it returns. `fill` may not call the store; an error of it is returned. Returns `Conflict` if
    /// the key binding is not the expected one, or if something with the same name or id exists.
    fn import_users(&self, marks: KeyGuard<'_>, fill: ImportSource<'_>) -> Result<()>;
}
