//! The plain commands, as a script calls them: the cases under `cli/` run against the real program.

#[path = "cli/generated.rs"]
mod generated;
#[path = "cli/script.rs"]
mod script;
#[path = "cli/stores.rs"]
mod stores;
#[path = "cli/streams.rs"]
mod streams;
