//! The completion of command lines. A shell runs this program with the line that is typed, and gets what may follow.
//!
//! ```text
//! shells.rs     what each shell sends and expects; the registrations
//! request.rs    the line that is completed, and what may follow
//! words.rs      how shells quote words
//! values.rs     which argument is completed with what
//! database.rs   names and ids from the database, in time or not at all
//! ```
//!
//! A completion never asks, prints an error, creates a file or records anything: what cannot be found is not offered.

mod database;
mod request;
mod shells;
mod values;
mod words;

use std::ffi::{OsStr, OsString};
use std::process::ExitCode;

use clap_complete::Shell;

use self::shells::Adapter;
use crate::cli::render::{Output, stdout};
use crate::error::Result;
use crate::panics;

/// The variable with which a registration asks for completions; its value is the name of the shell.
const VARIABLE: &str = "_KOZMOAI_COMPLETE";

/// The shell that asks for completions, if one does.
#[expect(clippy::disallowed_methods, reason = "the protocol of the registrations, not a setting of Kozmoai")]
pub(crate) fn requesting_shell() -> Option<OsString> {
    std::env::var_os(VARIABLE).filter(|shell| !shell.is_empty())
}

/// Prints the completions of the line in the arguments. Whatever goes wrong, nothing is offered.
pub(crate) fn answer(shell: &OsStr) -> ExitCode {
    let adapter = shell.to_str().and_then(Adapter::named);
    let arguments: Vec<OsString> = std::env::args_os().skip_while(|argument| argument != "--").skip(1).collect();
    let found = adapter.and_then(|adapter| {
        let request = adapter.request(&arguments)?;
        let candidates = panics::catch(|| values::candidates(&request)).unwrap_or_default();
        Some(adapter.lines(&request, &candidates))
    });
    // A shell that closed the pipe needs no answer.
    let _sent = stdout::write(|out| out.write_all(found.unwrap_or_default().as_bytes()));
    ExitCode::SUCCESS
}

/// Prints the registration for a shell.
pub(crate) fn register(output: &Output, shell: Shell) -> Result<()> {
    let program = shells::program();
    output.raw(|out| Adapter::of(shell).write_registration(VARIABLE, &program, out))
}
