//! The whole console on a drawn-up terminal: real rules on a real store, a fixed clock, effects carried out at once.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "console/bench.rs"]
mod bench;
#[path = "console/guard.rs"]
mod guard;
#[path = "console/sessions.rs"]
mod sessions;
