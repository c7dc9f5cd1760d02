//! The command line as clap parses it: commands, flags and their help, one file for each topic.

pub(crate) mod aliases;
pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod backup;
pub(crate) mod config;
pub(crate) mod console;
pub(crate) mod keys;
pub(crate) mod list;
pub(crate) mod rotate;
pub(crate) mod shared;
pub(crate) mod store;
pub(crate) mod users;
pub(crate) mod variables;

use std::path::PathBuf;

use clap::{ArgAction, Args, Parser, Subcommand};
use clap_complete::Shell;

use self::api_keys::{ApiKeys, StoreKey};
use self::audit::Audit;
use self::backup::{Backup, Backups, Restore};
use self::config::Config;
use self::console::Run;
use self::keys::{Key, Keygen};
use self::rotate::Rotate;
use self::shared::When;
use self::store::Store;
use self::users::{Superuser, Users};
use self::variables::Variables;

/// What `--version` prints after the name; `-V` prints the first line only.
const VERSION: &str =
    concat!(env!("CARGO_PKG_VERSION"), "\ncommit ", env!("KOZMOAI_COMMIT"), "\ntarget ", env!("KOZMOAI_TARGET"));

/// The command line; the package's description is its title.
#[derive(Debug, Parser)]
#[command(name = "kozmoai", version, long_version = VERSION, about, long_about = None, subcommand_required = false, max_term_width = 100)]
#[command(after_help = "\
Without a command, the full-screen console opens.

Examples:
  kozmoai superuser                     create the first superuser
  kozmoai users list --inactive         list users who are pending approval or deactivated
  kozmoai users activate anna bob       let them sign in
  kozmoai keygen --write .env           generate a secret key")]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

/// The flags that every command takes, before or after its name.
#[derive(Clone, Debug, Args)]
pub(crate) struct Global {
    /// Read settings from this .env file; they override the environment
    #[arg(long, global = true, value_name = "FILE", help_heading = "Global options")]
    pub(crate) env_file: Option<PathBuf>,
    /// Use this database: a path, sled:///PATH, sqlite:///PATH or postgresql://…
    #[arg(long, visible_alias = "database", global = true, value_name = "URL", help_heading = "Global options")]
    pub(crate) store: Option<String>,
    /// Configuration directory: the secret key file and the embedded database
    #[arg(long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub(crate) config_dir: Option<PathBuf>,
    /// Print one JSON document
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) json: bool,
    /// Never prompt: fail with exit code 3 instead
    #[arg(long, global = true, help_heading = "Global options")]
    pub(crate) no_input: bool,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Global options")]
    pub(crate) color: When,
    /// Suppress informational output
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub(crate) quiet: bool,
    /// Print more: the codes of errors, each row of an import
    #[arg(short, long, global = true, action = ArgAction::Count, help_heading = "Global options")]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
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
    #[command(after_help = "\
Checks the database, key, settings, file modes and a running Kozmoai server, and
changes nothing. Exit code 1 if a problem is found, with --strict also if there
is a warning.

Examples:
  kozmoai doctor
  kozmoai doctor --strict --quiet
  kozmoai doctor --json")]
    Doctor {
        /// Fail if there are warnings too
        #[arg(long)]
        strict: bool,
    },
    /// Show, verify or export the audit log
    Audit(Audit),
    /// Show every setting with its value and origin
    Config(Config),
    /// Print the registration of shell completion
    #[command(after_help = "\
The registration lets the shell ask this program, which completes commands,
options, files, and the names of users, variables, settings and audited actions
and the IDs of API keys. Completion never prompts and changes nothing. An
embedded database that another process has open completes no names.

Examples:
  source <(kozmoai completions bash)        in ~/.bashrc
  source <(kozmoai completions zsh)         in ~/.zshrc, after compinit
  kozmoai completions fish | source         in ~/.config/fish/config.fish
  eval (kozmoai completions elvish | slurp) in ~/.config/elvish/rc.elv
  kozmoai completions powershell | Out-String | Invoke-Expression")]
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    #[command(after_help = "\
Examples:
  kozmoai man | man -l -
  kozmoai man > ~/.local/share/man/man1/kozmoai.1")]
    Man,
}
