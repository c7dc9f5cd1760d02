//! The commands as a script calls them: the cases in `cli/` run the real program.
#![expect(clippy::disallowed_methods, reason = "environment variables let tests rewrite their files")]

#[path = "cli/changes.rs"]
mod changes;
#[path = "cli/completion.rs"]
mod completion;
#[path = "cli/foreign_files.rs"]
mod foreign_files;
#[path = "cli/generated.rs"]
mod generated;
#[path = "cli/inputs.rs"]
mod inputs;
#[path = "cli/interface.rs"]
mod interface;
#[path = "cli/interrupts.rs"]
mod interrupts;
#[path = "cli/limits.rs"]
mod limits;
#[path = "cli/mistakes.rs"]
mod mistakes;
#[path = "cli/names.rs"]
mod names;
#[path = "cli/output.rs"]
mod output;
#[path = "cli/ownership.rs"]
mod ownership;
#[path = "cli/panics.rs"]
mod panics;
#[path = "support/parallel.rs"]
mod parallel;
#[path = "cli/plans.rs"]
mod plans;
#[path = "support/pty.rs"]
mod pty;
#[path = "cli/readme.rs"]
mod readme;
#[path = "cli/reserved_names.rs"]
mod reserved_names;
#[path = "cli/row_files.rs"]
mod row_files;
#[path = "cli/script.rs"]
mod script;
#[path = "cli/setup.rs"]
mod setup;
#[path = "support/skipped.rs"]
mod skipped;
#[path = "cli/stores.rs"]
mod stores;
#[path = "cli/streams.rs"]
mod streams;
#[path = "cli/version.rs"]
mod version;
