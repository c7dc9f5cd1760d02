//! The console's state. `update` takes a message and returns effects, and does nothing else: it uses no clock, no database and
//! no randomness. Times come with the messages. The app routes messages to the screens and overlays, and holds the session, the
//! overlays and the running jobs.

mod actions;
mod attention;
mod draw;
mod gauge;
pub mod global;
mod header;
mod input;
mod measured;
mod palette;
mod places;
mod registry;
mod requests;
mod session;
mod strip;
mod tabs;

use std::collections::{BTreeMap, VecDeque};
use std::mem::Discriminant;

use crossterm::event::KeyEvent;
use jiff::SignedDuration;

pub use self::actions::key_sheet;
use self::measured::Measured;
use self::places::{Layers, Place};
pub use self::registry::{ActionId, Choice, Job, Reply, sections};
use self::registry::{Screens, on_screen};
use super::action::Section;
use super::effect::{Effect, Slot, Ticket, Work};
use super::overlays::Overlay;
use super::overlays::confirm::Confirm;
use super::overlays::form::FormOverlay;
use super::route::Route;
pub use super::screen::AppInfo;
use super::screen::{Env, Screen, Tone};
use super::screens::login::LoginScreen;
use super::theme::Theme;
use super::widgets::pointer::{Hits, Pointer};
use crate::error::{Error, Result};
use crate::model::{Timestamp, User};
use crate::secret::{Secret, Zeroizing};
use crate::service::overview::Concern;
use crate::service::progress::Progress;
use crate::service::session::actor_of;
use crate::service::{FirstScreen, Startup};

/// How long the message of a success is shown.
const TOAST_FOR: SignedDuration = SignedDuration::from_secs(6);
/// The interval at which a countdown is redrawn.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);
/// The interval at which relative times are redrawn.
const A_MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// How long a pause in typing tells that what is typed next is meant for what is shown now.
const PAUSE: SignedDuration = SignedDuration::from_millis(400);
/// How long a secret stays in the clipboard.
const COPIED_FOR: SignedDuration = SignedDuration::from_secs(30);

/// An event from outside the console's state.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(Zeroizing<String>),
    /// The mouse was used.
    Mouse(Pointer),
    /// Time passed, about a second.
    Tick,
    /// The reply to a job.
    Reply(Ticket, Box<Result<Reply>>),
    /// The progress of the long-running task.
    Progress(Ticket, Progress),
    /// The terminal was resized, or has to be redrawn.
    Redraw,
    /// More is known of the terminal, and this theme suits it.
    Theme(Box<Theme>),
    /// A warning about an operation that succeeded.
    Notice(String),
    /// An effect failed.
    Failed(Error),
}

/// The console.
#[derive(Debug)]
pub struct App {
    env: Env,
    screens: Screens,
    route: Route,
    theme: Theme,
    /// The table of actions.
    sections: Vec<Section<ActionId>>,
    overlays: Vec<Overlay<Choice>>,
    /// The unlock form, in front of everything else while the console is locked.
    lock: Option<FormOverlay<Choice>>,
    /// Until when it waits before it tries again by itself.
    lock_wait: Option<Timestamp>,
    /// Whether the unlock form was drawn, so that keys are meant for it.
    is_lock_seen: bool,
    /// Whether something that the user did is being handled.
    is_by_user: bool,
    /// Whether anything was typed since the user requested a job whose end can open or close something.
    typed_since: bool,
    /// What is typed until then continues what was typed while a job ran, and is dropped.
    deaf_until: Option<Timestamp>,
    toast: Option<Toast>,
    /// The job that undoes the last change, and the question before it, if any.
    undo: Option<(Job, Option<Confirm>)>,
    /// The action that waits for the data of its screen.
    planned: Option<(Route, ActionId)>,
    /// The long-running task as the header shows it.
    measured: Option<Measured>,
    /// Since when the queries that the user waits for are running.
    busy: BTreeMap<Slot, Timestamp>,
    last_key: Timestamp,
    /// When what needs attention is read again.
    attention_due: Option<Timestamp>,
    /// Whether the secrets are to be counted then, since some could not be decrypted before a change.
    recount_due: bool,
    /// Whether they are being counted for it.
    is_recounting: bool,
    /// The kind of concern that was gone to last.
    attended: Option<Discriminant<Concern>>,
    /// When the clipboard has to be cleared of a secret.
    copied_until: Option<Timestamp>,
    generations: BTreeMap<Slot, u64>,
    /// Changes up to this number were requested in an earlier session.
    session_epoch: u64,
    /// The changes that are not answered yet, the oldest first: since when, and what they are called.
    pending_changes: VecDeque<(Timestamp, Option<Work>)>,
    /// The effects of the current message.
    effects: Vec<Effect<Job>>,
    /// The rows of a page in the last drawing.
    page: isize,
    /// What can be clicked around the screen.
    hits: Hits<Place>,
    /// What was shown in the last drawing, if there was room for it.
    seen: Option<Layers>,
    /// When it was last drawn.
    drawn: Option<Timestamp>,
    changed: bool,
}

