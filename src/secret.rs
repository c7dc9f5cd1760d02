//! Secrets: masked when printed, wiped from memory when dropped.
//!
//! `secrecy` is used rather than a type of our own: it is small, kept up, and its `expose_secret` is easy to search for.

use subtle::ConstantTimeEq;

pub use secrecy::{ExposeSecret, SecretString as Secret};
pub use zeroize::{Zeroize, Zeroizing};

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn same(left: &Secret, right: &Secret) -> bool {
    left.expose_secret().as_bytes().ct_eq(right.expose_secret().as_bytes()).into()
}
