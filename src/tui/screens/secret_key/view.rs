//! Drawing the secret key.

use super::{Check, SecretKeyScreen};
use crate::model::KeyBinding;
use crate::service::keys::{KeyCheck, KeyState, Strength};
use crate::service::rotation::Phase;
use crate::tui::parts::rotation::{list_undecryptable, write_unfinished};
use crate::tui::screen::prelude::*;

/// The keys that the text names.
const KEYS: &[(&str, KeyCode)] = &[
    ("e Resume", KeyCode::Char('e')),
    ("x Roll back", KeyCode::Char('x')),
    ("a Adopt", KeyCode::Char('a')),
    ("Esc Discard this plan", KeyCode::Esc),
    ("Esc Cancel", KeyCode::Esc),
];

impl View for SecretKeyScreen {
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, env: &Env) -> Option<Position> {
        let area = self.history.draw(buffer, area, theme, env.now);
        let x = draw_str(buffer, area, area.x + 2, area.y, "Secret key", theme.accent);
        let body = text_body(area);
        if matches!(self.check, Check::Planned(_)) {
            draw_str(buffer, area, x, area.y, " · plan to adopt the key", theme.dim);
        }
        self.text(theme, env.info.read_only).draw(buffer, body, theme, &self.scroll);
        self.hints.find(buffer, body, KEYS);
        None
    }

    fn has_relative_times(&self) -> bool {
        self.history.is_shown()
    }
}

impl SecretKeyScreen {
    /// The text. A read-only console names no step that it refuses.
    fn text(&self, theme: &Theme, is_read_only: bool) -> Text {
        let mut text = Text::default();
        match (&self.check, &self.state) {
            (Check::Planned(plan), _) => plan.write(&mut text, theme),
            (_, None) => text.paragraph("Loading …", theme.dim),
            (_, Some(state)) => {
                if let Some(rotation) = &state.rotation {
                    write_unfinished(&mut text, rotation, theme);
                    let is_rolled_back = rotation.phase == Phase::RolledBack;
                    let (next, style) = match (is_read_only, is_rolled_back) {
                        (true, true) => ("It can be resumed in a console that is not read-only.", theme.text),
                        (true, false) => ("It can be resumed or rolled back in a console that is not read-only.", theme.text),
                        (false, true) => ("e Resume", theme.accent),
                        (false, false) => ("e Resume · x Roll back", theme.accent),
                    };
                    text.paragraph(next, style);
                    text.blank_line();
                }
                write_state(&mut text, state, is_read_only, theme);
                text.blank_line();
                self.write_check(&mut text, theme);
            }
        }
        text
    }

    fn write_check(&self, text: &mut Text, theme: &Theme) {
        match &self.check {
            // A plan replaces the whole text.
            Check::Planned(_) => {}
            Check::Never => text.paragraph("Press c to verify that every secret can be decrypted.", theme.dim),
            Check::Running(meter) => {
                text.paragraph("Checking every secret · Esc Cancel", theme.heading);
                meter.write("Secrets", text, theme);
            }
            Check::Failed(why) => text.paragraph(format!("! {why}"), theme.danger),
            Check::Done(at, check, named) => write_result(text, *at, check, named, theme),
        }
    }
}

fn write_state(text: &mut Text, state: &KeyState, is_read_only: bool, theme: &Theme) {
    let fingerprint = write_key(text, state, is_read_only, theme);
    let (database, style) = match (&state.binding, fingerprint) {
        (Some(binding), _) if state.current.is_none() && is_read_only => {
            (format!("bound to the key {}", binding.fingerprint), theme.text)
        }
        (Some(KeyBinding { fingerprint, .. }), _)
            if state.current.is_none()
                && state
                    .rotation
                    .as_ref()
                    .is_some_and(|it| [&it.old_fingerprint, &it.new_fingerprint].contains(&fingerprint)) =>
        {
            (format!("bound to the key {fingerprint}, which the rotation's journal has: resume it"), theme.text)
        }
        (Some(binding), _) if state.current.is_none() => (
            format!(
                "bound to the key {}. Only if that is lost: press n to generate another one, restart the console with it, then press \
                 a to adopt it",
                binding.fingerprint
            ),
            theme.text,
        ),
        (None, _) => ("no key recorded for this database yet".to_owned(), theme.text),
        (Some(binding), Some(ours)) if binding.fingerprint == ours => ("✓ uses this key".to_owned(), theme.ok),
        (Some(binding), _) => {
            let known = state.fallbacks.iter().any(|key| key.value.as_ref() == Ok(&binding.fingerprint));
            let fix = match (known, is_read_only) {
                (true, true) => "it is one of the fallback keys",
                (true, false) => "it is one of the fallback keys; press R to rotate to the active key",
                (false, true) => "set that key, and restart the console",
                (false, false) => "set that key, or press a to adopt the active key",
            };
            (format!("! uses another key, {} (from {}): {fix}", binding.fingerprint, binding.origin), theme.danger)
        }
    };
    text.fact("Database", database, style);
    if state.fallbacks.is_empty() {
        text.fact("Fallback keys", "none", theme.text);
    }
    for (place, key) in state.fallbacks.iter().enumerate() {
        let name = if place == 0 { "Fallback keys" } else { "" };
        match &key.value {
            Ok(fingerprint) => text.fact(name, format!("{fingerprint}  ({})", key.origin), theme.text),
            Err(error) => text.fact(name, format!("! {error}"), theme.danger),
        }
    }
}

