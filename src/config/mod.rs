//! Settings: their values and where each came from; and the files they live in.

pub mod dotenv;
mod passwords;
pub mod secret_file;
pub mod settings;
mod sources;
#[cfg(test)]
mod tests;

pub use passwords::DatabasePasswords;
pub use settings::{Known, Origin, Overrides, SECRET_KEY_FILE, Settings, Shown, Sourced, TABLE, secret_of_environment};
