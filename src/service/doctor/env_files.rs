//! The lines of .env files in which other programs may see another value than Kozmoai does.

use std::path::{Path, PathBuf};

use super::Findings;
use crate::config::second_reader::{self, Reason};
use crate::config::{Settings, dotenv};
use crate::error::Result;
use crate::fs::place;

/// Compares what both readers make of the files that the settings come from.
pub(super) fn examine(settings: &Settings, found: &mut Findings) {
    let is_file = |path: &&PathBuf| path.is_file();
    // A pipe was read once and for all, and no other program reads it.
    if let Some(path) = settings.env_file.as_ref().filter(is_file) {
        found.look("settings", |found| compare(path, dotenv::read_text(path)?, true, found));
    }
    let path = &settings.dot_env;
    if !settings.env_file.as_deref().is_some_and(|named| place::is_same_file(named, path)) {
        found.look("settings", |found| {
            compare(path, dotenv::read_trusted_text(path, settings.trust)?.map(|(text, _)| text), false, found)
        });
    }
}

fn compare(path: &Path, text: Option<String>, wins: bool, found: &mut Findings) -> Result<()> {
    for difference in text.map(|text| second_reader::differences(&text, wins)).into_iter().flatten() {
        let (name, place) = (&difference.name, format!("{} line {}", path.display(), difference.line));
        let (message, fix) = match difference.reason {
            Reason::NeedsSingleQuotes => (
                format!("{name} ({place}) has another value in programs that read .env files by other rules than Kozmoai."),
                "Put the value in single quotes.",
            ),
            Reason::NeedsOtherValue => (
                format!("{name} ({place}) has another value in programs that read .env files by other rules than Kozmoai."),
                "Choose a value without quotes, backslashes and `${`, then put it in single quotes.",
            ),
            Reason::Repeated => (
                format!(
                    "{name} is set again with another value ({place}); some programs take the first value, Kozmoai takes the last."
                ),
                "Keep one of the lines.",
            ),
        };
        found.warn("settings", message, fix);
    }
    Ok(())
}
