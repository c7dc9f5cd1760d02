//! Moments as people type them: a time with its zone, a date (midnight UTC), or a span such as `90m`, `2h`, `7d`, `1w`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::error::{Error, Kind, Result};
use crate::text;

/// A moment for `--since`; a span ends now.
pub(super) fn since(moment: &str, now: Timestamp) -> Result<Timestamp> {
    let read = fixed(moment).or_else(|| now.checked_sub(span(moment)?).ok());
    read.ok_or_else(|| senseless(moment, "--since"))
}

/// A moment for `--expires`; a span begins now.
pub(super) fn until(moment: &str, now: Timestamp) -> Result<Timestamp> {
    let read = fixed(moment).or_else(|| now.checked_add(span(moment)?).ok());
    read.ok_or_else(|| senseless(moment, "--expires"))
}

fn fixed(moment: &str) -> Option<Timestamp> {
    moment.parse().ok().or_else(|| TimeZone::UTC.to_timestamp(moment.parse::<Date>().ok()?.at(0, 0, 0, 0)).ok())
}

fn span(moment: &str) -> Option<SignedDuration> {
    let unit = match moment.chars().last()? {
        's' => 1,
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        'w' => 604_800,
        _ => return None,
    };
    let count = moment.get(..moment.len() - 1)?.parse::<u32>().ok()?;
    Some(SignedDuration::from_secs(unit * i64::from(count)))
}

fn senseless(moment: &str, flag: &str) -> Error {
    Error::new(Kind::Usage, format!("{} is no moment that {flag} understands.", text::clean(moment)))
        .hint("Write 2026-05-18T20:00:00Z, 2026-05-18, or a span such as 90m, 2h, 7d.")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_moment_is_a_time_a_date_or_a_span() {
        let now: Timestamp = "2026-05-18T12:00:00Z".parse().unwrap();
        for (text, before, after) in [
            ("2026-05-18T13:00:00+02:00", "2026-05-18T11:00:00Z", "2026-05-18T11:00:00Z"),
            ("2026-05-01", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z"),
            ("90m", "2026-05-18T10:30:00Z", "2026-05-18T13:30:00Z"),
            ("7d", "2026-05-11T12:00:00Z", "2026-05-25T12:00:00Z"),
        ] {
            assert_eq!(since(text, now).unwrap(), before.parse().unwrap(), "{text}");
            assert_eq!(until(text, now).unwrap(), after.parse().unwrap(), "{text}");
        }
        for wrong in ["", "d", "7", "-7d", "yesterday", "7y", "é"] {
            assert_eq!(since(wrong, now).unwrap_err().kind(), Kind::Usage, "{wrong}");
            assert_eq!(until(wrong, now).unwrap_err().kind(), Kind::Usage, "{wrong}");
        }
    }
}
