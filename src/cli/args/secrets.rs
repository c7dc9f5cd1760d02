//! The arguments of the commands for variables, API keys and store API keys.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::OneUser;
use crate::cli::help;

/// One user, by name or by id, or everyone.
#[derive(Debug, Args)]
pub(in crate::cli) struct PerhapsUser {
    /// The user's name; without one, everyone's
    #[arg(value_name = "USER")]
    pub(in crate::cli) name: Option<String>,
    /// The user's id, where a name could be mistaken
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(in crate::cli) id: Option<String>,
}

/// One user, and the name of something of theirs.
#[derive(Debug, Args)]
pub(in crate::cli) struct UserAndName {
    /// The user's name, and its own (or --id and its own alone)
    #[arg(value_names = ["USER", "NAME"], required = true, num_args = 1..=2)]
    pub(in crate::cli) names: Vec<String>,
    /// The user's id, where a name could be mistaken
    #[arg(long, value_name = "UUID")]
    pub(in crate::cli) id: Option<String>,
}

/// Where a value comes from, if not from a prompt.
#[derive(Debug, Args)]
pub(in crate::cli) struct GivenValue {
    /// Read the value from standard input, all of it but one final line's end
    #[arg(long, conflicts_with = "value_file")]
    pub(in crate::cli) value_stdin: bool,
    /// Read the value from this file, all of it but one final line's end
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) value_file: Option<PathBuf>,
}

/// The kind of a variable, as Kozmoai spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum VariableKind {
    /// Never shown by lists
    #[value(name = "Credential", alias = "credential")]
    Credential,
    /// Shown by lists
    #[value(name = "Generic", alias = "generic")]
    Generic,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum Variables {
    /// List a user's variables, or everyone's
    #[command(after_help = help::VARIABLES_LIST)]
    List(PerhapsUser),
    /// Make a variable or give it another value
    Set(SetVariable),
    /// Print the value of a variable; the audit log tells
    Get(GetVariable),
    /// Remove a variable
    #[command(after_help = help::VARIABLES_DELETE)]
    Delete(UserAndName),
    /// Set the variables of a file for a user, all or none
    Import(ImportVariables),
    /// Write variables to standard output
    Export(ExportVariables),
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_SET)]
pub(in crate::cli) struct SetVariable {
    #[command(flatten)]
    pub(in crate::cli) variable: UserAndName,
    /// The type; without it a variable keeps its own, and a new one is a Credential
    #[arg(long = "type", value_name = "TYPE")]
    pub(in crate::cli) kind: Option<VariableKind>,
    /// A field of flows that takes the variable by default; may be repeated, and '' means none
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
    /// Print it in the clear
    #[arg(long)]
    pub(in crate::cli) reveal: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_IMPORT)]
pub(in crate::cli) struct ImportVariables {
    /// The user's name, and the file or - for standard input (or --id and the file alone)
    #[arg(value_names = ["USER", "FILE"], required = true, num_args = 1..=2)]
    pub(in crate::cli) names: Vec<PathBuf>,
    /// The user's id, where a name could be mistaken
    #[arg(long, value_name = "UUID")]
    pub(in crate::cli) id: Option<String>,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::VARIABLES_EXPORT)]
pub(in crate::cli) struct ExportVariables {
    #[command(flatten)]
    pub(in crate::cli) user: PerhapsUser,
    /// The values of Credentials too, in the clear; the audit log tells
    #[arg(long)]
    pub(in crate::cli) reveal: bool,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum ApiKeys {
    /// List a user's API keys, or everyone's, masked
    #[command(after_help = help::API_KEYS_LIST)]
    List(PerhapsUser),
    /// Make an API key and print it once
    Create(CreateApiKey),
    /// Revoke an API key for good
    #[command(after_help = help::API_KEYS_REVOKE)]
    Revoke {
        /// The key's id, as the list shows it
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Debug, Args)]
#[command(after_help = help::API_KEYS_CREATE)]
pub(in crate::cli) struct CreateApiKey {
    #[command(flatten)]
    pub(in crate::cli) key: UserAndName,
    /// When it ends by itself: a span such as 90d, a date, or a time (RFC 3339)
    #[arg(long, value_name = "TIME")]
    pub(in crate::cli) expires: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(in crate::cli) enum StoreKey {
    /// Set a user's store API key
    Set(SetStoreKey),
    /// Take a user's store API key away
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
