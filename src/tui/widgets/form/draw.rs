//! Drawing a form, in as much room as there is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::field::{Control, FIELD_COLUMNS, Role};
use super::{Form, FormField, Spot};
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::buttons;
use crate::tui::widgets::paint::{draw_lines, draw_str, rows, width, with_more, wrap};

/// The most rows of an error below its input; a longer one has the width of the form.
const MOST_BESIDE: usize = 4;
/// The most rows of an error where not everything fits.
const MOST_OF_ERROR: usize = 3;

/// A line of a drawn form.
enum Line<'a> {
    /// Of the introduction.
    Words(String),
    /// Between the introduction and the fields.
    Blank,
    Field(usize, &'a FormField),
    /// A row of the users to pick from.
    User(&'a FormField, usize),
    /// Beside the label, or below it.
    Error(String, bool),
}

impl<T> Form<T> {
    /// The number of rows at a width.
    pub fn height(&self, columns: u16) -> u16 {
        let below = wrapped(&self.state.hint, columns).len() + wrapped(&self.state.error, columns).len();
        rows(self.lines(columns, usize::MAX).len() + below + 2)
    }

    /// The column where the inputs begin.
    fn indent(&self, columns: u16) -> u16 {
        let labels = self.shown().map(|field| width(field.label)).max().unwrap_or(0);
        rows(labels).saturating_add(2).min(columns.saturating_sub(FIELD_COLUMNS))
    }

    /// The fields, each followed by its error, in no more rows than `most`, and the focused one by what can be picked.
    fn lines(&self, columns: u16, most: usize) -> Vec<Line<'_>> {
        let room = usize::from(columns - self.indent(columns));
        let mut lines: Vec<_> = wrapped(&self.state.introduction, columns).into_iter().map(Line::Words).collect();
        lines.extend((!lines.is_empty()).then_some(Line::Blank));
        for (place, field) in self.shown().enumerate() {
            lines.push(Line::Field(place, field));
            if let Some(error) = &field.error {
                let beside = wrap(&error.text, room);
                let is_beside = beside.len() <= MOST_BESIDE.min(most);
                let error = if is_beside { beside } else { wrap(&error.text, columns.into()) };
                let shown = shortened(error, most, columns.into());
                lines.extend(shown.into_iter().map(|line| Line::Error(line, is_beside)));
            }
            if let Control::User(picker) = &field.control
                && place == self.state.focus
            {
                lines.extend((0..picker.rows()).map(|row| Line::User(field, row)));
            }
        }
        lines
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let focus = self.state.focus;
        let (mut hint, mut errors) = (wrapped(&self.state.hint, area.width), wrapped(&self.state.error, area.width));
        let indent = self.indent(area.width);
        let body = Rect { height: area.height.saturating_sub(1), ..area };
        let mut lines = self.lines(area.width, usize::MAX);
        if lines.len() + errors.len() > body.height.into() {
            lines = self.lines(area.width, MOST_OF_ERROR);
            errors = shortened(errors, MOST_OF_ERROR, area.width.into());
        }
        // Where there is little room, nothing is left empty.
        if lines.len() + hint.len() + errors.len() > body.height.into() {
            lines.retain(|line| !matches!(line, Line::Blank));
        }
        // If not everything fits, the focused field stays visible with its error.
        let is_focused = |line: &Line<'_>| matches!(line, Line::Field(place, _) if *place == focus);
        let at = lines.iter().position(is_focused).unwrap_or(lines.len());
        let end = at + 1 + lines.iter().skip(at + 1).take_while(|line| !matches!(line, Line::Field(..))).count();
        // So does the error of the form, which replaces the hint.
        if lines.len() + hint.len() + errors.len() > body.height.into() && !errors.is_empty() {
            hint.clear();
        }
        let below = rows(hint.len() + errors.len()).min(body.height.saturating_sub(rows(end - at)));
        let above = Rect { height: rows(lines.len()).min(body.height - below), ..body };
        let foot = Rect { y: above.bottom(), height: below, ..body };
        let visible = usize::from(above.height);
        // The buttons are always visible, so the lines stay where they are.
        let top = if at < lines.len() {
            self.state.scroll.follow(end.min(at + visible), lines.len(), visible)
        } else {
            self.state.scroll.top(lines.len(), visible)
        };
        self.state.hits.begin(area);
        let mut cursor = None;
        for (line, y) in lines.iter().skip(top).zip(above.y..above.bottom()) {
            let room = Rect { x: area.x + indent, y, width: area.width - indent, height: 1 };
            match line {
                Line::Words(words) => _ = draw_str(buffer, area, area.x, y, words, theme.text),
                Line::Blank => {}
                Line::Field(place, field) => {
                    self.state.hits.add(Rect { y, height: 1, ..body }, Spot::Place(*place));
                    let is_focused = focus == *place;
                    let style = if is_focused { theme.accent } else { theme.text };
                    draw_str(buffer, Rect { width: indent, ..body }, area.x, y, field.label, style);
                    let may_generate = self.state.may_generate && field.is_secret(Role::NewPassword);
                    let (room, key) =
                        if may_generate { FormField::draw_generate(buffer, room, theme) } else { (room, Rect::default()) };
                    self.state.hits.add(key, Spot::Generate);
                    let at = field.draw(buffer, room, theme, is_focused);
                    cursor = cursor.or(at.filter(|_| is_focused && !self.takes_nothing()));
                }
                Line::User(field, row) => {
                    if let Control::User(picker) = &field.control {
                        self.state.hits.add(room, Spot::Name(*row));
                        picker.draw_row(buffer, room, theme, *row);
                    }
                }
                Line::Error(error, is_beside) => {
                    let room = if *is_beside { room } else { Rect { x: area.x, width: area.width, ..room } };
                    draw_str(buffer, room, room.x, y, error, theme.danger);
                }
            }
        }
        let hint_rows = rows(hint.len()).min(foot.height);
        draw_lines(buffer, Rect { height: hint_rows, ..foot }, &hint, theme.dim);
        let rest = Rect { y: foot.y + hint_rows, height: foot.height - hint_rows, ..foot };
        draw_lines(buffer, rest, &errors, theme.danger);
        let bottom = area.bottom().saturating_sub(1);
        if self.takes_nothing() {
            draw_str(buffer, area, area.x, bottom, "Working …", theme.dim);
        } else if lines.len() > above.height.into() {
            draw_str(buffer, area, area.x, bottom, "↑ ↓ More", theme.dim);
        }
        let fields = self.shown().count();
        let areas = buttons(buffer, area, theme, bottom, &self.state.buttons, focus.checked_sub(fields));
        areas.into_iter().zip(fields..).for_each(|(area, place)| self.state.hits.add(area, Spot::Place(place)));
        cursor
    }
}

/// The first lines of a text; the last of them tells that there are more.
fn shortened(mut lines: Vec<String>, most: usize, columns: usize) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = with_more(last, columns);
        }
    }
    lines
}

fn wrapped(line: &Option<String>, columns: u16) -> Vec<String> {
    line.iter().flat_map(|line| wrap(line, columns.into())).collect()
}
