//! What every command needs: the global flags and the output, and on demand settings, database, prompts and signals.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::args::Global;
use super::args::list::ListArgs;
use super::args::shared::{DryRunArgs, ProgressArgs, When};
use super::operator::OperatorService;
use super::prompt::Prompt;
use super::signals::{self, CancelFlag, Interruption};
use crate::cli::render::Output;
use crate::cli::render::list::{List, Request as ListRequest};
use crate::cli::render::progress::{self, ProgressMeter};
use crate::config::{Origin, Overrides, Settings};
use crate::error::{CommandError, Kind, Problem, Result, StoreError};
use crate::service::progress::{Reporter, Stage, Watch};
use crate::service::rotation;
use crate::service::{CancelCheck, Notices, Service};

/// The context of a command.
pub(crate) struct Context<'a> {
    pub(crate) output: &'a Output,
    /// The notices that are printed when the command has ended.
    pub(crate) notices: Notices,
    global: &'a Global,
    /// Loaded once, since a file that they name may be a pipe.
    settings: OnceLock<Arc<Settings>>,
}

impl<'a> Context<'a> {
    pub(crate) fn new(global: &'a Global, output: &'a Output) -> Self {
        Self { output, notices: Notices::default(), global, settings: OnceLock::new() }
    }

    /// The settings. The first call prints their warnings.
    pub(crate) fn settings(&self) -> Result<Arc<Settings>> {
        let is_first = self.settings.get().is_none();
        let settings = self.settings_without_warnings()?;
        if is_first {
            self.output.warnings(&settings.warnings);
        }
        Ok(settings)
    }

    /// The same for commands that show the warnings in another way.
    pub(crate) fn settings_without_warnings(&self) -> Result<Arc<Settings>> {
        if let Some(settings) = self.settings.get() {
            return Ok(Arc::clone(settings));
        }
        let Global { env_file, store, config_dir, .. } = self.global.clone();
        let settings = Settings::load(&Overrides { env_file, store, config_dir })?;
        Ok(Arc::clone(self.settings.get_or_init(|| Arc::new(settings))))
    }

    /// The service on the configured database. A database that was named but does not exist is refused: a typo in its name
    /// would create another one.
    pub(crate) fn service(&self) -> Result<OperatorService> {
        let may_create = self.settings()?.store.origin == Origin::Default;
        self.open(if may_create { Service::open } else { Service::open_existing })
    }

    /// The same for a change that may be only planned, which creates no database; none if there is none to plan on.
    pub(crate) fn service_to_change(&self, plan: DryRunArgs) -> Result<Option<OperatorService>> {
        if !plan.dry_run || self.settings()?.store.origin != Origin::Default {
            return self.service().map(Some);
        }
        match self.existing_service() {
            Err(error) if matches!(error.problem(), Problem::Store(StoreError::DatabaseNotFound { .. })) => Ok(None),
            opened => opened.map(Some),
        }
    }

    /// The same for commands that may create the database.
    pub(crate) fn creating_service(&self) -> Result<OperatorService> {
        self.open(Service::open)
    }

    /// The same for commands that make no sense on a new database.
    pub(crate) fn existing_service(&self) -> Result<OperatorService> {
        self.open(Service::open_existing)
    }

    /// The same for `rotate`, which itself reports an interrupted rotation, and its progress as `--progress` says.
    pub(crate) fn service_for_rotation(&self) -> Result<OperatorService> {
        self.open_silently(Service::open_existing).map(OperatorService::from)
    }

    /// The same for commands on the audit log, which may be damaged.
    pub(crate) fn service_for_audit(&self, accepting: bool) -> Result<OperatorService> {
        self.open(|settings| Service::open_for_audit(settings, accepting))
    }

    fn open(&self, open: impl FnOnce(Arc<Settings>) -> Result<Service>) -> Result<OperatorService> {
        let service = self.open_silently(open)?.with_reporter(self.reporter());
        service.notify_of_rotation();
        Ok(service.into())
    }

    fn open_silently(&self, open: impl FnOnce(Arc<Settings>) -> Result<Service>) -> Result<Service> {
        Ok(open(self.settings()?)?.with_notices(self.notices.clone()))
    }

    /// Warns of reads that the audit log could not record.
    pub(crate) fn warn_of_unrecorded(&self, service: &Service) {
        self.output.warnings(&service.unrecorded());
    }

    /// Warns of a weak key before it encrypts something.
    pub(crate) fn warn_of_weak_key(&self, service: &Service) {
        self.output.warnings(&service.weakness());
    }

    pub(crate) const fn prompt(&self) -> Prompt<'a> {
        Prompt { output: self.output, no_input: self.global.no_input }
    }

    /// The request of a list. Ctrl-C ends the command.
    pub(crate) fn list_request<R>(&self, list: List<R>, args: &ListArgs) -> Result<ListRequest<'a, R>> {
        self.end_on_signal(Interruption::Reading)?;
        list.request(self.output, args)
    }

    /// Runs a long operation, shows its progress, and lets Ctrl-C cancel it.
    pub(crate) fn with_progress<T>(&self, args: &ProgressArgs, work: impl FnOnce(Watch<'_>) -> Result<T>) -> Result<T> {
        let cancelled = self.cancel_flag()?;
        let mut meter = ProgressMeter::new(args.progress, self.output.is_quiet());
        let done = work(&mut |progress| {
            meter.show(progress, |line| self.output.line_of_progress(line));
            !cancelled.load(Ordering::Relaxed)
        });
        progress::finish();
        done
    }

    /// Shows the progress of operations that take no [`ProgressArgs`].
    pub(crate) fn reporter(&self) -> Reporter {
        let meter = Mutex::new(ProgressMeter::new(When::Auto, self.output.is_quiet()));
        // Without --progress there are no lines to print.
        Reporter::new(move |progress| meter.lock().unwrap_or_else(PoisonError::into_inner).show(progress, |_| ()))
    }

    /// Runs a long operation, whose progress the service reports, and lets Ctrl-C cancel it.
    pub(crate) fn cancellable<T>(&self, work: impl FnOnce(CancelCheck<'_>) -> Result<T>) -> Result<T> {
        let cancelled = self.cancel_flag()?;
        let done = work(&|| cancelled.load(Ordering::Relaxed));
        progress::finish();
        done
    }

    fn cancel_flag(&self) -> Result<CancelFlag> {
        let journal = rotation::journal_file(&self.settings()?.config_dir.value);
        signals::cancel_flag(self.report_of(Interruption::Operation { journal }))
    }

    /// Lets signals end the program from now on, with an error and its exit code: for operations that are all or nothing,
    /// whenever they are interrupted.
    pub(crate) fn end_on_signal(&self, interruption: Interruption) -> Result<()> {
        signals::end_at_once(self.report_of(interruption))
    }

    fn report_of(&self, interruption: Interruption) -> signals::Report {
        let output = self.output.clone();
        Box::new(move || {
            let stopped = progress::stop();
            let has_not_begun = interruption == Interruption::Change && stopped.stage().is_some_and(Stage::precedes_change);
            let error = if has_not_begun { Some(CommandError::Interrupted.into()) } else { interruption.error() };
            error.iter().for_each(|error| output.error(error));
            // The process ends now; until then, the operation must not go on to change something.
            std::mem::forget(stopped);
            error.map_or(Kind::Interrupted, |error| error.kind()).exit_code()
        })
    }
}
