//! The arguments of the commands for variables, API keys and Kozmoai Store API keys.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::OneUser;
use crate::cli::help;

/// One user, by name or ID, or all users.
#[derive(Debug, Args)]
pub(in crate::cli) struct OptionalUser {
    /// Username [default: all users]
    #[arg(value_name = "USER")]
    pub(in crate::cli) name: Option<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(in crate::cli) id: Option<String>,
}

/// A user, and the name of a variable or an API key.
#[derive(Debug, Args)]
pub(in crate::cli) struct UserAndName {
    /// Username and name (with --id, only the name)
    #[arg(value_names = ["USER", "NAME"], required = true, num_args = 1..=2)]
    pub(in crate::cli) names: Vec<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID")]
    pub(in crate::cli) id: Option<String>,
}

/// The sources of a value other than a prompt.
#[derive(Debug, Args)]
pub(in crate::cli) struct GivenValue {
    /// Read the value from standard input: the whole input, without one trailing newline
    #[arg(long, conflicts_with = "value_file")]
    pub(in crate::cli) value_stdin: bool,
    /// Read the value from this file: the whole file, without one trailing newline
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) value_file: Option<PathBuf>,
}

/// The type of a variable, as Kozmoai spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum VariableKind {
    /// Hidden in lists
    #[value(name = "Credential", alias = "credential")]
    Credential,
    /// Shown in lists
    #[value(name = "Generic", alias = "generic")]
    Generic,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Variables {
    /// List variables
    #[command(after_help = help::VARIABLES_LIST)]
    List(OptionalUser),
    /// Create or change a variable
    Set(SetVariable),
    /// Print the value of a variable (audited)
    Get(GetVariable),
    /// Delete a variable
    #[command(after_help = help::VARIABLES_DELETE)]
    Delete(UserAndName),
    /// Import a user's variables from a file (all or nothing)
    Import(ImportVariables),
    /// Export variables to standard output
    Export(ExportVariables),
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_SET)]
pub(in crate::cli) struct SetVariable {
    #[command(flatten)]
    pub(in crate::cli) variable: UserAndName,
    /// Type [default: unchanged, or Credential for a new variable]
    #[arg(long = "type", value_name = "TYPE")]
    pub(in crate::cli) kind: Option<VariableKind>,
    /// Field of flows that uses the variable by default (repeatable; '' for none)
    #[arg(long, value_name = "FIELD")]
    pub(in crate::cli) default_field: Vec<String>,
    #[command(flatten)]
    pub(in crate::cli) value: GivenValue,
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_GET)]
pub(in crate::cli) struct GetVariable {
    #[command(flatten)]
    pub(in crate::cli) variable: UserAndName,
    /// Print the plaintext value; nothing is printed without this flag
    #[arg(long)]
    pub(in crate::cli) reveal: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_IMPORT)]
pub(in crate::cli) struct ImportVariables {
    /// Username and file, or - for standard input (with --id, only the file)
    #[arg(value_names = ["USER", "FILE"], required = true, num_args = 1..=2)]
    pub(in crate::cli) names: Vec<PathBuf>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID")]
    pub(in crate::cli) id: Option<String>,
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_EXPORT)]
pub(in crate::cli) struct ExportVariables {
    #[command(flatten)]
    pub(in crate::cli) user: OptionalUser,
    /// Include the plaintext values of Credentials (audited)
    #[arg(long)]
    pub(in crate::cli) reveal: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ApiKeys {
    /// List API keys (masked)
    #[command(after_help = help::API_KEYS_LIST)]
    List(OptionalUser),
    /// Create an API key and print it once
    Create(CreateApiKey),
    /// Revoke an API key permanently
    #[command(after_help = help::API_KEYS_REVOKE)]
    Revoke {
        /// ID of the key, as `api-keys list` shows it
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Debug, Args)]
#[command(after_help = help::API_KEYS_CREATE)]
pub(in crate::cli) struct CreateApiKey {
    #[command(flatten)]
    pub(in crate::cli) key: UserAndName,
    /// When the key expires: a duration such as 90d, a date, or a time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) expires: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum StoreKey {
    /// Set a user's Kozmoai Store API key
    Set(SetStoreKey),
    /// Clear a user's Kozmoai Store API key
    #[command(after_help = help::STORE_KEY_CLEAR)]
    Clear(OneUser),
}

#[derive(Debug, Args)]
#[command(after_help = help::STORE_KEY_SET)]
pub(in crate::cli) struct SetStoreKey {
    #[command(flatten)]
    pub(in crate::cli) user: OneUser,
    #[command(flatten)]
    pub(in crate::cli) value: GivenValue,
}
