//! The form for the user to filter the audit log by.

use super::actions::Choice;
use crate::tui::overlays::form::{FormOverlay, Submitted};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::TextInput;

pub(super) fn filter(current: &str) -> FormOverlay<Choice> {
    let mut form = Form::new([("By or about", Value::Text(TextInput::with(current)))], &["Cancel", "Filter"]);
    form.advice = Some("A username; empty shows the events of all users.".to_owned());
    let submit = |form: &mut Form| {
        let user = Some(form.text(0).to_owned()).filter(|name| !name.is_empty());
        Submitted::Close(Choice::Filter(user))
    };
    FormOverlay::new("Filter audit log", form, submit).small()
}
