//! The owner of a variable or an API key: as a field of forms, and as the filter of a list.

use crate::error::Result;
use crate::model::User;
use crate::tui::effect::JobContext;
use crate::tui::overlays::form::{FormOverlay, Submitted};
use crate::tui::screen::Env;
use crate::tui::widgets::form::{Form, FormField};

/// The owner of what a form creates. If it is not known, a field asks for the name.
#[derive(Clone, Debug)]
pub struct Owner {
    known: Option<Box<User>>,
    is_own: bool,
    /// The suggested name, or the one that was submitted.
    name: String,
}

impl Owner {
    /// An owner that needs no field.
    pub fn known(owner: User) -> Self {
        Self { known: Some(Box::new(owner)), is_own: false, name: String::new() }
    }

    /// The owner that a list is filtered by; else one to be named, with a suggestion.
    pub fn of(owner: Option<&User>, suggestion: Option<&User>, env: &Env) -> Self {
        if let Some(owner) = owner {
            return Self { is_own: env.is_own(owner.id), ..Self::known(owner.clone()) };
        }
        Self { known: None, is_own: false, name: suggestion.map(|user| user.username.clone()).unwrap_or_default() }
    }

    /// The field.
    pub fn field(&self) -> FormField {
        FormField::user("Owner", &self.name).shown_if(self.known.is_none())
    }

    /// A title with the owner, unless that is the signed-in user.
    pub fn title(&self, title: &str) -> String {
        titled(title, self.known.as_deref(), self.is_own)
    }

    /// The owner after the field was submitted.
    pub fn submitted(&self, field: &FormField) -> Self {
        Self { name: field.value().to_owned(), ..self.clone() }
    }

    /// Finds the user.
    ///
    /// # Errors
    /// `NotFound` if there is no such user; `NotAllowed` if nobody is signed in.
    pub fn find(self, cx: &JobContext<'_>) -> Result<User> {
        match self.known {
            Some(user) => Ok(*user),
            None => cx.service.admin(cx.actor()?)?.user_named(&self.name),
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
    let name = FormField::optional_user("Owner", current.map_or("", |owner| &owner.username));
    let form = Form::new([name], ["Cancel", "Filter"], move |[name]| match name.value() {
        "" => Submitted::Close(clear.clone()),
        name => Submitted::Wait(find(name.to_owned())),
    });
    FormOverlay::submitting("Filter by owner", form.note("A username; empty shows all users.")).small()
}
