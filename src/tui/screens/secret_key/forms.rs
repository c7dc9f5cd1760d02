//! The forms for files: of a new key, and of a backup.

use super::actions::{Choice, Job};
use crate::tui::screen::prelude::*;
use crate::tui::widgets::form::LineForm;

/// The form for the .env file that a new key is written to.
pub(super) fn write_key(key: Secret) -> FormOverlay<Choice> {
    let form = LineForm::file(".env", "Write").note("Creates the .env file if needed. A file with another key is not changed.");
    let choice = move |path: String| Choice::Run(Job::Write { path: path.into(), key: key.clone() });
    FormOverlay::new("Write new key", form, choice).small()
}

/// The form for the file of a backup.
pub(super) fn back_up(now: Timestamp) -> FormOverlay<Choice> {
    let suggestion = format!("kozmoai-{}.backup", now.strftime("%Y%m%dT%H%M%SZ"));
    let form = LineForm::file(&suggestion, "Back up")
        .note("Creates a file that only you can read. Its secrets stay encrypted with the active key.");
    FormOverlay::new("Back up database", form, |path| Choice::Run(Job::BackUp(path.into()))).small()
}
