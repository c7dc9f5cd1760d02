//! The command line as clap parses it: commands, flags and their help.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::help;

mod keys;
mod secrets;

pub(super) use keys::{
    Adopt, Backup, Backups, CopyStore, Key, Keygen, ProgressArgs, PruneBackups, Restore, Rotate, RotateVerb, Store,
};
pub(super) use secrets::{
    ApiKeys, CreateApiKey, ExportVariables, GetVariable, GivenValue, ImportVariables, OptionalUser, SetStoreKey, SetVariable,
    StoreKey, UserAndName, VariableKind, Variables,
};

/// The command line; the package's description is its title.
#[derive(Debug, Parser)]
#[command(name = "kozmoai", version, about, long_about = None, subcommand_required = false, max_term_width = 100)]
#[command(after_help = help::ROOT)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// The flags that every command takes, before or after its name.
#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// Read settings from this .env file; they override the environment
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(super) env_file: Option<PathBuf>,
    /// Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…
    #[arg(long, visible_alias = "database", global = true, value_name = "URL", help_heading = "Global options")]
    pub(super) store: Option<String>,
    /// Configuration directory: the secret key file and the embedded database
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub(super) config_dir: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) json: bool,
    /// Never prompt: fail with exit code 3 instead
    #[arg(long, global = true, help_heading = "Global options")]
    pub(super) no_input: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(super) color: When,
    /// Suppress informational output
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(super) quiet: bool,
    /// Print more about errors, such as their codes
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Global options")]
    pub(super) verbose: u8,
}

/// When to use what only terminals can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// If the output is a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Open the full-screen console
    Run(Run),
    /// Create a superuser
    ///
    /// Prompts for the username and the password unless they are given.
    Superuser(Superuser),
    /// Manage users
    #[command(subcommand)]
    Users(Users),
    /// Manage global variables
    #[command(subcommand)]
    Variables(Variables),
    /// Manage API keys
    #[command(subcommand)]
    ApiKeys(ApiKeys),
    /// Set or clear a user's Kozmoai Store API key
    #[command(subcommand)]
    StoreKey(StoreKey),
    /// Generate a secret key
    Keygen(Keygen),
    /// Inspect or adopt the secret key
    #[command(subcommand)]
    Key(Key),
    /// Rotate the secret key and re-encrypt every secret
    Rotate(Rotate),
    /// Back up the database to a file
    Backup(Backup),
    /// List or delete the backups of rotations
    #[command(subcommand)]
    Backups(Backups),
    /// Restore the database from a backup
    Restore(Restore),
    /// Copy a database
    #[command(subcommand)]
    Store(Store),
    /// Find problems and suggest fixes
    #[command(after_help = help::DOCTOR)]
    Doctor,
    /// Show, verify or export the audit log
    Audit(Audit),
    /// Show every setting with its value and origin
    Config(Config),
    /// Generate a shell completion script
    #[command(after_help = help::COMPLETIONS)]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = help::MAN)]
    Man,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = help::CONFIG)]
pub(super) struct Config {
    #[command(subcommand)]
    pub(super) verb: Option<ConfigVerb>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ConfigVerb {
    /// Print the value of one setting (secrets are masked)
    Get {
        /// Name of the setting, with or without KOZMOAI_
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Clone, Debug, Default, Args)]
#[command(after_help = help::RUN)]
pub(super) struct Run {
    /// Open read-only
    #[arg(long)]
    pub(super) read_only: bool,
    /// Enable the mouse; selecting text then needs Shift
    #[arg(long)]
    pub(super) mouse: bool,
    /// Colour theme
    #[arg(long, value_name = "THEME")]
    pub(super) theme: Option<Theme>,
}

/// The console's theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Theme {
    /// From the terminal's environment
    Auto,
    /// For dark terminals
    Dark,
    /// For light terminals
    Light,
    /// High contrast
    HighContrast,
    /// No colours
    Mono,
}

#[derive(Debug, Args)]
#[command(after_help = help::SUPERUSER)]
pub(super) struct Superuser {
    /// Username
    #[arg(long, value_name = "NAME")]
    pub(super) username: Option<String>,
    #[command(flatten)]
    pub(super) password: GivenPassword,
}

