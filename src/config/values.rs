//! What the text of a setting means: what stands around it, paths, booleans, numbers, colours.

use std::path::{Path, PathBuf};

use crate::text as signs;

/// The mark that some editors put before a file's text.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// The console's colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ThemeChoice {
    /// As the terminal's environment suggests.
    #[default]
    Auto,
    /// For dark terminals.
    Dark,
    /// For light terminals.
    Light,
    /// Strong contrasts.
    HighContrast,
    /// No colours at all.
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

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(theme, _)| *theme == self).map_or("auto", |(_, name)| name)
    }

    pub(super) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, theirs)| name.eq_ignore_ascii_case(theirs)).map(|(theme, _)| *theme)
    }
}

/// A value that is no secret, without what shells and editors leave around it: blanks, the end of a line, a byte order mark,
/// a pair of quotes.
pub(super) fn plain(text: &str) -> &str {
    let around = |c: char| c.is_whitespace() || c == BYTE_ORDER_MARK;
    let text = text.trim_matches(around);
    quoted(text).map_or(text, |inner| inner.trim_matches(around))
}

/// What a pair of quotes encloses; none if there is no such pair.
pub(super) fn quoted(text: &str) -> Option<&str> {
    ['"', '\''].into_iter().find_map(|quote| text.strip_prefix(quote)?.strip_suffix(quote))
}

/// A secret or a name, without a byte order mark before it and one end of a line behind it; everything else belongs to it.
pub(super) fn line(text: &str) -> &str {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    text.strip_suffix('\n').map_or(text, |line| line.strip_suffix('\r').unwrap_or(line))
}

/// A path, with `~` as the home folder.
///
/// # Errors
/// Why it is none, as the rest of a sentence.
pub(super) fn path(text: &str, home: Option<&Path>) -> Result<PathBuf, &'static str> {
    let text = plain(text);
    if text.is_empty() {
        return Err("is empty");
    }
    if text.chars().any(|c| c.is_control() || c == BYTE_ORDER_MARK) {
        return Err("holds a control character, such as the end of a line");
    }
    if text.chars().any(signs::is_unsafe) {
        return Err("holds a character that nobody sees");
    }
    if text.starts_with('$') {
        return Err("begins with `$`, which only a shell expands");
    }
    match text.strip_prefix('~') {
        None => Ok(PathBuf::from(text)),
        Some("") => home.map(Path::to_owned).ok_or("begins with `~`, and this account has no home folder"),
        Some(rest) => match rest.strip_prefix('/') {
            Some(rest) => home.map(|home| home.join(rest)).ok_or("begins with `~`, and this account has no home folder"),
            None => Err("begins with `~` and a name, which is not expanded"),
        },
    }
}

/// Booleans as pydantic reads them.
pub(super) fn truth(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" | "t" | "y" => Some(true),
        "false" | "0" | "no" | "off" | "f" | "n" => Some(false),
        _ => None,
    }
}

pub(super) fn number<N: std::str::FromStr + PartialOrd + Copy>(text: &str, least: N, most: N) -> Option<N> {
    text.parse().ok().filter(|n| *n >= least && *n <= most)
}
