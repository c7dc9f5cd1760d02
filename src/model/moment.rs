//! Moments as people type them: a time with its zone, a date (midnight UTC), or a span such as `90m`, `2h`, `7d`, `1w`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A moment of which a span says how long before `now` it is.
pub fn before(now: Timestamp, text: &str) -> Option<Timestamp> {
    fixed(text).or_else(|| now.checked_sub(span(text)?).ok())
}

/// A moment of which a span says how long after `now` it is.
pub fn after(now: Timestamp, text: &str) -> Option<Timestamp> {
    fixed(text).or_else(|| now.checked_add(span(text)?).ok())
}

fn fixed(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| TimeZone::UTC.to_timestamp(text.parse::<Date>().ok()?.at(0, 0, 0, 0)).ok())
}

fn span(text: &str) -> Option<SignedDuration> {
    let unit = match text.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let count = text.get(..text.len() - 1)?.parse::<u32>().ok()?;
    Some(SignedDuration::from_secs(unit * i64::from(count)))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_moment_is_a_time_a_date_or_a_span() {
        let now: Timestamp = "2026-05-18T12:00:00Z".parse().unwrap();
        for (text, earlier, later) in [
            ("2026-05-18T13:00:00+02:00", "2026-05-18T11:00:00Z", "2026-05-18T11:00:00Z"),
            ("2026-05-01", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z"),
            ("90m", "2026-05-18T10:30:00Z", "2026-05-18T13:30:00Z"),
            ("7d", "2026-05-11T12:00:00Z", "2026-05-25T12:00:00Z"),
        ] {
            assert_eq!(before(now, text), earlier.parse().ok(), "{text}");
            assert_eq!(after(now, text), later.parse().ok(), "{text}");
        }
        for wrong in ["", "d", "7", "-7d", "yesterday", "7y", "é"] {
            assert_eq!((before(now, wrong), after(now, wrong)), (None, None), "{wrong}");
        }
    }
}
