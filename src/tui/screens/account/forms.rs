//! The form for the own password.

use super::actions::{Choice, Job};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Form, FormField};

pub(super) fn change_password() -> FormOverlay<Choice> {
    let current = FormField::secret("Current password").reports(Field::CurrentPassword);
    let fields = [current, FormField::new_password("New password"), FormField::confirmation()];
    let form = Form::new(fields, SAVE, |[current, password, _]| {
        Choice::Run(Job::ChangePassword { current: current.secret_value(), password: password.secret_value() })
    });
    FormOverlay::new("Change your password", form.note(""))
}
