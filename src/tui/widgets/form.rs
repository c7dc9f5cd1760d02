//! A form: fields in rows, a row of buttons, and errors below the fields they are about.
//!
//! ```text
//!   Username          alice▏
//!                     This username is unavailable.
//!   Password          ••••••••
//!   Active            [x]
//!                                  Cancel   ‹ Save ›
//! ```

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::dialog::buttons;
use super::input::{SecretInput, TextInput};
use super::paint::{draw_lines, draw_str, width, wrap};
use crate::secret::Secret;
use crate::tui::theme::Theme;

/// The minimum width of an input.
const FIELD_COLUMNS: u16 = 12;

/// The value of a field.
#[derive(Debug)]
pub enum Value {
    /// Visible text.
    Text(TextInput),
    /// A secret.
    Secret(SecretInput),
    /// A check box.
    Check(bool),
}

/// A field.
#[derive(Debug)]
pub struct Field {
    label: &'static str,
    value: Value,
    error: Option<String>,
}

/// The effect of a key on a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing.
    Ignored,
    /// The focus moved, or a value changed.
    Edited,
    /// The form is submitted.
    Submit,
    /// The form is cancelled.
    Cancel,
}

/// A form being filled in.
#[derive(Debug)]
pub struct Form {
    fields: Vec<Field>,
    /// The buttons; the last one submits the form, all others cancel it.
    buttons: &'static [&'static str],
    focus: usize,
    error: Option<String>,
    /// A line below the fields, such as how strong a password is.
    pub advice: Option<String>,
    /// Whether it was submitted and is not answered yet; until then, nothing can be typed.
    pub busy: bool,
    /// Whether anything was changed.
    dirty: bool,
}

