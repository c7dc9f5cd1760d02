//! The console's state. `update` takes a message and returns effects, and does nothing else: it uses no clock, no database and
//! no randomness. Times come with the messages.

mod acts;
mod answers;
mod draw;
mod input;
mod keys;
mod offers;
mod secrets;
mod transfer;

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use jiff::SignedDuration;

use super::effect::{Effect, Job, Reply, Slot, Ticket};
use super::overlays::{Overlay, forms::FormOverlay};
use super::route::Route;
use super::screens::api_keys::ApiKeysScreen;
use super::screens::audit::AuditScreen;
use super::screens::login::SignInScreen;
use super::screens::rotation::RotationScreen;
use super::screens::secret_key::SecretKeyScreen;
use super::screens::settings::SettingsScreen;
use super::screens::users::UsersScreen;
use super::screens::variables::VariablesScreen;
use super::theme::Theme;
use crate::error::{Error, Result};
use crate::model::{Timestamp, User, UserId};
use crate::service::progress::Progress;
use crate::service::session::actor_of;
use crate::service::{Entry, Service, Start};

/// The interval at which a countdown is redrawn.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);
/// How long the message of a success is shown.
const TOAST_FOR: SignedDuration = SignedDuration::from_secs(6);

/// An event from outside the console's state.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse wheel was turned by this many rows; positive is down.
    Wheel(isize),
    /// Time passed, about a second.
    Tick,
    /// The reply to a job.
    Answer(Ticket, Box<Result<Reply>>),
    /// The progress of the long-running task.
    Progress(Ticket, Progress),
    /// The terminal was resized, or has to be redrawn.
    Redraw,
    /// A warning about an operation that succeeded.
    Notice(String),
    /// An effect failed.
    Failed(Error),
}

/// Facts about the console that never change after its start.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The database's URL.
    pub store: String,
    /// The default directory for backups.
    pub backups: String,
    /// Whether every change is refused.
    pub read_only: bool,
    /// A warning that reads are not recorded, if the database can't be written.
    pub unrecorded: Option<String>,
    /// The time without a key press after which the console locks.
    pub idle_lock: Option<SignedDuration>,
    /// Whether new users are active by default.
    pub new_user_is_active: bool,
}

impl Facts {
    /// Collects them from a service.
    pub fn of(service: &Service) -> Self {
        let settings = service.settings();
        Self {
            store: settings.store.value.to_string(),
            backups: settings.config_dir.value.join("backups").display().to_string(),
            read_only: service.is_read_only(),
            unrecorded: service.unrecorded(),
            idle_lock: settings.idle_lock.value,
            new_user_is_active: settings.new_user_is_active.value,
        }
    }
}

/// The signed-in user.
#[derive(Clone, Debug)]
struct Session {
    user: User,
    by_auto_login: bool,
}

/// The tone of a message at the bottom of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Done,
    Warning,
    Failed,
}

/// A message at the bottom of the screen.
#[derive(Clone, Debug)]
struct Toast {
    text: String,
    tone: Tone,
    /// When it disappears; without a time, it stays until a key is pressed.
    until: Option<Timestamp>,
}

/// The console.
#[derive(Debug)]
pub struct App {
    facts: Facts,
    theme: Theme,
    now: Timestamp,
    last_key: Timestamp,
    session: Option<Session>,
    route: Route,
    sign_in: SignInScreen,
    users: UsersScreen,
    variables: VariablesScreen,
    api_keys: ApiKeysScreen,
    secret_key: SecretKeyScreen,
    rotation: RotationScreen,
    audit: AuditScreen,
    settings: SettingsScreen,
    overlays: Vec<Overlay>,
    /// The unlock form, in front of everything else while the console is locked.
    lock: Option<FormOverlay>,
    toast: Option<Toast>,
    /// The job that undoes the last change.
    undo: Option<Job>,
    /// When the clipboard has to be cleared of a secret.
    copied_until: Option<Timestamp>,
    generations: BTreeMap<Slot, u64>,
    /// Changes up to this number were requested in an earlier session.
    session_epoch: u64,
    /// The number of changes that are not answered yet.
    acting: usize,
    /// The long-running task.
    long: Option<Ticket>,
    /// The user whose details are read for the question before a deletion.
    deleting: Option<UserId>,
    /// The rows of a page in the last drawing.
    page: isize,
    changed: bool,
}