/// Describes the active key; returns its fingerprint.
fn write_key<'a>(text: &mut Text, state: &'a KeyState, is_read_only: bool, theme: &Theme) -> Option<&'a str> {
    let Some(facts) = &state.current else {
        let fix = match &state.binding {
            Some(KeyBinding { fingerprint, origin }) => {
                format!("set the key {fingerprint} (from {origin}) that this database is bound to, and restart the console")
            }
            None if is_read_only => "a console that is not read-only generates one".to_owned(),
            None => "press n to generate one, and write it to the .env file that is read at startup".to_owned(),
        };
        text.fact("Key", format!("! not set; {fix}"), theme.danger);
        return None;
    };
    let fingerprint = match &facts.key {
        Ok((fingerprint, strength)) => {
            text.fact("Fingerprint", fingerprint.clone(), theme.accent);
            let (strength, style): (_, Style) = match strength {
                Strength::Full => ("✓ Strong: 256 random bits", theme.ok),
                Strength::Derived if state.is_newer_generation || is_read_only => {
                    ("! Weak: derived from a short passphrase", theme.warning)
                }
                Strength::Derived => {
                    ("! Weak: derived from a short passphrase; press R to rotate to a strong key", theme.warning)
                }
            };
            text.fact("Strength", strength, style);
            Some(fingerprint.as_str())
        }
        Err(error) => {
            text.fact("Key", format!("! {error}"), theme.danger);
            None
        }
    };
    text.fact("Origin", facts.origin.to_string(), theme.text);
    fingerprint
}

fn write_result(text: &mut Text, at: Timestamp, check: &KeyCheck, named: &[String], theme: &Theme) {
    let stats = &check.stats;
    text.paragraph(format!("Checked at {}", exact_time(Some(at))), theme.heading);
    text.fact("Secrets", grouped(stats.total), theme.text);
    text.fact("Active key", grouped(stats.current), theme.text);
    for (fingerprint, values) in &check.fallbacks {
        text.fact("Fallback key", format!("{} ({fingerprint})", grouped(*values)), theme.text);
    }
    let (plain, unreadable) = (stats.plaintext, stats.unreadable.len() as u64);
    let style = |bad: u64, style: Style| if bad > 0 { style } else { theme.text };
    text.fact("Plaintext", grouped(plain), style(if check.has_usual_plaintext { 0 } else { plain }, theme.warning));
    text.fact("Undecryptable", grouped(unreadable), style(unreadable, theme.danger));
    if check.unknown_tokens.count > 0 {
        let values = count(check.unknown_tokens.count, "unknown encrypted value");
        let then = if check.unknown_tokens.decrypted_count > 0 {
            "a rotation refuses to start"
        } else {
            "a rotation does not change them"
        };
        text.paragraph(format!("! {values}; {then}."), theme.warning);
    }
    if unreadable == 0 {
        if check.unknown_tokens.count == 0 {
            text.paragraph("✓ All secrets can be decrypted.", theme.ok);
        }
        return;
    }
    let secrets = count(unreadable, "secret");
    text.paragraph(
        format!("! {secrets} cannot be decrypted. Add their keys to KOZMOAI_SECRET_KEY_FALLBACKS, or set them again:"),
        theme.danger,
    );
    list_undecryptable(text, named, unreadable, theme);
}
