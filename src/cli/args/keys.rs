//! `kozmoai keygen` and `kozmoai key`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::list::ListArgs;
use super::shared::{ConfirmArgs, DryRunArgs, IfNeededArgs};

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kozmoai keygen
  kozmoai keygen --write .env
  kozmoai keygen --write /srv/kozmoai/.env --json")]
pub(crate) struct Keygen {
    /// Print only the key, followed by a newline, without KOZMOAI_SECRET_KEY=
    #[arg(long)]
    pub(crate) raw: bool,
    /// Copy the key to the clipboard instead of printing it (needs a terminal with OSC 52)
    #[arg(long, conflicts_with = "write")]
    pub(crate) copy: bool,
    /// Write the key to this .env file instead of printing it; refused if it has another key
    #[arg(long, value_name = "ENV_FILE")]
    pub(crate) write: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Key {
    /// Show the key's fingerprint, strength, origin and age, never the key itself
    #[command(after_help = "\
Examples:
  kozmoai key show
  kozmoai key show --env-file .env --json")]
    Show,
    /// Verify that every secret can be decrypted
    #[command(after_help = "\
Decrypts every value with the active key and KOZMOAI_SECRET_KEY_FALLBACKS, and
changes nothing. Exit code 11 if a value cannot be decrypted, 9 if the key is
unusable.

Examples:
  kozmoai key check
  kozmoai key check --env-file .env --json")]
    Check,
    /// List the credentials to replace after a leak, by owner and name
    #[command(after_help = "\
After the secret key leaked, everything that it protected must be replaced:
Credential variables and Kozmoai Store API keys at their providers; API keys
by revoking them and creating new ones. Prints names, never values.

Examples:
  kozmoai key credentials
  kozmoai key credentials --json")]
    Credentials(ListArgs),
    /// Adopt the active key as the database's, after the previous key was lost
    #[command(after_help = "\
Use this when the previous key of a database is lost. If the active key decrypts
every value, the database is bound to it automatically; otherwise this command
binds it. Values that the key cannot decrypt are left unchanged, to be set again or
deleted. Exit code 11 if there are any and --allow-unreadable is not given, 5 if
the database already has this key.

Examples:
  kozmoai key adopt --dry-run
  kozmoai key adopt --allow-unreadable --yes")]
    Adopt(Adopt),
}

#[derive(Debug, Args)]
pub(crate) struct Adopt {
    /// Adopt the key even if it cannot decrypt every value; those values are left unchanged
    #[arg(long)]
    pub(crate) allow_unreadable: bool,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
}
