//! Names and values to be read, and a secret that is shown this once.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

use super::{Event, Next};
use crate::secret::{ExposeSecret, Secret};
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::paint::{put, width, wrap};
use crate::tui::widgets::scroll::Scroll;

/// The columns taken if there is room.
const COLUMNS: u16 = 68;

/// Something to be read.
#[derive(Debug)]
pub struct Facts {
    title: String,
    facts: Vec<(String, String)>,
    secret: Option<Secret>,
    scroll: Scroll,
}

impl Facts {
    /// Names and values.
    pub fn new(title: impl Into<String>, facts: Vec<(String, String)>) -> Self {
        Self { title: title.into(), facts, secret: None, scroll: Scroll::default() }
    }

    /// A secret that is shown until this is closed, with what to know of it.
    pub fn secret(title: impl Into<String>, about: &str, secret: Secret) -> Self {
        Self {
            title: title.into(),
            facts: vec![(String::new(), about.to_owned())],
            secret: Some(secret),
            scroll: Scroll::default(),
        }
    }

    pub(super) fn key(&mut self, key: KeyEvent) -> Event {
        match (key.code, &self.secret) {
            (KeyCode::Char('c'), Some(secret)) => return Event::Stay(Next::Copy(secret.clone())),
            (KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q'), _) => return Event::Close,
            (code, _) => _ = self.scroll.key(code),
        }
        Event::Taken
    }

    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = COLUMNS.min(area.width.saturating_sub(4));
        let indent = self.facts.iter().map(|(name, _)| width(name)).max().unwrap_or(0);
        let indent = if indent == 0 { 0 } else { indent + 2 };
        let room = usize::from(columns).saturating_sub(indent).max(1);
        let mut lines: Vec<(&str, String, Style)> = Vec::new();
        for (name, value) in &self.facts {
            let names = std::iter::once(name.as_str()).chain(std::iter::repeat(""));
            lines.extend(names.zip(wrap(value, room)).map(|(name, line)| (name, line, theme.text)));
        }
        if let Some(secret) = &self.secret {
            lines.push(("", String::new(), theme.text));
            lines.extend(wrap(secret.expose_secret(), room).into_iter().map(|line| ("", line, theme.accent)));
        }
        let rows = u16::try_from(lines.len() + 2).unwrap_or(u16::MAX);
        let inner = frame(buffer, area, theme, &self.title, columns, rows, false);
        let body = Rect { height: inner.height.saturating_sub(2), ..inner };
        let skip = self.scroll.top(lines.len(), body.height.into());
        let x = inner.x + u16::try_from(indent).unwrap_or(0);
        for ((name, value, style), y) in lines.iter().skip(skip).zip(body.y..body.bottom()) {
            put(buffer, body, body.x, y, name, theme.dim);
            put(buffer, body, x, y, value, *style);
        }
        let more = if lines.len() > body.height.into() { "↑ ↓ more · " } else { "" };
        let copy = if self.secret.is_some() { "c copy · " } else { "" };
        let keys = &format!("{more}{copy}Esc close");
        put(buffer, inner, inner.x, inner.bottom().saturating_sub(1), keys, theme.dim);
        None
    }
}
