//! `kozmoai backup`, `kozmoai backups` and `kozmoai restore`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::list::ListArgs;
use super::shared::{ConfirmArgs, DryRunArgs};

#[derive(Debug, Args)]
#[command(after_help = "\
The file appears only when it is complete, and only its owner can read it. It
contains password hashes and encrypted values: without the secret key, no
secret can be decrypted.

Examples:
  kozmoai backup kozmoai.backup")]
pub(crate) struct Backup {
    /// File to create, or - for standard output
    pub(crate) file: PathBuf,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Backups {
    /// List the backups of rotations, newest first
    #[command(after_help = "\
Examples:
  kozmoai backups list
  kozmoai backups list --json")]
    List(ListArgs),
    /// Delete backups of rotations
    Prune(PruneBackups),
}

#[derive(Debug, Args)]
#[command(after_help = "\
At least one of --keep and --older-than is required. Asks on a terminal (default:
no) unless --yes is given; elsewhere the limits are enough.

Examples:
  kozmoai backups prune --keep 3 --dry-run
  kozmoai backups prune --older-than 30d")]
pub(crate) struct PruneBackups {
    /// Keep this many of the newest
    #[arg(long, value_name = "N")]
    pub(crate) keep: Option<usize>,
    /// Delete only backups older than this: 30d, 2h, 2026-05-18
    #[arg(long, value_name = "TIME")]
    pub(crate) older_than: Option<String>,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Restores to a new database or, with --replace, in place of the existing one. An
embedded or SQLite database is kept under another name; PostgreSQL keeps no copy
of replaced tables, so back it up first. Tables and columns that the backup does
not contain are not emptied. A damaged backup is refused before any change. With
--replace, the command asks on a terminal (default: no); elsewhere it needs --yes
(exit code 3).

Examples:
  kozmoai restore kozmoai.backup --store sled:////srv/kozmoai/store
  kozmoai restore kozmoai.backup --replace --dry-run
  kozmoai restore kozmoai.backup --replace --yes")]
pub(crate) struct Restore {
    /// Backup to restore, or - for standard input
    pub(crate) file: PathBuf,
    /// Replace the existing database; except on PostgreSQL, it is kept under another name
    #[arg(long)]
    pub(crate) replace: bool,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
}