/// The sources of a password other than a prompt.
#[derive(Debug, Args)]
pub(super) struct GivenPassword {
    /// Read the password from standard input (one line)
    #[arg(long, conflicts_with = "password_file")]
    pub(super) password_stdin: bool,
    /// Read the password from this file
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
}

/// The same, or a generated password.
#[derive(Debug, Args)]
pub(super) struct NewPassword {
    #[command(flatten)]
    pub(super) given: GivenPassword,
    /// Generate a strong password and print it once
    #[arg(long, conflicts_with_all = ["password_stdin", "password_file"])]
    pub(super) generate_password: bool,
}

/// One user, by name or ID.
#[derive(Debug, Args)]
pub(super) struct OneUser {
    /// Username
    #[arg(value_name = "USER", required_unless_present = "id")]
    pub(super) name: Option<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(super) id: Option<String>,
}

/// Users, by name or ID.
#[derive(Debug, Args)]
#[command(after_help = help::SWITCH)]
pub(super) struct SomeUsers {
    /// Usernames
    #[arg(value_name = "USER", required_unless_present = "id")]
    pub(super) names: Vec<String>,
    /// A user's ID, where a name is ambiguous (repeatable)
    #[arg(long, value_name = "UUID")]
    pub(super) id: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Users {
    /// List users
    List(List),
    /// Show the details of a user
    #[command(after_help = help::SHOW)]
    Show(OneUser),
    /// Create a user
    Add(Add),
    /// Activate users (all or nothing)
    Activate(SomeUsers),
    /// Deactivate users (all or nothing) and revoke their API keys
    Deactivate(SomeUsers),
    /// Grant superuser to users (all or nothing)
    Promote(SomeUsers),
    /// Revoke superuser from users (all or nothing)
    Demote(SomeUsers),
    /// Set a user's password
    Passwd(Passwd),
    /// Transfer flows, folders and variables to another user
    Transfer(Transfer),
    /// Rename a user
    Rename(Rename),
    /// Delete a user and all their data
    Delete(Delete),
    /// Export all users to standard output
    Export(Export),
    /// Import users from a file (all or nothing)
    Import(Import),
}

#[derive(Debug, Args)]
#[command(after_help = help::LIST)]
pub(super) struct List {
    /// Filter by username
    #[arg(long, value_name = "TEXT")]
    pub(super) search: Option<String>,
    /// Show only active users
    #[arg(long, conflicts_with = "inactive")]
    pub(super) active: bool,
    /// Show only inactive users: pending approval or deactivated
    #[arg(long)]
    pub(super) inactive: bool,
    /// Show only superusers
    #[arg(long)]
    pub(super) superuser: bool,
    /// Field to sort by
    #[arg(long, value_name = "FIELD", default_value = "username")]
    pub(super) sort: Sort,
    /// Descending order
    #[arg(long)]
    pub(super) desc: bool,
    /// Maximum results
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(super) limit: usize,
    /// Results to skip
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: u64,
}

/// The fields that a list is sorted by, as JSON names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Sort {
    /// ID
    Id,
    /// Username
    Username,
    /// Whether the user is active
    #[value(alias = "active")]
    IsActive,
    /// Whether the user is a superuser
    #[value(alias = "superuser")]
    IsSuperuser,
    /// When the user was created
    #[value(alias = "created")]
    CreateAt,
    /// When the user was last changed
    #[value(alias = "updated")]
    UpdatedAt,
    /// When the user last signed in
    #[value(alias = "last_login")]
    LastLoginAt,
}

#[derive(Debug, Args)]
#[command(after_help = help::ADD)]
pub(super) struct Add {
    /// Username
    #[arg(value_name = "USER")]
    pub(super) name: String,
    /// Activate the user, whatever KOZMOAI_NEW_USER_IS_ACTIVE says
    #[arg(long)]
    pub(super) active: bool,
    /// Grant superuser
    #[arg(long)]
    pub(super) superuser: bool,
    #[command(flatten)]
    pub(super) password: NewPassword,
}

