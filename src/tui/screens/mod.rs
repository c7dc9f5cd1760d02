//! The screens, a directory for each. Each holds its data, handles its own actions, jobs and replies, and draws itself; none knows
//! another.

pub mod account;
pub mod api_keys;
pub mod audit;
pub mod backups;
pub mod login;
pub mod overview;
pub mod rotation;
pub mod secret_key;
pub mod settings;
pub mod users;
pub mod variables;
