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

mod choice;
mod draw;
mod field;
mod picker;
mod requests;

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::field::FormField;
use self::field::{Complaint, Control, Role};
use self::picker::UserPicker;
use crate::error::Field;
use crate::secret::Secret;
use crate::service::passwords;
use crate::tui::widgets::pointer::{ENTER, Hits, Pointer};
use crate::tui::widgets::scroll::Scroll;

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
    /// What to know first, above the fields.
    introduction: Option<String>,
    /// The hint where no other applies.
    note: Option<&'static str>,
    hint: Option<String>,
    error: Option<String>,
    /// The number of the focused field, among those that are shown, or button.
    focus: usize,
    may_generate: bool,
    /// Whether a password is being generated; until it is there, nothing can be typed.
    is_generating: bool,
    is_busy: bool,
    is_dirty: bool,
    /// The lines that are shown: those around the focus, until the wheel is turned.
    scroll: Scroll,
    /// What can be clicked.
    hits: Hits<Spot>,
}

/// What can be clicked in a form.
#[derive(Clone, Copy, Debug)]
enum Spot {
    /// A field or a button, by its number.
    Place(usize),
    /// A name in the focused picker, by its row.
    Name(usize),
    /// The key that generates a password.
    Generate,
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
            introduction: None,
            note: None,
            hint: None,
            error: None,
            focus: 0,
            may_generate: false,
            is_generating: false,
            is_busy: false,
            is_dirty: false,
            scroll: Scroll::default(),
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

    /// Sets the text above the fields, which scrolls with them.
    #[must_use]
    pub fn introduction(mut self, introduction: String) -> Self {
        self.set_introduction(introduction);
        self
    }

    /// Replaces the text above the fields.
    pub fn set_introduction(&mut self, introduction: String) {
        self.state.introduction = Some(introduction);
    }

