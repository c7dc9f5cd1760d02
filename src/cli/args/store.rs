//! `kozmoai store`.

use clap::{Args, Subcommand};

use super::shared::{DryRunArgs, ProgressArgs};

#[derive(Debug, Subcommand)]
pub(crate) enum Store {
    /// Copy all users and their data to another database
    Copy(CopyStore),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Copies users, folders, variables, API keys and Kozmoai Store API keys between
any two databases in one transaction, then compares every record. Values stay
encrypted with the same key; databases with different keys are refused (exit
code 9), and so are users whose name or ID is taken (exit code 5): nothing is
overwritten.

Kozmoai's own database cannot store argon2 password hashes or hashed API keys.
What was not copied is listed: set new passwords with `kozmoai users passwd` and
create new keys with `kozmoai api-keys create`. Flows, messages, files and audit
logs are not copied.

Use - for the configured database, and KOZMOAI_DATABASE_URL for a URL with a
password: other users of this machine can see arguments.

Examples:
  kozmoai store copy sled:////srv/kozmoai/store postgresql://kozmoai@db/kozmoai
  kozmoai store copy sqlite:////srv/kozmoai/kozmoai.db sled:////srv/kozmoai/store
  kozmoai store copy --dry-run sqlite:////srv/kozmoai/kozmoai.db new
  kozmoai store copy --env-file .env sled:////srv/kozmoai/store -")]
pub(crate) struct CopyStore {
    /// Database to copy from: sled:///…, sqlite:///…, postgresql://…, or - for the configured one
    #[arg(value_name = "FROM_URL")]
    pub(crate) from: String,
    /// Database to copy to, or - for the configured one; an embedded database is created
    #[arg(value_name = "TO_URL")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    #[command(flatten)]
    pub(crate) progress: ProgressArgs,
}
