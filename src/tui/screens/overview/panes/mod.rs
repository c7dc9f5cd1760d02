//! What the panes show.

mod key;
mod part;
mod people;
mod system;

use std::collections::BTreeSet;

use super::data::Data;
use super::pane::{Jump, Pane, PaneId, Row};
use crate::service::doctor::Severity;
use crate::tui::screen::prelude::*;

/// All panes, in the order in which they are shown where there is room.
pub(super) fn all(data: &Data, selected: &BTreeSet<UserId>, theme: &Theme, now: Timestamp) -> Vec<Pane> {
    let mut panes = Vec::new();
    if data.is_new() {
        panes.push(steps(theme));
    }
    panes.extend([
        people::users(data, theme),
        people::pending(data, selected, theme, now),
        people::sign_ins(data, theme, now),
        key::key(data, theme, now),
        system::backup(data, theme, now),
        system::database(data, theme),
        system::findings(data, theme),
    ]);
    panes
}

/// The next steps on a new database.
fn steps(theme: &Theme) -> Pane {
    let mut pane = Pane::new(PaneId::Steps, "Next steps");
    pane.raise(Some(Severity::Warning));
    let steps = [
        ("1", "Create a user", "1, then n", Jump::Go(Route::Users)),
        ("2", "Set a variable", "2, then n", Jump::Go(Route::Variables)),
        ("3", "Back up the database", "4, then b", Jump::Go(Route::SecretKey)),
    ];
    for (number, step, keys, jump) in steps {
        pane.push(Row::new(number, theme.accent, step, theme.text).aside(keys, theme.dim).jump(jump));
    }
    pane
}
