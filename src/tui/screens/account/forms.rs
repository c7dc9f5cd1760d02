//! The form for the own password.

use super::actions::{Choice, Job};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Form, FormWidget, NewPasswordField, SecretField, fields};

#[derive(Debug)]
struct ChangePasswordForm {
    current: SecretField,
    password: NewPasswordField,
}

impl Form for ChangePasswordForm {
    /// The current password, and the new one.
    type Value = (Secret, Secret);
    fields!(current, password);

    fn value(&mut self) -> Option<(Secret, Secret)> {
        Some((self.current.secret(), self.password.confirmed()?))
    }

    fn hint(&self, focused: Option<Field>) -> Option<String> {
        self.password.strength("").filter(|_| focused == Some(Field::Password))
    }
}

pub(super) fn change_password() -> FormOverlay<Choice> {
    let form = ChangePasswordForm {
        current: SecretField::new("Current password").reports(Field::CurrentPassword),
        password: NewPasswordField::new("New password"),
    };
    let form = FormWidget::new(form, SAVE).note("");
    FormOverlay::new("Change your password", form, |(current, password)| Choice::Run(Job::ChangePassword { current, password }))
}
