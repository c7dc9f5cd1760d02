//! Handling the replies to jobs.

use super::App;
use super::acts::subject;
use crate::error::{Error, Kind, Result};
use crate::model::User;
use crate::service::{Edit, FlagChange, Refusal, Switched, UserDetails};
use crate::text;
use crate::tui::effect::{Effect, Job, Reply, Slot, Ticket};
use crate::tui::overlays::confirm::TypeToConfirm;
use crate::tui::overlays::details::DetailsOverlay;
use crate::tui::overlays::{Next, Overlay};
use crate::tui::remedies;
use crate::tui::route::Route;
use crate::tui::screens::api_keys::ApiKeysScreen;
use crate::tui::screens::users::UsersScreen;
use crate::tui::screens::variables::VariablesScreen;

impl App {
    pub(super) fn answer(&mut self, ticket: Ticket, outcome: Result<Reply>) -> Vec<Effect> {
        if ticket.slot == Slot::Long {
            return self.long_ended(outcome);
        }
        if ticket.slot == Slot::Act {
            self.acting = self.acting.saturating_sub(1);
            // A change of an earlier session: only its failure is shown, such as that of recording a sign-out.
            if ticket.generation <= self.session_epoch {
                if let Err(error) = outcome {
                    self.say(error.to_string(), false);
                }
                return Vec::new();
            }
        } else if self.generations.get(&ticket.slot) != Some(&ticket.generation) {
            return Vec::new();
        }
        match outcome {
            Ok(reply) => self.take(reply),
            Err(error) => self.fail(ticket, &error),
        }
    }

