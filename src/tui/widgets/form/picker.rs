//! The name of a user, picked from those that match what is typed. Whoever owns the form asks the database for them.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::error::{Error, UserError};
use crate::service::user_search::FoundUsers;
use crate::tui::theme::Theme;
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::matching::{draw_marked, places_of};
use crate::tui::widgets::paint::draw_str;

/// The most names that are shown at once.
const MOST_ROWS: usize = 5;

/// A user to be picked.
#[derive(Debug)]
pub(super) struct UserPicker {
    pub(super) input: TextInput,
    /// Whether it may stay empty.
    is_optional: bool,
    /// The text that was last looked for.
    asked: Option<String>,
    /// The names that were found, with the text they match.
    found: Option<(String, FoundUsers)>,
    /// The highlighted name.
    current: Option<usize>,
}

impl UserPicker {
    /// Creates a picker with an initial name.
    pub(super) fn new(initial: &str, is_optional: bool) -> Self {
        Self { input: TextInput::with(initial), is_optional, asked: None, found: None, current: None }
    }

    /// The text to look for, unless that was asked for already.
    pub(super) fn wanted(&mut self) -> Option<String> {
        let text = self.input.value();
        if self.asked.as_deref() == Some(text) {
            return None;
        }
        self.asked = Some(text.to_owned());
        self.asked.clone()
    }

    /// Takes the names that match a text, unless another one was typed meanwhile.
    pub(super) fn take(&mut self, text: String, found: FoundUsers) {
        if text == self.input.value() {
            self.current = (!text.is_empty() && !found.names.is_empty()).then_some(0);
            self.found = Some((text, found));
        }
    }

    /// The names that match what is typed now, if they are known.
    fn matches(&self) -> Option<&FoundUsers> {
        self.found.as_ref().filter(|(text, _)| text == self.input.value()).map(|(_, found)| found)
    }

    /// The names to show: until new ones arrive, the previous ones.
    fn shown(&self) -> &[String] {
        self.found.as_ref().map_or(&[], |(_, found)| &found.names)
    }

    /// Moves the highlight; false if there is nothing to move to.
    pub(super) fn go(&mut self, down: bool) -> bool {
        let last = self.matches().and_then(|found| found.names.len().checked_sub(1));
        let (current, is_moved) = match (last, self.current, down) {
            (None, current, _) | (Some(_), current @ None, false) => (current, false),
            (Some(_), None, true) => (Some(0), true),
            (Some(last), Some(current), true) => (Some((current + 1).min(last)), true),
            (Some(_), Some(0), false) => (None, true),
            (Some(_), Some(current), false) => (Some(current - 1), true),
        };
        self.current = current;
        is_moved
    }

    /// Highlights the name in a row.
    pub(super) fn highlight(&mut self, row: usize) {
        let place = self.top() + row;
        if row < MOST_ROWS && self.matches().is_some_and(|found| place < found.names.len()) {
            self.current = Some(place);
        }
    }

    /// The first name that is shown.
    fn top(&self) -> usize {
        self.current.unwrap_or(0).saturating_sub(MOST_ROWS - 1)
    }

    /// Takes the highlighted name; true if that changes the text.
    pub(super) fn accept(&mut self) -> bool {
        let Some(name) = self.matches().and_then(|found| found.names.get(self.current?)).cloned() else { return false };
        if name == self.input.value() {
            return false;
        }
        let found = FoundUsers { names: vec![name.clone()], has_more: false };
        self.input = TextInput::with(&name);
        self.asked = Some(name.clone());
        self.take(name, found);
        true
    }

    /// Handles a key; false if it has no meaning here.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        !matches!(key.code, KeyCode::Up | KeyCode::Down) && self.input.key(key)
    }

    /// Why nobody is picked, as far as that is known.
    pub(super) fn refusal(&self) -> Option<String> {
        let username = self.input.value();
        let is_missing = !(self.is_optional && username.is_empty())
            && self.matches().is_some_and(|found| found.names.iter().all(|name| name != username));
        is_missing.then(|| Error::from(UserError::UserNotFound { username: username.to_owned() }).to_string())
    }

    /// The number of rows that the names need.
    pub(super) fn rows(&self) -> usize {
        let more = self.found.as_ref().is_some_and(|(_, found)| found.has_more);
        self.shown().len().min(MOST_ROWS) + usize::from(more || self.shown().len() > MOST_ROWS)
    }

    /// Draws a row of the names.
    pub(super) fn draw_row(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, row: usize) {
        let names = self.shown();
        if row >= MOST_ROWS {
            draw_str(buffer, area, area.x + 2, area.y, "… more; type to narrow down", theme.dim);
            return;
        }
        let top = self.top();
        let Some(name) = names.get(top + row) else { return };
        let is_current = self.current == Some(top + row) && self.matches().is_some();
        let style = if is_current { theme.selection } else { theme.text };
        buffer.set_style(area, style);
        let x = draw_str(buffer, area, area.x, area.y, if is_current { "› " } else { "  " }, style);
        draw_marked(buffer, area, x, area.y, name, style, &places_of(self.input.value(), name));
    }
}
