//! A form over the screen: what becomes of it when it is submitted, its errors and its advice.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::event::Event;
use crate::error::{Error, Field};
use crate::secret::{ExposeSecret, Secret, same};
use crate::service::password_policy;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::form::{Form, FormEvent};

/// The buttons of a form that changes something.
pub const SAVE: &[&str] = &["Cancel", "Save"];
/// The buttons of a form that creates something.
pub const CREATE: &[&str] = &["Cancel", "Create"];

/// The result of submitting a form.
#[derive(Debug)]
pub enum Submitted<T> {
    /// The form shows why it was refused.
    Refused,
    /// The form waits for the result of this choice.
    Wait(T),
    /// The form closes with this choice.
    Close(T),
}

/// A password and its repetition in the next field.
#[derive(Clone, Copy, Debug)]
struct Passwords {
    field: usize,
    /// Whether a password can be generated.
    can_generate: bool,
}

/// A form over the screen.
pub struct FormOverlay<T> {
    title: String,
    form: Form,
    submit: Box<dyn Fn(&mut Form) -> Submitted<T>>,
    /// The fields that errors can be about.
    inputs: Vec<(Field, usize)>,
    passwords: Option<Passwords>,
    advice: Option<Box<dyn Fn(&Form) -> String>>,
    /// Whether closing it loses no more than a word.
    is_small: bool,
    /// Whether Esc was pressed once and the form asks whether to discard changes.
    leaving: bool,
}

impl<T> fmt::Debug for FormOverlay<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FormOverlay").field("title", &self.title).field("form", &self.form).finish_non_exhaustive()
    }
}

