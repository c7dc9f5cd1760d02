//! How something that needs attention looks: a sign and a style for each level.

use crate::service::overview::Level;
use crate::tui::screen::prelude::*;

/// The sign of a level, which stays without colour.
pub const fn sign(level: Level) -> &'static str {
    match level {
        Level::Notice => "●",
        Level::Warning => "▲",
        Level::Problem => "✗",
    }
}

/// The style of a level.
pub const fn style(level: Level, theme: &Theme) -> Style {
    match level {
        Level::Notice | Level::Warning => theme.warning,
        Level::Problem => theme.danger,
    }
}
