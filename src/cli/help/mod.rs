//! The help: its layout, and `kozmoai help` for commands and topics.

mod topics;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, ArgAction, ArgMatches, ColorChoice, Command};

use super::args::aliases;
use crate::cli::render::{Output, colour};
use crate::error::Result;

pub(crate) use self::topics::{OTHER_VARIABLES, TOPICS};

/// The command that prints help.
pub(crate) const HELP: &str = "help";
/// What was asked for, in the arguments of [`HELP`].
const WORDS: &str = "words";
/// The line that stands for the global options.
const GLOBAL: &str = "Global options: see `kozmoai help global`";
/// The line of the program itself.
const MORE: &str = "Exit codes and settings: see `kozmoai help exit-codes` and `kozmoai help environment`";
/// What precedes the examples in the notes of a command.
const EXAMPLES: &str = "Examples:\n";

/// The command line as it is parsed, with its help in the order description, usage, examples, options.
pub(crate) fn command() -> Command {
    let hidden = aliases::command().mut_args(|argument| {
        let is_hidden = argument.is_global_set();
        argument.hide(is_hidden)
    });
    laid_out(hidden, true).disable_help_subcommand(true).color(colour_of_arguments())
}

/// The notes of a command, and its examples.
pub(crate) fn notes_and_examples(command: &Command) -> (String, String) {
    let text = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (notes, examples) = text.split_once(EXAMPLES).unwrap_or((&text, ""));
    (notes.trim().to_owned(), examples.trim_end().to_owned())
}

fn laid_out(command: Command, is_root: bool) -> Command {
    let (notes, examples) = notes_and_examples(&command);
    let header = command.get_styles().get_header();
    let mut template = "{about-with-newline}".to_owned();
    if !notes.is_empty() {
        template.push_str(&format!("\n{notes}\n"));
    }
    template.push_str("\n{usage-heading} {usage}\n");
    if !examples.is_empty() {
        template.push_str(&format!("\n{header}{}{header:#}\n{examples}\n", EXAMPLES.trim_end()));
    }
    template.push_str(&format!("\n{{all-args}}\n\n{GLOBAL}\n"));
    if is_root {
        template.push_str(&format!("{MORE}\n"));
    }
    let has_commands = command.has_subcommands();
    let command = command.help_template(template).mut_subcommands(|below| laid_out(below, false));
    if has_commands { command.subcommand(help_command().hide(!is_root)) } else { command }
}

/// `kozmoai help`, which every command with commands below it has too.
pub(crate) fn help_command() -> Command {
    let words = Arg::new(WORDS).value_name("COMMAND").help("A command or a topic").action(ArgAction::Append).num_args(0..);
    let topics = TOPICS.iter().map(|topic| topic.name).collect::<Vec<_>>().join(", ");
    Command::new(HELP).about(format!("Print the help of a command, or of a topic: {topics}")).arg(words)
}

/// What the command line asks to be explained, if it does: the words after the program.
pub(crate) fn requested(matches: &ArgMatches) -> Option<Vec<String>> {
    let mut path = Vec::new();
    let mut next = matches.subcommand();
    while let Some((name, found)) = next {
        if name == HELP {
            path.extend(found.get_many::<String>(WORDS).unwrap_or_default().cloned());
            return Some(path);
        }
        path.push(name.to_owned());
        next = found.subcommand();
    }
    None
}

/// Prints the help of a topic, or has `print` print what clap says about a command.
pub(crate) fn show(output: &Output, words: &[String], print: impl FnOnce(&clap::Error) -> ExitCode) -> Result<ExitCode> {
    if let [word] = words
        && let Some(topic) = TOPICS.iter().find(|topic| topic.name == word)
    {
        return output.raw(|out| out.write_all((topic.text)().as_bytes())).map(|()| ExitCode::SUCCESS);
    }
    let arguments = ["kozmoai"].into_iter().chain(words.iter().map(String::as_str)).chain(["--help"]);
    let mut command = command();
    match command.try_get_matches_from_mut(arguments) {
        Ok(_) => Ok(ExitCode::SUCCESS),
        Err(explained) => Ok(print(&without_hidden_names(explained, &command, words))),
    }
}

/// The same error, which suggests only names that the help shows, to who typed these words.
pub(crate) fn without_hidden_names(mut error: clap::Error, root: &Command, words: &[String]) -> clap::Error {
    let Some(ContextValue::Strings(names)) = error.remove(ContextKind::SuggestedSubcommand) else { return error };
    let level = words.iter().fold(root, |level, word| level.find_subcommand(word).unwrap_or(level));
    // An alias stands for its command if that looks similar too.
    let shown =
        |name: &String| level.find_subcommand(name).map(Command::get_name).filter(|shown| shown.starts_with(name.as_str()));
    let mut shown: Vec<String> = names.iter().filter_map(shown).map(str::to_owned).collect();
    shown.dedup();
    if !shown.is_empty() {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(shown));
    } else if matches!(error.get(ContextKind::Suggested), Some(ContextValue::StyledStrs(other)) if other.is_empty()) {
        // It would print an empty line.
        error.remove(ContextKind::Suggested);
    }
    error
}

/// Whether help and errors of the parser have colours, from the arguments before they are parsed.
fn colour_of_arguments() -> ColorChoice {
    let arguments: Vec<OsString> = std::env::args_os().skip(1).take_while(|argument| argument != "--").collect();
    let value = |(place, argument): (usize, &OsString)| match argument.to_str()?.strip_prefix("--color")? {
        "" => arguments.get(place + 1).and_then(|next| next.to_str()).map(str::to_owned),
        rest => rest.strip_prefix('=').map(str::to_owned),
    };
    match arguments.iter().enumerate().find_map(value).as_deref() {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ if colour::is_welcome() => ColorChoice::Auto,
        _ => ColorChoice::Never,
    }
}
