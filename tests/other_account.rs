//! Files that another account plants in its own directories never lead root elsewhere, and root's work leaves that account's
//! installation usable.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, prints what it tried, and finds its tools through PATH"
)]

#[path = "other_account/forgeries.rs"]
mod forgeries;
#[path = "other_account/limits.rs"]
mod limits;
#[path = "other_account/outputs.rs"]
mod outputs;
#[path = "support/parallel.rs"]
mod parallel;
#[path = "other_account/plans.rs"]
mod plans;
#[path = "other_account/races.rs"]
mod races;
#[path = "support/random.rs"]
mod random;
#[path = "support/recovery.rs"]
mod recovery;
#[path = "support/run.rs"]
mod run;
#[path = "other_account/site.rs"]
mod site;
#[path = "support/skipped.rs"]
mod skipped;
#[path = "support/thorough.rs"]
mod thorough;
#[path = "other_account/trusted.rs"]
mod trusted;
#[path = "other_account/unnamed_account.rs"]
mod unnamed_account;
#[path = "other_account/work.rs"]
mod work;
