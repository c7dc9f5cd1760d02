//! `kozmoai variables`.

use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, Subcommand, ValueEnum};

use super::list::ListOfUser;
use super::shared::{ConfirmArgs, DryRunArgs, IfNeededArgs, OptionalUser, UserAndName, ValueSource};
use crate::model::VariableType;

#[derive(Debug, Subcommand)]
pub(crate) enum Variables {
    /// List variables
    #[command(after_help = "\
The value of a Credential is never listed; `variables get --reveal` prints it.
A value that cannot be decrypted is listed as unreadable.

Examples:
  kozmoai variables list anna
  kozmoai variables list --json")]
    List(ListOfUser),
    /// Create or change a variable
    Set(SetVariable),
    /// Print the value of a variable (audited)
    Get(GetVariable),
    /// Delete a variable
    Delete(DeleteVariable),
    /// Import a user's variables from a file (all or nothing)
    Import(ImportVariables),
    /// Export variables to standard output
    Export(ExportVariables),
}

impl ValueEnum for VariableType {
    fn value_variants<'a>() -> &'a [Self] {
        &[Self::Credential, Self::Generic]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.name());
        Some(match self {
            Self::Credential => value.alias("credential").help("Hidden in lists"),
            Self::Generic => value.alias("generic").help("Shown in lists"),
        })
    }
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without a value option, the command prompts for the value. If the variable
exists, its value is replaced; type and default fields change only if given.

Examples:
  kozmoai variables set anna OPENAI_API_KEY --value-file key.txt
  kozmoai variables set anna REGION --type Generic --value-stdin < region.txt
  kozmoai variables set anna OPENAI_API_KEY --default-field 'OpenAI API Key'")]
pub(crate) struct SetVariable {
    #[command(flatten)]
    pub(crate) variable: UserAndName,
    /// Type [default: unchanged, or Credential for a new variable]
    #[arg(long = "type", value_name = "TYPE")]
    pub(crate) kind: Option<VariableType>,
    /// Field of flows that uses the variable by default (repeatable; '' for none)
    #[arg(long, value_name = "FIELD")]
    pub(crate) default_field: Vec<String>,
    #[command(flatten)]
    pub(crate) value: ValueSource,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Asks on a terminal (default: no); elsewhere it needs --yes (exit code 3).

Examples:
  kozmoai variables delete anna OPENAI_API_KEY
  kozmoai variables delete anna OPENAI_API_KEY --yes --if-needed
  kozmoai variables delete --id 2f6c1b3e-52a4-4f0e-9c38-1d2b6a7e8f90 REGION")]
pub(crate) struct DeleteVariable {
    #[command(flatten)]
    pub(crate) variable: UserAndName,
    #[command(flatten)]
    pub(crate) confirm: ConfirmArgs,
    #[command(flatten)]
    pub(crate) needed: IfNeededArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without --reveal, nothing is printed (exit code 3).

Examples:
  kozmoai variables get anna OPENAI_API_KEY --reveal")]
pub(crate) struct GetVariable {
    #[command(flatten)]
    pub(crate) variable: UserAndName,
    /// Print the plaintext value; nothing is printed without this flag
    #[arg(long)]
    pub(crate) reveal: bool,
}

#[derive(Debug, Args)]
#[command(after_help = "\
The file: [{\"name\", \"type\", \"value\", \"default_fields\"}], as exported.
Existing variables are replaced; fields that are missing or null stay
unchanged. A new variable needs a value. If a row is invalid, nothing is
imported (exit code 5). A file in another format is refused (exit code 2).

Examples:
  kozmoai variables import anna variables.json --dry-run
  kozmoai variables import anna - < variables.json")]
pub(crate) struct ImportVariables {
    /// Username and file, or - for standard input (with --id, only the file)
    #[arg(value_names = ["USER", "FILE"], required = true, num_args = 1..=2)]
    pub(crate) names: Vec<PathBuf>,
    /// The user's ID, where a name is ambiguous
    #[arg(long, value_name = "UUID")]
    pub(crate) id: Option<String>,
    #[command(flatten)]
    pub(crate) plan: DryRunArgs,
}

#[derive(Debug, Args)]
#[command(after_help = "\
Without --reveal, the value of a Credential is null. An export of all users
names the owner of each variable. A value that cannot be decrypted is null;
with --reveal the export then fails (exit code 11).

Examples:
  kozmoai variables export anna > variables.json
  kozmoai variables export --reveal > everything.json")]
pub(crate) struct ExportVariables {
    #[command(flatten)]
    pub(crate) user: OptionalUser,
    /// Include the plaintext values of Credentials (audited)
    #[arg(long)]
    pub(crate) reveal: bool,
}
