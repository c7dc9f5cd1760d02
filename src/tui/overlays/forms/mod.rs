//! The forms, from the input to the job.

mod secrets;

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use self::secrets::SecretForm;
use super::{Event, Next};
use crate::error::{Error, Field};
use crate::model::{User, UserFilter};
use crate::secret::{self, Secret};
use crate::service::{Edit, NewUser, password_policy};
use crate::tui::effect::Job;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::form::{Form, FormEvent, Value};
use crate::tui::widgets::input::{SecretInput, TextInput};

const SAVE: &[&str] = &["Cancel", "Save"];
const CREATE: &[&str] = &["Cancel", "Create"];

/// The purpose of a form.
#[derive(Debug)]
pub enum Purpose {
    /// Create a user.
    NewUser,
    /// Edit name and flags; of the own account, only the name.
    EditUser(User, bool),
    /// Set a user's password.
    SetPassword(User),
    /// Change the own password.
    OwnPassword,
    /// Transfer what this user owns to another user.
    Transfer(User),
    /// Export users.
    Export(UserFilter),
    /// Filter the audit log by user.
    FilterEvents,
    /// Write a new key to a .env file.
    WriteKey(Secret),
    /// Back up the database.
    BackUp,
    /// Unlock the console.
    Unlock(String),
    /// Change variables, API keys or Kozmoai Store API keys.
    Secrets(SecretForm),
}

/// A form over the screen.
#[derive(Debug)]
pub struct FormOverlay {
    title: String,
    purpose: Purpose,
    form: Form,
    /// Whether Esc was pressed once and the form asks whether to discard changes.
    leaving: bool,
}

fn text(value: &str) -> Value {
    Value::Text(TextInput::with(value))
}

fn hidden() -> Value {
    Value::Secret(SecretInput::default())
}

impl FormOverlay {
    fn of(title: impl Into<String>, purpose: Purpose, form: Form) -> Self {
        let mut overlay = Self { title: title.into(), purpose, form, leaving: false };
        overlay.advise();
        overlay
    }

    /// The form for creating a user; `active` is the default.
    pub fn new_user(active: bool) -> Self {
        let fields = [
            ("Username", text("")),
            ("Password", hidden()),
            ("Confirm password", hidden()),
            ("Active", Value::Check(active)),
            ("Superuser", Value::Check(false)),
        ];
        Self::of("Create user", Purpose::NewUser, Form::new(fields, CREATE))
    }

    /// The form for editing name and flags; of the `own` account, only the name.
    pub fn edit_user(user: User, own: bool) -> Self {
        let mut fields = vec![("Username", text(&user.username))];
        if !own {
            fields.push(("Active", Value::Check(user.is_active)));
            fields.push(("Superuser", Value::Check(user.is_superuser)));
        }
        let mut form = Form::new(fields, SAVE);
        form.advice = own.then(|| "You can't deactivate your own account or revoke your own superuser rights.".to_owned());
        Self::of(format!("Edit \"{}\"", user.username), Purpose::EditUser(user, own), form)
    }

    /// The form for a user's password.
    pub fn set_password(user: User) -> Self {
        let fields = [("New password", hidden()), ("Confirm password", hidden())];
        Self::of(format!("Set password of \"{}\"", user.username), Purpose::SetPassword(user), Form::new(fields, SAVE))
    }

    /// The form for the own password.
    pub fn own_password() -> Self {
        let fields = [("Current password", hidden()), ("New password", hidden()), ("Confirm password", hidden())];
        Self::of("Change your password", Purpose::OwnPassword, Form::new(fields, SAVE))
    }

    /// The form for the new owner of what this user owns.
    pub fn transfer(from: User) -> Self {
        let mut form = Form::new([("New owner", text(""))], &["Cancel", "Continue"]);
        form.advice = Some(
            "Flows, folders and variables change owner; API keys and uploaded files do not. You confirm before anything changes."
                .to_owned(),
        );
        Self::of(format!("Transfer ownership from \"{}\"", from.username), Purpose::Transfer(from), form)
    }

    /// The form for the file of an export.
    pub fn export(filter: UserFilter) -> Self {
        let mut form = Form::new([("File", text("users.csv"))], &["Cancel", "Export"]);
        form.advice = Some("Creates a .csv or .json file that only you can read, without password hashes.".to_owned());
        Self::of("Export users", Purpose::Export(filter), form)
    }

