//! The rotation wizard, from the choice of keys to the summary. It can be left at every step; the last line says what that
//! means.
//!
//! ```text
//!   ✓ Check   › Plan   · Back up   · Confirm   · Rotate   · Done
//!
//!   Active key   4ab1…
//!   …
//!   Nothing has been changed. Enter Continue · Esc Back
//! ```

mod actions;
mod forms;
mod steps;
mod view;
mod work;

use std::sync::Arc;

pub use self::actions::{Action, Choice, Job, Reply};
pub use self::steps::RotationScreen;
use self::steps::Step;
use self::work::Operation;
use crate::error::Kind;
use crate::service::progress::Progress;
use crate::service::rotation::{Phase, RotationStatus};
use crate::tui::parts::key_history::KeyHistoryPane;
use crate::tui::screen::prelude::*;

type Cx<'a> = Context<'a, Job, Choice>;

impl Screen for RotationScreen {
    type Action = Action;
    type Choice = Choice;
    type Job = Job;

    const ROUTE: Route = Route::Rotation;
    const OFFERED_ON: &'static [Route] = &[Route::SecretKey, Route::Rotation];

    fn new(env: &Env) -> Self {
        Self::at_first_step(&env.info.backups)
    }

    /// A result is kept until it was seen, even if the task ended while another screen was shown.
    fn leave(&mut self, cx: &mut Cx<'_>) {
        let is_over = matches!(self.step, Step::Done(..) | Step::Failed(..) | Step::Unfinished(_));
        if is_over {
            *self = Self::new(cx.env);
        }
    }

    fn load(&mut self, cx: &mut Cx<'_>) {
        cx.query(Job::State);
        KeyHistoryPane::load(Job::History, cx);
    }

    fn disabled(&self, action: Action, env: &Env) -> Option<Reason> {
        match action {
            Action::Resume | Action::RollBack => {
                let reason = match &self.unfinished {
                    None => Some("no rotation was interrupted".into()),
                    Some(rotation) if action == Action::RollBack && rotation.phase == Phase::RolledBack => {
                        Some("the rotation was rolled back already".into())
                    }
                    Some(_) => None,
                };
                env.task_in_progress().or(reason)
            }
        }
    }

    fn act(&mut self, action: Action, cx: &mut Cx<'_>) {
        match action {
            Action::Resume => {
                let is_rolled_back = self.unfinished.as_ref().is_some_and(|rotation| rotation.phase == Phase::RolledBack);
                let text = if is_rolled_back {
                    "Complete the rollback? Secrets that other clients wrote are re-encrypted with the active key, and the abandoned key is no longer kept."
                } else {
                    "Resume the rotation? The remaining secrets are re-encrypted with the new key, and the key files are updated."
                };
                cx.confirm(Confirm::new("Resume rotation", text, "Resume"), Choice::Resume);
            }
            Action::RollBack => {
                let text =
                    "Roll back the rotation? Every secret is re-encrypted with the previous key, and the key files are restored.";
                cx.confirm(Confirm::new("Roll back rotation", text, "Roll back"), Choice::RollBack);
            }
        }
    }

    fn choose(&mut self, choice: Choice, cx: &mut Cx<'_>) {
        match choice {
            Choice::Resume => self.begin(Operation::Resume, Job::Resume, cx),
            Choice::RollBack => self.begin(Operation::RollBack, Job::RollBack, cx),
            Choice::Interrupt => cx.request(Request::CancelTask),
        }
    }

    fn reply(&mut self, reply: Reply, cx: &mut Cx<'_>) {
        match reply {
            Reply::State(state) => cx.request(Request::Announce(News::KeyState(Arc::new(state)))),
            Reply::History(history) => self.history.take(history),
            Reply::PreviousKeyFileChecked => {
                if matches!(self.step, Step::BackUp) {
                    self.ask_to_confirm();
                }
            }
            Reply::Planned { request, report, named } => {
                (self.plan, self.named) = (Some((request, report)), named);
                self.go_to(Step::Plan);
            }
            Reply::Done { report, named } => {
                (self.plan, self.named) = (None, named);
                self.go_to(Step::Done(Box::new(report)));
                cx.request(Request::Announce(News::SecretsRotated));
            }
        }
    }

    fn fail(&mut self, slot: Slot, error: Error, _env: &Env) -> Option<Error> {
        if matches!((slot, &self.step), (Slot::LookUp(_), Step::BackUp)) {
            self.back_up.set_error(Some(Field::PreviousKeyFile), &error.in_console());
            return None;
        }
        if slot != Slot::Task {
            return Some(error);
        }
        let operation = self.operation().unwrap_or(Operation::Rotate);
        if operation == Operation::Plan && error.kind() != Kind::Undecryptable {
            self.keys.set_error(error.field(), &error.in_console());
            self.go_to(Step::Keys);
        } else {
            self.go_to(Step::Failed(operation, error));
        }
        None
    }

    fn key(&mut self, key: KeyEvent, cx: &mut Cx<'_>) -> bool {
        self.press(key, cx)
    }

    fn paste(&mut self, text: &str, _cx: &mut Cx<'_>) {
        match &mut self.step {
            Step::Keys => self.keys.paste(text),
            Step::BackUp => self.back_up.paste(text),
            Step::Confirm { input, .. } => input.insert(text),
            Step::Plan | Step::Working(_) | Step::Done(..) | Step::Failed(..) | Step::Unfinished(_) => {}
        }
    }

    fn point(&mut self, pointer: Pointer, _cx: &mut Cx<'_>) -> Option<KeyEvent> {
        if self.history.point(pointer) {
            return None;
        }
        if let Gesture::Wheel(rows) = pointer.gesture {
            self.scroll.scroll_by(rows);
        }
        let of_form = match self.step {
            Step::Keys => self.keys.point(pointer),
            Step::BackUp => self.back_up.point(pointer),
            Step::Plan | Step::Confirm { .. } | Step::Working(_) | Step::Done(..) | Step::Failed(..) | Step::Unfinished(_) => {
                None
            }
        };
        of_form.or_else(|| self.foot.clicked(pointer))
    }

    fn go(&mut self, by: Move, _cx: &mut Cx<'_>) {
        self.scroll.scroll_by(by.rows());
    }

    fn hear(&mut self, news: &News) {
        match news {
            News::KeyState(state) => {
                let origin = state.current.as_ref().and_then(|key| key.origin.path());
                self.back_up.set_introduction(forms::about_backup(origin));
                self.take_unfinished(state.rotation.as_ref());
            }
            News::SecretsRotated | News::Changed => {}
        }
    }

    fn progress(&mut self, progress: Progress, now: Timestamp) {
        if let Step::Working(work) = &mut self.step {
            work.report(progress, now);
        }
    }

    fn cancelling(&mut self) {
        if let Step::Working(work) = &mut self.step {
            work.is_ending = true;
        }
    }
}

impl RotationScreen {
    /// Takes the state of an interrupted rotation, which comes before any other.
    fn take_unfinished(&mut self, unfinished: Option<&RotationStatus>) {
        self.unfinished = unfinished.cloned();
        match (&self.step, unfinished) {
            (Step::Working(_) | Step::Failed(..) | Step::Done(..), _) => {}
            (_, Some(rotation)) => self.go_to(Step::Unfinished(Box::new(rotation.clone()))),
            (Step::Unfinished(_), None) => self.go_to(Step::Keys),
            (Step::Keys | Step::Plan | Step::BackUp | Step::Confirm { .. }, None) => {}
        }
    }
}
