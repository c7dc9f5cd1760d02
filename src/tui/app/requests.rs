//! Carrying out what screens request, and handling the replies to jobs, their failures and the progress of the long-running task.

use super::measured::Measured;
use super::registry::{Choice, Job, Reply, Requests, Routed, on_screen};
use super::{App, global};
use crate::error::{Error, Kind, Result};
use crate::secret::Secret;
use crate::service::progress::Progress;
use crate::tui::effect::{Effect, Slot, Ticket};
use crate::tui::overlays::Overlay;
use crate::tui::overlays::details::DetailsOverlay;
use crate::tui::route::Route;
use crate::tui::screen::{News, Request, Screen, Tone};

impl App {
    pub(super) fn carry_out(&mut self, requests: Requests) {
        for request in requests {
            match request {
                Request::Run(slot, job) => self.run(slot, job),
                Request::Begin(task, job) => {
                    self.env.task = Some(task);
                    self.measured = Some(Measured::new(self.env.now));
                    self.run(Slot::Task, job);
                }
                Request::CancelTask => {
                    if let Some(task) = self.env.task {
                        on_screen!(self, task.route, |screen, _cx| screen.cancelling());
                        self.effects.push(Effect::Cancel(Slot::Task));
                    }
                }
                Request::Cancel(slot) => self.cancel(slot),
                Request::Open(overlay) => {
                    self.interrupt_typing();
                    self.overlays.push(overlay);
                }
                // The form that submitted the job may have been closed, and another one opened.
                Request::CloseForm => {
                    if self.overlays.pop_if(|overlay| overlay.waiting_form().is_some()).is_some() {
                        self.interrupt_typing();
                    }
                }
                Request::CloseDetails => {
                    if self.overlays.pop_if(|overlay| matches!(overlay, Overlay::Details(..))).is_some() {
                        self.interrupt_typing();
                    }
                }
                Request::RefuseForm(why) => match self.overlays.last_mut().and_then(Overlay::waiting_form) {
                    Some(form) => form.set_error(None, &why),
                    None => self.say(Tone::Failed, why),
                },
                Request::Say(tone, text) => self.say(tone, text),
                Request::Copy(secret) => self.copy(secret),
                Request::OfferUndo(job, question) => self.undo = Some((job, question)),
                Request::Reload => self.load(),
                Request::ReadSession => self.read_session(),
                Request::UsersChanged(users) => self.renew_session(users),
                Request::Go(route, None) => self.go(route),
                Request::Go(route, Some(user)) => {
                    self.go(route);
                    // This outdates the query that opening the screen started.
                    on_screen!(self, self.route, |screen, cx| screen.show_user(&user, cx));
                }
                Request::Fix(by) => self.go_to_fix(by),
                Request::Attend(attention) => self.take_attention(attention),
                Request::Announce(news) => self.screens.announce(&news),
                Request::SignIn(user) => {
                    self.interrupt_typing();
                    self.enter(*user, false);
                }
                Request::Quit => self.quit(),
            }
        }
    }

    /// Carries out what was chosen in an overlay.
    pub(super) fn choose(&mut self, choice: Choice) {
        match self.screens.choose(choice, &self.env) {
            Routed::Screen(requests) => self.carry_out(requests),
            Routed::App(global::Choice::Act(id)) => self.act_anywhere(id),
            Routed::App(global::Choice::Jump(jump)) => self.jump(jump),
            Routed::App(global::Choice::Unlock(password)) => self.run(Slot::Change, Job::App(global::Job::Unlock(password))),
            Routed::App(global::Choice::Undo) => self.undo_last(),
            Routed::App(global::Choice::Quit) => self.effects.push(Effect::Quit),
        }
    }

