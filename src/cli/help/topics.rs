//! The topics of `kozmoai help`.

use clap::Command;

use crate::cli::args::aliases;
use crate::config;
use crate::error::Kind;

/// The width of text that is wrapped here.
const WIDTH: usize = 80;
/// The indentation of explanations.
const INDENT: &str = "      ";

/// What is explained beside the commands.
pub(crate) struct Topic {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    pub(super) text: fn() -> String,
}

/// Every topic.
pub(crate) const TOPICS: [Topic; 3] = [
    Topic { name: "global", about: "Options that every command takes", text: global },
    Topic { name: "exit-codes", about: "What the exit codes mean", text: exit_codes },
    Topic { name: "environment", about: "Settings and other variables", text: environment },
];

/// Variables that are no settings of Kozmoai, and what they do.
pub(crate) const OTHER_VARIABLES: [(&str, &str); 4] = [
    ("NO_COLOR", "If set, nothing is coloured unless --color always asks for it."),
    ("TERM", "The type of the terminal. If it is missing, or dumb, nothing is coloured and the console does not open."),
    ("PGPASSWORD", "The password for a PostgreSQL database whose address contains none."),
    ("PGPASSFILE", "The file with passwords for PostgreSQL databases. Default: ~/.pgpass."),
];

fn global() -> String {
    let root = aliases::command();
    let options = root.get_arguments().filter(|argument| argument.is_global_set()).cloned();
    let mut shown = Command::new("kozmoai")
        .disable_help_flag(true)
        .disable_version_flag(true)
        .max_term_width(100)
        .help_template("{all-args}")
        .args(options);
    let options = shown.render_help().to_string();
    format!("Every command takes these options, before or after its name.\n\n{}\n", options.trim())
}

fn exit_codes() -> String {
    let mut text = "Exit codes. The word is the kind of JSON errors.\n\n    0                Success.\n".to_owned();
    for kind in Kind::ALL {
        text.push_str(&format!("  {:>3}  {:13} {}\n", kind.exit_code(), kind.name(), kind.meaning()));
    }
    text
}

fn environment() -> String {
    let mut text = "\
Settings. Where one is set in several places, the first wins: an option, the
file of --env-file, the environment, ./.env, <config dir>/secret_key, the
default. `kozmoai config` shows every value with its origin.

"
    .to_owned();
    for known in config::TABLE {
        text.push_str(&entry(known.name, &format!("{} Default: {}.", known.description(), known.default)));
    }
    text.push_str("\nOther variables.\n\n");
    OTHER_VARIABLES.iter().for_each(|(name, about)| text.push_str(&entry(name, about)));
    text
}

fn entry(name: &str, about: &str) -> String {
    let options = textwrap::Options::new(WIDTH).initial_indent(INDENT).subsequent_indent(INDENT);
    format!("  {name}\n{}\n", textwrap::fill(about, options))
}
