//! The clipboard of the terminal, which also works over SSH (OSC 52).

use std::fs::OpenOptions;
use std::io::Write;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

use crate::error::{Error, Kind, Result};
use crate::secret::Zeroizing;

/// Hands text to the clipboard of the terminal this process belongs to, whatever its standard streams are. Whether it
/// takes it, a terminal does not tell.
///
/// # Errors
/// `Unexpected` if there is no terminal to speak to.
pub fn copy(text: &str) -> Result<()> {
    send(&[text])
}

/// Takes out of the clipboard what is there. Terminals that know no empty clipboard are left with a blank in it.
///
/// # Errors
/// As [`copy`].
pub fn clear() -> Result<()> {
    send(&[" ", ""])
}

#[expect(clippy::disallowed_methods, reason = "which multiplexer stands in between is told by the environment alone")]
fn send(texts: &[&str]) -> Result<()> {
    let tmux = std::env::var_os("TMUX").is_some();
    let screen = std::env::var_os("STY").is_some();
    let terminal = OpenOptions::new().write(true).open("/dev/tty");
    let sent = terminal.and_then(|mut terminal| {
        for text in texts {
            terminal.write_all(sequence(text, tmux, screen).as_bytes())?;
        }
        terminal.flush()
    });
    sent.map_err(|error| {
        Error::new(Kind::Unexpected, "There is no terminal whose clipboard could be reached.")
            .hint("Write it into a file instead, or run this in a terminal.")
            .because(error)
    })
}

/// tmux and GNU screen keep such sequences to themselves unless they are wrapped. tmux may be set to take the plain one
/// or to let the wrapped one pass, so it gets both.
fn sequence(text: &str, tmux: bool, screen: bool) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(4 * text.len() + 32));
    let written = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut *plain);
    debug_assert!(written.is_ok(), "writing into a String does not fail");
    if tmux {
        let wrapped = Zeroizing::new(plain.replace('\u{1b}', "\u{1b}\u{1b}"));
        Zeroizing::new([plain.as_str(), "\u{1b}Ptmux;", wrapped.as_str(), "\u{1b}\\"].concat())
    } else if screen {
        Zeroizing::new(["\u{1b}P", plain.as_str(), "\u{1b}\\"].concat())
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sequence_is_wrapped_for_what_stands_in_between() {
        let plain = sequence("key", false, false);
        assert!(plain.starts_with("\u{1b}]52;c;a2V5"), "{plain:?}");
        assert!(sequence("key", true, false).contains("\u{1b}Ptmux;\u{1b}\u{1b}]52;c;a2V5"));
        assert!(sequence("key", false, true).starts_with("\u{1b}P\u{1b}]52;c;a2V5"));
    }
}
