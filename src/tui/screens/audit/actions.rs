//! The actions on the audit log.

use crate::tui::screen::prelude::*;

actions! {
    ShowDetails "Show event details" ["enter"] "Details" .superuser() .command("audit");
    Filter "Filter by user" ["f", "/"] "Filter" .superuser();
    Verify "Verify audit log integrity" ["v"] "Verify" .superuser() .command("audit verify");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Filter by user; none shows all events.
    Filter(Option<String>),
}
