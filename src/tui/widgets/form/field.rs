//! The fields of forms: a label, what is edited, and the error shown below it.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::choice::Choice;
use super::picker::UserPicker;
use crate::error::{Field, Result};
use crate::secret::{self, Secret};
use crate::text::count;
use crate::tui::theme::Theme;
use crate::tui::widgets::input::{SecretInput, TextInput};
use crate::tui::widgets::paint::{draw_right, draw_str, rows, width};

/// The key that generates a new password, beside its field, and the same where there is little room.
const GENERATE: [&str; 2] = ["Ctrl-G Generate", "Ctrl-G"];
/// The minimum width of an input.
pub(super) const FIELD_COLUMNS: u16 = 12;

/// What a field edits.
#[derive(Debug)]
pub(super) enum Control {
    /// A line of visible text.
    Text(TextInput),
    /// A secret, shown as dots.
    Secret(SecretInput, Role),
    /// A box to check.
    Checkbox(bool),
    /// One of a few options.
    Choice(Choice),
    /// A user.
    User(UserPicker),
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

/// Checks what was entered in a field, beside all fields of its form, as saving it does.
type Check = Box<dyn Fn(&FormField, &[FormField]) -> Result<()>>;

/// What is wrong with a field.
#[derive(Debug)]
pub(super) struct Complaint {
    pub(super) text: String,
    /// Whether the form found it itself, so that it can tell when it is corrected.
    pub(super) is_own: bool,
}

/// What makes a field that of a new username.
#[derive(Debug)]
struct NewUsername {
    /// The name that may stay.
    current: String,
    /// The name that was last asked about.
    asked: Option<String>,
}

/// A field of a form.
pub struct FormField {
    pub(super) label: &'static str,
    help: Option<&'static str>,
    /// Why the box has to be checked, if it has to be.
    required: Option<String>,
    check: Option<Check>,
    new_username: Option<NewUsername>,
    pub(super) reports: Option<Field>,
    pub(super) error: Option<Complaint>,
    pub(super) is_shown: bool,
    pub(super) control: Control,
}

impl fmt::Debug for FormField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormField").field("label", &self.label).field("control", &self.control).finish_non_exhaustive()
    }
}

impl FormField {
    const fn of(label: &'static str, control: Control) -> Self {
        let (help, required, check, new_username, reports, error) = (None, None, None, None, None, None);
        Self { label, help, required, check, new_username, reports, error, is_shown: true, control }
    }

    /// Creates a line of visible text.
    pub fn text(label: &'static str, initial: &str) -> Self {
        Self::of(label, Control::Text(TextInput::with(initial)))
    }

