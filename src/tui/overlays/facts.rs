//! Names and values to be read, and a secret that is shown this once.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Event, Next};
use crate::secret::{ExposeSecret, Secret};
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::paint::{put, width, wrap};

/// The columns taken if there is room.
const COLUMNS: u16 = 68;

/// Something to be read.
#[derive(Debug)]
pub struct Facts {
    title: String,
    facts: Vec<(String, String)>,
    secret: Option<Secret>,
    scroll: u16,
}

impl Facts {
    /// Names and values.
    pub fn new(title: impl Into<String>, facts: Vec<(String, String)>) -> Self {
        Self { title: title.into(), facts, secret: None, scroll: 0 }
    }

    /// A secret that is shown until this is closed, with what to know of it.
    pub fn secret(title: impl Into<String>, about: &str, secret: Secret) -> Self {
        Self { title: title.into(), facts: vec![(String::new(), about.to_owned())], secret: Some(secret), scroll: 0 }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Event {
        match (key.code, &self.secret) {
            (KeyCode::Char('c'), Some(secret)) => return Event::Stay(Next::Copy(secret.clone())),
            (KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q'), _) => return Event::Close,
            (KeyCode::Down | KeyCode::Char('j'), _) => self.scroll = self.scroll.saturating_add(1),
            (KeyCode::Up | KeyCode::Char('k'), _) => self.scroll = self.scroll.saturating_sub(1),
            _ => {}
        }
        Event::Taken
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let indent = self.facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let indent = if indent == 0 { 0 } else { indent + 2 };
        let room = usize::from(columns).saturating_sub(indent).max(1);
        let mut lines: Vec<(String, String)> = Vec::new();
        for (name, value) in &self.facts {
            for (place, line) in wrap(value, room).into_iter().enumerate() {
                lines.push((if place == 0 { name.clone() } else { String::new() }, line));
            }
        }
        let shown = self.secret.as_ref().map_or(0, |_| 2);
        let rows = u16::try_from(lines.len() + shown).unwrap_or(u16::MAX).saturating_add(2);
        let inner = frame(buffer, area, theme, &self.title, columns, rows, false);
        let body = Rect { height: inner.height.saturating_sub(1), ..inner };
        let most = u16::try_from(lines.len() + shown).unwrap_or(u16::MAX).saturating_sub(body.height);
        let skip = usize::from(self.scroll.min(most));
        let mut y = body.y;
        let x = inner.x + u16::try_from(indent).unwrap_or(0);
        for (name, value) in lines.iter().skip(skip) {
            put(buffer, body, body.x, y, name, theme.dim);
            put(buffer, body, x, y, value, theme.text);
            y += 1;
        }
        if let Some(secret) = &self.secret {
            put(buffer, body, body.x, y + 1, secret.expose_secret(), theme.accent);
        }
        let keys = if self.secret.is_some() { "c copy · Esc close" } else { "Esc close" };
        put(buffer, inner, inner.x, inner.bottom().saturating_sub(1), keys, theme.dim);
        None
    }
}
