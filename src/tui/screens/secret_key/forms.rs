//! The forms for files: of a new key, and of a backup.

use super::actions::{Choice, Job};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::{Form, FormField};

/// The form for the .env file that a new key is written to.
pub(super) fn write_key(key: Secret) -> FormOverlay<Choice> {
    let form = Form::new([FormField::file(".env")], ["Cancel", "Write"], move |[path]| {
        Choice::Run(Job::Write { path: path.value().into(), key: key.clone() })
    });
    let form = form.note("Creates the .env file if needed. A file with another key is not changed.");
    FormOverlay::new("Write new key", form).small()
}

/// The form for the file of a backup.
pub(super) fn back_up(now: Timestamp) -> FormOverlay<Choice> {
    let suggestion = format!("kozmoai-{}.backup", now.strftime("%Y%m%dT%H%M%SZ"));
    let back_up = |[path]: &[FormField; 1]| Choice::Run(Job::BackUp(path.value().into()));
    let form = Form::new([FormField::file(&suggestion)], ["Cancel", "Back up"], back_up)
        .note("Creates a file that only you can read. Its secrets stay encrypted with the active key.");
    FormOverlay::new("Back up database", form).small()
}
