//! Who is signed in, which screen they may see, and the idle lock. There is no other way to a screen than through here.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::registry::{Choice, Job, on_screen};
use super::{App, PAUSE, global};
use crate::error::Field;
use crate::model::{Timestamp, User};
use crate::service::SignInRefusal;
use crate::tui::effect::{Effect, Slot};
use crate::tui::overlays::event::Event;
use crate::tui::overlays::form::FormOverlay;
use crate::tui::parts::lockout;
use crate::tui::route::Route;
use crate::tui::screen::{Screen, Session, Tone};
use crate::tui::widgets::form::{Form, FormField};

impl App {
    /// Goes to a screen, or to the user's first screen if this one is not allowed. There is no other way to a screen.
    pub(super) fn go(&mut self, route: Route) {
        self.planned = None;
        self.attended = None;
        let route = match self.user() {
            None => Route::Login,
            Some(user) if route.admits(Some(user)) => route,
            Some(user) => Route::home(user),
        };
        if route != self.route {
            on_screen!(self, self.route, |screen, cx| screen.leave(cx));
        }
        self.route = route;
        on_screen!(self, self.route, |screen, cx| screen.enter(cx.env));
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
        self.env.session = Some(Session { user, by_auto_login });
        self.forget_data();
        self.session_epoch = self.generations.get(&Slot::Change).copied().unwrap_or(0);
        self.last_key = self.env.now;
        // Whoever may see what needs attention begins on the overview.
        self.go(home);
        self.postpone_attention();
        if !by_auto_login {
            self.run(Slot::SignIns, Job::App(global::Job::ReadSignIns));
        }
    }

    /// Signs out. The event is recorded in the background, and the session ends at once even if that fails.
    pub(super) fn sign_out(&mut self) {
        self.run(Slot::Change, Job::App(global::Job::SignOut));
        self.leave();
    }

    /// Ends the session and discards its data.
    pub(super) fn leave(&mut self) {
        self.env.session = None;
        (self.planned, self.toast) = (None, None);
        (self.lock, self.lock_wait) = (None, None);
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
        (self.undo, self.env.attention, self.attention_due) = (None, None, None);
        (self.recount_due, self.is_recounting) = (false, false);
        self.screens.reset(&self.env);
    }

    /// Discards the replies to all pending queries.
    fn drop_queries(&mut self) {
        self.busy.clear();
        for (slot, generation) in self.generations.iter_mut().filter(|(slot, _)| !matches!(slot, Slot::Change | Slot::Task)) {
            *generation += 1;
            if matches!(slot, Slot::Part(..)) {
                self.effects.push(Effect::Cancel(*slot));
            }
        }
    }

    pub(super) fn unlocked(&mut self, outcome: Result<User, SignInRefusal>) {
        match outcome {
            Ok(user) => {
                (self.lock, self.lock_wait) = (None, None);
                self.refresh_session(&user);
            }
            Err(SignInRefusal::Inactive | SignInRefusal::WaitingForApproval) => self.end_session("This account was deactivated."),
            Err(SignInRefusal::LockedOut(left)) => {
                self.lock_wait = self.env.now.checked_add(left).ok();
                self.wait_to_unlock();
            }
            Err(SignInRefusal::Incorrect) => {
                if let Some(lock) = &mut self.lock {
                    lock.form.refuse_password(&SignInRefusal::Incorrect.to_string());
                }
            }
        }
    }

    /// Counts down the wait after too many attempts, and tries again with what was typed once it is over.
    pub(super) fn wait_to_unlock(&mut self) {
        let (Some(until), Some(lock)) = (self.lock_wait, &mut self.lock) else { return };
        let left = until.duration_since(self.env.now);
        self.changed = true;
        if left.is_positive() {
            return lock.form.set_error(None, &lockout::waiting(left));
        }
        self.lock_wait = None;
        lock.form.clear_error();
        if let Event::Wait(choice) = lock.submit() {
            self.choose(choice);
        }
    }

    /// Handles a key while the console is locked.
    pub(super) fn key_while_locked(&mut self, key: KeyEvent) {
        let Some(lock) = &mut self.lock else { return };
        if let Some(until) = self.lock_wait {
            // Only Esc is answered meanwhile; it ends the wait.
            if key.code == KeyCode::Esc {
                self.lock_wait = None;
                lock.form.set_error(None, &SignInRefusal::LockedOut(until.duration_since(self.env.now)).to_string());
            }
            return;
        }
        let event = lock.key(key);
        // Esc does not sign out, the button does.
        self.lock_event(event, key.code != KeyCode::Esc);
    }

    /// Whether a key or pasted text is dropped: it comes before the unlock form was drawn, or continues what was typed while a
    /// job ran, whose end opened or closed something.
    pub(super) fn drops(&mut self, key: Option<KeyEvent>) -> bool {
        let is_for_app =
            key.is_some_and(|key| key.modifiers.contains(KeyModifiers::CONTROL) && matches!(key.code, KeyCode::Char('c' | 'z')));
        if is_for_app {
            return false;
        }
        if self.deaf_until.is_some_and(|until| until > self.env.now) {
            self.deaf_until = self.env.now.checked_add(PAUSE).ok();
            return true;
        }
        (self.deaf_until, self.typed_since) = (None, true);
        self.is_locked() && !self.is_lock_seen
    }

    /// Something opened or closed without a key: drops what is being typed, if anything is.
    pub(super) fn interrupt_typing(&mut self) {
        if self.typed_since && !self.is_by_user {
            self.deaf_until = self.env.now.checked_add(PAUSE).ok();
        }
    }

    /// Ends the session because of what happened to its user.
    pub(super) fn end_session(&mut self, why: &str) {
        self.leave();
        self.say(Tone::Failed, why);
    }

    /// Updates the signed-in user, whose rights may have changed. Shows another screen if this one is no longer allowed.
    pub(super) fn refresh_session(&mut self, user: &User) {
        let Some(session) = &mut self.env.session else { return };
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
        self.read_attention();
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
        if let Some(session) = &mut self.env.session
            && let Some(own) = users.into_iter().find(|user| user.id == session.user.id)
        {
            session.user = own;
        }
    }

    /// Locks the console after some time without a key press. A session by auto login is never locked, because it has no
    /// password to unlock it with.
    pub(super) fn lock_if_idle(&mut self) {
        // If the clock is set back, the wait starts again.
        self.last_key = self.last_key.min(self.env.now);
        let Some(session) = &self.env.session else { return };
        if self.idle_deadline().is_some_and(|deadline| deadline <= self.env.now) {
            let password = FormField::secret("Password").reports(Field::Password);
            let form = Form::new([password], ["Sign out", "Unlock"], |[password]| {
                Choice::App(global::Choice::Unlock(password.secret_value()))
            });
            self.lock = Some(FormOverlay::new(format!("Locked · {}", session.user.username), form).small());
            self.is_lock_seen = false;
            // An open form may hold a half-typed secret.
            self.overlays.clear();
            self.changed = true;
        }
    }

    pub(super) fn idle_deadline(&self) -> Option<Timestamp> {
        let may_lock = self.env.session.as_ref().is_some_and(|session| !session.by_auto_login) && !self.is_locked();
        self.last_key.checked_add(self.env.info.idle_lock.filter(|_| may_lock)?).ok()
    }
}