/// A message at the bottom of the screen.
#[derive(Clone, Debug)]
struct Toast {
    text: String,
    tone: Tone,
    /// When it disappears; without a time, it stays until a key is pressed.
    until: Option<Timestamp>,
}

impl App {
    /// The initial state and the first effects.
    pub fn new(info: AppInfo, theme: Theme, start: Startup, now: Timestamp) -> (Self, Vec<Effect<Job>>) {
        let env = Env { info, session: None, task: None, attention: None, now };
        let mut app = Self {
            screens: Screens::new(&env),
            env,
            route: Route::Login,
            theme,
            sections: sections(),
            overlays: Vec::new(),
            lock: None,
            lock_wait: None,
            is_lock_seen: false,
            is_by_user: false,
            typed_since: false,
            deaf_until: None,
            toast: None,
            undo: None,
            planned: None,
            measured: None,
            busy: BTreeMap::new(),
            last_key: now,
            attention_due: None,
            recount_due: false,
            is_recounting: false,
            attended: None,
            copied_until: None,
            generations: BTreeMap::new(),
            session_epoch: 0,
            pending_changes: VecDeque::new(),
            effects: Vec::new(),
            page: 10,
            hits: Hits::default(),
            seen: None,
            drawn: None,
            changed: true,
        };
        match start.entry {
            FirstScreen::AutoLogin(user) => app.enter(*user, true),
            FirstScreen::FirstRun => {
                (app.route, app.screens.login) = (Route::FirstRun, LoginScreen::first_run(app.env.info.password_policy));
            }
            FirstScreen::SignIn => {}
        }
        // Nothing covers the first screen, so that users who know it can type at once.
        if app.env.session.is_none() {
            app.screens.login.set_notices(start.notices);
        } else if !start.notices.is_empty() {
            app.say(Tone::Warning, start.notices.join(" "));
        }
        let effects = std::mem::take(&mut app.effects);
        (app, effects)
    }

    /// The current screen.
    pub const fn route(&self) -> Route {
        self.route
    }

    /// The signed-in user.
    pub fn user(&self) -> Option<&User> {
        self.env.user()
    }

    /// Whether changes are not answered yet.
    pub fn has_pending_changes(&self) -> bool {
        !self.pending_changes.is_empty()
    }

    /// Whether the console is locked.
    pub const fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Whether a task is running that changes the database, such as a rotation.
    pub fn is_rotating(&self) -> bool {
        self.env.is_rotating()
    }

