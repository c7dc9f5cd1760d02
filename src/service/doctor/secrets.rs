//! Which key decrypts which secret.

use super::finding::{Findings, FixedBy};
use crate::error::{Error, KeyError, Kind, Remedy, Result, SecretError};
use crate::service::Admin;
use crate::service::overview::SecretsByKey;
use crate::text;

/// Decrypts every secret.
pub(super) fn examine(service: &Admin<'_>, found: &mut Findings) -> Result<()> {
    // A missing or malformed key is reported with the settings.
    if let Err(error) = service.parsed_keys() {
        return if error.kind() == Kind::Key { Ok(()) } else { Err(error) };
    }
    let checked = service.check_keys(&mut |progress| service.reporter.show(progress))?;
    if let Some(binding) = checked.binding.clone().filter(|binding| binding.fingerprint != checked.fingerprint) {
        let error = KeyError::KeyMismatch {
            database: binding.fingerprint,
            database_origin: binding.origin,
            active: checked.fingerprint.clone(),
            origin: service.settings().secret_key.origin.to_string(),
        };
        found.problem("key", FixedBy::Key, &error.into());
    }
    if checked.unknown_tokens.count > 0 {
        let count = text::count(checked.unknown_tokens.count, "value");
        found.warn(
            "key",
            FixedBy::Key,
            format!("{count} outside the inventory look encrypted."),
            "A rotation leaves them unchanged, or refuses to start if a key decrypts one.",
        );
    }
    report(service, &SecretsByKey::of(&checked), checked.unknown_tokens.count, found);
    Ok(())
}

/// What the numbers of secrets by key show.
pub(super) fn report(service: &Admin<'_>, secrets: &SecretsByKey, unknown: u64, found: &mut Findings) {
    if secrets.has_usual_plaintext {
        found.warn(
            "store",
            FixedBy::Application,
            "The database is of a newer generation of Kozmoai, which encrypts more than variables and keeps Generic ones in plaintext.",
            "Use the application for Generic variables, API keys and rotations; kozmoai refuses those, and `store copy`.",
        );
    }
    let previous = secrets.by_previous_keys();
    if previous > 0 {
        found.warn(
            "key",
            FixedBy::Rotation,
            format!("{} can be decrypted only with a previous key.", text::count(previous, "secret")),
            format!("{} re-encrypts all of them with one key.", service.rotator()),
        );
    }
    if secrets.plaintext > 0 && !secrets.has_usual_plaintext {
        let count = text::count(secrets.plaintext, "secret");
        found.warn("key", FixedBy::Variables, format!("{count} stored as plaintext."), "Set those values again.");
    }
    if secrets.undecryptable > 0 {
        let undecryptable = SecretError::ValuesUndecryptable { count: secrets.undecryptable };
        found.problem("key", FixedBy::Key, &Error::from(undecryptable).hint(Remedy::AddMissingKeys));
    } else if unknown == 0 {
        found.ok("key", format!("All secrets can be decrypted: {}.", secrets.total - secrets.plaintext));
    }
}
