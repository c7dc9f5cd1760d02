//! The form for creating an API key.

use super::actions::Choice;
use super::jobs::Job;
use crate::error::Field;
use crate::tui::overlays::form::{CREATE, FormOverlay, Submitted};
use crate::tui::parts::owner::OwnerField;
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::TextInput;

pub(super) fn create(owner: OwnerField) -> FormOverlay<Choice> {
    let (title, at) = (owner.title("Create API key"), owner.first());
    let fields = ["Name", "Expires"].map(|label| (label, Value::Text(TextInput::default())));
    let mut form = owner.form(fields.into(), CREATE);
    form.advice = Some("Expires: a duration such as 90d, or a date; empty means never.".to_owned());
    let errors = owner.clone();
    let submit = move |form: &mut Form| {
        let (name, expires) = (form.text(at).to_owned(), form.text(at + 1).to_owned());
        Submitted::Wait(Choice::Run(Job::Create { owner: owner.owner(form), name, expires }))
    };
    errors.errors(FormOverlay::new(title, form, submit)).error_at(Field::Name, at).error_at(Field::Expiry, at + 1)
}
