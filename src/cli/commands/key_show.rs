//! `kozmoai key show`.

use std::sync::Arc;

use serde_json::json;

use crate::cli::context::Context;
use crate::cli::operator::OperatorService;
use crate::config::{Origin, Settings};
use crate::error::{Error, Problem, Result, StoreError};
use crate::model::Timestamp;
use crate::model::time::relative_time;
use crate::service::Service;
use crate::service::keys::{self, Strength};
use crate::service::overview::KeyAge;

/// What the database says about a key.
struct KeyUse {
    age: KeyAge,
    secrets: u64,
}

/// Prints the fingerprint, strength, origin and age of the active key, and the number of secrets.
pub(crate) fn run(context: &Context<'_>) -> Result<()> {
    let settings = context.settings()?;
    let facts = keys::active_key(&settings).map_err(|error| explained(&settings, error))?;
    let origin = facts.origin.to_string();
    let (fingerprint, strength) = match &facts.key {
        Ok((fingerprint, Strength::Full)) => (Some(fingerprint.as_str()), "32 random bytes"),
        Ok((fingerprint, Strength::Derived)) => (Some(fingerprint.as_str()), "derived from a short text"),
        Err(_) => (None, "invalid"),
    };
    let found = find_use(context);
    let age = found.as_ref().map_or(KeyAge::Unknown, |found| found.age);
    let secrets = found.as_ref().ok().map(|found| found.secrets);
    let (since, is_exact, event) = match age {
        KeyAge::Since { at, by } => (Some(at), true, Some(by.name())),
        KeyAge::AtLeast(at) => (Some(at), false, None),
        KeyAge::Unknown => (None, false, None),
    };
    context.output.show(
        || {
            json!({
                "fingerprint": fingerprint,
                "strength": strength,
                "origin": origin,
                "active_since": since,
                "active_since_is_exact": is_exact,
                "active_since_event": event,
                "secrets": secrets,
            })
        },
        || {
            context.output.facts(&[
                ("Fingerprint", fingerprint.unwrap_or("-").to_owned()),
                ("Strength", strength.to_owned()),
                ("Origin", origin.clone()),
                ("Active since", age_text(context, age)),
                ("Secrets", secrets.map_or_else(|| "unknown".to_owned(), |secrets| secrets.to_string())),
            ])
        },
    )?;
    if let Err(error) = found {
        let next = error.next_step().map(|next| format!(" {next}")).unwrap_or_default();
        context.output.note(&format!("Its age and the number of secrets are unknown: {error}{next}"));
    }
    if matches!(facts.key, Ok((_, Strength::Derived))) {
        context.output.warning(
            "The secret key is weak: it is derived from a short passphrase, and as easy to guess. `kozmoai keygen` generates a strong one.",
        );
    }
    facts.key.map(drop).map_err(Error::from)
}

/// The error where no key is set, as it is about the database, which may be bound to a key: if there is one that can be opened.
fn explained(settings: &Arc<Settings>, missing: Error) -> Error {
    let trouble = Service::open_existing(Arc::clone(settings)).ok().and_then(|service| service.key_trouble());
    trouble.filter(|trouble| trouble.code() == missing.code()).unwrap_or(missing)
}

/// What the database says about a key; its age is unknown if the database has another key. There need not be a default
/// database yet.
fn find_use(context: &Context<'_>) -> Result<KeyUse> {
    let settings = context.settings()?;
    let service = match Service::open_existing(Arc::clone(&settings)) {
        Err(error)
            if settings.store.origin == Origin::Default
                && matches!(error.problem(), Problem::Store(StoreError::DatabaseNotFound { .. })) =>
        {
            return Ok(KeyUse { age: KeyAge::Unknown, secrets: 0 });
        }
        opened => OperatorService::from(opened?),
    };
    let admin = service.admin()?;
    let overview = admin.key_overview()?;
    let age = if overview.binding.is_some() { overview.age } else { KeyAge::Unknown };
    Ok(KeyUse { age, secrets: admin.count_values()? })
}

fn age_text(context: &Context<'_>, age: KeyAge) -> String {
    let time = |at: Timestamp| match context.output.view().now {
        Some(now) => relative_time(Some(at), now),
        None => at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
    };
    match age {
        KeyAge::Since { at, by } => format!("{} ({})", time(at), by.name()),
        KeyAge::AtLeast(at) => format!("{} or earlier", time(at)),
        KeyAge::Unknown => "unknown".to_owned(),
    }
}