impl<T: 'static> FormOverlay<T> {
    /// Creates a form; `submit` reads it when it is submitted.
    pub fn new(title: impl Into<String>, form: Form, submit: impl Fn(&mut Form) -> Submitted<T> + 'static) -> Self {
        Self {
            title: title.into(),
            form,
            submit: Box::new(submit),
            inputs: Vec::new(),
            passwords: None,
            advice: None,
            is_small: false,
            leaving: false,
        }
    }

    /// Shows errors about this input at this field.
    #[must_use]
    pub fn error_at(mut self, input: Field, field: usize) -> Self {
        self.inputs.push((input, field));
        self
    }

    /// Shows how strong the password in this field is; Ctrl-G generates one, if offered.
    #[must_use]
    pub fn passwords(mut self, field: usize, can_generate: bool) -> Self {
        self.passwords = Some(Passwords { field, can_generate });
        self.advise();
        self
    }

    /// Shows a line about the focused field.
    #[must_use]
    pub fn advice(mut self, advice: impl Fn(&Form) -> String + 'static) -> Self {
        self.advice = Some(Box::new(advice));
        self.advise();
        self
    }

    /// Closes the form without a question, because no more than a word would be lost.
    #[must_use]
    pub fn small(self) -> Self {
        Self { is_small: true, ..self }
    }

    /// Replaces the choices.
    pub fn map<U>(self, choice: impl Fn(T) -> U + Copy + 'static) -> FormOverlay<U> {
        let Self { title, form, submit, inputs, passwords, advice, is_small, leaving } = self;
        let submit = Box::new(move |form: &mut Form| match submit(form) {
            Submitted::Refused => Submitted::Refused,
            Submitted::Wait(chosen) => Submitted::Wait(choice(chosen)),
            Submitted::Close(chosen) => Submitted::Close(choice(chosen)),
        });
        FormOverlay { title, form, submit, inputs, passwords, advice, is_small, leaving }
    }

    /// Whether it was submitted and is not answered yet.
    pub const fn is_waiting(&self) -> bool {
        self.form.busy
    }

    /// Shows an error at the field it is about.
    pub fn set_error(&mut self, error: &Error) {
        let input = error.field().and_then(|field| self.inputs.iter().find(|(input, _)| *input == field));
        match input {
            Some((_, field)) => self.form.set_field_error(*field, &error.to_string()),
            None => self.form.set_error(&error.to_string()),
        }
    }

    /// Shows an error of the form as a whole.
    pub fn set_form_error(&mut self, why: &str) {
        self.form.set_error(why);
    }

    /// Shows why a typed secret was refused, and clears it.
    pub fn refuse_secret(&mut self, why: &str) {
        self.form.clear_secrets();
        self.form.set_field_error(0, why);
    }

    /// Fills both password fields; false if there are none or the form is busy.
    pub fn fill_password(&mut self, password: &Secret) -> bool {
        let Some(Passwords { field, .. }) = self.passwords.filter(|passwords| passwords.can_generate && !self.form.busy) else {
            return false;
        };
        self.form.clear_secrets();
        for field in [field, field + 1] {
            self.form.focus(field);
            self.form.paste(password.expose_secret());
        }
        self.form.focus(field);
        self.advise();
        self.form.focus(field + 2);
        true
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
        self.advise();
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> Event<T> {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        let can_generate = self.passwords.is_some_and(|passwords| passwords.can_generate);
        if control && key.code == KeyCode::Char('g') && can_generate && !self.form.busy {
            return Event::GeneratePassword;
        }
        let asked = std::mem::take(&mut self.leaving);
        if asked {
            self.form.clear_errors();
        }
        match self.form.key(key) {
            FormEvent::Ignored => Event::Handled,
            FormEvent::Edited => {
                self.advise();
                Event::Handled
            }
            FormEvent::Cancel if key.code == KeyCode::Esc && !asked && self.is_worth_asking() => {
                self.leaving = true;
                self.form.set_error("Discard changes? Esc discards, any other key keeps editing.");
                Event::Handled
            }
            FormEvent::Cancel => Event::Close,
            FormEvent::Submit => match (self.submit)(&mut self.form) {
                Submitted::Refused => Event::Handled,
                Submitted::Wait(choice) => {
                    self.form.busy = true;
                    Event::Wait(choice)
                }
                Submitted::Close(choice) => Event::CloseAnd(choice),
            },
        }
    }

    /// Whether closing the form would lose more than a word.
    const fn is_worth_asking(&self) -> bool {
        self.form.is_dirty() && !self.form.busy && !self.is_small
    }

    /// Updates the advice: how strong the typed password is, or a line about the focused field.
    fn advise(&mut self) {
        match (self.passwords, &self.advice) {
            (Some(passwords), _) => self.form.advice = Some(self.strength(passwords)),
            (None, Some(advice)) => self.form.advice = Some(advice(&self.form)),
            (None, None) => {}
        }
    }

    fn strength(&self, passwords: Passwords) -> String {
        let password = self.form.secret(passwords.field);
        if self.form.focused_field() != Some(passwords.field) || password.expose_secret().is_empty() {
            // An empty line is kept, so that the height of the form does not change.
            return if passwords.can_generate { "Ctrl-G  Generate" } else { "" }.to_owned();
        }
        // The field before the password is the username, or no visible text.
        let name = passwords.field.checked_sub(1).map_or("", |field| self.form.text(field));
        let advice = password_policy::advise(name, &password);
        let filled = usize::from(advice.score) + 1;
        let meter = format!("{}{}", "■".repeat(filled), "□".repeat(5 - filled.min(5)));
        let tip = advice.tip.map(|tip| format!(" · {tip}")).unwrap_or_default();
        format!("{meter} {}{tip}", advice.word)
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = 60.min(area.width.saturating_sub(4));
        let inner = frame(buffer, area, theme, &self.title, columns, self.form.height(columns), false);
        self.form.draw(buffer, inner, theme)
    }
}

/// The password of a field, if the next field repeats it.
pub fn confirmed(form: &mut Form, field: usize) -> Option<Secret> {
    let password = form.secret(field);
    if same(&password, &form.secret(field + 1)) {
        return Some(password);
    }
    form.set_field_error(field + 1, "The two passwords differ.");
    None
}
