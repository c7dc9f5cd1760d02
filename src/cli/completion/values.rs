//! Which argument is completed with what. Arguments are known by the names of their values in the help.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Arg, ArgMatches, Command};
use clap_complete::engine::{self, ArgValueCompleter, CompletionCandidate, PathCompleter, ValueCompleter};

use super::database::{self, Wanted};
use super::request::{Candidate, Request};
use crate::cli::args::aliases;
use crate::cli::help::{self, TOPICS};
use crate::config::{Overrides, TABLE};
use crate::model::AuditAction;
use crate::service::completion::Owner;
use crate::text;

/// What may follow on a command line.
pub(super) fn candidates(request: &Request) -> Vec<Candidate> {
    let mut words = request.before.clone();
    words.push(OsString::from(&request.typed.text));
    let (line, index) = (Arc::new(Line::parse(&request.before)), words.len() - 1);
    let mut root = completed(command(), &line, "");
    let folder = std::env::current_dir().ok();
    let found = engine::complete(&mut root, words, index, folder.as_deref()).unwrap_or_default();
    let wants_flags = request.typed.text.starts_with('-');
    let is_flag = |candidate: &CompletionCandidate| candidate.get_id().is_some_and(|id| id.starts_with("arg::"));
    let found = found.into_iter().filter(|candidate| wants_flags || !is_flag(candidate));
    let shown = found.filter_map(|candidate| {
        // A name that no line can show cannot be typed either.
        let value = candidate.get_value().to_str().filter(|value| !text::has_unsafe(value))?.to_owned();
        let about = candidate.get_help().map(ToString::to_string).unwrap_or_default();
        Some(Candidate { value, about: text::clean(about.lines().next().unwrap_or_default()).into_owned() })
    });
    shown.collect()
}

/// The command line, with all names of commands, and all options.
fn command() -> Command {
    aliases::command().disable_help_subcommand(true).subcommand(help::help_command())
}

/// The words before the one that is completed, as far as they are understood.
struct Line {
    matches: Vec<ArgMatches>,
}

impl Line {
    fn parse(words: &[OsString]) -> Self {
        let parsed = command().ignore_errors(true).try_get_matches_from(words);
        let mut matches = Vec::new();
        let mut next = parsed.ok();
        while let Some(mut found) = next {
            next = found.remove_subcommand().map(|(_, found)| found);
            matches.push(found);
        }
        Self { matches }
    }

    /// The values of an argument.
    fn values(&self, id: &str) -> Vec<OsString> {
        let of = |found: &ArgMatches| match found.try_get_raw(id) {
            Ok(Some(values)) => values.map(OsStr::to_owned).collect(),
            _ => Vec::new(),
        };
        // A global option belongs to every command.
        self.matches.iter().rev().map(of).find(|values: &Vec<OsString>| !values.is_empty()).unwrap_or_default()
    }

    fn value(&self, id: &str) -> Option<OsString> {
        self.values(id).into_iter().next()
    }

    /// The settings that the line gives.
    fn overrides(&self) -> Overrides {
        let path = |id: &str| self.value(id).map(PathBuf::from);
        Overrides {
            env_file: path("env_file"),
            config_dir: path("config_dir"),
            store: self.value("store").map(|url| url.to_string_lossy().into_owned()),
        }
    }

    /// The user whose variables are named.
    fn owner(&self, argument: &str) -> Option<Owner> {
        match self.value("id") {
            Some(id) => id.to_str()?.parse().ok().map(Owner::WithId),
            None => Some(Owner::Named(self.value(argument)?.to_str()?.to_owned())),
        }
    }
}

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Username,
    /// One of the users that the line names already.
    Confirmation,
    Variable,
    ApiKey,
    AuditAction,
    Setting,
    /// A command or a topic of the help.
    Help,
    File,
    Directory,
    /// Not completed.
    Other,
}

impl Kind {
    /// The kind of a value with this name in the help of a command.
    fn of(command: &str, argument: &Arg, name: &str) -> Self {
        match name {
            "USER" if argument.get_id() == "confirm" => Self::Confirmation,
            "USER" | "OLD" | "FROM" | "TO" => Self::Username,
            "NAME" if command.starts_with("variables ") => Self::Variable,
            "NAME" if command == "config get" => Self::Setting,
            "ID" if command.starts_with("api-keys ") => Self::ApiKey,
            "COMMAND" => Self::Help,
            "ACTION" => Self::AuditAction,
            "FILE" | "ENV_FILE" | "URL" | "FROM_URL" | "TO_URL" => Self::File,
            "DIR" => Self::Directory,
            _ => Self::Other,
        }
    }
}

