//! `kozmoai audit`.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use super::args::{Audit, AuditVerb};
use super::{Context, operator};
use crate::error::{Error, Kind, Result};
use crate::model::{AuditEvent, AuditFilter};
use crate::service::Verification;
use crate::text;

pub(super) fn run(context: &Context<'_>, args: &Audit) -> Result<()> {
    match args.verb {
        Some(AuditVerb::Verify) => verify(context),
        None => list(context, args),
    }
}

fn list(context: &Context<'_>, args: &Audit) -> Result<()> {
    let service = context.service()?;
    let since = args.since.as_deref().map(|text| since(text, service.now())).transpose()?;
    let filter = AuditFilter { since, user: args.user.clone(), ..AuditFilter::default() };
    let events = service.audit(&operator(), &filter, None, args.limit)?;
    if context.output.json {
        let rows: Vec<_> = events.iter().map(event_json).collect();
        return context.output.document(&rows);
    }
    let rows = events.into_iter().map(|event| {
        let entry = event.entry;
        [
            event.seq.to_string(),
            entry.at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
            entry.actor.to_string(),
            entry.action.name().to_owned(),
            entry.target_name.unwrap_or_else(|| "-".to_owned()),
            entry.detail.unwrap_or_default(),
        ]
    });
    context.output.table(["NO", "TIME", "BY", "ACTION", "USER", "DETAIL"], rows, "No event matches.")
}

fn event_json(event: &AuditEvent) -> serde_json::Value {
    let entry = &event.entry;
    serde_json::json!({
        "seq": event.seq,
        "at": entry.at,
        "actor": entry.actor.to_string(),
        "action": entry.action.name(),
        "user_id": entry.target,
        "username": entry.target_name,
        "detail": entry.detail,
        "hash": event.hash.to_string(),
    })
}

fn verify(context: &Context<'_>) -> Result<()> {
    let service = context.service()?;
    match service.verify_audit(&operator(), &mut |_, _| true)? {
        Verification::Broken { at, reason } => {
            if context.output.json {
                context.output.document(&serde_json::json!({"state": "broken", "at": at, "reason": reason}))?;
            }
            Err(Error::new(Kind::Store, format!("The audit log is broken at event {at}: {reason}."))
                .hint("Compare it with a copy of the store from before; events up to that number are whole."))
        }
        Verification::Whole { events } if context.output.json => {
            context.output.document(&serde_json::json!({"state": "whole", "events": events}))
        }
        Verification::Whole { events } => {
            context.output.line(&format!("The audit log is whole: {}.", text::count(events, "event")))
        }
        Verification::Stopped => Err(Error::new(Kind::Interrupted, "The check was ended before it was through.")),
    }
}

/// A moment: a time with its zone, a date (midnight UTC), or a span before now such as `90m`, `2h`, `7d`, `1w`.
fn since(moment: &str, now: Timestamp) -> Result<Timestamp> {
    if let Ok(at) = moment.parse() {
        return Ok(at);
    }
    if let Ok(date) = moment.parse::<Date>()
        && let Ok(midnight) = TimeZone::UTC.to_timestamp(date.at(0, 0, 0, 0))
    {
        return Ok(midnight);
    }
    let unit = moment.chars().last().and_then(|unit| match unit {
        's' => Some(1),
        'm' => Some(60),
        'h' => Some(3_600),
        'd' => Some(86_400),
        'w' => Some(604_800),
        _ => None,
    });
    let count = moment.get(..moment.len().saturating_sub(1)).and_then(|count| count.parse::<u32>().ok());
    let span = unit.zip(count).map(|(unit, count)| SignedDuration::from_secs(unit * i64::from(count)));
    span.and_then(|span| now.checked_sub(span).ok()).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{} is no moment that --since understands.", text::clean(moment)))
            .hint("Write 2026-05-18T20:00:00Z, 2026-05-18, or a span such as 90m, 2h, 7d.")
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_moment_is_a_time_a_date_or_a_span() {
        let now: Timestamp = "2026-05-18T12:00:00Z".parse().unwrap();
        for (text, moment) in [
            ("2026-05-18T13:00:00+02:00", "2026-05-18T11:00:00Z"),
            ("2026-05-01", "2026-05-01T00:00:00Z"),
            ("90m", "2026-05-18T10:30:00Z"),
            ("7d", "2026-05-11T12:00:00Z"),
        ] {
            assert_eq!(since(text, now).unwrap(), moment.parse().unwrap(), "{text}");
        }
        for wrong in ["", "d", "7", "-7d", "yesterday", "7y", "é"] {
            assert_eq!(since(wrong, now).unwrap_err().kind(), Kind::Usage, "{wrong}");
        }
    }
}
