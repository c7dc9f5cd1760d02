//! The secret key: its state, whether the database uses it, and which key decrypts which value.

mod actions;
mod adoption;
mod view;

use std::sync::Arc;

pub use self::actions::{Action, AdoptionPlan, Choice, Job, Reply};
use crate::service::credentials::Credential;
use crate::service::keys::{KeyCheck, KeyState};
use crate::service::progress::Progress;
use crate::tui::parts::key_history::KeyHistoryPane;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::progress_meter::ProgressMeter;

type Cx<'a> = Context<'a, Job, Choice>;

const CHECK: Task =
    Task { name: "Key check", route: Route::SecretKey, keys: "press 4", changes: false, on_quit: Task::CHANGES_NOTHING };
const PLAN: Task = Task { name: "Adoption check", ..CHECK };
const ADOPT: Task = Task {
    name: "Adoption",
    changes: true,
    on_quit: "quitting cancels it while secrets are checked, and nothing is changed. No secret is lost either way. Quit?",
    ..CHECK
};

/// The state of the check of every value, alone or before the active key is adopted.
#[derive(Debug)]
enum Check {
    Never,
    Running(ProgressMeter),
    /// With the undecryptable secrets, by owner and variable.
    Done(Timestamp, Box<KeyCheck>, Vec<String>),
    Planned(Box<AdoptionPlan>),
    Failed(String),
}

/// The secret key screen.
#[derive(Debug)]
pub struct SecretKeyScreen {
    state: Option<Arc<KeyState>>,
    check: Check,
    scroll: Scroll,
    history: KeyHistoryPane,
    /// The keys that its text names.
    hints: KeyHints,
}

impl Screen for SecretKeyScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::SecretKey;

    fn new(_env: &Env) -> Self {
        let (scroll, history, hints) = (Scroll::default(), KeyHistoryPane::default(), KeyHints::default());
        Self { state: None, check: Check::Never, scroll, history, hints }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        cx.query(Job::State);
        KeyHistoryPane::load(Job::History, cx);
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        match action {
            Action::Check => env.task_in_progress(),
            Action::Adopt => env.task_in_progress().or_else(|| self.why_not_adopted()),
            Action::ListCredentials | Action::Generate | Action::Rotate | Action::BackUp | Action::ShowBackups => None,
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Check => self.begin(CHECK, Job::Check, cx),
            Action::ListCredentials => cx.run(Job::ListCredentials),
            Action::Adopt => match &self.check {
                Check::Planned(plan) => cx.open(plan.ask()),
                Check::Never | Check::Running(_) | Check::Done(..) | Check::Failed(_) => self.begin(PLAN, Job::PlanAdoption, cx),
            },
            Action::Generate => cx.run(Job::Generate),
            Action::Rotate => cx.request(Request::Go(Route::Rotation, None)),
            Action::BackUp => cx.form(actions::back_up_form(cx.env.now)),
            Action::ShowBackups => cx.request(Request::Go(Route::Backups, None)),
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Run(job @ Job::Adopt { .. }) => self.begin(ADOPT, job, cx),
            Choice::Run(job) => cx.run(job),
            Choice::AskToAdopt => {
                cx.close_form();
                if let Check::Planned(plan) = &self.check {
                    cx.open(plan.confirm(true));
                }
            }
            Choice::WriteKey(key) => cx.form(actions::write_key_form(key)),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::State(state) => cx.request(Request::Announce(News::KeyState(Arc::new(state)))),
            Reply::History(history) => self.history.take(history),
            Reply::Checked { check, named } => {
                let (checked, unreadable) = (count(check.stats.total, "secret"), check.stats.unreadable.len() as u64);
                match unreadable {
                    0 => cx.say(format!("Checked {checked}: all can be decrypted")),
                    unreadable => cx.fail(format!("Checked {checked}: {} cannot be decrypted", grouped(unreadable))),
                }
                self.check = Check::Done(cx.env.now, Box::new(check), named);
            }
            Reply::AdoptionPlanned(plan) => {
                self.check = Check::Planned(Box::new(plan));
                self.scroll = Scroll::default();
            }
            Reply::Adopted(adoption) => {
                let undecryptable = match adoption.stats.unreadable.len() as u64 {
                    0 => String::new(),
                    number => format!("; {} cannot be decrypted", count(number, "secret")),
                };
                cx.say(format!("Adopted the key {} for this database{undecryptable}", adoption.fingerprint));
                self.check = Check::Never;
                cx.reload();
            }
            Reply::Generated { key, fingerprint } => offer_key(key, fingerprint, cx),
            Reply::Written(path) => {
                cx.close_form();
                cx.request(Request::CloseDetails);
                cx.say(format!("Wrote the new key to {}; restart the console to use it", path.display()));
            }
            Reply::BackedUp { path, facts } => {
                cx.close_form();
                let key = facts.fingerprint.map(|key| format!("; its secrets are encrypted with key {key}")).unwrap_or_default();
                cx.say(format!("Backed up the database ({}) to {}{key}", count(facts.users, "user"), path.display()));
            }
            Reply::Credentials { shown, total } => list_credentials(&shown, total, cx),
        }
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        if slot != Slot::Task {
            return Some(error);
        }
        self.check = Check::Failed(error.to_string());
        None
    }

    fn go(&mut self, by: Move, _cx: &mut Cx<'_>) {
        self.scroll.scroll_by(by.rows());
    }

    fn point(&mut self, pointer: Pointer, cx: &mut Cx<'_>) -> Option<KeyEvent> {
        match pointer.gesture {
            Gesture::Wheel(rows) if !self.history.point(pointer) => self.go(Move::By(rows), cx),
            Gesture::Wheel(_) | Gesture::Click => {}
        }
        self.hints.clicked(pointer)
    }

    fn back(&mut self, cx: &mut Cx<'_>) {
        match self.check {
            Check::Running(_) => cx.request(Request::CancelTask),
            Check::Planned(_) => self.check = Check::Never,
            Check::Never | Check::Done(..) | Check::Failed(_) => {}
        }
    }

    fn hear(&mut self, news: &News) {
        match news {
            News::KeyState(state) => self.state = Some(Arc::clone(state)),
            News::SecretsRotated => self.forget_check(),
            News::Changed => {}
        }
    }

    fn progress(&mut self, progress: Progress, now: Timestamp) {
        if let Check::Running(meter) = &mut self.check {
            meter.report(progress.done, progress.total, now);
        }
    }
}

