//! The screens. Each keeps what it shows, takes keys that are its own, and draws itself; none knows another.

pub mod account;
pub mod api_keys;
pub mod audit;
pub mod kept;
pub mod login;
pub mod settings;
pub mod users;
pub mod variables;

use crate::model::Timestamp;

/// A moment as lists show it: UTC, to the minute.
pub fn moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// The same to the second, with its zone.
pub fn exact_moment(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}
