//! `kozmoai api-keys` and `kozmoai store-key`.

use clap::{Args, Subcommand};

use super::list::ListOfUser;
use super::shared::{ConfirmArgs, IfNeededArgs, OneUser, UserAndName, ValueSource};

#[derive(Debug, Subcommand)]
pub(crate) enum ApiKeys {
    /// List API keys (masked)
    #[command(after_help = "\
Examples:
  kozmoai api-keys list anna
  kozmoai api-keys list --wide
  kozmoai api-keys list -o jsonl")]
    List(ListOfUser),
    /// Create an API key and print it once
    Create(CreateApiKey),
    /// Revoke an API key permanently
    Revoke(RevokeApiKey),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Asks on a terminal (default: no); elsewhere it needs --yes (exit code 3).

Examples:
  kozmoai api-keys revoke 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90
  kozmoai api-keys revoke 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 --yes --if-needed")]
pub(crate) struct RevokeApiKey {
    /// ID of the key, as `api-keys list --wide` shows it
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The key is printed only once. The embedded database stores only its hash.

Examples:
  kozmoai api-keys create anna ci
  kozmoai api-keys create anna ci --expires 90d")]
pub(crate) struct CreateApiKey {
    #[command(flatten)]
    pub(crate) key: UserAndName,
    /// When the key expires: a duration such as 90d, a date, or a time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(crate) expires: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum StoreKey {
    /// Set a user's Kozmoai Store API key
    Set(SetStoreKey),
    /// Clear a user's Kozmoai Store API key
    Clear(ClearStoreKey),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Asks on a terminal (default: no); elsewhere it needs --yes (exit code 3).

Examples:
  kozmoai store-key clear anna
  kozmoai store-key clear anna --yes --if-needed")]
pub(crate) struct ClearStoreKey {
    #[command(flatten)]
    pub(crate) user: OneUser,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without a value option, the command prompts for the key.

Examples:
  kozmoai store-key set anna --value-file store.key")]
pub(crate) struct SetStoreKey {
    #[command(flatten)]
    pub(crate) user: OneUser,
    #[command(flatten)]
    pub(crate) value: ValueSource,
}
