//! The commands. `args` defines the command line, `commands` carries it out with a `Context`, `render` prints, `prompt` asks.

mod args;
mod commands;
mod completion;
mod context;
mod help;
mod lists;
mod operator;
mod prompt;
mod reference;
mod render;
mod signals;
mod usage;

use std::any::Any;
use std::io::{self, Write};
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, FromArgMatches};

use self::args::list::Format;
use self::args::{Cli, aliases};
use self::context::Context;
use crate::cli::render::{Output, progress, stdout};
use crate::error::{CommandError, Error, Kind, Remedy};
use crate::{panics, text};

/// Runs the command line and returns the exit code of the process.
pub fn run() -> ExitCode {
    restrict_process();
    panics::silence();
    panics::end_aborts();
    if let Some(shell) = completion::requesting_shell() {
        return completion::answer(&shell);
    }
    signals::survive_file_size_limit();
    let Parsed { cli, help, format, is_if_needed } = match parse() {
        Ok(parsed) => parsed,
        Err(error) => return print_usage(&error),
    };
    let output = Output::new(&cli.global, format);
    if let Some(words) = help {
        return help::show(&output, &words, print_usage).unwrap_or_else(|error| {
            output.error(&error);
            ExitCode::from(error.kind().exit_code())
        });
    }
    let context = Context::new(&cli.global, &output);
    let done = panics::catch(|| commands::run(&context, cli.command.as_ref(), is_if_needed))
        .unwrap_or_else(|panic| Err(panic.into_error()));
    progress::finish();
    output.warnings(&context.notices.take_besides(done.as_ref().err()));
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if stdout::is_reader_gone(&error) => ExitCode::SUCCESS,
        Err(error) => {
            let error = if context.notices.has_changed() { stdout::after_change(error) } else { error };
            output.error(&error);
            ExitCode::from(error.kind().exit_code())
        }
    }
}

/// The reference of commands, exit codes, errors and settings, in Markdown.
pub fn reference() -> String {
    reference::markdown()
}

/// A parsed command line.
struct Parsed {
    cli: Cli,
    /// The words of the command or topic that it asks to be explained, if it does.
    help: Option<Vec<String>>,
    /// The format that a list is requested in.
    format: Option<Format>,
    /// Whether a change that is not needed succeeds.
    is_if_needed: bool,
}

fn parse() -> Result<Parsed, clap::Error> {
    // The help is only laid out where something is explained: that takes longer than many a command.
    if let Ok(matches) = aliases::command().try_get_matches() {
        let (format, is_if_needed) = (format_of(&matches), is_if_needed(&matches));
        return Ok(Parsed { cli: Cli::from_arg_matches(&matches)?, help: None, format, is_if_needed });
    }
    let mut command = help::command();
    let mut matches = command.try_get_matches_from_mut(std::env::args_os()).map_err(|error| {
        let words: Vec<String> = std::env::args_os().skip(1).filter_map(|word| word.into_string().ok()).collect();
        help::without_hidden_names(error, &command, &words)
    })?;
    let (help, format, is_if_needed) = (help::requested(&matches), format_of(&matches), is_if_needed(&matches));
    if help.is_some() {
        // The commands of the help are none of ours.
        matches.remove_subcommand();
    }
    let cli = Cli::from_arg_matches(&matches).map_err(|error| error.format(&mut command))?;
    Ok(Parsed { cli, help, format, is_if_needed })
}

/// The format that a list is requested in.
fn format_of(matches: &ArgMatches) -> Option<Format> {
    argument(matches, "output")
}

/// Whether `--if-needed` is given.
fn is_if_needed(matches: &ArgMatches) -> bool {
    argument(matches, "if_needed").unwrap_or(false)
}

/// The value of an argument, of whichever command it is.
fn argument<T: Any + Copy + Send + Sync>(mut matches: &ArgMatches, id: &str) -> Option<T> {
    loop {
        if let Ok(Some(value)) = matches.try_get_one::<T>(id) {
            return Some(*value);
        }
        matches = matches.subcommand()?.1;
    }
}

/// Whether the arguments, which could not be parsed, request JSON.
fn is_json_requested() -> bool {
    let arguments: Vec<_> = std::env::args_os().map(|argument| argument.to_string_lossy().into_owned()).collect();
    let is_json = |name: &str| matches!(name.trim_start_matches('='), "json" | "jsonl");
    let joined = |argument: &String| ["--output", "-o"].iter().any(|flag| argument.strip_prefix(flag).is_some_and(is_json));
    let parted = |pair: &[String]| matches!(pair[0].as_str(), "--output" | "-o") && is_json(&pair[1]);
    arguments.iter().any(|argument| argument == "--json" || joined(argument)) || arguments.windows(2).any(parted)
}

/// Prints what clap returns: help and version on standard output, everything else as an error.
fn print_usage(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Printed by clap, which handles terminals and colours; a reader that closed the pipe has read enough.
        return match error.print().and_then(|()| io::stdout().flush()).map_err(stdout::closed) {
            Err(error) if !stdout::is_reader_gone(&error) => {
                Output::for_usage(is_json_requested()).error(&error);
                ExitCode::from(error.kind().exit_code())
            }
            _ => ExitCode::SUCCESS,
        };
    }
    let rendered = error.render().to_string();
    if is_json_requested() {
        let (reason, hint) = usage::parts(error.kind(), &rendered);
        let error = Error::from(CommandError::ArgumentsInvalid { reason });
        Output::for_usage(true).error(&hint.into_iter().map(Remedy::from).fold(error, Error::hint));
    } else {
        let cleaned = text::clean_lines(&rendered);
        // Without standard error there is nowhere to report this.
        drop(if cleaned == rendered { error.print() } else { write!(io::stderr(), "{cleaned}") });
    }
    ExitCode::from(Kind::Usage.exit_code())
}

/// Makes new files private to this account, and keeps secrets in memory out of core dumps.
fn restrict_process() {
    rustix::process::umask(rustix::fs::Mode::RWXG | rustix::fs::Mode::RWXO);
    use rustix::process::{DumpableBehavior, Resource, Rlimit, set_dumpable_behavior, setrlimit};
    // If the system refuses, its own policy applies; nothing else depends on it.
    let _refused = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    let _refused = set_dumpable_behavior(DumpableBehavior::NotDumpable);
}
