//! What another account plants leads root nowhere else, and what others could have written is refused.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "support/run.rs"]
mod run;
#[path = "other_account/trusted.rs"]
mod trusted;

/// Says that a test does nothing.
fn skipped(why: &str) {
    drop(std::io::Write::write_all(&mut std::io::stderr(), format!("SKIPPED: {why}\n").as_bytes()));
}
