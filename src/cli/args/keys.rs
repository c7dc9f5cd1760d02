//! The arguments of the commands for the secret key and for backups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::When;
use crate::cli::help;

#[derive(Debug, Args)]
#[command(after_help = help::KEYGEN)]
pub(in crate::cli) struct Keygen {
    /// Print the 43 characters alone
    #[arg(long)]
    pub(in crate::cli) raw: bool,
    /// To the clipboard instead of standard output (the terminal must know OSC 52)
    #[arg(long, conflicts_with = "write")]
    pub(in crate::cli) copy: bool,
    /// Into this .env file instead of standard output; refused if it holds another key
    #[arg(long, value_name = "ENV_FILE")]
    pub(in crate::cli) write: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Key {
    /// Show fingerprint, strength and origin; never the key
    #[command(after_help = help::KEY_SHOW)]
    Show,
    /// Open every secret and say which key opens which
    #[command(after_help = help::KEY_CHECK)]
    Check,
    /// List what is to be replaced after a leak: credentials and API keys, by owner and name
    #[command(after_help = help::KEY_CREDENTIALS)]
    Credentials,
    /// Make the active key the database's, where the one before is lost
    #[command(after_help = help::KEY_ADOPT)]
    Adopt(Adopt),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct Adopt {
    /// Adopt it although values stay undecryptable; they are left as they are
    #[arg(long)]
    pub(in crate::cli) allow_unreadable: bool,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// Succeed if it is the database's key already
    #[arg(long)]
    pub(in crate::cli) if_needed: bool,
    /// Don't ask for a confirmation
    #[arg(long, short)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = help::ROTATE)]
pub(in crate::cli) struct Rotate {
    #[command(subcommand)]
    pub(in crate::cli) verb: Option<RotateVerb>,
    /// Take the new key from this file instead of generating one
    #[arg(long, value_name = "FILE", group = "new_key")]
    pub(in crate::cli) new_key_file: Option<PathBuf>,
    /// Take the new key from this variable of the environment
    #[arg(long, value_name = "VAR", group = "new_key")]
    pub(in crate::cli) new_key_env: Option<String>,
    /// Take the new key from standard input
    #[arg(long, group = "new_key")]
    pub(in crate::cli) new_key_stdin: bool,
    /// Read with the key in this file too; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) old_key_file: Vec<PathBuf>,
    /// Read with the key in this variable too; may be repeated
    #[arg(long, value_name = "VAR")]
    pub(in crate::cli) old_key_env: Vec<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    /// The folder for the backup; default <config dir>/backups
    #[arg(long, value_name = "DIR", conflicts_with = "no_backup")]
    pub(in crate::cli) backup: Option<PathBuf>,
    /// Make no backup
    #[arg(long)]
    pub(in crate::cli) no_backup: bool,
    /// Write the previous key into this new file, 0600, before anything is re-encrypted
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) keep_old_key: Option<PathBuf>,
    /// Leave values that no key opens as they are, instead of stopping
    #[arg(long)]
    pub(in crate::cli) allow_unreadable: bool,
    /// Take a new key that is derived from a short text
    #[arg(long)]
    pub(in crate::cli) allow_weak_key: bool,
    /// Leave the files that hold the key as they are
    #[arg(long)]
    pub(in crate::cli) no_env_update: bool,
    /// Go on although others are at work on the store
    #[arg(long)]
    pub(in crate::cli) online: bool,
    /// When to show progress on standard error
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) progress: When,
    /// Don't ask for a confirmation
    #[arg(long, short)]
    pub(in crate::cli) yes: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum RotateVerb {
    /// Say whether a rotation is unfinished
    Status,
    /// End an unfinished rotation: do what is left to do
    Resume(Through),
    /// Take an unfinished rotation back
    Rollback(Through),
}

/// How long work is watched.
#[derive(Clone, Debug, Args)]
pub(in crate::cli) struct Through {
    /// When to show progress on standard error
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(in crate::cli) progress: When,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Store {
    /// Copy users and all that is theirs into another store
    Copy(CopyStore),
}

#[derive(Debug, Args)]
#[command(after_help = help::STORE_COPY)]
pub(in crate::cli) struct CopyStore {
    /// The store to copy from: sled:///…, sqlite:///…, postgresql://…, or - for the settings' own
    #[arg(value_name = "FROM_URL")]
    pub(in crate::cli) from: String,
    /// The store to copy into; an embedded one that is not there is made
    #[arg(value_name = "TO_URL")]
    pub(in crate::cli) to: String,
    #[command(flatten)]
    pub(in crate::cli) through: Through,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Backups {
    /// List the backups of rotations, newest first
    List,
    /// Delete backups of rotations
    Prune(PruneBackups),
}

#[derive(Debug, Args)]
pub(in crate::cli) struct PruneBackups {
    /// Keep so many of the newest
    #[arg(long, value_name = "N")]
    pub(in crate::cli) keep: Option<usize>,
    /// Delete only those older than this: 30d, 2h, 2026-05-18
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) older_than: Option<String>,
    /// Say what would be deleted, and delete nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::BACKUP)]
pub(in crate::cli) struct Backup {
    /// The file to create; `-` is standard output
    pub(in crate::cli) file: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = help::RESTORE)]
pub(in crate::cli) struct Restore {
    /// The backup; `-` is standard input
    pub(in crate::cli) file: PathBuf,
    /// Replace the database that is there; except on PostgreSQL, it is kept next to the new one
    #[arg(long)]
    pub(in crate::cli) replace: bool,
}
