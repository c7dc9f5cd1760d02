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

mod view;
mod work;

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::work::What;
use self::work::Work;
use crate::error::{Error, Field, Kind};
use crate::model::Timestamp;
use crate::service::backup::Destination;
use crate::service::progress::Progress;
use crate::service::rotation::{Report, Request, RotationStatus};
use crate::tui::action::Id;
use crate::tui::effect::{Job, RotationOptions};
use crate::tui::remedies;
use crate::tui::widgets::form::{Form, FormEvent, Value};
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::scroll::Scroll;

/// The word to type before anything is changed.
const CONFIRMATION: &str = "rotate";

/// The effect of a key on the wizard.
#[derive(Debug)]
pub enum RotationEvent {
    /// None; the key may have a meaning elsewhere.
    Ignored,
    /// It was handled.
    Taken,
    /// Leave the wizard.
    Leave,
    /// Start this task.
    Begin(Job),
    /// Cancel the task.
    End,
    /// Cancel the task once that is confirmed.
    AskToEnd,
    /// Carry out an action.
    Act(Id),
}

/// A step of the wizard.
#[derive(Debug)]
enum Step {
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
    Done(What, Box<Report>),
    /// The task failed.
    Failed(What, Error),
    /// An earlier rotation was interrupted.
    Unfinished(Box<RotationStatus>),
}

/// The wizard.
#[derive(Debug)]
pub struct RotationScreen {
    step: Step,
    keys: Form,
    back_up: Form,
    plan: Option<(Box<Request>, Report)>,
    /// The scroll position of the current step's text.
    pub scroll: Scroll,
}

impl Default for RotationScreen {
    fn default() -> Self {
        Self::new("")
    }
}

impl RotationScreen {
    /// Creates the wizard at its first step; `backups` is the default directory for backups.
    pub fn new(backups: &str) -> Self {
        let text = |value| Value::Text(TextInput::with(value));
        let keys = [
            ("New key file", text("")),
            ("Previous key files", text("")),
            ("Update key files", Value::Check(true)),
            ("Skip undecryptable", Value::Check(false)),
            ("Allow weak key", Value::Check(false)),
            ("Online (server running)", Value::Check(false)),
        ];
        let back_up = [("Create backup", Value::Check(true)), ("Directory", text(backups))];
        let mut screen = Self {
            step: Step::Keys,
            keys: Form::new(keys, &["Cancel", "Check"]),
            back_up: Form::new(back_up, &["Back", "Continue"]),
            plan: None,
            scroll: Scroll::default(),
        };
        // For the defaults, Enter is enough.
        screen.keys.focus_submit();
        screen.back_up.focus_submit();
        screen.advise();
        screen
    }

    /// Whether nothing is in progress that should be kept when the wizard is opened again.
    pub const fn is_over(&self) -> bool {
        matches!(self.step, Step::Done(..) | Step::Failed(..) | Step::Unfinished(_))
    }

    /// Whether an input has the focus, so that keys are text.
    pub const fn is_typing(&self) -> bool {
        matches!(self.step, Step::Keys | Step::BackUp | Step::Confirm { .. })
    }

    /// The running task, if any.
    pub const fn working(&self) -> Option<What> {
        if let Step::Working(work) = &self.step { Some(work.what) } else { None }
    }

    /// Starts a task.
    pub fn begin(&mut self, what: What, now: Timestamp) {
        let backup = self.plan.as_ref().is_none_or(|(request, _)| request.backup != Destination::Nowhere);
        self.go(Step::Working(Work::new(what, backup, now)));
    }

    /// Takes the progress of the task.
    pub fn report(&mut self, progress: Progress, now: Timestamp) {
        if let Step::Working(work) = &mut self.step {
            work.report(progress, now);
        }
    }

    /// Shows that the task is being cancelled.
    pub const fn ending(&mut self) {
        if let Step::Working(work) = &mut self.step {
            work.is_ending = true;
        }
    }

    /// Takes the plan.
    pub fn planned(&mut self, request: Box<Request>, report: Report) {
        self.plan = Some((request, report));
        self.go(Step::Plan);
    }

    /// Takes the report of the finished task.
    pub fn done(&mut self, report: Report) {
        let what = self.working().unwrap_or(What::Rotate);
        self.plan = None;
        self.go(Step::Done(what, Box::new(report)));
    }

    /// Takes the error of the failed or cancelled task.
    pub fn fail(&mut self, error: Error) {
        let what = self.working().unwrap_or(What::Rotate);
        if what == What::Plan && error.kind() != Kind::Unreadable {
            let explained = remedies::explained(&error);
            match error.field() {
                Some(Field::NewKey) => self.keys.set_field_error(0, &explained),
                Some(Field::OldKeys) => self.keys.set_field_error(1, &explained),
                _ => self.keys.set_error(&explained),
            }
            return self.go(Step::Keys);
        }
        self.go(Step::Failed(what, error));
    }

    /// Takes the state of an interrupted rotation, which comes before any other.
    pub fn take_unfinished(&mut self, unfinished: Option<&RotationStatus>) {
        match (&self.step, unfinished) {
            (Step::Working(_) | Step::Failed(..) | Step::Done(..), _) => {}
            (_, Some(rotation)) => self.go(Step::Unfinished(Box::new(rotation.clone()))),
            (Step::Unfinished(_), None) => self.go(Step::Keys),
            (_, None) => {}
        }
    }

