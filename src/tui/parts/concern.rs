//! How something that needs attention looks: a sign and a style for each level.

use crate::service::doctor::Severity;
use crate::tui::screen::prelude::*;

/// The sign of a level, which stays without colour.
pub const fn sign(level: Severity) -> &'static str {
    match level {
        Severity::Ok => "✓",
        Severity::Notice => "●",
        Severity::Warning => "▲",
        Severity::Problem => "✗",
    }
}

/// The style of a level.
pub const fn style(level: Severity, theme: &Theme) -> Style {
    match level {
        Severity::Ok => theme.ok,
        Severity::Notice | Severity::Warning => theme.warning,
        Severity::Problem => theme.danger,
    }
}
