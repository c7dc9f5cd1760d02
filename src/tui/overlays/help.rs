//! The keyboard shortcuts: all actions of the screen, and why some are disabled.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::event::Event;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::paint::{draw_str, width, wrap};
use crate::tui::widgets::scroll::Scroll;

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
        let mut entries: Vec<(&str, String, Style, Style)> = Vec::new();
        for Entry { keys, title, disabled, .. } in &self.entries {
            entries.push(match disabled {
                None => (keys, (*title).to_owned(), theme.accent, theme.text),
                Some(why) => (keys, format!("{title} ({why})"), theme.dim, theme.dim),
            });
        }
        entries.extend(moves.map(|(keys, title)| (keys, title.to_owned(), theme.accent, theme.text)));
        let columns = 72.min(area.width.saturating_sub(4));
        let indent = entries.iter().map(|(keys, ..)| width(keys)).max().unwrap_or(0) + 2;
        let room = usize::from(columns).saturating_sub(indent).max(1);
        // A title that is too long for its line continues below, without its keys.
        let lines: Vec<(&str, String, Style, Style)> = entries
            .into_iter()
            .flat_map(|(keys, title, key_style, style)| {
                let keys = std::iter::once(keys).chain(std::iter::repeat(""));
                keys.zip(wrap(&title, room)).map(move |(keys, line)| (keys, line, key_style, style))
            })
            .collect();
        let rows = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let inner = frame(buffer, area, theme, "Keyboard shortcuts", columns, rows, false);
        let body = Rect { height: inner.height.saturating_sub(2), ..inner };
        let indent = u16::try_from(indent).unwrap_or(u16::MAX);
        let skip = self.scroll.top(lines.len(), body.height.into());
        for ((keys, title, key_style, style), y) in lines.iter().skip(skip).zip(body.y..body.bottom()) {
            draw_str(buffer, body, body.x, y, keys, *key_style);
            draw_str(buffer, body, body.x.saturating_add(indent), y, title, *style);
        }
        let foot = if lines.len() > body.height.into() { "↑ ↓ More · Esc Close" } else { "Esc Close" };
        draw_str(buffer, inner, inner.x, inner.bottom().saturating_sub(1), foot, theme.dim);
        None
    }
}
