//! What all screens may know.

use std::borrow::Cow;

use jiff::SignedDuration;

use crate::model::{Timestamp, User, UserId};
use crate::service::overview::Attention;
use crate::service::{PasswordPolicy, Service};
use crate::tui::route::Route;

/// Why an action is disabled, as a clause.
pub type Reason = Cow<'static, str>;

/// What never changes after the start of the console.
#[derive(Clone, Debug)]
pub struct AppInfo {
    /// The database's URL.
    pub store: String,
    /// The short name of the database, without user and password.
    pub database: String,
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
    /// What a new password has to be.
    pub password_policy: PasswordPolicy,
}

impl AppInfo {
    /// Collects it from a service.
    pub fn of(service: &Service) -> Self {
        let settings = service.settings();
        Self {
            store: settings.store.value.to_string(),
            database: format!("{} ({})", service.short_address(), settings.store.value.engine()),
            backups: settings.config_dir.value.join("backups").display().to_string(),
            read_only: service.is_read_only(),
            unrecorded: service.unrecorded(),
            idle_lock: settings.idle_lock.value,
            new_user_is_active: settings.new_user_is_active.value,
            password_policy: service.password_policy(),
        }
    }
}

/// The signed-in user.
#[derive(Clone, Debug)]
pub struct Session {
    /// The user.
    pub user: User,
    /// Whether auto login signed them in.
    pub by_auto_login: bool,
}

/// A long-running task on all secrets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its name, at the beginning of a sentence.
    pub name: &'static str,
    /// The screen that shows it.
    pub route: Route,
    /// The keys that lead there.
    pub keys: &'static str,
    /// Whether it changes the database, so that quitting would interrupt it.
    pub changes: bool,
    /// What happens if the console is closed meanwhile, as the rest of a sentence and a question.
    pub on_quit: &'static str,
}

impl Task {
    /// What quitting means for a task that changes nothing.
    pub const CHANGES_NOTHING: &'static str = "quitting cancels it. It changes nothing. Quit?";
}

/// What all screens may know.
#[derive(Debug)]
pub struct Env {
    /// What never changes.
    pub info: AppInfo,
    /// The session; none before a sign-in.
    pub session: Option<Session>,
    /// The running task.
    pub task: Option<Task>,
    /// What needs attention, once it was read; only for superusers.
    pub attention: Option<Attention>,
    /// The current time.
    pub now: Timestamp,
}

impl Env {
    /// The signed-in user.
    pub fn user(&self) -> Option<&User> {
        self.session.as_ref().map(|session| &session.user)
    }

    /// Whether this is the signed-in user.
    pub fn is_own(&self, user: UserId) -> bool {
        self.user().is_some_and(|own| own.id == user)
    }

    /// Whether auto login signed the user in, who then has no password.
    pub fn is_auto_login(&self) -> bool {
        self.session.as_ref().is_some_and(|session| session.by_auto_login)
    }

    /// Whether a task is running that changes the database, such as a rotation.
    pub fn is_rotating(&self) -> bool {
        self.task.is_some_and(|task| task.changes)
    }

    /// That a task is in progress, as a reason why an action is disabled.
    pub fn task_in_progress(&self) -> Option<Reason> {
        self.task.map(|task| format!("{} in progress", task.name.to_lowercase()).into())
    }
}
