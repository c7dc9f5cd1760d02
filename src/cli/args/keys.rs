//! The arguments of the commands for the secret key, backups and copies.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::When;
use crate::cli::help;

#[derive(Debug, Args)]
#[command(after_help = help::KEYGEN)]
pub(in crate::cli) struct Keygen {
    /// Print only the key, without KOZMOAI_SECRET_KEY=
    #[arg(long)]
    pub(in crate::cli) raw: bool,
    /// Copy the key to the clipboard instead of printing it (needs a terminal with OSC 52)
    #[arg(long, conflicts_with = "write")]
    pub(in crate::cli) copy: bool,
    /// Write the key to this .env file instead of printing it; refused if it has another key
    #[arg(long, value_name = "ENV_FILE")]
    pub(in crate::cli) write: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Key {
    /// Show the key's fingerprint, strength and origin, never the key itself
    #[command(after_help = help::KEY_SHOW)]
    Show,
    /// Verify that every secret can be decrypted
    #[command(after_help = help::KEY_CHECK)]
    Check,
    /// List the credentials to replace after a leak, by owner and name
    #[command(after_help = help::KEY_CREDENTIALS)]
    Credentials,
    /// Adopt the active key as the database's, after the previous key was lost
    #[command(after_help = help::KEY_ADOPT)]
    Adopt(Adopt),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Adopt {
    /// Adopt the key even if it cannot decrypt every value; those values are left unchanged
    #[arg(long)]
    pub(in crate::cli) allow_unreadable: bool,
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Succeed if the database already has this key
    #[arg(long)]
    pub(in crate::cli) if_needed: bool,
    /// Skip the confirmation
    #[arg(long, short)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = help::ROTATE)]
pub(in crate::cli) struct Rotate {
    #[command(subcommand)]
    pub(in crate::cli) verb: Option<RotateVerb>,
    /// Read the new key from this file, instead of generating one
    #[arg(long, value_name = "FILE", group = "new_key")]
    pub(in crate::cli) new_key_file: Option<PathBuf>,
    /// Read the new key from this environment variable
    #[arg(long, value_name = "VAR", group = "new_key")]
    pub(in crate::cli) new_key_env: Option<String>,
    /// Read the new key from standard input
    #[arg(long, group = "new_key")]
    pub(in crate::cli) new_key_stdin: bool,
    /// Also decrypt with the key in this file (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) old_key_file: Vec<PathBuf>,
    /// Also decrypt with the key in this environment variable (repeatable)
    #[arg(long, value_name = "VAR")]
    pub(in crate::cli) old_key_env: Vec<String>,
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Directory for the backup [default: <config dir>/backups]
    #[arg(long, value_name = "DIR", conflicts_with = "no_backup")]
    pub(in crate::cli) backup: Option<PathBuf>,
    /// Skip the backup
    #[arg(long)]
    pub(in crate::cli) no_backup: bool,
    /// Keep the previous key in this new file (mode 0600), written before re-encryption
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) keep_old_key: Option<PathBuf>,
    /// Skip values that cannot be decrypted, instead of stopping
    #[arg(long)]
    pub(in crate::cli) allow_unreadable: bool,
    /// Allow a weak new key, derived from a short passphrase
    #[arg(long)]
    pub(in crate::cli) allow_weak_key: bool,
    /// Do not write the new key to .env or secret_key
    #[arg(long)]
    pub(in crate::cli) no_env_update: bool,
    /// Rotate although other clients, such as the Kozmoai server, use the database
    #[arg(long)]
    pub(in crate::cli) online: bool,
    /// When to show progress
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) progress: When,
    /// Skip the confirmation
    #[arg(long, short)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RotateVerb {
    /// Show whether a rotation was interrupted
    Status,
    /// Resume an interrupted rotation
    Resume(ProgressArgs),
    /// Roll back an interrupted rotation
    Rollback(ProgressArgs),
}

/// How the progress of a long operation is shown.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct ProgressArgs {
    /// When to show progress
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) progress: When,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Store {
    /// Copy all users and their data to another database
    Copy(CopyStore),
}

#[derive(Debug, Args)]
#[command(after_help = help::STORE_COPY)]
pub(in crate::cli) struct CopyStore {
    /// Database to copy from: sled:///…, sqlite:///…, postgresql://…, or - for the configured one
    #[arg(value_name = "FROM_URL")]
    pub(in crate::cli) from: String,
    /// Database to copy to, or - for the configured one; an embedded database is created
    #[arg(value_name = "TO_URL")]
    pub(in crate::cli) to: String,
    #[command(flatten)]
    pub(in crate::cli) progress: ProgressArgs,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Backups {
    /// List the backups of rotations, newest first
    #[command(after_help = help::BACKUPS_LIST)]
    List,
    /// Delete backups of rotations
    Prune(PruneBackups),
}

#[derive(Debug, Args)]
#[command(after_help = help::BACKUPS_PRUNE)]
pub(in crate::cli) struct PruneBackups {
    /// Keep this many of the newest
    #[arg(long, value_name = "N")]
    pub(in crate::cli) keep: Option<usize>,
    /// Delete only backups older than this: 30d, 2h, 2026-05-18
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) older_than: Option<String>,
    /// Show what would be deleted, without deleting anything
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::BACKUP)]
pub(in crate::cli) struct Backup {
    /// File to create, or - for standard output
    pub(in crate::cli) file: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = help::RESTORE)]
pub(in crate::cli) struct Restore {
    /// Backup to restore, or - for standard input
    pub(in crate::cli) file: PathBuf,
    /// Replace the existing database; except on PostgreSQL, it is kept under another name
    #[arg(long)]
    pub(in crate::cli) replace: bool,
}
