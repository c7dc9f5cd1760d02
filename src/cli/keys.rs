//! `kozmoai keygen` and `kozmoai key`.

use super::Context;
use super::args::Keygen;
use super::output::Output;
use crate::error::{Error, Kind, Result};
use crate::secret::ExposeSecret;
use crate::service::keys::{self, Strength};

/// Makes a key. Opens no store and reads no settings: it must be quick and work anywhere.
pub(super) fn keygen(output: &Output, args: &Keygen) -> Result<()> {
    let (key, fingerprint) = keys::generate()?;
    if let Some(path) = &args.write {
        keys::write_to_env_file(path, &key)?;
        output.note(&format!("A new secret key was written into {}.", path.display()));
    } else if args.copy {
        crate::tui::clipboard::copy(key.expose_secret())?;
        output.note("A new secret key was sent to the clipboard.");
    }
    let shown = args.write.is_none() && !args.copy;
    if output.json {
        let key = shown.then(|| key.expose_secret());
        return output.document(&serde_json::json!({"key": key, "fingerprint": fingerprint}));
    }
    match (shown, args.raw) {
        (true, true) => output.line(key.expose_secret()),
        (true, false) => output.line(&format!("KOZMOAI_SECRET_KEY={}", key.expose_secret())),
        (false, _) => {
            output.note(&format!("Its fingerprint is {fingerprint}."));
            Ok(())
        }
    }
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