    pub(super) fn reply(&mut self, ticket: Ticket, outcome: Result<Reply>) {
        match ticket.slot {
            Slot::Task => return self.task_ended(outcome),
            Slot::Change => {
                self.note_end(ticket.slot);
                // A change of an earlier session: only its failure is shown, such as that of recording a sign-out.
                if ticket.generation <= self.session_epoch {
                    if let Err(error) = outcome {
                        self.say(Tone::Failed, error.in_console());
                    }
                    return;
                }
            }
            Slot::Load(_) | Slot::LookUp(_) | Slot::Part(..) | Slot::Session | Slot::Attention | Slot::SignIns | Slot::Users => {
                if !self.is_current(ticket) {
                    return;
                }
                self.note_end(ticket.slot);
            }
        }
        if ticket.slot == Slot::Attention {
            self.attention_answered();
        }
        if ticket.slot == Slot::Change {
            self.read_attention_after_change();
            if !matches!(outcome, Ok(Reply::App(_) | Reply::Overview(_))) {
                self.screens.announce(&News::Changed);
            }
        }
        match outcome {
            // Nothing that belongs to an earlier session is shown after signing out.
            Ok(reply) if self.env.session.is_some() || matches!(reply, Reply::Login(_)) => self.take(reply),
            Ok(_) => {}
            Err(error) => {
                self.planned = None;
                self.fail(ticket.slot, error);
            }
        }
        if let Slot::Load(route) = ticket.slot {
            self.act_as_planned(route);
        }
    }

    /// Looks for the users to pick from in the open form, or for one who has its new username.
    pub(super) fn look_for_users(&mut self) {
        let Some(form) = self.overlays.iter_mut().rev().find_map(Overlay::form) else { return };
        if let Some(text) = form.wanted_users() {
            self.run(Slot::Users, Job::App(global::Job::FindUsers(text)));
        } else if let Some(username) = form.wanted_username() {
            self.run(Slot::Users, Job::App(global::Job::LookForUser(username)));
        }
    }

    /// Cancels a query, whose reply is dropped.
    fn cancel(&mut self, slot: Slot) {
        *self.generations.entry(slot).or_insert(0) += 1;
        self.busy.remove(&slot);
        self.effects.push(Effect::Cancel(slot));
    }

    fn is_current(&self, ticket: Ticket) -> bool {
        self.generations.get(&ticket.slot) == Some(&ticket.generation)
    }

    fn take(&mut self, reply: Reply) {
        match self.screens.reply(reply, &self.env) {
            Routed::Screen(requests) => self.carry_out(requests),
            Routed::App(global::Reply::Unlocked(outcome)) => self.unlocked(outcome),
            Routed::App(global::Reply::SignedOut) => {}
            Routed::App(global::Reply::UserRead(user)) => self.refresh_session(&user),
            Routed::App(global::Reply::AttentionRead(attention)) => self.take_attention(attention),
            Routed::App(global::Reply::SignInsRead(history)) => self.greet(&history),
            Routed::App(global::Reply::PasswordGenerated(password)) => self.fill_in(password),
            Routed::App(global::Reply::UsersFound { text, found }) => {
                if let Some(form) = self.overlays.iter_mut().rev().find_map(Overlay::form) {
                    form.take_users(text, found);
                }
            }
            Routed::App(global::Reply::UserLookedFor { username, is_there }) => {
                if let Some(form) = self.overlays.iter_mut().rev().find_map(Overlay::form).filter(|_| is_there) {
                    form.refuse_username(&username);
                }
            }
        }
    }

    /// Fills a generated password into the open form, and shows it.
    fn fill_in(&mut self, password: Secret) {
        if let Some(Overlay::Form(form)) = self.overlays.last_mut()
            && form.form.fill_password(&password)
        {
            self.interrupt_typing();
            self.overlays.push(Overlay::Details(DetailsOverlay::generated_password(password), None));
        }
    }

