//! What needs attention: read in the background, and jumps to where it is fixed.

use jiff::SignedDuration;

use super::registry::{Job, on_screen};
use super::{App, global};
use crate::model::User;
use crate::service::doctor::FixedBy;
use crate::tui::effect::Slot;
use crate::tui::route::Route;
use crate::tui::screen::Screen;

/// The interval at which it is read again.
const INTERVAL: SignedDuration = SignedDuration::from_secs(60);

impl App {
    /// Reads what needs attention, for superusers. While secrets are re-encrypted, nothing can be said about them.
    pub(super) fn read_attention(&mut self) {
        let is_for_user = self.user().is_some_and(User::is_active_superuser);
        self.attention_due = self.env.now.checked_add(INTERVAL).ok().filter(|_| is_for_user);
        if is_for_user && !self.is_rotating() && !self.is_locked() {
            self.run(Slot::Attention, Job::App(global::Job::ReadAttention));
        }
    }

    pub(super) fn read_attention_if_due(&mut self) {
        if self.attention_due.is_some_and(|due| due <= self.env.now) {
            self.read_attention();
        }
    }

    /// Goes to where something is fixed.
    pub(super) fn go_to_fix(&mut self, by: FixedBy) {
        // A read-only console rotates nothing.
        let route = match Route::fixing(by) {
            Route::Rotation if self.env.info.read_only => Route::SecretKey,
            route => route,
        };
        self.go(route);
        on_screen!(self, self.route, |screen, cx| screen.show_fix(by, cx));
    }
}
