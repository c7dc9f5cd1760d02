//! Parsing of setting values: surrounding blanks and quotes, paths, booleans, numbers, themes.

use std::path::{Path, PathBuf};

use crate::error::PathProblem;
use crate::text;

/// The mark that some editors write at the start of a file.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// A theme of the console.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// Chosen from the terminal's environment.
    #[default]
    Auto,
    /// For dark terminals.
    Dark,
    /// For light terminals.
    Light,
    /// High contrast.
    HighContrast,
    /// No colours.
    Mono,
}

impl ThemeChoice {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Auto, "auto"),
        (Self::Dark, "dark"),
        (Self::Light, "light"),
        (Self::HighContrast, "high-contrast"),
        (Self::Mono, "mono"),
    ];

    /// Returns its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(theme, _)| *theme == self).map_or("auto", |(_, name)| name)
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        let names = Self::ALL.iter().chain(&[(Self::Mono, "none")]);
        names.into_iter().find(|(_, theirs)| name.eq_ignore_ascii_case(theirs)).map(|(theme, _)| *theme)
    }
}

/// Strips what shells and editors leave around a value that is not a secret: blanks, newlines, a byte order mark, a pair of
/// quotes.
pub(super) fn plain(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || c == BYTE_ORDER_MARK;
    let text = text.trim_matches(around);
    quoted(text).map_or(text, |inner| inner.trim_matches(around))
}

/// Returns the text inside a pair of quotes.
pub(super) fn quoted(text: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

/// Strips a leading byte order mark and one trailing newline from a secret or a name; everything else is part of it.
pub(super) fn line(text: &str) -> &str {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line))
}

/// Parses a path; `~` is the home directory.
///
/// # Errors
/// What is wrong with it.
pub(super) fn path(text: &str, home: Option<&Path>) -> Result<PathBuf, PathProblem> {
    let text = plain(text);
    if text.is_empty() {
        return Err(PathProblem::Empty);
    }
    if text.chars().any(|c| c.is_control() || c == BYTE_ORDER_MARK) {
        return Err(PathProblem::ControlCharacter);
    }
    if text::has_unsafe(text) {
        return Err(PathProblem::InvisibleCharacter);
    }
    if text.starts_with('$') {
        return Err(PathProblem::ShellVariable);
    }
    match text.strip_prefix('~') {
        None => Ok(PathBuf::from(text)),
        Some("") => home.map(Path::to_owned).ok_or(PathProblem::NoHome),
        Some(rest) => match rest.strip_prefix('/') {
            Some(rest) => home.map(|home| home.join(rest)).ok_or(PathProblem::NoHome),
            None => Err(PathProblem::HomeOfOther),
        },
    }
}

/// Parses a boolean as pydantic does.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" => Some(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Some(false),
        _ => None,
    }
}

pub(super) fn number<N: std::str::FromStr + PartialOrd + Copy>(text: &str, minimum: N, maximum: N) -> Option<N> {
    text.parse().ok().filter(|n| *n >= minimum && *n <= maximum)
}
