//! Names and values, and secrets that are shown once.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::{SignedDuration, Timestamp};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::secret::Secret;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::paint::{draw_right, draw_str};
use crate::tui::widgets::pointer::{Hits, Pointer};
use crate::tui::widgets::scroll::Scroll;
use crate::tui::widgets::text::Text;

/// The preferred width.
const COLUMNS: u16 = 68;
/// How long a revealed value is shown.
const SHOWN_FOR: SignedDuration = SignedDuration::from_secs(15);

/// Names and values, or a secret.
#[derive(Debug)]
pub struct DetailsOverlay {
    title: String,
    facts: Vec<(String, String)>,
    secret: Option<Secret>,
    /// Whether the secret is a new key, which is copied or written without being shown.
    is_new_key: bool,
    /// When it closes, and the seconds left until then.
    until: Option<(Timestamp, i64)>,
    scroll: Scroll,
    /// The keys of the last line, where they can be clicked.
    hits: Hits<KeyCode>,
}

impl DetailsOverlay {
    /// Shows names and values.
    pub fn new(title: impl Into<String>, facts: impl IntoIterator<Item = (impl Into<String>, String)>) -> Self {
        Self {
            title: title.into(),
            facts: facts.into_iter().map(|(name, value)| (name.into(), value)).collect(),
            secret: None,
            is_new_key: false,
            until: None,
            scroll: Scroll::default(),
            hits: Hits::default(),
        }
    }

    /// Shows a secret until the overlay is closed, with a text about it.
    pub fn secret(title: impl Into<String>, about: &str, secret: Secret) -> Self {
        Self { secret: Some(secret), ..Self::new(title, [("", about.to_owned())]) }
    }

    /// Shows a generated password.
    pub fn generated_password(password: Secret) -> Self {
        Self::secret("Generated password", "Copy it now, it won't be shown again: only its hash is stored.", password)
    }

    /// Offers to copy a new key or to write it to a file; the key is masked.
    #[must_use]
    pub fn with_new_key(self, key: Secret) -> Self {
        Self { secret: Some(key), is_new_key: true, ..self }
    }

    /// Shows a secret for a limited time.
    pub fn revealed(title: impl Into<String>, about: &str, secret: Secret, now: Timestamp) -> Self {
        let until = now.checked_add(SHOWN_FOR).unwrap_or(now);
        Self { until: Some((until, SHOWN_FOR.as_secs())), ..Self::secret(title, about, secret) }
    }

    /// Whether it closes after some time.
    pub(super) const fn is_timed(&self) -> bool {
        self.until.is_some()
    }

    /// Handles the passing of time; false once the time is up.
    pub(super) fn tick(&mut self, now: Timestamp) -> bool {
        let Some((until, left)) = &mut self.until else { return true };
        let rest = until.duration_since(now);
        // If the clock is set back, the value is not shown for longer.
        *left = (rest.as_secs() + i64::from(rest.subsec_nanos() > 0)).min(*left);
        rest.is_positive() && rest <= SHOWN_FOR
    }

    pub(super) fn key<T: Clone>(&mut self, key: KeyEvent, write: Option<&T>) -> Event<T> {
        if let (KeyCode::Char('w'), Some(write)) = (key.code, write) {
            return Event::Stay(write.clone());
        }
        match (key.code, &self.secret) {
            (KeyCode::Char('c'), Some(secret)) => return Event::Copy(secret.clone()),
            (KeyCode::Esc | KeyCode::Char('q'), _) | (KeyCode::Enter, None) => return Event::Close,
            (code, _) if self.scroll.key(code) && (self.scroll.is_needed() || self.until.is_none()) => {}
            // Any other key hides a revealed value.
            _ if self.until.is_some() => return Event::Close,
            _ => {}
        }
        Event::Handled
    }

    /// Handles the mouse: a click on a key of the last line presses it.
    pub(super) fn point<T: Clone>(&mut self, pointer: Pointer, write: Option<&T>) -> Event<T> {
        if let Some(rows) = self.hits.scrolled(pointer) {
            self.scroll.scroll_by(rows);
        }
        let key = self.hits.clicked(pointer).map(|code| KeyEvent::new(code, KeyModifiers::NONE));
        key.map_or(Event::Handled, |key| self.key(key, write))
    }

    /// What is pressed in it; `writes` tells whether the secret can be written to a file.
    pub(super) fn keys(&self, writes: bool) -> Vec<(&'static str, &'static str)> {
        let copy = self.secret.is_some().then_some(("c", "Copy"));
        let write = writes.then_some(("w", "Write to file"));
        let scroll = self.scroll.is_needed().then_some(("↑ ↓", "Scroll"));
        copy.into_iter().chain(write).chain([("esc", "Close")]).chain(scroll).collect()
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let mut text = Text::default();
        for (name, value) in &self.facts {
            text.fact(name, value, theme.text);
        }
        if let Some(secret) = self.secret.as_ref().filter(|_| !self.is_new_key) {
            text.blank_line();
            text.secret(secret.clone(), theme.accent);
        }
        let copy = self.secret.is_some().then_some((KeyCode::Char('c'), "c Copy"));
        let write = self.is_new_key.then_some((KeyCode::Char('w'), "w Write to file"));
        let close = Some((KeyCode::Esc, "Esc Close"));
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let inner = frame(buffer, area, theme, &self.title, columns, text.height(columns).saturating_add(2), false);
        text.draw_body(buffer, Rect { height: inner.height.saturating_sub(2), ..inner }, theme, &self.scroll);
        let bottom = inner.bottom().saturating_sub(1);
        self.hits.begin(inner);
        let mut x = inner.x;
        if self.scroll.is_needed() {
            x = draw_str(buffer, inner, x, bottom, "↑ ↓ More · ", theme.dim);
        }
        for (place, (code, label)) in [copy, write, close].into_iter().flatten().enumerate() {
            if place > 0 {
                x = draw_str(buffer, inner, x, bottom, " · ", theme.dim);
            }
            let end = draw_str(buffer, inner, x, bottom, label, theme.dim);
            self.hits.add(Rect { x, y: bottom, width: end - x, height: 1 }, code);
            x = end;
        }
        if let Some((_, left)) = self.until {
            draw_right(buffer, inner, bottom, &format!("hides in {left} s"), theme.warning);
        }
        None
    }
}
