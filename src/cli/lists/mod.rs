//! The lists: the columns of each, and where its rows come from.

pub(crate) mod api_keys;
pub(crate) mod backups;
pub(crate) mod credentials;
pub(crate) mod events;
mod secrets;
pub(crate) mod settings;
pub(crate) mod users;
pub(crate) mod variables;
