//! Parsing of times that users type: a time with its zone or in UTC, a date (midnight UTC), a span such as `90m`, `2h`, `7d`, `1w`, and for
//! the past also `now`, `today`, `yesterday`, `yesterday 14:00` and `2 h ago`.

use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Parses a time in the past; a span counts back from `now`. Days are those of UTC.
pub fn parse_past(now: Timestamp, text: &str) -> Option<Timestamp> {
    let text = text.trim();
    named(now, &text.to_ascii_lowercase()).or_else(|| fixed(text)).or_else(|| {
        let length = text.strip_suffix("ago").filter(|rest| rest.ends_with(' ')).unwrap_or(text);
        now.checked_sub(span(length.trim_end())?).ok()
    })
}

/// Parses `now`, or the name of a day with or without a time of that day.
fn named(now: Timestamp, text: &str) -> Option<Timestamp> {
    let (name, time) = text.split_once(' ').unwrap_or((text, "00:00"));
    let today = TimeZone::UTC.to_datetime(now).date();
    let day = match name {
        "now" if text == "now" => return Some(now),
        "today" => today,
        "yesterday" => today.yesterday().ok()?,
        _ => return None,
    };
    TimeZone::UTC.to_timestamp(day.to_datetime(time.trim_start().parse::<Time>().ok()?)).ok()
}

/// Parses a time in the future; a span counts from `now`.
pub fn parse_future(now: Timestamp, text: &str) -> Option<Timestamp> {
    fixed(text).or_else(|| now.checked_add(span(text)?).ok())
}

fn fixed(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| TimeZone::UTC.to_timestamp(text.parse::<DateTime>().ok()?).ok())
}

/// Parses a number and a unit, with or without a space between them.
fn span(text: &str) -> Option<SignedDuration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (count, unit) = text.split_at(digits);
    let unit = match unit.trim_start() {
        "s" | "sec" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3_600,
        "d" | "day" | "days" => 86_400,
        "w" | "week" | "weeks" => 604_800,
        _ => return None,
    };
    let count = count.parse::<u32>().ok()?;
    Some(SignedDuration::from_secs(unit * i64::from(count)))
}

/// How long ago or from now a time is, in one unit: for lists.
pub fn relative_time(at: Option<Timestamp>, now: Timestamp) -> String {
    let Some(at) = at else { return "never".to_owned() };
    let distance = at.duration_since(now);
    // What was set to 90 days is still said to be in 90 days a few seconds later.
    let rounding = if distance.as_hours() >= 1 { SignedDuration::from_secs(59) } else { SignedDuration::ZERO };
    let length = short_length((distance + rounding).abs());
    match (length.as_str(), distance.is_negative()) {
        ("0 min", _) => "just now".to_owned(),
        (length, true) => format!("{length} ago"),
        (length, false) => format!("in {length}"),
    }
}

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

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn exact_times_dates_and_spans_parse() {
        let now: Timestamp = "2026-05-18T12:00:00Z".parse().unwrap();
        for (text, earlier, later) in [
            ("2026-05-18T13:00:00+02:00", "2026-05-18T11:00:00Z", "2026-05-18T11:00:00Z"),
            ("2026-05-01", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00Z"),
            ("2026-05-01 13:30", "2026-05-01T13:30:00Z", "2026-05-01T13:30:00Z"),
            ("90m", "2026-05-18T10:30:00Z", "2026-05-18T13:30:00Z"),
            ("7d", "2026-05-11T12:00:00Z", "2026-05-25T12:00:00Z"),
        ] {
            assert_eq!(parse_past(now, text), earlier.parse().ok(), "{text}");
            assert_eq!(parse_future(now, text), later.parse().ok(), "{text}");
        }
        for wrong in [
            "",
            "d",
            "7",
            "-7d",
            "7y",
            "é",
            "ago",
            "2hago",
            "2 h before",
            "tomorrow",
            "now 14:00",
            "yesterday 25:00",
            "yesterday noon",
        ] {
            assert_eq!((parse_past(now, wrong), parse_future(now, wrong)), (None, None), "{wrong}");
        }
        for (text, earlier) in [
            ("now", "2026-05-18T12:00:00Z"),
            ("today", "2026-05-18T00:00:00Z"),
            ("Yesterday", "2026-05-17T00:00:00Z"),
            ("yesterday 14:00", "2026-05-17T14:00:00Z"),
            ("Today  09:05:30", "2026-05-18T09:05:30Z"),
            ("2 h ago", "2026-05-18T10:00:00Z"),
            ("2h ago", "2026-05-18T10:00:00Z"),
            ("90 minutes ago", "2026-05-18T10:30:00Z"),
            ("3 days", "2026-05-15T12:00:00Z"),
            ("1 week ago", "2026-05-11T12:00:00Z"),
        ] {
            assert_eq!(parse_past(now, text), earlier.parse().ok(), "{text}");
        }
        assert_eq!(parse_future(now, "2 h ago"), None, "a time in the past is no expiry");
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let now = Timestamp::UNIX_EPOCH;
            let _parsed = (parse_past(now, &text), parse_future(now, &text));
        }

        #[test]
        fn spans_are_exact(count in 0_u32..10_000, blanks in 0_usize..3, is_ago in any::<bool>()) {
            let now: Timestamp = "2026-05-18T12:00:00Z".parse().unwrap();
            for (unit, seconds) in [("s", 1), ("min", 60), ("h", 3_600), ("days", 86_400), ("w", 604_800)] {
                let text = format!("{count}{}{unit}{}", " ".repeat(blanks), if is_ago { " ago" } else { "" });
                let expected = now.checked_sub(SignedDuration::from_secs(i64::from(count) * seconds)).unwrap();
                prop_assert_eq!(parse_past(now, &text), Some(expected), "{}", text);
            }
        }

        #[test]
        fn printed_times_parse(second in 0_i64..4_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            prop_assert_eq!(parse_past(Timestamp::UNIX_EPOCH, &at.to_string()), Some(at));
        }
    }
}
