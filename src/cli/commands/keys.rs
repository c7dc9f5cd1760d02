//! `kozmoai keygen` and `kozmoai key`.

use crate::cli::args::keys::{Adopt, Keygen};
use crate::cli::context::{Context, operator};
use crate::cli::render::output::Output;
use crate::cli::render::stdout;
use crate::cli::signals::Interruption;
use crate::error::{CommandError, Error, Remedy, Result, SecretError};
use crate::secret::ExposeSecret;
use crate::service::decrypt_stats::{DecryptStats, Unreadable};
use crate::service::keys::{self, Strength};
use crate::text;

/// Generates a key. Opens no database and reads no settings, so that it is quick and works anywhere.
pub(crate) fn keygen(output: &Output, args: &Keygen) -> Result<()> {
    let shown = args.write.is_none() && !args.copy;
    if shown {
        stdout::require_writable("the new secret key")?;
    }
    let (key, fingerprint) = keys::generate()?;
    if let Some(path) = &args.write {
        keys::write_to_env_file(path, &key)?;
        output.note(&format!("Wrote a new secret key to {}", path.display()));
    } else if args.copy {
        crate::tui::clipboard::copy(key.expose_secret())?;
        output.note("Copied a new secret key to the clipboard");
    }
    let printed = match (output.json, shown, args.raw) {
        (true, ..) => {
            let key = shown.then(|| key.expose_secret());
            output.document(&serde_json::json!({"key": key, "fingerprint": fingerprint}))
        }
        (_, true, true) => output.line(key.expose_secret()),
        (_, true, false) => output.line(&format!("KOZMOAI_SECRET_KEY={}", key.expose_secret())),
        (_, false, _) => {
            output.note(&format!("Fingerprint: {fingerprint}"));
            Ok(())
        }
    };
    printed.map_err(|error| {
        if shown {
            stdout::lost(&error, "Generated a secret key".to_owned(), "it", Remedy::GenerateOtherKey)
        } else {
            stdout::after_change(error)
        }
    })
}

