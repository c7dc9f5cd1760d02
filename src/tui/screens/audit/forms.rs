//! The form for the user to filter the audit log by.

use super::actions::Choice;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{FormWidget, LineForm, TextField};

pub(super) fn filter(current: &str) -> FormOverlay<Choice> {
    let form = FormWidget::new(LineForm::new(TextField::new("By or about", current)), ["Cancel", "Filter"])
        .note("A username; empty shows the events of all users.");
    let submit = |name: String| Submitted::Close(Choice::Filter(Some(name).filter(|name| !name.is_empty())));
    FormOverlay::submitting("Filter audit log", form, submit).small()
}
