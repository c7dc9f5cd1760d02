//! The console's state and how it changes: `update` takes a message and gives effects, and does nothing else. No clock,
//! no store and no randomness here; times come with the messages.

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
use super::screens::login::Door;
use super::screens::rotation::RotationScreen;
use super::screens::secret_key::SecretKeyScreen;
use super::screens::settings::SettingsScreen;
use super::screens::users::UsersScreen;
use super::screens::variables::VariablesScreen;
use super::theme::Theme;
use crate::error::{Error, Result};
use crate::model::{Timestamp, User, UserId};
use crate::service::rotation::Progress;
use crate::service::session::actor_of;
use crate::service::{Entry, Service, Start};

/// How often what passes by is drawn anew.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);
/// How long a good word stays.
const TOAST_FOR: SignedDuration = SignedDuration::from_secs(6);

/// What happened outside.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse's wheel was turned by so many rows; positive is down.
    Wheel(isize),
    /// A second or so went by.
    Tick,
    /// A job was answered.
    Answer(Ticket, Box<Result<Reply>>),
    /// Long work is so far.
    Progress(Ticket, Progress),
    /// The terminal has another size, or has to be drawn anew.
    Redraw,
    /// What people should know of an operation that succeeded.
    Notice(String),
    /// Something could not be done outside.
    Failed(Error),
}

/// What the console knows from its start and never changes.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The store's address.
    pub store: String,
    /// The folder for backups if none is named.
    pub backups: String,
    /// Whether every act is refused.
    pub read_only: bool,
    /// What to say of reads that are not recorded, if the database can't be written.
    pub unrecorded: Option<String>,
    /// After how long without a key the console locks itself.
    pub idle_lock: Option<SignedDuration>,
    /// Whether new users are active if nothing is said.
    pub new_user_is_active: bool,
}

impl Facts {
    /// The facts of a service.
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

/// Who is signed in.
#[derive(Clone, Debug)]
struct Session {
    user: User,
    by_auto_login: bool,
}

/// What a message at the foot of the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Tone {
    Done,
    Warning,
    Failed,
}

/// A message at the foot of the screen.
#[derive(Clone, Debug)]
struct Toast {
    text: String,
    tone: Tone,
    /// What was done goes by itself; other messages stay until a key is pressed.
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
    door: Door,
    users: UsersScreen,
    variables: VariablesScreen,
    api_keys: ApiKeysScreen,
    secret_key: SecretKeyScreen,
    rotation: RotationScreen,
    audit: AuditScreen,
    settings: SettingsScreen,
    overlays: Vec<Overlay>,
    /// Before everything else while the console is locked.
    lock: Option<FormOverlay>,
    toast: Option<Toast>,
    /// What takes the last act back.
    undo: Option<Job>,
    /// When the clipboard is to be cleared of a secret.
    copied_until: Option<Timestamp>,
    generations: BTreeMap<Slot, u64>,
    /// Acts up to this number were asked for by someone who is not there any more.
    bygone: u64,
    /// Acts that were asked for and not answered yet.
    acting: usize,
    /// The long work that goes on.
    long: Option<Ticket>,
    /// The user whose details are read to be shown before a removal.
    deleting: Option<UserId>,
    /// Rows of a page, known from the last drawing; a page more or less is no harm.
    page: isize,
    changed: bool,
}

impl App {
    /// The console as it begins, and the first things to be read.
    pub fn new(facts: Facts, theme: Theme, start: Start, now: Timestamp) -> (Self, Vec<Effect>) {
        let mut app = Self {
            facts,
            theme,
            now,
            last_key: now,
            session: None,
            route: Route::Login,
            door: Door::sign_in(),
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
            bygone: 0,
            acting: 0,
            long: None,
            deleting: None,
            page: 10,
            changed: true,
        };
        let effects = match start.entry {
            Entry::AutoLogin(user) => app.enter(*user, true),
            Entry::FirstRun => {
                (app.route, app.door) = (Route::FirstRun, Door::first_run());
                Vec::new()
            }
            Entry::SignIn => Vec::new(),
        };
        // Nothing lies over the first screen, for whoever knows it types at once.
        if app.session.is_none() {
            app.door.tell(start.notices);
        } else if !start.notices.is_empty() {
            app.warn(start.notices.join(" "));
        }
        (app, effects)
    }

    /// Takes a message.
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

    /// Whether there is anything new to draw since this was last asked.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }

