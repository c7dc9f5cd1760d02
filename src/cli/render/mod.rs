//! What the commands print: data and errors, lists, progress, reports on files, standard output itself.

mod cells;
pub(crate) mod colour;
pub(crate) mod import;
pub(crate) mod list;
mod output;
pub(crate) mod progress;
mod secrets;
pub(crate) mod stdout;
mod table;
mod tone;
mod view;

pub(crate) use cells::{exact_time, or_dash, time, yes_or_no};
pub(crate) use output::{Output, merged, with_changed, with_dry_run};
pub(crate) use secrets::{note_flows, print_undecryptable, undecryptable_json, warn_of_plaintext};
pub(crate) use table::Cell;
pub(crate) use tone::Tone;
