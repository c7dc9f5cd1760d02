//! `kozmoai audit`.

use super::args::{Audit, AuditVerb};
use super::{Context, no_moment, operator};
use crate::error::{Error, Kind, Result};
use crate::model::{AuditEvent, AuditFilter, moment};
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
    let since = args
        .since
        .as_deref()
        .map(|text| moment::before(service.now(), text).ok_or_else(|| no_moment(text, "--since")))
        .transpose()?;
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
