//! The fields of forms: a label, a control that is edited, and the error shown below it.

use std::fmt;

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
pub trait Control: fmt::Debug {
    /// Handles a key; false if it has no meaning here.
    fn key(&mut self, key: KeyEvent) -> bool;

    /// Inserts pasted text; false if it takes none.
    ///
    /// # Errors
    /// Why nothing was inserted.
    fn paste(&mut self, text: &str) -> Result<bool, String>;

    /// Draws it into a line and returns the position of the cursor.
    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, is_focused: bool) -> Option<Position>;

    /// A line about its content.
    fn hint(&self) -> Option<String> {
        None
    }

    /// Wipes a secret.
    fn clear_secret(&mut self) {}
}

/// A field of a form.
#[derive(Debug)]
pub struct FormField<C: ?Sized> {
    pub(super) label: &'static str,
    help: Option<&'static str>,
    pub(super) reports: Option<Field>,
    pub(super) error: Option<String>,
    pub(super) control: C,
}

/// A line of visible text.
pub type TextField = FormField<TextInput>;
/// A secret, shown as dots.
pub type SecretField = FormField<SecretInput>;
/// A box to check.
pub type Checkbox = FormField<bool>;

/// One or several fields, in the order of the form.
pub trait FieldGroup {
    /// Adds the fields to the list.
    fn fields<'a>(&'a self, list: &mut Vec<&'a FormField<dyn Control>>);

    /// Adds the fields to the list.
    fn fields_mut<'a>(&'a mut self, list: &mut Vec<&'a mut FormField<dyn Control>>);
}

/// The fields of a struct, in order, for its [`Form`](super::Form) or [`FieldGroup`].
macro_rules! fields {
    ($($field:tt),+) => {
        fn fields<'a>(
            &'a self,
            list: &mut Vec<&'a $crate::tui::widgets::form::FormField<dyn $crate::tui::widgets::form::Control>>,
        ) {
            $($crate::tui::widgets::form::FieldGroup::fields(&self.$field, list);)+
        }

        fn fields_mut<'a>(
            &'a mut self,
            list: &mut Vec<&'a mut $crate::tui::widgets::form::FormField<dyn $crate::tui::widgets::form::Control>>,
        ) {
            $($crate::tui::widgets::form::FieldGroup::fields_mut(&mut self.$field, list);)+
        }
    };
}
pub(crate) use fields;

impl<C: Control + 'static> FieldGroup for FormField<C> {
    fn fields<'a>(&'a self, list: &mut Vec<&'a FormField<dyn Control>>) {
        list.push(self);
    }

    fn fields_mut<'a>(&'a mut self, list: &mut Vec<&'a mut FormField<dyn Control>>) {
        list.push(self);
    }
}

impl<G: FieldGroup> FieldGroup for Option<G> {
    fn fields<'a>(&'a self, list: &mut Vec<&'a FormField<dyn Control>>) {
        self.iter().for_each(|group| group.fields(list));
    }

    fn fields_mut<'a>(&'a mut self, list: &mut Vec<&'a mut FormField<dyn Control>>) {
        self.iter_mut().for_each(|group| group.fields_mut(list));
    }
}

impl<C> FormField<C> {
    const fn of(label: &'static str, control: C) -> Self {
        Self { label, help: None, reports: None, error: None, control }
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

    /// Shows an error below the field.
    pub fn set_error(&mut self, error: impl Into<String>) {
        self.error = Some(error.into());
    }
}

impl<C: Control + ?Sized> FormField<C> {
    /// The line about the content, else the one about the field.
    pub(super) fn hint(&self) -> Option<String> {
        self.control.hint().or_else(|| self.help.map(str::to_owned))
    }
}

impl TextField {
    /// Creates a field with an initial text.
    pub fn new(label: &'static str, initial: &str) -> Self {
        Self::of(label, TextInput::with(initial))
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.control.value()
    }
}

impl SecretField {
    /// Creates an empty field.
    pub fn new(label: &'static str) -> Self {
        Self::of(label, SecretInput::default())
    }

    /// Creates an empty field that keeps the lines of pasted text.
    pub fn multiline(label: &'static str) -> Self {
        Self::of(label, SecretInput::multiline())
    }

    /// A copy of the secret.
    pub fn secret(&self) -> Secret {
        self.control.secret()
    }

    /// Whether it is empty.
    pub fn is_empty(&self) -> bool {
        self.control.is_empty()
    }
}

impl Checkbox {
    /// Creates a box.
    pub const fn new(label: &'static str, is_checked: bool) -> Self {
        Self::of(label, is_checked)
    }

    /// Whether it is checked.
    pub const fn is_checked(&self) -> bool {
        self.control
    }

    /// Checks it.
    pub const fn check(&mut self) {
        self.control = true;
    }
}

impl Control for TextInput {
    fn key(&mut self, key: KeyEvent) -> bool {
        self.key(key)
    }

    fn paste(&mut self, text: &str) -> Result<bool, String> {
        self.insert(text);
        Ok(true)
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _: bool) -> Option<Position> {
        Some(self.draw(buffer, area, theme.field))
    }
}

impl Control for SecretInput {
    fn key(&mut self, key: KeyEvent) -> bool {
        self.key(key)
    }

    fn paste(&mut self, text: &str) -> Result<bool, String> {
        if self.insert(text) {
            return Ok(true);
        }
        Err(format!("The text is longer than the limit of {} bytes; nothing was pasted.", self.max_length()))
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, _: bool) -> Option<Position> {
        Some(self.draw(buffer, area, theme.field))
    }

    /// The length, if the dots can't show it.
    fn hint(&self) -> Option<String> {
        let (characters, lines) = self.extent()?;
        Some(format!("{}, {}", count(characters, "character"), count(lines, "line")))
    }

    fn clear_secret(&mut self) {
        self.clear();
    }
}

impl Control for bool {
    fn key(&mut self, key: KeyEvent) -> bool {
        let toggles = matches!(key.code, KeyCode::Char(' ' | 'x'));
        *self ^= toggles;
        toggles
    }

    fn paste(&mut self, _: &str) -> Result<bool, String> {
        Ok(false)
    }

    fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, is_focused: bool) -> Option<Position> {
        let style = if is_focused { theme.selection } else { theme.text };
        draw_str(buffer, area, area.x, area.y, if *self { "[x]" } else { "[ ]" }, style);
        None
    }
}
