//! Secrets: masked when printed, wiped from memory when dropped.
//!
//! The type is from `secrecy`, which is small and maintained, and whose `expose_secret` is easy to search for.

use subtle::ConstantTimeEq;

pub use secrecy::{ExposeSecret, SecretString as Secret};
pub use zeroize::{Zeroize, Zeroizing};

/// Whether two secrets are equal, in constant time.
pub fn same(left: &Secret, right: &Secret) -> bool {
    left.expose_secret().as_bytes().ct_eq(right.expose_secret().as_bytes()).into()
}
