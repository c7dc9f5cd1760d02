//! The forms for files: of a new key, and of a backup.

use std::path::PathBuf;

use super::actions::Choice;
use super::jobs::Job;
use crate::error::Field;
use crate::model::Timestamp;
use crate::secret::Secret;
use crate::tui::overlays::form::{FormOverlay, Submitted};
use crate::tui::widgets::form::{Form, Value};
use crate::tui::widgets::input::TextInput;

fn file(suggestion: &str, advice: &str, buttons: &'static [&'static str]) -> Form {
    let mut form = Form::new([("File", Value::Text(TextInput::with(suggestion)))], buttons);
    form.advice = Some(advice.to_owned());
    form
}

/// The form for the .env file that a new key is written to.
pub(super) fn write_key(key: Secret) -> FormOverlay<Choice> {
    let advice = "Creates the .env file if needed. A file with another key is not changed.";
    let submit =
        move |form: &mut Form| Submitted::Wait(Choice::Run(Job::Write { path: PathBuf::from(form.text(0)), key: key.clone() }));
    FormOverlay::new("Write new key", file(".env", advice, &["Cancel", "Write"]), submit).error_at(Field::File, 0).small()
}

/// The form for the file of a backup.
pub(super) fn back_up(now: Timestamp) -> FormOverlay<Choice> {
    let suggestion = format!("kozmoai-{}.backup", now.strftime("%Y%m%dT%H%M%SZ"));
    let advice = "Creates a file that only you can read. Its secrets stay encrypted with the active key.";
    let submit = |form: &mut Form| Submitted::Wait(Choice::Run(Job::BackUp(PathBuf::from(form.text(0)))));
    let form = file(&suggestion, advice, &["Cancel", "Back up"]);
    FormOverlay::new("Back up database", form, submit).error_at(Field::File, 0).small()
}
