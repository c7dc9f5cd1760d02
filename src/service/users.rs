//! Users: made, changed, removed, listed.

use super::{Owned, Seek, Service};
use crate::error::Result;
use crate::model::{Actor, Folder, User, UserFilter, UserId, UserOrder};
use crate::secret::Secret;

/// A user to be made.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// May sign in at once; none: as KOZMOAI_NEW_USER_IS_ACTIVE says.
    pub active: Option<bool>,
    /// May administer.
    pub superuser: bool,
}

/// A window of a list of users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserPage {
    /// The rows.
    pub users: Vec<User>,
    /// How many pass the filter in all.
    pub total: u64,
}

/// A user with all that hangs on them: what `users show` prints and a deletion would take along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDetails {
    /// The user.
    pub user: User,
    /// Their folders.
    pub folders: Vec<Folder>,
    /// How much they have.
    pub owned: Owned,
}

/// One of the four switches of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Switch {
    /// May sign in.
    Activate,
    /// May not; revokes the API keys.
    Deactivate,
    /// Superuser.
    Promote,
    /// No longer.
    Demote,
}

/// What switching did to one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// The user as it is now.
    pub user: User,
    /// How many API keys were revoked.
    pub revoked_api_keys: u64,
}

impl Service {
    /// A window of users and how many there are.
    pub fn users(
        &self,
        _actor: &Actor,
        _filter: &UserFilter,
        _order: UserOrder,
        _seek: &Seek,
        _limit: usize,
    ) -> Result<UserPage> {
        todo!()
    }

    /// Finds a user by exact name. # Errors `NotFound`, with the nearest name as a hint.
    pub fn user_named(&self, _actor: &Actor, _username: &str) -> Result<User> {
        todo!()
    }

    /// Finds a user by id. # Errors `NotFound`.
    pub fn user(&self, _actor: &Actor, _id: UserId) -> Result<User> {
        todo!()
    }

    /// A user with all that hangs on them.
    pub fn user_details(&self, _actor: &Actor, _id: UserId) -> Result<UserDetails> {
        todo!()
    }

    /// Makes a user with their default folder.
    ///
    /// # Errors
    /// `Conflict`: `This username is unavailable.`; `Usage`: name or password against the policy.
    pub fn create_user(&self, _actor: &Actor, _new: &NewUser) -> Result<User> {
        todo!()
    }

    /// Switches users, all or none. Already so is `Conflict`, as is the last active superuser and one's own account.
    /// `users` are the rows the act was decided on.
    pub fn switch_users(&self, _actor: &Actor, _users: &[User], _switch: Switch) -> Result<Vec<Switched>> {
        todo!()
    }

    /// Gives a user another name.
    pub fn rename_user(&self, _actor: &Actor, _user: &User, _username: &str) -> Result<User> {
        todo!()
    }

    /// Sets a user's password; it must differ from the current one.
    pub fn set_password(&self, _actor: &Actor, _user: &User, _password: &Secret) -> Result<User> {
        todo!()
    }

    /// Sets one's own password, given the current one.
    pub fn change_own_password(&self, _actor: &Actor, _current: &Secret, _password: &Secret) -> Result<User> {
        todo!()
    }

    /// Removes users with all that is theirs, all or none; not oneself, not the last active superuser.
    pub fn delete_users(&self, _actor: &Actor, _users: &[User]) -> Result<Vec<UserDetails>> {
        todo!()
    }

    /// Whether a password may be used for this user; the reason if not. Pure and quick, for forms.
    pub fn check_password(&self, _username: &str, _password: &Secret) -> Result<()> {
        todo!()
    }
}
