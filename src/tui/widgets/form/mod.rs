//! Forms: fields that are filled in, and end in a typed value.
//!
//! ```text
//!   Username          alice▏
//!                     This username is unavailable.
//!   Password          ••••••••
//!   Active            [x]
//!                                  Cancel   ‹ Save ›
//! ```
//!
//! A form is its fields in order, and a function from them to its value. Focus, drawing, pasting, wiping, hints and errors are those
//! of every form.

mod draw;
mod field;

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::field::FormField;
use self::field::{Control, Role};
use crate::error::Field;
use crate::secret::{self, ExposeSecret, Secret};
use crate::service::passwords;
use crate::tui::widgets::pointer::{Hits, Pointer};

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

/// What all forms have besides their fields and their value.
#[derive(Debug)]
struct State {
    /// The button that cancels the form, and the one that submits it.
    buttons: [&'static str; 2],
    /// The hint where no other applies.
    note: Option<&'static str>,
    hint: Option<String>,
    error: Option<String>,
    /// The number of the focused field, among those that are shown, or button.
    focus: usize,
    may_generate: bool,
    is_busy: bool,
    is_dirty: bool,
    /// The fields and buttons by their numbers, where they can be clicked.
    hits: Hits<usize>,
}

/// Turns the fields of a form into its value.
type Read<T> = Box<dyn Fn(&[FormField]) -> Option<T>>;

/// A form being filled in, which ends in a `T`.
pub struct Form<T> {
    fields: Vec<FormField>,
    read: Read<T>,
    state: State,
}

impl<T> fmt::Debug for Form<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Form").field("fields", &self.fields).field("state", &self.state).finish_non_exhaustive()
    }
}

