//! Drawing a form, in as much room as there is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Form, FormField};
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::buttons;
use crate::tui::widgets::paint::{draw_lines, draw_str, rows, width, wrap};

/// The minimum width of an input.
const FIELD_COLUMNS: u16 = 12;

/// A line of a drawn form.
enum Line<'a> {
    Field(usize, &'a FormField),
    Error(String),
}

impl<T> Form<T> {
    /// The number of rows at a width.
    pub fn height(&self, columns: u16) -> u16 {
        let below = wrapped(&self.state.hint, columns).len() + wrapped(&self.state.error, columns).len();
        rows(self.lines(columns).len() + below + 2)
    }

    /// The column where the inputs begin.
    fn indent(&self, columns: u16) -> u16 {
        let labels = self.shown().map(|field| width(field.label)).max().unwrap_or(0);
        rows(labels).saturating_add(2).min(columns.saturating_sub(FIELD_COLUMNS))
    }

    /// The fields, each followed by its error.
    fn lines(&self, columns: u16) -> Vec<Line<'_>> {
        let room = usize::from(columns - self.indent(columns));
        let mut lines = Vec::new();
        for (place, field) in self.shown().enumerate() {
            lines.push(Line::Field(place, field));
            lines.extend(field.error.iter().flat_map(|error| wrap(error, room)).map(Line::Error));
        }
        lines
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let focus = self.state.focus;
        let lines = self.lines(area.width);
        let (mut hint, errors) = (wrapped(&self.state.hint, area.width), wrapped(&self.state.error, area.width));
        let indent = self.indent(area.width);
        let body = Rect { height: area.height.saturating_sub(1), ..area };
        // If not everything fits, the focused field stays visible with its error.
        let is_focused = |line: &Line<'_>| matches!(line, Line::Field(place, _) if *place == focus);
        let at = lines.iter().position(is_focused).unwrap_or(lines.len());
        let end = at + 1 + lines.iter().skip(at + 1).take_while(|line| matches!(line, Line::Error(_))).count();
        // So does the error of the form, which replaces the hint.
        if lines.len() + hint.len() + errors.len() > body.height.into() && !errors.is_empty() {
            hint.clear();
        }
        let below = rows(hint.len() + errors.len()).min(body.height.saturating_sub(rows(end - at)));
        let above = Rect { height: rows(lines.len()).min(body.height - below), ..body };
        let foot = Rect { y: above.bottom(), height: below, ..body };
        let top = end.min(lines.len()).saturating_sub(above.height.into()).min(at);
        self.state.hits.begin(area);
        let mut cursor = None;
        for (line, y) in lines.iter().skip(top).zip(above.y..above.bottom()) {
            let room = Rect { x: area.x + indent, y, width: area.width - indent, height: 1 };
            match line {
                Line::Field(place, field) => {
                    self.state.hits.add(Rect { y, height: 1, ..body }, *place);
                    let is_focused = focus == *place;
                    let style = if is_focused { theme.accent } else { theme.text };
                    draw_str(buffer, Rect { width: indent, ..body }, area.x, y, field.label, style);
                    let at = field.draw(buffer, room, theme, is_focused);
                    cursor = cursor.or(at.filter(|_| is_focused && !self.state.is_busy));
                }
                Line::Error(error) => _ = draw_str(buffer, room, room.x, y, error, theme.danger),
            }
        }
        let hint_rows = rows(hint.len()).min(foot.height);
        draw_lines(buffer, Rect { height: hint_rows, ..foot }, &hint, theme.dim);
        let rest = Rect { y: foot.y + hint_rows, height: foot.height - hint_rows, ..foot };
        draw_lines(buffer, rest, &errors, theme.danger);
        let bottom = area.bottom().saturating_sub(1);
        if self.state.is_busy {
            draw_str(buffer, area, area.x, bottom, "Working …", theme.dim);
        } else if lines.len() > above.height.into() {
            draw_str(buffer, area, area.x, bottom, "↑ ↓ More", theme.dim);
        }
        let fields = self.shown().count();
        let areas = buttons(buffer, area, theme, bottom, &self.state.buttons, focus.checked_sub(fields));
        areas.into_iter().zip(fields..).for_each(|(area, place)| self.state.hits.add(area, place));
        cursor
    }
}

fn wrapped(line: &Option<String>, columns: u16) -> Vec<String> {
    line.iter().flat_map(|line| wrap(line, columns.into())).collect()
}
