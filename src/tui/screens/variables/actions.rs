//! The actions on variables.

use super::jobs::Job;
use crate::tui::parts::owned_list::OwnedChoice;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create variable" ["n"] "New" .changes() .command("variables set");
    Search "Search by name" ["/"] "Search" .command("variables list");
    Reveal "Reveal value (15 s, audited)" ["v"] "Reveal" .audited() .command("variables get");
    Copy "Copy value (audited)" ["y"] "Copy" .audited() .command("variables get");
    Edit "Edit variable" ["e"] "Edit" .changes() .command("variables set");
    Delete "Delete variable" ["d", "delete"] "Delete" .changes() .command("variables delete");
    ShowDetails "Show variable details" ["enter"] "Details";
    Filter "Filter by owner" ["f"] "Owner" .superuser() .command("variables list");
    ClearFilters "Clear search and filter" ["c"] "";
    Export "Export variables" ["x"] "" .command("variables export");
    Import "Import variables" ["i"] "" .changes() .command("variables import");
}

/// What is chosen in an overlay.
pub type Choice = OwnedChoice<Job>;
