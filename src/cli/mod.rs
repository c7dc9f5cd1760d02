//! The commands, one file each. `args` defines the command line, `output` prints, `prompt` asks.

mod api_keys;
mod args;
mod audit;
mod backup;
mod backups;
mod config;
mod doctor;
mod help;
mod interrupt;
mod keys;
mod output;
mod ownership;
mod progress;
mod prompt;
mod reference;
mod rotate;
mod stdout;
mod store;
mod store_key;
mod superuser;
mod transfer;
mod users;
mod variables;

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::{Arc, OnceLock};

use clap::{CommandFactory, Parser};

use self::args::{Cli, Command, Global, Run, Theme};
use self::output::Output;
use self::prompt::Prompt;
use crate::config::{Origin, Overrides, Settings, ThemeChoice};
use crate::error::{CommandError, Error, Kind, Remedy, Result};
use crate::fs::account;
use crate::fs::trust::Trust;
use crate::model::Actor;
use crate::panics;
use crate::service::{Notices, Service};
use crate::tui;

/// Runs the command line and returns the exit code of the process.
pub fn run() -> ExitCode {
    restrict_process();
    panics::silence();
    panics::end_aborts();
    interrupt::survive_file_size_limit();
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let output = Output::new(&cli.global);
    let context = Context::new(&cli.global, &output, cli.command.as_ref());
    let done = panics::catch(|| context.carry_out(cli.command)).unwrap_or_else(|panic| Err(panic.into_error()));
    context.notices.take_besides(done.as_ref().err()).iter().for_each(|notice| output.warning(notice));
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

/// What every command needs: the global flags and the output, and on demand settings and database.
struct Context<'a> {
    global: &'a Global,
    output: &'a Output,
    /// Loaded once, since a file that they name may be a pipe.
    settings: OnceLock<Arc<Settings>>,
    /// The notices that are printed when the command has ended.
    notices: Notices,
    /// Whether the command reports an interrupted rotation itself.
    reports_rotation: bool,
}

impl<'a> Context<'a> {
    fn new(global: &'a Global, output: &'a Output, command: Option<&Command>) -> Self {
        let reports_rotation = matches!(command, Some(Command::Rotate(_) | Command::Doctor));
        Self { global, output, settings: OnceLock::new(), notices: Notices::default(), reports_rotation }
    }

    fn carry_out(&self, command: Option<Command>) -> Result<()> {
        panics::rehearse("command");
        match command {
            None if io::stdin().is_terminal() && io::stdout().is_terminal() => self.console(&Run::default()),
            None => {
                self.output.help(&self::command().render_help().to_string());
                Err(CommandError::CommandMissing.into())
            }
            Some(Command::Run(run)) => self.console(&run),
            Some(Command::Superuser(args)) => superuser::run(self, &args),
            Some(Command::Users(verb)) => users::run(self, verb),
            Some(Command::Variables(verb)) => variables::run(self, verb),
            Some(Command::ApiKeys(verb)) => api_keys::run(self, verb),
            Some(Command::StoreKey(verb)) => store_key::run(self, &verb),
            Some(Command::Keygen(args)) => keys::keygen(self.output, &args),
            Some(Command::Key(args::Key::Show)) => keys::show(self),
            Some(Command::Key(args::Key::Check)) => keys::check(self),
            Some(Command::Key(args::Key::Credentials)) => keys::credentials(self),
            Some(Command::Key(args::Key::Adopt(args))) => keys::adopt(self, &args),
            Some(Command::Rotate(args)) => rotate::run(self, &args),
            Some(Command::Backup(args)) => backup::back_up(self, &args),
            Some(Command::Backups(verb)) => backups::run(self, &verb),
            Some(Command::Restore(args)) => backup::restore(self, &args),
            Some(Command::Store(args::Store::Copy(args))) => store::copy(self, &args),
            Some(Command::Doctor) => doctor::run(self),
            Some(Command::Audit(args)) => audit::run(self, &args),
            Some(Command::Config(args::Config { verb: None })) => config::run(self),
            Some(Command::Config(args::Config { verb: Some(args::ConfigVerb::Get { name }) })) => config::get(self, &name),
            Some(Command::Completions { shell }) => reference::completions(self.output, shell),
            Some(Command::Man) => reference::man(self.output),
        }
    }

    fn settings(&self) -> Result<Arc<Settings>> {
        if let Some(settings) = self.settings.get() {
            return Ok(Arc::clone(settings));
        }
        let Global { env_file, store, config_dir, .. } = self.global.clone();
        let settings = Settings::load(&Overrides { env_file, store, config_dir })?;
        Ok(Arc::clone(self.settings.get_or_init(|| Arc::new(settings))))
    }

    /// The service on the configured database. A database that was named but does not exist is refused: a typo in its name
    /// would create another one.
    fn service(&self) -> Result<Service> {
        let settings = self.settings()?;
        if settings.store.origin == Origin::Default { self.service_with(settings) } else { self.existing_service() }
    }