impl App {
    /// The initial state and the first effects.
    pub fn new(facts: Facts, theme: Theme, start: Start, now: Timestamp) -> (Self, Vec<Effect>) {
        let mut app = Self {
            facts,
            theme,
            now,
            last_key: now,
            session: None,
            route: Route::Login,
            sign_in: SignInScreen::sign_in(),
            users: UsersScreen::default(),
            variables: VariablesScreen::default(),
            api_keys: ApiKeysScreen::default(),
            secret_key: SecretKeyScreen::default(),
            rotation: RotationScreen::default(),
            audit: AuditScreen::default(),
            settings: SettingsScreen::default(),
            overlays: Vec::new(),
            lock: None,
            toast: None,
            undo: None,
            copied_until: None,
            generations: BTreeMap::new(),
            session_epoch: 0,
            acting: 0,
            long: None,
            deleting: None,
            page: 10,
            changed: true,
        };
        let effects = match start.entry {
            Entry::AutoLogin(user) => app.enter(*user, true),
            Entry::FirstRun => {
                (app.route, app.sign_in) = (Route::FirstRun, SignInScreen::first_run());
                Vec::new()
            }
            Entry::SignIn => Vec::new(),
        };
        // Nothing covers the first screen, so that users who know it can type at once.
        if app.session.is_none() {
            app.sign_in.set_notices(start.notices);
        } else if !start.notices.is_empty() {
            app.warn(start.notices.join(" "));
        }
        (app, effects)
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Vec<Effect> {
        self.now = now;
        match message {
            Message::Key(key) => {
                self.changed = true;
                self.last_key = now;
                self.forget_toast();
                self.key(key)
            }
            Message::Paste(text) => {
                self.changed = true;
                self.last_key = now;
                self.paste(&text)
            }
            Message::Wheel(rows) => {
                self.changed = true;
                self.last_key = now;
                self.wheel(rows)
            }
            Message::Tick => self.tick(),
            Message::Answer(ticket, outcome) => {
                self.changed = true;
                self.answer(ticket, *outcome)
            }
            Message::Progress(ticket, progress) => {
                self.progress(ticket, progress);
                Vec::new()
            }
            Message::Redraw => {
                self.changed = true;
                Vec::new()
            }
            Message::Notice(notice) => {
                self.changed = true;
                self.say(notice, false);
                Vec::new()
            }
            Message::Failed(error) => {
                self.changed = true;
                self.say(error.to_string(), false);
                Vec::new()
            }
        }
    }

    /// Whether anything changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// When the next tick is due; none if nothing changes with time.
    pub fn next_tick(&self) -> Option<Timestamp> {
        let toast = self.toast.as_ref().and_then(|toast| toast.until);
        let lockout = if self.session.is_none() { self.sign_in.next_tick(self.now) } else { None };
        let passing = self.overlays.iter().any(Overlay::passes).then(|| self.now.checked_add(A_SECOND).unwrap_or(self.now));
        [toast, lockout, passing, self.copied_until, self.idle_deadline()].into_iter().flatten().min()
    }

    /// The current screen.
    pub const fn route(&self) -> Route {
        self.route
    }

    /// The signed-in user.
    pub fn user(&self) -> Option<&User> {
        self.session.as_ref().map(|session| &session.user)
    }

    /// Whether changes are not answered yet.
    pub const fn is_acting(&self) -> bool {
        self.acting > 0
    }

    fn tick(&mut self) -> Vec<Effect> {
        if self.toast.as_ref().and_then(|toast| toast.until).is_some_and(|until| until <= self.now) {
            self.toast = None;
            self.changed = true;
        }
        if self.session.is_none() {
            self.changed |= self.sign_in.tick(self.now);
        }
        if self.overlays.iter().any(Overlay::passes) {
            self.overlays.retain_mut(|overlay| overlay.tick(self.now));
            self.changed = true;
        }
        self.lock_if_idle();
        self.clear_clipboard()
    }

    /// Locks the console after some time without a key press. A session by auto login is never locked, because it has no
    /// password to unlock it with.
    fn lock_if_idle(&mut self) {
        // If the clock is set back, the wait starts again.
        self.last_key = self.last_key.min(self.now);
        let Some(session) = &self.session else { return };
        if self.idle_deadline().is_some_and(|deadline| deadline <= self.now) {
            self.lock = Some(FormOverlay::unlock(&session.user.username));
            // An open form may hold a half-typed secret.
            self.overlays.clear();
            self.changed = true;
        }
    }

    fn idle_deadline(&self) -> Option<Timestamp> {
        let may_lock = self.session.as_ref().is_some_and(|session| !session.by_auto_login) && !self.is_locked();
        self.last_key.checked_add(self.facts.idle_lock.filter(|_| may_lock)?).ok()
    }

    /// Whether the console is locked.
    pub const fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// Goes to a screen, or to the user's first screen if this one is not allowed. There is no other way to a screen.
    fn go(&mut self, route: Route) -> Vec<Effect> {
        let user = self.user().cloned();
        self.route = match user {
            None => Route::Login,
            Some(user) if route.admits(Some(&user)) => route,
            Some(user) => Route::home(&user),
        };
        self.read()
    }

    /// Reads the data of the current screen.
    fn read(&mut self) -> Vec<Effect> {
        match self.route {
            Route::Users => {
                let job = self.users.reload();
                self.ask(Slot::Users, job)
            }
            Route::Variables => {
                let job = self.variables.reload();
                self.ask(Slot::Variables, job)
            }
            Route::ApiKeys => {
                let job = self.api_keys.reload();
                self.ask(Slot::ApiKeys, job)
            }
            Route::SecretKey | Route::Rotation => self.ask(Slot::Key, Job::KeyState),
            Route::Audit => {
                let job = self.audit.reload();
                self.ask(Slot::Audit, job)
            }
            Route::Settings => {
                let mut effects = self.ask(Slot::Settings, Job::Settings);
                effects.extend(self.read_own_account());
                effects
            }
            Route::Account => self.read_own_account(),
            Route::FirstRun | Route::Login => Vec::new(),
        }
    }

    fn read_own_account(&mut self) -> Vec<Effect> {
        let id = self.user().map(|user| user.id);
        id.map_or_else(Vec::new, |id| self.ask(Slot::Me, Job::Me(id)))
    }

    /// Starts a session.
    fn enter(&mut self, user: User, by_auto_login: bool) -> Vec<Effect> {
        let home = Route::home(&user);
        self.forget_screens();
        (self.variables, self.api_keys) = (VariablesScreen::of(&user), ApiKeysScreen::of(&user));
        self.session = Some(Session { user, by_auto_login });
        self.session_epoch = self.generations.get(&Slot::Act).copied().unwrap_or(0);
        self.last_key = self.now;
        self.go(home)
    }

    /// Ends the session and discards its data.
    fn leave(&mut self) {
        self.session = None;
        self.lock = None;
        self.overlays.clear();
        self.forget_screens();
        (self.route, self.sign_in) = (Route::Login, SignInScreen::sign_in());
        self.drop_questions();
        let acts = self.generations.entry(Slot::Act).or_insert(0);
        *acts += 1;
        self.session_epoch = *acts;
    }

    /// Discards the data of all screens, so that the next user does not see it. A running rotation keeps its screens, which
    /// only superusers can open.
    fn forget_screens(&mut self) {
        self.undo = None;
        (self.users, self.audit) = (UsersScreen::default(), AuditScreen::default());
        (self.variables, self.api_keys) = (VariablesScreen::default(), ApiKeysScreen::default());
        self.settings = SettingsScreen::default();
        if self.long.is_none() {
            self.secret_key = SecretKeyScreen::default();
            self.rotation = RotationScreen::new(&self.facts.backups);
        }
    }

    /// Discards the replies to all pending queries.
    fn drop_questions(&mut self) {
        for (_, generation) in self.generations.iter_mut().filter(|(slot, _)| !matches!(slot, Slot::Act | Slot::Long)) {
            *generation += 1;
        }
    }

    /// Requests a job. A pending query of the same kind is outdated by it.
    fn ask(&mut self, slot: Slot, job: Job) -> Vec<Effect> {
        let generation = self.generations.entry(slot).or_insert(0);
        *generation += 1;
        let ticket = Ticket { slot, generation: *generation };
        self.acting += usize::from(slot == Slot::Act);
        vec![Effect::Run(ticket, self.user().map(actor_of), Box::new(job))]
    }

    fn say(&mut self, text: impl Into<String>, good: bool) {
        let until = good.then(|| self.now.checked_add(TOAST_FOR).unwrap_or(self.now));
        let tone = if good { Tone::Done } else { Tone::Failed };
        self.toast = Some(Toast { text: text.into(), tone, until });
    }

    /// Shows a warning.
    fn warn(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), tone: Tone::Warning, until: None });
    }

    fn forget_toast(&mut self) {
        if self.toast.as_ref().is_some_and(|toast| toast.tone != Tone::Done) {
            self.toast = None;
        }
    }
}
