//! The actions on API keys.

use super::jobs::Job;
use crate::tui::parts::owned_list::OwnedChoice;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create API key" ["n"] "New" .changes() .command("api-keys create");
    Revoke "Revoke API key" ["d", "delete"] "Revoke" .changes() .command("api-keys revoke");
    ShowDetails "Show API key details" ["enter"] "Details" .command("api-keys list");
    Filter "Filter by owner" ["f"] "Owner" .superuser() .command("api-keys list");
    ClearFilter "Clear filter" ["c"] "" .superuser();
}

/// What is chosen in an overlay.
pub type Choice = OwnedChoice<Job>;
