//! The owner of a variable or an API key: as a field of forms, and as the filter of a list.

use crate::error::{Field, Result};
use crate::model::User;
use crate::tui::effect::JobContext;
use crate::tui::overlays::form::{FormOverlay, Submitted};
use crate::tui::screen::Env;
use crate::tui::widgets::form::{Form, FormField};

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
            Self::Named(name) => cx.service.admin(cx.actor()?)?.user_named(&name),
        }
    }
}

/// The owner of what a form creates. If it is not known, a field asks for it.
#[derive(Debug)]
pub struct OwnerField {
    known: Option<User>,
    is_own: bool,
    suggestion: String,
}

impl OwnerField {
    /// An owner that needs no field.
    pub const fn known(owner: User) -> Self {
        Self { known: Some(owner), is_own: false, suggestion: String::new() }
    }

    /// The owner that a list is filtered by; else a field that suggests one.
    pub fn of(owner: Option<&User>, suggestion: Option<&User>, env: &Env) -> Self {
        if let Some(owner) = owner {
            return Self { is_own: env.is_own(owner.id), ..Self::known(owner.clone()) };
        }
        Self { known: None, is_own: false, suggestion: suggestion.map(|user| user.username.clone()).unwrap_or_default() }
    }

    /// The field.
    pub fn field(&self) -> FormField {
        FormField::text("Owner", &self.suggestion).reports(Field::Username).shown_if(self.known.is_none())
    }

    /// A title with the owner, unless that is the signed-in user.
    pub fn title(&self, title: &str) -> String {
        titled(title, self.known.as_ref(), self.is_own)
    }

    /// The owner, from the submitted field.
    pub fn value(&self, field: &FormField) -> Owner {
        match &self.known {
            Some(owner) => Owner::User(Box::new(owner.clone())),
            None => Owner::Named(field.value().to_owned()),
        }
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
    let name = FormField::text("Owner", current.map_or("", |owner| &owner.username)).reports(Field::Username);
    let form = Form::new([name], ["Cancel", "Filter"], move |[name]| match name.value() {
        "" => Submitted::Close(clear.clone()),
        name => Submitted::Wait(find(name.to_owned())),
    });
    FormOverlay::submitting("Filter by owner", form.note("A username; empty shows all users.")).small()
}
