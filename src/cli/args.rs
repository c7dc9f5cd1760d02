//! The command line as clap knows it: names, flags and their help, and nothing else.

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::help;

mod keys;
mod secrets;

pub(super) use keys::{
    Adopt, Backup, Backups, CopyStore, Key, Keygen, PruneBackups, Restore, Rotate, RotateVerb, Store, Through,
};
pub(super) use secrets::{
    ApiKeys, CreateApiKey, ExportVariables, GetVariable, GivenValue, ImportVariables, PerhapsUser, SetStoreKey, SetVariable,
    StoreKey, UserAndName, VariableKind, Variables,
};

/// The administration console for Kozmoai's sign-in side.
#[derive(Debug, Parser)]
#[command(name = "kozmoai", version, about, long_about = None, subcommand_required = false, max_term_width = 100)]
#[command(after_help = help::ROOT)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) global: Global,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Flags that stand before or after the command.
#[derive(Clone, Debug, Args)]
pub(super) struct Global {
    /// Take settings from this file; they win over the environment
    #[arg(long, global = true, value_name = "FILE", help_heading = "Everywhere")]
    pub(super) env_file: Option<PathBuf>,
    /// Work on this store: a path or sled:///PATH, or Kozmoai's own: sqlite:///PATH, postgresql://…
    #[arg(long, visible_alias = "database", global = true, value_name = "URL", help_heading = "Everywhere")]
    pub(super) store: Option<String>,
    /// Where the secret key file and the embedded store lie
    #[arg(long, global = true, value_name = "DIR", help_heading = "Everywhere")]
    pub(super) config_dir: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(super) json: bool,
    /// Never ask; what would be asked ends with exit code 3
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub(super) no_input: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Everywhere")]
    pub(super) color: When,
    /// Print no notes
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub(super) quiet: bool,
    /// Print more about errors
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Everywhere")]
    pub(super) verbose: u8,
}

/// When to show something that is for terminals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum When {
    /// As fits what is written to
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
    /// Make a superuser
    ///
    /// Asks for name and password where they are not given.
    Superuser(Superuser),
    /// List, make, change, remove, export and import users
    #[command(subcommand)]
    Users(Users),
    /// List, set, show, remove, export and import global variables
    #[command(subcommand)]
    Variables(Variables),
    /// List, make and revoke API keys
    #[command(subcommand)]
    ApiKeys(ApiKeys),
    /// Set or clear a user's key for the Kozmoai store
    #[command(subcommand)]
    StoreKey(StoreKey),
    /// Generate a secret key
    Keygen(Keygen),
    /// Look at the secret key in force
    #[command(subcommand)]
    Key(Key),
    /// Bring every secret under a new key
    Rotate(Rotate),
    /// Write the store into one file
    Backup(Backup),
    /// List or delete the backups of rotations
    #[command(subcommand)]
    Backups(Backups),
    /// Put a backup into the store's place
    Restore(Restore),
    /// Move between stores
    #[command(subcommand)]
    Store(Store),
    /// Look for what is wrong, and say how it is mended
    #[command(after_help = help::DOCTOR)]
    Doctor,
    /// Read the audit log
    Audit(Audit),
    /// Show every setting, its value and where it came from
    Config(Config),
    /// Print the completions of a shell
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
    /// Print the value of one setting; a secret is masked
    Get {
        /// The setting, with or without KOZMOAI_
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Clone, Debug, Default, Args)]
#[command(after_help = help::RUN)]
pub(super) struct Run {
    /// Look, but change nothing
    #[arg(long)]
    pub(super) read_only: bool,
    /// Take the mouse: clicks and the wheel work, selecting text needs Shift
    #[arg(long)]
    pub(super) mouse: bool,
    /// The colours
    #[arg(long, value_name = "THEME")]
    pub(super) theme: Option<Theme>,
}

/// The console's colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Theme {
    /// As the terminal's environment suggests
    Auto,
    /// For dark terminals
    Dark,
    /// For light terminals
    Light,
    /// Strong contrasts
    HighContrast,
    /// No colours at all
    Mono,
}

#[derive(Debug, Args)]
#[command(after_help = help::SUPERUSER)]
pub(super) struct Superuser {
    /// The name
    #[arg(long, value_name = "NAME")]
    pub(super) username: Option<String>,
    #[command(flatten)]
    pub(super) password: GivenPassword,
}

