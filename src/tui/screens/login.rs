//! The screens before a sign-in: the first run and the sign-in itself.

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
use crate::tui::widgets::paint::{draw_str, wrap};

/// The sign-in screen, or that of the first run.
#[derive(Debug)]
pub struct SignInScreen {
    first_run: bool,
    form: Form,
    /// The lockout: until when, and for which username.
    locked: Option<(Timestamp, String)>,
    /// The notices of the start.
    notices: Vec<String>,
}

/// The effect of a key on the screen.
#[derive(Debug)]
pub enum SignInEvent {
    /// It was handled.
    Taken,
    /// Carry out this job.
    Ask(Job),
    /// Quit the program.
    Leave,
}

fn name(value: &str) -> (&'static str, Value) {
    ("Username", Value::Text(TextInput::with(value)))
}

fn hidden(label: &'static str) -> (&'static str, Value) {
    (label, Value::Secret(SecretInput::default()))
}

impl SignInScreen {
    /// Creates the sign-in screen.
    pub fn sign_in() -> Self {
        Self {
            first_run: false,
            form: Form::new([name(""), hidden("Password")], &["Quit", "Sign in"]),
            locked: None,
            notices: Vec::new(),
        }
    }

    /// Creates the screen of the first run.
    pub fn first_run() -> Self {
        let fields = [name("admin"), hidden("Password"), hidden("Confirm password")];
        Self { first_run: true, form: Form::new(fields, &["Quit", "Create superuser"]), locked: None, notices: Vec::new() }
    }

    /// Sets the notices below the form.
    pub fn set_notices(&mut self, notices: Vec<String>) {
        self.notices = notices;
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent, now: Timestamp) -> SignInEvent {
        match self.form.key(key) {
            FormEvent::Cancel if key.code == crossterm::event::KeyCode::Esc => SignInEvent::Taken,
            FormEvent::Cancel => SignInEvent::Leave,
            FormEvent::Submit => self.submit(now),
            FormEvent::Ignored | FormEvent::Edited => SignInEvent::Taken,
        }
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    fn submit(&mut self, now: Timestamp) -> SignInEvent {
        let (username, password) = (self.form.text(0).to_owned(), self.form.secret(1));
        if username.is_empty() {
            self.form.set_field_error(0, &UserError::UsernameMissing.to_string());
            return SignInEvent::Taken;
        }
        if self.first_run && !secret::same(&password, &self.form.secret(2)) {
            self.form.set_field_error(2, "The two passwords differ.");
            return SignInEvent::Taken;
        }
        if let Some((until, _)) = self.locked.as_ref().filter(|(until, name)| *until > now && *name == username) {
            let refusal = Refusal::LockedOut(until.duration_since(now));
            self.form.set_error(&refusal.to_string());
            return SignInEvent::Taken;
        }
        self.form.busy = true;
        SignInEvent::Ask(if self.first_run {
            Job::FirstSuperuser { username, password }
        } else {
            Job::SignIn { username, password }
        })
    }

    /// Shows why the sign-in was refused, and clears the password.
    pub fn refuse(&mut self, refusal: &Refusal, now: Timestamp) {
        if let Refusal::LockedOut(left) = refusal {
            self.locked = Some((now.checked_add(*left).unwrap_or(now), self.form.text(0).to_owned()));
        }
        self.form.clear_secrets();
        self.form.set_field_error(1, &refusal.to_string());
    }

    /// Shows an error.
    pub fn set_error(&mut self, error: &Error) {
        let message = error.to_string();
        if self.first_run {
            self.form.set_field_error(usize::from(error.field() != Some(Field::Username)), &message);
        } else {
            self.form.set_error(&message);
        }
    }

    /// Updates the countdown; true if anything changed.
    pub fn tick(&mut self, now: Timestamp) -> bool {
        let Some((until, name)) = &self.locked else { return false };
        let left = until.duration_since(now);
        let concerned = *name == self.form.text(0);
        if left <= SignedDuration::ZERO {
            self.locked = None;
            if concerned {
                self.form.set_error("You can try again now.");
            }
        } else if concerned {
            self.form.set_error(&Refusal::LockedOut(left).to_string());
        }
        true
    }

    /// When the countdown changes next, if there is one.
    pub fn next_tick(&self, now: Timestamp) -> Option<Timestamp> {
        let (until, _) = self.locked.as_ref()?;
        let left = until.duration_since(now).max(SignedDuration::ZERO);
        now.checked_add(left.min(SignedDuration::from_secs(1))).ok()
    }

    /// The typed password, for tests that it is never shown.
    pub fn typed(&self) -> Secret {
        self.form.secret(1)
    }

    /// Draws it and returns the position of the cursor.
    pub fn draw(&self, buffer: &mut Buffer, area: Rect, theme: &Theme, store: &str) -> Option<Position> {
        let columns = 52.min(area.width.saturating_sub(4));
        let about = if self.first_run {
            "There is no superuser yet. Create the first one, who administers all users. There is no default password."
        } else {
            "Sign in to administer Kozmoai."
        };
        let mut lines = wrap(about, columns.into());
        lines.push(String::new());
        let title = if self.first_run { "kozmoai · first run" } else { "kozmoai" };
        let rows = u16::try_from(lines.len()).unwrap_or(0) + self.form.height(columns);
        let inner = frame(buffer, area, theme, title, columns, rows, false);
        // In a small terminal, the form takes precedence over the text above it.
        let spare = inner.height.saturating_sub(self.form.height(columns));
        let shown = lines.iter().take(spare.into());
        let mut y = inner.y;
        for line in shown {
            draw_str(buffer, inner, inner.x, y, line, theme.dim);
            y += 1;
        }
        let form = Rect { y, height: inner.bottom().saturating_sub(y), ..inner };
        let notices: Vec<String> = self.notices.iter().flat_map(|notice| wrap(notice, columns.into())).collect();
        // Below the frame, but above the line with the database.
        for (line, y) in notices.iter().zip(inner.bottom() + 2..area.bottom().saturating_sub(1)) {
            draw_str(buffer, area, inner.x, y, line, theme.dim);
        }
        if area.height > rows + 5 {
            draw_str(buffer, area, area.x + 1, area.bottom().saturating_sub(1), store, theme.dim);
        }
        self.form.draw(buffer, form, theme)
    }
}
