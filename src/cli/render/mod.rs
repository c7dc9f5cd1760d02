//! What the commands print: data and errors, progress, standard output itself.

pub(crate) mod output;
pub(crate) mod progress;
pub(crate) mod stdout;
