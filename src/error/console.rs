//! Errors of the console's terminal.

use super::Remedy;
use super::define::errors;

errors! {
    /// What is wrong around the console.
    pub enum ConsoleError {
        /// The console can't use the terminal, for example because it was closed.
        TerminalUnusable = "terminal_unusable", Unexpected, ("The console can't use the terminal.") => Remedy::RunInTerminal;

        /// No terminal is available whose clipboard could be used.
        NoClipboard = "no_clipboard", Unexpected, ("No terminal is available whose clipboard could be used.")
            => Remedy::Text("Write the value to a file instead, or run this in a terminal.".to_owned());
    }
}
