//! The settings: each with its value and where it came from.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::config::Shown;
use crate::tui::theme::Theme;
use crate::tui::widgets::paint::{put, put_lines, width, wrap};

/// The most lines about the chosen setting.
const MOST_BELOW: usize = 4;

/// Where one is in the settings.
#[derive(Clone, Copy, Debug, Default)]
pub struct SettingsScreen {
    chosen: usize,
}

impl SettingsScreen {
    /// Moves by rows.
    pub fn go(&mut self, rows: isize, count: usize) {
        self.chosen = self.chosen.saturating_add_signed(rows).min(count.saturating_sub(1));
    }

    /// Draws the table, and what the chosen setting does below it.
    pub fn draw(self, buffer: &mut Buffer, area: Rect, theme: &Theme, settings: &[Shown]) {
        let names = settings.iter().map(|row| width(row.name)).max().unwrap_or(0);
        let indent = u16::try_from(names).unwrap_or(0) + 4;
        let wide = area.width >= 100;
        let columns = usize::from(area.width.saturating_sub(3));
        // Where a setting came from has a column of its own where there is room for one.
        let about = |row: &Shown| {
            let origin = if wide { String::new() } else { format!("\nFrom: {}.", row.origin) };
            wrap(&format!("{}{origin}", row.about), columns)
        };
        let below = settings.iter().map(|row| about(row).len()).max().unwrap_or(0).min(MOST_BELOW);
        let below = u16::try_from(below).unwrap_or(0).min(area.height / 2);
        let body = Rect { height: area.height.saturating_sub(below + 1), ..area };
        let room = usize::from(body.height.saturating_sub(1));
        let value_columns = if wide { (area.width - indent) / 2 } else { area.width.saturating_sub(indent) };
        put(buffer, body, body.x + 2, body.y, "Setting", theme.heading);
        put(buffer, body, body.x + indent, body.y, "Value", theme.heading);
        if wide {
            put(buffer, body, body.x + indent + value_columns, body.y, "Where it came from", theme.heading);
        }
        let top = self.chosen.saturating_sub(room.saturating_sub(1));
        for (line, (place, row)) in settings.iter().enumerate().skip(top).take(room).enumerate() {
            let y = body.y + 1 + u16::try_from(line).unwrap_or(u16::MAX);
            let chosen = place == self.chosen;
            let style = if chosen { theme.selection } else { theme.text };
            if chosen {
                buffer.set_style(Rect { y, height: 1, ..body }, style);
                put(buffer, body, body.x, y, "›", style);
            }
            let names = Rect { width: indent.saturating_sub(1).min(body.width), ..body };
            put(buffer, names, body.x + 2, y, row.name, style);
            let values = Rect { x: body.x + indent, width: value_columns.saturating_sub(2), ..body }.intersection(body);
            put(buffer, values, values.x, y, row.value.as_deref().unwrap_or("–"), style);
            if wide {
                put(buffer, body, body.x + indent + value_columns, y, &row.origin.to_string(), style);
            }
        }
        if let Some(row) = settings.get(self.chosen) {
            let foot = Rect {
                x: area.x + 2,
                y: area.bottom().saturating_sub(below),
                width: area.width.saturating_sub(3),
                height: below,
            };
            put_lines(buffer, foot.intersection(area), &about(row), theme.dim);
        }
    }
}
