//! The console's state and how it changes: `update` takes a message and gives effects, and does nothing else. No clock,
//! no store and no randomness here; times come with the messages.

mod acts;
mod answers;
mod draw;
mod input;

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;
use jiff::SignedDuration;

use super::action::{self, ACTIONS, Action, Id, Scope};
use super::effect::{Effect, Job, Reply, Slot, Ticket};
use super::overlays::help::Entry as HelpEntry;
use super::overlays::{Overlay, forms::FormOverlay};
use super::route::Route;
use super::screens::audit::AuditScreen;
use super::screens::login::Door;
use super::screens::settings::SettingsScreen;
use super::screens::users::UsersScreen;
use super::theme::Theme;
use crate::config::Shown;
use crate::error::{Error, Result};
use crate::model::{Timestamp, User, UserId};
use crate::service::session::actor_of;
use crate::service::{Entry, Service, Start};

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
    /// The terminal has another size, or has to be drawn anew.
    Redraw,
    /// Something could not be done outside.
    Failed(Error),
}

/// What the console knows from its start and never changes.
#[derive(Clone, Debug)]
pub struct Facts {
    /// Every setting.
    pub settings: Vec<Shown>,
    /// The store's address.
    pub store: String,
    /// Whether every act is refused.
    pub read_only: bool,
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
            settings: settings.shown(),
            store: settings.store.value.to_string(),
            read_only: service.is_read_only(),
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

/// A word at the foot of the screen.
#[derive(Clone, Debug)]
struct Toast {
    text: String,
    good: bool,
    /// Good words go by themselves; others stay until a key is pressed.
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
    audit: AuditScreen,
    settings: SettingsScreen,
    overlays: Vec<Overlay>,
    /// Before everything else while the console is locked.
    lock: Option<FormOverlay>,
    toast: Option<Toast>,
    /// What takes the last act back.
    undo: Option<Job>,
    generations: BTreeMap<Slot, u64>,
    /// Acts up to this number were asked for by someone who is not there any more.
    bygone: u64,
    /// Acts that were asked for and not answered yet.
    acting: usize,
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
            audit: AuditScreen::default(),
            settings: SettingsScreen::default(),
            overlays: Vec::new(),
            lock: None,
            toast: None,
            undo: None,
            generations: BTreeMap::new(),
            bygone: 0,
            acting: 0,
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
            app.say(start.notices.join(" "), true);
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
            Message::Redraw => {
                self.changed = true;
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
        [toast, door, self.idle_deadline()].into_iter().flatten().min()
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
        self.lock_if_idle();
        Vec::new()
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
            Route::Audit => {
                let job = self.audit.reload();
                self.ask(Slot::Audit, job)
            }
            Route::Account | Route::Settings => {
                let id = self.user().map(|user| user.id);
                id.map_or_else(Vec::new, |id| self.ask(Slot::Me, Job::Me(id)))
            }
            Route::FirstRun | Route::Login => Vec::new(),
        }
    }

    /// Someone is in.
    fn enter(&mut self, user: User, by_auto_login: bool) -> Vec<Effect> {
        let home = Route::home(&user);
        (self.users, self.audit, self.undo) = (UsersScreen::default(), AuditScreen::default(), None);
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
        self.undo = None;
        (self.users, self.audit) = (UsersScreen::default(), AuditScreen::default());
        (self.route, self.door) = (Route::Login, Door::sign_in());
        for generation in self.generations.values_mut() {
            *generation += 1;
        }
        self.bygone = self.generations.get(&Slot::Act).copied().unwrap_or(0);
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
        self.toast = Some(Toast { text: text.into(), good, until });
    }

    fn forget_toast(&mut self) {
        if self.toast.as_ref().is_some_and(|toast| !toast.good) {
            self.toast = None;
        }
    }

    const fn scope(&self) -> Option<Scope> {
        match self.route {
            Route::Users => Some(Scope::Users),
            Route::Audit => Some(Scope::Audit),
            Route::Account => Some(Scope::Account),
            Route::Settings | Route::FirstRun | Route::Login => None,
        }
    }

    /// The actions that are offered here to this person.
    fn offered(&self) -> impl Iterator<Item = &'static Action> {
        let (scope, superuser) = (self.scope(), self.user().is_some_and(User::is_active_superuser));
        let somebody = self.session.is_some();
        ACTIONS.iter().filter(move |action| {
            somebody && (superuser || !action.superuser) && (action.scope == Scope::Everywhere || Some(action.scope) == scope)
        })
    }

    /// Why an action can't be done right now, if so.
    fn why_not(&self, action: &Action) -> Option<String> {
        if action.changes && self.facts.read_only {
            return Some("opened read-only".to_owned());
        }
        let session = self.session.as_ref()?;
        let nobody = || self.users.list.chosen().is_none().then(|| "no user is chosen".to_owned());
        let own =
            || self.users.list.picked().iter().any(|user| user.id == session.user.id).then(|| "your own account".to_owned());
        match action.id {
            Id::EditUser | Id::UserDetails | Id::SetPassword | Id::Mark | Id::MarkRange | Id::MarkAll => nobody(),
            Id::DeleteUsers => nobody().or_else(own),
            // One's own account can be neither kept out nor demoted, and is active and a superuser's.
            Id::ToggleActive | Id::ToggleSuperuser => nobody().or_else(own),
            Id::ClearMarks => (self.users.list.marked() == 0).then(|| "nothing is marked".to_owned()),
            Id::EventDetails => self.audit.list.chosen().is_none().then(|| "no event is chosen".to_owned()),
            Id::Undo => self.undo.is_none().then(|| "nothing to undo".to_owned()),
            Id::SignOut | Id::ChangePassword if session.by_auto_login => Some("auto login is on".to_owned()),
            _ => None,
        }
    }

    fn help_entries(&self) -> Vec<HelpEntry> {
        let entry = |action: &'static Action| HelpEntry {
            id: action.id,
            title: action.title,
            keys: action.keys.join(" "),
            disabled: self.why_not(action),
        };
        self.offered().map(entry).collect()
    }

    /// Carries an action out if it is offered here and nothing stands against it.
    fn act(&mut self, id: Id) -> Vec<Effect> {
        let Some(action) = action::action(id).filter(|action| self.offered().any(|offered| offered.id == action.id)) else {
            return Vec::new();
        };
        if let Some(why) = self.why_not(action) {
            self.say(format!("{}: {why}.", action.title), false);
            return Vec::new();
        }
        self.carry_out(id)
    }
}
