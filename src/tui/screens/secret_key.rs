//! The secret key: what may be known of it, whether the store is under it, which key opens which value.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::{exact_moment, list_unreadable, tell_unfinished};
use crate::error::Error;
use crate::model::Timestamp;
use crate::service::keys::{KeyState, Strength};
use crate::service::rotation::{KeyCheck, Progress, Unfinished};
use crate::text::count;
use crate::tui::theme::Theme;
use crate::tui::widgets::list::grouped;
use crate::tui::widgets::meter::Meter;
use crate::tui::widgets::paint::put;
use crate::tui::widgets::scroll::Scroll;
use crate::tui::widgets::text::Text;

/// What came of opening every value.
#[derive(Debug)]
enum Check {
    Never,
    Going(Meter),
    Done(Timestamp, Box<KeyCheck>),
    Failed(String),
}

/// The secret key screen.
#[derive(Debug)]
pub struct SecretKeyScreen {
    state: Option<KeyState>,
    check: Check,
    /// How far it is scrolled.
    pub scroll: Scroll,
}

impl Default for SecretKeyScreen {
    fn default() -> Self {
        Self { state: None, check: Check::Never, scroll: Scroll::default() }
    }
}

impl SecretKeyScreen {
    /// Takes what is known of the keys now.
    pub fn take(&mut self, state: KeyState) {
        self.state = Some(state);
    }

    /// A rotation that was begun and not ended.
    pub fn unfinished(&self) -> Option<&Unfinished> {
        self.state.as_ref()?.unfinished.as_ref()
    }

    /// Whether the database is bound to another key than the active one.
    pub fn is_bound_otherwise(&self) -> bool {
        let Some(state) = &self.state else { return false };
        let active = state.current.as_ref().and_then(|facts| facts.key.as_ref().ok()).map(|(fingerprint, _)| fingerprint);
        active.is_some_and(|active| state.mark.as_ref().is_some_and(|mark| mark.fingerprint != *active))
    }

    /// A check begins.
    pub fn begin_check(&mut self, now: Timestamp) {
        self.check = Check::Going(Meter::new(now));
    }

    /// Whether a check is on its way.
    pub const fn is_checking(&self) -> bool {
        matches!(self.check, Check::Going(_))
    }

    /// The check is so far.
    pub const fn tell(&mut self, progress: Progress, now: Timestamp) {
        if let Check::Going(meter) = &mut self.check {
            meter.tell(progress.done, progress.total, now);
        }
    }

    /// The check has ended.
    pub fn end_check(&mut self, outcome: Result<KeyCheck, Error>, now: Timestamp) {
        self.check = match outcome {
            Ok(check) => Check::Done(now, Box::new(check)),
            Err(error) => Check::Failed(error.to_string()),
        };
    }

    /// What was checked is so no longer.
    pub fn forget_check(&mut self) {
        if !self.is_checking() {
            self.check = Check::Never;
        }
    }

    /// Draws it.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) {
        put(buffer, area, area.x + 2, area.y, "Secret key", theme.accent);
        let body =
            Rect { x: area.x + 2, y: area.y + 2, width: area.width.saturating_sub(3), height: area.height.saturating_sub(2) };
        let body = body.intersection(area);
        let Some(state) = &self.state else {
            put(buffer, body, body.x, body.y, "Loading …", theme.dim);
            return;
        };
        let mut text = Text::default();
        if let Some(rotation) = &state.unfinished {
            tell_unfinished(&mut text, rotation, theme);
            text.words("e resumes it: what is left is done.  x takes it back: everything is as before.", theme.accent);
            text.gap();
        }
        tell_state(&mut text, state, theme);
        text.gap();
        self.tell_check(&mut text, theme);
        text.draw(buffer, body, theme, &self.scroll);
    }

    fn tell_check(&self, text: &mut Text, theme: &Theme) {
        match &self.check {
            Check::Never => text.words("c opens every secret and says which key opens it.", theme.dim),
            Check::Going(meter) => {
                text.words("Opening every secret; Esc ends that.", theme.heading);
                meter.write("Secrets", text, theme);
            }
            Check::Failed(why) => text.words(format!("! {why}"), theme.danger),
            Check::Done(at, check) => tell_checked(text, *at, check, theme),
        }
    }
}

