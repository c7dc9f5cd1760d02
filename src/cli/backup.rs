//! `kozmoai backup` and `kozmoai restore`.

use super::args::{Backup, Restore};
use super::{Context, operator};
use crate::error::Result;
use crate::service::backup;
use crate::text;

pub(super) fn back_up(context: &Context<'_>, args: &Backup) -> Result<()> {
    let service = context.existing_service()?;
    let facts = service.back_up(&operator(), &args.file)?;
    context.warn_of_unrecorded(&service);
    if context.output.json {
        return context.output.document(&serde_json::json!({
            "backup": args.file,
            "engine": facts.engine,
            "store": facts.store,
            "created_at": facts.created_at,
            "fingerprint": facts.fingerprint,
            "users": facts.users,
        }));
    }
    let users = text::count(facts.users, "user");
    context.output.line(&format!("The store, with {users}, was written into {}.", text::clean(&args.file.to_string_lossy())))?;
    if let Some(fingerprint) = &facts.fingerprint {
        context.output.note(&format!("Its secrets open with the key {fingerprint}: keep that one too, elsewhere."));
    }
    Ok(())
}

pub(super) fn restore(context: &Context<'_>, args: &Restore) -> Result<()> {
    let settings = context.settings()?;
    let restored = backup::restore(settings, &operator(), &args.file, args.replace)?;
    let facts = &restored.facts;
    if context.output.json {
        context.output.document(&serde_json::json!({
            "restored": args.file,
            "created_at": facts.created_at,
            "fingerprint": facts.fingerprint,
            "users": facts.users,
            "replaced": restored.replaced,
        }))?;
    } else {
        let (users, made) = (text::count(facts.users, "user"), facts.created_at.strftime("%Y-%m-%d %H:%M:%SZ"));
        context.output.line(&format!("The store of {made}, with {users}, was restored."))?;
    }
    if let Some(kept) = &restored.replaced {
        context.output.note(&format!("What stood there before is kept in {}.", kept.display()));
    }
    if restored.other_key {
        let key = facts.fingerprint.as_deref().unwrap_or("unknown");
        context.output.warning(&format!("Its secrets are under the key {key}, which is not the one in force: set that one."));
    }
    Ok(())
}
