//! What happens with time: messages that disappear, countdowns, the idle lock, and the clipboard that is cleared.

use jiff::SignedDuration;

use super::global;
use super::registry::{Choice, of_screen, on_screen};
use super::state::App;
use crate::error::Field;
use crate::model::Timestamp;
use crate::secret::Secret;
use crate::tui::effect::Effect;
use crate::tui::overlays::Overlay;
use crate::tui::overlays::form::FormOverlay;
use crate::tui::screen::{Screen, Tone};
use crate::tui::widgets::form::{FormWidget, SecretField, SecretForm};

/// The interval at which a countdown is redrawn.
const A_SECOND: SignedDuration = SignedDuration::from_secs(1);
/// How long a secret stays in the clipboard.
const COPIED_FOR: SignedDuration = SignedDuration::from_secs(30);

impl App {
    /// When the next tick is due; none if nothing changes with time.
    pub fn next_tick(&self) -> Option<Timestamp> {
        let now = self.shared.now;
        let toast = self.toast.as_ref().and_then(|toast| toast.until);
        let screen = of_screen!(self, self.route, |screen| screen.next_tick(now));
        let overlay = self.overlays.iter().any(Overlay::is_timed).then(|| now.checked_add(A_SECOND).unwrap_or(now));
        [toast, screen, overlay, self.copied_until, self.idle_deadline()].into_iter().flatten().min()
    }

    pub(super) fn tick(&mut self) {
        let now = self.shared.now;
        if self.toast.as_ref().and_then(|toast| toast.until).is_some_and(|until| until <= now) {
            self.toast = None;
            self.changed = true;
        }
        self.changed |= on_screen!(self, self.route, |screen, _cx| screen.tick(now));
        if self.overlays.iter().any(Overlay::is_timed) {
            self.overlays.retain_mut(|overlay| overlay.tick(now));
            self.changed = true;
        }
        self.lock_if_idle();
        self.clear_clipboard();
    }

    pub(super) fn dismiss_toast(&mut self) {
        if self.toast.as_ref().is_some_and(|toast| toast.tone != Tone::Done) {
            self.toast = None;
        }
    }

    /// Locks the console after some time without a key press. A session by auto login is never locked, because it has no
    /// password to unlock it with.
    fn lock_if_idle(&mut self) {
        // If the clock is set back, the wait starts again.
        self.last_key = self.last_key.min(self.shared.now);
        let Some(session) = &self.shared.session else { return };
        if self.idle_deadline().is_some_and(|deadline| deadline <= self.shared.now) {
            self.lock = Some(unlock_form(&session.user.username));
            // An open form may hold a half-typed secret.
            self.overlays.clear();
            self.changed = true;
        }
    }

    fn idle_deadline(&self) -> Option<Timestamp> {
        let may_lock = self.shared.session.as_ref().is_some_and(|session| !session.by_auto_login) && !self.is_locked();
        self.last_key.checked_add(self.shared.info.idle_lock.filter(|_| may_lock)?).ok()
    }

    /// Copies a secret to the clipboard for a limited time.
    pub(super) fn copy(&mut self, secret: Secret) {
        self.copied_until = self.shared.now.checked_add(COPIED_FOR).ok();
        self.say(Tone::Done, "Copied; the clipboard is cleared in 30 s, or when the console closes");
        self.effects.push(Effect::Copy(secret));
    }

    /// Clears the clipboard when the time is up; copying another secret extends it.
    fn clear_clipboard(&mut self) {
        let now = self.shared.now;
        if self.copied_until.is_some_and(|until| until <= now || until.duration_since(now) > COPIED_FOR) {
            self.copied_until = None;
            self.effects.push(Effect::ClearClipboard);
        }
    }
}

/// The form of a locked console.
fn unlock_form(username: &str) -> FormOverlay<Choice> {
    let password = SecretField::new("Password").reports(Field::Password);
    let form = FormWidget::new(SecretForm::new(password), ["Sign out", "Unlock"]);
    FormOverlay::new(format!("Locked · {username}"), form, |password| Choice::App(global::Choice::Unlock(password))).small()
}
