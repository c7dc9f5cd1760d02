//! Times as text.

use jiff::SignedDuration;

use crate::model::Timestamp;

/// A time as lists show it: in UTC, to the minute.
pub fn short_time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M").to_string())
}

/// A time to the second, with its zone.
pub fn exact_time(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "never".to_owned(), |at| at.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

/// How long ago or from now a time is, in one unit: for lists.
pub fn relative_time(at: Option<Timestamp>, now: Timestamp) -> String {
    let Some(at) = at else { return "never".to_owned() };
    let distance = at.duration_since(now);
    let length = short_length(distance.abs());
    match (length.as_str(), distance.is_negative()) {
        ("0 min", _) => "just now".to_owned(),
        (length, true) => format!("{length} ago"),
        (length, false) => format!("in {length}"),
    }
}

/// A time to the second and how long ago it is, for details, where [`TIME_ZONE`] says its zone.
pub fn dated_time(at: Option<Timestamp>, now: Timestamp) -> String {
    at.map_or_else(|| "never".to_owned(), |at| format!("{} · {}", at.strftime("%Y-%m-%d %H:%M:%S"), relative_time(Some(at), now)))
}

/// The zone of all times, as a row of details.
pub const TIME_ZONE: (&str, &str) = ("Time zone", "UTC");

/// A length of time in one unit, rounded down: minutes, hours, days, months of 30 days, or years.
pub fn short_length(length: SignedDuration) -> String {
    let (hours, days) = (length.as_hours(), length.as_hours() / 24);
    match (hours, days) {
        (..1, _) => format!("{} min", length.as_mins()),
        (..48, _) => format!("{hours} h"),
        (_, ..100) => format!("{days} d"),
        (_, ..730) => format!("{} mo", days / 30),
        _ => format!("{} y", days / 365),
    }
}