    /// When the next tick is due; none if time alone changes nothing.
    pub fn next_tick(&self) -> Option<Timestamp> {
        let toast = self.toast.as_ref().and_then(|toast| toast.until);
        let door = if self.session.is_none() { self.door.next_tick(self.now) } else { None };
        let passing = self.overlays.iter().any(Overlay::passes).then(|| self.now.checked_add(A_SECOND).unwrap_or(self.now));
        [toast, door, passing, self.copied_until, self.idle_deadline()].into_iter().flatten().min()
    }

    /// Where one is.
    pub const fn route(&self) -> Route {
        self.route
    }

    /// Who is signed in.
    pub fn user(&self) -> Option<&User> {
        self.session.as_ref().map(|session| &session.user)
    }

    /// Whether acts were asked for and not answered yet.
    pub const fn is_acting(&self) -> bool {
        self.acting > 0
    }

    fn tick(&mut self) -> Vec<Effect> {
        if self.toast.as_ref().and_then(|toast| toast.until).is_some_and(|until| until <= self.now) {
            self.toast = None;
            self.changed = true;
        }
        if self.session.is_none() {
            self.changed |= self.door.tick(self.now);
        }
        if self.overlays.iter().any(Overlay::passes) {
            self.overlays.retain_mut(|overlay| overlay.tick(self.now));
            self.changed = true;
        }
        self.lock_if_idle();
        self.clear_clipboard()
    }

    /// Nobody reads over the shoulder of someone who went away. Who came in without a password could not come back.
    fn lock_if_idle(&mut self) {
        // A clock set back begins the wait anew.
        self.last_key = self.last_key.min(self.now);
        let Some(session) = &self.session else { return };
        if self.idle_deadline().is_some_and(|deadline| deadline <= self.now) {
            self.lock = Some(FormOverlay::unlock(&session.user.username));
            // What was open may hold somebody's half-typed secret.
            self.overlays.clear();
            self.changed = true;
        }
    }

    fn idle_deadline(&self) -> Option<Timestamp> {
        let may_lock = self.session.as_ref().is_some_and(|session| !session.by_auto_login) && !self.is_locked();
        self.last_key.checked_add(self.facts.idle_lock.filter(|_| may_lock)?).ok()
    }

    /// Whether a password is asked for before anything else.
    pub const fn is_locked(&self) -> bool {
        self.lock.is_some()
    }

    /// The one way to a screen: whoever may not open it is brought to one that they may.
    fn go(&mut self, route: Route) -> Vec<Effect> {
        let user = self.user().cloned();
        self.route = match user {
            None => Route::Login,
            Some(user) if route.admits(Some(&user)) => route,
            Some(user) => Route::home(&user),
        };
        self.read()
    }

    /// Reads what the screen shows.
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
                effects.extend(self.look_at_oneself());
                effects
            }
            Route::Account => self.look_at_oneself(),
            Route::FirstRun | Route::Login => Vec::new(),
        }
    }

    fn look_at_oneself(&mut self) -> Vec<Effect> {
        let id = self.user().map(|user| user.id);
        id.map_or_else(Vec::new, |id| self.ask(Slot::Me, Job::Me(id)))
    }

    /// Someone is in.
    fn enter(&mut self, user: User, by_auto_login: bool) -> Vec<Effect> {
        let home = Route::home(&user);
        self.forget_screens();
        (self.variables, self.api_keys) = (VariablesScreen::of(&user), ApiKeysScreen::of(&user));
        self.session = Some(Session { user, by_auto_login });
        self.bygone = self.generations.get(&Slot::Act).copied().unwrap_or(0);
        self.last_key = self.now;
        self.go(home)
    }

    /// Nobody is in any more, and nothing of theirs stays.
    fn leave(&mut self) {
        self.session = None;
        self.lock = None;
        self.overlays.clear();
        self.forget_screens();
        (self.route, self.door) = (Route::Login, Door::sign_in());
        self.drop_questions();
        let acts = self.generations.entry(Slot::Act).or_insert(0);
        *acts += 1;
        self.bygone = *acts;
    }

    /// Nothing that somebody saw is seen by the next one; but what goes on goes on, and tells whoever may know.
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

    /// No list that was asked for so far is waited for any more.
    fn drop_questions(&mut self) {
        for (_, generation) in self.generations.iter_mut().filter(|(slot, _)| !matches!(slot, Slot::Act | Slot::Long)) {
            *generation += 1;
        }
    }

    /// Asks for a job; what was asked of the same kind before is not waited for any more.
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

    /// Shows what a person should know and act upon, though nothing failed.
    fn warn(&mut self, text: impl Into<String>) {
        self.toast = Some(Toast { text: text.into(), tone: Tone::Warning, until: None });
    }

    fn forget_toast(&mut self) {
        if self.toast.as_ref().is_some_and(|toast| toast.tone != Tone::Done) {
            self.toast = None;
        }
    }
}
