//! `kozmoai rotate`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::shared::{ConfirmArgs, DryRunArgs, ProgressArgs, When};

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Decrypts every secret, writes and verifies a backup, re-encrypts all secrets
atomically, verifies them, and writes the new key to where the old one was
read from. An interrupted rotation loses nothing: see rotate status, resume and
rollback. The key is never printed.

Examples:
  kozmoai rotate --dry-run
  kozmoai rotate --env-file .env
  kozmoai rotate --new-key-file new.key --old-key-file old.key --yes
  kozmoai rotate resume"
)]
pub(crate) struct Rotate {
    #[command(subcommand)]
    pub(crate) verb: Option<RotateVerb>,
    /// Read the new key from this file, instead of generating one
    #[arg(long, value_name = "FILE", group = "new_key")]
    pub(crate) new_key_file: Option<PathBuf>,
    /// Read the new key from this environment variable
    #[arg(long, value_name = "VAR", group = "new_key")]
    pub(crate) new_key_env: Option<String>,
    /// Read the new key from standard input
    #[arg(long, group = "new_key")]
    pub(crate) new_key_stdin: bool,
    /// Also decrypt with the key in this file (repeatable)
    #[arg(long, value_name = "FILE")]
    pub(crate) old_key_file: Vec<PathBuf>,
    /// Also decrypt with the key in this environment variable (repeatable)
    #[arg(long, value_name = "VAR")]
    pub(crate) old_key_env: Vec<String>,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    /// Directory for the backup [default: <config dir>/backups]
    #[arg(long, value_name = "DIR", conflicts_with = "no_backup")]
    pub(crate) backup: Option<PathBuf>,
    /// Skip the backup
    #[arg(long)]
    pub(crate) no_backup: bool,
    /// Keep the previous key in this new file (mode 0600), written before re-encryption
    #[arg(long, value_name = "FILE")]
    pub(crate) keep_old_key: Option<PathBuf>,
    /// Skip values that cannot be decrypted, instead of stopping
    #[arg(long)]
    pub(crate) allow_unreadable: bool,
    /// Allow a weak new key, derived from a short passphrase
    #[arg(long)]
    pub(crate) allow_weak_key: bool,
    /// Do not write the new key to .env or secret_key
    #[arg(long)]
    pub(crate) no_env_update: bool,
    /// Rotate although other clients, such as the Kozmoai server, use the database
    #[arg(long)]
    pub(crate) online: bool,
    /// When to show progress
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) progress: When,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum RotateVerb {
    /// Show whether a rotation was interrupted
    Status,
    /// Resume an interrupted rotation
    Resume(ProgressArgs),
    /// Roll back an interrupted rotation
    Rollback(ProgressArgs),
}