    /// When the clipboard has to be cleared; none if it holds no secret of the console.
    pub const fn copied_until(&self) -> Option<Timestamp> {
        self.copied_until
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Vec<Effect<Job>> {
        self.env.now = now;
        self.is_by_user = matches!(message, Message::Key(_) | Message::Paste(_) | Message::Mouse(_));
        if self.is_by_user {
            self.last_key = now;
        }
        self.changed |= !matches!(message, Message::Tick | Message::Progress(..));
        match message {
            Message::Key(key) if self.drops(Some(key)) => {}
            Message::Paste(_) if self.drops(None) => {}
            Message::Key(key) => {
                self.toast = self.toast.take().filter(|toast| toast.tone == Tone::Done);
                self.key(key);
            }
            Message::Paste(text) => self.paste(&text),
            Message::Mouse(pointer) => self.point(pointer),
            Message::Tick => self.tick(),
            Message::Reply(ticket, outcome) => self.reply(ticket, *outcome),
            Message::Progress(ticket, progress) => self.progress(ticket, progress),
            Message::Redraw => {}
            Message::Theme(theme) => self.theme = *theme,
            Message::Notice(notice) => self.say(Tone::Failed, notice),
            Message::Failed(error) => self.say(Tone::Failed, error.in_console()),
        }
        if !self.is_locked() {
            on_screen!(self, self.route, |screen, cx| screen.follow(cx));
        }
        self.look_for_users();
        std::mem::take(&mut self.effects)
    }

    /// Whether anything changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// When the next tick is due; none if nothing changes with time.
    pub fn next_tick(&self) -> Option<Timestamp> {
        let now = self.env.now;
        let toast = self.toast.as_ref().and_then(|toast| toast.until);
        let screen = self.screens.view(self.route).next_tick(now);
        let is_counting = self.overlays.iter().any(Overlay::is_timed) || self.lock_wait.is_some();
        let overlay = is_counting.then(|| now.checked_add(A_SECOND).unwrap_or(now));
        [toast, screen, overlay, self.copied_until, self.idle_deadline(), self.attention_due, self.gauge_due(), self.times_due()]
            .into_iter()
            .flatten()
            .min()
    }

    /// When the relative times on the screen are outdated. If the clock is set back, they are at once.
    fn times_due(&self) -> Option<Timestamp> {
        let is_shown = self.user().is_some() && !self.is_locked() && self.screens.view(self.route).has_relative_times();
        let drawn = self.drawn.filter(|_| is_shown)?;
        if drawn > self.env.now { Some(self.env.now) } else { drawn.checked_add(A_MINUTE).ok() }
    }

    fn tick(&mut self) {
        let now = self.env.now;
        if self.toast.as_ref().and_then(|toast| toast.until).is_some_and(|until| until <= now) {
            self.toast = None;
            self.changed = true;
        }
        self.changed |= on_screen!(self, self.route, |screen, _cx| screen.tick(now));
        if self.overlays.iter().any(Overlay::is_timed) {
            self.overlays.retain_mut(|overlay| overlay.tick(now));
            self.changed = true;
        }
        self.changed |= self.gauge_due().is_some() || self.times_due().is_some_and(|due| due <= now);
        self.lock_if_idle();
        self.wait_to_unlock();
        self.read_attention_if_due();
        // Copying another secret keeps the clipboard for longer.
        if self.copied_until.is_some_and(|until| until <= now || until.duration_since(now) > COPIED_FOR) {
            self.copied_until = None;
            self.effects.push(Effect::ClearClipboard);
        }
    }

    /// Requests a job. A pending query of the same kind is outdated by it.
    fn run(&mut self, slot: Slot, job: Job) {
        if self.is_by_user && matches!(slot, Slot::Change | Slot::LookUp(_) | Slot::Task) {
            self.typed_since = false;
        }
        let generation = self.generations.entry(slot).or_insert(0);
        *generation += 1;
        let ticket = Ticket { slot, generation: *generation };
        self.note_start(slot, job.work());
        self.effects.push(Effect::Run(ticket, self.user().map(actor_of), Box::new(job)));
    }

    /// Shows a message.
    fn say(&mut self, tone: Tone, text: impl Into<String>) {
        let until = (tone == Tone::Done).then(|| self.env.now.checked_add(TOAST_FOR).unwrap_or(self.env.now));
        self.toast = Some(Toast { text: text.into(), tone, until });
    }

    /// Copies a secret to the clipboard for a limited time.
    fn copy(&mut self, secret: Secret) {
        self.copied_until = self.env.now.checked_add(COPIED_FOR).ok();
        self.say(Tone::Done, "Copied; the clipboard is cleared in 30 s, or when the console closes");
        self.effects.push(Effect::Copy(secret));
    }
}
