//! A form: fields below each other, a row of buttons, and what is wrong where it is wrong.
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
use super::paint::{put, width, wrap};
use crate::secret::Secret;
use crate::tui::theme::Theme;

/// The least columns for what is typed.
const FIELD_COLUMNS: u16 = 12;

/// What a field holds.
#[derive(Debug)]
pub enum Value {
    /// Text in the open.
    Text(TextInput),
    /// A secret.
    Secret(SecretInput),
    /// Yes or no.
    Check(bool),
}

/// A field.
#[derive(Debug)]
pub struct Field {
    label: &'static str,
    value: Value,
    error: Option<String>,
}

/// What a key did to a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing.
    Ignored,
    /// It moved or typed.
    Edited,
    /// The form is to be carried out.
    Submit,
    /// The form is to be left.
    Cancel,
}

/// A form being filled in.
#[derive(Debug)]
pub struct Form {
    fields: Vec<Field>,
    /// The buttons; the last one carries the form out, any other leaves it.
    buttons: &'static [&'static str],
    focus: usize,
    error: Option<String>,
    /// A line below the fields, such as how strong a password is.
    pub advice: Option<String>,
    /// Whether it was handed in and no answer came yet: nothing can be typed then.
    pub busy: bool,
}

impl Form {
    /// A form of these fields and buttons.
    pub fn new(fields: impl IntoIterator<Item = (&'static str, Value)>, buttons: &'static [&'static str]) -> Self {
        let fields = fields.into_iter().map(|(label, value)| Field { label, value, error: None }).collect();
        Self { fields, buttons, focus: 0, error: None, advice: None, busy: false }
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

    /// The field that has the focus, if it is no button.
    pub fn focused_field(&self) -> Option<usize> {
        (self.focus < self.fields.len()).then_some(self.focus)
    }

    /// Puts the focus on a field.
    pub fn focus(&mut self, field: usize) {
        self.focus = field.min(self.fields.len());
    }

    /// Says what is wrong with a field and goes there.
    pub fn refuse_field(&mut self, field: usize, error: &str) {
        self.forget_errors();
        self.busy = false;
        self.focus(field);
        if let Some(field) = self.fields.get_mut(field) {
            field.error = Some(error.to_owned());
        }
    }

    /// Says what went wrong as a whole.
    pub fn refuse(&mut self, error: &str) {
        self.forget_errors();
        self.busy = false;
        self.error = Some(error.to_owned());
    }

    /// Forgets every secret that was typed.
    pub fn clear_secrets(&mut self) {
        for field in &mut self.fields {
            if let Value::Secret(input) = &mut field.value {
                input.clear();
            }
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) -> FormEvent {
        if self.busy {
            return FormEvent::Ignored;
        }
        self.forget_errors();
        match self.fields.get_mut(self.focus).map(|field| &mut field.value) {
            Some(Value::Text(input)) => input.insert(text),
            Some(Value::Secret(input)) => input.insert(text),
            _ => return FormEvent::Ignored,
        }
        FormEvent::Edited
    }

    /// Takes a key.
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
        self.forget_errors();
        FormEvent::Edited
    }

    fn forget_errors(&mut self) {
        self.error = None;
        for field in &mut self.fields {
            field.error = None;
        }
    }

    /// How many rows it takes at a width.
    pub fn height(&self, columns: u16) -> u16 {
        let errors = self.fields.iter().filter(|field| field.error.is_some()).count();
        let error = self.error.as_deref().map_or(0, |error| wrap(error, columns.into()).len());
        let rows = self.fields.len() + errors + error + usize::from(self.advice.is_some()) + 2;
        u16::try_from(rows).unwrap_or(u16::MAX)
    }

    /// Draws it; gives where the cursor is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let labels = self.fields.iter().map(|field| width(field.label)).max().unwrap_or(0);
        let indent = (u16::try_from(labels).unwrap_or(0) + 2).min(area.width.saturating_sub(FIELD_COLUMNS));
        let room = Rect { x: area.x + indent, width: area.width - indent, ..area };
        let mut cursor = None;
        // Where everything does not fit, what has the focus stays in sight.
        let surplus = self.height(area.width).saturating_sub(area.height);
        let hidden = surplus.min(u16::try_from(self.focus).unwrap_or(0));
        let mut y = area.y;
        for (place, field) in self.fields.iter().enumerate().skip(hidden.into()) {
            let focused = self.focus == place;
            let style = if focused { theme.accent } else { theme.text };
            put(buffer, Rect { width: indent, ..area }, area.x, y, field.label, style);
            let at = self.draw_value(buffer, Rect { y, height: 1, ..room }, theme, &field.value, focused);
            cursor = cursor.or(at.filter(|_| y < area.bottom()));
            y += 1;
            if let Some(error) = &field.error {
                put(buffer, area, room.x, y, error, theme.danger);
                y += 1;
            }
        }
        if let Some(advice) = &self.advice {
            put(buffer, area, room.x, y, advice, theme.dim);
            y += 1;
        }
        for line in self.error.iter().flat_map(|error| wrap(error, area.width.into())) {
            put(buffer, area, area.x, y, &line, theme.danger);
            y += 1;
        }
        if self.busy {
            put(buffer, area, area.x, y + 1, "One moment …", theme.dim);
        }
        let focused = self.focus.checked_sub(self.fields.len());
        buttons(buffer, area, theme, (y + 1).min(area.bottom().saturating_sub(1)), self.buttons, focused);
        cursor
    }

    fn draw_value(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, value: &Value, focused: bool) -> Option<Position> {
        let columns = usize::from(area.width.saturating_sub(1)).max(1);
        let (text, before) = match value {
            Value::Check(ticked) => {
                let style = if focused { theme.selection } else { theme.text };
                put(buffer, area, area.x, area.y, if *ticked { "[x]" } else { "[ ]" }, style);
                return None;
            }
            Value::Text(input) => (input.value().to_owned(), width(input.before_cursor())),
            Value::Secret(input) => (input.dots(), width(&input.dots())),
        };
        buffer.set_style(Rect { height: 1, ..area }.intersection(buffer.area), theme.field);
        // What stands left of the window is passed over, so that the cursor is always in sight.
        let mut skip = before.saturating_sub(columns - 1);
        let shown: String = {
            use unicode_segmentation::UnicodeSegmentation;
            let passed = |cluster: &&str| {
                let hidden = skip > 0;
                skip = skip.saturating_sub(width(cluster));
                hidden
            };
            text.graphemes(true).skip_while(passed).collect()
        };
        let mut used = 0;
        let visible: String = shown
            .chars()
            .take_while(|c| {
                used += width(c.encode_utf8(&mut [0; 4]));
                used <= columns
            })
            .collect();
        put(buffer, area, area.x, area.y, &visible, theme.field);
        let x = area.x + u16::try_from(before.min(columns - 1)).unwrap_or(0);
        (focused && !self.busy).then_some(Position { x, y: area.y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn press(form: &mut Form, code: KeyCode) -> FormEvent {
        form.key(KeyEvent::new(code, KeyModifiers::NONE))
    }

    #[test]
    fn a_form_is_walked_filled_in_and_handed_in() {
        let mut form =
            Form::new([("Name", Value::Text(TextInput::default())), ("Active", Value::Check(false))], &["Cancel", "Save"]);
        form.paste("alice\nrest");
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Edited);
        assert_eq!(form.text(0), "alice");
        press(&mut form, KeyCode::Char(' '));
        assert!(form.checked(1));
        press(&mut form, KeyCode::Tab);
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Cancel, "the first button leaves");
        press(&mut form, KeyCode::Right);
        assert_eq!(press(&mut form, KeyCode::Enter), FormEvent::Submit, "the last one carries out");
        form.refuse_field(0, "taken");
        assert_eq!(form.focused_field(), Some(0));
        form.busy = true;
        assert_eq!(press(&mut form, KeyCode::Char('x')), FormEvent::Ignored);
        assert_eq!(press(&mut form, KeyCode::Esc), FormEvent::Cancel);
    }
}
