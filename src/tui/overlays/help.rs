//! The keyboard shortcuts: all actions of the screen, and why some are disabled.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::tui::theme::Theme;
use crate::tui::widgets::scroll::Scroll;
use crate::tui::widgets::text::Text;

/// The preferred width.
const COLUMNS: u16 = 72;

/// An action as the keyboard shortcuts show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The title.
    pub title: &'static str,
    /// The keys.
    pub keys: String,
    /// Why it is disabled, if it is.
    pub disabled: Option<String>,
}

/// The overlay with the keyboard shortcuts.
#[derive(Debug)]
pub struct Help {
    entries: Vec<Entry>,
    scroll: Scroll,
}

impl Help {
    /// Lists these actions.
    pub fn new(entries: Vec<Entry>) -> Self {
        Self { entries, scroll: Scroll::default() }
    }

    pub(super) fn key<T>(&mut self, key: KeyEvent) -> Event<T> {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | '?') => return Event::Close,
            code => _ = self.scroll.key(code),
        }
        Event::Handled
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let moves = [("↑ ↓ Home End", "Move (also j, k, g, G, PgUp, PgDn)"), ("Esc", "Go back; never quits")];
        let mut text = Text::default();
        for Entry { keys, title, disabled, .. } in &self.entries {
            match disabled {
                None => text.styled_fact(keys, theme.accent, *title, theme.text),
                Some(why) => text.styled_fact(keys, theme.dim, format!("{title} ({why})"), theme.dim),
            }
        }
        for (keys, title) in moves {
            text.styled_fact(keys, theme.accent, title, theme.text);
        }
        text.draw_framed(buffer, area, theme, ("Keyboard shortcuts", COLUMNS, "Esc Close"), &self.scroll);
        None
    }
}
