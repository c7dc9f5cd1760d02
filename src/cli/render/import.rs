//! The report on a file of rows that were imported all or nothing.

use serde_json::{Value, json};

use super::output::{Output, with_dry_run};
use crate::error::{CommandError, Result};
use crate::text;

/// The outcome of a file of rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outcome {
    /// What a row holds.
    pub(crate) noun: &'static str,
    /// Whether the rows were imported.
    pub(crate) is_done: bool,
    /// Whether they were only checked.
    pub(crate) is_dry_run: bool,
    /// How many rows are invalid.
    pub(crate) refused: usize,
}

/// Reports how many rows were imported, and what is wrong with each of the others; with `--verbose`, what became of each row.
/// `describe` returns its number, its name and a verdict.
///
/// # Errors
/// `Conflict` if rows are invalid, after they are printed.
pub(crate) fn report<R>(
    output: &Output,
    outcome: Outcome,
    rows: &[R],
    is_refused: impl Fn(&R) -> bool,
    json: impl Fn(&R) -> Value,
    describe: impl Fn(&R) -> (u64, &str, String),
) -> Result<()> {
    let Outcome { noun, is_done, is_dry_run, refused } = outcome;
    let count = text::count(rows.len() as u64, noun);
    output.show(
        || {
            let is_changed = refused == 0 && !rows.is_empty();
            let rows: Vec<_> = rows.iter().map(json).collect();
            with_dry_run(json!({"changed": is_changed, "imported": is_done, "rows": rows}), is_dry_run)
        },
        || {
            for row in rows.iter().filter(|row| output.is_verbose() || is_refused(row)) {
                let (number, name, verdict) = describe(row);
                output.sentence(&format!("{number:>6}  {name}  {verdict}"))?;
            }
            match (is_done, refused) {
                (true, _) => output.line(&format!("Imported {count}")),
                (false, 0) if !is_dry_run => output.line(&format!("There are no {noun}s to import; nothing was changed.")),
                (false, 0) => output.line(&format!("Would import {count}; nothing was changed.")),
                (false, _) => Ok(()),
            }
        },
    )?;
    require_no_refused("row", refused, rows.len())
}

/// Fails if rows or lines of a file, which were printed, are invalid.
pub(crate) fn require_no_refused(what: &'static str, refused: usize, total: usize) -> Result<()> {
    if refused == 0 { Ok(()) } else { Err(CommandError::RowsRefused { what, refused, total }.into()) }
}
