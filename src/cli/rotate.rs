//! `kozmoai rotate`.

use super::args::{Rotate, RotateVerb, Through};
use super::progress::watched;
use super::{Context, operator, warn_of_foreign_file};
use crate::config::{secret_file, secret_of_environment};
use crate::error::{CommandError, Result};
use crate::secret::Secret;
use crate::service::backup::Destination;
use crate::service::rotation::{Report, Request};
use crate::service::{Service, keys};
use crate::text;

/// What is to be typed before anything is changed.
const CONFIRMATION: &str = "rotate";
/// What is to be done about a rotation that waits for others.
const WAITS: &str = "What others still write under an older key is read with it: it is kept. Once every Kozmoai has the new key, \
                     `kozmoai rotate resume` brings that along and ends it.";

/// What is said of a new key that is as good as the text it is derived from.
const NEW_KEY_IS_WEAK: &str = "The new secret key is weak: it is derived from a short text, and can be guessed as easily as that. `kozmoai keygen` generates a strong one.";

/// What a rotation can't undo.
const LIVES_ON: [&str; 1] = [
    "If the previous key leaked, what it once protected is known: replace those credentials at their providers (`kozmoai key credentials` lists \
     them by owner and name). Older backups are decrypted by it still: `kozmoai backups list` names those of rotations, `kozmoai backups prune` deletes them.",
];

pub(super) fn run(context: &Context<'_>, args: &Rotate) -> Result<()> {
    let service = context.existing_service()?;
    match &args.verb {
        Some(RotateVerb::Status) => status(context, &service),
        Some(RotateVerb::Resume(through)) => {
            let report = watched(context, through, |watch| service.resume_rotation(&operator(), watch))?;
            told_end(context, "done", &report)
        }
        Some(RotateVerb::Rollback(through)) => {
            let report = watched(context, through, |watch| service.roll_back_rotation(&operator(), watch))?;
            told_end(context, "rolled_back", &report)
        }
        None => rotate(context, &service, args),
    }
}

fn rotate(context: &Context<'_>, service: &Service, args: &Rotate) -> Result<()> {
    let request = request(context, args)?;
    if args.allow_weak_key && request.new_key.as_ref().is_some_and(keys::is_weak) {
        context.output.warning(NEW_KEY_IS_WEAK);
    }
    let through = Through { progress: args.progress };
    if args.dry_run {
        let report = watched(context, &through, |watch| service.plan_rotation(&operator(), &request, watch))?;
        // A key that is yet to be generated has no name.
        return told(context, "planned", &report, request.new_key.as_ref().map(|_| report.new_fingerprint.as_str()));
    }
    if !args.yes {
        confirm(context, service, &request, &through)?;
    }
    let report = watched(context, &through, |watch| service.rotate(&operator(), &request, watch))?;
    told_end(context, "done", &report)
}

fn request(context: &Context<'_>, args: &Rotate) -> Result<Request> {
    let new_key = if args.new_key_stdin {
        Some(secret_file::line_of(&mut std::io::stdin().lock(), "standard input")?)
    } else if let Some(path) = &args.new_key_file {
        warn_of_foreign_file(context.output, path, "--new-key-file");
        Some(secret_file::line_of_file(path)?)
    } else {
        args.new_key_env.as_deref().map(key_of_environment).transpose()?
    };
    let files = args.old_key_file.iter().map(|path| {
        warn_of_foreign_file(context.output, path, "--old-key-file");
        secret_file::line_of_file(path)
    });
    let old_keys = files.chain(args.old_key_env.iter().map(|name| key_of_environment(name))).collect::<Result<_>>()?;
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
    secret_of_environment(variable)?.ok_or_else(|| CommandError::KeyVariableMissing { variable: variable.to_owned() }.into())
}

/// Shows what would be done and lets it be confirmed.
fn confirm(context: &Context<'_>, service: &Service, request: &Request, through: &Through) -> Result<()> {
    context.prompt().require_input("confirmation", "--yes")?;
    let plan = watched(context, through, |watch| service.plan_rotation(&operator(), request, watch))?;
    let files = listed(&plan.key_files);
    let question = format!(
        "{} will be brought from the key {} to {}.\n{}The backup opens with the old key alone: keep a copy of it.\nEveryone has to sign in to Kozmoai again afterwards.\nType {CONFIRMATION} to go on: ",
        text::count(plan.rotated, "value"),
        plan.old_fingerprint,
        if request.new_key.is_some() { plan.new_fingerprint.as_str() } else { "a new one" },
        if files.is_empty() { String::new() } else { format!("The new key will be written into {files}.\n") },
    );
    let answer = context.prompt().line(&question, "confirmation", "--yes")?;
    if answer.trim() == CONFIRMATION {
        return Ok(());
    }
    Err(CommandError::NotConfirmed.into())
}

