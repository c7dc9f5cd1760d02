//! The state of the console besides its screens, and messages at the bottom of the screen.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use super::registry::{ActionId, Choice, Job, Screens};
use crate::model::{Timestamp, User};
use crate::service::session::actor_of;
use crate::tui::action::Section;
use crate::tui::effect::{Effect, Slot, Ticket};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::form::FormOverlay;
use crate::tui::route::Route;
use crate::tui::screen::{AppInfo, Env, Session, Task, Tone};
use crate::tui::theme::Theme;

/// How long the message of a success is shown.
const TOAST_FOR: SignedDuration = SignedDuration::from_secs(6);

/// What all screens may know.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) info: AppInfo,
    pub(super) session: Option<Session>,
    pub(super) task: Option<Task>,
    pub(super) now: Timestamp,
}

impl Shared {
    pub(super) const fn env(&self) -> Env<'_> {
        Env { info: &self.info, session: self.session.as_ref(), task: self.task.as_ref(), now: self.now }
    }
}

/// A message at the bottom of the screen.
#[derive(Clone, Debug)]
pub(super) struct Toast {
    pub(super) text: String,
    pub(super) tone: Tone,
    /// When it disappears; without a time, it stays until a key is pressed.
    pub(super) until: Option<Timestamp>,
}

/// The console.
#[derive(Debug)]
pub struct App {
    pub(super) shared: Shared,
    pub(super) screens: Screens,
    pub(super) route: Route,
    pub(super) theme: Theme,
    /// The table of actions.
    pub(super) sections: Vec<Section<ActionId>>,
    pub(super) overlays: Vec<Overlay<Choice>>,
    /// The unlock form, in front of everything else while the console is locked.
    pub(super) lock: Option<FormOverlay<Choice>>,
    pub(super) toast: Option<Toast>,
    /// The job that undoes the last change.
    pub(super) undo: Option<Job>,
    pub(super) last_key: Timestamp,
    /// When the clipboard has to be cleared of a secret.
    pub(super) copied_until: Option<Timestamp>,
    pub(super) generations: BTreeMap<Slot, u64>,
    /// Changes up to this number were requested in an earlier session.
    pub(super) session_epoch: u64,
    /// The number of changes that are not answered yet.
    pub(super) pending_changes: usize,
    /// The effects of the current message.
    pub(super) effects: Vec<Effect<Job>>,
    /// The rows of a page in the last drawing.
    pub(super) page: isize,
    pub(super) changed: bool,
}

impl App {
    /// The current screen.
    pub const fn route(&self) -> Route {
        self.route
    }

    /// The signed-in user.
    pub fn user(&self) -> Option<&User> {
        self.shared.session.as_ref().map(|session| &session.user)
    }

    /// Whether changes are not answered yet.
    pub const fn has_pending_changes(&self) -> bool {
        self.pending_changes > 0
    }

    /// Whether the console is locked.
    pub const fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether a task is running that changes the database, such as a rotation.
    pub fn is_rotating(&self) -> bool {
        self.shared.task.is_some_and(|task| task.changes)
    }

    /// When the clipboard has to be cleared; none if it holds no secret of the console.
    pub const fn copied_until(&self) -> Option<Timestamp> {
        self.copied_until
    }

    /// Requests a job. A pending query of the same kind is outdated by it.
    pub(super) fn run(&mut self, slot: Slot, job: Job) {
        let generation = self.generations.entry(slot).or_insert(0);
        *generation += 1;
        let ticket = Ticket { slot, generation: *generation };
        self.pending_changes += usize::from(slot == Slot::Change);
        self.effects.push(Effect::Run(ticket, self.user().map(actor_of), Box::new(job)));
    }

    /// Shows a message.
    pub(super) fn say(&mut self, tone: Tone, text: impl Into<String>) {
        let until = (tone == Tone::Done).then(|| self.shared.now.checked_add(TOAST_FOR).unwrap_or(self.shared.now));
        self.toast = Some(Toast { text: text.into(), tone, until });
    }
}
