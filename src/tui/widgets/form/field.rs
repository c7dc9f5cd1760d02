//! The fields of forms: a label, what is edited, and the error shown below it.

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::error::Field;
use crate::secret::Secret;
use crate::text::count;
use crate::tui::theme::Theme;
use crate::tui::widgets::input::{SecretInput, TextInput};
use crate::tui::widgets::paint::draw_str;

/// What a field edits.
#[derive(Debug)]
pub(super) enum Control {
    /// A line of visible text.
    Text(TextInput),
    /// A secret, shown as dots.
    Secret(SecretInput, Role),
    /// A box to check.
    Checkbox(bool),
}

/// What a secret is to its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A secret like any other.
    Any,
    /// A new password, whose strength is shown.
    NewPassword,
    /// The password of the field before, typed again.
    Confirmation,
}

/// A field of a form.
#[derive(Debug)]
pub struct FormField {
    pub(super) label: &'static str,
    help: Option<&'static str>,
    /// Why the box has to be checked, if it has to be.
    required: Option<String>,
    pub(super) reports: Option<Field>,
    pub(super) error: Option<String>,
    pub(super) is_shown: bool,
    pub(super) control: Control,
}

impl FormField {
    const fn of(label: &'static str, control: Control) -> Self {
        Self { label, help: None, required: None, reports: None, error: None, is_shown: true, control }
    }

    /// Creates a line of visible text.
    pub fn text(label: &'static str, initial: &str) -> Self {
        Self::of(label, Control::Text(TextInput::with(initial)))
    }

    /// Creates a line for the path of a file.
    pub fn file(suggestion: &str) -> Self {
        Self::text("File", suggestion).reports(Field::File)
    }

    /// Creates an empty line for a secret.
    pub fn secret(label: &'static str) -> Self {
        Self::of(label, Control::Secret(SecretInput::default(), Role::Any))
    }

    /// Creates an empty secret that keeps the lines of pasted text.
    pub fn multiline_secret(label: &'static str) -> Self {
        Self::of(label, Control::Secret(SecretInput::multiline(), Role::Any))
    }

    /// Creates an empty line for a new password, which [`Self::confirmation`] follows.
    pub fn new_password(label: &'static str) -> Self {
        Self::of(label, Control::Secret(SecretInput::default(), Role::NewPassword)).reports(Field::Password)
    }

    /// Creates an empty line for the secret of the field before, typed again.
    pub fn confirmation() -> Self {
        Self::of("Confirm password", Control::Secret(SecretInput::default(), Role::Confirmation))
    }

    /// Creates a box to check.
    pub const fn checkbox(label: &'static str, is_checked: bool) -> Self {
        Self::of(label, Control::Checkbox(is_checked))
    }

    /// The line shown while the field has the focus.
    #[must_use]
    pub fn help(self, help: &'static str) -> Self {
        Self { help: Some(help), ..self }
    }

    /// The input whose errors are shown here.
    #[must_use]
    pub fn reports(self, field: Field) -> Self {
        Self { reports: Some(field), ..self }
    }

    /// The box has to be checked; this is shown if it is not.
    #[must_use]
    pub fn required(self, why: impl Into<String>) -> Self {
        Self { required: Some(why.into()), ..self }
    }

    /// Why it cannot be submitted as it is.
    pub(super) fn refusal(&self) -> Option<&str> {
        self.required.as_deref().filter(|_| !self.is_checked())
    }

    /// Whether the user sees it; if not, it keeps its initial content.
    #[must_use]
    pub fn shown_if(self, is_shown: bool) -> Self {
        Self { is_shown, ..self }
    }

    /// The visible text.
    pub fn value(&self) -> &str {
        if let Control::Text(input) = &self.control { input.value() } else { "" }
    }

    /// A copy of the secret.
    pub fn secret_value(&self) -> Secret {
        if let Control::Secret(input, _) = &self.control { input.secret() } else { Secret::from("") }
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        match &self.control {
            Control::Text(input) => input.value().is_empty(),
            Control::Secret(input, _) => input.is_empty(),
            Control::Checkbox(_) => false,
        }
    }

    /// Whether the box is checked.
    pub const fn is_checked(&self) -> bool {
        matches!(self.control, Control::Checkbox(true))
    }

    /// Whether this is a secret of that role.
    pub(super) fn is_secret(&self, role: Role) -> bool {
        matches!(&self.control, Control::Secret(_, own) if *own == role)
    }

    /// Wipes a secret.
    pub(super) fn clear_secret(&mut self) {
        if let Control::Secret(input, _) = &mut self.control {
            input.clear();
        }
    }

    /// Handles a key; false if it has no meaning here.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        match &mut self.control {
            Control::Text(input) => input.key(key),
            Control::Secret(input, _) => input.key(key),
            Control::Checkbox(is_checked) => {
                let toggles = matches!(key.code, KeyCode::Char(' ' | 'x'));
                *is_checked ^= toggles;
                toggles
            }
        }
    }

    /// Inserts pasted text; false if it takes none.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        match &mut self.control {
            Control::Text(input) => {
                input.insert(text);
                true
            }
            Control::Secret(input, _) => {
                let is_taken = input.insert(text);
                if !is_taken {
                    let limit = input.max_length();
                    self.error = Some(format!("The text is longer than the limit of {limit} bytes; nothing was pasted."));
                }
                is_taken
            }
            Control::Checkbox(_) => false,
        }
    }

    /// The line about a secret of several lines, which its dots can't show, else the one about the field.
    pub(super) fn hint(&self) -> Option<String> {
        let extent = if let Control::Secret(input, _) = &self.control { input.extent() } else { None };
        extent
            .map(|(characters, lines)| format!("{}, {}", count(characters, "character"), count(lines, "line")))
            .or_else(|| self.help.map(str::to_owned))
    }

    /// Draws what is edited into a line and returns the position of the cursor.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, is_focused: bool) -> Option<Position> {
        match &self.control {
            Control::Text(input) => Some(input.draw(buffer, area, theme.field)),
            Control::Secret(input, _) => Some(input.draw(buffer, area, theme.field)),
            Control::Checkbox(is_checked) => {
                let style = if is_focused { theme.selection } else { theme.text };
                draw_str(buffer, area, area.x, area.y, if *is_checked { "[x]" } else { "[ ]" }, style);
                None
            }
        }
    }
}
