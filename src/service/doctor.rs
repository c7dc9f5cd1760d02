//! Examines database, key, settings and files for problems and risks; each finding has a fix. Nothing is changed.

mod env_files;
mod files;
mod finding;
mod secrets;

use std::sync::Arc;

pub use self::finding::{Area, Finding, FixedBy, Severity, grouped, worst};

use self::finding::Findings;
use super::bootstrap::DEFAULT_SUPERUSER;
use super::generation::ROTATOR;
use super::progress::{Progress, Reporter, Stage};
use super::{Admin, Service, Verification, keyring, keys};
use crate::config::{Origin, Settings};
use crate::crypto::password;
use crate::crypto::secret_key::Strength;
use crate::error::{AuditError, Error, Remedy, Result};
use crate::model::Actor;
use crate::secret::{self, ExposeSecret};
use crate::text;

/// How many users a finding lists.
const MOST_NAMES: usize = 10;
/// After how many users progress is reported.
const REPORTED: u64 = 256;

/// Examines everything that the settings name, and reports the progress. An existing database is opened; none is created.
pub fn examine(settings: &Arc<Settings>, actor: &Actor, reporter: Reporter) -> Vec<Finding> {
    let opened = Service::open_existing(Arc::clone(settings)).map(|service| service.with_reporter(reporter));
    match opened.and_then(|service| Ok(with_store(&service.admin(actor)?))) {
        Ok(found) => found,
        Err(error) => {
            let mut found = without_store(settings, ROTATOR, || keys::missing(settings).into());
            found.problem("store", FixedBy::Database, &error);
            found
        }
    }
    .0
}

impl Admin<'_> {
    /// The same for an open database.
    ///
    /// # Errors
    /// `Store`.
    pub fn examine(&self) -> Result<Vec<Finding>> {
        Ok(with_store(self).0)
    }
}

impl Admin<'_> {
    /// The findings whose cost depends neither on the number of users and secrets nor on the length of the audit log, worst
    /// first: settings, key, files, rotation, superusers, the copy of the audit log.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn examine_quickly(&self) -> Vec<Finding> {
        let mut found = beside_store(self);
        if rotation(self, &mut found)
            && self.parsed_keys().is_ok()
            && let Some(error) = self.key_trouble()
        {
            found.problem("key", FixedBy::Key, &error);
        }
        found.check("store", FixedBy::Database, |found| superusers(self, found));
        sink(self, &mut found);
        found.worst_first()
    }
}

fn with_store(service: &Admin<'_>) -> Findings {
    let mut found = beside_store(service);
    store(service, &mut found);
    found
}

/// The same checks as without a database, which may be bound to a key that is not set.
fn beside_store(service: &Admin<'_>) -> Findings {
    let binding = service.store.key_binding();
    let bound_to = binding.as_ref().ok().cloned().flatten();
    let mut found = without_store(&service.settings(), service.rotator(), || service.missing_key(bound_to));
    found.check("store", FixedBy::Database, |_| binding.map(drop));
    found
}

/// The checks of the settings and of the files that they name.
fn without_store(settings: &Settings, rotator: &str, missing_key: impl FnOnce() -> Error) -> Findings {
    let mut found = Findings::default();
    key(settings, rotator, missing_key, &mut found);
    key_places(settings, &mut found);
    sign_in(settings, &mut found);
    env_files::examine(settings, &mut found);
    files::examine(settings, &mut found);
    found
}

/// The active key, and the one that the database is bound to.
fn key(settings: &Settings, rotator: &str, missing_key: impl FnOnce() -> Error, found: &mut Findings) {
    let Some(text) = &settings.secret_key.value else {
        return found.problem("key", FixedBy::Key, &missing_key());
    };
    let origin = settings.secret_key.origin.to_string();
    match keyring::parse_active(text, &origin) {
        Ok(key) if key.strength() == Strength::Derived => found.warn(
            "key",
            FixedBy::Rotation,
            format!("The key {} is weak: derived from a short passphrase ({origin}).", key.fingerprint()),
            format!("{rotator} re-encrypts every secret with a strong key."),
        ),
        Ok(key) => found.ok("key", format!("The key {} is strong: 256 random bits ({origin}).", key.fingerprint())),
        Err(error) => found.problem("key", FixedBy::Key, &error.into()),
    }
    if text.expose_secret().ends_with(['\n', '\r']) {
        found.warn(
            "key",
            FixedBy::Rotation,
            format!("The key ends with a newline ({origin}), which is part of it: sign-in tokens are signed with it."),
            "Leave it, or rotate to a key without one; removing only the newline signs everyone out.",
        );
    }
}

/// The other sources of a key.
fn key_places(settings: &Settings, found: &mut Findings) {
    let mut places = settings.secret_keys.iter();
    if let Some(first) = places.next() {
        for other in places.filter(|other| !secret::same(&first.value, &other.value)) {
            let fix = if first.origin == Origin::Rotation {
                "Set the new key there before the next start: no value needs the previous one."
            } else {
                "Keep one of them; at each start the Kozmoai server overwrites the secret_key file with the environment's, without a backup."
            };
            let both = format!("Two different keys are set: {} and {}; the latter wins.", other.origin, first.origin);
            found.warn("key", FixedBy::Settings, both, fix);
        }
    }
    for (name, origin) in &settings.unprefixed {
        found.warn(
            "settings",
            FixedBy::Settings,
            format!("{name} is set ({origin}): the Kozmoai server uses it as KOZMOAI_{name}, but kozmoai does not."),
            format!("Rename it, or set KOZMOAI_{name} too."),
        );
    }
    settings.warnings.iter().for_each(|slip| found.warn("settings", FixedBy::Settings, slip.clone(), "Fix what it names."));
}