/// The transfer of what one user owns to another.
#[derive(Debug, Args)]
#[command(after_help = help::TRANSFER)]
pub(super) struct Transfer {
    /// Current owner
    #[arg(value_name = "FROM")]
    pub(super) from: String,
    /// New owner
    #[arg(value_name = "TO")]
    pub(super) to: String,
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Skip the confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::PASSWD)]
pub(super) struct Passwd {
    /// Username
    #[arg(value_name = "USER", required_unless_present_any = ["id", "file"])]
    pub(super) name: Option<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(super) id: Option<String>,
    /// Set several passwords (all or nothing): a file of NAME:PASSWORD lines, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "id", "password_stdin", "password_file", "generate_password"])]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) password: NewPassword,
}

#[derive(Debug, Args)]
#[command(after_help = help::RENAME)]
pub(super) struct Rename {
    /// Current and new username (with --id, only the new one)
    #[arg(value_names = ["OLD", "NEW"], required = true, num_args = 1..=2)]
    pub(super) names: Vec<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID")]
    pub(super) id: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = help::DELETE)]
pub(super) struct Delete {
    #[command(flatten)]
    pub(super) user: OneUser,
    /// Confirm with the username, instead of being prompted
    #[arg(long, value_name = "USER")]
    pub(super) confirm: Option<String>,
}

/// The format of a file of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated values with a header line
    Csv,
    /// One JSON document
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = help::EXPORT)]
pub(super) struct Export {
    /// Output format [default: csv, or json with --json]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Include password hashes (JSON only): protect the file like the database
    #[arg(long)]
    pub(super) with_password_hashes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::IMPORT)]
pub(super) struct Import {
    /// File to import, or - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Show what would be done, without changing anything
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Input format [default: detected from the file's extension or content]
    #[arg(long, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// Delimiter of a CSV file: a character, or comma, semicolon, tab [default: detected from the first line]
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(super) delimiter: Option<char>,
}

/// The error of a value of `--delimiter`.
#[derive(Debug, thiserror::Error)]
#[error("expected one character, or comma, semicolon or tab")]
struct InvalidDelimiter;

fn delimiter(text: &str) -> Result<char, InvalidDelimiter> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("comma", ..) => Ok(','),
        ("semicolon", ..) => Ok(';'),
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(one), None) if !one.is_alphanumeric() && !matches!(one, '"' | '\n' | '\r') => Ok(one),
        _ => Err(InvalidDelimiter),
    }
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = help::AUDIT)]
pub(super) struct Audit {
    #[command(subcommand)]
    pub(super) verb: Option<AuditVerb>,
    /// Show only events since this time: RFC 3339, a date (midnight UTC), yesterday, 7d, "2 h ago"
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<String>,
    /// Show only events until this time
    #[arg(long, value_name = "TIME")]
    pub(super) until: Option<String>,
    /// Show only events by or about this user
    #[arg(long, value_name = "USER")]
    pub(super) user: Option<String>,
    /// Show only events of this action, such as user.created
    #[arg(long, value_name = "ACTION")]
    pub(super) action: Option<String>,
    /// Show only failures and refusals
    #[arg(long)]
    pub(super) failed: bool,
    /// Print new events as they are recorded, oldest first, until Ctrl-C (with --json: JSON lines)
    #[arg(long, conflicts_with = "until")]
    pub(super) follow: bool,
    /// Maximum events, newest first
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) limit: usize,
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditVerb {
    /// Verify the integrity of the audit log
    #[command(after_help = help::AUDIT_VERIFY)]
    Verify,
    /// Export every event and the head to standard output, as JSON lines
    #[command(after_help = help::AUDIT_EXPORT)]
    Export,
    /// Accept the present log as valid, after a loss that `audit verify` reports
    #[command(after_help = help::AUDIT_ACCEPT)]
    Accept(AcceptAudit),
}

#[derive(Debug, Args)]
pub(super) struct AcceptAudit {
    /// Skip the confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
}
