//! Password hashes and secret keys. The only module that uses the crates fernet, argon2 and bcrypt.

mod fernet;
pub mod keyring;
pub mod password;
mod python;
pub mod secret_key;