fn sign_in(settings: &Settings, found: &mut Findings) {
    if settings.auto_login.value {
        found.warn(
            "settings",
            FixedBy::Settings,
            format!(
                "Auto login is on ({}): anyone who can reach Kozmoai or this console is a superuser.",
                settings.auto_login.origin
            ),
            "Set KOZMOAI_AUTO_LOGIN=False once there is a superuser.",
        );
    } else {
        found.ok("settings", "Auto login is off: users sign in.");
    }
    let password = &settings.superuser_password;
    if password
        .value
        .as_ref()
        .is_some_and(|password| matches!(password.expose_secret(), "kozmoai" | "langflow" | "securepassword"))
    {
        found.warn(
            "settings",
            FixedBy::Users,
            format!("KOZMOAI_SUPERUSER_PASSWORD ({}) is a well-known password.", password.origin),
            "Set another one for that user with `kozmoai users passwd`, and remove the setting: it is used once.",
        );
    }
}

/// The checks of the database.
fn store(service: &Admin<'_>, found: &mut Findings) {
    found.ok("store", format!("The database {} can be opened.", service.store.url()));
    foreign_files(service, found);
    if rotation(service, found) {
        found.check("key", FixedBy::Database, |found| secrets::examine(service, found));
    }
    found.check("store", FixedBy::Database, |found| {
        superusers(service, found)?;
        sink(service, found);
        audit_log(service, found)
    });
    found.check("store", FixedBy::Database, |found| password_hashes(service, found));
    found.check("kozmoai", FixedBy::Database, |found| {
        match service.store.active_clients()? {
            Some(others) => {
                let message = format!("Other clients use the database: {others}.");
                found.warn("kozmoai", FixedBy::Clients, message, "Stop them before a rotation.");
            }
            None => found.ok("kozmoai", "No other process is using the database."),
        }
        Ok(())
    });
}

/// Other files in the directory of an embedded database, which prevent a rotation.
fn foreign_files(service: &Admin<'_>, found: &mut Findings) {
    if !service.store.capabilities().is_exclusive {
        return;
    }
    if let Err(error) = service.store.preflight()
        && error.code() == "foreign_files_in_database"
    {
        let message = format!("The directory of the database contains other files: {}.", error.list().join(", "));
        found.warn("store", FixedBy::Database, message, error.next_step().unwrap_or_default());
    }
}

/// Whether no rotation prevents decrypting.
fn rotation(service: &Admin<'_>, found: &mut Findings) -> bool {
    match service.refuse_interrupted_rotation() {
        Ok(()) => {
            if let Err(waiting) = service.refuse_pending_rotation() {
                found.warn("rotation", FixedBy::Rotation, waiting.to_string(), waiting.next_step().unwrap_or_default());
            }
            true
        }
        Err(error) => {
            found.problem("rotation", FixedBy::Rotation, &error);
            false
        }
    }
}

/// Users whose password hash is too costly to verify.
fn password_hashes(service: &Service, found: &mut Findings) -> Result<()> {
    let (mut read, mut costly, mut named) = (0, 0, Vec::new());
    service.store.examine_users(&mut |user| {
        read += 1;
        if read % REPORTED == 0 {
            service.reporter.report(Stage::ReadingUsers, read, None);
        }
        if user.password.as_str().is_some_and(password::is_too_costly) {
            costly += 1;
            if named.len() < MOST_NAMES {
                named.push(text::clean(&user.username).into_owned());
            }
        }
        Ok(())
    })?;
    if costly > 0 {
        let more = if costly > named.len() as u64 { ", …" } else { "" };
        found.warn(
            "store",
            FixedBy::Users,
            format!(
                "{} can't sign in, because the password hash {}: {}{more}.",
                text::count(costly, "user"),
                password::too_costly(),
                named.join(", ")
            ),
            "Set a new password with `kozmoai users passwd`.",
        );
    }
    Ok(())
}

fn superusers(service: &Admin<'_>, found: &mut Findings) -> Result<()> {
    if service.has_active_superuser()? {
        found.ok("store", "There is an active superuser.");
    } else {
        found.warn("store", FixedBy::Users, "There is no active superuser.", "`kozmoai superuser` creates one.");
    }
    if let Some(user) = service.store.user_by_name(DEFAULT_SUPERUSER)?
        && user.is_active_superuser()
        && !service.settings().auto_login.value
    {
        found.warn(
            "store",
            FixedBy::Users,
            format!("The default superuser \"{DEFAULT_SUPERUSER}\" is active."),
            format!("Create another superuser, then run `kozmoai users delete {DEFAULT_SUPERUSER}`."),
        );
    }
    Ok(())
}

/// The copy of the audit log.
fn sink(service: &Admin<'_>, found: &mut Findings) {
    match service.examine_sink() {
        Ok(Some(copied)) => found.ok("store", copied),
        Ok(None) => {}
        Err(error) => found.warn("store", FixedBy::Audit, error.to_string(), error.next_step().unwrap_or_default()),
    }
}

/// Every event of the audit log.
fn audit_log(service: &Admin<'_>, found: &mut Findings) -> Result<()> {
    let show = &mut |done, total| service.reporter.show(Progress { stage: Stage::VerifyingAudit, done, total: Some(total) });
    match service.verify_audit(show)? {
        Verification::Broken { at, reason, .. } => {
            let error = Error::from(AuditError::Broken { event: at, reason }).hint(Remedy::VerifyOrAcceptAudit);
            found.problem("store", FixedBy::Audit, &error);
        }
        Verification::Whole { events, .. } => {
            found.ok("store", format!("The audit log is intact: {}.", text::count(events, "event")));
        }
        Verification::Stopped => {}
    }
    Ok(())
}
