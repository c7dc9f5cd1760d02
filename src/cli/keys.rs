//! `kozmoai keygen` and `kozmoai key`.

use super::args::Keygen;
use super::output::Output;
use super::{Context, operator, stdout};
use crate::error::{Error, Kind, Result};
use crate::secret::ExposeSecret;
use crate::service::keys::{self, Strength};
use crate::service::rotation::tally::Unreadable;
use crate::text;

/// Makes a key. Opens no store and reads no settings: it must be quick and work anywhere.
pub(super) fn keygen(output: &Output, args: &Keygen) -> Result<()> {
    let shown = args.write.is_none() && !args.copy;
    if shown {
        stdout::require_writable("the new secret key")?;
    }
    let (key, fingerprint) = keys::generate()?;
    if let Some(path) = &args.write {
        keys::write_to_env_file(path, &key)?;
        output.note(&format!("A new secret key was written into {}.", path.display()));
    } else if args.copy {
        crate::tui::clipboard::copy(key.expose_secret())?;
        output.note("A new secret key was sent to the clipboard.");
    }
    let printed = match (output.json, shown, args.raw) {
        (true, ..) => {
            let key = shown.then(|| key.expose_secret());
            output.document(&serde_json::json!({"key": key, "fingerprint": fingerprint}))
        }
        (_, true, true) => output.line(key.expose_secret()),
        (_, true, false) => output.line(&format!("KOZMOAI_SECRET_KEY={}", key.expose_secret())),
        (_, false, _) => {
            output.note(&format!("Its fingerprint is {fingerprint}."));
            Ok(())
        }
    };
    let again = "Run `kozmoai keygen` again; the lost key is used nowhere.";
    printed.map_err(|error| if shown { stdout::lost(&error, "A secret key was generated", "it", again) } else { error })
}

/// Shows what may be known of the key in force.
pub(super) fn show(context: &Context<'_>) -> Result<()> {
    let facts = keys::facts(&*context.settings()?)?;
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
    if strength.starts_with("derived") {
        context.output.warning(
            "This key can be guessed as easily as the short text it is derived from; `kozmoai keygen` makes a better one.",
        );
    }
    match facts.key {
        Ok(_) => Ok(()),
        Err(reason) => {
            Err(Error::new(Kind::Key, reason).hint("A key is 43 URL-safe base64 characters, as `kozmoai keygen` makes them."))
        }
    }
}

/// Opens every value and tells which key opens which.
pub(super) fn check(context: &Context<'_>) -> Result<()> {
    let service = context.existing_service()?;
    let checked = service.check_keys(&operator(), &mut |_| true)?;
    let tally = &checked.tally;
    if context.output.json {
        let fallbacks: Vec<_> =
            checked.fallbacks.iter().map(|(name, values)| serde_json::json!({"fingerprint": name, "values": values})).collect();
        let unreadable: Vec<_> = tally.unreadable.iter().map(unreadable_json).collect();
        context.output.document(&serde_json::json!({
            "fingerprint": checked.fingerprint,
            "values": {
                "total": tally.total,
                "current": tally.current,
                "fallback": tally.older(),
                "unreadable": tally.unreadable.len(),
                "plaintext": tally.plaintext,
            },
            "fallbacks": fallbacks,
            "unreadable": unreadable,
            "strays": checked.strays.count,
            "in_flows": checked.strays.in_flows,
        }))?;
    } else {
        let mut facts = vec![
            ("Fingerprint", checked.fingerprint.clone()),
            ("Values", tally.total.to_string()),
            ("Current key", tally.current.to_string()),
        ];
        facts.extend(checked.fallbacks.iter().map(|(name, values)| ("Older key", format!("{values} ({name})"))));
        facts.push(("Plain text", tally.plaintext.to_string()));
        facts.push(("Unreadable", tally.unreadable.len().to_string()));
        context.output.facts(&facts)?;
    }
    if let Some(mark) = checked.mark.filter(|mark| mark.fingerprint != checked.fingerprint) {
        let (theirs, origin) = (mark.fingerprint, mark.origin);
        context.output.warning(&format!("The store remembers the key {theirs} (from {origin}), which is not the one in force."));
    }
    if checked.strays.count > 0 {
        let count = text::count(checked.strays.count, "value");
        context
            .output
            .warning(&format!("{count} outside the inventory look encrypted; `kozmoai rotate` names and refuses them."));
    }
    warn_of_plain_text(context.output, tally.plaintext);
    note_flows(context.output, checked.strays.in_flows);
    if tally.unreadable.is_empty() {
        return Ok(());
    }
    let count = text::count(tally.unreadable.len() as u64, "value");
    let error = Error::new(Kind::Unreadable, format!("{count} can't be opened with the keys at hand."))
        .hint("Add the keys that they are under to KOZMOAI_SECRET_KEY_FALLBACKS, or set those values anew.");
    // With --json they are on standard output already.
    let lines = tally.unreadable.iter().filter(|_| !context.output.json).map(ToString::to_string);
    Err(error.details(lines))
}

/// Tells of values that no key protects.
pub(super) fn warn_of_plain_text(output: &Output, plaintext: u64) {
    if plaintext > 0 {
        let count = text::count(plaintext, "value");
        output.warning(&format!("{count} not encrypted at all, and no rotation changes that: set them anew."));
    }
}

/// Tells how much in the data of flows a rotation leaves alone.
pub(super) fn note_flows(output: &Output, in_flows: u64) {
    if in_flows > 0 {
        let count = text::count(in_flows, "value");
        output.note(&format!(
            "{count} in the data of flows look encrypted; they are their users' own, and a rotation leaves them."
        ));
    }
}

/// A value that no key opens, for JSON.
pub(super) fn unreadable_json(value: &Unreadable) -> serde_json::Value {
    let place = value.place;
    serde_json::json!({"table": place.table(), "id": place.id(), "column": place.column(), "reason": value.reason})
}
