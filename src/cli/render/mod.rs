//! What the commands print: data and errors, progress, reports on files, standard output itself.

pub(crate) mod cells;
pub(crate) mod import;
pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod secrets;
pub(crate) mod stdout;
