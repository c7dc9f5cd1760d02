//! The rotation wizard: from the keys to be used to what was done, a step at a time. It can be left at each of them; what
//! that means is said below.
//!
//! ```text
//!   ✓ Check   › Plan   · Back up   · Confirm   · Rotate   · Done
//!
//!   Old key      4ab1…
//!   …
//!   Enter goes on · Esc goes back: nothing has been changed.
//! ```

mod view;
mod work;

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use self::work::What;
use self::work::Work;
use crate::error::{Error, Kind};
use crate::model::Timestamp;
use crate::service::backup::Destination;
use crate::service::rotation::{Progress, Report, Request, Unfinished};
use crate::tui::action::Id;
use crate::tui::effect::{Job, KeyWishes};
use crate::tui::widgets::form::{Form, FormEvent, Value};
use crate::tui::widgets::input::TextInput;
use crate::tui::widgets::scroll::Scroll;

/// What is to be typed before anything is changed.
const CONFIRMATION: &str = "rotate";

/// What a key did.
#[derive(Debug)]
pub enum RotationEvent {
    /// Nothing; it may mean something elsewhere.
    Ignored,
    /// It was taken.
    Taken,
    /// The wizard is to be left.
    Leave,
    /// This is to be begun.
    Begin(Job),
    /// The work is to be asked to end.
    End,
    /// The same, once that was confirmed.
    AskToEnd,
    /// An action of the table.
    Act(Id),
}

/// Where one is.
#[derive(Debug)]
enum Step {
    /// Which keys, and what is allowed.
    Keys,
    /// What will be done.
    Plan,
    /// Where the backup goes.
    BackUp,
    /// Typing the word.
    Confirm { input: TextInput, is_wrong: bool },
    /// Something is going on.
    Working(Work),
    /// It went well.
    Done(What, Box<Report>),
    /// It did not.
    Failed(What, Error),
    /// A rotation from before was not ended.
    Unfinished(Box<Unfinished>),
}

/// The wizard.
#[derive(Debug)]
pub struct RotationScreen {
    step: Step,
    keys: Form,
    back_up: Form,
    plan: Option<(Box<Request>, Report)>,
    /// How far the text of this step is scrolled.
    pub scroll: Scroll,
}

impl Default for RotationScreen {
    fn default() -> Self {
        Self::new("")
    }
}

impl RotationScreen {
    /// The wizard at its first step; `backups` is where backups go if nothing else is said.
    pub fn new(backups: &str) -> Self {
        let text = |value| Value::Text(TextInput::with(value));
        let keys = [
            ("New key file", text("")),
            ("Older key files", text("")),
            ("Update key files", Value::Check(true)),
            ("Keep unreadable", Value::Check(false)),
            ("Take a weak key", Value::Check(false)),
            ("Others at work", Value::Check(false)),
        ];
        let back_up = [("Make a backup", Value::Check(true)), ("Folder", text(backups))];
        let mut screen = Self {
            step: Step::Keys,
            keys: Form::new(keys, &["Leave", "Check"]),
            back_up: Form::new(back_up, &["Back", "Go on"]),
            plan: None,
            scroll: Scroll::default(),
        };
        // Whoever wants nothing else has only to go on.
        screen.keys.focus_submit();
        screen.back_up.focus_submit();
        screen.advise();
        screen
    }

    /// Whether nothing is under way that coming back should find again.
    pub const fn is_over(&self) -> bool {
        matches!(self.step, Step::Done(..) | Step::Failed(..) | Step::Unfinished(_))
    }

    /// Whether keys are typed into something here, so that none of them means anything else.
    pub const fn is_typing(&self) -> bool {
        matches!(self.step, Step::Keys | Step::BackUp | Step::Confirm { .. })
    }

    /// What is going on, if anything is.
    pub const fn working(&self) -> Option<What> {
        if let Step::Working(work) = &self.step { Some(work.what) } else { None }
    }

