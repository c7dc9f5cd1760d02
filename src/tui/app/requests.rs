//! Carrying out what screens request.

use super::global;
use super::registry::{Choice, Requests, Routed, on_screen};
use super::state::App;
use crate::tui::effect::{Effect, Slot};
use crate::tui::overlays::Overlay;
use crate::tui::screen::{Request, Screen, Tone};

impl App {
    pub(super) fn carry_out(&mut self, requests: Requests) {
        for request in requests {
            match request {
                Request::Run(slot, job) => self.run(slot, job),
                Request::Begin(task, job) => {
                    self.shared.task = Some(task);
                    self.run(Slot::Task, job);
                }
                Request::CancelTask => self.cancel_task(),
                Request::Open(overlay) => self.overlays.push(overlay),
                Request::CloseForm => self.close_form(),
                Request::RefuseForm(why) => match self.overlays.last_mut().and_then(Overlay::waiting_form) {
                    Some(form) => form.set_form_error(&why),
                    None => self.say(Tone::Failed, why),
                },
                Request::Say(tone, text) => self.say(tone, text),
                Request::Copy(secret) => self.copy(secret),
                Request::OfferUndo(job) => self.undo = Some(job),
                Request::Reload => self.load(),
                Request::ReadSession => self.read_session(),
                Request::UsersChanged(users) => self.renew_session(users),
                Request::Go(route, None) => self.go(route),
                Request::Go(route, Some(user)) => {
                    self.go(route);
                    // This outdates the query that opening the screen started.
                    on_screen!(self, self.route, |screen, cx| screen.show_user(&user, cx));
                }
                Request::Announce(news) => self.screens.announce(&news),
                Request::SignIn(user) => self.enter(*user, false),
                Request::Quit => self.quit(),
            }
        }
    }

    /// Carries out what was chosen in an overlay.
    pub(super) fn choose(&mut self, choice: Choice) {
        match self.screens.choose(choice, self.shared.env()) {
            Routed::Screen(requests) => self.carry_out(requests),
            Routed::App(global::Choice::Act(id)) => self.act(id),
            Routed::App(global::Choice::Unlock(password)) => self.unlock(password),
            Routed::App(global::Choice::Quit) => self.effects.push(Effect::Quit),
        }
    }

    fn close_form(&mut self) {
        // The form that submitted the job may have been closed, and another one opened.
        if self.overlays.last_mut().is_some_and(|overlay| overlay.waiting_form().is_some()) {
            self.overlays.pop();
        }
    }

    fn cancel_task(&mut self) {
        let Some(task) = self.shared.task else { return };
        on_screen!(self, task.route, |screen, _cx| screen.cancelling());
        self.effects.push(Effect::CancelTask);
    }
}
