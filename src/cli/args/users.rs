//! `kozmoai superuser` and `kozmoai users`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};

use super::list::ListArgs;
use super::shared::{ConfirmArgs, DryRunArgs, IfNeededArgs, NewPasswordSource, OneUser, PasswordSource};
use crate::model::UserSort;
use crate::service::user_files::Format;

#[derive(Debug, Args)]
#[command(after_help = "\
If the username is taken, nothing is changed (exit code 5). With --if-needed,
an active superuser of that name is enough; the password is not set then.
KOZMOAI_ENABLE_SUPERUSER_CLI=false disables this command (exit code 7).

Examples:
  kozmoai superuser
  kozmoai superuser --username admin --password-file /run/secrets/admin
  kozmoai superuser --username admin --password-file admin.txt --if-needed")]
pub(crate) struct Superuser {
    /// Username
    #[arg(long, value_name = "NAME")]
    pub(crate) username: Option<String>,
    #[command(flatten)]
    pub(crate) password: PasswordSource,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

/// Notes on a change of several users, with the examples of a command.
macro_rules! all_or_nothing {
    ($examples:literal) => {
        concat!(
            "\
If one of them cannot be changed, none is changed (exit code 5); the same if one
needs no change, unless --if-needed is given. A name that begins with a dash
goes after --.

Examples:
",
            $examples
        )
    };
}

#[derive(Debug, Subcommand)]
pub(crate) enum Users {
    /// List users
    List(List),
    /// Show the details of a user
    #[command(after_help = "\
Examples:
  kozmoai users show anna
  kozmoai users show --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 --json")]
    Show(OneUser),
    /// Create a user
    Add(Add),
    /// Activate users (all or nothing)
    Activate(Activate),
    /// Deactivate users (all or nothing) and revoke their API keys
    Deactivate(Deactivate),
    /// Grant superuser to users (all or nothing)
    #[command(after_help = all_or_nothing!("\x20 kozmoai users promote anna bob
  kozmoai users promote anna --if-needed
  kozmoai users promote -- -anna"))]
    Promote(UserList),
    /// Revoke superuser from users (all or nothing)
    #[command(after_help = all_or_nothing!("\x20 kozmoai users demote anna bob
  kozmoai users demote --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90
  kozmoai users demote -- -anna"))]
    Demote(UserList),
    /// Set a user's password
    Passwd(Passwd),
    /// Transfer flows, folders and variables to another user
    Transfer(Transfer),
    /// Rename a user
    Rename(Rename),
    /// Delete users and all their data (all or nothing)
    Delete(Delete),
    /// Export all users to standard output
    Export(Export),
    /// Import users from a file (all or nothing)
    Import(Import),
}

/// Users to activate, or everyone pending approval.
#[derive(Debug, Args)]
#[command(after_help = "\
If one of them is already active, none is activated (exit code 5) unless
--if-needed is given. With --pending, the command asks on a terminal (default:
no); elsewhere it needs --yes (exit code 3). A name that begins with a dash goes
after --.

Examples:
  kozmoai users activate anna bob
  kozmoai users activate --pending
  kozmoai users activate -- -anna")]
pub(crate) struct Activate {
    /// Usernames
    #[arg(value_name = "USER", required_unless_present_any = ["id", "pending"])]
    pub(crate) names: Vec<String>,
    /// A user's ID, where a name is ambiguous (repeatable)
    #[arg(long, value_name = "UUID")]
    pub(crate) id: Vec<String>,
    /// Activate everyone pending approval
    #[arg(long, conflicts_with_all = ["names", "id"])]
    pub(crate) pending: bool,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

/// Users to deactivate.
#[derive(Debug, Args)]
#[command(after_help = all_or_nothing!("\x20 kozmoai users deactivate anna bob
  kozmoai users deactivate anna --dry-run
  kozmoai users deactivate --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90"))]
pub(crate) struct Deactivate {
    #[command(flatten)]
    pub(crate) users: UserList,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
}

/// Users, by name or ID.
#[derive(Debug, Args)]
pub(crate) struct UserList {
    /// Usernames
    #[arg(value_name = "USER", required_unless_present = "id")]
    pub(crate) names: Vec<String>,
    /// A user's ID, where a name is ambiguous (repeatable)
    #[arg(long, value_name = "UUID")]
    pub(crate) id: Vec<String>,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kozmoai users list --search ann
  kozmoai users list --pending --sort create_at --desc
  kozmoai users list --wide --all
  kozmoai users list -o csv --columns username,status")]
pub(crate) struct List {
    /// Filter by username
    #[arg(long, value_name = "TEXT")]
    pub(crate) search: Option<String>,
    /// Show only active users
    #[arg(long, group = "status")]
    pub(crate) active: bool,
    /// Show only inactive users: pending approval or deactivated
    #[arg(long, group = "status")]
    pub(crate) inactive: bool,
    /// Show only users pending approval
    #[arg(long, group = "status")]
    pub(crate) pending: bool,
    /// Show only deactivated users
    #[arg(long, group = "status")]
    pub(crate) deactivated: bool,
    /// Show only superusers
    #[arg(long)]
    pub(crate) superuser: bool,
    /// Field to sort by
    #[arg(long, value_name = "FIELD", default_value = "username")]
    pub(crate) sort: UserSort,
    /// Descending order
    #[arg(long)]
    pub(crate) desc: bool,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// The fields that a list is sorted by, as JSON names them.
impl ValueEnum for UserSort {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Id, Self::Username, Self::Status, Self::Active, Self::Superuser, Self::Created, Self::Updated, Self::LastSignIn]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Id => PossibleValue::new("id").help("ID"),
            Self::Username => PossibleValue::new("username").help("Username"),
            Self::Active => PossibleValue::new("is_active").alias("active").help("Whether the user is active"),
            Self::Status => PossibleValue::new("status").help("Status: pending approval, deactivated, active"),
            Self::Superuser => PossibleValue::new("is_superuser").alias("superuser").help("Whether the user is a superuser"),
            Self::Created => PossibleValue::new("create_at").alias("created").help("When the user was created"),
            Self::Updated => PossibleValue::new("updated_at").alias("updated").help("When the user was last changed"),
            Self::LastSignIn => PossibleValue::new("last_login_at").alias("last_login").help("When the user last signed in"),
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without a password option, the command prompts for the password.

With --if-needed, an existing user is enough, and their password is not set. They
must be a superuser exactly if --superuser is given, and active if --active is
given; otherwise the exit code is 5.

Examples:
  kozmoai users add anna --active
  kozmoai users add bob --generate-password
  kozmoai users add ci --active --password-stdin < password.txt
  kozmoai users add ci --active --password-file password.txt --if-needed")]
pub(crate) struct Add {
    /// Username
    #[arg(value_name = "USER")]
    pub(crate) name: String,
    /// Activate the user, whatever KOZMOAI_NEW_USER_IS_ACTIVE says
    #[arg(long)]
    pub(crate) active: bool,
    /// Grant superuser
    #[arg(long)]
    pub(crate) superuser: bool,
    #[command(flatten)]
    pub(crate) password: NewPasswordSource,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
With --file, empty lines are skipped, and the first colon of a line ends the
name. If a user does not exist or a password is refused, the line is named and
no password is set (exit code 5).

Examples:
  kozmoai users passwd anna
  kozmoai users passwd anna --generate-password
  kozmoai users passwd --file passwords.txt    NAME:PASSWORD lines, all or nothing")]
pub(crate) struct Passwd {
    /// Username
    #[arg(value_name = "USER", required_unless_present_any = ["id", "file"])]
    pub(crate) name: Option<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID", conflicts_with = "name")]
    pub(crate) id: Option<String>,
    /// Set several passwords (all or nothing): a file of NAME:PASSWORD lines, or - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["name", "id", "password_stdin", "password_file", "generate_password"])]
    pub(crate) file: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) password: NewPasswordSource,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kozmoai users rename anna anne
  kozmoai users rename --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 anne")]
pub(crate) struct Rename {
    /// Current and new username (with --id, only the new one)
    #[arg(value_names = ["OLD", "NEW"], required = true, num_args = 1..=2)]
    pub(crate) names: Vec<String>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID")]
    pub(crate) id: Option<String>,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Says what goes with the users, and asks on a terminal for the username, or the
number of users if there are several; anything else deletes nothing (exit code
5). Elsewhere, --yes or --confirm is needed (exit code 3). A name that begins with
a dash goes after --.

Examples:
  kozmoai users delete anna
  kozmoai users delete anna --confirm anna
  kozmoai users delete anna bob --yes
  kozmoai users delete anna bob --dry-run")]
pub(crate) struct Delete {
    #[command(flatten)]
    pub(crate) users: UserList,
    /// Confirm with the username (one user only), instead of being prompted
    #[arg(long, value_name = "USER", conflicts_with = "yes")]
    pub(crate) confirm: Option<String>,
    #[command(flatten)]
    pub(crate) answer: ConfirmArgs,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
}

/// The transfer of what one user owns to another.
#[derive(Debug, Args)]
#[command(after_help = "\
If the new owner already has the name, \" (FROM)\" is appended to it and reported.
API keys and uploaded files stay with their owner. All or nothing is transferred.

Examples:
  kozmoai users transfer kozmoai anna --dry-run
  kozmoai users transfer kozmoai anna --yes")]
pub(crate) struct Transfer {
    /// Current owner
    #[arg(value_name = "FROM")]
    pub(crate) from: String,
    /// New owner
    #[arg(value_name = "TO")]
    pub(crate) to: String,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
}

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Csv, Self::Json]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(match self {
            Self::Csv => PossibleValue::new("csv").help("Comma-separated values with a header line"),
            Self::Json => PossibleValue::new("json").help("One JSON document"),
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kozmoai users export > users.csv
  kozmoai users export --format json --with-password-hashes > users.json")]
pub(crate) struct Export {
    /// Output format [default: csv, or json with --json]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Include password hashes (JSON only): protect the file like the database
    #[arg(long)]
    pub(crate) with_password_hashes: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Columns or fields: username (required), password, password_hash, is_active,
is_superuser, status (active, pending or deactivated), profile_image. If a row
is invalid, no user is created (exit code 5). A file in another format is
refused (exit code 2).

Examples:
  kozmoai users import users.csv --dry-run
  kozmoai users export --format json | kozmoai --store other users import -")]
pub(crate) struct Import {
    /// File to import, or - for standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
    /// Input format [default: detected from the file's extension or content]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<Format>,
    /// Delimiter of a CSV file: a character, or comma, semicolon, tab [default: detected from the first line]
    #[arg(long, value_name = "CHARACTER", value_parser = delimiter)]
    pub(crate) delimiter: Option<char>,
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
