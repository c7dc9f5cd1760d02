//! The first line: where the console works, as whom, and how.
//!
//! ```text
//!  kozmoai  kozmoai@db.example (postgresql)  key 4babe69b        READ-ONLY  AUTO LOGIN  admin · superuser
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::App;
use crate::tui::widgets::paint::{draw_str, truncate, width};

/// The blanks between two parts.
const GAP: usize = 2;
/// The columns to which the name of a database may be truncated.
const DATABASE: usize = 12;
/// The columns to which a username is truncated.
const USERNAME: usize = 24;
/// The same where there is less room.
const SHORT_USERNAME: usize = 12;
/// The width from which a username is shown as a whole.
const WIDE: u16 = 80;
/// The shown digits of a fingerprint.
const FINGERPRINT: usize = 8;

/// A part of the header.
struct Part {
    text: String,
    style: Style,
    /// The columns that it needs at least.
    least: usize,
    /// Whether it is at the right end.
    is_right: bool,
    /// The parts with the greatest numbers are left out first.
    rank: u8,
}

impl Part {
    fn left(rank: u8, text: impl Into<String>, style: Style) -> Self {
        let text = text.into();
        Self { least: width(&text), text, style, is_right: false, rank }
    }

    fn right(rank: u8, text: impl Into<String>, style: Style) -> Self {
        Self { is_right: true, ..Self::left(rank, text, style) }
    }
}

impl App {
    /// Draws the parts that there is room for, the most important ones first.
    pub(super) fn draw_header(&self, buffer: &mut Buffer, line: Rect) {
        // A blank at both ends.
        let line = Rect { x: line.x + 1, width: line.width.saturating_sub(2), ..line };
        let room = usize::from(line.width);
        let mut parts = self.header_parts(line.width);
        let needed = |parts: &[Part]| parts.iter().map(|part| part.least + GAP).sum::<usize>().saturating_sub(GAP);
        while needed(&parts) > room {
            let Some(last) = parts.iter().map(|part| part.rank).max() else { break };
            parts.retain(|part| part.rank != last);
        }
        let mut spare = room.saturating_sub(needed(&parts));
        for part in &mut parts {
            let columns = width(&part.text).min(part.least + spare);
            spare -= columns.saturating_sub(part.least);
            part.text = truncate(&part.text, columns);
        }
        let (right, left): (Vec<_>, Vec<_>) = parts.into_iter().partition(|part| part.is_right);
        let mut x = line.x;
        let mut draw = |x: u16, part: &Part| draw_str(buffer, line, x, line.y, &part.text, part.style) + GAP as u16;
        for part in &left {
            x = draw(x, part);
        }
        let columns = right.iter().map(|part| width(&part.text) + GAP).sum::<usize>().saturating_sub(GAP);
        x = line.right().saturating_sub(u16::try_from(columns).unwrap_or(line.width));
        for part in &right {
            x = draw(x, part);
        }
    }

    fn header_parts(&self, columns: u16) -> Vec<Part> {
        let (theme, env) = (&self.theme, &self.env);
        let Some(user) = self.user() else { return Vec::new() };
        let database = &env.info.database;
        let mut parts = vec![
            Part::left(7, "kozmoai", theme.accent),
            Part { least: width(database).min(DATABASE), ..Part::left(3, database.as_str(), theme.text) },
        ];
        if let Some(attention) = &env.attention {
            parts.extend(match (attention.key_trouble(), &attention.fingerprint) {
                (None, Some(fingerprint)) => {
                    let short: String = fingerprint.chars().take(FINGERPRINT).collect();
                    Some(Part::left(4, format!("key {short}"), theme.dim))
                }
                (Some(_), Some(fingerprint)) => {
                    let short: String = fingerprint.chars().take(FINGERPRINT).collect();
                    Some(Part::left(4, format!("✗ key {short}"), theme.danger))
                }
                (Some(_), None) => Some(Part::left(4, "✗ no key", theme.danger)),
                (None, None) => None,
            });
        }
        if env.info.read_only {
            parts.push(Part::right(1, "READ-ONLY", theme.warning));
        }
        if env.is_auto_login() {
            parts.push(Part::right(2, "AUTO LOGIN", theme.warning));
        }
        let longest = if columns + 2 < WIDE { SHORT_USERNAME } else { USERNAME };
        parts.push(Part::right(0, truncate(&user.username, longest), theme.text));
        if user.is_superuser {
            parts.push(Part::right(5, "superuser", theme.accent));
        }
        parts
    }
}
