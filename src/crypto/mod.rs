//! Password hashes and secret keys. The only place that knows fernet, argon2 and bcrypt.

mod fernet;
pub mod keyring;
pub mod password;
mod python;
pub mod secret_key;
