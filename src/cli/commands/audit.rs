//! `kozmoai audit`.

use std::time::Duration;

use serde_json::{Value, json};

use super::lookup;
use crate::cli::args::audit::{AcceptAudit, Audit, AuditVerb};
use crate::cli::context::Context;
use crate::cli::operator::OperatorService;
use crate::cli::render::{exact_time, or_dash, stdout};
use crate::cli::signals::Interruption;
use crate::error::{AuditError, CommandError, Error, Kind, Remedy, Result};
use crate::model::{AuditAction, AuditEvent, AuditFilter, Cursor, time};
use crate::service::audit::Report;
use crate::service::progress::{Progress, Stage};
use crate::service::{Service, Verification};
use crate::text;

/// How often `--follow` looks for new events.
const INTERVAL: Duration = Duration::from_secs(1);
/// How many times in a row the database may be in use by another process.
const MOST_BUSY: u32 = 60;
/// The columns of a list.
const COLUMNS: ([&str; 6], &str) = (["NO", "TIME", "BY", "ACTION", "USER", "DETAIL"], "No events match");

pub(crate) fn run(context: &Context<'_>, args: &Audit) -> Result<()> {
    match &args.verb {
        Some(AuditVerb::Verify) => verify(context),
        Some(AuditVerb::Export) => export(context),
        Some(AuditVerb::Accept(args)) => accept(context, args),
        None => list(context, args),
    }
}

fn list(context: &Context<'_>, args: &Audit) -> Result<()> {
    let service = context.service()?;
    let filter = filter(args, &service)?;
    let mut events = service.admin()?.audit(&filter, &Cursor::FIRST, args.limit)?.rows;
    if args.follow {
        events.reverse();
        return follow(context, service, &filter, &events);
    }
    context.output.list(&events, event_json, COLUMNS, cells)
}

fn filter(args: &Audit, service: &Service) -> Result<AuditFilter> {
    let time = |text: &Option<String>, flag| {
        let text = text.as_deref();
        text.map(|text| time::parse_past(service.now(), text).ok_or_else(|| lookup::invalid_time(text, flag))).transpose()
    };
    let action = args.action.as_deref().map(|name| {
        AuditAction::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = AuditAction::ALL.iter().map(|action| action.name()).collect();
            let known = Remedy::Text(format!("Actions: {}.", names.join(", ")));
            Error::from(CommandError::ActionUnknown { action: name.to_owned() }).hint(known)
        })
    });
    Ok(AuditFilter {
        since: time(&args.since, "--since")?,
        until: time(&args.until, "--until")?,
        user: args.user.clone(),
        action: action.transpose()?,
        failed: args.failed,
        user_id: None,
    })
}

/// Prints events as they are recorded, oldest first, until interrupted.
fn follow(context: &Context<'_>, service: OperatorService, filter: &AuditFilter, shown: &[AuditEvent]) -> Result<()> {
    // No other process can open such a database while it is open here, so it is reopened for each poll.
    let is_exclusive = service.capabilities().is_exclusive;
    let mut last = service.admin()?.audit(&AuditFilter::default(), &Cursor::FIRST, 1)?.rows.first().map_or(0, |event| event.seq);
    let mut open = (!is_exclusive).then_some(service);
    shown.iter().try_for_each(|event| print(context, event))?;
    let mut busy = 0;
    loop {
        std::thread::sleep(INTERVAL);
        let service = match open.take() {
            Some(service) => service,
            None => match Service::open_existing(context.settings()?) {
                Ok(service) => service.into(),
                // In use by another process: the next poll finds what it records.
                Err(error) if error.kind() == Kind::Store && busy < MOST_BUSY => {
                    busy += 1;
                    continue;
                }
                Err(error) => return Err(error),
            },
        };
        busy = 0;
        loop {
            let mut events = service.admin()?.audit(&AuditFilter::default(), &Cursor::Before(last), 1_000)?.rows;
            events.reverse();
            let Some(newest) = events.last() else { break };
            last = newest.seq;
            let matching = events.iter().filter(|event| filter.admits(&event.entry));
            matching.into_iter().try_for_each(|event| print(context, event))?;
        }
        open = (!is_exclusive).then_some(service);
    }
}

/// Prints an event on one line.
fn print(context: &Context<'_>, event: &AuditEvent) -> Result<()> {
    if context.output.json {
        let json = text::json::line(&event_json(event)).map_err(|error| Error::from(CommandError::NotJson).because(error))?;
        return context.output.line(&json);
    }
    let [number, time, by, action, user, detail] = cells(event);
    let line = format!("{number:<5} {time}  {by}  {action}  {user}  {detail}");
    context.output.sentence(line.trim_end())
}

