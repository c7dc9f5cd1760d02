//! `kozmoai store copy`.

use serde_json::json;

use crate::cli::args::store::{CopyStore, Store};
use crate::cli::context::Context;
use crate::cli::operator::operator;
use crate::cli::render::{Output, with_dry_run};
use crate::config::Settings;
use crate::error::{ConfigError, Result};
use crate::model::StoreUrl;
use crate::service::copy::{self, Copied};
use crate::text;

pub(crate) fn run(context: &Context<'_>, verb: &Store) -> Result<()> {
    match verb {
        Store::Copy(args) => copy(context, args),
    }
}

fn copy(context: &Context<'_>, args: &CopyStore) -> Result<()> {
    let settings = context.settings()?;
    let (from, to) = (address(&settings, "FROM_URL", &args.from)?, address(&settings, "TO_URL", &args.to)?);
    let is_planned = args.plan.dry_run;
    let work = if is_planned { copy::plan } else { copy::copy };
    let copied = context.with_progress(&args.progress, |watch| work(&settings, &operator(), &from, &to, watch))?;
    if !is_planned {
        context.notices.note_change();
    }
    print_report(context, &copied, is_planned)?;
    if is_planned {
        context.output.note("Nothing was changed: run it without --dry-run to copy.");
    }
    advise(context, &copied);
    context.output.warnings(&copied.notices);
    Ok(())
}

/// Parses an address; `-` is the configured one, because a password must not be in arguments.
fn address(settings: &Settings, argument: &'static str, text: &str) -> Result<StoreUrl> {
    if text == "-" {
        return Ok(settings.store.value.clone());
    }
    let mut url = StoreUrl::parse(text).map_err(|problem| ConfigError::AddressInvalid { input: argument.to_owned(), problem })?;
    let completed = settings.libpq.complete(&mut url, None)?;
    // Without the password the connection would fail.
    completed.ignored.map_or(Ok(url), Err)
}

fn print_report(context: &Context<'_>, copied: &Copied, is_planned: bool) -> Result<()> {
    let not_copied = &copied.not_copied;
    let document = || {
        let document = json!({
            "changed": true,
            "from": copied.from,
            "to": copied.to,
            "copied": copied.records,
            "passwords_not_copied": not_copied.passwords,
            "api_keys_not_copied": not_copied.api_keys,
            "ownerless_not_copied": not_copied.ownerless,
            "folders_taken_out": not_copied.nestings,
            "compared": copied.compared,
            "seconds": copied.seconds,
        });
        with_dry_run(document, is_planned)
    };
    context.output.show(document, || print_text(context.output, copied))
}

fn print_text(output: &Output, copied: &Copied) -> Result<()> {
    let (records, not_copied) = (&copied.records, &copied.not_copied);
    output.facts(&[
        ("From", copied.from.clone()),
        ("To", copied.to.clone()),
        ("Users", records.users.to_string()),
        ("Folders", records.folders.to_string()),
        ("Variables", records.variables.to_string()),
        ("API keys", records.api_keys.to_string()),
        ("Kozmoai Store API keys", records.store_keys.to_string()),
        ("Compared", text::count(copied.compared, "record")),
        ("Seconds", format!("{:.2}", copied.seconds)),
    ])?;
    for name in &not_copied.passwords {
        output.sentence(&format!("  password not copied: \"{name}\""))?;
    }
    for key in &not_copied.api_keys {
        let name = key.name.as_deref().unwrap_or("(unnamed)");
        output.sentence(&format!("  API key not copied: \"{name}\" of \"{}\" ({})", key.user, key.id))?;
    }
    not_copied
        .ownerless
        .iter()
        .try_for_each(|record| output.sentence(&format!("  not copied, because its owner does not exist: {record}")))
}

/// Prints what remains to be done.
fn advise(context: &Context<'_>, copied: &Copied) {
    let (output, not_copied) = (context.output, &copied.not_copied);
    if let Some(reason) = &copied.unrecorded {
        output.warning(reason);
    }
    let count = |some: usize, what| text::count(some as u64, what);
    if !not_copied.passwords.is_empty() {
        let users = count(not_copied.passwords.len(), "user");
        output.warning(&format!(
            "{users} cannot sign in to the new database, which cannot store argon2 hashes: set new passwords with `kozmoai users passwd`."
        ));
    }
    if !not_copied.api_keys.is_empty() {
        let keys = count(not_copied.api_keys.len(), "API key");
        output.warning(&format!(
            "{keys} not copied, because only hashes are stored: create new ones with `kozmoai api-keys create`."
        ));
    }
    if !not_copied.ownerless.is_empty() {
        let records = count(not_copied.ownerless.len(), "record");
        output.warning(&format!("{records} not copied, because the owners do not exist: set again what is still needed."));
    }
    if not_copied.nestings > 0 {
        let folders = text::count(not_copied.nestings, "folder");
        output.warning(&format!(
            "{folders} moved to the top level, because the parent folder does not exist or belongs to another user."
        ));
    }
    match &copied.locked_out {
        Some(Some(name)) => output.warning(&format!(
            "No superuser can sign in to the new database: set the password of \"{name}\" with `kozmoai users passwd` and --store."
        )),
        Some(None) => output.warning("The new database has no active superuser: create one with `kozmoai superuser` and --store."),
        None => {}
    }
}
