//! Files that another account plants in its own directories never lead root elsewhere, and root's work leaves that account's
//! installation usable.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test prints what it tried, and finds its tools through PATH"
)]

mod forgeries;
mod limits;
mod outputs;
mod passwords;
mod plans;
mod planted;
mod races;
mod site;
mod trusted;
mod unnamed_account;
mod work;

use crate::support::{parallel, random, recovery, run, skipped, thorough};
