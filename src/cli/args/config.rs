//! `kozmoai config`.

use clap::{Args, Subcommand};

use super::list::ListArgs;

#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  kozmoai config
  kozmoai config --env-file .env --json
  kozmoai config get KOZMOAI_CONFIG_DIR"
)]
pub(crate) struct Config {
    #[command(subcommand)]
    pub(crate) verb: Option<ConfigVerb>,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigVerb {
    /// Print the value of one setting (secrets are masked); its origin and meaning on standard error
    Get {
        /// Name of the setting, with or without KOZMOAI_
        #[arg(value_name = "NAME")]
        name: String,
    },
}
