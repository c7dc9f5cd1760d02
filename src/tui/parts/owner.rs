//! The owner of a variable or an API key: as a field of forms, and as the filter of a list.

use std::sync::Arc;

use super::owned_list::{OwnedList, OwnedRow};
use crate::error::{Field, Result};
use crate::model::User;
use crate::tui::effect::JobContext;
use crate::tui::overlays::form::{FormOverlay, Submitted};
use crate::tui::screen::Env;
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::TextInput;

/// The owner of a variable or an API key.
#[derive(Clone, Debug)]
pub enum Owner {
    /// A known user.
    User(Box<User>),
    /// The user with this name, still to be looked up.
    Named(String),
}

impl Owner {
    /// Finds the user.
    ///
    /// # Errors
    /// `NotFound` if there is no such user; `NotAllowed` if nobody is signed in.
    pub fn find(self, cx: &JobContext<'_>) -> Result<User> {
        match self {
            Self::User(user) => Ok(*user),
            Self::Named(name) => cx.service.user_named(cx.actor()?, &name),
        }
    }
}

/// The owner of what a form creates. If it is not known, the first field of the form asks for it.
#[derive(Clone, Debug)]
pub struct OwnerField {
    owner: Option<User>,
    is_own: bool,
    suggestion: String,
}

impl OwnerField {
    /// The owner that the list is filtered by; else suggests that of the current row, or the signed-in user.
    pub fn of<R: OwnedRow>(list: &OwnedList<R>, owner_of: impl Fn(&R) -> &Arc<User>, env: &Env<'_>) -> Self {
        let owner = list.owner().cloned();
        let suggestion = list.list.chosen().map(|row| owner_of(row).as_ref()).or(env.user());
        Self {
            is_own: owner.as_ref().is_some_and(|owner| env.is_own(owner.id)),
            suggestion: suggestion.map(|user| user.username.clone()).unwrap_or_default(),
            owner,
        }
    }

    /// A title with the owner, unless that is the signed-in user.
    pub fn title(&self, title: &str) -> String {
        titled(title, self.owner.as_ref(), self.is_own)
    }

    /// A form of these fields, after one for the owner if that is not known. The first field after it has the focus.
    pub fn form(&self, fields: Vec<(&'static str, Value)>, buttons: &'static [&'static str]) -> Form {
        let owner = self.owner.is_none().then(|| ("Owner", Value::Text(TextInput::with(&self.suggestion))));
        let mut form = Form::new(owner.into_iter().chain(fields), buttons);
        form.focus(self.first());
        form
    }

    /// The first field after the one that asks for the owner.
    pub fn first(&self) -> usize {
        usize::from(self.owner.is_none())
    }

    /// The owner, from the submitted form.
    pub fn owner(&self, form: &Form) -> Owner {
        match &self.owner {
            Some(owner) => Owner::User(Box::new(owner.clone())),
            None => Owner::Named(form.text(0).to_owned()),
        }
    }

    /// Shows errors about the owner at its field.
    pub fn errors<T: 'static>(&self, form: FormOverlay<T>) -> FormOverlay<T> {
        if self.owner.is_none() { form.error_at(Field::Username, 0) } else { form }
    }
}

/// A title with the owner, unless that is the signed-in user.
pub fn titled(title: &str, owner: Option<&User>, is_own: bool) -> String {
    match owner {
        Some(owner) if !is_own => format!("{title} for \"{}\"", owner.username),
        _ => title.to_owned(),
    }
}

/// The form for the owner to filter a list by; `find` looks up a name, `clear` shows all users.
pub fn filter_form<T: Clone + 'static>(current: Option<&User>, find: fn(String) -> T, clear: T) -> FormOverlay<T> {
    let current = current.map_or("", |owner| owner.username.as_str());
    let mut form = Form::new([("Owner", Value::Text(TextInput::with(current)))], &["Cancel", "Filter"]);
    form.advice = Some("A username; empty shows all users.".to_owned());
    let submit = move |form: &mut Form| match form.text(0) {
        "" => Submitted::Close(clear.clone()),
        name => Submitted::Wait(find(name.to_owned())),
    };
    FormOverlay::new("Filter by owner", form, submit).error_at(Field::Username, 0).small()
}
