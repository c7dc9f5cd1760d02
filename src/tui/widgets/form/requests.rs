//! What a form needs of whoever owns it: generated passwords, the users to pick from, and whether a username is taken.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::Form;
use super::field::Complaint;
use crate::error::{Error, Field, UserError};
use crate::secret::{ExposeSecret, Secret};
use crate::service::user_search::FoundUsers;

impl<T> Form<T> {
    /// Whether a key asks for a generated password, for which the form then waits.
    pub fn asks_for_password(&mut self, key: KeyEvent) -> bool {
        let is_key = key.modifiers.contains(KeyModifiers::CONTROL) && key.code == KeyCode::Char('g');
        let asks = is_key && self.state.may_generate && !self.takes_nothing();
        self.state.is_generating |= asks;
        asks
    }

    /// Whether it waits for a generated password.
    pub const fn is_generating(&self) -> bool {
        self.state.is_generating
    }

    /// Fills in a generated password; false if the form does not wait for one.
    pub fn fill_password(&mut self, password: &Secret) -> bool {
        let (true, Some(place)) = (std::mem::take(&mut self.state.is_generating), self.place_of(Field::Password)) else {
            return false;
        };
        for field in self.shown_mut().skip(place).take(2) {
            field.error = None;
            field.clear_secret();
            // A generated password is shorter than the limit.
            field.paste(password.expose_secret());
        }
        self.recheck(None);
        self.state.is_dirty = true;
        // The strength stays visible, although the focus moves on: to the next field, or the button that submits the form.
        self.state.focus = place;
        self.update_hint();
        let fields = self.shown().count();
        self.state.focus = if place + 2 < fields { place + 2 } else { fields + 1 };
        true
    }

    /// The text that users have to be looked for by, unless that was asked for already.
    pub fn wanted_users(&mut self) -> Option<String> {
        if self.state.is_busy { None } else { self.focused_picker()?.wanted() }
    }

    /// Takes the users that match a text.
    pub fn take_users(&mut self, text: String, found: FoundUsers) {
        if let Some(picker) = self.focused_picker() {
            picker.take(text, found);
        }
    }

    /// The new username that was left, to ask whether it is taken.
    pub fn wanted_username(&mut self) -> Option<String> {
        if self.state.is_busy {
            return None;
        }
        let focused = self.index_of(self.state.focus);
        let mut left = self.fields.iter_mut().enumerate().filter(|(index, _)| Some(*index) != focused);
        left.find_map(|(_, field)| field.unasked_username())
    }

    /// Takes that a username is taken, unless another one was typed meanwhile or the form was submitted.
    pub fn refuse_username(&mut self, username: &str) {
        if self.state.is_busy {
            return;
        }
        if let Some(field) = self.fields.iter_mut().find(|field| field.awaits_username(username)) {
            let error = Error::from(UserError::UsernameTaken { username: username.to_owned() });
            field.error = Some(Complaint { text: error.in_console(), is_own: false });
        }
    }
}
