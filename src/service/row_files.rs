//! Files of rows: how they are read and written, and why a row can't be imported.

use std::fmt;
use std::io::{Read, Write};

use serde::Serialize;

use crate::error::{Error, ImportError, Problem, Result};
use crate::secret::{self, Zeroizing};
use crate::text;

/// The size limit of a file, in bytes.
const LARGEST: u64 = 256 << 20;
/// The size of the first buffer, in bytes.
const CHUNK: usize = 64 << 10;

/// The result of an import, which is all or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// All rows.
    pub rows: Vec<ImportedRow>,
    /// Warnings about names that look alike.
    pub warnings: Vec<String>,
    /// Whether it was carried out: all rows are valid and it is not a dry run.
    pub done: bool,
}

/// The result for one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// The number of the row, from 1, without the header.
    pub row: u64,
    /// The line on which it begins, from 1.
    pub line: u64,
    /// The name in it.
    pub name: String,
    /// Whether it replaces what has this name; or what is wrong with it.
    pub result: Result<bool, RowError>,
}

impl ImportReport {
    /// The number of invalid rows.
    pub fn refused(&self) -> usize {
        self.rows.iter().filter(|row| row.result.is_err()).count()
    }

    pub(super) fn add(&mut self, line: u64, name: String, result: Result<bool, RowError>) {
        self.rows.push(ImportedRow { row: self.rows.len() as u64 + 1, line, name, result });
    }

    /// Whether there are rows, all of them valid.
    pub(super) fn is_valid(&self) -> bool {
        !self.rows.is_empty() && self.refused() == 0
    }
}

/// The rows of a file, each with its first line, or the reason why it is invalid.
pub(super) type Rows<T> = Vec<(u64, Result<T, RefusedRow>)>;

/// An invalid row.
#[derive(Clone, Debug)]
pub(super) struct RefusedRow {
    /// The name in it, if any.
    pub(super) name: String,
    pub(super) error: RowError,
}

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

/// Finds the lines and columns of parts of a text. It reads the text once, so the parts must come in ascending order.
pub(super) struct Places<'a> {
    text: &'a str,
    read: usize,
    line: usize,
    column: usize,
}

impl<'a> Places<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, read: 0, line: 1, column: 1 }
    }

    /// The line and column at which the next part begins, from 1.
    pub(super) fn next(&mut self, part: &str) -> (usize, usize) {
        let at = (part.as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        let passed = self.text.get(self.read..at).unwrap_or_default();
        self.read += passed.len();
        let in_line = match passed.rsplit_once('\n') {
            Some((lines, rest)) => {
                (self.line, self.column) = (self.line + 1 + lines.matches('\n').count(), 1);
                rest
            }
            None => passed,
        };
        self.column += in_line.chars().count();
        (self.line, self.column)
    }
}

/// What is wrong with a row in JSON. Names of fields are not secret, but values may be.
pub(super) fn problem_of_json(error: &serde_json::Error, place: Option<(usize, usize)>) -> ImportError {
    let message = error.to_string();
    match message.strip_prefix("unknown field ").and_then(|rest| rest.split(", expected").next()) {
        Some(field) => ImportError::UnknownField { name: field.to_owned(), place },
        None if message.starts_with("duplicate field") => ImportError::RepeatedField,
        None => ImportError::WrongFieldType,
    }
}

/// Writes the rows of a JSON array, one a line.
pub(super) struct JsonRows<'a> {
    out: &'a mut dyn Write,
    pub(super) written: u64,
}

impl<'a> JsonRows<'a> {
    /// Begins with this text, which ends with the bracket of the array.
    pub(super) fn begin(out: &'a mut dyn Write, text: &str) -> Result<Self> {
        out.write_all(text.as_bytes()).map_err(unwritable)?;
        Ok(Self { out, written: 0 })
    }

    pub(super) fn add(&mut self, row: &impl Serialize) -> Result<()> {
        let row = text::json::line(row).map_err(unwritable)?;
        let end = if self.written == 0 { "\n" } else { ",\n" };
        self.written += 1;
        self.out.write_all(end.as_bytes()).and_then(|()| self.out.write_all(row.as_bytes())).map_err(unwritable)
    }

    /// Ends with this text. Returns the number of rows.
    pub(super) fn end(self, text: &str) -> Result<u64> {
        self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()).map_err(unwritable)?;
        Ok(self.written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn places_are_those_of_the_whole_text(lines in proptest::collection::vec("[aé\n]{0,6}", 1..8)) {
            let text = lines.concat();
            let (mut places, mut begin) = (Places::of(&text), 0);
            for line in &lines {
                let before = &text[..begin];
                let column = 1 + before.rsplit('\n').next().unwrap_or_default().chars().count();
                prop_assert_eq!(places.next(&text[begin..]), (1 + before.matches('\n').count(), column));
                begin += line.len();
            }
        }
    }
}
