//! What needs attention: read in the background, and jumps to where it is fixed. And what is said after a sign-in.

use std::mem::discriminant;

use jiff::SignedDuration;

use super::global::Jump;
use super::registry::Job;
use super::{App, global};
use crate::model::{StatusFilter, User};
use crate::service::doctor::FixedBy;
use crate::service::overview::{Attention, SignInHistory};
use crate::text::count;
use crate::tui::effect::Slot;
use crate::tui::route::Route;
use crate::tui::screen::{Reason, Target, Tone};
use crate::tui::widgets::time::short_time;

/// The interval at which it is read again.
const INTERVAL: SignedDuration = SignedDuration::from_secs(60);

impl App {
    /// Reads what needs attention, for superusers. While secrets are re-encrypted, nothing can be said about them.
    pub(super) fn read_attention(&mut self) {
        self.postpone_attention();
        if self.attention_due.is_none() || self.is_rotating() || self.is_locked() {
            return;
        }
        // This reading replaces one that is still counting.
        let counts_secrets = self.recount_due || self.is_recounting;
        (self.recount_due, self.is_recounting) = (false, counts_secrets);
        if counts_secrets {
            // Another reading after the interval would cancel this one, which takes its time. Its reply sets the time again.
            self.attention_due = None;
        }
        self.run(Slot::Attention, Job::App(global::Job::ReadAttention { counts_secrets }));
    }

    /// Reads it after a change, which may have fixed what could not be decrypted.
    pub(super) fn read_attention_after_change(&mut self) {
        self.recount_due |= self.env.attention.as_ref().is_some_and(Attention::has_undecryptable);
        self.read_attention();
    }

    /// Takes what was read. What it left out stays as it was read before.
    pub(super) fn take_attention(&mut self, attention: Attention) {
        self.env.attention = Some(match &self.env.attention {
            Some(before) => before.followed_by(attention),
            None => attention,
        });
    }

    /// Notes that a reading has ended.
    pub(super) fn attention_answered(&mut self) {
        if std::mem::take(&mut self.is_recounting) {
            self.postpone_attention();
        }
    }

    /// Reads it only after the interval, because the overview is being read, which says it too.
    pub(super) fn postpone_attention(&mut self) {
        let is_for_user = self.user().is_some_and(User::is_active_superuser);
        self.attention_due = self.env.now.checked_add(INTERVAL).ok().filter(|_| is_for_user);
    }

    pub(super) fn read_attention_if_due(&mut self) {
        if self.attention_due.is_some_and(|due| due <= self.env.now) {
            self.read_attention();
        }
    }

    /// Why there is nothing to go to.
    pub(super) fn why_not_attend(&self) -> Option<Reason> {
        let has_concerns = self.env.attention.as_ref().is_some_and(|attention| !attention.concerns.is_empty());
        (!has_concerns).then_some("nothing needs attention".into())
    }

    /// Goes to where the worst is fixed, and from there to the next.
    pub(super) fn attend(&mut self) {
        let concerns = self.env.attention.iter().flat_map(|attention| &attention.concerns);
        let concerns: Vec<_> = concerns.map(|concern| (discriminant(concern), concern.fixed_by())).collect();
        let last = concerns.iter().position(|(kind, _)| Some(*kind) == self.attended);
        let next = last.map_or(0, |last| last + 1);
        if let Some((kind, by)) = concerns.get(next).or(concerns.first()) {
            self.go_to_fix(*by);
            self.attended = Some(*kind);
        }
    }

    /// Says when the user signed in last, and how many sign-ins failed since.
    pub(super) fn greet(&mut self, history: &SignInHistory) {
        // What an action reported meanwhile is more important.
        let is_free = self.toast.as_ref().is_none_or(|toast| toast.tone == Tone::Done);
        let Some(user) = self.user().filter(|_| is_free) else { return };
        let more = if history.cut.is_some() { " or more" } else { "" };
        let failures = format!("{}{more}", count(history.failures_since, "failed sign-in"));
        let name = &user.username;
        match (history.previous, history.failures_since) {
            (None, 0) => {}
            (None, _) => self.say(Tone::Warning, format!("Welcome, {name}. {failures} before this first one")),
            (Some(_), 0) => {
                self.say(Tone::Done, format!("Welcome, {name}. Last sign-in {} UTC", short_time(history.previous)));
            }
            (Some(_), _) => {
                let last = short_time(history.previous);
                self.say(Tone::Warning, format!("Welcome, {name}. Last sign-in {last} UTC; {failures} since"));
            }
        }
    }

    /// Goes to where something is fixed.
    pub(super) fn go_to_fix(&mut self, by: FixedBy) {
        let (route, target) = place_of(by);
        match target {
            Some(target) => self.jump(Jump { route, target }),
            None => self.go(route),
        }
    }
}

/// The screen where something is fixed, and what to show there.
const fn place_of(by: FixedBy) -> (Route, Option<Target>) {
    match by {
        FixedBy::PendingUsers => (Route::Users, Some(Target::Users(StatusFilter::Pending))),
        FixedBy::Users => (Route::Users, None),
        FixedBy::Variables => (Route::Variables, None),
        // A rotation begins there too, and the screen says what is to be done about an interrupted one.
        FixedBy::Key | FixedBy::Rotation => (Route::SecretKey, None),
        FixedBy::Backups => (Route::Backups, None),
        FixedBy::FailedSignIns => (Route::Audit, Some(Target::FailedSignIns)),
        FixedBy::Audit => (Route::Audit, None),
        FixedBy::Settings => (Route::Settings, None),
        FixedBy::Files | FixedBy::Clients | FixedBy::Database | FixedBy::Application | FixedBy::Doctor => {
            (Route::Settings, Some(Target::Findings))
        }
    }
}
