//! The console's state. `update` takes a message and returns effects, and does nothing else: it uses no clock, no database and
//! no randomness. Times come with the messages. The app routes messages to the screens and overlays, and holds the session, the
//! overlays and the running jobs.

mod access;
mod actions;
mod clock;
mod draw;
pub mod global;
mod input;
mod registry;
mod replies;
mod requests;
mod state;

use std::collections::BTreeMap;

use crossterm::event::KeyEvent;

pub use self::actions::{key_sheet, sections};
use self::registry::Screens;
pub use self::registry::{ActionId, Choice, Job, Reply};
pub use self::state::App;
use self::state::Shared;
use super::effect::{Effect, Ticket};
use super::route::Route;
pub use super::screen::AppInfo;
use super::screen::Tone;
use super::screens::login::LoginScreen;
use super::theme::Theme;
use crate::error::{Error, Result};
use crate::model::Timestamp;
use crate::secret::Zeroizing;
use crate::service::progress::Progress;
use crate::service::{FirstScreen, Startup};

/// An event from outside the console's state.
#[derive(Debug)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(Zeroizing<String>),
    /// The mouse wheel was turned by this many rows; positive is down.
    Wheel(isize),
    /// Time passed, about a second.
    Tick,
    /// The reply to a job.
    Reply(Ticket, Box<Result<Reply>>),
    /// The progress of the long-running task.
    Progress(Ticket, Progress),
    /// The terminal was resized, or has to be redrawn.
    Redraw,
    /// A warning about an operation that succeeded.
    Notice(String),
    /// An effect failed.
    Failed(Error),
}

impl App {
    /// The initial state and the first effects.
    pub fn new(info: AppInfo, theme: Theme, start: Startup, now: Timestamp) -> (Self, Vec<Effect<Job>>) {
        let shared = Shared { info, session: None, task: None, now };
        let mut app = Self {
            screens: Screens::new(&shared.env()),
            shared,
            route: Route::Login,
            theme,
            sections: sections(),
            overlays: Vec::new(),
            lock: None,
            toast: None,
            undo: None,
            last_key: now,
            copied_until: None,
            generations: BTreeMap::new(),
            session_epoch: 0,
            pending_changes: 0,
            effects: Vec::new(),
            page: 10,
            changed: true,
        };
        match start.entry {
            FirstScreen::AutoLogin(user) => app.enter(*user, true),
            FirstScreen::FirstRun => (app.route, app.screens.login) = (Route::FirstRun, LoginScreen::first_run()),
            FirstScreen::SignIn => {}
        }
        // Nothing covers the first screen, so that users who know it can type at once.
        if app.shared.session.is_none() {
            app.screens.login.set_notices(start.notices);
        } else if !start.notices.is_empty() {
            app.say(Tone::Warning, start.notices.join(" "));
        }
        let effects = std::mem::take(&mut app.effects);
        (app, effects)
    }

    /// Handles a message.
    pub fn update(&mut self, message: Message, now: Timestamp) -> Vec<Effect<Job>> {
        self.shared.now = now;
        if matches!(message, Message::Key(_) | Message::Paste(_) | Message::Wheel(_)) {
            self.last_key = now;
        }
        self.changed |= !matches!(message, Message::Tick | Message::Progress(..));
        match message {
            Message::Key(key) => {
                self.dismiss_toast();
                self.key(key);
            }
            Message::Paste(text) => self.paste(&text),
            Message::Wheel(rows) => self.wheel(rows),
            Message::Tick => self.tick(),
            Message::Reply(ticket, outcome) => self.reply(ticket, *outcome),
            Message::Progress(ticket, progress) => self.progress(ticket, progress),
            Message::Redraw => {}
            Message::Notice(notice) => self.say(Tone::Failed, notice),
            Message::Failed(error) => self.say(Tone::Failed, error.to_string()),
        }
        std::mem::take(&mut self.effects)
    }

    /// Whether anything changed since the last call.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.changed)
    }
}
