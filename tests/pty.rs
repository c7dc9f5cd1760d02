//! The program in a real terminal.

mod attention;
mod background;
mod completion;
mod output;
mod progress;
mod prompts;
mod rotation;
mod terminal;
mod walk;

use crate::support::pty;
