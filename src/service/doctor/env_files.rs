//! Lines of .env files in which other programs may see another value than Kozmoai.

use std::path::{Path, PathBuf};

use super::finding::{Findings, FixedBy};
use crate::config::second_reader::{self, Reason};
use crate::config::{Settings, dotenv};
use crate::error::Result;
use crate::fs::paths;
use crate::secret::Zeroizing;

/// Compares both readings of the files that the settings come from.
pub(super) fn examine(settings: &Settings, found: &mut Findings) {
    let is_file = |path: &&PathBuf| path.is_file();
    // A pipe can be read only once, and no other program reads it.
    if let Some(path) = settings.env_file.as_ref().filter(is_file) {
        found.check("settings", FixedBy::Settings, |found| compare(path, dotenv::read_text(path)?, true, found));
    }
    let path = &settings.dot_env;
    if !settings.env_file.as_deref().is_some_and(|named| paths::is_same_file(named, path)) {
        found.check("settings", FixedBy::Settings, |found| {
            compare(path, dotenv::read_trusted_text(path, settings.trust)?.map(|(text, _)| text), false, found)
        });
    }
}

fn compare(path: &Path, text: Option<Zeroizing<String>>, wins: bool, found: &mut Findings) -> Result<()> {
    for difference in text.map(|text| second_reader::differences(&text, wins)).into_iter().flatten() {
        let setting = format!("{} ({} line {})", difference.name, path.display(), difference.line);
        let differs = format!("{setting} has another value in programs that do not read .env files as Kozmoai does.");
        let (message, fix) = match difference.reason {
            Reason::NeedsSingleQuotes => (differs, "Write the value in single quotes, without escapes.".to_owned()),
            Reason::NeedsOtherValue => {
                (differs, "Choose a value without quotes, backslashes and `${`, and write it in single quotes.".to_owned())
            }
            Reason::Repeated => (
                format!(
                    "{setting} sets another value than an earlier line; Kozmoai takes the last one, some programs take the first."
                ),
                "Keep one of the lines.".to_owned(),
            ),
            Reason::PartOf { line } => (
                format!("{setting} is not set in programs that read it as a part of line {line}."),
                format!("Write the value in line {line} in single quotes, or without quotes in it."),
            ),
        };
        found.warn("settings", FixedBy::Settings, message, fix);
    }
    Ok(())
}
