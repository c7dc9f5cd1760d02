//! Files of rows: how they are read and written, and why a row can't be imported.

use std::fmt;
use std::io::Read;

use crate::error::{Error, ImportError, Problem, Result};
use crate::secret::{self, Zeroizing};

/// The size limit of a file, in bytes.
const LARGEST: u64 = 256 << 20;
/// The size of the first buffer, in bytes.
const CHUNK: usize = 64 << 10;

/// What is wrong with a row, and where in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowError {
    line: Option<u64>,
    column: Option<String>,
    // Boxed, so that rows without errors stay small.
    problem: Box<Problem>,
}

impl RowError {
    pub(super) fn new(problem: impl Into<Problem>) -> Self {
        Self { line: None, column: None, problem: Box::new(problem.into()) }
    }

    pub(super) const fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    pub(super) fn in_column(mut self, column: impl Into<String>) -> Self {
        self.column = Some(column.into());
        self
    }

    /// What is wrong, as data.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }
}

impl<P: Into<Problem>> From<P> for RowError {
    fn from(problem: P) -> Self {
        Self::new(problem)
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.line.map(|line| format!("line {line}"));
        let column = self.column.as_ref().map(|column| format!("column {column}"));
        let place: Vec<String> = line.into_iter().chain(column).collect();
        if place.is_empty() { self.problem.fmt(f) } else { write!(f, "{}: {}", place.join(", "), self.problem) }
    }
}

/// The content of a file, which may contain passwords.
pub(super) fn read_all(input: &mut dyn Read) -> Result<Zeroizing<Vec<u8>>> {
    let bytes = secret::read(input, CHUNK, LARGEST + 1);
    let bytes = bytes.map_err(|error| Error::from(ImportError::NotReadable).because(error))?;
    if bytes.len() as u64 > LARGEST { Err(ImportError::TooLarge.into()) } else { Ok(bytes) }
}

/// The error about an export that cannot be written.
pub(super) fn unwritable(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::from(ImportError::ExportNotWritten).because(error)
}
