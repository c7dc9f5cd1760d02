//! Arguments that every list takes.

use clap::{Args, ValueEnum};

use super::shared::OptionalUser;

/// The format of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// A table for people, as wide as the terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated values with a header line
    Csv,
}

impl Format {
    /// Whether errors are printed as JSON too.
    pub(crate) const fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}

/// The format and the extent of a list.
#[derive(Clone, Debug, Args)]
pub(crate) struct ListArgs {
    /// Output format [default: table, or json with --json]
    #[arg(short, long, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Columns to print, in this order, separated by commas
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(crate) columns: Vec<String>,
    /// Add columns to the table, such as IDs
    #[arg(long, conflicts_with = "columns")]
    pub(crate) wide: bool,
    /// Maximum rows [default: 50 in a table, all in other formats]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    /// Rows to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: u64,
    /// Print all rows
    #[arg(long, conflicts_with = "limit")]
    pub(crate) all: bool,
}

/// A list of what one user owns, or of all users.
#[derive(Clone, Debug, Args)]
pub(crate) struct ListOfUser {
    #[command(flatten)]
    pub(crate) user: OptionalUser,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}
