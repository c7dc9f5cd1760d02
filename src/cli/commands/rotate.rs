//! `kozmoai rotate`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::args::rotate::{Rotate, RotateVerb};
use crate::cli::args::shared::ProgressArgs;
use crate::cli::context::Context;
use crate::cli::operator::OperatorService;
use crate::cli::prompt;
use crate::cli::render::{
    Output, exact_time, note_flows, print_undecryptable, undecryptable_json, warn_of_plaintext, with_dry_run,
};
use crate::config::{secret_file, secret_of_environment, text_of_environment};
use crate::error::{CommandError, Result};
use crate::secret::{ExposeSecret, Secret};
use crate::service::backup::Destination;
use crate::service::keys;
use crate::service::rotation::{Phase, Report, Request, RotationStatus};
use crate::text;

/// The note on what to restart.
const RESTART: &str = "Restart the Kozmoai server with the new key; all users must sign in again.";
/// The word that confirms a rotation.
const CONFIRMATION: &str = "rotate";
/// The note on a rotation that other clients have to follow.
const AWAITING_CLIENTS: &str = "Other clients may still write values encrypted with the previous key, which therefore stays readable. Once every Kozmoai server has the new key, \
                     run `kozmoai rotate resume` to re-encrypt those values and complete the rotation.";
/// The note on a rotation that was rolled back, which other clients have to follow.
const AWAITING_PREVIOUS_KEY: &str = "Other clients may still write values encrypted with the abandoned key, which therefore stays readable. Once every Kozmoai server has the \
                     previous key again, run `kozmoai rotate resume` to re-encrypt those values and complete the rollback.";

/// The warning about a weak new key.
const NEW_KEY_IS_WEAK: &str = "The new secret key is weak: it is derived from a short passphrase, and as easy to guess. `kozmoai keygen` generates a strong one.";

/// The note on what a rotation cannot undo.
const AFTER_A_LEAK: &str = "If the previous key leaked, everything that it protected is known: replace those credentials at their providers (`kozmoai key credentials` lists \
     them by owner and name). Older backups can still be decrypted with it: `kozmoai backups list` lists those of rotations, `kozmoai backups prune` deletes them.";

pub(crate) fn run(context: &Context<'_>, args: &Rotate) -> Result<()> {
    let service = context.service_for_rotation()?;
    match &args.verb {
        Some(RotateVerb::Status) => status(context, &service),
        Some(RotateVerb::Resume(progress)) => {
            let report = context.with_progress(progress, |watch| service.admin()?.resume_rotation(watch))?;
            report_end(context, &service, State::Done, &report)
        }
        Some(RotateVerb::Rollback(progress)) => {
            let report = context.with_progress(progress, |watch| service.admin()?.roll_back_rotation(watch))?;
            report_end(context, &service, State::RolledBack, &report)
        }
        None => rotate(context, &service, args),
    }
}

fn rotate(context: &Context<'_>, service: &OperatorService, args: &Rotate) -> Result<()> {
    let request = request(context, args)?;
    if args.allow_weak_key && request.new_key.as_ref().is_some_and(keys::is_weak) {
        context.output.warning(NEW_KEY_IS_WEAK);
    }
    let progress = ProgressArgs { progress: args.progress };
    if args.plan.dry_run {
        let report = context.with_progress(&progress, |watch| service.admin()?.plan_rotation(&request, watch))?;
        // A key that is not generated yet has no fingerprint.
        let new_key = request.new_key.as_ref().map(|_| report.new_fingerprint.as_str());
        return print_report(context.output, service, State::Planned, &report, new_key);
    }
    if !args.confirm.yes {
        confirm(context, service, &request, &progress)?;
    }
    let report = context.with_progress(&progress, |watch| service.admin()?.rotate(&request, watch))?;
    report_end(context, service, State::Done, &report)
}

fn request(context: &Context<'_>, args: &Rotate) -> Result<Request> {
    let prompt = context.prompt();
    let new_key = if args.new_key_stdin {
        Some(prompt.line_of_stdin()?)
    } else if let Some(path) = &args.new_key_file {
        Some(prompt.line_of_file(path, "--new-key-file")?)
    } else {
        args.new_key_env.as_deref().map(key_of_environment).transpose()?
    };
    let mut old_keys = Vec::new();
    for path in &args.old_key_file {
        context.output.warn_of_foreign_file(path, "--old-key-file");
        old_keys.extend(keys::previous_keys_of_file(path)?);
    }
    for name in &args.old_key_env {
        let text = text_of_environment(name)?.filter(|text| !secret_file::without_line_end(text.expose_secret()).is_empty());
        old_keys.extend(keys::spellings(&text.ok_or_else(|| not_set(name))?, name)?);
    }
    let backup = match (&args.backup, args.no_backup) {
        (Some(folder), _) => Destination::Folder(folder.clone()),
        (None, true) => Destination::Nowhere,
        (None, false) => Destination::ConfigDir,
    };
    Ok(Request {
        new_key,
        old_keys,
        backup,
        keep_old_key: args.keep_old_key.clone(),
        allow_unreadable: args.allow_unreadable,
        allow_weak_key: args.allow_weak_key,
        update_sources: !args.no_env_update,
        online: args.online,
    })
}

