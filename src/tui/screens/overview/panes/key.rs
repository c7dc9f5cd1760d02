//! The secret key, and the secrets by the key that decrypts them.

use super::super::data::Data;
use super::super::pane::{Jump, Pane, PaneId, Row};
use super::part::shown;
use crate::service::doctor::{FixedBy, Severity};
use crate::service::keys::Strength;
use crate::service::overview::{KeyAge, KeyOverview, SecretsByKey, UndecryptableSecret};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::paint::bar;

/// The columns of the meter of the strength.
const METER: usize = 10;

/// The secret key.
pub(super) fn key(data: &Data, theme: &Theme, now: Timestamp) -> Pane {
    let mut pane = Pane::new(PaneId::Key, "Secret key");
    let Some(key) = shown(&data.key, &mut pane, theme) else { return pane };
    troubles(key, &mut pane, theme);
    if let Some(fingerprint) = key.fingerprint() {
        let origin = key.active.as_ref().map(|active| active.origin.to_string()).unwrap_or_default();
        let (sign, style) = if key.is_databases() { ("✓", theme.ok) } else { ("·", theme.dim) };
        let row = Row::new(sign, style, format!("Key {fingerprint}"), theme.text);
        pane.push(row.aside(origin, theme.dim).fix(FixedBy::Key));
        strength(key, &mut pane, theme);
        if key.is_databases() {
            pane.push(used_since(key.age, theme, now));
        }
    }
    if key.fallbacks > 0 {
        let row = Row::new("·", theme.dim, count(key.fallbacks, "fallback key"), theme.text);
        pane.push(row.fix(FixedBy::Rotation));
    }
    if key.fingerprint().is_some() {
        secrets(data, &mut pane, theme);
    }
    pane
}

/// Why values cannot be decrypted, and a rotation that is not complete.
fn troubles(key: &KeyOverview, pane: &mut Pane, theme: &Theme) {
    match &key.rotation {
        Some(rotation) if rotation.phase.keeps_keys() => {
            let text = "Previous keys are kept until all other clients have the new one";
            pane.concern(Severity::Warning, text, FixedBy::Rotation, theme);
        }
        // Until it is resumed, the key is not the trouble.
        Some(_) => return pane.concern(Severity::Problem, "Interrupted rotation: resume or roll back", FixedBy::Rotation, theme),
        None => {}
    }
    match (&key.trouble, &key.active) {
        (Some(error), _) => pane.concern(Severity::Problem, error.to_string(), FixedBy::Key, theme),
        (None, None) => pane.push(Row::new("·", theme.dim, "No secret key is set", theme.text).fix(FixedBy::Key)),
        (None, Some(_)) => {}
    }
}

fn strength(key: &KeyOverview, pane: &mut Pane, theme: &Theme) {
    match key.strength() {
        Some(Strength::Full) => {
            pane.push(Row::new("✓", theme.ok, format!("{} 256 random bits", bar(1.0, METER)), theme.ok).fix(FixedBy::Key));
        }
        Some(Strength::Derived) => {
            let text = format!("{} Weak: derived from a short passphrase", bar(0.2, METER));
            pane.concern(Severity::Warning, text, FixedBy::Rotation, theme);
        }
        None => {}
    }
}

fn used_since(since: KeyAge, theme: &Theme, now: Timestamp) -> Row {
    let row = |text: String, at| {
        Row::new("·", theme.dim, text, theme.text).aside(relative_time(Some(at), now), theme.dim).fix(FixedBy::Key)
    };
    match since {
        KeyAge::Since { at, .. } => row(format!("In use since {}", short_time(Some(at))), at),
        KeyAge::AtLeast(at) => row(format!("In use since {} or earlier", short_time(Some(at))), at),
        KeyAge::Unknown => Row::new("·", theme.dim, "In use since an unknown time", theme.dim).fix(FixedBy::Key),
    }
}

/// The secrets by key, or the progress of the check that counts them.
fn secrets(data: &Data, pane: &mut Pane, theme: &Theme) {
    if let Some(meter) = &data.check {
        pane.push(Row::new("…", theme.accent, format!("Checking secrets: {}", meter.summary()), theme.dim));
        if let Some(share) = meter.fraction().filter(|_| meter.has_begun()) {
            let done = (share.clamp(0.0, 1.0) * 1_000.0) as u64;
            pane.push(Row::bar(vec![(done, "█", theme.accent), (1_000 - done, "░", theme.dim)]));
        }
    } else if let Some(secrets) = shown(&data.secrets, pane, theme) {
        by_key(secrets, pane, theme);
    }
}

fn by_key(secrets: &SecretsByKey, pane: &mut Pane, theme: &Theme) {
    if secrets.total == 0 {
        return pane.push(Row::new("·", theme.dim, "No secrets", theme.dim).fix(FixedBy::Variables));
    }
    let plaintext = if secrets.has_usual_plaintext { theme.dim } else { theme.warning };
    let active = secrets.keys.iter().filter(|key| key.is_active).map(|key| key.count).sum();
    pane.push(Row::bar(vec![
        (active, "█", theme.ok),
        (secrets.by_previous_keys(), "▒", theme.warning),
        (secrets.plaintext, "░", plaintext),
        (secrets.undecryptable, "✗", theme.danger),
    ]));
    let all = count(secrets.total, "secret");
    for key in secrets.keys.iter().filter(|key| key.is_active || key.count > 0) {
        let number = grouped(key.count);
        let row = if key.is_active {
            Row::new("█", theme.ok, format!("{number} of {all} by the active key"), theme.text).fix(FixedBy::Key)
        } else {
            let text = format!("{number} by the fallback key {}", key.fingerprint);
            Row::new("▒", theme.warning, text, theme.text).fix(FixedBy::Rotation)
        };
        pane.push(row);
    }
    if secrets.plaintext > 0 {
        let text = format!("{} not encrypted", grouped(secrets.plaintext));
        pane.push(Row::new("░", plaintext, text, theme.text).fix(FixedBy::Variables));
    }
    if secrets.undecryptable > 0 {
        let text = format!("{} cannot be decrypted", grouped(secrets.undecryptable));
        pane.concern(Severity::Problem, text, FixedBy::Key, theme);
        for one in &secrets.named {
            pane.push(undecryptable(one, theme));
        }
        let more = secrets.undecryptable.saturating_sub(secrets.named.len() as u64);
        if more > 0 {
            pane.push(Row::new("…", theme.dim, format!("and {} more", grouped(more)), theme.dim).fix(FixedBy::Key));
        }
    }
}

/// A secret that cannot be decrypted, by its owner and name; Enter leads to it.
fn undecryptable(one: &UndecryptableSecret, theme: &Theme) -> Row {
    let owner = one.owner.as_deref().unwrap_or("no owner");
    let name = one.variable.as_deref().unwrap_or("Kozmoai Store API key");
    let text = format!("{}: {}", text::clean(owner), text::clean(name));
    let route = if one.variable.is_some() { Route::Variables } else { Route::Users };
    let jump = one.owner.clone().map_or(Jump::Fix(FixedBy::Key), |username| Jump::Owner { username, route });
    Row::new("·", theme.danger, text, theme.text).aside(one.reason, theme.dim).jump(jump)
}
