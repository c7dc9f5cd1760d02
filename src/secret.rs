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

/// Appends text to a secret. A buffer that has to grow moves, so the old one is wiped.
pub fn append(secret: &mut Zeroizing<String>, text: &str) {
    let length = secret.len() + text.len();
    if length > secret.capacity() {
        let mut larger = Zeroizing::new(String::with_capacity(length * 2));
        larger.push_str(secret);
        *secret = larger;
    }
    secret.push_str(text);
}
