//! `kozmoai store copy`.

use super::args::CopyStore;
use super::progress::watched;
use super::{Context, operator};
use crate::config::Settings;
use crate::error::{ConfigError, Result};
use crate::model::StoreUrl;
use crate::service::copy::{self, Copied};
use crate::text;

pub(super) fn copy(context: &Context<'_>, args: &CopyStore) -> Result<()> {
    let settings = context.settings()?;
    let (from, to) = (address(&settings, "FROM_URL", &args.from)?, address(&settings, "TO_URL", &args.to)?);
    context.warn(&settings);
    let copied = watched(context, &args.through, |watch| copy::copy(&settings, &operator(), &from, &to, watch))?;
    context.notices.note_change();
    tell(context, &copied)?;
    advise(context, &copied);
    copied.notices.iter().for_each(|notice| context.output.warning(notice));
    Ok(())
}

/// An address as it was given; `-` is that of the settings, for one with a password has no place in arguments.
fn address(settings: &Settings, argument: &'static str, text: &str) -> Result<StoreUrl> {
    if text == "-" {
        return Ok(settings.store.value.clone());
    }
    let mut url = StoreUrl::parse(text).map_err(|problem| ConfigError::AddressInvalid { input: argument.to_owned(), problem })?;
    let completed = settings.libpq.complete(&mut url)?;
    // Without the password the connection would fail.
    completed.ignored.map_or(Ok(url), Err)
}

fn tell(context: &Context<'_>, copied: &Copied) -> Result<()> {
    let (output, records, behind) = (context.output, &copied.records, &copied.behind);
    if output.json {
        return output.document(&serde_json::json!({
            "from": copied.from,
            "to": copied.to,
            "copied": records,
            "passwords_not_copied": behind.passwords,
            "api_keys_not_copied": behind.api_keys,
            "ownerless_not_copied": behind.ownerless,
            "folders_taken_out": behind.nestings,
            "compared": copied.compared,
            "seconds": copied.seconds,
        }));
    }
    output.facts(&[
        ("From", copied.from.clone()),
        ("To", copied.to.clone()),
        ("Users", records.users.to_string()),
        ("Folders", records.folders.to_string()),
        ("Variables", records.variables.to_string()),
        ("API keys", records.api_keys.to_string()),
        ("Store keys", records.store_keys.to_string()),
        ("Compared", text::count(copied.compared, "record")),
        ("Seconds", format!("{:.2}", copied.seconds)),
    ])?;
    for name in &behind.passwords {
        output.line(&format!("  password not copied: {}", text::clean(name)))?;
    }
    for key in &behind.api_keys {
        let name = key.name.as_deref().unwrap_or("without a name");
        let line = format!("  API key not copied: {} of {} ({})", text::clean(name), text::clean(&key.user), key.id);
        output.line(&line)?;
    }
    behind
        .ownerless
        .iter()
        .try_for_each(|it| output.line(&format!("  not copied, its owner does not exist: {}", text::clean(it))))
}

/// What is left for people to do.
fn advise(context: &Context<'_>, copied: &Copied) {
    let (output, behind) = (context.output, &copied.behind);
    if let Some(why) = &copied.unrecorded {
        output.warning(why);
    }
    let count = |some: usize, what| text::count(some as u64, what);
    if !behind.passwords.is_empty() {
        let users = count(behind.passwords.len(), "user");
        output.warning(&format!(
            "{users} can't sign in there, for that store keeps no argon2 hashes: give each a new password with `kozmoai users passwd`."
        ));
    }
    if !behind.api_keys.is_empty() {
        let keys = count(behind.api_keys.len(), "API key");
        output.warning(&format!(
            "{keys} stayed behind, for only their hashes are known: make new ones with `kozmoai api-keys create`."
        ));
    }
    if !behind.ownerless.is_empty() {
        let records = count(behind.ownerless.len(), "record");
        output.warning(&format!(
            "{records} stayed behind, for their owners do not exist: what is needed of them has to be set again."
        ));
    }
    if behind.nestings > 0 {
        let folders = text::count(behind.nestings, "folder");
        output.warning(&format!("{folders} lay in a folder of nobody's or somebody else's, and lie in none there."));
    }
    match &copied.locked_out {
        Some(Some(name)) => output.warning(&format!(
            "No superuser can sign in there yet: begin with a password for {name} (`kozmoai users passwd`, with --store)."
        )),
        Some(None) => output.warning("No active superuser is there: make one with `kozmoai superuser`, with --store."),
        None => {}
    }
}
