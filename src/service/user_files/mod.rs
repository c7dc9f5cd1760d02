//! Files of users: exports and imports as CSV or JSON.
//!
//! Spreadsheets evaluate cells that begin with `=`, `+`, `-` or `@`, so such names are written to CSV with an apostrophe
//! before them, and read back without it.

mod csv;
mod export;
mod import;
mod json;
mod row;

/// The format of a file of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With a header line.
    Csv,
    /// `{"total_count": N, "users": [...]}` or a plain list of users.
    Json,
}
