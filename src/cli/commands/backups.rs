//! `kozmoai backups`.

use std::io::{self, IsTerminal};

use serde_json::json;

use super::lookup;
use crate::cli::args::backup::{Backups, PruneBackups};
use crate::cli::args::list::ListArgs;
use crate::cli::context::Context;
use crate::cli::lists::backups::{self, BackupRow};
use crate::cli::render::list::InMemory;
use crate::cli::render::with_dry_run;
use crate::error::{CommandError, Result};
use crate::model::time;
use crate::service::backups::{Prune, StoredBackup};
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &Backups) -> Result<()> {
    match verb {
        Backups::List(args) => list(context, args),
        Backups::Prune(args) => prune(context, args),
    }
}

/// Lists the backups of rotations, and whether they are encrypted with the active key.
fn list(context: &Context<'_>, args: &ListArgs) -> Result<()> {
    let request = context.list_request(backups::list(), args)?;
    let service = context.existing_service()?;
    let admin = service.admin()?;
    let active = admin.active_fingerprint();
    let row = |backup: StoredBackup| {
        let key = backup.facts.as_ref().and_then(|facts| facts.fingerprint.as_ref());
        BackupRow { has_active_key: key.is_some() && key == active.as_ref(), backup }
    };
    request.print(&mut InMemory(admin.backups()?.into_iter().map(row).collect()))
}

fn prune(context: &Context<'_>, args: &PruneBackups) -> Result<()> {
    if args.keep.is_none() && args.older_than.is_none() {
        return Err(CommandError::PruneLimitMissing.into());
    }
    let service = context.existing_service()?;
    let limit = |text: &str| time::parse_past(service.now(), text).ok_or_else(|| lookup::invalid_time(text, "--older-than"));
    let older_than = args.older_than.as_deref().map(limit).transpose()?;
    let prune = Prune { keep: args.keep, older_than };
    let planned = service.admin()?.prunable_backups(prune)?;
    // Without a terminal, the limits are the answer.
    if !planned.is_empty() && !args.plan.dry_run && io::stdin().is_terminal() {
        let (backups, bytes) =
            (text::count(planned.len() as u64, "backup"), planned.iter().map(|backup| backup.bytes).sum::<u64>());
        context.prompt().confirm(args.confirm, &format!("Delete {backups} ({})?", text::count(bytes, "byte")))?;
    }
    let deleted = if args.plan.dry_run { planned } else { service.admin()?.delete_backups(planned)? };
    if !deleted.is_empty() && !args.plan.dry_run {
        context.notices.note_change();
    }
    let paths: Vec<_> = deleted.iter().map(|backup| &backup.path).collect();
    context.output.show(
        || with_dry_run(json!({"changed": !paths.is_empty(), "deleted": paths}), args.plan.dry_run),
        || {
            paths.iter().try_for_each(|path| context.output.line(&path.display().to_string()))?;
            let done = if args.plan.dry_run { "Would delete" } else { "Deleted" };
            context.output.note(&format!("{done} {}", text::count(paths.len() as u64, "backup")));
            Ok(())
        },
    )
}
