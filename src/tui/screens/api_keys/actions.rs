//! The actions on API keys.

use super::jobs::Job;
use crate::tui::screen::prelude::*;

actions! {
    Create "Create API key" ["n"] "New" .changes() .command("api-keys create");
    Revoke "Revoke API key" ["d", "delete"] "Revoke" .changes() .command("api-keys revoke");
    ShowDetails "Show API key details" ["enter"] "Details" .command("api-keys list");
    Filter "Filter by owner" ["f"] "Owner" .superuser() .command("api-keys list");
    ClearFilter "Clear filter" ["c"] "" .superuser();
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Box<Job>),
    /// Show the API keys of all users.
    ClearOwner,
}

impl From<Job> for Choice {
    fn from(job: Job) -> Self {
        Self::Run(Box::new(job))
    }
}