/// Where a password comes from, if not from a prompt.
#[derive(Debug, Args)]
pub(super) struct GivenPassword {
    /// Read the password, one line, from standard input
    #[arg(long, conflicts_with = "password_file")]
    pub(super) password_stdin: bool,
    /// Read the password from this file
    #[arg(long, value_name = "FILE")]
    pub(super) password_file: Option<PathBuf>,
}

/// The same, or one made up.
#[derive(Debug, Args)]
pub(super) struct NewPassword {
    #[command(flatten)]
    pub(super) given: GivenPassword,
    /// Make up a strong password and print it once
    #[arg(long, conflicts_with_all = ["password_stdin", "password_file"])]
    pub(super) generate_password: bool,
}

/// One user, by name or by id.
#[derive(Debug, Args)]
pub(super) struct OneUser {
    /// The user's name
    #[arg(value_name = "USER", required_unless_present = "id")]
    pub(super) name: Option<String>,
    /// The user's id, where a name could be mistaken
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(super) id: Option<String>,
}

/// Users, by names or by ids.
#[derive(Debug, Args)]
#[command(after_help = help::SWITCH)]
pub(super) struct SomeUsers {
    /// The users' names
    #[arg(value_name = "USER", required_unless_present = "id")]
    pub(super) names: Vec<String>,
    /// A user's id, where a name could be mistaken; may be repeated
    #[arg(long, value_name = "UUID")]
    pub(super) id: Vec<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Users {
    /// List users
    List(List),
    /// Show one user
    #[command(after_help = help::SHOW)]
    Show(OneUser),
    /// Make a user
    Add(Add),
    /// Let users sign in, all or none
    Activate(SomeUsers),
    /// Keep users out, all or none; revokes their API keys
    Deactivate(SomeUsers),
    /// Make users superusers, all or none
    Promote(SomeUsers),
    /// Make superusers ordinary users, all or none
    Demote(SomeUsers),
    /// Set a user's password
    Passwd(Passwd),
    /// Make flows, folders and variables of one user another one's
    Transfer(Transfer),
    /// Give a user another name
    Rename(Rename),
    /// Remove a user with all that is theirs
    Delete(Delete),
    /// Write all users to standard output
    Export(Export),
    /// Make the users of a file, all or none
    Import(Import),
}

#[derive(Debug, Args)]
#[command(after_help = help::LIST)]
pub(super) struct List {
    /// Only names that hold this text
    #[arg(long, value_name = "TEXT")]
    pub(super) search: Option<String>,
    /// Only active users
    #[arg(long, conflicts_with = "inactive")]
    pub(super) active: bool,
    /// Only inactive users
    #[arg(long)]
    pub(super) inactive: bool,
    /// Only superusers
    #[arg(long)]
    pub(super) superuser: bool,
    /// What to sort by
    #[arg(long, value_name = "FIELD", default_value = "username")]
    pub(super) sort: Sort,
    /// From the greatest to the least
    #[arg(long)]
    pub(super) desc: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub(super) limit: usize,
    /// Leave out so many first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: u64,
}

/// What a list is sorted by, in the names of the fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum Sort {
    /// The id
    Id,
    /// The name
    Username,
    /// Whether active
    #[value(alias = "active")]
    IsActive,
    /// Whether superuser
    #[value(alias = "superuser")]
    IsSuperuser,
    /// When made
    #[value(alias = "created")]
    CreateAt,
    /// When changed
    #[value(alias = "updated")]
    UpdatedAt,
    /// When last signed in
    #[value(alias = "last_login")]
    LastLoginAt,
}

#[derive(Debug, Args)]
#[command(after_help = help::ADD)]
pub(super) struct Add {
    /// The new user's name
    #[arg(value_name = "USER")]
    pub(super) name: String,
    /// May sign in at once, whatever KOZMOAI_NEW_USER_IS_ACTIVE says
    #[arg(long)]
    pub(super) active: bool,
    /// May administer
    #[arg(long)]
    pub(super) superuser: bool,
    #[command(flatten)]
    pub(super) password: NewPassword,
}

/// One user's ownership, to be another one's.
#[derive(Debug, Args)]
#[command(after_help = help::TRANSFER)]
pub(super) struct Transfer {
    /// The user who owns it now
    #[arg(value_name = "FROM")]
    pub(super) from: String,
    /// The user who is to own it
    #[arg(value_name = "TO")]
    pub(super) to: String,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Do not ask for a confirmation
    #[arg(short, long)]
    pub(super) yes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::PASSWD)]