    /// The form for the .env file that a new key is written to.
    pub fn write_key(key: Secret) -> Self {
        let mut form = Form::new([("File", text(".env"))], &["Cancel", "Write"]);
        form.advice = Some("Creates the .env file if needed. A file with another key is not changed.".to_owned());
        Self::of("Write new key", Purpose::WriteKey(key), form)
    }

    /// The form for the file of a backup.
    pub fn back_up(likely: &str) -> Self {
        let mut form = Form::new([("File", text(likely))], &["Cancel", "Back up"]);
        form.advice = Some("Creates a file that only you can read. Its secrets stay encrypted with the active key.".to_owned());
        Self::of("Back up database", Purpose::BackUp, form)
    }

    /// The form for the user to filter the audit log by.
    pub fn filter_events(current: &str) -> Self {
        let mut form = Form::new([("By or about", text(current))], &["Cancel", "Filter"]);
        form.advice = Some("A username; empty shows the events of all users.".to_owned());
        Self::of("Filter audit log", Purpose::FilterEvents, form)
    }

    /// The form of a locked console.
    pub fn unlock(username: &str) -> Self {
        let form = Form::new([("Password", hidden())], &["Sign out", "Unlock"]);
        Self::of(format!("Locked · {username}"), Purpose::Unlock(username.to_owned()), form)
    }

    /// Whether it was submitted and is not answered yet.
    pub const fn is_waiting(&self) -> bool {
        self.form.busy
    }

    /// The purpose.
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// Shows an error at the input it is about.
    pub fn set_error(&mut self, error: &Error) {
        let input = match (&self.purpose, error.field()) {
            (Purpose::Unlock(_), _) => return self.set_unlock_error(&error.to_string()),
            (Purpose::NewUser | Purpose::EditUser(..) | Purpose::Transfer(_), Some(Field::Username)) => Some(0),
            (Purpose::NewUser, Some(Field::Password)) => Some(1),
            (Purpose::SetPassword(_), Some(Field::Password)) | (Purpose::OwnPassword, Some(Field::CurrentPassword)) => Some(0),
            (Purpose::OwnPassword, Some(Field::Password)) => Some(1),
            (Purpose::Export(_) | Purpose::WriteKey(_) | Purpose::BackUp, Some(Field::File)) => Some(0),
            (Purpose::Secrets(purpose), Some(field)) => purpose.input_of(field),
            _ => None,
        };
        match input {
            Some(input) => self.form.set_field_error(input, &error.to_string()),
            None => self.form.set_error(&error.to_string()),
        }
    }

    /// Shows an error of the form as a whole.
    pub fn set_form_error(&mut self, why: &str) {
        self.form.set_error(why);
    }

    /// Shows why the console stays locked, and clears the typed password.
    pub fn set_unlock_error(&mut self, why: &str) {
        self.form.clear_secrets();
        self.form.set_field_error(0, why);
    }

    /// Fills both password fields; false if there are none or the form is busy.
    pub fn fill_password(&mut self, password: &Secret) -> bool {
        use crate::secret::ExposeSecret;
        let Some(first) = self.first_password().filter(|_| !self.form.busy) else { return false };
        self.form.clear_secrets();
        for field in [first, first + 1] {
            self.form.focus(field);
            self.form.paste(password.expose_secret());
        }
        self.form.focus(first);
        self.advise();
        self.form.focus(first + 2);
        true
    }

