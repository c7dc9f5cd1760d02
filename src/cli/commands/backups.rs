//! `kozmoai backups`.

use super::lookup;
use crate::cli::args::backup::{Backups, PruneBackups};
use crate::cli::context::{Context, operator};
use crate::error::{CommandError, Result};
use crate::model::moment;
use crate::service::backups::{Prune, StoredBackup};
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &Backups) -> Result<()> {
    match verb {
        Backups::List => list(context),
        Backups::Prune(args) => prune(context, args),
    }
}

/// Lists the backups of rotations, and whether they are encrypted with the active key.
fn list(context: &Context<'_>) -> Result<()> {
    let service = context.existing_service()?;
    let backups = service.backups(&operator())?;
    let active = service.active_fingerprint();
    if context.output.json {
        let rows: Vec<_> = backups.iter().map(|backup| backup_json(backup, active.as_deref())).collect();
        return context.output.document(&serde_json::json!({"total_count": rows.len(), "backups": rows}));
    }
    let rows = backups.iter().map(|backup| {
        let facts = backup.facts.as_ref();
        let key = facts.and_then(|facts| facts.fingerprint.clone());
        let is_active = if key.is_some() && key == active { "active" } else { "previous" };
        [
            backup.path.display().to_string(),
            facts.map_or_else(|| "damaged".to_owned(), |facts| facts.created_at.strftime("%Y-%m-%d %H:%M:%SZ").to_string()),
            facts.map_or_else(|| "-".to_owned(), |facts| facts.store.clone()),
            key.map_or_else(|| "-".to_owned(), |key| format!("{key} ({is_active})")),
            backup.bytes.to_string(),
        ]
    });
    context.output.table(["FILE", "CREATED", "DATABASE", "KEY", "BYTES"], rows, "No backups of rotations")
}

fn prune(context: &Context<'_>, args: &PruneBackups) -> Result<()> {
    if args.keep.is_none() && args.older_than.is_none() {
        return Err(CommandError::PruneLimitMissing.into());
    }
    let service = context.existing_service()?;
    let limit = |text: &str| moment::before(service.now(), text).ok_or_else(|| lookup::invalid_time(text, "--older-than"));
    let older_than = args.older_than.as_deref().map(limit).transpose()?;
    let deleted = service.prune_backups(&operator(), Prune { keep: args.keep, older_than }, args.dry_run)?;
    if !deleted.is_empty() && !args.dry_run {
        context.notices.note_change();
    }
    if context.output.json {
        let rows: Vec<_> = deleted.iter().map(|backup| &backup.path).collect();
        let mut document = serde_json::json!({"changed": !deleted.is_empty(), "deleted": rows});
        if args.dry_run {
            document["dry_run"] = true.into();
        }
        return context.output.document(&document);
    }
    let done = if args.dry_run { "Would delete" } else { "Deleted" };
    deleted.iter().try_for_each(|backup| context.output.line(&backup.path.display().to_string()))?;
    context.output.note(&format!("{done} {}", text::count(deleted.len() as u64, "backup")));
    Ok(())
}

fn backup_json(backup: &StoredBackup, active: Option<&str>) -> serde_json::Value {
    let facts = backup.facts.as_ref();
    let fingerprint = facts.and_then(|facts| facts.fingerprint.as_deref());
    serde_json::json!({
        "file": backup.path,
        "created_at": facts.map(|facts| facts.created_at),
        "store": facts.map(|facts| &facts.store),
        "engine": facts.map(|facts| &facts.engine),
        "users": facts.map(|facts| facts.users),
        "fingerprint": fingerprint,
        "under_active_key": fingerprint.is_some() && fingerprint == active,
        "bytes": backup.bytes,
    })
}
