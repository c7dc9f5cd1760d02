//! The steps of the wizard, and the keys on each.

use super::actions::{Choice, Job};
use super::forms::{self, BackUp};
use super::work::{Operation, Work};
use crate::service::backup::Destination;
use crate::service::rotation::{Report, Request, RotationStatus};
use crate::tui::parts::key_history::KeyHistoryPane;
use crate::tui::screen;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::input::TextInput;

type Cx<'a> = Context<'a, Job, Choice>;

/// The word to type before anything is changed.
const CONFIRMATION: &str = "rotate";

/// A step of the wizard.
#[derive(Debug)]
pub(super) enum Step {
    /// The keys and options.
    Keys,
    /// The plan.
    Plan,
    /// The backup.
    BackUp,
    /// The confirmation.
    Confirm { input: TextInput, is_wrong: bool },
    /// A task is running.
    Working(Work),
    /// The task succeeded.
    Done(Box<Report>),
    /// The task failed.
    Failed(Operation, Error),
    /// An earlier rotation was interrupted.
    Unfinished(Box<RotationStatus>),
}

/// The wizard.
#[derive(Debug)]
pub struct RotationScreen {
    pub(super) step: Step,
    pub(super) keys: Form<Job>,
    pub(super) back_up: Form<BackUp>,
    pub(super) plan: Option<(Box<Request>, Report)>,
    /// The undecryptable secrets of the plan or the result, by owner and variable.
    pub(super) named: Vec<String>,
    /// The scroll position of the current step's text.
    pub(super) scroll: Scroll,
    /// The interrupted rotation, if any.
    pub(super) unfinished: Option<RotationStatus>,
    pub(super) history: KeyHistoryPane,
    /// The keys of the last line.
    pub(super) foot: KeyHints,
}

impl RotationScreen {
    /// Creates the wizard at its first step; `backups` is the default directory for backups.
    pub(super) fn at_first_step(backups: &str) -> Self {
        Self {
            step: Step::Keys,
            keys: forms::keys(),
            back_up: forms::back_up(backups),
            plan: None,
            named: Vec::new(),
            scroll: Scroll::default(),
            unfinished: None,
            history: KeyHistoryPane::default(),
            foot: KeyHints::default(),
        }
    }

    /// The operation that is running, if any.
    pub(super) const fn operation(&self) -> Option<Operation> {
        if let Step::Working(work) = &self.step { Some(work.operation) } else { None }
    }

    pub(super) fn go_to(&mut self, step: Step) {
        (self.step, self.scroll) = (step, Scroll::default());
    }

    /// Starts an operation, and shows it.
    pub(super) fn begin(&mut self, operation: Operation, job: Job, cx: &mut Cx<'_>) {
        let task = Task {
            name: operation.name(),
            route: Route::Rotation,
            keys: "press 4, then R",
            changes: operation != Operation::Plan,
            on_quit: operation.on_quit(),
        };
        if cx.begin(task, job) {
            let backup = self.plan.as_ref().is_none_or(|(request, _)| request.backup != Destination::Nowhere);
            self.go_to(Step::Working(Work::new(operation, backup, cx.env.now)));
            cx.request(screen::Request::Go(Route::Rotation, None));
        }
    }