fn cells(event: &AuditEvent) -> [String; 6] {
    let entry = &event.entry;
    [
        event.seq.to_string(),
        exact_time(entry.at),
        entry.actor.to_string(),
        entry.action.name().to_owned(),
        or_dash(entry.target_name.clone()),
        entry.detail.clone().unwrap_or_default(),
    ]
}

fn event_json(event: &AuditEvent) -> Value {
    let entry = &event.entry;
    json!({
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
    context.end_on_signal(Interruption::Reading)?;
    let service = context.service_for_audit(false)?;
    let found = verification(context, &service)?;
    if context.output.json
        && let Some(document) = verification_json(&found)
    {
        context.output.document(&document)?;
    }
    match &found {
        Verification::Broken { at, reason, report } => Err(broken(*at, reason, report)),
        Verification::Whole { events, report } => {
            if !context.output.json {
                context.output.line(&format!("The audit log is intact: {}", text::count(*events, "event")))?;
            }
            notes(report).iter().for_each(|note| context.output.note(note));
            service.admin()?.anchor_audit()
        }
        Verification::Stopped => Err(CommandError::Interrupted.into()),
    }
}

/// Verifies the log, and shows the progress.
fn verification(context: &Context<'_>, service: &OperatorService) -> Result<Verification> {
    let reporter = context.reporter();
    service
        .admin()?
        .verify_audit(&mut |done, total| reporter.show(Progress { stage: Stage::VerifyingAudit, done, total: Some(total) }))
}

fn verification_json(found: &Verification) -> Option<Value> {
    let (mut document, report) = match found {
        Verification::Whole { events, report } => (json!({"state": "whole", "events": events}), report),
        Verification::Broken { at, reason, report } => {
            (json!({"state": "broken", "at": at, "reason": reason, "events": report.events}), report)
        }
        Verification::Stopped => return None,
    };
    let faults: Vec<_> = report.faults.iter().map(|fault| json!({"at": fault.at, "reason": fault.reason})).collect();
    document["head"] = json!({"seq": report.head.seq, "hash": report.head.hash.to_string()});
    document["faults"] = faults.into();
    document["anchor"] = json!(report.anchor);
    document["anchor_beside_database"] = report.anchor_is_beside.into();
    document["accepted"] =
        report.accepted.as_ref().map(|accepted| json!({"faults": accepted.faults, "at": accepted.at, "by": accepted.by})).into();
    Some(document)
}

/// The error of a broken log.
fn broken(at: u64, reason: &str, report: &Report) -> Error {
    let more = report.faults.iter().skip(1).map(|fault| format!("event {}: {}", fault.at, fault.reason));
    let error = Error::from(AuditError::Broken { event: at, reason: reason.to_owned() }).details(more);
    match report.restored_at {
        Some(event) => error.hint(Remedy::AcceptAfterRestore { event }),
        None => error,
    }
}

/// The notes on a valid log.
fn notes(report: &Report) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(accepted) = &report.accepted {
        let faults = text::count(accepted.faults, "earlier fault");
        notes.push(format!("{faults} accepted by {}, recorded as event {}.", accepted.by, accepted.at));
    }
    if report.anchor.is_none() {
        notes.push("This log was not verified here before: only events that go missing from now on are detected.".to_owned());
    }
    if report.anchor_is_beside {
        notes.push(
            "The anchor is stored beside this database and proves nothing against someone who can write both: keep a copy elsewhere, with `kozmoai audit export` or KOZMOAI_AUDIT_SINK."
                .to_owned(),
        );
    }
    notes
}

fn export(context: &Context<'_>) -> Result<()> {
    context.end_on_signal(Interruption::Reading)?;
    let service = context.service_for_audit(false)?;
    stdout::record("the export", |out| service.admin()?.export_audit(out)).map(drop)
}

fn accept(context: &Context<'_>, args: &AcceptAudit) -> Result<()> {
    let service = context.service_for_audit(true)?;
    if let Verification::Broken { at, reason, report } = verification(context, &service)?
        && !args.yes
    {
        context.prompt().require_input("confirmation", "--yes")?;
        context.output.warning(&broken(at, &reason, &report).to_string());
        if !context.prompt().is_confirmed("Accept the audit log as it is now?")? {
            return Err(CommandError::NotAccepted.into());
        }
    }
    let accepted = service.admin()?.accept_audit()?;
    let event = accepted.event;
    let found = verification_json(&accepted.found);
    context.output.result(
        &json!({"changed": true, "seq": event.seq, "hash": event.hash.to_string(), "found": found}),
        &format!("Accepted the audit log (event {})", event.seq),
    )
}