fn key_of_environment(variable: &str) -> Result<Secret> {
    secret_of_environment(variable)?.ok_or_else(|| not_set(variable).into())
}

fn not_set(variable: &str) -> CommandError {
    CommandError::KeyVariableMissing { variable: variable.to_owned() }
}

/// Shows the plan and asks for a confirmation.
fn confirm(context: &Context<'_>, service: &OperatorService, request: &Request, progress: &ProgressArgs) -> Result<()> {
    context.prompt().require_input("confirmation", prompt::YES)?;
    let plan = context.with_progress(progress, |watch| service.admin()?.plan_rotation(request, watch))?;
    let files = join_paths(&plan.key_files);
    let statement = format!(
        "{} will be re-encrypted, from the key {} to {}.\n{}{}All users must sign in to Kozmoai again.",
        text::count(plan.rotated, "value"),
        plan.old_fingerprint,
        if request.new_key.is_some() { format!("the key {}", plan.new_fingerprint) } else { "a new key".to_owned() },
        if files.is_empty() { String::new() } else { format!("The new key will be written to {files}.\n") },
        plan.copy_advice().map_or_else(String::new, |sentence| format!("{sentence}\n")),
    );
    let answer = context.prompt().typed_confirmation(&statement, CONFIRMATION, prompt::YES)?;
    if answer.trim() == CONFIRMATION {
        return Ok(());
    }
    Err(CommandError::NotConfirmed.into())
}

fn status(context: &Context<'_>, service: &OperatorService) -> Result<()> {
    let interrupted = service.rotation_status()?;
    context.output.show(
        || interrupted.as_ref().map_or_else(|| json!({"state": "none"}), status_json),
        || match &interrupted {
            None => context.output.line("No rotation was interrupted"),
            Some(rotation) => print_status(context.output, rotation),
        },
    )
}

fn status_json(rotation: &RotationStatus) -> Value {
    json!({
        "state": if rotation.phase.keeps_keys() { "waiting" } else { "unfinished" },
        "store": rotation.store,
        "started_at": rotation.started_at,
        "old_fingerprint": rotation.old_fingerprint,
        "new_fingerprint": rotation.new_fingerprint,
        "phase": rotation.phase,
        "reencrypted": rotation.phase.is_reencrypted(),
        "backup": rotation.backup,
    })
}

fn print_status(output: &Output, rotation: &RotationStatus) -> Result<()> {
    let explanation = match rotation.phase {
        Phase::Reencrypting => "no value has been changed",
        Phase::UpdatingKeyFiles => "all values are encrypted with the new key",
        Phase::AwaitingClients => "done; the previous key is kept for other clients",
        Phase::RolledBack => "all values have their previous key again; the abandoned one is kept for other clients",
    };
    let backup = rotation.backup.as_ref().map_or_else(|| "none".to_owned(), |path| path.display().to_string());
    // After a rollback, the key that it ends with is the previous one.
    let (before, after) =
        if rotation.phase == Phase::RolledBack { ("Abandoned key", "Previous key") } else { ("Previous key", "New key") };
    output.facts(&[
        ("Database", rotation.store.clone()),
        ("Started", exact_time(rotation.started_at)),
        (before, rotation.old_fingerprint.clone()),
        (after, rotation.new_fingerprint.clone()),
        ("Phase", format!("{}: {explanation}", rotation.phase.name())),
        ("Backup", backup),
    ])?;
    output.note(match rotation.phase {
        Phase::AwaitingClients => AWAITING_CLIENTS,
        Phase::RolledBack => AWAITING_PREVIOUS_KEY,
        Phase::Reencrypting | Phase::UpdatingKeyFiles => {
            "`kozmoai rotate resume` completes it; `kozmoai rotate rollback` rolls it back."
        }
    });
    Ok(())
}

/// What became of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Planned,
    Done,
    /// Other clients changed values meanwhile.
    PartlyDone,
    RolledBack,
}

impl State {
    const fn name(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::Done => "done",
            Self::PartlyDone => "partly_done",
            Self::RolledBack => "rolled_back",
        }
    }
}

