//! The clipboard of the terminal, reached over OSC 52: that works over SSH, without any program on either side.

use std::fs::OpenOptions;

use crossterm::clipboard::CopyToClipboard;
use crossterm::execute;

use crate::error::{Error, Kind, Result};

/// Hands text to the terminal's clipboard. Whether it takes it, a terminal does not tell.
///
/// # Errors
/// `Unexpected` if there is no terminal.
pub fn copy(text: &str) -> Result<()> {
    let refused = |error| {
        Error::new(Kind::Unexpected, "There is no terminal whose clipboard could be reached.")
            .hint("Write it into a file instead, or run this in a terminal.")
            .because(error)
    };
    let mut terminal = OpenOptions::new().write(true).open("/dev/tty").map_err(refused)?;
    execute!(terminal, CopyToClipboard::to_clipboard_from(text)).map_err(refused)
}
