//! What works here: every action of the screen, those that can't be done right now with the reason.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Event;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::paint::{put, width};

/// An action as help and palette show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Names it.
    pub id: crate::tui::action::Id,
    /// What it does.
    pub title: &'static str,
    /// Its keys.
    pub keys: String,
    /// Why it can't be done right now, if so.
    pub disabled: Option<String>,
}

/// The help.
#[derive(Debug)]
pub struct Help {
    entries: Vec<Entry>,
    scroll: u16,
}

impl Help {
    /// A help of these actions.
    pub const fn new(entries: Vec<Entry>) -> Self {
        Self { entries, scroll: 0 }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Event {
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q' | '?') => return Event::Close,
            KeyCode::Down | KeyCode::Char('j') => self.scroll = self.scroll.saturating_add(1),
            KeyCode::PageDown => self.scroll = self.scroll.saturating_add(10),
            KeyCode::Up | KeyCode::Char('k') => self.scroll = self.scroll.saturating_sub(1),
            KeyCode::PageUp => self.scroll = self.scroll.saturating_sub(10),
            _ => {}
        }
        Event::Taken
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let rows = u16::try_from(self.entries.len()).unwrap_or(u16::MAX).saturating_add(4);
        let inner = frame(buffer, area, theme, "What works here", 72.min(area.width.saturating_sub(4)), rows, false);
        let body = Rect { height: inner.height.saturating_sub(2), ..inner };
        let keys = self.entries.iter().map(|entry| width(&entry.keys)).max().unwrap_or(0);
        let indent = u16::try_from(keys).unwrap_or(0) + 2;
        let lines = u16::try_from(self.entries.len()).unwrap_or(u16::MAX) + 2;
        let skip = self.scroll.min(lines.saturating_sub(body.height));
        let moves = [("↑ ↓ PgUp PgDn Home End", "move; also j, k, g, G"), ("Esc", "go back; never quits")];
        let mut y = body.y;
        for entry in self.entries.iter().skip(skip.into()) {
            let (style, title) = match &entry.disabled {
                None => (theme.text, entry.title.to_owned()),
                Some(why) => (theme.dim, format!("{} ({why})", entry.title)),
            };
            put(buffer, body, body.x, y, &entry.keys, if entry.disabled.is_none() { theme.accent } else { theme.dim });
            put(buffer, body, body.x + indent, y, &title, style);
            y += 1;
        }
        for (key, title) in moves {
            let x = put(buffer, body, body.x, y, key, theme.accent);
            put(buffer, body, (x + 2).max(body.x + indent), y, title, theme.text);
            y += 1;
        }
        let foot = if lines > body.height { "↑ ↓ more · Esc close" } else { "Esc close" };
        put(buffer, inner, inner.x, inner.bottom().saturating_sub(1), foot, theme.dim);
        None
    }
}
