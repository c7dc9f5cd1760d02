//! The forms that change something, from being filled in to the job they ask for.

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

/// What a form is for.
#[derive(Debug)]
pub enum Purpose {
    /// Make a user.
    NewUser,
    /// Change name and flags; of one's own account the name alone.
    EditUser(User, bool),
    /// Set somebody's password.
    SetPassword(User),
    /// Change one's own.
    OwnPassword,
    /// Transfer what this user owns to another one.
    Transfer(User),
    /// Write users into a file.
    Export(UserFilter),
    /// Narrow the audit log to a user.
    FilterEvents,
    /// Write a new key into a .env file.
    WriteKey(Secret),
    /// Write a backup.
    BackUp,
    /// Come back after the console locked itself.
    Unlock(String),
    /// Something about variables, API keys and store keys.
    Secrets(SecretForm),
}

/// A form over the screen.
#[derive(Debug)]
pub struct FormOverlay {
    title: String,
    purpose: Purpose,
    form: Form,
    /// Whether it was asked if what was typed may be lost.
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

    /// A form for making a user; `active` is what holds if nothing is said.
    pub fn new_user(active: bool) -> Self {
        let fields = [
            ("Username", text("")),
            ("Password", hidden()),
            ("Confirm password", hidden()),
            ("Active", Value::Check(active)),
            ("Superuser", Value::Check(false)),
        ];
        Self::of("New User", Purpose::NewUser, Form::new(fields, SAVE))
    }

    /// A form for changing name and flags; on one's `own` account the flags stay as they are.
    pub fn edit_user(user: User, own: bool) -> Self {
        let mut fields = vec![("Username", text(&user.username))];
        if !own {
            fields.push(("Active", Value::Check(user.is_active)));
            fields.push(("Superuser", Value::Check(user.is_superuser)));
        }
        let mut form = Form::new(fields, SAVE);
        form.advice = own.then(|| "Your own account can be neither kept out nor demoted.".to_owned());
        Self::of(format!("Edit {}", user.username), Purpose::EditUser(user, own), form)
    }

    /// A form for somebody's password.
    pub fn set_password(user: User) -> Self {
        let fields = [("New password", hidden()), ("Confirm password", hidden())];
        Self::of(format!("Password of {}", user.username), Purpose::SetPassword(user), Form::new(fields, SAVE))
    }

    /// A form for one's own password.
    pub fn own_password() -> Self {
        let fields = [("Current password", hidden()), ("New password", hidden()), ("Confirm password", hidden())];
        Self::of("Your password", Purpose::OwnPassword, Form::new(fields, SAVE))
    }

    /// A form for the user who is to own what this one does.
    pub fn transfer(from: User) -> Self {
        let mut form = Form::new([("To user", text(""))], &["Cancel", "Continue"]);
        form.advice =
            Some("Flows, folders and variables change owner; API keys and uploaded files stay. You are asked before.".to_owned());
        Self::of(format!("Transfer ownership from {}", from.username), Purpose::Transfer(from), form)
    }

    /// A form for the file that users are written into.
    pub fn export(filter: UserFilter) -> Self {
        let mut form = Form::new([("File", text("users.csv"))], &["Cancel", "Write"]);
        form.advice = Some("A new file, .csv or .json, for you alone; no password hashes.".to_owned());
        Self::of("Export users", Purpose::Export(filter), form)
    }

    /// A form for the .env file that a new key is written into.
    pub fn write_key(key: Secret) -> Self {
        let mut form = Form::new([("File", text(".env"))], &["Cancel", "Write"]);
        form.advice = Some("A .env file, made if it is not there. One that holds another key is left alone.".to_owned());
        Self::of("Write the new key", Purpose::WriteKey(key), form)
    }

    /// A form for the file of a backup.
    pub fn back_up(likely: &str) -> Self {
        let mut form = Form::new([("File", text(likely))], &["Cancel", "Write"]);
        form.advice = Some("A new file, for you alone. Its secrets open with the key that is in force now.".to_owned());
        Self::of("Back up the store", Purpose::BackUp, form)
    }

    /// A form for the user whose events are to be shown.
    pub fn filter_events(current: &str) -> Self {
        let mut form = Form::new([("By or about", text(current))], &["Cancel", "Show"]);
        form.advice = Some("A user's name; nothing shows everyone's.".to_owned());
        Self::of("Filter the audit log", Purpose::FilterEvents, form)
    }

    /// The form that a locked console shows.
    pub fn unlock(username: &str) -> Self {
        let form = Form::new([("Password", hidden())], &["Sign out", "Unlock"]);
        Self::of(format!("Locked · {username}"), Purpose::Unlock(username.to_owned()), form)
    }

