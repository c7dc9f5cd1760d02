//! Who is signed in, and which screen they may see: the one place that opens screens.

use super::global;
use super::registry::{Job, on_screen};
use super::state::App;
use crate::model::User;
use crate::service::SignInRefusal;
use crate::tui::effect::Slot;
use crate::tui::route::Route;
use crate::tui::screen::{Screen, Session, Tone};

impl App {
    /// Goes to a screen, or to the user's first screen if this one is not allowed. There is no other way to a screen.
    pub(super) fn go(&mut self, route: Route) {
        self.route = match self.user() {
            None => Route::Login,
            Some(user) if route.admits(Some(user)) => route,
            Some(user) => Route::home(user),
        };
        on_screen!(self, self.route, |screen, cx| screen.enter(&cx.env));
        self.load();
    }

    /// Loads the data of the current screen.
    pub(super) fn load(&mut self) {
        on_screen!(self, self.route, |screen, cx| screen.load(cx));
    }

    pub(super) fn read_session(&mut self) {
        if self.user().is_some() {
            self.run(Slot::Session, Job::App(global::Job::ReadUser));
        }
    }

    /// Starts a session.
    pub(super) fn enter(&mut self, user: User, by_auto_login: bool) {
        let home = Route::home(&user);
        self.shared.session = Some(Session { user, by_auto_login });
        self.forget_data();
        self.session_epoch = self.generations.get(&Slot::Change).copied().unwrap_or(0);
        self.last_key = self.shared.now;
        self.go(home);
    }

    /// Signs out. The event is recorded in the background, and the session ends at once even if that fails.
    pub(super) fn sign_out(&mut self) {
        self.run(Slot::Change, Job::App(global::Job::SignOut));
        self.leave();
    }

    /// Ends the session and discards its data.
    pub(super) fn leave(&mut self) {
        self.shared.session = None;
        self.lock = None;
        self.overlays.clear();
        self.forget_data();
        self.route = Route::Login;
        self.drop_queries();
        let changes = self.generations.entry(Slot::Change).or_insert(0);
        *changes += 1;
        self.session_epoch = *changes;
    }

    /// Discards the data of all screens, so that the next user does not see it. A running task keeps its screens, which only
    /// superusers can open.
    fn forget_data(&mut self) {
        self.undo = None;
        self.screens.reset(&self.shared.env());
    }

    /// Discards the replies to all pending queries.
    fn drop_queries(&mut self) {
        for (_, generation) in self.generations.iter_mut().filter(|(slot, _)| !matches!(slot, Slot::Change | Slot::Task)) {
            *generation += 1;
        }
    }

    pub(super) fn unlocked(&mut self, outcome: Result<User, SignInRefusal>) {
        match outcome {
            Ok(user) => {
                self.lock = None;
                self.refresh_session(&user);
            }
            Err(SignInRefusal::Inactive | SignInRefusal::WaitingForApproval) => self.end_session("This account was deactivated."),
            Err(refusal) => {
                if let Some(lock) = &mut self.lock {
                    lock.set_password_error(&refusal.to_string());
                }
            }
        }
    }

    /// Ends the session because of what happened to its user.
    pub(super) fn end_session(&mut self, why: &str) {
        self.leave();
        self.say(Tone::Failed, why);
    }

    /// Updates the signed-in user, whose rights may have changed. Shows another screen if this one is no longer allowed.
    pub(super) fn refresh_session(&mut self, user: &User) {
        let Some(session) = &mut self.shared.session else { return };
        let has_other_rights = session.user.is_active_superuser() != user.is_active_superuser();
        session.user = user.clone();
        if !user.is_active {
            return self.end_session("This account was deactivated.");
        }
        if !has_other_rights {
            return;
        }
        // Nothing that was read with the previous rights stays visible.
        self.forget_data();
        self.drop_queries();
        if !self.route.admits(Some(user)) {
            self.overlays.clear();
            self.say(Tone::Failed, "Your superuser rights were revoked.");
            self.go(Route::home(user));
        } else if self.route != Route::Account {
            self.overlays.clear();
            self.say(Tone::Done, "Your rights have changed");
            self.load();
        }
    }

    /// Updates the signed-in user if they are among these.
    pub(super) fn renew_session(&mut self, users: Vec<User>) {
        if let Some(session) = &mut self.shared.session
            && let Some(own) = users.into_iter().find(|user| user.id == session.user.id)
        {
            session.user = own;
        }
    }
}