    fn take(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::SignedIn(Ok(user)) => {
                self.say(format!("Welcome, {}", user.username), true);
                self.enter(user, false)
            }
            Reply::SignedIn(Err(refusal)) => {
                self.sign_in.refuse(&refusal, self.now);
                Vec::new()
            }
            Reply::Unlocked(outcome) => self.unlocked(outcome),
            Reply::SignedOut => Vec::new(),
            // Nothing that belongs to an earlier session is shown after signing out.
            _ if self.session.is_none() => Vec::new(),
            Reply::Me(user) => self.refresh_session(&user),
            Reply::Users { cursor, page } => {
                self.users.take(&cursor, page);
                Vec::new()
            }
            Reply::Audit { cursor, page } => {
                self.audit.take(&cursor, page);
                Vec::new()
            }
            Reply::Details(details) => {
                self.show_details(&details);
                Vec::new()
            }
            Reply::Verified(found) => {
                let (sentence, good) = self.audit.take_verdict(&found);
                self.say(sentence, good);
                Vec::new()
            }
            Reply::PasswordGenerated(password) => {
                if let Some(Overlay::Form(form)) = self.overlays.last_mut()
                    && form.fill_password(&password)
                {
                    let about = "Copy it now, it won't be shown again: only its hash is stored.";
                    self.overlays.push(Overlay::Details(DetailsOverlay::secret("Generated password", about, password)));
                }
                Vec::new()
            }
            Reply::Exported { path, users } => {
                self.close_form();
                self.say(format!("Exported {} to {}", text::count(users, "user"), path.display()), true);
                Vec::new()
            }
            Reply::TransferPlanned { from, to, plan } => self.ask_to_transfer(from, to, &plan),
            changed @ (Reply::Created { .. }
            | Reply::Edited { .. }
            | Reply::Transferred { .. }
            | Reply::Switched { .. }
            | Reply::PasswordSet(_)
            | Reply::Deleted(_)) => self.changed(changed),
            about_secrets => self.take_secrets(about_secrets),
        }
    }

    /// Reports and shows a change, and offers to undo it where that is possible.
    fn changed(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Created { user, look_alikes } => {
                self.close_form();
                let state = if user.is_active { "active" } else { "pending approval" };
                let done = format!("Created user \"{}\" ({state})", user.username);
                self.say_with_look_alikes(done, &user.username, &look_alikes);
            }
            Reply::Edited { before, after, look_alikes } => {
                self.close_form();
                let edit =
                    Edit { username: before.username.clone(), is_active: before.is_active, is_superuser: before.is_superuser };
                self.undo = Some(Job::Edit { user: after.clone(), edit });
                let done = format!("Updated user \"{}\"; press u to undo", after.username);
                self.say_with_look_alikes(done, &after.username, &look_alikes);
                self.renew(vec![after]);
            }
            Reply::Switched { switch, users } => self.switched(switch, users),
            Reply::Transferred { from, to, done } => self.transferred(&from, &to, &done),
            Reply::PasswordSet(user) => {
                self.close_form();
                self.say(format!("Set the password of \"{}\"", user.username), true);
                self.renew(vec![user]);
            }
            Reply::Deleted(deleted) => {
                let deleted: Vec<User> = deleted.into_iter().map(|details| details.user).collect();
                let ids: Vec<_> = deleted.iter().map(|user| user.id).collect();
                self.users.list.forget(&ids);
                self.say(format!("Deleted {}", subject(&deleted)), true);
            }
            _ => {}
        }
        self.read()
    }

    /// Reports a change, with a warning if the name looks like those of other users.
    fn say_with_look_alikes(&mut self, done: String, name: &str, look_alikes: &[String]) {
        if look_alikes.is_empty() {
            return self.say(done, true);
        }
        let warnings = look_alikes.iter().map(|other| text::look_alike(name, other));
        self.warn(std::iter::once(format!("{done}.")).chain(warnings).collect::<Vec<_>>().join(" "));
    }

    fn switched(&mut self, switch: FlagChange, switched: Vec<Switched>) {
        let revoked: u64 = switched.iter().map(|one| one.revoked_api_keys).sum();
        let users: Vec<User> = switched.into_iter().map(|one| one.user).collect();
        let done = match switch {
            FlagChange::Activate => "Activated",
            FlagChange::Deactivate => "Deactivated",
            FlagChange::Promote => "Granted superuser to",
            FlagChange::Demote => "Revoked superuser from",
        };
        let keys = if revoked > 0 { format!(" ({} revoked)", text::count(revoked, "API key")) } else { String::new() };
        self.say(format!("{done} {}{keys}; press u to undo", subject(&users)), true);
        self.undo = Some(Job::FlagChange { users: users.clone(), switch: switch.inverse() });
        self.users.list.clear_selection();
        self.renew(users);
    }

    fn renew(&mut self, users: Vec<User>) {
        if let Some(session) = &mut self.session
            && let Some(own) = users.iter().find(|user| user.id == session.user.id)
        {
            session.user = own.clone();
        }
        self.users.list.renew(users);
    }

    fn show_details(&mut self, details: &UserDetails) {
        let facts = UsersScreen::facts(details);
        let name = text::clean(&details.user.username).into_owned();
        if self.deleting.take() == Some(details.user.id) {
            let text = format!("Delete \"{name}\" and all their data ({})? This can't be undone.", details.owned);
            let next = Next::Job(Job::Delete(vec![details.user.clone()]));
            self.overlays.push(Overlay::TypeToConfirm(TypeToConfirm::new("Delete user", text, name, next)));
        } else {
            self.overlays.push(Overlay::Details(DetailsOverlay::new(name, facts)));
        }
    }

    fn unlocked(&mut self, outcome: Result<User, Refusal>) -> Vec<Effect> {
        match outcome {
            Ok(user) => {
                self.lock = None;
                self.refresh_session(&user)
            }
            Err(Refusal::Inactive | Refusal::WaitingForApproval) => {
                self.leave();
                self.say("This account was deactivated.", false);
                Vec::new()
            }
            Err(refusal) => {
                if let Some(lock) = &mut self.lock {
                    lock.set_unlock_error(&refusal.to_string());
                }
                Vec::new()
            }
        }
    }

    /// Updates the signed-in user, whose rights may have changed. Shows another screen if this one is no longer allowed.
    fn refresh_session(&mut self, user: &User) -> Vec<Effect> {
        let Some(session) = &mut self.session else { return Vec::new() };
        let other_rights = session.user.is_active_superuser() != user.is_active_superuser();
        session.user = user.clone();
        if !user.is_active {
            self.leave();
            self.say("This account was deactivated.", false);
            return Vec::new();
        }
        if other_rights {
            // Nothing that was read with the previous rights stays visible.
            (self.variables, self.api_keys) = (VariablesScreen::of(user), ApiKeysScreen::of(user));
            self.drop_questions();
        }
        if self.route.admits(Some(user)) {
            if !other_rights || !matches!(self.route, Route::Variables | Route::ApiKeys) {
                return Vec::new();
            }
            self.overlays.clear();
            self.say("Your rights have changed", true);
            return self.read();
        }
        self.overlays.clear();
        self.say("Your superuser rights were revoked.", false);
        let home = Route::home(user);
        self.go(home)
    }

    fn fail(&mut self, ticket: Ticket, error: &Error) -> Vec<Effect> {
        if ticket.slot == Slot::Doctor {
            self.settings.end_examination();
        }
        if ticket.slot == Slot::Details {
            self.deleting = None;
        }
        if self.session.is_none() {
            self.sign_in.set_error(error);
            return Vec::new();
        }
        match (&mut self.lock, self.overlays.last_mut()) {
            (Some(lock), _) if ticket.slot == Slot::Act && lock.is_waiting() => lock.set_error(error),
            (None, Some(Overlay::Form(form))) if ticket.slot == Slot::Act && form.is_waiting() => form.set_error(error),
            _ => self.say(remedies::explained(error), false),
        }
        match (error.kind(), ticket.slot, self.user().map(|user| user.id)) {
            // The user may have been deleted or lost rights: the database decides which screens are allowed.
            (Kind::NotAllowed, slot, Some(id)) if slot != Slot::Me && !self.facts.read_only => self.ask(Slot::Me, Job::Me(id)),
            (Kind::NotFound, Slot::Me, _) => {
                self.leave();
                self.say("This account was deleted.", false);
                Vec::new()
            }
            (Kind::Conflict, Slot::Act, _) => self.read(),
            _ => Vec::new(),
        }
    }

    pub(super) fn close_form(&mut self) {
        // The form that submitted the job may have been closed, and another one opened.
        if matches!(self.overlays.last(), Some(Overlay::Form(form)) if form.is_waiting()) {
            self.overlays.pop();
        }
    }
}