    /// Handles a key; false if it has no meaning in this step.
    pub(super) fn press(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        match &mut self.step {
            Step::Keys => return self.press_at_keys(key, cx),
            Step::BackUp => return self.press_at_back_up(key, cx),
            Step::Confirm { .. } => return self.press_at_confirmation(key, cx),
            Step::Plan | Step::Working(_) | Step::Done(..) | Step::Failed(..) | Step::Unfinished(_) => {}
        }
        if self.scroll.key(key.code) {
            return true;
        }
        let closes = matches!(key.code, KeyCode::Esc | KeyCode::Enter);
        match (&self.step, key.code) {
            (Step::Plan, KeyCode::Enter) => self.go_to(Step::BackUp),
            (Step::Plan, KeyCode::Esc) => self.go_to(Step::Keys),
            (Step::Working(work), KeyCode::Esc) if work.is_ending => {}
            (Step::Working(work), KeyCode::Esc) if work.operation == Operation::Plan => {
                cx.request(screen::Request::CancelTask);
            }
            (Step::Working(_), KeyCode::Esc) => {
                let text = "Interrupt the rotation? During check and backup nothing has been changed yet; later it can be resumed or rolled back. No data is lost.";
                cx.confirm(Confirm::new("Interrupt rotation", text, "Interrupt").about_task(), Choice::Interrupt);
            }
            (Step::Failed(Operation::Plan, _), KeyCode::Char('a')) => {
                self.keys.check(forms::SKIP);
                self.check(cx);
            }
            (Step::Failed(Operation::Plan, _), _) if closes => self.go_to(Step::Keys),
            (Step::Done(..) | Step::Failed(..) | Step::Unfinished(_), _) if closes => leave(cx),
            _ => return false,
        }
        true
    }

    fn press_at_keys(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        match self.keys.key(key) {
            FormEvent::Submit => self.check(cx),
            FormEvent::Cancel => {
                // What was entered belongs to the rotation that is cancelled.
                *self = Self::at_first_step(&cx.env.info.backups);
                leave(cx);
            }
            FormEvent::Edited | FormEvent::Ignored => {}
        }
        true
    }

    fn press_at_back_up(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        match self.back_up.key(key) {
            FormEvent::Submit => self.back_up_as_entered(cx),
            FormEvent::Cancel => {
                cx.cancel_look_up();
                self.back_up.set_busy(false);
                self.go_to(Step::Plan);
            }
            FormEvent::Edited | FormEvent::Ignored => {}
        }
        true
    }

    /// Takes what was entered about the backup; a file for the previous key is checked first.
    fn back_up_as_entered(&mut self, cx: &mut Cx<'_>) {
        let Some(BackUp { backup, keep_old_key }) = self.back_up.value() else { return };
        let Some(backup) = backup else {
            return self.back_up.set_error(Some(Field::Backup), "Enter a directory, created if missing.");
        };
        let Some((request, _)) = &mut self.plan else { return };
        (request.backup, request.keep_old_key) = (backup, keep_old_key);
        if request.keep_old_key.is_some() {
            cx.look_up(Job::CheckPreviousKeyFile(request.clone()));
            self.back_up.set_busy(true);
        } else {
            self.ask_to_confirm();
        }
    }

    /// Goes to the confirmation.
    pub(super) fn ask_to_confirm(&mut self) {
        self.back_up.set_busy(false);
        self.go_to(Step::Confirm { input: TextInput::default(), is_wrong: false });
    }

    fn press_at_confirmation(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        let Step::Confirm { input, is_wrong } = &mut self.step else { return false };
        let is_save = key.code == KeyCode::Char('s') && key.modifiers.contains(KeyModifiers::CONTROL);
        let submits = is_save || key.code == KeyCode::Enter;
        match key.code {
            KeyCode::Esc => self.go_to(Step::BackUp),
            _ if submits && input.value().trim() == CONFIRMATION => {
                if let Some((request, _)) = &self.plan {
                    self.begin(Operation::Rotate, Job::Rotate(request.clone()), cx);
                }
            }
            _ if submits => *is_wrong = true,
            code => {
                *is_wrong = false;
                if !input.key(key) {
                    self.scroll.key(code);
                }
            }
        }
        true
    }

    fn check(&mut self, cx: &mut Cx<'_>) {
        if let Some(plan) = self.keys.value() {
            self.begin(Operation::Plan, plan, cx);
        }
    }
}

/// Goes back to the secret key screen.
fn leave(cx: &mut Cx<'_>) {
    cx.request(screen::Request::Go(Route::SecretKey, None));
}