/// A command and those below it, whose arguments are completed.
fn completed(command: Command, line: &Arc<Line>, path: &str) -> Command {
    let command = command.mut_args(|argument| {
        let names = argument.get_value_names().unwrap_or_default();
        let kinds: Vec<Kind> = names.iter().map(|name| Kind::of(path, &argument, name)).collect();
        if kinds.iter().all(|kind| *kind == Kind::Other) {
            return argument;
        }
        let id = argument.get_id().to_string();
        argument.add(ArgValueCompleter::new(Completer { line: Arc::clone(line), argument: id, kinds }))
    });
    command.mut_subcommands(|below| {
        let path = format!("{path} {}", below.get_name());
        completed(below, line, path.trim_start())
    })
}

/// Completes the values of an argument.
struct Completer {
    line: Arc<Line>,
    argument: String,
    /// One for each value; the last one also for further values.
    kinds: Vec<Kind>,
}

impl ValueCompleter for Completer {
    fn complete(&self, typed: &OsStr) -> Vec<CompletionCandidate> {
        let given = self.line.values(&self.argument);
        let has_id = self.kinds.len() > 1 && self.line.value("id").is_some();
        let position = given.len() + usize::from(has_id);
        let Some(kind) = self.kinds.get(position).or(self.kinds.last()).copied() else { return Vec::new() };
        if kind == Kind::File || kind == Kind::Directory {
            let paths = if kind == Kind::File { PathCompleter::any() } else { PathCompleter::dir() };
            return paths.complete(typed).into_iter().filter(|path| path.get_value() != ".").collect();
        }
        let Some(prefix) = typed.to_str() else { return Vec::new() };
        let found = self.found(kind, prefix).into_iter();
        let new = found.filter(|(value, _)| !given.iter().any(|given| given.to_str() == Some(value)));
        new.map(|(value, about)| CompletionCandidate::new(value).help((!about.is_empty()).then(|| about.into()))).collect()
    }
}

impl Completer {
    /// The values of a kind that begin with a prefix, each with a description.
    fn found(&self, kind: Kind, prefix: &str) -> Vec<(String, String)> {
        let search = |wanted| database::search(self.line.overrides(), wanted, prefix.to_owned());
        let beginning =
            |values: Vec<(String, String)>| values.into_iter().filter(|(value, _)| value.starts_with(prefix)).collect();
        match kind {
            Kind::Username => search(Wanted::Usernames),
            Kind::Variable => self.line.owner(&self.argument).map(|owner| search(Wanted::Variables(owner))).unwrap_or_default(),
            Kind::ApiKey => search(Wanted::ApiKeys),
            Kind::Confirmation => {
                let names = ["name", "names"].into_iter().flat_map(|id| self.line.values(id));
                beginning(names.filter_map(|name| Some((name.into_string().ok()?, String::new()))).collect())
            }
            Kind::Help => beginning(explained(&self.line.values(&self.argument))),
            Kind::AuditAction => {
                beginning(AuditAction::ALL.iter().map(|action| (action.name().to_owned(), String::new())).collect())
            }
            Kind::Setting => beginning(TABLE.iter().map(|known| (known.name.to_owned(), known.about.to_owned())).collect()),
            Kind::File | Kind::Directory | Kind::Other => Vec::new(),
        }
    }
}

/// The commands below the one that these words name, and at first the topics of the help, each with a description.
fn explained(words: &[OsString]) -> Vec<(String, String)> {
    let below = |parent: Command, word: &OsString| parent.find_subcommand(word).cloned();
    let Some(parent) = words.iter().try_fold(aliases::command(), below) else { return Vec::new() };
    let about = |command: &Command| command.get_about().map(ToString::to_string).unwrap_or_default();
    let commands = parent.get_subcommands().map(|command| (command.get_name().to_owned(), about(command)));
    let topics = TOPICS.iter().filter(|_| words.is_empty()).map(|topic| (topic.name.to_owned(), topic.about.to_owned()));
    commands.chain(topics).collect()
}