    fn go(&mut self, step: Step) {
        (self.step, self.scroll) = (step, Scroll::default());
    }

    /// Handles pasted text.
    pub fn paste(&mut self, text: &str) {
        match &mut self.step {
            Step::Keys => _ = self.keys.paste(text),
            Step::BackUp => _ = self.back_up.paste(text),
            Step::Confirm { input, .. } => input.insert(text),
            _ => {}
        }
    }

    /// Handles a key.
    pub fn key(&mut self, key: KeyEvent) -> RotationEvent {
        match &mut self.step {
            Step::Keys => return self.key_of_keys(key),
            Step::BackUp => return self.key_of_back_up(key),
            Step::Confirm { .. } => return self.key_of_confirmation(key),
            _ if self.scroll.key(key.code) => return RotationEvent::Taken,
            _ => {}
        }
        let closes = matches!(key.code, KeyCode::Esc | KeyCode::Enter);
        match (&self.step, key.code) {
            (Step::Plan, KeyCode::Enter) => self.go(Step::BackUp),
            (Step::Plan, KeyCode::Esc) => self.go(Step::Keys),
            (Step::Working(work), KeyCode::Esc) if work.is_ending => {}
            (Step::Working(work), KeyCode::Esc) if work.what == What::Plan => return RotationEvent::End,
            (Step::Working(_), KeyCode::Esc) => return RotationEvent::AskToEnd,
            (Step::Failed(What::Plan, _), KeyCode::Char('a')) => {
                self.keys.tick(3);
                return self.check();
            }
            (Step::Failed(What::Plan, _), _) if closes => self.go(Step::Keys),
            (Step::Failed(_, error), KeyCode::Char('e')) if error.kind() == Kind::Resumable => {
                return RotationEvent::Act(Id::ResumeRotation);
            }
            (Step::Failed(_, error), KeyCode::Char('x')) if error.kind() == Kind::Resumable => {
                return RotationEvent::Act(Id::RollBackRotation);
            }
            (Step::Done(..) | Step::Failed(..) | Step::Unfinished(_), _) if closes => return RotationEvent::Leave,
            _ => return RotationEvent::Ignored,
        }
        RotationEvent::Taken
    }

    fn key_of_keys(&mut self, key: KeyEvent) -> RotationEvent {
        match self.keys.key(key) {
            FormEvent::Submit => return self.check(),
            FormEvent::Cancel => return RotationEvent::Leave,
            FormEvent::Edited | FormEvent::Ignored => self.advise(),
        }
        RotationEvent::Taken
    }

    fn key_of_back_up(&mut self, key: KeyEvent) -> RotationEvent {
        match self.back_up.key(key) {
            FormEvent::Submit if self.back_up.checked(0) && self.back_up.text(1).is_empty() => {
                self.back_up.set_field_error(1, "Enter a directory, created if missing.");
            }
            FormEvent::Submit => {
                let directory = PathBuf::from(self.back_up.text(1));
                let backup = if self.back_up.checked(0) { Destination::Folder(directory) } else { Destination::Nowhere };
                if let Some((request, _)) = &mut self.plan {
                    request.backup = backup;
                }
                self.go(Step::Confirm { input: TextInput::default(), is_wrong: false });
            }
            FormEvent::Cancel => self.go(Step::Plan),
            FormEvent::Edited | FormEvent::Ignored => {}
        }
        RotationEvent::Taken
    }

    fn key_of_confirmation(&mut self, key: KeyEvent) -> RotationEvent {
        let Step::Confirm { input, is_wrong } = &mut self.step else { return RotationEvent::Ignored };
        let is_save = key.code == KeyCode::Char('s') && key.modifiers.contains(KeyModifiers::CONTROL);
        let submits = is_save || key.code == KeyCode::Enter;
        match key.code {
            KeyCode::Esc => self.go(Step::BackUp),
            _ if submits && input.value().trim() == CONFIRMATION => {
                if let Some((request, _)) = &self.plan {
                    return RotationEvent::Begin(Job::Rotate(request.clone()));
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
        RotationEvent::Taken
    }

    fn check(&self) -> RotationEvent {
        let path = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(PathBuf::from);
        RotationEvent::Begin(Job::PlanRotation(RotationOptions {
            new_key_file: path(self.keys.text(0)),
            old_key_files: self.keys.text(1).split(',').filter_map(path).collect(),
            update_sources: self.keys.checked(2),
            allow_unreadable: self.keys.checked(3),
            allow_weak_key: self.keys.checked(4),
            online: self.keys.checked(5),
        }))
    }

    /// Updates the line about the focused input.
    fn advise(&mut self) {
        let advice = match self.keys.focused_field() {
            Some(0) => "The file with the new key. If empty, a key is generated and written to the key files in use.",
            Some(1) => "Files with keys that some secrets are still encrypted with, separated by commas.",
            Some(2) => "Write the new key to the files the active key came from. Otherwise, do that yourself.",
            Some(3) => "Leave secrets that cannot be decrypted unchanged, instead of refusing to rotate.",
            Some(4) => "Accept a new key that is derived from a short passphrase.",
            Some(5) => "Rotate while Kozmoai is running. Secrets changed meanwhile need another pass.",
            _ => "A new key is generated unless you name a file. The check decrypts every secret and changes nothing.",
        };
        self.keys.advice = Some(advice.to_owned());
    }
}
