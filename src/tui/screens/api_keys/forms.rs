//! The form for creating an API key.

use super::actions::{Choice, Job};
use crate::tui::parts::owner::{Owner, OwnerField};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Form, FormWidget, TextField, fields};

#[derive(Debug)]
struct NewApiKeyForm {
    owner: OwnerField,
    name: TextField,
    expires: TextField,
}

impl Form for NewApiKeyForm {
    /// The owner, the name and the expiry.
    type Value = (Owner, String, String);
    fields!(owner, name, expires);

    fn value(&mut self) -> Option<(Owner, String, String)> {
        Some((self.owner.value(), self.name.text().to_owned(), self.expires.text().to_owned()))
    }
}

pub(super) fn create(owner: OwnerField) -> FormOverlay<Choice> {
    let title = owner.title("Create API key");
    let form = NewApiKeyForm {
        owner,
        name: TextField::new("Name", "").reports(Field::Name),
        expires: TextField::new("Expires", "").reports(Field::Expiry),
    };
    let form = FormWidget::new(form, CREATE)
        .note("Expires: a duration such as 90d, or a date; empty means never.")
        .beginning_at(Field::Name);
    FormOverlay::new(title, form, |(owner, name, expires)| Choice::from(Job::Create { owner, name, expires }))
}
