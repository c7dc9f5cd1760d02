//! A command line that is completed, and what may follow.

use std::ffi::OsString;

use super::words::Word;

/// A command line that is completed.
#[derive(Debug, Default)]
pub(super) struct Request {
    /// The words before the one that is typed, beginning with the program.
    pub(super) before: Vec<OsString>,
    /// The word that is typed.
    pub(super) typed: Word,
    /// The part of it that the shell keeps.
    pub(super) kept: String,
}

/// What may follow.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) value: String,
    /// One line, or nothing.
    pub(super) about: String,
}
