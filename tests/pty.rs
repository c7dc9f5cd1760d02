//! The program in a real terminal.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "pty/attention.rs"]
mod attention;
#[path = "pty/background.rs"]
mod background;
#[path = "pty/completion.rs"]
mod completion;
#[path = "pty/output.rs"]
mod output;
#[path = "pty/progress.rs"]
mod progress;
#[path = "pty/prompts.rs"]
mod prompts;
#[path = "support/pty.rs"]
mod pty;
#[path = "pty/rotation.rs"]
mod rotation;
#[path = "support/skipped.rs"]
mod skipped;
#[path = "pty/terminal.rs"]
mod terminal;
#[path = "pty/walk.rs"]
mod walk;
