//! The forms on users.

use std::path::PathBuf;

use super::actions::Choice;
use super::jobs::Job;
use crate::error::Field;
use crate::model::{User, UserFilter};
use crate::service::{Edit, NewUser};
use crate::tui::overlays::form::{CREATE, FormOverlay, SAVE, Submitted, confirmed};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::{SecretInput, TextInput};

fn text(value: &str) -> Value {
    Value::Text(TextInput::with(value))
}

fn hidden() -> Value {
    Value::Secret(SecretInput::default())
}

/// The form for creating a user; `is_active` is the default.
pub(super) fn create(is_active: bool) -> FormOverlay<Choice> {
    let fields = [
        ("Username", text("")),
        ("Password", hidden()),
        ("Confirm password", hidden()),
        ("Active", Value::Check(is_active)),
        ("Superuser", Value::Check(false)),
    ];
    let submit = |form: &mut Form| {
        let Some(password) = confirmed(form, 1) else { return Submitted::Refused };
        Submitted::Wait(Choice::Run(Job::Create(NewUser {
            username: form.text(0).to_owned(),
            password,
            active: Some(form.checked(3)),
            superuser: form.checked(4),
        })))
    };
    FormOverlay::new("Create user", Form::new(fields, CREATE), submit)
        .passwords(1, true)
        .error_at(Field::Username, 0)
        .error_at(Field::Password, 1)
}

/// The form for editing name and flags; of the own account, only the name.
pub(super) fn edit(user: User, is_own: bool) -> FormOverlay<Choice> {
    let mut fields = vec![("Username", text(&user.username))];
    if !is_own {
        fields.push(("Active", Value::Check(user.is_active)));
        fields.push(("Superuser", Value::Check(user.is_superuser)));
    }
    let mut form = Form::new(fields, SAVE);
    form.advice = is_own.then(|| "You can't deactivate your own account or revoke your own superuser rights.".to_owned());
    let title = format!("Edit \"{}\"", user.username);
    let submit = move |form: &mut Form| {
        let edit = Edit {
            username: form.text(0).to_owned(),
            is_active: if is_own { user.is_active } else { form.checked(1) },
            is_superuser: if is_own { user.is_superuser } else { form.checked(2) },
        };
        Submitted::Wait(Choice::Run(Job::Edit { user: user.clone(), edit }))
    };
    FormOverlay::new(title, form, submit).error_at(Field::Username, 0)
}

/// The form for a user's password.
pub(super) fn set_password(user: User) -> FormOverlay<Choice> {
    let form = Form::new([("New password", hidden()), ("Confirm password", hidden())], SAVE);
    let title = format!("Set password of \"{}\"", user.username);
    let submit = move |form: &mut Form| match confirmed(form, 0) {
        Some(password) => Submitted::Wait(Choice::Run(Job::SetPassword { user: user.clone(), password })),
        None => Submitted::Refused,
    };
    FormOverlay::new(title, form, submit).passwords(0, true).error_at(Field::Password, 0)
}

/// The form for the new owner of what this user owns.
pub(super) fn transfer(from: User) -> FormOverlay<Choice> {
    let mut form = Form::new([("New owner", text(""))], &["Cancel", "Continue"]);
    form.advice = Some(
        "Flows, folders and variables change owner; API keys and uploaded files do not. You confirm before anything changes."
            .to_owned(),
    );
    let title = format!("Transfer ownership from \"{}\"", from.username);
    let submit = move |form: &mut Form| {
        Submitted::Wait(Choice::Run(Job::PlanTransfer { from: from.clone(), to: form.text(0).to_owned() }))
    };
    FormOverlay::new(title, form, submit).error_at(Field::Username, 0).small()
}

/// The form for the file of an export.
pub(super) fn export(filter: UserFilter) -> FormOverlay<Choice> {
    let mut form = Form::new([("File", text("users.csv"))], &["Cancel", "Export"]);
    form.advice = Some("Creates a .csv or .json file that only you can read, without password hashes.".to_owned());
    let submit = move |form: &mut Form| {
        Submitted::Wait(Choice::Run(Job::Export { filter: filter.clone(), path: PathBuf::from(form.text(0)) }))
    };
    FormOverlay::new("Export users", form, submit).error_at(Field::File, 0).small()
}