    fn first_password(&self) -> Option<usize> {
        match self.purpose {
            Purpose::NewUser => Some(1),
            Purpose::SetPassword(_) => Some(0),
            Purpose::OwnPassword
            | Purpose::EditUser(..)
            | Purpose::Transfer(_)
            | Purpose::Export(_)
            | Purpose::FilterEvents
            | Purpose::WriteKey(_)
            | Purpose::BackUp
            | Purpose::Unlock(_)
            | Purpose::Secrets(_) => None,
        }
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
        self.advise();
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> Event {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('g') && self.first_password().is_some() && !self.form.busy {
            return Event::Stay(Next::Job(Job::GeneratePassword));
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
            FormEvent::Cancel if matches!(self.purpose, Purpose::Unlock(_)) => {
                if key.code == KeyCode::Esc {
                    Event::Handled
                } else {
                    Event::CloseAnd(Next::Action(crate::tui::action::Id::SignOut))
                }
            }
            FormEvent::Cancel if key.code == KeyCode::Esc && !asked && self.is_worth_asking() => {
                self.leaving = true;
                self.form.set_error("Discard changes? Esc discards, any other key keeps editing.");
                Event::Handled
            }
            FormEvent::Cancel => Event::Close,
            FormEvent::Submit => self.submit(),
        }
    }

    /// Whether closing the form would lose more than a word.
    fn is_worth_asking(&self) -> bool {
        let small = match &self.purpose {
            Purpose::Transfer(_)
            | Purpose::Export(_)
            | Purpose::FilterEvents
            | Purpose::WriteKey(_)
            | Purpose::BackUp
            | Purpose::Unlock(_) => true,
            Purpose::Secrets(purpose) => purpose.is_small(),
            _ => false,
        };
        self.form.is_dirty() && !self.form.busy && !small
    }

    fn submit(&mut self) -> Event {
        let job = match &self.purpose {
            Purpose::NewUser => {
                let Some(password) = self.confirmed(1) else { return Event::Handled };
                Job::Create(NewUser {
                    username: self.form.text(0).to_owned(),
                    password,
                    active: Some(self.form.checked(3)),
                    superuser: self.form.checked(4),
                })
            }
            Purpose::EditUser(user, own) => Job::Edit {
                user: user.clone(),
                edit: Edit {
                    username: self.form.text(0).to_owned(),
                    is_active: if *own { user.is_active } else { self.form.checked(1) },
                    is_superuser: if *own { user.is_superuser } else { self.form.checked(2) },
                },
            },
            Purpose::SetPassword(user) => {
                let user = user.clone();
                let Some(password) = self.confirmed(0) else { return Event::Handled };
                Job::SetPassword { user, password }
            }
            Purpose::OwnPassword => {
                let current = self.form.secret(0);
                let Some(password) = self.confirmed(1) else { return Event::Handled };
                Job::ChangeOwnPassword { current, password }
            }
            Purpose::Transfer(from) => Job::PlanTransfer { from: from.clone(), to: self.form.text(0).to_owned() },
            Purpose::Export(filter) => Job::Export { filter: filter.clone(), path: PathBuf::from(self.form.text(0)) },
            Purpose::WriteKey(key) => Job::WriteKey { path: PathBuf::from(self.form.text(0)), key: key.clone() },
            Purpose::BackUp => Job::BackUp(PathBuf::from(self.form.text(0))),
            Purpose::FilterEvents => {
                let name = Some(self.form.text(0).to_owned()).filter(|name| !name.is_empty());
                return Event::CloseAnd(Next::FilterEvents(name));
            }
            Purpose::Unlock(_) => Job::Unlock { password: self.form.secret(0) },
            Purpose::Secrets(purpose) => {
                let event = purpose.submit(&self.form);
                self.form.busy = matches!(event, Event::Wait(_));
                return event;
            }
        };
        self.form.busy = true;
        Event::Wait(job)
    }

    /// The password of a field, if the next field repeats it.
    fn confirmed(&mut self, field: usize) -> Option<Secret> {
        let password = self.form.secret(field);
        if secret::same(&password, &self.form.secret(field + 1)) {
            return Some(password);
        }
        self.form.set_field_error(field + 1, "The two passwords differ.");
        None
    }

    /// Updates the advice: how strong the typed password is, or how long the hidden value.
    fn advise(&mut self) {
        use crate::secret::ExposeSecret;
        if let Purpose::Secrets(purpose) = &self.purpose {
            if let Some(advice) = purpose.advice(&self.form) {
                self.form.advice = Some(advice);
            }
            return;
        }
        let field = match self.purpose {
            Purpose::OwnPassword => 1,
            _ => match self.first_password() {
                Some(field) => field,
                None => return,
            },
        };
        let password = self.form.secret(field);
        if self.form.focused_field() != Some(field) || password.expose_secret().is_empty() {
            let offer = matches!(self.purpose, Purpose::NewUser | Purpose::SetPassword(_));
            // An empty line is kept, so that the height of the form does not change.
            self.form.advice = Some(if offer { "Ctrl-G  Generate" } else { "" }.to_owned());
            return;
        }
        let name = if matches!(self.purpose, Purpose::NewUser) { self.form.text(0).to_owned() } else { String::new() };
        let advice = password_policy::advise(&name, &password);
        let filled = usize::from(advice.score) + 1;
        let meter = format!("{}{}", "■".repeat(filled), "□".repeat(5 - filled.min(5)));
        let tip = advice.tip.map(|tip| format!(" · {tip}")).unwrap_or_default();
        self.form.advice = Some(format!("{meter} {}{tip}", advice.word));
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = 60.min(area.width.saturating_sub(4));
        let inner = frame(buffer, area, theme, &self.title, columns, self.form.height(columns), false);
        self.form.draw(buffer, inner, theme)
    }
}
