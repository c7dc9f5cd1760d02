//! The forms on users.

use super::actions::{Choice, Job};
use crate::model::UserFilter;
use crate::model::user::check_username;
use crate::service::{NewUser, PasswordPolicy, UserEdit};
use crate::tui::screen::prelude::*;

/// The form for creating a user; `is_active` is the default.
pub(super) fn create(is_active: bool, policy: PasswordPolicy) -> FormOverlay<Choice> {
    let fields = [
        FormField::new_username("Username", "").checked(|username, _| check_username(username.value())),
        FormField::new_password("Password")
            .checked(move |password, fields| policy.check(fields.first().map_or("", FormField::value), &password.secret_value())),
        FormField::confirmation(),
        FormField::checkbox("Active", is_active),
        FormField::checkbox("Superuser", false),
    ];
    let form = Form::new(fields, CREATE, |[username, password, _, active, superuser]| {
        Choice::Run(Job::Create(NewUser {
            username: username.value().to_owned(),
            password: password.secret_value(),
            active: Some(active.is_checked()),
            superuser: superuser.is_checked(),
        }))
    });
    FormOverlay::new("Create user", form.generating())
}

/// The form for editing name and flags; of the own account, only the name. Changes of flags are planned first, for a question.
pub(super) fn edit(user: User, is_own: bool) -> FormOverlay<Choice> {
    let title = format!("Edit \"{}\"", user.username);
    let current = user.username.clone();
    let is_valid = move |username: &FormField, _: &[FormField]| {
        // A name that was valid for Kozmoai may be kept.
        if username.value() == current { Ok(()) } else { check_username(username.value()) }
    };
    let fields = [
        FormField::new_username("Username", &user.username).checked(is_valid),
        FormField::checkbox("Active", user.is_active).shown_if(!is_own),
        FormField::checkbox("Superuser", user.is_superuser).shown_if(!is_own),
    ];
    let mut form = Form::new(fields, SAVE, move |[username, active, superuser]| {
        let edit = UserEdit {
            username: username.value().to_owned(),
            is_active: active.is_checked(),
            is_superuser: superuser.is_checked(),
        };
        let user = user.clone();
        let keeps_flags = (edit.is_active, edit.is_superuser) == (user.is_active, user.is_superuser);
        Choice::Run(if keeps_flags { Job::Edit { user, edit } } else { Job::PlanEdit { user, edit } })
    });
    if is_own {
        form = form.note("You can't deactivate your own account or revoke your own superuser rights.");
    }
    FormOverlay::new(title, form)
}

/// The form for a user's password.
pub(super) fn set_password(user: User, policy: PasswordPolicy) -> FormOverlay<Choice> {
    let title = format!("Set password of \"{}\"", user.username);
    let username = user.username.clone();
    let is_valid = move |password: &FormField, _: &[FormField]| policy.check(&username, &password.secret_value());
    let fields = [FormField::new_password("New password").checked(is_valid), FormField::confirmation()];
    let form = Form::new(fields, SAVE, move |[password, _]| {
        Choice::Run(Job::SetPassword { user: user.clone(), password: password.secret_value() })
    });
    FormOverlay::new(title, form.generating())
}

/// The form for the new owner of what this user owns.
pub(super) fn transfer(from: User) -> FormOverlay<Choice> {
    let title = format!("Transfer ownership from \"{}\"", from.username);
    let owner = FormField::text("New owner", "").reports(Field::Username);
    let form = Form::new([owner], ["Cancel", "Continue"], move |[to]| {
        Choice::Run(Job::PlanTransfer { from: from.clone(), to: to.value().to_owned() })
    });
    let form = form.note(
        "Flows, folders and variables change owner; API keys and uploaded files do not. Enter a name, or a part of it to choose from \
         a list. You confirm before anything changes.",
    );
    FormOverlay::new(title, form).small()
}

/// The form for the file of an export.
pub(super) fn export(filter: UserFilter) -> FormOverlay<Choice> {
    let form = Form::new([FormField::file("users.csv")], ["Cancel", "Export"], move |[path]| {
        Choice::Run(Job::Export { filter: filter.clone(), path: path.value().into() })
    });
    let form = form.note("Creates a .csv or .json file that only you can read, without password hashes.");
    FormOverlay::new("Export users", form).small()
}
