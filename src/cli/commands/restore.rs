//! `kozmoai restore`.

use std::io::{self, IsTerminal};
use std::os::unix::fs::FileTypeExt;

use serde_json::json;

use super::input_file;
use crate::cli::args::backup::Restore;
use crate::cli::context::Context;
use crate::cli::operator::operator;
use crate::cli::render::exact_time;
use crate::cli::signals::Waiting;
use crate::error::{CommandError, Result};
use crate::fs::input::{self, InputFile};
use crate::service::backup;
use crate::service::keys::KeyCheck;
use crate::text;

pub(crate) fn run(context: &Context<'_>, args: &Restore) -> Result<()> {
    let settings = context.settings()?;
    let restored = if args.file.as_os_str() == "-" {
        if io::stdin().is_terminal() {
            return Err(CommandError::BackupOnTerminal { operation: "read from" }.into());
        }
        let mut input = Waiting(io::stdin());
        context.restoring(|is_cancelled| backup::restore_from(settings, &operator(), &mut input, args.replace, is_cancelled))?
    } else if std::fs::metadata(&args.file).is_ok_and(|found| found.file_type().is_fifo()) {
        // A pipe can be read only once, from its beginning.
        let pipe =
            input::open(&args.file).and_then(InputFile::await_data).map_err(|error| input_file::unreadable(&args.file, error))?;
        context.restoring(|is_cancelled| {
            backup::restore_from(settings, &operator(), &mut Waiting(pipe), args.replace, is_cancelled)
        })?
    } else {
        context.restoring(|is_cancelled| backup::restore(settings, &operator(), &args.file, args.replace, is_cancelled))?
    };
    context.notices.note_change();
    let facts = &restored.facts;
    let (users, created) = (text::count(facts.users, "user"), exact_time(facts.created_at));
    context.output.result(
        &json!({
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
        }),
        &format!("Restored the backup of {created} ({users})"),
    )?;
    context.output.warnings(&restored.notices);
    if let Some(kept) = &restored.replaced {
        context.output.note(&format!("The previous database is kept in {}", kept.display()));
    }
    if restored.is_check_interrupted {
        context.output.warning("The check of its secrets was interrupted: run `kozmoai key check`.");
    } else {
        report_key(context, restored.check.as_ref(), facts.fingerprint.as_deref());
    }
    Ok(())
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
