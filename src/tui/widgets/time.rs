//! Times as text.

use crate::model::Timestamp;

/// A time as lists show it: in UTC, to the minute.
pub fn short_time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A time to the second, with its zone.
pub fn exact_time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}