    /// Creates a line for a username that nobody may have; `current` is the name that may stay. Whoever owns the form asks the
    /// database whether it is taken.
    pub fn new_username(label: &'static str, current: &str) -> Self {
        let new_username = Some(NewUsername { current: current.to_owned(), asked: None });
        Self { new_username, ..Self::text(label, current) }.reports(Field::Username)
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

    /// Creates a choice between options, of which one is chosen.
    pub const fn choice(label: &'static str, options: &'static [&'static str], chosen: usize) -> Self {
        Self::of(label, Control::Choice(Choice::new(options, chosen)))
    }

    /// Creates a line for the name of a user, with those that match to pick from.
    pub fn user(label: &'static str, initial: &str) -> Self {
        Self::of(label, Control::User(UserPicker::new(initial, false))).reports(Field::Username)
    }

    /// The same, for a user who need not be named.
    pub fn optional_user(label: &'static str, initial: &str) -> Self {
        Self::of(label, Control::User(UserPicker::new(initial, true))).reports(Field::Username)
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

    /// Checks it like this when it is left and when the form is submitted.
    #[must_use]
    pub fn checked(self, check: impl Fn(&Self, &[Self]) -> Result<()> + 'static) -> Self {
        Self { check: Some(Box::new(check)), ..self }
    }

    /// Why it cannot be submitted as it is; `others` are all fields of the form, `before` is the one before.
    pub(super) fn refusal(&self, others: &[Self], before: Option<&Self>) -> Option<String> {
        match &self.control {
            Control::Checkbox(false) => self.required.clone(),
            Control::Secret(input, Role::Confirmation) => {
                let is_same = before.is_none_or(|first| secret::same(&first.secret_value(), &input.secret()));
                (!is_same).then(|| "The two passwords differ.".to_owned())
            }
            Control::User(picker) => picker.refusal(),
            Control::Text(_) | Control::Secret(..) | Control::Checkbox(true) | Control::Choice(_) => None,
        }
        .or_else(|| self.check.as_ref().and_then(|check| check(self, others).err()).map(|error| error.in_console()))
    }

    /// Whether the user sees it; if not, it keeps its initial content.
    #[must_use]
    pub fn shown_if(self, is_shown: bool) -> Self {
        Self { is_shown, ..self }
    }

    /// The visible text.
    pub fn value(&self) -> &str {
        match &self.control {
            Control::Text(input) | Control::User(UserPicker { input, .. }) => input.value(),
            Control::Secret(..) | Control::Checkbox(_) | Control::Choice(_) => "",
        }
    }

    /// A copy of the secret.
    pub fn secret_value(&self) -> Secret {
        if let Control::Secret(input, _) = &self.control { input.secret() } else { Secret::from("") }
    }

    /// Whether nothing was entered.
    pub fn is_empty(&self) -> bool {
        match &self.control {
            Control::Text(input) | Control::User(UserPicker { input, .. }) => input.value().is_empty(),
            Control::Secret(input, _) => input.is_empty(),
            Control::Checkbox(_) | Control::Choice(_) => false,
        }
    }

    /// The place of the chosen option.
    pub const fn chosen(&self) -> usize {
        if let Control::Choice(choice) = &self.control { choice.chosen() } else { 0 }
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

    /// The new username, if nobody knows yet whether it is taken and that was not asked.
    pub(super) fn unasked_username(&mut self) -> Option<String> {
        let username = self.value().to_owned();
        let new = self.new_username.as_mut().filter(|_| self.is_shown && self.error.is_none())?;
        if username.is_empty() || username == new.current || new.asked.as_ref() == Some(&username) {
            return None;
        }
        new.asked = Some(username);
        new.asked.clone()
    }

    /// Whether it was asked about this username, and still has it.
    pub(super) fn awaits_username(&self, username: &str) -> bool {
        let asked = self.new_username.as_ref().and_then(|new| new.asked.as_deref());
        asked == Some(username) && self.value() == username
    }

    /// Handles a key; false if it has no meaning here.
    pub(super) fn key(&mut self, key: KeyEvent) -> bool {
        self.forget_asked();
        match &mut self.control {
            Control::Text(input) => input.key(key),
            Control::Secret(input, _) => input.key(key),
            Control::Choice(choice) => choice.key(key.code),
            Control::User(picker) => picker.key(key),
            Control::Checkbox(is_checked) => {
                let toggles = matches!(key.code, KeyCode::Char(' ' | 'x'));
                *is_checked ^= toggles;
                toggles
            }
        }
    }

    /// What is edited is asked about again.
    fn forget_asked(&mut self) {
        if let Some(new) = &mut self.new_username {
            new.asked = None;
        }
    }

    /// Inserts pasted text; false if it takes none.
    pub(super) fn paste(&mut self, text: &str) -> bool {
        self.forget_asked();
        match &mut self.control {
            Control::Text(input) | Control::User(UserPicker { input, .. }) => {
                input.insert(text);
                true
            }
            Control::Secret(input, _) => {
                let is_taken = input.insert(text);
                if !is_taken {
                    let limit = input.max_length();
                    let text = format!("The text is longer than the limit of {limit} bytes; nothing was pasted.");
                    self.error = Some(Complaint { text, is_own: false });
                }
                is_taken
            }
            Control::Checkbox(_) | Control::Choice(_) => false,
        }
    }

    /// The line about a secret of several lines, which its dots can't show, else the one about the field.
    pub(super) fn hint(&self) -> Option<String> {
        let extent = if let Control::Secret(input, _) = &self.control { input.extent() } else { None };
        extent
            .map(|(characters, lines)| format!("{}, {}", count(characters, "character"), count(lines, "line")))
            .or_else(|| self.help.map(str::to_owned))
    }

    /// What is pressed to change it, besides typing.
    pub(super) const fn keys(&self) -> Option<(&'static str, &'static str)> {
        match self.control {
            Control::Text(_) | Control::Secret(..) => None,
            Control::Checkbox(_) => Some(("space", "Toggle")),
            Control::Choice(_) => Some(("← →", "Choose")),
            Control::User(_) => Some(("↑ ↓", "Pick")),
        }
    }

    /// Draws the key that generates a new password at the end of a line. Returns what is left of it, and where the key is.
    pub(super) fn draw_generate(buffer: &mut Buffer, area: Rect, theme: &Theme) -> (Rect, Rect) {
        let left = |label: &str| area.width.checked_sub(rows(width(label)) + 1);
        let fitting = GENERATE.into_iter().find_map(|label| Some((label, left(label).filter(|left| *left >= FIELD_COLUMNS)?)));
        let Some((label, width)) = fitting.or_else(|| Some((GENERATE[1], left(GENERATE[1])?))) else {
            return (area, Rect::default());
        };
        let x = draw_right(buffer, area, area.y, label, theme.dim);
        (Rect { width, ..area }, Rect { x, width: area.right().saturating_sub(x), ..area })
    }

    /// Draws what is edited into a line and returns the position of the cursor.
    pub(super) fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, is_focused: bool) -> Option<Position> {
        match &self.control {
            Control::Text(input) | Control::User(UserPicker { input, .. }) => Some(input.draw(buffer, area, theme.field)),
            Control::Secret(input, _) => Some(input.draw(buffer, area, theme.field)),
            Control::Choice(choice) => {
                choice.draw(buffer, area, theme, is_focused);
                None
            }
            Control::Checkbox(is_checked) => {
                let style = if is_focused { theme.selection } else { theme.text };
                draw_str(buffer, area, area.x, area.y, if *is_checked { "[x]" } else { "[ ]" }, style);
                None
            }
        }
    }
}
