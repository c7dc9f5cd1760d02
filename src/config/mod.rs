//! Settings, each with its origin, and the files that contain them.

pub mod dotenv;
mod libpq;
mod origin;
mod places;
pub mod second_reader;
pub mod secret_file;
pub mod settings;
mod shown;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub use libpq::Libpq;
pub use origin::{Origin, Sourced};
pub use settings::{Overrides, SECRET_KEY_FILE, Settings, default_database, secret_of_environment};
pub use shown::Shown;
pub use table::{Known, TABLE};
pub use values::ThemeChoice;
