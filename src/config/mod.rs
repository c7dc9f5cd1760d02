//! Settings: their values and where each came from; and the files they live in.

pub mod dotenv;
mod libpq;
mod origin;
pub mod secret_file;
pub mod settings;
mod sources;
mod table;
#[cfg(test)]
mod tests;

pub use libpq::Libpq;
pub use origin::{Origin, Sourced};
pub use settings::{Overrides, SECRET_KEY_FILE, Settings, Shown, secret_of_environment};
pub use table::{Known, TABLE};