    fn fail(&mut self, slot: Slot, error: Error) {
        let (kind, is_signed_in) = (error.kind(), self.env.session.is_some());
        let owner = match slot {
            Slot::Load(route) | Slot::LookUp(route) | Slot::Part(route, _) => Some(route),
            Slot::Change if !is_signed_in => Some(Route::Login),
            Slot::Change | Slot::Session | Slot::Task | Slot::Attention | Slot::SignIns | Slot::Users => None,
        };
        // Nobody asked for it: what is asked for next reports a failure of the database.
        if slot == Slot::Attention {
            self.env.attention = None;
        }
        let unshown = match owner {
            _ if matches!(slot, Slot::Attention | Slot::SignIns) => None,
            Some(route) => on_screen!(self, route, |screen, cx| screen.fail(slot, error, cx.env)),
            None => Some(error),
        };
        if let Some(error) = unshown {
            self.report(slot, &error);
        }
        match (kind, slot, self.user().is_some()) {
            // The user may have been deleted or lost rights: the database decides which screens are allowed.
            (Kind::NotAllowed, slot, true) if slot != Slot::Session && !self.env.info.read_only => self.read_session(),
            (Kind::NotFound, Slot::Session, _) => self.end_session("This account was deleted."),
            (Kind::Conflict, Slot::Change, true) => self.load(),
            _ => {}
        }
    }

    /// Shows an error at the form that waits for the reply, or as a message.
    fn report(&mut self, slot: Slot, error: &Error) {
        let is_change = slot == Slot::Change;
        if let Some(form) = self.overlays.last_mut().and_then(Overlay::generating_form).filter(|_| is_change) {
            return form.set_error(error.field(), &error.in_console());
        }
        match (&mut self.lock, self.overlays.last_mut().and_then(Overlay::waiting_form)) {
            (Some(lock), _) if is_change && lock.form.is_busy() => lock.form.refuse_password(&error.in_console()),
            (None, Some(form)) if is_change => form.set_error(error.field(), &error.in_console()),
            _ => self.say(Tone::Failed, error.in_console()),
        }
    }

    /// Takes the progress of the long-running task, or of a part of a screen's data.
    pub(super) fn progress(&mut self, ticket: Ticket, progress: Progress) {
        let route = match ticket.slot {
            Slot::Part(route, _) => Some(route),
            Slot::Task => self.env.task.map(|task| task.route),
            Slot::Load(_) | Slot::LookUp(_) | Slot::Session | Slot::Attention | Slot::SignIns | Slot::Users | Slot::Change => {
                None
            }
        };
        let Some(route) = route.filter(|_| self.is_current(ticket)) else { return };
        let now = self.env.now;
        on_screen!(self, route, |screen, _cx| screen.progress(progress, now));
        if ticket.slot == Slot::Task
            && let Some(measured) = &mut self.measured
        {
            measured.report(progress, now);
            self.changed = true;
        }
        self.changed |= self.route.tab() == route.tab();
    }

    /// Handles the end of the long-running task, even if another user has signed in meanwhile.
    fn task_ended(&mut self, outcome: Result<Reply>) {
        let Some(task) = self.env.task.take() else { return };
        self.measured = None;
        // The question whether to interrupt it no longer applies.
        self.overlays.retain(|overlay| !overlay.is_about_task());
        let (failure, earlier) = (outcome.as_ref().err().map(Error::kind), self.toast.take());
        match outcome {
            Ok(reply) => self.take(reply),
            Err(error) => {
                let unshown = on_screen!(self, task.route, |screen, cx| screen.fail(Slot::Task, error, cx.env));
                if let Some(error) = unshown {
                    self.report(Slot::Task, &error);
                }
            }
        }
        if self.env.session.is_none() || self.is_locked() {
            return;
        }
        // A screen that warns says more than that the task has ended.
        let has_warned = self.toast.as_ref().is_some_and(|toast| toast.tone != Tone::Done);
        if self.route.tab() != task.route.tab() && !has_warned {
            let (tone, ended, what) = match failure {
                None => (Tone::Done, "finished", "result"),
                Some(Kind::Interrupted) => (Tone::Warning, "was interrupted", "result"),
                Some(_) => (Tone::Failed, "failed", "reason"),
            };
            self.say(tone, format!("{} {ended}; {} for the {what}", task.name, task.keys));
        } else if self.toast.is_none() {
            self.toast = earlier;
        }
        self.load();
        self.read_attention_after_change();
    }
}