pub(super) struct Passwd {
    /// The user's name
    #[arg(value_name = "USER", required_unless_present_any = ["id", "file"])]
    pub(super) name: Option<String>,
    /// The user's id, where a name could be mistaken
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(super) id: Option<String>,
    /// Set the passwords of several users, all or none: lines NAME:PASSWORD in this file, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "id", "password_stdin", "password_file", "generate_password"])]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) password: NewPassword,
}

#[derive(Debug, Args)]
#[command(after_help = help::RENAME)]
pub(super) struct Rename {
    /// The name now (or --id and the new name alone)
    #[arg(value_names = ["OLD", "NEW"], required = true, num_args = 1..=2)]
    pub(super) names: Vec<String>,
    /// The user's id, where a name could be mistaken
    #[arg(long, value_name = "UUID")]
    pub(super) id: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = help::DELETE)]
pub(super) struct Delete {
    #[command(flatten)]
    pub(super) user: OneUser,
    /// The user's name once more, instead of being asked for it
    #[arg(long, value_name = "USER")]
    pub(super) confirm: Option<String>,
}

/// The form of a file of users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Comma-separated, with a header line
    Csv,
    /// One JSON document
    Json,
}

#[derive(Debug, Args)]
#[command(after_help = help::EXPORT)]
pub(super) struct Export {
    /// The form; with --json it is JSON
    #[arg(long, value_name = "FORM")]
    pub(super) format: Option<Format>,
    /// Password hashes too, into JSON only: keep such a file as you keep the store
    #[arg(long)]
    pub(super) with_password_hashes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = help::IMPORT)]
pub(super) struct Import {
    /// The file, or - for standard input
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Say what would be done, and do nothing
    #[arg(long)]
    pub(super) dry_run: bool,
    /// The form; by default the file's ending or content tells
    #[arg(long, value_name = "FORM")]
    pub(super) format: Option<Format>,
    /// What stands between the cells of a CSV file: a character, or comma, semicolon, tab; by default the file's first
    /// line tells
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(super) delimiter: Option<char>,
}

fn delimiter(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("comma", ..) => Ok(','),
        ("semicolon", ..) => Ok(';'),
        ("tab" | "\\t", ..) => Ok('\t'),
        (_, Some(one), None) if !one.is_alphanumeric() && !matches!(one, '"' | '\n' | '\r') => Ok(one),
        _ => Err("give one character, or comma, semicolon or tab".to_owned()),
    }
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, after_help = help::AUDIT)]
pub(super) struct Audit {
    #[command(subcommand)]
    pub(super) verb: Option<AuditVerb>,
    /// Only events since this time: RFC 3339, a date (midnight UTC), "yesterday", or how long ago: 7d, "2 h ago"
    #[arg(long, value_name = "TIME")]
    pub(super) since: Option<String>,
    /// Only events up to this time
    #[arg(long, value_name = "TIME")]
    pub(super) until: Option<String>,
    /// Only events by or about this user
    #[arg(long, value_name = "USER")]
    pub(super) user: Option<String>,
    /// Only events of this action, such as user.created
    #[arg(long, value_name = "ACTION")]
    pub(super) action: Option<String>,
    /// Only what was refused
    #[arg(long)]
    pub(super) failed: bool,
    /// Print new events as they are recorded, oldest first, until Ctrl-C; JSON lines with --json
    #[arg(long, conflicts_with = "until")]
    pub(super) follow: bool,
    /// At most so many, the newest
    #[arg(long, value_name = "N", default_value_t = 100)]
    pub(super) limit: usize,
}

#[derive(Debug, Subcommand)]
pub(super) enum AuditVerb {
    /// Verify that no event was changed, removed or moved, and that none seen earlier is missing
    Verify,
    /// Write every event and the head to standard output, as JSON lines
    #[command(after_help = help::AUDIT_EXPORT)]
    Export,
    /// Record that the log as it is now is the valid one, after a loss that verify reports
    #[command(after_help = help::AUDIT_ACCEPT)]
    Accept(AcceptAudit),
}

#[derive(Debug, Args)]
pub(super) struct AcceptAudit {
    /// Don't ask
    #[arg(short, long)]
    pub(super) yes: bool,
}
