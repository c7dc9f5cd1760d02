//! The forms on users.

use super::actions::Choice;
use super::jobs::Job;
use crate::model::UserFilter;
use crate::service::{NewUser, UserEdit};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Checkbox, Form, FormWidget, LineForm, NewPasswordField, TextField, fields};

/// The line about a password that can be generated.
const GENERATE: &str = "Ctrl-G  Generate";

#[derive(Debug)]
struct NewUserForm {
    username: TextField,
    password: NewPasswordField,
    active: Checkbox,
    superuser: Checkbox,
}

impl Form for NewUserForm {
    type Value = NewUser;
    fields!(username, password, active, superuser);

    fn value(&mut self) -> Option<NewUser> {
        Some(NewUser {
            username: self.username.text().to_owned(),
            password: self.password.confirmed()?,
            active: Some(self.active.is_checked()),
            superuser: self.superuser.is_checked(),
        })
    }

    fn hint(&self, focused: Option<Field>) -> Option<String> {
        self.password.strength(self.username.text()).filter(|_| focused == Some(Field::Password))
    }

    fn new_password(&mut self) -> Option<&mut NewPasswordField> {
        Some(&mut self.password)
    }
}

/// The form for creating a user; `is_active` is the default.
pub(super) fn create(is_active: bool) -> FormOverlay<Choice> {
    let form = NewUserForm {
        username: TextField::new("Username", "").reports(Field::Username),
        password: NewPasswordField::new("Password"),
        active: Checkbox::new("Active", is_active),
        superuser: Checkbox::new("Superuser", false),
    };
    let form = FormWidget::new(form, CREATE).note(GENERATE);
    FormOverlay::new("Create user", form, |new| Choice::Run(Job::Create(new)))
}

#[derive(Debug)]
struct EditUserForm {
    username: TextField,
    /// Not of the own account.
    active: Option<Checkbox>,
    superuser: Option<Checkbox>,
    user: User,
}

impl Form for EditUserForm {
    type Value = UserEdit;
    fields!(username, active, superuser);

    fn value(&mut self) -> Option<UserEdit> {
        Some(UserEdit {
            username: self.username.text().to_owned(),
            is_active: self.active.as_ref().map_or(self.user.is_active, Checkbox::is_checked),
            is_superuser: self.superuser.as_ref().map_or(self.user.is_superuser, Checkbox::is_checked),
        })
    }
}

/// The form for editing name and flags; of the own account, only the name.
pub(super) fn edit(user: User, is_own: bool) -> FormOverlay<Choice> {
    let flag = |label, is_set| (!is_own).then(|| Checkbox::new(label, is_set));
    let form = EditUserForm {
        username: TextField::new("Username", &user.username).reports(Field::Username),
        active: flag("Active", user.is_active),
        superuser: flag("Superuser", user.is_superuser),
        user: user.clone(),
    };
    let mut form = FormWidget::new(form, SAVE);
    if is_own {
        form = form.note("You can't deactivate your own account or revoke your own superuser rights.");
    }
    let title = format!("UserEdit \"{}\"", user.username);
    FormOverlay::new(title, form, move |edit| Choice::Run(Job::Edit { user: user.clone(), edit }))
}

#[derive(Debug)]
struct SetPasswordForm {
    password: NewPasswordField,
}

impl Form for SetPasswordForm {
    type Value = Secret;
    fields!(password);

    fn value(&mut self) -> Option<Secret> {
        self.password.confirmed()
    }

    fn hint(&self, focused: Option<Field>) -> Option<String> {
        self.password.strength("").filter(|_| focused == Some(Field::Password))
    }

    fn new_password(&mut self) -> Option<&mut NewPasswordField> {
        Some(&mut self.password)
    }
}

/// The form for a user's password.
pub(super) fn set_password(user: User) -> FormOverlay<Choice> {
    let form = FormWidget::new(SetPasswordForm { password: NewPasswordField::new("New password") }, SAVE).note(GENERATE);
    let title = format!("Set password of \"{}\"", user.username);
    FormOverlay::new(title, form, move |password| Choice::Run(Job::SetPassword { user: user.clone(), password }))
}

/// The form for the new owner of what this user owns.
pub(super) fn transfer(from: User) -> FormOverlay<Choice> {
    let owner = TextField::new("New owner", "").reports(Field::Username);
    let form = FormWidget::new(LineForm::new(owner), ["Cancel", "Continue"]).note(
        "Flows, folders and variables change owner; API keys and uploaded files do not. You confirm before anything changes.",
    );
    let title = format!("Transfer ownership from \"{}\"", from.username);
    FormOverlay::new(title, form, move |to| Choice::Run(Job::PlanTransfer { from: from.clone(), to })).small()
}

/// The form for the file of an export.
pub(super) fn export(filter: UserFilter) -> FormOverlay<Choice> {
    let form = LineForm::file("users.csv", "Export")
        .note("Creates a .csv or .json file that only you can read, without password hashes.");
    let choice = move |path: String| Choice::Run(Job::Export { filter: filter.clone(), path: path.into() });
    FormOverlay::new("Export users", form, choice).small()
}
