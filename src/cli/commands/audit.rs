//! `kozmoai audit`.

use serde_json::{Value, json};

use super::{audit_follow, lookup};
use crate::cli::args::audit::{AcceptAudit, Audit, AuditVerb};
use crate::cli::context::Context;
use crate::cli::lists::events;
use crate::cli::operator::OperatorService;
use crate::cli::prompt;
use crate::cli::render::list::index;
use crate::cli::render::stdout;
use crate::cli::signals::Interruption;
use crate::error::{AuditError, CommandError, Error, Remedy, Result};
use crate::model::{AuditAction, AuditFilter, AuditOutcome, time};
use crate::service::audit::Report;
use crate::service::progress::{Progress, Stage};
use crate::service::{Service, Verification};
use crate::text;

/// How many events `--follow` prints before those that are recorded from then on.
const FOLLOWED: usize = 10;

pub(crate) fn run(context: &Context<'_>, args: &Audit) -> Result<()> {
    match &args.verb {
        Some(AuditVerb::Verify) => verify(context),
        Some(AuditVerb::Export) => export(context),
        Some(AuditVerb::Accept(args)) => accept(context, args),
        None => list(context, args),
    }
}

fn list(context: &Context<'_>, args: &Audit) -> Result<()> {
    if args.follow {
        // Before that of other lists: the first one holds.
        context.end_on_signal(Interruption::Following)?;
    }
    let request = context.list_request(events::list(), &args.list)?;
    let service = context.service()?;
    let filter = filter(args, &service)?;
    if args.follow {
        let before = if args.list.all { usize::MAX } else { args.list.limit.map_or(FOLLOWED, index) };
        return audit_follow::follow(context, service, &filter, &request.with_exact_times(), before);
    }
    request.print(&mut events::Events { service: &service, filter })
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
        outcome: args.failed.then_some(AuditOutcome::Failure),
        ..AuditFilter::default()
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
    match (&report.unusable_anchor, report.restored_at) {
        (Some(path), _) => error.hint(Remedy::MoveAuditAnchor { path: path.clone() }),
        (None, Some(event)) => error.hint(Remedy::AcceptAfterRestore { event }),
        (None, None) => error,
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
        && !args.confirm.yes
    {
        context.prompt().require_confirmation("Accept the audit log as it is now?", prompt::YES)?;
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
