//! Arguments that several commands take.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// When to use what only terminals can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum When {
    /// If the output is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// One user, by name or ID.
#[derive(Debug, Args)]
pub(crate) struct OneUser {
    /// Username
    #[arg(value_name = "USER", required_unless_present = "id")]
    pub(crate) name: Option<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(crate) id: Option<String>,
}

/// One user, by name or ID, or all users.
#[derive(Clone, Debug, Args)]
pub(crate) struct OptionalUser {
    /// Username [default: all users]
    #[arg(value_name = "USER")]
    pub(crate) name: Option<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(crate) id: Option<String>,
}

/// A user, and the name of a variable or an API key.
#[derive(Debug, Args)]
pub(crate) struct UserAndName {
    /// Username and name (with --id, only the name)
    #[arg(value_names = ["USER", "NAME"], required = true, num_args = 1..=2)]
    pub(crate) names: Vec<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID")]
    pub(crate) id: Option<String>,
}

/// The sources of a password other than a prompt.
#[derive(Debug, Args)]
pub(crate) struct PasswordSource {
    /// Read the password from standard input (one line)
    #[arg(long, conflicts_with = "password_file")]
    pub(crate) password_stdin: bool,
    /// Read the password from this file
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
}

/// The same, or a generated password.
#[derive(Debug, Args)]
pub(crate) struct NewPasswordSource {
    #[command(flatten)]
    pub(crate) given: PasswordSource,
    /// Generate a strong password and print it once
    #[arg(long, conflicts_with_all = ["password_stdin", "password_file"])]
    pub(crate) generate_password: bool,
}

/// The sources of a value other than a prompt.
#[derive(Debug, Args)]
pub(crate) struct ValueSource {
    /// Read the value from standard input: the whole input, without one trailing newline
    #[arg(long, conflicts_with = "value_file")]
    pub(crate) value_stdin: bool,
    /// Read the value from this file: the whole file, without one trailing newline
    #[arg(long, value_name = "FILE")]
    pub(crate) value_file: Option<PathBuf>,
}

/// Whether something destructive is done without a question.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct ConfirmArgs {
    /// Skip the confirmation
    #[arg(short, long)]
    pub(crate) yes: bool,
}

/// Whether a change is only planned.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct DryRunArgs {
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Whether a change that is not needed succeeds.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct IfNeededArgs {
    /// Succeed if nothing has to be changed
    #[arg(long)]
    pub(crate) if_needed: bool,
}

/// How the progress of a long operation is shown.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProgressArgs {
    /// When to show progress
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) progress: When,
}