    /// Work begins.
    pub fn begin(&mut self, what: What, now: Timestamp) {
        let backup = self.plan.as_ref().is_none_or(|(request, _)| request.backup != Destination::Nowhere);
        self.go(Step::Working(Work::new(what, backup, now)));
    }

    /// The work is so far.
    pub fn tell(&mut self, progress: Progress, now: Timestamp) {
        if let Step::Working(work) = &mut self.step {
            work.tell(progress, now);
        }
    }

    /// The work was asked to end.
    pub const fn ending(&mut self) {
        if let Step::Working(work) = &mut self.step {
            work.is_ending = true;
        }
    }

    /// The values were looked at: this will be done.
    pub fn planned(&mut self, request: Box<Request>, report: Report) {
        self.plan = Some((request, report));
        self.go(Step::Plan);
    }

    /// It is done.
    pub fn done(&mut self, report: Report) {
        let what = self.working().unwrap_or(What::Rotate);
        self.plan = None;
        self.go(Step::Done(what, Box::new(report)));
    }

    /// It failed, or was ended.
    pub fn fail(&mut self, error: Error) {
        let what = self.working().unwrap_or(What::Rotate);
        if what == What::Plan && error.kind() != Kind::Unreadable {
            let hint = error.next_step().map(|hint| format!(" {hint}")).unwrap_or_default();
            self.keys.refuse(&view::in_the_wizard(&format!("{error}{hint}")));
            return self.go(Step::Keys);
        }
        self.go(Step::Failed(what, error));
    }

    /// What is known of an unfinished rotation, which stands before any other.
    pub fn take_unfinished(&mut self, unfinished: Option<&Unfinished>) {
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

    /// Takes pasted text.
    pub fn paste(&mut self, text: &str) {
        match &mut self.step {
            Step::Keys => _ = self.keys.paste(text),
            Step::BackUp => _ = self.back_up.paste(text),
            Step::Confirm { input, .. } => input.insert(text),
            _ => {}
        }
    }

    /// Takes a key.
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
                self.back_up.refuse_field(1, "Name a folder; it is made if missing.");
            }
            FormEvent::Submit => {
                let folder = PathBuf::from(self.back_up.text(1));
                let backup = if self.back_up.checked(0) { Destination::Folder(folder) } else { Destination::Nowhere };
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
        let hands_in = is_save || key.code == KeyCode::Enter;
        match key.code {
            KeyCode::Esc => self.go(Step::BackUp),
            _ if hands_in && input.value().trim() == CONFIRMATION => {
                if let Some((request, _)) = &self.plan {
                    return RotationEvent::Begin(Job::Rotate(request.clone()));
                }
            }
            _ if hands_in => *is_wrong = true,
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
        RotationEvent::Begin(Job::PlanRotation(KeyWishes {
            new_key_file: path(self.keys.text(0)),
            old_key_files: self.keys.text(1).split(',').filter_map(path).collect(),
            update_sources: self.keys.checked(2),
            allow_unreadable: self.keys.checked(3),
            allow_weak_key: self.keys.checked(4),
            online: self.keys.checked(5),
        }))
    }

    /// A line about the field one is in.
    fn advise(&mut self) {
        let advice = match self.keys.focused_field() {
            Some(0) => "A file with the new key. Without one it is generated, and written where the old one is.",
            Some(1) => "Files with keys that some secrets may still be under, apart by commas.",
            Some(2) => "Write the new key where the old one came from. Else you put it there yourself.",
            Some(3) => "Secrets that no key opens stay as they are, instead of stopping the rotation.",
            Some(4) => "Take a new key even if it is derived from a short text.",
            Some(5) => "Go on although Kozmoai runs. What changes meanwhile is left for another pass.",
            _ => "A new key is generated unless a file gives one. First every secret is opened, which changes nothing.",
        };
        self.keys.advice = Some(advice.to_owned());
    }
}
