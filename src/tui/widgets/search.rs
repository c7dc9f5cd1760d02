//! A search field that filters a list while the user types.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::input::TextInput;
use super::paint::{draw_str, width};
use super::pointer::{Gesture, Hits, Pointer};
use crate::tui::theme::Theme;

/// The width of the focused search field.
const COLUMNS: u16 = 24;

/// A search field.
#[derive(Clone, Debug, Default)]
pub struct Search {
    input: TextInput,
    typing: bool,
    hits: Hits<()>,
}

impl Search {
    /// A field with this text.
    pub fn of(text: &str) -> Self {
        let mut search = Self::default();
        search.input.insert(text);
        search
    }

    /// Focuses the field.
    pub const fn focus(&mut self) {
        self.typing = true;
    }

    /// The text, if any.
    pub fn text(&self) -> Option<String> {
        Some(self.input.value().to_owned()).filter(|text| !text.is_empty())
    }

    /// Handles a key: whether the text changed; none without the focus, where it takes no keys.
    pub fn key(&mut self, key: KeyEvent) -> Option<bool> {
        if !self.typing {
            return None;
        }
        match key.code {
            KeyCode::Enter | KeyCode::Down => self.typing = false,
            KeyCode::Esc => {
                self.typing = false;
                return Some(self.clear());
            }
            _ => {
                let before = self.input.value().len();
                return Some(self.input.key(key) && before != self.input.value().len());
            }
        }
        Some(false)
    }

    /// What is pressed in it; none without the focus.
    pub fn keys(&self) -> Option<Vec<(&'static str, &'static str)>> {
        self.typing.then(|| vec![("enter", "Keep"), ("esc", "Clear")])
    }

    /// Handles the mouse: a click on the field focuses it, and any other one takes the focus away. True if it was on the field.
    pub fn point(&mut self, pointer: Pointer) -> bool {
        let is_hit = self.hits.clicked(pointer).is_some();
        if pointer.gesture == Gesture::Click {
            self.typing = is_hit;
        }
        is_hit
    }

    /// Handles pasted text; false without the focus, where it takes none.
    pub fn paste(&mut self, text: &str) -> bool {
        if self.typing {
            self.input.insert(text);
        }
        self.typing
    }

    /// Clears the text; true if there was any.
    pub fn clear(&mut self) -> bool {
        !std::mem::take(&mut self.input).value().is_empty()
    }

    /// Draws it into a line. Returns the column after it and the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, line: Rect, theme: &Theme) -> (u16, Option<Position>) {
        self.hits.begin(line);
        if !self.typing && self.input.value().is_empty() {
            return (line.x, None);
        }
        let x = draw_str(buffer, line, line.x, line.y, "/", theme.accent);
        let end = line.right().max(x);
        if self.typing {
            let field = Rect { x, width: COLUMNS.min(end - x), height: 1, ..line };
            buffer.set_style(field.intersection(line), theme.field);
        }
        let room = Rect { x, width: end - x, ..line };
        draw_str(buffer, room, x, line.y, self.input.value(), if self.typing { theme.field } else { theme.text });
        let at = x.saturating_add(u16::try_from(width(self.input.before_cursor())).unwrap_or(u16::MAX));
        let cursor = Position { x: at.min(line.right().saturating_sub(1)), y: line.y };
        let after = x.saturating_add(u16::try_from(width(self.input.value())).unwrap_or(u16::MAX)).saturating_add(2);
        let after = after.min(line.right());
        self.hits.add(Rect { width: after - line.x.min(after), height: 1, ..line }, ());
        (after, self.typing.then_some(cursor))
    }
}