fn status(context: &Context<'_>, service: &Service) -> Result<()> {
    let unfinished = service.unfinished_rotation()?;
    if context.output.json {
        let document = unfinished.as_ref().map_or_else(
            || serde_json::json!({"state": "none"}),
            |rotation| {
                serde_json::json!({
                    "state": if rotation.waits { "waiting" } else { "unfinished" },
                    "store": rotation.store,
                    "started_at": rotation.started_at,
                    "old_fingerprint": rotation.old_fingerprint,
                    "new_fingerprint": rotation.new_fingerprint,
                    "reencrypted": rotation.reencrypted,
                    "backup": rotation.backup,
                })
            },
        );
        return context.output.document(&document);
    }
    let Some(rotation) = unfinished else { return context.output.line("No rotation is unfinished.") };
    let stage = match (rotation.waits, rotation.reencrypted) {
        (true, _) => "done; the old key is kept for what others still write under it",
        (false, true) => "every value is under the new key",
        (false, false) => "no value was changed yet",
    };
    context.output.facts(&[
        ("Store", rotation.store),
        ("Began", rotation.started_at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()),
        ("Old key", rotation.old_fingerprint),
        ("New key", rotation.new_fingerprint),
        ("Stage", stage.to_owned()),
        ("Backup", rotation.backup.map_or_else(|| "none".to_owned(), |path| path.display().to_string())),
    ])?;
    context.output.note(if rotation.waits {
        WAITS
    } else {
        "`kozmoai rotate resume` ends it; `kozmoai rotate rollback` takes it back."
    });
    Ok(())
}

/// Tells of a rotation that came to its end, unless values were left for another pass.
fn told_end(context: &Context<'_>, state: &str, report: &Report) -> Result<()> {
    if report.changed_meanwhile == 0 {
        return told(context, state, report, Some(&report.new_fingerprint));
    }
    told(context, "partly_done", report, Some(&report.new_fingerprint))?;
    Err(CommandError::RotationIncomplete { count: report.changed_meanwhile }.into())
}

fn told(context: &Context<'_>, state: &str, report: &Report, new_key: Option<&str>) -> Result<()> {
    let found = &report.found;
    let output = context.output;
    if output.json {
        let unreadable: Vec<_> = found.unreadable.iter().map(super::keys::unreadable_json).collect();
        return output.document(&serde_json::json!({
            "state": state,
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
            "unreadable": unreadable,
            "in_flows": report.in_flows,
            "backup": report.backup,
            "old_key_kept_in": report.kept_old_key,
            "waits": report.waits,
            "key_written_to": report.key_files,
            "seconds": report.seconds,
        }));
    }
    let mut facts = vec![
        ("Old key", report.old_fingerprint.clone()),
        ("New key", new_key.unwrap_or("to be generated").to_owned()),
        ("Values", found.total.to_string()),
        (if state == "planned" { "To rotate" } else { "Rotated" }, report.rotated.to_string()),
        ("Current already", found.current.to_string()),
        ("Plain text", found.plaintext.to_string()),
        ("Unreadable", found.unreadable.len().to_string()),
    ];
    if report.changed_meanwhile > 0 {
        facts.push(("Changed meanwhile", report.changed_meanwhile.to_string()));
    }
    if let Some(backup) = &report.backup {
        facts.push(("Backup", backup.display().to_string()));
    }
    let files = listed(&report.key_files);
    facts.push(("Key files", if files.is_empty() { "none".to_owned() } else { files }));
    facts.push(("Seconds", format!("{:.2}", report.seconds)));
    output.facts(&facts)?;
    found.unreadable.iter().try_for_each(|value| output.line(&format!("  unreadable: {value}")))?;
    advise(output, state, report);
    Ok(())
}

/// What is left for people to do.
fn advise(output: &super::output::Output, state: &str, report: &Report) {
    super::keys::warn_of_plain_text(output, if report.has_usual_plaintext { 0 } else { report.found.plaintext });
    super::keys::note_flows(output, report.in_flows);
    if state == "planned" {
        output.note("Nothing was changed; without --dry-run it will be. Keep a copy of the key that is in force now: the backup opens with that alone.");
        return;
    }
    if state == "done" && report.key_files.is_empty() {
        output.warning("No key file was changed: give Kozmoai and kozmoai the new key before they are started again.");
    }
    if state == "done"
        && let Some(path) = &report.kept_old_key
    {
        output.note(&format!("The previous key is in {}: delete it once nothing needs it any more.", path.display()));
    }
    if state == "done" {
        LIVES_ON.iter().for_each(|note| output.note(note));
        output.note(report.engine_note);
    }
    if state == "done" && report.backup.is_some() && report.kept_old_key.is_none() {
        let keys = report.found.fallback.iter().filter(|values| **values > 0).count() + usize::from(report.found.current > 0);
        let (keys, kept) = if keys > 1 { ("the keys of before", "which are") } else { ("the old key", "which is") };
        output.note(&format!(
            "The backup opens with {keys} alone, {kept} kept nowhere else: it is of use to whoever has a copy of that."
        ));
    }
    if state == "rolled_back" && report.waits && report.key_files.is_empty() {
        output.warning(
            "No key file holds the previous key; the journal keeps it. `kozmoai rotate resume` says how to put it back.",
        );
    } else if state == "rolled_back" {
        output.note("The key of before is in force again; a Kozmoai that had the new one needs it.");
    } else {
        output.note("Start Kozmoai anew with this key; everyone has to sign in there again.");
    }
    if report.waits {
        output.note(WAITS);
    }
}

fn listed(files: &[std::path::PathBuf]) -> String {
    files.iter().map(|path| path.display().to_string()).collect::<Vec<_>>().join(", ")
}
