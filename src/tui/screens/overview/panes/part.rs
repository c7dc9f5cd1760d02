//! What a pane shows of a part that is not loaded.

use super::super::data::Loaded;
use super::super::pane::{Pane, Row};
use crate::service::doctor::{FixedBy, Severity};
use crate::tui::screen::prelude::*;

/// The part, if it is loaded; else the pane says why it could not be, or that it is being loaded.
pub(super) fn shown<'a, T>(part: &'a Loaded<T>, pane: &mut Pane, theme: &Theme) -> Option<&'a T> {
    match (part.get(), part.error()) {
        (Some(part), _) => return Some(part),
        (None, Some(error)) => pane.concern(Severity::Problem, error, FixedBy::Doctor, theme),
        (None, None) => pane.push(Row::plain("…", theme.dim)),
    }
    None
}
