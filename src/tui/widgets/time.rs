//! Times as text.

use crate::model::Timestamp;
pub use crate::model::time::{relative_time, short_length};

/// A time as lists show it: in UTC, to the minute.
pub fn short_time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A time to the second, with its zone.
pub fn exact_time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// A time to the second and how long ago it is, for details, where [`TIME_ZONE`] says its zone.
pub fn dated_time(at: Option<Timestamp>, now: Timestamp) -> String {
    at.map_or_else(|| "never".to_owned(), |at| format!("{} · {}", at.strftime("%Y-%m-%d %H:%M:%S"), relative_time(Some(at), now)))
}

/// The zone of all times, as a row of details.
pub const TIME_ZONE: (&str, &str) = ("Time zone", "UTC");