    /// The same for commands that may create the database.
    fn creating_service(&self) -> Result<Service> {
        self.service_with(self.settings()?)
    }

    fn service_with(&self, settings: Arc<Settings>) -> Result<Service> {
        self.warn(&settings);
        Service::open(settings).map(|service| self.with_notices(service))
    }

    fn with_notices(&self, service: Service) -> Service {
        let service = service.with_notices(self.notices.clone());
        if !self.reports_rotation {
            service.notify_of_rotation();
        }
        service
    }

    /// The same for commands that make no sense on a new database.
    fn existing_service(&self) -> Result<Service> {
        let settings = self.settings()?;
        self.warn(&settings);
        Service::open_existing(settings).map(|service| self.with_notices(service))
    }

    /// The same for commands on the audit log, which may be damaged.
    fn service_for_audit(&self, accepting: bool) -> Result<Service> {
        let settings = self.settings()?;
        self.warn(&settings);
        Service::open_for_audit(settings, accepting).map(|service| self.with_notices(service))
    }

    fn warn(&self, settings: &Settings) {
        settings.warnings.iter().for_each(|warning| self.output.warning(warning));
    }

    /// Warns of reads that the audit log could not record.
    fn warn_of_unrecorded(&self, service: &Service) {
        if let Some(reason) = service.unrecorded() {
            self.output.warning(&reason);
        }
    }

    /// Warns of a weak key before it encrypts something.
    fn warn_of_weak_key(&self, service: &Service) {
        if let Some(weakness) = service.weakness() {
            self.output.warning(&weakness);
        }
    }

    const fn prompt(&self) -> Prompt<'a> {
        Prompt { output: self.output, no_input: self.global.no_input }
    }

    fn console(&self, run: &Run) -> Result<()> {
        if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
            return Err(CommandError::ConsoleNeedsTerminal.into());
        }
        let settings = self.settings()?;
        let theme = run.theme.map_or(settings.theme.value, |theme| match theme {
            Theme::Auto => ThemeChoice::Auto,
            Theme::Dark => ThemeChoice::Dark,
            Theme::Light => ThemeChoice::Light,
            Theme::HighContrast => ThemeChoice::HighContrast,
            Theme::Mono => ThemeChoice::Mono,
        });
        let mouse = run.mouse || settings.mouse.value;
        let service = Service::open(settings)?;
        let service = if run.read_only { service.read_only() } else { service };
        tui::run(service, &tui::Options { mouse, theme })
    }
}

/// Warns of a file, named by a flag or an argument, that other users could have written; it is used nevertheless.
fn warn_of_foreign_file(output: &Output, path: &Path, named_by: &str) {
    if let Some(doubt) = Trust::own().doubt(path) {
        output.warning(&format!("{} It is used, because {named_by} names it.", doubt.message()));
    }
}

/// The actor of the commands: the account of the operating system.
fn operator() -> Actor {
    Actor::Operator(account::name_of(rustix::process::getuid().as_raw()))
}

/// The error of a flag whose value is not a time.
fn invalid_time(text: &str, flag: &'static str) -> Error {
    CommandError::TimeInvalid { time: text.to_owned(), flag }.into()
}

/// Prints what clap returns: help and version on standard output, everything else as an error.
fn usage(error: &clap::Error) -> ExitCode {
    use clap::error::ErrorKind;
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Printed by clap, which handles terminals and colours; a reader that closed the pipe has read enough.
        let printed = error.print();
        let is_lost = printed.is_err_and(|error| error.kind() != io::ErrorKind::BrokenPipe);
        return if is_lost { ExitCode::from(Kind::Unexpected.exit_code()) } else { ExitCode::SUCCESS };
    }
    if std::env::args_os().any(|argument| argument == "--json") {
        let text = error.render().to_string();
        let (first, rest) = text.split_once('\n').unwrap_or((text.as_str(), ""));
        let reason = first.trim_start_matches("error: ").to_owned();
        let hint = rest
            .lines()
            .map(str::trim)
            .find(|line| ["tip:", "[possible values:", "Usage:"].iter().any(|start| line.starts_with(start)));
        let error = Error::from(CommandError::ArgumentsInvalid { reason });
        let error = hint.into_iter().map(Remedy::from).fold(error, Error::hint);
        let global = Cli::try_parse_from(["kozmoai", "--json", "config"]).map(|cli| cli.global);
        if let Ok(global) = global {
            Output::new(&global).error(&error);
        }
    } else {
        let text = error.render().to_string();
        let cleaned = crate::text::clean_lines(&text);
        // Without standard error there is nowhere to report this.
        drop(if cleaned == text { error.print() } else { write!(io::stderr(), "{cleaned}") });
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

/// The definition of the command line, for completions and the manual.
fn command() -> clap::Command {
    Cli::command()
}
