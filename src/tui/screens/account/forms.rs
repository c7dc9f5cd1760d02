//! The form for the own password.

use super::actions::Choice;
use super::jobs::Job;
use crate::error::Field;
use crate::tui::overlays::form::{FormOverlay, SAVE, Submitted, confirmed};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::SecretInput;

pub(super) fn change_password() -> FormOverlay<Choice> {
    let fields = ["Current password", "New password", "Confirm password"];
    let form = Form::new(fields.map(|label| (label, Value::Secret(SecretInput::default()))), SAVE);
    let submit = |form: &mut Form| {
        let current = form.secret(0);
        match confirmed(form, 1) {
            Some(password) => Submitted::Wait(Choice::Run(Job::ChangePassword { current, password })),
            None => Submitted::Refused,
        }
    };
    FormOverlay::new("Change your password", form, submit)
        .passwords(1, false)
        .error_at(Field::CurrentPassword, 0)
        .error_at(Field::Password, 1)
}