impl<T> Form<T> {
    /// Creates a form of these fields, whose second button submits it; `read` turns them into the value.
    pub fn new<const N: usize>(
        fields: [FormField; N],
        buttons: [&'static str; 2],
        read: impl Fn(&[FormField; N]) -> T + 'static,
    ) -> Self {
        let state = State {
            buttons,
            note: None,
            hint: None,
            error: None,
            focus: 0,
            may_generate: false,
            is_busy: false,
            is_dirty: false,
            hits: Hits::default(),
        };
        let read = Box::new(move |fields: &[FormField]| fields.try_into().ok().map(&read));
        Self { fields: fields.into(), read, state }.updated()
    }

    /// Sets the line below the fields. An empty one keeps the height of the form while hints come and go.
    #[must_use]
    pub fn note(mut self, note: &'static str) -> Self {
        self.state.note = Some(note);
        self.updated()
    }

    /// Offers to generate the new password.
    #[must_use]
    pub fn generating(mut self) -> Self {
        self.state.may_generate = true;
        self.note("Ctrl-G  Generate")
    }

    /// Begins at the field that reports these errors.
    #[must_use]
    pub fn beginning_at(mut self, field: Field) -> Self {
        self.state.focus = self.place_of(field).unwrap_or(0);
        self.updated()
    }

    /// Begins at the button that submits it: for the defaults, Enter is enough.
    #[must_use]
    pub fn beginning_at_submit(mut self) -> Self {
        self.state.focus = self.shown().count() + 1;
        self.updated()
    }

    /// Turns the value into another one.
    pub fn map<U>(self, map: impl Fn(T) -> U + 'static) -> Form<U>
    where
        T: 'static,
    {
        let Self { fields, read, state } = self;
        Form { fields, read: Box::new(move |fields| read(fields).map(&map)), state }
    }

    fn updated(mut self) -> Self {
        self.update_hint();
        self
    }

    fn shown(&self) -> impl Iterator<Item = &FormField> {
        self.fields.iter().filter(|field| field.is_shown)
    }

    fn shown_mut(&mut self) -> impl Iterator<Item = &mut FormField> {
        self.fields.iter_mut().filter(|field| field.is_shown)
    }

    fn focused_field(&mut self) -> Option<&mut FormField> {
        let focus = self.state.focus;
        self.shown_mut().nth(focus)
    }

    fn place_of(&self, field: Field) -> Option<usize> {
        self.shown().position(|of_form| of_form.reports == Some(field))
    }

    /// The text of the field that reports these errors.
    pub fn text_of(&self, field: Field) -> &str {
        self.fields.iter().find(|of_form| of_form.reports == Some(field)).map_or("", FormField::value)
    }

    /// Checks the box with this label.
    pub fn check(&mut self, label: &str) {
        if let Some(field) = self.fields.iter_mut().find(|field| field.label == label) {
            field.control = Control::Checkbox(true);
        }
    }

    /// The value; none if a password was typed differently the second time or a required box is not checked, which is then shown.
    pub fn value(&mut self) -> Option<T> {
        self.clear_errors();
        let differs = |(first, second): (&FormField, &FormField)| {
            second.is_secret(Role::Confirmation) && !secret::same(&first.secret_value(), &second.secret_value())
        };
        let differing = self.shown().zip(self.shown().skip(1)).position(differs);
        if let Some(place) = differing {
            self.state.focus = place + 1;
            self.focused_field()?.error = Some("The two passwords differ.".to_owned());
            return None;
        }
        let refused = self.shown().enumerate().find_map(|(place, field)| Some((place, field.refusal()?.to_owned())));
        if let Some((place, why)) = refused {
            self.state.focus = place;
            self.focused_field()?.error = Some(why);
            return None;
        }
        (self.read)(&self.fields)
    }

    /// Whether it was submitted and is not answered yet; until then, nothing can be typed.
    pub const fn is_busy(&self) -> bool {
        self.state.is_busy
    }

    /// Waits for the reply to what was submitted.
    pub const fn set_busy(&mut self) {
        self.state.is_busy = true;
    }

    /// Whether anything was changed, so that closing the form would lose it.
    pub const fn is_dirty(&self) -> bool {
        self.state.is_dirty
    }

    /// Shows an error at the field it is about and moves the focus there; without such a field, below all of them.
    pub fn set_error(&mut self, field: Option<Field>, error: &str) {
        self.clear_errors();
        self.state.is_busy = false;
        let place = field.and_then(|field| self.place_of(field));
        self.state.focus = place.unwrap_or(self.state.focus);
        match self.focused_field().filter(|_| place.is_some()) {
            Some(field) => field.error = Some(error.to_owned()),
            None => self.state.error = Some(error.to_owned()),
        }
    }

    /// Clears all errors.
    pub fn clear_errors(&mut self) {
        self.state.error = None;
        for field in &mut self.fields {
            field.error = None;
        }
    }

    /// Shows why a password was refused, and wipes all secrets.
    pub fn refuse_password(&mut self, why: &str) {
        self.fields.iter_mut().for_each(FormField::clear_secret);
        self.set_error(Some(Field::Password), why);
    }

    /// Whether a new password may be generated now.
    pub const fn takes_password(&self) -> bool {
        self.state.may_generate && !self.state.is_busy
    }

    /// Fills in a generated password; false if the form takes none now.
    pub fn fill_password(&mut self, password: &Secret) -> bool {
        let (true, Some(place)) = (self.takes_password(), self.place_of(Field::Password)) else { return false };
        self.clear_errors();
        for field in self.shown_mut().skip(place).take(2) {
            field.clear_secret();
            // A generated password is shorter than the limit.
            field.paste(password.expose_secret());
        }
        self.state.is_dirty = true;
        // The strength stays visible, although the focus moves on.
        self.state.focus = place;
        self.update_hint();
        self.state.focus = place + 2;
        true
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        if self.state.is_busy {
            return;
        }
        self.clear_errors();
        let is_taken = self.focused_field().is_some_and(|field| field.paste(text));
        self.state.is_dirty |= is_taken;
        self.update_hint();
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> FormEvent {
        if key.code == KeyCode::Esc {
            return FormEvent::Cancel;
        }
        if self.state.is_busy {
            return FormEvent::Ignored;
        }
        let fields = self.shown().count();
        let (submit, places) = (fields + 1, fields + 2);
        let focus = &mut self.state.focus;
        match key.code {
            KeyCode::Char('s') if key.modifiers.contains(KeyModifiers::CONTROL) => return FormEvent::Submit,
            KeyCode::Tab | KeyCode::Down => *focus = (*focus + 1) % places,
            KeyCode::BackTab | KeyCode::Up => *focus = (*focus + places - 1) % places,
            KeyCode::Enter if *focus == submit || *focus + 1 == fields => return FormEvent::Submit,
            KeyCode::Enter if *focus == fields => return FormEvent::Cancel,
            KeyCode::Enter => *focus += 1,
            KeyCode::Left if *focus == submit => *focus = fields,
            KeyCode::Right if *focus == fields => *focus = submit,
            _ if self.focused_field().is_some_and(|field| field.key(key)) => {
                self.state.is_dirty = true;
                self.clear_errors();
            }
            _ => return FormEvent::Ignored,
        }
        self.update_hint();
        FormEvent::Edited
    }

    /// Handles the mouse: moves the focus to what was clicked. Returns the key that a click on a button or a box stands for.
    pub fn point(&mut self, pointer: Pointer) -> Option<KeyEvent> {
        let place = self.state.hits.clicked(pointer).filter(|_| !self.state.is_busy)?;
        self.state.focus = place;
        self.update_hint();
        let code = match self.focused_field().map(|field| &field.control) {
            None => KeyCode::Enter,
            Some(Control::Checkbox(_)) => KeyCode::Char(' '),
            Some(Control::Text(_) | Control::Secret(..)) => return None,
        };
        Some(KeyEvent::new(code, KeyModifiers::NONE))
    }

    fn update_hint(&mut self) {
        let focused = self.shown().nth(self.state.focus);
        let password = focused.filter(|field| field.is_secret(Role::NewPassword) && !field.is_empty());
        let strength = password.map(|field| strength(self.text_of(Field::Username), &field.secret_value()));
        let hint = strength.or_else(|| focused.and_then(FormField::hint));
        self.state.hint = hint.or_else(|| self.state.note.map(str::to_owned));
    }
}

/// How strong the password of this user is.
fn strength(username: &str, password: &Secret) -> String {
    let advice = passwords::advise(username, password);
    let filled = usize::from(advice.score) + 1;
    let meter = format!("{}{}", "■".repeat(filled), "□".repeat(5 - filled.min(5)));
    let tip = advice.tip.map(|tip| format!(" · {tip}")).unwrap_or_default();
    format!("{meter} {}{tip}", advice.word)
}
