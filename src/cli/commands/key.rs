//! `kozmoai key`.

use serde_json::{Value, json};

use super::key_show;
use crate::cli::args::keys::{Adopt, Key};
use crate::cli::args::list::ListArgs;
use crate::cli::context::Context;
use crate::cli::lists::credentials;
use crate::cli::render::{Output, note_flows, print_undecryptable, undecryptable_json, warn_of_plaintext, with_dry_run};
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Error, Remedy, Result, SecretError};
use crate::service::adoption::Adoption;
use crate::service::decrypt_stats::DecryptStats;
use crate::service::keys::KeyCheck;
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &Key) -> Result<()> {
    match verb {
        Key::Show => key_show::run(context),
        Key::Check => check(context),
        Key::Credentials(args) => credentials(context, args),
        Key::Adopt(args) => adopt(context, args),
    }
}

/// Decrypts every value and reports with which key.
fn check(context: &Context<'_>) -> Result<()> {
    context.end_on_signal(Interruption::Reading)?;
    let service = context.existing_service()?;
    let reporter = context.reporter();
    let checked = service.admin()?.check_keys(&mut |progress| reporter.show(progress))?;
    let stats = &checked.stats;
    context.output.show(|| check_json(&checked), || print_check(context.output, &checked))?;
    // A key that decrypts nothing encrypts nothing either, until it is adopted.
    let can_adopt = match &checked.binding {
        Some(binding) => binding.fingerprint != checked.fingerprint,
        None => stats.current == 0,
    };
    let other = checked.binding.filter(|binding| binding.fingerprint != checked.fingerprint);
    if let Some(binding) = other {
        let (theirs, origin) = (binding.fingerprint, binding.origin);
        context
            .output
            .warning(&format!("The database is bound to the key {theirs} (from {origin}), which is not the active key."));
    }
    if checked.unknown_tokens.count > 0 {
        let count = text::count(checked.unknown_tokens.count, "value");
        context
            .output
            .warning(&match checked.unknown_tokens.decrypted_count {
                0 => format!("{count} in other columns only look encrypted, but not with these keys; a rotation leaves them unchanged."),
                decrypted => format!("{count} in other columns look encrypted, {decrypted} of them with these keys: `kozmoai rotate` lists them and stops."),
            });
    }
    warn_of_plaintext(context.output, if checked.has_usual_plaintext { 0 } else { stats.plaintext });
    note_flows(context.output, checked.unknown_tokens.in_flows);
    if stats.unreadable.is_empty() {
        return Ok(());
    }
    let remedy = if service.has_interrupted_rotation() {
        Remedy::ResumeOrRollBack { first: None }
    } else {
        Remedy::AddFallbackKeys { can_adopt }
    };
    let error = Error::from(SecretError::ValuesUndecryptable { count: stats.unreadable.len() as u64 }).hint(remedy);
    // With --json they are already on standard output.
    let lines = if context.output.json { Vec::new() } else { service.admin()?.undecryptable_lines(stats) };
    Err(error.details(lines))
}

/// Lists the credentials to replace after the secret key leaked.
fn credentials(context: &Context<'_>, args: &ListArgs) -> Result<()> {
    let request = context.list_request(credentials::list(), args)?;
    let service = context.existing_service()?;
    let reader = service.reader(None)?;
    request.print(&mut credentials::source(&service, &reader))
}

/// Adopts the active key as the database's.
fn adopt(context: &Context<'_>, args: &Adopt) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let service = context.existing_service()?;
    context.warn_of_weak_key(&service);
    let reporter = context.reporter();
    let watch = &mut |progress| reporter.show(progress);
    let planned = service.admin()?.plan_adoption(args.allow_unreadable, watch)?;
    if !planned.changed && !args.needed.if_needed {
        return Err(CommandError::KeyAlreadyAdopted { fingerprint: planned.fingerprint }.into());
    }
    let does = planned.changed && !args.plan.dry_run;
    if does {
        let lost = text::count(planned.stats.unreadable.len() as u64, "value");
        let question = format!(
            "Adopt the key {} as the database's? {lost} cannot be decrypted with it and stay unchanged.",
            planned.fingerprint
        );
        context.prompt().confirm(args.confirm, &question)?;
    }
    let done = if does { service.admin()?.adopt_key(args.allow_unreadable, watch)? } else { planned };
    context.output.show(
        || with_dry_run(adoption_json(&done), args.plan.dry_run),
        || {
            let key = &done.fingerprint;
            context.output.line(&match (done.changed, args.plan.dry_run) {
                (false, _) => format!("The database already has the key {key}"),
                (true, true) => format!("Would adopt the key {key}"),
                (true, false) => format!("Adopted the key {key}"),
            })?;
            print_undecryptable(context.output, &service.admin()?.undecryptable_lines(&done.stats))?;
            if !done.stats.unreadable.is_empty() {
                context.output.note("Set those values again, or delete them.");
            }
            Ok(())
        },
    )
}

fn check_json(checked: &KeyCheck) -> Value {
    let fallbacks = checked.fallbacks.iter().map(|(name, values)| json!({"fingerprint": name, "values": values}));
    json!({
        "fingerprint": checked.fingerprint,
        "values": values_json(&checked.stats),
        "fallbacks": fallbacks.collect::<Vec<_>>(),
        "unreadable": undecryptable_json(&checked.stats),
        "strays": checked.unknown_tokens.count,
        "in_flows": checked.unknown_tokens.in_flows,
    })
}

fn print_check(output: &Output, checked: &KeyCheck) -> Result<()> {
    let stats = &checked.stats;
    let mut facts = vec![
        ("Fingerprint", checked.fingerprint.clone()),
        ("Values", stats.total.to_string()),
        ("Active key", stats.current.to_string()),
    ];
    facts.extend(checked.fallbacks.iter().map(|(name, values)| ("Fallback key", format!("{values} ({name})"))));
    facts.push(("Plaintext", stats.plaintext.to_string()));
    facts.push(("Undecryptable", stats.unreadable.len().to_string()));
    output.facts(&facts)
}

fn adoption_json(done: &Adoption) -> Value {
    json!({
        "changed": done.changed,
        "fingerprint": done.fingerprint,
        "previous": done.previous.as_ref().map(|binding| &binding.fingerprint),
        "values": values_json(&done.stats),
        "unreadable": undecryptable_json(&done.stats),
    })
}

fn values_json(stats: &DecryptStats) -> Value {
    json!({
        "total": stats.total,
        "current": stats.current,
        "fallback": stats.fallback_total(),
        "unreadable": stats.unreadable.len(),
        "plaintext": stats.plaintext,
    })
}
