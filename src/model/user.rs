//! Users: the record, its states, and the filters and orders of lists.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::UserId;
use super::page::Order;
use super::user_status::{StatusFilter, UserStatus};
use crate::error::{Error, Result, UserError};
use crate::text;

/// The longest user name, in characters.
const USERNAME_MAX: usize = 255;

/// A stored password hash (PHC string or bcrypt), or none: such an account cannot sign in with a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(Option<String>);

impl PasswordHash {
    /// Wraps a hash.
    pub fn new(hash: impl Into<String>) -> Self {
        Self(Some(hash.into()))
    }

    /// No password: no input ever matches.
    pub const fn none() -> Self {
        Self(None)
    }

    /// Whether there is a hash; rows of other programs may have an empty text instead of none.
    pub fn is_set(&self) -> bool {
        self.as_str().is_some_and(|hash| !hash.is_empty())
    }

    /// Returns the text of the hash.
    pub fn as_str(&self) -> Option<&str> {
        self.0.as_deref()
    }
}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_some() { "[password hash]" } else { "[no password]" })
    }
}

/// A user, with the fields of Kozmoai's own table `user`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// The permanent id.
    pub id: UserId,
    /// The unique name to sign in with.
    pub username: String,
    /// The password hash.
    pub password: PasswordHash,
    /// The picture chosen in Kozmoai, if any.
    pub profile_image: Option<String>,
    /// Whether the user may sign in.
    pub is_active: bool,
    /// Whether the user, being inactive, is known to have been deactivated; false for an active one.
    pub was_deactivated: bool,
    /// Whether the user may administer.
    pub is_superuser: bool,
    /// The time of creation, with Kozmoai's field name.
    pub create_at: Timestamp,
    /// The time of the last change.
    pub updated_at: Timestamp,
    /// The time of the last sign-in, if any.
    pub last_login_at: Option<Timestamp>,
}

/// A user for display, with Kozmoai's own field names and without the password hash.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields of User")]
pub struct PublicUser<'a> {
    pub id: UserId,
    pub username: &'a str,
    pub profile_image: Option<&'a str>,
    pub is_active: bool,
    pub is_superuser: bool,
    pub status: UserStatus,
    pub create_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
}

impl User {
    /// Returns the fields that may be displayed.
    pub fn public(&self) -> PublicUser<'_> {
        PublicUser {
            id: self.id,
            username: &self.username,
            profile_image: self.profile_image.as_deref(),
            is_active: self.is_active,
            is_superuser: self.is_superuser,
            status: self.status(),
            create_at: self.create_at,
            updated_at: self.updated_at,
            last_login_at: self.last_login_at,
        }
    }

    /// Whether this user can sign in, and why not. What Kozmoai itself deactivated is recognized by its last sign-in.
    pub const fn status(&self) -> UserStatus {
        if self.is_active {
            UserStatus::Active
        } else if self.was_deactivated || self.last_login_at.is_some() {
            UserStatus::Deactivated
        } else {
            UserStatus::Pending
        }
    }

    /// This user, active or not. A deactivation is remembered until the next activation.
    #[must_use]
    pub fn with_active(self, is_active: bool) -> Self {
        let was_deactivated = !is_active && (self.is_active || self.was_deactivated);
        Self { is_active, was_deactivated, ..self }
    }

    /// Whether this user may sign in and administer.
    pub const fn is_active_superuser(&self) -> bool {
        self.is_active && self.is_superuser
    }
}

/// Checks a new username: 1 to 255 characters, no blank at either end, no invisible or control characters.
///
/// # Errors
/// `Usage`, saying what is wrong with it.
pub fn check_username(name: &str) -> Result<()> {
    Err(Error::from(if name.is_empty() {
        UserError::UsernameMissing
    } else if name.trim() != name {
        UserError::UsernameBlank
    } else if text::has_unsafe(name) {
        UserError::UsernameUnsafe { username: name.to_owned() }
    } else if name.contains(text::REPLACEMENT) {
        UserError::UsernameDamaged { username: name.to_owned() }
    } else if name.chars().count() > USERNAME_MAX {
        UserError::UsernameTooLong { limit: USERNAME_MAX }
    } else {
        return Ok(());
    }))
}

/// A filter for users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Only usernames that contain this text, ignoring case.
    pub search: Option<String>,
    /// Only those with this status.
    pub status: Option<StatusFilter>,
    /// Only superusers or only regular users.
    pub superuser: Option<bool>,
}

impl UserFilter {
    /// Matches the users with a status.
    pub fn of_status(status: StatusFilter) -> Self {
        Self { status: Some(status), ..Self::default() }
    }

    /// Whether a user matches.
    pub fn admits(&self, user: &User) -> bool {
        let search = self.search.as_deref().and_then(text::Search::new);
        search.is_none_or(|search| search.finds(&user.username))
            && self.status.is_none_or(|status| status.admits(user.status()))
            && self.superuser.is_none_or(|superuser| superuser == user.is_superuser)
    }

    /// Whether every user matches.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A sort key for users; ties are sorted by folded name, then name, then id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UserSort {
    /// The username, ignoring case.
    #[default]
    Username,
    /// The id.
    Id,
    /// Inactive before active.
    Active,
    /// Pending approval, then deactivated, then active.
    Status,
    /// Regular users before superusers.
    Superuser,
    /// The time of creation.
    Created,
    /// The time of the last change.
    Updated,
    /// The time of the last sign-in; users who never signed in come first.
    LastSignIn,
}

/// The order of a list of users.
pub type UserOrder = Order<UserSort>;