/// Reports a rotation that ended; it is incomplete if other clients changed values meanwhile.
fn report_end(context: &Context<'_>, service: &OperatorService, state: State, report: &Report) -> Result<()> {
    let count = report.changed_meanwhile;
    let state = if count == 0 { state } else { State::PartlyDone };
    print_report(context.output, service, state, report, Some(&report.new_fingerprint))?;
    if count == 0 { Ok(()) } else { Err(CommandError::RotationIncomplete { count }.into()) }
}

fn print_report(output: &Output, service: &OperatorService, state: State, report: &Report, new_key: Option<&str>) -> Result<()> {
    output.show(
        || report_json(state, report, new_key),
        || {
            print_facts(output, state, report, new_key)?;
            print_undecryptable(output, &service.admin()?.undecryptable_lines(&report.found))?;
            advise(output, state, report);
            Ok(())
        },
    )
}

fn report_json(state: State, report: &Report, new_key: Option<&str>) -> Value {
    let found = &report.found;
    let document = json!({
        "changed": true,
        "state": state.name(),
        "old_fingerprint": report.old_fingerprint,
        "new_fingerprint": new_key,
        "values": {
            "total": found.total,
            "rotated": report.rotated,
            "already_current": found.current,
            "unreadable": found.unreadable.len(),
            "plaintext": found.plaintext,
            "changed_meanwhile": report.changed_meanwhile,
        },
        "unreadable": undecryptable_json(found),
        "in_flows": report.in_flows,
        "backup": report.backup,
        "old_key_kept_in": report.kept_old_key,
        "phase": report.phase,
        "waits": report.phase.is_some(),
        "key_written_to": report.key_files,
        "seconds": report.seconds,
    });
    with_dry_run(document, state == State::Planned)
}

fn print_facts(output: &Output, state: State, report: &Report, new_key: Option<&str>) -> Result<()> {
    let found = &report.found;
    let [before, after] = report.key_names;
    let mut facts = vec![
        (before, report.old_fingerprint.clone()),
        (after, new_key.unwrap_or("to be generated").to_owned()),
        ("Values", found.total.to_string()),
        (if state == State::Planned { "To rotate" } else { "Rotated" }, report.rotated.to_string()),
        ("Already current", found.current.to_string()),
        ("Plaintext", found.plaintext.to_string()),
        ("Undecryptable", found.unreadable.len().to_string()),
    ];
    if report.changed_meanwhile > 0 {
        facts.push(("Changed by others", report.changed_meanwhile.to_string()));
    }
    let backup = if state == State::Planned { "Backup in" } else { "Backup" };
    facts.extend(report.backup.iter().map(|place| (backup, place.display().to_string())));
    let files = join_paths(&report.key_files);
    facts.push(("Key files", if files.is_empty() { "none".to_owned() } else { files }));
    facts.push(("Seconds", format!("{:.2}", report.seconds)));
    output.facts(&facts)
}

/// Prints what remains to be done.
fn advise(output: &Output, state: State, report: &Report) {
    warn_of_plaintext(output, if report.has_usual_plaintext { 0 } else { report.found.plaintext });
    note_flows(output, report.in_flows);
    match state {
        State::Planned => {
            output.note("Nothing was changed: run it without --dry-run to rotate.");
            report.copy_advice().iter().for_each(|sentence| output.note(sentence));
            return;
        }
        State::Done if report.is_rolled_back => {
            output.note("The rollback is complete: the abandoned key is no longer kept.");
        }
        State::Done => {
            advise_after_rotation(output, report);
            output.note(RESTART);
        }
        State::PartlyDone if report.is_rolled_back => {}
        State::PartlyDone => output.note(RESTART),
        State::RolledBack if report.phase.is_some() && report.key_files.is_empty() => output
            .warning("No key file has the previous key; the journal keeps it. `kozmoai rotate resume` shows how to restore it."),
        State::RolledBack => {
            let which = if report.found.unreadable.is_empty() { "Every value" } else { "Every value that can be decrypted" };
            output.note(&format!("{which} has its previous key again: restart the Kozmoai server with the key that it had before, if it has the new one."));
        }
    }
    if report.phase.is_some() {
        output.note(if report.is_rolled_back { AWAITING_PREVIOUS_KEY } else { AWAITING_CLIENTS });
    }
}

fn advise_after_rotation(output: &Output, report: &Report) {
    if report.key_files.is_empty() {
        output.warning(
            "No key file was changed: set the new key for the Kozmoai server and for kozmoai before you start them again.",
        );
    }
    if let Some(path) = &report.kept_old_key {
        output.note(&format!("The previous key is kept in {}: delete the file once nothing needs it.", path.display()));
    }
    output.note(AFTER_A_LEAK);
    output.note(report.engine_note);
    report.copy_advice().iter().for_each(|sentence| output.note(sentence));
}

fn join_paths(files: &[PathBuf]) -> String {
    files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
