//! Settings, each with its origin, and the files that contain them.

mod dir_files;
pub mod dotenv;
mod environment;
mod foreign_paths;
mod libpq;
mod locations;
mod origin;
mod overrides;
pub mod second_reader;
pub mod secret_file;
pub mod settings;
mod sources;
mod table;
#[cfg(test)]
mod tests;
mod values;

pub use dir_files::{AUDIT_ANCHOR, ROTATION_JOURNAL, SECRET_KEY_FILE, default_database, is_own_name};
pub use libpq::Libpq;
pub use origin::{Origin, WithOrigin};
pub use overrides::Overrides;
pub use settings::{Settings, secret_of_environment, text_of_environment};
pub(crate) use table::SECRET_KEY;
pub use table::{SettingInfo, ShownSetting, TABLE, setting_in_file};
pub use values::ThemeChoice;
