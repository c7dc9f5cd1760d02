//! The actions on the own account.

use super::jobs::Job;
use crate::tui::parts::store_key;
use crate::tui::screen::prelude::*;

actions! {
    ChangePassword "Change your password" ["p"] "Password" .changes();
    StoreKey "Set or clear your Kozmoai Store API key" ["S"] "Store API key" .changes() .command("store-key set, store-key clear");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Something about the Kozmoai Store API key.
    StoreKey(store_key::Choice),
}

impl From<store_key::Choice> for Choice {
    fn from(choice: store_key::Choice) -> Self {
        Self::StoreKey(choice)
    }
}