fn tell_state(text: &mut Text, state: &KeyState, theme: &Theme) {
    let fingerprint = tell_key(text, state, theme);
    let (store, style) = match (&state.mark, fingerprint) {
        (None, _) => ("remembers no key yet: it will be the one its first secret is kept under".to_owned(), theme.text),
        (Some(mark), Some(ours)) if mark.fingerprint == ours => ("✓ is under this key".to_owned(), theme.ok),
        (Some(mark), _) => {
            let known = state.fallbacks.iter().any(|key| key.value.as_ref() == Ok(&mark.fingerprint));
            let cure = if known {
                "it is among the older keys: R brings every secret under this one"
            } else {
                "set that one, or adopt this one with a"
            };
            (format!("! is under another key, {} (from {}): {cure}", mark.fingerprint, mark.origin), theme.danger)
        }
    };
    text.fact("The store", store, style);
    if state.fallbacks.is_empty() {
        text.fact("Older keys", "none", theme.text);
    }
    for (place, key) in state.fallbacks.iter().enumerate() {
        let name = if place == 0 { "Older keys" } else { "" };
        match &key.value {
            Ok(fingerprint) => text.fact(name, format!("{fingerprint}  ({})", key.origin), theme.text),
            Err(why) => text.fact(name, format!("! unusable: {why}"), theme.danger),
        }
    }
}

/// What is known of the key in force; gives its name.
fn tell_key<'a>(text: &mut Text, state: &'a KeyState, theme: &Theme) -> Option<&'a str> {
    let Some(facts) = &state.current else {
        text.fact("Key", "! none is set: n makes one, to be written into the .env that is read at the start", theme.danger);
        return None;
    };
    let fingerprint = match &facts.key {
        Ok((fingerprint, strength)) => {
            text.fact("Fingerprint", fingerprint.clone(), theme.accent);
            let (words, style): (_, Style) = match strength {
                Strength::Full => ("✓ 32 random bytes: nobody guesses it", theme.ok),
                Strength::Derived if state.is_newer_generation => {
                    ("! derived from a short text, and guessed as easily as that", theme.warning)
                }
                Strength::Derived => (
                    "! derived from a short text, and guessed as easily as that: R brings every secret under a full one",
                    theme.warning,
                ),
            };
            text.fact("Strength", words, style);
            Some(fingerprint.as_str())
        }
        Err(why) => {
            text.fact("Key", format!("! unusable: {why}"), theme.danger);
            None
        }
    };
    text.fact("Origin", facts.origin.to_string(), theme.text);
    fingerprint
}

fn tell_checked(text: &mut Text, at: Timestamp, check: &KeyCheck, theme: &Theme) {
    let tally = &check.tally;
    text.words(format!("Checked at {}", exact_moment(Some(at))), theme.heading);
    text.fact("Secrets", grouped(tally.total), theme.text);
    text.fact("This key", grouped(tally.current), theme.text);
    for (fingerprint, values) in &check.fallbacks {
        text.fact("Older key", format!("{} ({fingerprint})", grouped(*values)), theme.text);
    }
    let (plain, unreadable) = (tally.plaintext, tally.unreadable.len() as u64);
    let style = |bad: u64, style: Style| if bad > 0 { style } else { theme.text };
    text.fact("Plain text", grouped(plain), style(if check.has_usual_plaintext { 0 } else { plain }, theme.warning));
    text.fact("Unreadable", grouped(unreadable), style(unreadable, theme.danger));
    if check.strays.count > 0 {
        let what = format!("{} outside the inventory look encrypted", count(check.strays.count, "value"));
        let then = if check.strays.decrypted_count > 0 { "a rotation refuses to begin" } else { "a rotation leaves them" };
        text.words(format!("! {what}; {then}."), theme.warning);
    }
    if unreadable == 0 {
        if check.strays.count == 0 {
            text.words("✓ Every key is at hand.", theme.ok);
        }
        return;
    }
    let they = count(unreadable, "secret");
    text.words(
        format!("! {they} cannot be decrypted. Add the keys that they are encrypted with to KOZMOAI_SECRET_KEY_FALLBACKS, or set them again:"),
        theme.danger,
    );
    list_unreadable(text, &tally.unreadable, theme);
}
