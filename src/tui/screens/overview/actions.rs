//! The actions on what needs attention, and what is chosen in its questions.

use super::jobs::Job;
use crate::tui::screen::prelude::*;

actions! {
    Fix "Go to where it is fixed" ["enter"] "Go there" .superuser();
    Select "Select a user pending approval" ["space"] "Select" .selects() .superuser();
    Approve "Approve the current or the selected users" ["a"] "Approve" .superuser() .changes() .command("users activate");
    ApproveAll "Approve everybody who is pending approval" ["A"] "Approve all" .superuser() .changes() .command("users activate");
    ClearSelection "Clear selection" ["backspace"] "" .selects() .superuser();
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
}
