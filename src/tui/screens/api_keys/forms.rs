//! The form for creating an API key.

use super::actions::{Choice, Job};
use crate::tui::parts::owner::OwnerField;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Form, FormField};

pub(super) fn create(owner: OwnerField) -> FormOverlay<Choice> {
    let title = owner.title("Create API key");
    let name = FormField::text("Name", "").reports(Field::Name);
    let expires = FormField::text("Expires", "").reports(Field::Expiry);
    let form = Form::new([owner.field(), name, expires], CREATE, move |[named, name, expires]| {
        let (name, expires) = (name.value().to_owned(), expires.value().to_owned());
        Choice::from(Job::Create { owner: owner.value(named), name, expires })
    });
    let form = form.note("Expires: a duration such as 90d, or a date; empty means never.");
    FormOverlay::new(title, form.beginning_at(Field::Name))
}
