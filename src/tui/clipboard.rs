//! The clipboard of the terminal, which also works over SSH (OSC 52).

use std::fs::OpenOptions;
use std::io::Write;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

use crate::error::{ConsoleError, Error, Result};
use crate::secret::Zeroizing;

/// Copies text to the clipboard of the terminal this process belongs to, whatever its standard streams are. Terminals do not
/// report whether they accept it.
///
/// # Errors
/// `Unexpected` if there is no terminal.
pub fn copy(text: &str) -> Result<()> {
    send(&[text])
}

/// Clears the clipboard. Terminals that ignore an empty text are left with a blank in the clipboard.
///
/// # Errors
/// As [`copy`].
pub fn clear() -> Result<()> {
    send(&[" ", ""])
}

#[expect(clippy::disallowed_methods, reason = "only the environment tells which multiplexer is in between")]
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
    sent.map_err(|error| Error::from(ConsoleError::NoClipboard).because(error))
}

/// The sequence that sets the clipboard. tmux and GNU screen pass it on only if it is wrapped. Depending on its settings, tmux
/// accepts the plain one or passes on the wrapped one, so it gets both.
pub fn sequence(text: &str, tmux: bool, screen: bool) -> Zeroizing<String> {
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