impl SecretKeyScreen {
    /// Starts a task that decrypts every value.
    fn begin(&mut self, task: Task, job: Job, cx: &mut Cx<'_>) {
        if cx.begin(task, job) {
            self.check = Check::Running(ProgressMeter::new(cx.env.now));
        }
    }

    /// Why the active key cannot be adopted.
    fn why_not_adopted(&self) -> Option<Reason> {
        let Some(state) = &self.state else { return Some("the key is still being read".into()) };
        let active = match state.current.as_ref().map(|facts| &facts.key) {
            None => return Some("no secret key is set".into()),
            Some(Err(_)) => return Some("the active key is unusable".into()),
            Some(Ok((active, _))) => active,
        };
        if state.rotation.is_some() {
            return Some("a rotation was interrupted".into());
        }
        let is_adopted = state.binding.as_ref().is_some_and(|binding| binding.fingerprint == *active);
        is_adopted.then_some("the active key is already the database's key".into())
    }

    const fn is_checking(&self) -> bool {
        matches!(self.check, Check::Running(_))
    }

    /// Discards the result of the last check.
    fn forget_check(&mut self) {
        if !self.is_checking() {
            self.check = Check::Never;
        }
    }
}

/// Offers to copy a new key or to write it to a file.
fn offer_key(key: Secret, fingerprint: String, cx: &mut Cx<'_>) {
    let facts = [
        ("Fingerprint", fingerprint),
        ("Key", "••••••••  (43 characters, 256 random bits)".to_owned()),
        ("", "Not saved yet: copy it, or write it to a .env file. To re-encrypt the secrets of this database with a new key, rotate.".to_owned()),
    ];
    let details = DetailsOverlay::new("New secret key", facts).with_new_key(key.clone());
    cx.open(Overlay::Details(details, Some(Choice::WriteKey(key))));
}

fn list_credentials(shown: &[Credential], total: u64, cx: &mut Cx<'_>) {
    let line = |one: &Credential| format!("{}: {} {}", text::clean(&one.owner), one.kind.name(), text::clean(&one.name));
    let mut lines: Vec<String> = shown.iter().map(line).collect();
    let rest = total - shown.len() as u64;
    if rest > 0 {
        lines.push(format!("and {} more: `kozmoai key credentials` lists them all", grouped(rest)));
    } else if lines.is_empty() {
        lines.push("This database has no credentials.".to_owned());
    }
    cx.details(DetailsOverlay::new("Credentials to replace after a leak", lines.into_iter().map(|line| ("", line))));
}