    /// Offers to generate the new password.
    #[must_use]
    pub fn generating(mut self) -> Self {
        self.state.may_generate = true;
        self.note("")
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

    /// The place of a shown field among all fields.
    fn index_of(&self, place: usize) -> Option<usize> {
        self.fields.iter().enumerate().filter(|(_, field)| field.is_shown).nth(place).map(|(index, _)| index)
    }

    fn focused_field(&mut self) -> Option<&mut FormField> {
        let index = self.index_of(self.state.focus)?;
        self.fields.get_mut(index)
    }

    /// The picker that has the focus.
    fn focused_picker(&mut self) -> Option<&mut UserPicker> {
        match &mut self.focused_field()?.control {
            Control::User(picker) => Some(picker),
            Control::Text(_) | Control::Secret(..) | Control::Checkbox(_) | Control::Choice(_) => None,
        }
    }

    /// Why a field cannot be submitted as it is.
    fn refusal(&self, index: usize) -> Option<String> {
        let field = self.fields.get(index).filter(|field| field.is_shown)?;
        field.refusal(&self.fields, index.checked_sub(1).and_then(|before| self.fields.get(before)))
    }

    /// Shows what is wrong with a field.
    fn review(&mut self, index: usize) {
        let complaint = self.refusal(index).map(|text| Complaint { text, is_own: true });
        if let Some(field) = self.fields.get_mut(index) {
            field.error = complaint;
        }
    }

    /// Checks the field that was edited again, if it has an error, and those whose errors the edit may have corrected too.
    fn recheck(&mut self, edited: Option<usize>) {
        self.state.error = None;
        for index in 0..self.fields.len() {
            let is_own = self.fields[index].error.as_ref().map(|error| error.is_own);
            if is_own == Some(true) || (is_own.is_some() && edited == Some(index)) {
                self.review(index);
            }
        }
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

    /// The value; none if something is wrong with a field, which is then shown.
    pub fn value(&mut self) -> Option<T> {
        self.state.error = None;
        (0..self.fields.len()).for_each(|index| self.review(index));
        let wrong = self.shown().position(|field| field.error.is_some());
        if let Some(place) = wrong {
            self.state.focus = place;
            self.update_hint();
            return None;
        }
        (self.read)(&self.fields)
    }

    /// Whether it was submitted and is not answered yet; until then, nothing can be typed.
    pub const fn is_busy(&self) -> bool {
        self.state.is_busy
    }

    /// Waits for the reply to what was submitted, or no longer.
    pub const fn set_busy(&mut self, is_busy: bool) {
        self.state.is_busy = is_busy;
    }

    /// Whether anything was changed, so that closing the form would lose it.
    pub const fn is_dirty(&self) -> bool {
        self.state.is_dirty
    }

    /// Shows an error at the field it is about and moves the focus there; without such a field, below all of them.
    pub fn set_error(&mut self, field: Option<Field>, error: &str) {
        self.clear_errors();
        (self.state.is_busy, self.state.is_generating) = (false, false);
        let place = field.and_then(|field| self.place_of(field));
        self.state.focus = place.unwrap_or(self.state.focus);
        match self.focused_field().filter(|_| place.is_some()) {
            Some(field) => field.error = Some(Complaint { text: error.to_owned(), is_own: false }),
            None => self.state.error = Some(error.to_owned()),
        }
    }

    /// Shows a question below the fields; what is shown at them stays.
    pub fn ask(&mut self, question: &str) {
        self.state.error = Some(question.to_owned());
    }

    /// Clears the error or the question below the fields.
    pub fn clear_error(&mut self) {
        self.state.error = None;
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

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        if self.takes_nothing() {
            return;
        }
        self.state.scroll.follow_again();
        let index = self.index_of(self.state.focus);
        self.recheck(index);
        if let Some(field) = self.focused_field()
            && field.paste(text)
        {
            self.state.is_dirty = true;
            self.recheck(index);
        }
        self.update_hint();
    }

    /// Whether it waits for something, so that nothing can be typed.
    const fn takes_nothing(&self) -> bool {
        self.state.is_busy || self.state.is_generating
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> FormEvent {
        if key.code == KeyCode::Esc {
            return FormEvent::Cancel;
        }
        if self.takes_nothing() {
            return FormEvent::Ignored;
        }
        self.state.scroll.follow_again();
        if matches!(key.code, KeyCode::Up | KeyCode::Down)
            && self.focused_picker().is_some_and(|picker| picker.go(key.code == KeyCode::Down))
        {
            return FormEvent::Edited;
        }
        let event = self.handle(key);
        self.update_hint();
        event
    }

    fn handle(&mut self, key: KeyEvent) -> FormEvent {
        let (fields, before) = (self.shown().count(), self.state.focus);
        let (submit, places) = (fields + 1, fields + 2);
        let left = self.index_of(before);
        if matches!(key.code, KeyCode::Enter | KeyCode::Tab) && self.focused_picker().is_some_and(UserPicker::accept) {
            self.state.is_dirty = true;
            self.recheck(left);
        }
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
                self.recheck(left);
            }
            _ => return FormEvent::Ignored,
        }
        if let Some(left) = left.filter(|_| self.state.focus != before) {
            self.leave(left);
        }
        FormEvent::Edited
    }

    /// Says what is wrong with a field that is left.
    fn leave(&mut self, index: usize) {
        if self.fields.get(index).is_some_and(|field| field.error.is_none()) {
            self.review(index);
        }
    }

    /// Handles the mouse: scrolls, or moves the focus to what was clicked. Returns the key that a click on a button, a box, a
    /// name or a key stands for.
    pub fn point(&mut self, pointer: Pointer) -> Option<KeyEvent> {
        if let Some(rows) = self.state.hits.scrolled(pointer) {
            self.state.scroll.scroll_by(rows);
        }
        let place = match self.state.hits.clicked(pointer).filter(|_| !self.takes_nothing())? {
            Spot::Place(place) => place,
            Spot::Generate => return Some(KeyEvent::new(KeyCode::Char('g'), KeyModifiers::CONTROL)),
            Spot::Name(row) => {
                self.focused_picker()?.highlight(row);
                return Some(KeyEvent::new(KeyCode::Tab, KeyModifiers::NONE));
            }
        };
        let left = self.index_of(self.state.focus).filter(|_| place != self.state.focus);
        self.state.focus = place;
        if let Some(left) = left {
            self.leave(left);
        }
        self.update_hint();
        let code = match self.focused_field().map(|field| &field.control) {
            None => return Some(ENTER),
            Some(Control::Checkbox(_)) => KeyCode::Char(' '),
            Some(Control::Choice(_)) => KeyCode::Right,
            Some(Control::Text(_) | Control::Secret(..) | Control::User(_)) => return None,
        };
        Some(KeyEvent::new(code, KeyModifiers::NONE))
    }

    /// What is pressed in it, the most important keys first.
    pub fn keys(&self) -> Vec<(&'static str, &'static str)> {
        let [cancel, submit] = self.state.buttons;
        if self.takes_nothing() {
            return vec![("esc", cancel)];
        }
        let generate = self.state.may_generate.then_some(("ctrl-g", "Generate"));
        let of_field = self.shown().nth(self.state.focus).and_then(FormField::keys);
        let always = [("ctrl-s", submit), ("esc", cancel), ("tab", "Next")];
        always.into_iter().chain(of_field).chain(generate).collect()
    }

    /// The same, with Enter first, and without the keys that do no more than it does now.
    pub fn keys_with_enter(&self) -> Vec<(&'static str, &'static str)> {
        let keys = self.keys();
        if self.takes_nothing() {
            return keys;
        }
        let (fields, focus, [cancel, submit]) = (self.shown().count(), self.state.focus, self.state.buttons);
        let of_enter = match focus {
            _ if focus == fields => cancel,
            _ if focus + 1 >= fields => submit,
            _ => "Next",
        };
        let others = keys.into_iter().filter(|(_, label)| *label != of_enter);
        std::iter::once(("enter", of_enter)).chain(others).collect()
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
