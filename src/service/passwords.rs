//! Passwords: the policy, the same for every way to set one, an estimate of strength, and hashes.

use std::sync::LazyLock;

use super::Service;
use crate::crypto::password::{self, BCRYPT_MAX_BYTES, Scheme, Verdict};
use crate::error::{Error, Result, UserError};
use crate::model::user::PasswordHash;
use crate::model::{PasswordStorage, User};
use crate::secret::{ExposeSecret, Secret, Zeroizing};
use crate::text;

/// The most common passwords in lower case, one per line.
const COMMON: &str = include_str!("../../assets/common-passwords.txt");
/// The longest password in bytes; longer ones add no strength.
const MOST_BYTES: usize = 1024;
/// How many characters the estimate reads: its cost grows with the square of the length.
const ESTIMATED: usize = 64;

static SORTED_COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut common: Vec<&str> = COMMON.lines().filter(|line| !line.is_empty()).collect();
    common.sort_unstable();
    common
});

/// The estimated strength of a password; it refuses nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Advice {
    /// From 0, guessed at once, to 4, hard to guess.
    pub score: u8,
    /// The score as a word.
    pub word: &'static str,
    /// A suggestion, if there is one.
    pub tip: Option<String>,
}

/// What every new password has to be.
#[derive(Clone, Copy, Debug)]
pub struct PasswordPolicy {
    /// The fewest characters.
    minimum: usize,
    /// The most bytes.
    limit: usize,
}

impl PasswordPolicy {
    /// Checks the password of a user; fast enough for forms.
    ///
    /// # Errors
    /// `Usage`.
    pub fn check(self, username: &str, password: &Secret) -> Result<()> {
        let Self { minimum, limit } = self;
        let password = password.expose_secret();
        Err(Error::from(if password.is_empty() {
            UserError::PasswordMissing { minimum }
        } else if password.chars().count() < minimum {
            UserError::PasswordTooShort { minimum }
        } else if password.len() > limit {
            UserError::PasswordTooLong { limit }
        } else if password.contains(text::LINE_ENDS) {
            UserError::PasswordLineEnd
        } else if password.contains(char::is_control) {
            UserError::PasswordControl
        } else if password.contains(text::REPLACEMENT) {
            UserError::PasswordDamaged
        } else if password.eq_ignore_ascii_case(username) {
            UserError::PasswordIsUsername
        } else if SORTED_COMMON.binary_search(&Zeroizing::new(password.to_lowercase()).as_str()).is_ok() {
            UserError::PasswordCommon
        } else {
            return Ok(());
        }))
    }
}

impl Service {
    /// The password hash of this database.
    pub(super) fn scheme(&self) -> Scheme {
        match self.store.capabilities().passwords {
            PasswordStorage::Argon2id => Scheme::Argon2id,
            PasswordStorage::Bcrypt => Scheme::Bcrypt,
        }
    }

    /// Hashes a password as this database stores it.
    pub(super) fn hash_password(&self, password: &Secret) -> Result<PasswordHash> {
        password::hash(self.scheme(), password).map(PasswordHash::new)
    }

    /// Whether this is the password of a user, who may have none.
    pub(super) fn is_password_of(&self, user: &User, password: &Secret) -> Result<bool> {
        let stored = user.password.as_str();
        Ok(stored.is_some() && password::verify(self.scheme(), password, stored)? != Verdict::Wrong)
    }

    /// What a new password has to be in this database.
    pub fn password_policy(&self) -> PasswordPolicy {
        let limit = match self.scheme() {
            Scheme::Bcrypt => BCRYPT_MAX_BYTES,
            Scheme::Argon2id => MOST_BYTES,
        };
        PasswordPolicy { minimum: self.settings().password_min_length.value, limit }
    }

    /// Checks a password against the policy.
    ///
    /// # Errors
    /// `Usage`.
    pub fn check_password(&self, username: &str, password: &Secret) -> Result<()> {
        self.password_policy().check(username, password)
    }
}

/// Estimates how hard a password is to guess (zxcvbn).
pub fn advise(username: &str, password: &Secret) -> Advice {
    let text: Zeroizing<String> = password.expose_secret().chars().take(ESTIMATED).collect::<String>().into();
    let estimate = zxcvbn::zxcvbn(&text, &[username, "kozmoai"]);
    let score = u8::from(estimate.score());
    let word = ["very weak", "weak", "fair", "good", "strong"][usize::from(score.min(4))];
    let tip = estimate.feedback().and_then(|feedback| feedback.warning().map(|warning| warning.to_string()));
    Advice { score, word, tip }
}
