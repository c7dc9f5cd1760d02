//! `kozmoai backups`.

use serde_json::{Value, json};

use super::lookup;
use crate::cli::args::backup::{Backups, PruneBackups};
use crate::cli::context::Context;
use crate::cli::render::{exact_time, or_dash, with_dry_run};
use crate::error::{CommandError, Result};
use crate::model::time;
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
    let admin = service.admin()?;
    let backups = admin.backups()?;
    let active = admin.active_fingerprint();
    let columns = (["FILE", "CREATED", "DATABASE", "KEY", "BYTES"], "No backups of rotations");
    let cells = |backup: &StoredBackup| {
        let facts = backup.facts.as_ref();
        let key = facts.and_then(|facts| facts.fingerprint.clone());
        let is_active = if key.is_some() && key == active { "active" } else { "previous" };
        [
            backup.path.display().to_string(),
            facts.map_or_else(|| "damaged".to_owned(), |facts| exact_time(facts.created_at)),
            or_dash(facts.map(|facts| facts.store.clone())),
            or_dash(key.map(|key| format!("{key} ({is_active})"))),
            backup.bytes.to_string(),
        ]
    };
    let page = (backups.as_slice(), Some(backups.len() as u64));
    context.output.page("backups", page, |backup| json(backup, active.as_deref()), columns, cells)
}

fn prune(context: &Context<'_>, args: &PruneBackups) -> Result<()> {
    if args.keep.is_none() && args.older_than.is_none() {
        return Err(CommandError::PruneLimitMissing.into());
    }
    let service = context.existing_service()?;
    let limit = |text: &str| time::parse_past(service.now(), text).ok_or_else(|| lookup::invalid_time(text, "--older-than"));
    let older_than = args.older_than.as_deref().map(limit).transpose()?;
    let deleted = service.admin()?.prune_backups(Prune { keep: args.keep, older_than }, args.dry_run)?;
    if !deleted.is_empty() && !args.dry_run {
        context.notices.note_change();
    }
    let paths: Vec<_> = deleted.iter().map(|backup| &backup.path).collect();
    context.output.show(
        || with_dry_run(json!({"changed": !paths.is_empty(), "deleted": paths}), args.dry_run),
        || {
            paths.iter().try_for_each(|path| context.output.line(&path.display().to_string()))?;
            let done = if args.dry_run { "Would delete" } else { "Deleted" };
            context.output.note(&format!("{done} {}", text::count(paths.len() as u64, "backup")));
            Ok(())
        },
    )
}

fn json(backup: &StoredBackup, active: Option<&str>) -> Value {
    let facts = backup.facts.as_ref();
    let fingerprint = facts.and_then(|facts| facts.fingerprint.as_deref());
    json!({
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