/// Prints the fingerprint, strength and origin of the active key.
pub(crate) fn show(context: &Context<'_>) -> Result<()> {
    let facts = keys::active_key(&*context.settings()?)?;
    let origin = facts.origin.to_string();
    let (fingerprint, strength) = match &facts.key {
        Ok((fingerprint, Strength::Full)) => (Some(fingerprint.as_str()), "32 random bytes"),
        Ok((fingerprint, Strength::Derived)) => (Some(fingerprint.as_str()), "derived from a short text"),
        Err(_) => (None, "invalid"),
    };
    if context.output.json {
        context.output.document(&serde_json::json!({"fingerprint": fingerprint, "strength": strength, "origin": origin}))?;
    } else {
        let shown = fingerprint.unwrap_or("-").to_owned();
        context.output.facts(&[("Fingerprint", shown), ("Strength", strength.to_owned()), ("Origin", origin)])?;
    }
    if matches!(facts.key, Ok((_, Strength::Derived))) {
        context.output.warning(
            "The secret key is weak: it is derived from a short passphrase, and as easy to guess. `kozmoai keygen` generates a strong one.",
        );
    }
    match facts.key {
        Ok(_) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Decrypts every value and reports with which key.
pub(crate) fn check(context: &Context<'_>) -> Result<()> {
    context.end_on_signal(Interruption::Reading)?;
    let service = context.existing_service()?;
    let checked = service.check_keys(&operator(), &mut |_| true)?;
    let stats = &checked.stats;
    if context.output.json {
        let fallbacks: Vec<_> =
            checked.fallbacks.iter().map(|(name, values)| serde_json::json!({"fingerprint": name, "values": values})).collect();
        let unreadable: Vec<_> = stats.unreadable.iter().map(unreadable_json).collect();
        context.output.document(&serde_json::json!({
            "fingerprint": checked.fingerprint,
            "values": values_json(stats),
            "fallbacks": fallbacks,
            "unreadable": unreadable,
            "strays": checked.unknown_tokens.count,
            "in_flows": checked.unknown_tokens.in_flows,
        }))?;
    } else {
        let mut facts = vec![
            ("Fingerprint", checked.fingerprint.clone()),
            ("Values", stats.total.to_string()),
            ("Active key", stats.current.to_string()),
        ];
        facts.extend(checked.fallbacks.iter().map(|(name, values)| ("Fallback key", format!("{values} ({name})"))));
        facts.push(("Plaintext", stats.plaintext.to_string()));
        facts.push(("Undecryptable", stats.unreadable.len().to_string()));
        context.output.facts(&facts)?;
    }
    let other = checked.mark.filter(|mark| mark.fingerprint != checked.fingerprint);
    let can_adopt = other.is_some();
    if let Some(mark) = other {
        let (theirs, origin) = (mark.fingerprint, mark.origin);
        context
            .output
            .warning(&format!("The database is bound to the key {theirs} (from {origin}), which is not the active key."));
    }
    if checked.unknown_tokens.count > 0 {
        let count = text::count(checked.unknown_tokens.count, "value");
        context
            .output
            .warning(&match checked.unknown_tokens.decrypted_count {
                0 => format!("{count} in other columns only look encrypted, but not with these keys; a rotation leaves them unchanged."),
                decrypted => format!("{count} in other columns look encrypted, {decrypted} of them with these keys: `kozmoai rotate` lists them and stops."),
            });
    }
    warn_of_plaintext(context.output, if checked.has_usual_plaintext { 0 } else { stats.plaintext });
    note_flows(context.output, checked.unknown_tokens.in_flows);
    if stats.unreadable.is_empty() {
        return Ok(());
    }
    let error = Error::from(SecretError::ValuesUndecryptable { count: stats.unreadable.len() as u64 })
        .hint(Remedy::AddFallbackKeys { can_adopt });
    // With --json they are already on standard output.
    let lines = stats.unreadable.iter().filter(|_| !context.output.json).map(ToString::to_string);
    Err(error.details(lines))
}

/// Lists the credentials to replace after the secret key leaked.
pub(crate) fn credentials(context: &Context<'_>) -> Result<()> {
    let service = context.existing_service()?;
    let mut found = Vec::new();
    service.each_credential(&operator(), &mut |credential| {
        found.push(credential);
        Ok(())
    })?;
    if context.output.json {
        let rows: Vec<_> =
            found.iter().map(|one| serde_json::json!({"kind": one.kind.code(), "user": one.owner, "name": one.name})).collect();
        return context.output.document(&serde_json::json!({"total_count": rows.len(), "credentials": rows}));
    }
    let rows = found.into_iter().map(|one| [one.owner, one.kind.name().to_owned(), one.name]);
    context.output.table(["USER", "KIND", "NAME"], rows, "No credentials to replace")
}

/// Adopts the active key as the database's.
pub(crate) fn adopt(context: &Context<'_>, args: &Adopt) -> Result<()> {
    context.end_on_signal(Interruption::Change)?;
    let service = context.existing_service()?;
    context.warn_of_weak_key(&service);
    let planned = service.plan_adoption(&operator(), args.allow_unreadable, &mut |_| true)?;
    if !planned.changed && !args.if_needed {
        return Err(CommandError::KeyAlreadyAdopted { fingerprint: planned.fingerprint }.into());
    }
    let does = planned.changed && !args.dry_run;
    if does && !args.yes {
        context.prompt().require_input("confirmation", "--yes")?;
        let lost = text::count(planned.stats.unreadable.len() as u64, "value");
        let question = format!(
            "Adopt the key {} as the database's? {lost} cannot be decrypted with it and stay unchanged. [y/N] ",
            planned.fingerprint
        );
        let answer = context.prompt().line(&question, "confirmation", "--yes")?;
        if !matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes") {
            return Err(CommandError::NotConfirmed.into());
        }
    }
    let done = if does { service.adopt_key(&operator(), args.allow_unreadable, &mut |_| true)? } else { planned };
    let stats = &done.stats;
    if context.output.json {
        let unreadable: Vec<_> = stats.unreadable.iter().map(unreadable_json).collect();
        let mut document = serde_json::json!({
            "changed": done.changed,
            "fingerprint": done.fingerprint,
            "previous": done.previous.as_ref().map(|mark| &mark.fingerprint),
            "values": values_json(stats),
            "unreadable": unreadable,
        });
        if args.dry_run {
            document["dry_run"] = true.into();
        }
        return context.output.document(&document);
    }
    let key = &done.fingerprint;
    context.output.line(&match (done.changed, args.dry_run) {
        (false, _) => format!("The database already has the key {key}"),
        (true, true) => format!("Would adopt the key {key}"),
        (true, false) => format!("Adopted the key {key}"),
    })?;
    stats.unreadable.iter().try_for_each(|value| context.output.line(&format!("  cannot be decrypted: {value}")))?;
    if !stats.unreadable.is_empty() {
        context.output.note("Set those values again, or delete them.");
    }
    Ok(())
}

fn values_json(stats: &DecryptStats) -> serde_json::Value {
    serde_json::json!({
        "total": stats.total,
        "current": stats.current,
        "fallback": stats.fallback_total(),
        "unreadable": stats.unreadable.len(),
        "plaintext": stats.plaintext,
    })
}

/// Warns of values that are not encrypted.
pub(crate) fn warn_of_plaintext(output: &Output, plaintext: u64) {
    if plaintext > 0 {
        let count = text::count(plaintext, "value");
        output.warning(&format!("{count} stored as plaintext; a rotation does not change that: set them again."));
    }
}

/// Reports how many values in the data of flows a rotation leaves unchanged.
pub(crate) fn note_flows(output: &Output, in_flows: u64) {
    if in_flows > 0 {
        let count = text::count(in_flows, "value");
        output.note(&format!(
            "{count} in the data of flows look encrypted; they belong to the flows, and a rotation leaves them unchanged."
        ));
    }
}

/// A value that cannot be decrypted, as JSON.
pub(crate) fn unreadable_json(value: &Unreadable) -> serde_json::Value {
    let place = value.place;
    serde_json::json!({"table": place.table(), "id": place.id(), "column": place.column(), "reason": value.reason})
}
