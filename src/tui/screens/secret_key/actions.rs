//! The actions on the secret key.

use super::jobs::Job;
use crate::tui::screen::prelude::*;

actions! {
    Check "Verify that every secret can be decrypted" ["c"] "Check" .superuser() .command("key check");
    ListCredentials "List credentials to replace after a leak" ["l"] "" .superuser() .command("key credentials");
    Adopt "Adopt the active key for this database" ["a"] "" .superuser() .changes() .command("key adopt");
    Generate "Generate a secret key, to copy or to write to a .env file" ["n"] "New key" .superuser() .command("keygen");
    Rotate "Rotate the secret key" ["R"] "Rotate" .superuser() .changes() .command("rotate");
    BackUp "Back up the database" ["b"] "Back up" .superuser() .command("backup");
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Run a job.
    Run(Job),
    /// Ask where to write this new key.
    WriteKey(Secret),
}
