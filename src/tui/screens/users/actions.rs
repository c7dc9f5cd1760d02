//! The actions on users.

use super::jobs::Job;
use crate::model::{StatusFilter, UserSort};
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create user" ["n"] "New" .superuser() .changes() .command("users add");
    Search "Search by username" ["/"] "Search" .superuser() .command("users list");
    ToggleActive "Activate or deactivate selected users" ["a"] "Active" .superuser() .changes() .command("users activate, users deactivate");
    ToggleSuperuser "Grant or revoke superuser" ["s"] "Superuser" .superuser() .changes() .command("users promote, users demote");
    Edit "Edit user" ["e"] "Edit" .superuser() .changes() .command("users rename");
    SetPassword "Set password" ["p"] "Password" .superuser() .changes() .command("users passwd");
    Delete "Delete selected users and all their data" ["d", "delete"] "Delete" .superuser() .changes() .command("users delete");
    Transfer "Transfer ownership to another user" ["T"] "" .superuser() .changes() .command("users transfer");
    ShowDetails "Show user details" ["enter"] "Details" .superuser() .command("users show");
    Select "Select" ["space"] "Select" .superuser();
    Sort "Sort by column" ["o"] "Sort" .superuser();
    Filter "Filter by status or superuser" ["f"] "Filter" .superuser();
    ClearFilters "Clear search and filters" ["c"] "" .superuser();
    ReverseSort "Reverse sort" ["O"] "" .superuser();
    SelectRange "Select range" ["V"] "" .superuser();
    SelectAll "Select all listed users" ["*"] "" .superuser();
    ClearSelection "Clear selection" ["backspace"] "" .superuser();
    Export "Export listed users" ["x"] "" .superuser() .command("users export");
    ShowVariables "Show the user's variables" ["v"] "Variables" .superuser() .command("variables list");
    ShowApiKeys "Show the user's API keys" ["A"] "" .superuser() .command("api-keys list");
    StoreKey "Set or clear the user's Kozmoai Store API key" ["S"] "" .superuser() .changes() .command("store-key set, store-key clear");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Sort by this column.
    Sort(UserSort),
    /// Filter by Active and Superuser.
    Filter {
        /// Which status to show only.
        status: Option<StatusFilter>,
        /// Whether to show superusers or regular users only.
        superuser: Option<bool>,
    },
    /// Something about a Kozmoai Store API key.
    StoreKey(store_key::Choice),
}
