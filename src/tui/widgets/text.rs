//! A text of facts and sentences, wrapped to its area, and scrolled if it is longer.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::paint::{bar, draw_str, hard_wrap, rows, width, wrap};
use super::scroll::Scroll;
use crate::secret::{ExposeSecret, Secret};
use crate::tui::theme::Theme;

/// The maximum width of a bar.
const BAR_COLUMNS: usize = 60;

/// A piece of a text.
#[derive(Debug)]
enum Piece {
    Fact(Head, String, Style),
    Words(String, Style),
    /// Wrapped with all its blanks.
    Secret(Secret, Style),
    /// The fraction that is done, from 0 to 1.
    Bar(f64),
}

/// The name of a fact, and its style if it is not the usual one.
type Head = (String, Option<Style>);

/// A line of the drawn text.
type Line<'a> = (Option<(&'a str, Option<Style>)>, String, Style);

/// A text.
#[derive(Debug, Default)]
pub struct Text {
    pieces: Vec<Piece>,
    /// The number of pieces whose last one stays visible until the user scrolls.
    in_sight: usize,
}

impl Text {
    /// Adds a name and its value.
    pub fn fact(&mut self, name: impl Into<String>, value: impl Into<String>, style: Style) {
        self.pieces.push(Piece::Fact((name.into(), None), value.into(), style));
    }

    /// Adds a name and its value in the same style.
    pub fn highlight(&mut self, name: impl Into<String>, value: impl Into<String>, style: Style) {
        self.styled_fact(name, style, value, style);
    }

    /// Adds a name and its value, each in its style.
    pub fn styled_fact(&mut self, name: impl Into<String>, head: Style, value: impl Into<String>, style: Style) {
        self.pieces.push(Piece::Fact((name.into(), Some(head)), value.into(), style));
    }

    /// Adds a secret.
    pub fn secret(&mut self, secret: Secret, style: Style) {
        self.pieces.push(Piece::Secret(secret, style));
    }

    /// Adds sentences.
    pub fn paragraph(&mut self, words: impl Into<String>, style: Style) {
        self.pieces.push(Piece::Words(words.into(), style));
    }

    /// Adds an empty line.
    pub fn blank_line(&mut self) {
        self.paragraph("", Style::new());
    }

    /// Adds a progress bar.
    pub fn bar(&mut self, done: f64) {
        self.pieces.push(Piece::Bar(done));
    }

    /// Keeps the last piece visible until the user scrolls.
    pub const fn keep_visible(&mut self) {
        self.in_sight = self.pieces.len();
    }

    /// The number of rows at a width.
    pub fn height(&self, columns: u16) -> u16 {
        rows(self.lines(&self.pieces, columns, Style::new()).len())
    }

    /// The width of the names and a gap.
    fn indent(&self) -> usize {
        let names = |piece: &Piece| if let Piece::Fact((name, _), ..) = piece { width(name) } else { 0 };
        self.pieces.iter().map(names).max().filter(|columns| *columns > 0).map_or(0, |columns| columns + 2)
    }

    /// The lines of these pieces, each with its name.
    fn lines<'a>(&self, pieces: &'a [Piece], columns: u16, bar_style: Style) -> Vec<Line<'a>> {
        let columns = usize::from(columns).max(1);
        let room = columns.saturating_sub(self.indent()).max(1);
        let mut lines = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Fact((name, head), value, style) => {
                    let names = std::iter::once(name.as_str()).chain(std::iter::repeat(""));
                    lines.extend(names.zip(wrap(value, room)).map(|(name, line)| (Some((name, *head)), line, *style)));
                }
                Piece::Words(words, style) => {
                    lines.extend(wrap(words, columns).into_iter().map(|line| (None, line, *style)));
                }
                Piece::Secret(secret, style) => {
                    lines.extend(hard_wrap(secret.expose_secret(), columns).into_iter().map(|line| (None, line, *style)));
                }
                Piece::Bar(done) => lines.push((None, bar(*done, columns.min(BAR_COLUMNS)), bar_style)),
            }
        }
        lines
    }

    /// Draws it; if it does not fit, the last line says so.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, scroll: &Scroll) {
        let is_long = self.height(area.width) > area.height;
        self.draw_body(buffer, Rect { height: area.height.saturating_sub(u16::from(is_long)), ..area }, theme, scroll);
        if is_long {
            draw_str(buffer, area, area.x, area.bottom().saturating_sub(1), "↑ ↓ More", theme.dim);
        }
    }

    /// Draws as much of it as fits.
    pub fn draw_body(&self, buffer: &mut Buffer, body: Rect, theme: &Theme, scroll: &Scroll) {
        let lines = self.lines(&self.pieces, body.width, theme.accent);
        let kept = self.lines(&self.pieces[..self.in_sight], body.width, theme.accent).len();
        let skip = scroll.follow(kept, lines.len(), body.height.into());
        let aside = body.x.saturating_add(rows(self.indent()));
        for ((name, line, style), y) in lines.iter().skip(skip).zip(body.y..body.bottom()) {
            if let Some((name, head)) = name {
                draw_str(buffer, body, body.x, y, name, head.unwrap_or(theme.dim));
            }
            draw_str(buffer, body, if name.is_some() { aside } else { body.x }, y, line, *style);
        }
    }
}
