//! Users: the record, its states, and how lists of them are filtered and ordered.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::id::UserId;
use crate::error::{Error, Result, UserError};
use crate::text;

/// The longest user name, in characters.
pub const USERNAME_MAX: usize = 255;

/// A stored password hash (PHC string or bcrypt), or none at all: such an account can't sign in with a password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PasswordHash(Option<String>);

impl PasswordHash {
    /// A hash as it was made or stored.
    pub fn new(hash: impl Into<String>) -> Self {
        Self(Some(hash.into()))
    }

    /// No password: nothing typed will ever match.
    pub const fn none() -> Self {
        Self(None)
    }

    /// The hash's text, to verify against or to store.
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
    /// Names the user for good.
    pub id: UserId,
    /// The name signed in with; unique.
    pub username: String,
    /// What the password is verified against.
    pub password: PasswordHash,
    /// The picture chosen in Kozmoai, if any.
    pub profile_image: Option<String>,
    /// May sign in.
    pub is_active: bool,
    /// May administer.
    pub is_superuser: bool,
    /// When the account was made (spelled as Kozmoai does).
    pub create_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
    /// When it last signed in; none if it never did.
    pub last_login_at: Option<Timestamp>,
}

/// A user as shown to the outside, with Kozmoai's own field names and without the password hash.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the fields of User")]
pub struct PublicUser<'a> {
    pub id: UserId,
    pub username: &'a str,
    pub profile_image: Option<&'a str>,
    pub is_active: bool,
    pub is_superuser: bool,
    pub create_at: Timestamp,
    pub updated_at: Timestamp,
    pub last_login_at: Option<Timestamp>,
}

impl User {
    /// What may be shown of this user.
    pub fn public(&self) -> PublicUser<'_> {
        PublicUser {
            id: self.id,
            username: &self.username,
            profile_image: self.profile_image.as_deref(),
            is_active: self.is_active,
            is_superuser: self.is_superuser,
            create_at: self.create_at,
            updated_at: self.updated_at,
            last_login_at: self.last_login_at,
        }
    }

    /// Whether this user may both sign in and administer.
    pub const fn is_active_superuser(&self) -> bool {
        self.is_active && self.is_superuser
    }
}

/// Checks a new user name: 1 to 255 characters, no blank at either end, nothing invisible or speaking to a terminal.
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
    } else if name.chars().count() > USERNAME_MAX {
        UserError::UsernameTooLong { limit: USERNAME_MAX }
    } else {
        return Ok(());
    }))
}

/// Which users a list holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserFilter {
    /// Only names that hold this text, without regard to case.
    pub search: Option<String>,
    /// Only active or only inactive ones.
    pub active: Option<bool>,
    /// Only superusers or only others.
    pub superuser: Option<bool>,
}

impl UserFilter {
    /// Whether every user passes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// What a list of users is sorted by; equal ones by folded name, then name, then id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum UserSort {
    /// The name, without regard to case.
    #[default]
    Username,
    /// The id.
    Id,
    /// Inactive before active.
    Active,
    /// Others before superusers.
    Superuser,
    /// When it was made.
    Created,
    /// When it was changed.
    Updated,
    /// When it last signed in; those who never did come first.
    LastSignIn,
}

/// A sorting and its direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct UserOrder {
    /// What is compared.
    pub sort: UserSort,
    /// From the greatest to the least.
    pub descending: bool,
}
