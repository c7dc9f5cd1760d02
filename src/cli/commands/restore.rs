//! `kozmoai restore`.

use std::io::{self, IsTerminal, Read};
use std::os::unix::fs::FileTypeExt;
use std::sync::Arc;

use serde_json::json;

use super::input_file;
use crate::cli::args::backup::Restore;
use crate::cli::context::Context;
use crate::cli::operator::operator;
use crate::cli::render::{exact_time, with_dry_run};
use crate::cli::signals::Waiting;
use crate::config::Settings;
use crate::error::{CommandError, Result};
use crate::fs::input::{self, InputFile};
use crate::model::StoreUrl;
use crate::service::Service;
use crate::service::backup::{self, BackupFacts, ConfirmRestore, Replacement, Restored};
use crate::service::keys::KeyCheck;
use crate::text;

pub(crate) fn run(context: &Context<'_>, args: &Restore) -> Result<()> {
    let settings = context.settings()?;
    let restored = if args.file.as_os_str() == "-" {
        if io::stdin().is_terminal() {
            return Err(CommandError::BackupOnTerminal { operation: "read from" }.into());
        }
        restore(context, args, &settings, Some(&mut Waiting(io::stdin())))?
    } else if std::fs::metadata(&args.file).is_ok_and(|found| found.file_type().is_fifo()) {
        // A pipe can be read only once, from its beginning.
        let pipe =
            input::open(&args.file).and_then(InputFile::await_data).map_err(|error| input_file::unreadable(&args.file, error))?;
        restore(context, args, &settings, Some(&mut Waiting(pipe)))?
    } else {
        restore(context, args, &settings, None)?
    };
    if !args.plan.dry_run {
        context.notices.note_change();
    }
    let facts = &restored.facts;
    let (users, created) = (text::count(facts.users, "user"), exact_time(facts.created_at));
    let document = json!({
            "changed": true,
            "restored": args.file,
            "created_at": facts.created_at,
            "fingerprint": facts.fingerprint,
            "users": facts.users,
            "replaced": restored.replaced,
            "values": restored.check.as_ref().map(|check| json!({
                "total": check.stats.total,
                "current": check.stats.current,
                "fallback": check.stats.fallback_total(),
                "unreadable": check.stats.unreadable.len(),
            })),
    });
    let done = if args.plan.dry_run { "Would restore" } else { "Restored" };
    context.output.result(&with_dry_run(document, args.plan.dry_run), &format!("{done} the backup of {created} ({users})"))?;
    context.output.warnings(&restored.notices);
    if let Some(kept) = &restored.replaced {
        let is_kept = if args.plan.dry_run { "would be" } else { "is" };
        context.output.note(&format!("The previous database {is_kept} kept in {}", kept.display()));
    }
    if restored.is_check_interrupted {
        context.output.warning("The check of its secrets was interrupted: run `kozmoai key check`.");
    } else {
        report_key(context, restored.check.as_ref(), facts.fingerprint.as_deref());
    }
    Ok(())
}

/// Restores the backup, from a stream if one is given, or plans that.
fn restore(context: &Context<'_>, args: &Restore, settings: &Arc<Settings>, stream: Option<&mut dyn Read>) -> Result<Restored> {
    let confirm: ConfirmRestore<'_> = &mut |facts| context.prompt().confirm(args.confirm, &question(settings, facts));
    let replacement = if args.replace { Replacement::Allowed(confirm) } else { Replacement::Refused };
    let (target, actor) = (Arc::clone(settings), operator());
    let reporter = context.reporter();
    context.cancellable(|is_cancelled| {
        let watch = &|progress| reporter.show(progress) && !is_cancelled();
        match (stream, args.plan.dry_run) {
            (None, true) => backup::plan_restore(settings, &args.file, args.replace, watch),
            (Some(stream), true) => backup::plan_restore_from(settings, stream, args.replace, watch),
            (None, false) => backup::restore(target, &actor, &args.file, replacement, watch),
            (Some(stream), false) => backup::restore_from(target, &actor, stream, replacement, watch),
        }
    })
}

/// The question before a database is replaced, which may be damaged.
fn question(settings: &Arc<Settings>, facts: &BackupFacts) -> String {
    let present = Service::open_existing(Arc::clone(settings)).and_then(|service| service.admin(&operator())?.user_counts());
    let present = match present {
        Ok(counts) => text::count(counts.total(), "user"),
        Err(error) => format!("users cannot be counted: {error}"),
    };
    let kept = match &settings.store.value {
        StoreUrl::Embedded(_) | StoreUrl::Sqlite(_) => "It is kept under another name.",
        StoreUrl::Postgres(_) => "No copy of it is kept.",
    };
    let (users, created) = (text::count(facts.users, "user"), exact_time(facts.created_at));
    format!("Replace the database {} ({present}) with the backup of {created} ({users})? {kept}", settings.store.value)
}

/// Reports whether the active key decrypts what was restored.
fn report_key(context: &Context<'_>, check: Option<&KeyCheck>, fingerprint: Option<&str>) {
    let needed = fingerprint.map(|key| format!(" The secrets in the backup are encrypted with the key {key}: set that key."));
    let needed = needed.unwrap_or_default();
    let Some(KeyCheck { fingerprint: active, stats, .. }) = check else {
        context.output.warning(&format!("No secret key is set, so whether the secrets can be decrypted is unknown.{needed}"));
        return;
    };
    let total = text::count(stats.total, "secret");
    let undecryptable = stats.unreadable.len() as u64;
    if undecryptable > 0 {
        context.output.warning(&format!(
            "{undecryptable} of {total} cannot be decrypted with the active key {active}; `kozmoai key check` lists them.{needed}"
        ));
    } else if stats.total > 0 {
        let fallbacks = if stats.fallback_total() > 0 { " and its fallback keys" } else { "" };
        context.output.note(&format!("{total} checked: all can be decrypted with the active key {active}{fallbacks}."));
    }
}
