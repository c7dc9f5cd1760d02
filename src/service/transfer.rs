//! Users out of and into files.

use super::Service;
use crate::error::Result;
use crate::model::Actor;

/// The form of a file of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// With a header line.
    Csv,
    /// `{"total_count": N, "users": [...]}` or a plain list of users.
    Json,
}

/// What an import does with one row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedRow {
    /// The row's number in the file, from 1.
    pub row: u64,
    /// The name it holds.
    pub username: String,
    /// Fine, or what is wrong with it.
    pub result: std::result::Result<(), String>,
}

/// What an import did or would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// Every row.
    pub rows: Vec<ImportedRow>,
    /// Whether the users were made: all rows were fine and it was no dry run.
    pub done: bool,
}

impl Service {
    /// Writes every user that passes the filter, streaming. Password hashes go along only into JSON and on demand.
    pub fn export_users(
        &self,
        _actor: &Actor,
        _filter: &crate::model::UserFilter,
        _format: Format,
        _with_password_hashes: bool,
        _out: &mut dyn std::io::Write,
    ) -> Result<u64> {
        todo!()
    }

    /// Reads users and makes them all, or none and says why.
    pub fn import_users(
        &self,
        _actor: &Actor,
        _format: Format,
        _input: &mut dyn std::io::Read,
        _dry_run: bool,
    ) -> Result<ImportReport> {
        todo!()
    }
}
