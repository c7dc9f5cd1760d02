//! Files that commands read.

use std::io::{self, BufRead};
use std::path::Path;

use crate::cli::context::Context;
use crate::error::{CommandError, Error, Result};
use crate::fs::input;

/// Opens a file, or standard input for `-`.
pub(crate) fn open(context: &Context<'_>, path: &Path) -> Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(io::stdin().lock()));
    }
    context.output.warn_of_foreign_file(path, "the command line");
    let file = input::open(path).map_err(|error| unreadable(path, error))?;
    Ok(Box::new(io::BufReader::new(file)))
}

/// The error of a file that cannot be read.
pub(crate) fn unreadable(path: &Path, error: io::Error) -> Error {
    Error::from(CommandError::InputUnreadable { path: path.display().to_string() }).because(error)
}
