//! Whether output has colours, and whether the terminal understands escape sequences.

use std::env;

use crate::cli::args::shared::When;

/// Whether output has colours, as `--color` says; `is_terminal` says whether it goes to one.
pub(crate) fn is_wanted(when: When, is_terminal: bool) -> bool {
    match when {
        When::Always => true,
        When::Never => false,
        When::Auto => is_terminal && is_welcome(),
    }
}

/// Whether the environment allows colours.
#[expect(clippy::disallowed_methods, reason = "a convention of terminals, not a setting of Kozmoai")]
pub(crate) fn is_welcome() -> bool {
    env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()) && dumb_terminal().is_none()
}

/// The type of a terminal that understands no escape sequences; empty if no type is set.
#[expect(clippy::disallowed_methods, reason = "a convention of terminals, not a setting of Kozmoai")]
pub(crate) fn dumb_terminal() -> Option<String> {
    let kind = env::var_os("TERM").unwrap_or_default().to_string_lossy().into_owned();
    matches!(kind.as_str(), "" | "dumb" | "unknown").then_some(kind)
}
