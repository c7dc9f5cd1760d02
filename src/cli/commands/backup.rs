//! `kozmoai backup`.

use std::io::{self, IsTerminal};

use serde_json::json;

use crate::cli::args::backup::Backup;
use crate::cli::context::Context;
use crate::cli::render::stdout;
use crate::error::{CommandError, Remedy, Result};
use crate::fs::private;
use crate::service::backup::BackupFacts;
use crate::text;

pub(crate) fn run(context: &Context<'_>, args: &Backup) -> Result<()> {
    let service = context.existing_service()?;
    if args.file.as_os_str() == "-" {
        if io::stdout().is_terminal() {
            return Err(CommandError::BackupOnTerminal { operation: "written to" }.into());
        }
        let facts = context
            .cancellable(|is_cancelled| stdout::record("the backup", |out| service.admin()?.back_up_into(out, is_cancelled)))?;
        context.warn_of_unrecorded(&service);
        note_key(context, &facts);
        return Ok(());
    }
    private::refuse_special(&args.file).map_err(|error| error.hint(Remedy::UseFileOrStdout))?;
    let facts = context.cancellable(|is_cancelled| service.admin()?.back_up(&args.file, is_cancelled))?;
    context.notices.note_change();
    context.warn_of_unrecorded(&service);
    let users = text::count(facts.users, "user");
    context.output.result(
        &json!({
            "changed": true,
            "backup": args.file,
            "engine": facts.engine,
            "store": facts.store,
            "created_at": facts.created_at,
            "fingerprint": facts.fingerprint,
            "users": facts.users,
        }),
        &format!("Backed up the database ({users}) to {}", args.file.display()),
    )?;
    note_key(context, &facts);
    Ok(())
}

/// Says which key a backup needs.
fn note_key(context: &Context<'_>, facts: &BackupFacts) {
    if !context.output.json
        && let Some(fingerprint) = &facts.fingerprint
    {
        context.output.note(&format!(
            "The backup's secrets are encrypted with the key {fingerprint}: keep that key too, in another place."
        ));
    }
}
