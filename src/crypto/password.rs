//! Password hashes: argon2id in the embedded store, bcrypt in Kozmoai's own databases; both are verified anywhere.

use crate::error::Result;
use crate::secret::Secret;

/// How a store wants its passwords hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// argon2id, m = 19456 KiB, t = 2, p = 1, as a PHC string.
    Argon2id,
    /// bcrypt, cost 12; at most 72 bytes of password.
    Bcrypt,
}

/// What verifying found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Right.
    Right,
    /// Right, but the hash is weaker than, or of another scheme than, what is wanted: hash again.
    RightButWeak,
    /// Wrong.
    Wrong,
}

/// Hashes a password with a fresh salt. Costs about 20 ms (argon2id) or 250 ms (bcrypt).
pub fn hash(_scheme: Scheme, _password: &Secret) -> Result<String> {
    todo!()
}

/// Verifies a password against a stored hash; without one, spends the same time and says `Wrong`.
pub fn verify(_scheme: Scheme, _password: &Secret, _stored: Option<&str>) -> Result<Verdict> {
    todo!()
}