impl Form {
    /// Creates a form of these fields and buttons.
    pub fn new(fields: impl IntoIterator<Item = (&'static str, Value)>, buttons: &'static [&'static str]) -> Self {
        let fields = fields.into_iter().map(|(label, value)| Field { label, value, error: None }).collect();
        Self { fields, buttons, focus: 0, error: None, advice: None, busy: false, dirty: false }
    }

    /// The text of a field.
    pub fn text(&self, field: usize) -> &str {
        match self.fields.get(field).map(|field| &field.value) {
            Some(Value::Text(input)) => input.value(),
            _ => "",
        }
    }

    /// The secret of a field.
    pub fn secret(&self, field: usize) -> Secret {
        match self.fields.get(field).map(|field| &field.value) {
            Some(Value::Secret(input)) => input.secret(),
            _ => Secret::from(""),
        }
    }

    /// Whether a field is ticked.
    pub fn checked(&self, field: usize) -> bool {
        matches!(self.fields.get(field).map(|field| &field.value), Some(Value::Check(true)))
    }

    /// Ticks a field.
    pub fn tick(&mut self, field: usize) {
        if let Some(Value::Check(ticked)) = self.fields.get_mut(field).map(|field| &mut field.value) {
            *ticked = true;
        }
    }

    /// The focused field; none if a button has the focus.
    pub fn focused_field(&self) -> Option<usize> {
        (self.focus < self.fields.len()).then_some(self.focus)
    }

    /// Moves the focus to a field.
    pub fn focus(&mut self, field: usize) {
        self.focus = field.min(self.fields.len());
    }

    /// Moves the focus to the submit button.
    pub fn focus_submit(&mut self) {
        self.focus = (self.fields.len() + self.buttons.len()).saturating_sub(1);
    }

    /// Shows an error at a field and moves the focus there.
    pub fn set_field_error(&mut self, field: usize, error: &str) {
        self.clear_errors();
        self.busy = false;
        self.focus(field);
        if let Some(field) = self.fields.get_mut(field) {
            field.error = Some(error.to_owned());
        }
    }

    /// Shows an error of the form as a whole.
    pub fn set_error(&mut self, error: &str) {
        self.clear_errors();
        self.busy = false;
        self.error = Some(error.to_owned());
    }

    /// Whether anything was changed, so that closing the form would lose it.
    pub const fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// Clears all secrets.
    pub fn clear_secrets(&mut self) {
        for field in &mut self.fields {
            if let Value::Secret(input) = &mut field.value {
                input.clear();
            }
        }
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) -> FormEvent {
        if self.busy {
            return FormEvent::Ignored;
        }
        self.clear_errors();
        match self.fields.get_mut(self.focus).map(|field| &mut field.value) {
            Some(Value::Text(input)) => input.insert(text),
            Some(Value::Secret(input)) => {
                if !input.insert(text) {
                    let why = format!("The text is longer than the limit of {} bytes; nothing was pasted.", input.longest());
                    self.set_field_error(self.focus, &why);
                    return FormEvent::Edited;
                }
            }
            _ => return FormEvent::Ignored,
        }
        self.dirty = true;
        FormEvent::Edited
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> FormEvent {
        if key.code == KeyCode::Esc {
            return FormEvent::Cancel;
        }
        if self.busy {
            return FormEvent::Ignored;
        }
        let places = self.fields.len() + self.buttons.len();
        match key.code {
            KeyCode::Char('s') if key.modifiers.contains(KeyModifiers::CONTROL) => return FormEvent::Submit,
            KeyCode::Tab | KeyCode::Down => self.focus = (self.focus + 1) % places,
            KeyCode::BackTab | KeyCode::Up => self.focus = (self.focus + places - 1) % places,
            KeyCode::Enter if self.focus >= self.fields.len() => {
                let last = self.focus + 1 == places;
                return if last { FormEvent::Submit } else { FormEvent::Cancel };
            }
            KeyCode::Enter if self.focus + 1 == self.fields.len() => return FormEvent::Submit,
            KeyCode::Enter => self.focus += 1,
            KeyCode::Left if self.focus > self.fields.len() => self.focus -= 1,
            KeyCode::Right if self.focus >= self.fields.len() && self.focus + 1 < places => self.focus += 1,
            _ => return self.edit(key),
        }
        FormEvent::Edited
    }

    fn edit(&mut self, key: KeyEvent) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::Ignored };
        let taken = match &mut field.value {
            Value::Text(input) => input.key(key),
            Value::Secret(input) => input.key(key),
            Value::Check(ticked) => {
                let toggles = matches!(key.code, KeyCode::Char(' ' | 'x'));
                *ticked ^= toggles;
                toggles
            }
        };
        if !taken {
            return FormEvent::Ignored;
        }
        self.dirty = true;
        self.clear_errors();
        FormEvent::Edited
    }

    /// Clears all errors.
    pub fn clear_errors(&mut self) {
        self.error = None;
        for field in &mut self.fields {
            field.error = None;
        }
    }

    /// The number of rows at a width.
    pub fn height(&self, columns: u16) -> u16 {
        let rows = self.fields(columns).len() + self.advice_lines(columns).len() + self.error_lines(columns).len() + 2;
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    /// The column where the inputs begin.
    fn indent(&self, columns: u16) -> u16 {
        let labels = self.fields.iter().map(|field| width(field.label)).max().unwrap_or(0);
        (u16::try_from(labels).unwrap_or(u16::MAX).saturating_add(2)).min(columns.saturating_sub(FIELD_COLUMNS))
    }

    /// The fields, each followed by its error.
    fn fields(&self, columns: u16) -> Vec<Line<'_>> {
        let room = usize::from(columns - self.indent(columns));
        let mut lines = Vec::new();
        for (place, field) in self.fields.iter().enumerate() {
            lines.push(Line::Field(place, field));
            lines.extend(field.error.iter().flat_map(|error| wrap(error, room)).map(Line::FieldError));
        }
        lines
    }

    fn advice_lines(&self, columns: u16) -> Vec<String> {
        self.advice.iter().flat_map(|advice| wrap(advice, columns.into())).collect()
    }

    fn error_lines(&self, columns: u16) -> Vec<String> {
        self.error.iter().flat_map(|error| wrap(error, columns.into())).collect()
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let lines = self.fields(area.width);
        let (mut advice, errors) = (self.advice_lines(area.width), self.error_lines(area.width));
        let indent = self.indent(area.width);
        let body = Rect { height: area.height.saturating_sub(1), ..area };
        // If not everything fits, the focused field stays visible with its error.
        let is_focused = |line: &Line<'_>| matches!(line, Line::Field(place, _) if *place == self.focus);
        let at = lines.iter().position(is_focused).unwrap_or(lines.len());
        let end = at + 1 + lines.iter().skip(at + 1).take_while(|line| matches!(line, Line::FieldError(_))).count();
        // So does the error of the form, which replaces the advice.
        if lines.len() + advice.len() + errors.len() > body.height.into() && !errors.is_empty() {
            advice.clear();
        }
        let below = rows(advice.len() + errors.len()).min(body.height.saturating_sub(rows(end - at)));
        let above = Rect { height: rows(lines.len()).min(body.height - below), ..body };
        let foot = Rect { y: above.bottom(), height: below, ..body };
        let top = end.min(lines.len()).saturating_sub(above.height.into()).min(at);
        let mut cursor = None;
        for (line, y) in lines.iter().skip(top).zip(above.y..above.bottom()) {
            let room = Rect { x: area.x + indent, y, width: area.width - indent, height: 1 };
            match line {
                Line::Field(place, field) => {
                    let focused = self.focus == *place;
                    let style = if focused { theme.accent } else { theme.text };
                    draw_str(buffer, Rect { width: indent, ..body }, area.x, y, field.label, style);
                    let at = draw_value(buffer, room, theme, &field.value, focused);
                    cursor = cursor.or(at.filter(|_| focused && !self.busy));
                }
                Line::FieldError(error) => _ = draw_str(buffer, room, room.x, y, error, theme.danger),
            }
        }
        let advice_rows = rows(advice.len()).min(foot.height);
        draw_lines(buffer, Rect { height: advice_rows, ..foot }, &advice, theme.dim);
        let rest = Rect { y: foot.y + advice_rows, height: foot.height - advice_rows, ..foot };
        draw_lines(buffer, rest, &errors, theme.danger);
        let bottom = area.bottom().saturating_sub(1);
        if self.busy {
            draw_str(buffer, area, area.x, bottom, "Working …", theme.dim);
        } else if lines.len() > above.height.into() {
            draw_str(buffer, area, area.x, bottom, "↑ ↓ More", theme.dim);
        }
        buttons(buffer, area, theme, bottom, self.buttons, self.focus.checked_sub(self.fields.len()));
        cursor
    }
}

/// Draws the value of a field and returns the position of its cursor.
fn draw_value(buffer: &mut Buffer, area: Rect, theme: &Theme, value: &Value, focused: bool) -> Option<Position> {
    match value {
        Value::Text(input) => Some(input.draw(buffer, area, theme.field)),
        Value::Secret(input) => Some(input.draw(buffer, area, theme.field)),
        Value::Check(ticked) => {
            let style = if focused { theme.selection } else { theme.text };
            draw_str(buffer, area, area.x, area.y, if *ticked { "[x]" } else { "[ ]" }, style);
            None
        }
    }
}

/// A line of a drawn form.
enum Line<'a> {
    Field(usize, &'a Field),
    FieldError(String),
}

fn rows(lines: usize) -> u16 {
    u16::try_from(lines).unwrap_or(u16::MAX)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    fn press(form: &mut Form, code: KeyCode) -> FormEvent {
        form.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn keys_fill_in_and_submit_a_form() {
        let mut form =
            Form::new([("Name", Value::Text(TextInput::default())), ("Active", Value::Check(false))], &["Cancel", "Save"]);
        form.paste("alice\nrest");
        assert_eq!(form.text(0), "alice");
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Edited);
        press(&mut form, KeyCode::Char(' '));
        assert!(form.checked(1));
        press(&mut form, KeyCode::Tab);
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Cancel, "the first button cancels");
        press(&mut form, KeyCode::Right);
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Submit, "the last one submits");
        form.set_field_error(0, "taken");
        assert_eq!(form.focused_field(), Some(0));
        form.busy = true;
        assert_eq!(press(&mut form, KeyCode::Char('x')), FormEvent::Ignored);
        assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel);
    }

    #[test]
    fn focused_field_is_visible_at_any_size() {
        let fields = ["One", "Two", "Three", "Four", "Five"].map(|label| (label, Value::Text(TextInput::with(label))));
        let mut form = Form::new(fields, &["Cancel", "Save"]);
        for field in 0..5 {
            form.set_field_error(field, "wrong");
            for (columns, rows) in (0..40).flat_map(|columns| (0..12).map(move |rows| (columns, rows))) {
                let whole = Rect::new(0, 0, columns + 4, rows + 4);
                let area = Rect { x: 2, y: 2, width: columns, height: rows };
                let mut buffer = Buffer::empty(whole);
                let cursor = form.draw(&mut buffer, area, &Theme::mono());
                let outside =
                    buffer.content().iter().enumerate().filter(|(place, _)| !area.contains(buffer.pos_of(*place).into()));
                assert!(outside.into_iter().all(|(_, cell)| *cell == ratatui::buffer::Cell::EMPTY), "{columns}x{rows}");
                if columns >= 20 && rows >= 3 {
                    let at = cursor.unwrap();
                    let below: String = (0..columns).map(|x| buffer[(area.x + x, at.y + 1)].symbol()).collect();
                    assert!(below.contains("wrong"), "{columns}x{rows} {below}");
                }
            }
        }
    }

    #[test]
    fn form_error_is_visible_wherever_the_focus_is() {
        let fields = ["One", "Two", "Three"].map(|label| (label, Value::Text(TextInput::with(label))));
        let mut form = Form::new(fields, &["Cancel", "Save"]);
        form.advice = Some("some advice".to_owned());
        for (focus, rows) in (0..5).flat_map(|focus| (4..9).map(move |rows| (focus, rows))) {
            form.focus = focus;
            let drawn = |form: &Form| {
                let area = Rect::new(0, 0, 20, rows);
                let mut buffer = Buffer::empty(area);
                form.draw(&mut buffer, area, &Theme::mono());
                buffer.content().iter().map(ratatui::buffer::Cell::symbol).collect::<String>()
            };
            form.set_error("refused for this reason");
            let shown = drawn(&form);
            assert!(
                shown.contains("refused for this") && shown.contains("reason") && shown.contains("Save"),
                "{focus} {rows} {shown}"
            );
            assert!(focus > 2 || shown.contains(form.fields[focus].label), "{focus} {rows} {shown}");
            form.clear_errors();
            assert!(drawn(&form).contains("some advice"), "{focus} {rows}");
        }
    }
}
