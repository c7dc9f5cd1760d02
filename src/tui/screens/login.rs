//! Before anyone is signed in: the first run and the sign-in.

use crossterm::event::KeyEvent;
use jiff::SignedDuration;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::error::{Error, Field, UserError};
use crate::model::Timestamp;
use crate::secret::{self, Secret};
use crate::service::Refusal;
use crate::tui::effect::Job;
use crate::tui::theme::Theme;
use crate::tui::widgets::dialog::frame;
use crate::tui::widgets::form::{Form, FormEvent, Value};
use crate::tui::widgets::input::{SecretInput, TextInput};
use crate::tui::widgets::paint::{put, wrap};

/// A door: a form before the program.
#[derive(Debug)]
pub struct Door {
    first_run: bool,
    form: Form,
    /// Until when nobody may try, and under which name.
    locked: Option<(Timestamp, String)>,
    /// What the start has to tell.
    notices: Vec<String>,
}

/// What a key did to the door.
#[derive(Debug)]
pub enum DoorEvent {
    /// It was taken.
    Taken,
    /// This is to be carried out.
    Ask(Job),
    /// Whoever is there wants to leave.
    Leave,
}

fn name(value: &str) -> (&'static str, Value) {
    ("Username", Value::Text(TextInput::with(value)))
}

fn hidden(label: &'static str) -> (&'static str, Value) {
    (label, Value::Secret(SecretInput::default()))
}

impl Door {
    /// The sign-in.
    pub fn sign_in() -> Self {
        Self {
            first_run: false,
            form: Form::new([name(""), hidden("Password")], &["Quit", "Sign in"]),
            locked: None,
            notices: Vec::new(),
        }
    }

    /// The making of the first superuser.
    pub fn first_run() -> Self {
        let fields = [name("admin"), hidden("Password"), hidden("Confirm password")];
        Self { first_run: true, form: Form::new(fields, &["Quit", "Make superuser"]), locked: None, notices: Vec::new() }
    }

    /// Has something to be told below the form.
    pub fn tell(&mut self, notices: Vec<String>) {
        self.notices = notices;
    }

    /// Takes a key.
    pub fn key(&mut self, key: KeyEvent, now: Timestamp) -> DoorEvent {
        match self.form.key(key) {
            FormEvent::Cancel if key.code == crossterm::event::KeyCode::Esc => DoorEvent::Taken,
            FormEvent::Cancel => DoorEvent::Leave,
            FormEvent::Submit => self.submit(now),
            FormEvent::Ignored | FormEvent::Edited => DoorEvent::Taken,
        }
    }

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    fn submit(&mut self, now: Timestamp) -> DoorEvent {
        let (username, password) = (self.form.text(0).to_owned(), self.form.secret(1));
        if username.is_empty() {
            self.form.refuse_field(0, &UserError::UsernameMissing.to_string());
            return DoorEvent::Taken;
        }
        if self.first_run && !secret::same(&password, &self.form.secret(2)) {
            self.form.refuse_field(2, "The two passwords differ.");
            return DoorEvent::Taken;
        }
        if let Some((until, _)) = self.locked.as_ref().filter(|(until, name)| *until > now && *name == username) {
            let refusal = Refusal::LockedOut(until.duration_since(now));
            self.form.refuse(&refusal.to_string());
            return DoorEvent::Taken;
        }
        self.form.busy = true;
        DoorEvent::Ask(if self.first_run {
            Job::FirstSuperuser { username, password }
        } else {
            Job::SignIn { username, password }
        })
    }

    /// Says why someone was not let in; the typed password is forgotten.
    pub fn refuse(&mut self, refusal: &Refusal, now: Timestamp) {
        if let Refusal::LockedOut(left) = refusal {
            self.locked = Some((now.checked_add(*left).unwrap_or(now), self.form.text(0).to_owned()));
        }
        self.form.clear_secrets();
        self.form.refuse_field(1, &refusal.to_string());
    }

    /// Says what went wrong.
    pub fn fail(&mut self, error: &Error) {
        let input = usize::from(error.field() != Some(Field::Username));
        if self.first_run { self.form.refuse_field(input, &error.to_string()) } else { self.form.refuse(&error.to_string()) }
    }

    /// Lets the countdown go on; whether anything changed.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        let Some((until, name)) = &self.locked else { return false };
        let left = until.duration_since(now);
        let concerned = *name == self.form.text(0);
        if left <= SignedDuration::ZERO {
            self.locked = None;
            if concerned {
                self.form.refuse("You may try again.");
            }
        } else if concerned {
            self.form.refuse(&Refusal::LockedOut(left).to_string());
        }
        true
    }

    /// When the countdown changes next, if there is one.
    pub fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        let (until, _) = self.locked.as_ref()?;
        let left = until.duration_since(now).max(SignedDuration::ZERO);
        now.checked_add(left.min(SignedDuration::from_secs(1))).ok()
    }

    /// What was typed as the password so far, for tests that nothing of it is shown.
    pub fn typed(&self) -> Secret {
        self.form.secret(1)
    }

    /// Draws it; gives where the cursor is.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, store: &str) -> Option<Position> {
        let columns = 52.min(area.width.saturating_sub(4));
        let about = if self.first_run {
            "There is no superuser yet. Make the first one: it administers all users, and nobody gets a default password."
        } else {
            "Sign in to administer Kozmoai."
        };
        let mut lines = wrap(about, columns.into());
        lines.push(String::new());
        let title = if self.first_run { "kozmoai · first run" } else { "kozmoai" };
        let rows = u16::try_from(lines.len()).unwrap_or(0) + self.form.height(columns);
        let inner = frame(buffer, area, theme, title, columns, rows, false);
        // In a small terminal the form matters more than what is said above it.
        let spare = inner.height.saturating_sub(self.form.height(columns));
        let shown = lines.iter().take(spare.into());
        let mut y = inner.y;
        for line in shown {
            put(buffer, inner, inner.x, y, line, theme.dim);
            y += 1;
        }
        let form = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        let told: Vec<String> = self.notices.iter().flat_map(|notice| wrap(notice, columns.into())).collect();
        // Below the frame, but for the line where the store is named.
        for (line, y) in told.iter().zip(inner.bottom() + 2..area.bottom().saturating_sub(1)) {
            put(buffer, area, inner.x, y, line, theme.dim);
        }
        if area.height > rows + 5 {
            put(buffer, area, area.x + 1, area.bottom().saturating_sub(1), store, theme.dim);
        }
        self.form.draw(buffer, form, theme)
    }
}
