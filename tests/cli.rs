//! The commands as a script calls them: the cases in `cli/` run the real program.

#![expect(clippy::disallowed_methods, reason = "environment variables let tests rewrite their files")]

mod changes;
mod completion;
mod concurrent;
mod foreign_files;
mod generated;
mod inputs;
mod interface;
mod interrupts;
mod limits;
mod mistakes;
mod names;
mod output;
mod ownership;
mod panics;
mod plans;
mod readme;
mod reserved_names;
mod row_files;
mod script;
mod setup;
mod stores;
mod streams;
mod version;

use crate::support::{parallel, pty};