    /// Whether it was handed in and no answer came yet.
    pub const fn is_waiting(&self) -> bool {
        self.form.busy
    }

    /// What it is for.
    pub const fn purpose(&self) -> &Purpose {
        &self.purpose
    }

    /// Shows why what was asked for was not done, at the field it is about.
    pub fn refuse(&mut self, error: &Error) {
        let input = match (&self.purpose, error.field()) {
            (Purpose::Unlock(_), _) => return self.refuse_unlock(&error.to_string()),
            (Purpose::NewUser | Purpose::EditUser(..), Some(Field::Username)) => Some(0),
            (Purpose::NewUser, Some(Field::Password)) => Some(1),
            (Purpose::SetPassword(_), Some(Field::Password)) | (Purpose::OwnPassword, Some(Field::CurrentPassword)) => Some(0),
            (Purpose::OwnPassword, Some(Field::Password)) => Some(1),
            (Purpose::Secrets(purpose), Some(field)) => purpose.input_of(field),
            _ => None,
        };
        match input {
            Some(input) => self.form.refuse_field(input, &error.to_string()),
            None => self.form.refuse(&error.to_string()),
        }
    }

    /// Shows why what was asked for was not done, about the form as a whole.
    pub fn refuse_as_a_whole(&mut self, why: &str) {
        self.form.refuse(why);
    }

    /// Shows why the console stays locked; the typed password is cleared.
    pub fn refuse_unlock(&mut self, why: &str) {
        self.form.clear_secrets();
        self.form.refuse_field(0, why);
    }

    /// Puts a made-up password into both fields; false if there are none, or they can't be changed now.
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

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
        self.advise();
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent) -> Event {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        if control && key.code == KeyCode::Char('g') && self.first_password().is_some() && !self.form.busy {
            return Event::Stay(Next::Job(Job::MakeUpPassword));
        }
        let asked = std::mem::take(&mut self.leaving);
        if asked {
            self.form.forgive();
        }
        match self.form.key(key) {
            FormEvent::Ignored => Event::Taken,
            FormEvent::Edited => {
                self.advise();
                Event::Taken
            }
            FormEvent::Cancel if matches!(self.purpose, Purpose::Unlock(_)) => {
                if key.code == KeyCode::Esc {
                    Event::Taken
                } else {
                    Event::CloseAnd(Next::Action(crate::tui::action::Id::SignOut))
                }
            }
            FormEvent::Cancel if key.code == KeyCode::Esc && !asked && self.is_worth_asking() => {
                self.leaving = true;
                self.form.refuse("Esc again loses what was typed; any other key goes on.");
                Event::Taken
            }
            FormEvent::Cancel => Event::Close,
            FormEvent::Submit => self.submit(),
        }
    }

    /// Whether leaving loses more than a word.
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
                let Some(password) = self.confirmed(1) else { return Event::Taken };
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
                let Some(password) = self.confirmed(0) else { return Event::Taken };
                Job::SetPassword { user, password }
            }
            Purpose::OwnPassword => {
                let current = self.form.secret(0);
                let Some(password) = self.confirmed(1) else { return Event::Taken };
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

    /// The password in a field, if the next one holds the same.
    fn confirmed(&mut self, field: usize) -> Option<Secret> {
        let password = self.form.secret(field);
        if secret::same(&password, &self.form.secret(field + 1)) {
            return Some(password);
        }
        self.form.refuse_field(field + 1, "The two passwords differ.");
        None
    }

    /// How strong the password being typed is, or how much is typed hidden.
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
            // A line is kept for it even if there is nothing to say, so that the form does not jump.
            self.form.advice = Some(if offer { "Ctrl-G makes one up" } else { "" }.to_owned());
            return;
        }
        let name = if matches!(self.purpose, Purpose::NewUser) { self.form.text(0).to_owned() } else { String::new() };
        let advice = password_policy::advise(&name, &password);
        let filled = usize::from(advice.score) + 1;
        let meter = format!("{}{}", "■".repeat(filled), "□".repeat(5 - filled.min(5)));
        let tip = advice.tip.map(|tip| format!(" · {tip}")).unwrap_or_default();
        self.form.advice = Some(format!("{meter} {}{tip}", advice.word));
    }

    /// Draws it; gives where the cursor is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme) -> Option<Position> {
        let columns = 60.min(area.width.saturating_sub(4));
        let inner = frame(buffer, area, theme, &self.title, columns, self.form.height(columns), false);
        self.form.draw(buffer, inner, theme)
    }
}
