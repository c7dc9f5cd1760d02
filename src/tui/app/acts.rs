//! What each action does.

use super::App;
use crate::model::User;
use crate::service::Switch;
use crate::text;
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Job, Slot};
use crate::tui::overlays::confirm::{Confirm, TypeName};
use crate::tui::overlays::facts::Facts;
use crate::tui::overlays::forms::FormOverlay;
use crate::tui::overlays::help::Help;
use crate::tui::overlays::menu::{Item, Menu};
use crate::tui::overlays::{Next, Overlay};
use crate::tui::route::Route;
use crate::tui::widgets::list::grouped;

impl App {
    pub(super) fn carry_out(&mut self, id: Id) -> Vec<Effect> {
        match id {
            Id::Help => self.open(Overlay::Help(Help::new(self.help_entries()))),
            Id::Palette => self.open(Overlay::Menu(Menu::new("Actions", self.palette()))),
            Id::GoUsers => self.go(Route::Users),
            Id::GoVariables => self.go(Route::Variables),
            Id::GoApiKeys => self.go(Route::ApiKeys),
            Id::GoSecretKey => self.go(Route::SecretKey),
            Id::GoAudit => self.go(Route::Audit),
            Id::GoSettings => self.go(Route::Settings),
            Id::GoAccount => self.go(Route::Account),
            Id::Refresh => self.read(),
            Id::Undo => match self.undo.take() {
                Some(job) => self.ask(Slot::Act, job),
                None => Vec::new(),
            },
            Id::SignOut => self.sign_out(),
            Id::Quit => self.quit(),
            Id::NewUser => self.open(Overlay::Form(FormOverlay::new_user(self.facts.new_user_is_active))),
            Id::EditUser => {
                let own = self.user().map(|user| user.id);
                self.with_chosen(|user| {
                    let own = own == Some(user.id);
                    Overlay::Form(FormOverlay::edit_user(user, own))
                })
            }
            Id::SetPassword => self.with_chosen(|user| Overlay::Form(FormOverlay::set_password(user))),
            Id::UserDetails => match self.users.list.chosen().map(|user| user.id) {
                Some(id) => self.ask(Slot::Details, Job::Details(id)),
                None => Vec::new(),
            },
            Id::ToggleActive => self.confirm_switch(|user| user.is_active, Switch::Activate, Switch::Deactivate),
            Id::ToggleSuperuser => self.confirm_switch(|user| user.is_superuser, Switch::Promote, Switch::Demote),
            Id::DeleteUsers => self.confirm_deletion(),
            Id::TransferOwnership => self.with_chosen(|user| Overlay::Form(FormOverlay::transfer(user))),
            Id::Search => {
                self.users.search().begin();
                Vec::new()
            }
            Id::ClearSearch => {
                let job = self.users.clear();
                self.ask(Slot::Users, job)
            }
            Id::Sort => self.open(Overlay::Menu(Menu::new("Sort by", self.users.sorts()))),
            Id::Reverse => {
                let job = self.users.reverse();
                self.ask(Slot::Users, job)
            }
            Id::Filter => self.open(Overlay::Menu(Menu::new("Show", self.users.filters()))),
            Id::Mark => {
                self.users.list.toggle_mark();
                Vec::new()
            }
            Id::MarkRange => {
                self.users.list.mark_range();
                Vec::new()
            }
            Id::MarkAll => {
                self.users.list.mark_all();
                let (near, all) = (self.users.list.rows().len() as u64, self.users.list.total().unwrap_or(0));
                if near < all {
                    let (near, all) = (grouped(near), grouped(all));
                    self.say(format!("Marked the {near} users around here of {all}; a search or a filter narrows them."), true);
                }
                Vec::new()
            }
            Id::ClearMarks => {
                self.users.list.clear_marks();
                Vec::new()
            }
            Id::ExportUsers => self.open(Overlay::Form(FormOverlay::export(self.users.filter().clone()))),
            Id::EventDetails => match self.audit.details() {
                Some(facts) => self.open(Overlay::Facts(Facts::new("Event", facts))),
                None => Vec::new(),
            },
            Id::FilterEvents => {
                let current = self.audit.filtered_by().unwrap_or_default().to_owned();
                self.open(Overlay::Form(FormOverlay::filter_events(&current)))
            }
            Id::VerifyEvents => self.ask(Slot::Act, Job::Verify),
            Id::ChangePassword => self.open(Overlay::Form(FormOverlay::own_password())),
            id => self.carry_out_on_secrets(id),
        }
    }

    /// What an overlay's answer asks for.
    pub(super) fn follow(&mut self, next: Next) -> Vec<Effect> {
        match next {
            Next::Job(job) => self.ask(Slot::Act, job),
            Next::Action(Id::SignOut) => self.sign_out(),
            Next::Action(id) => self.act(id),
            Next::Sort(sort) => {
                let job = self.users.sort(sort);
                self.ask(Slot::Users, job)
            }
            Next::Filter(active, superuser) => {
                let job = self.users.narrow(active, superuser);
                self.ask(Slot::Users, job)
            }
            Next::FilterEvents(user) => {
                let job = self.audit.filter(user);
                self.ask(Slot::Audit, job)
            }
            Next::Everyones => self.narrow(None),
            Next::StoreKey(owner) => self.follow_store_key(*owner, true),
            Next::AskToClear(owner) => self.follow_store_key(*owner, false),
            Next::Copy(secret) => self.copy(secret),
            Next::WriteKey(key) => self.open(Overlay::Form(FormOverlay::write_key(key))),
            Next::Long(job) => self.begin(job),
            Next::End => self.end_long(),
            Next::Quit => vec![Effect::Quit],
        }
    }

    pub(super) fn open(&mut self, overlay: Overlay) -> Vec<Effect> {
        self.overlays.push(overlay);
        Vec::new()
    }

    fn with_chosen(&mut self, overlay: impl FnOnce(User) -> Overlay) -> Vec<Effect> {
        match self.users.list.chosen().cloned() {
            Some(user) => self.open(overlay(user)),
            None => Vec::new(),
        }
    }

    fn palette(&self) -> Vec<Item> {
        let item = |entry: crate::tui::overlays::help::Entry| Item {
            title: entry.title.to_owned(),
            aside: entry.keys,
            disabled: entry.disabled,
            next: Next::Action(entry.id),
        };
        self.help_entries().into_iter().map(item).collect()
    }

    /// Signing out is recorded; the screen is left at once, whatever becomes of the record.
    fn sign_out(&mut self) -> Vec<Effect> {
        let effects = self.ask(Slot::Act, Job::SignOut);
        self.leave();
        effects
    }

    /// Asks once for all picked users. A mixed lot is brought to one state: those that are there already are left out.
    fn confirm_switch(&mut self, is_on: impl Fn(&User) -> bool, on: Switch, off: Switch) -> Vec<Effect> {
        let picked = self.users.list.picked();
        let count = picked.len();
        let switch = if picked.iter().all(&is_on) { off } else { on };
        let users: Vec<User> = picked.into_iter().filter(|user| is_on(user) == (switch == off)).collect();
        let who = who(&users);
        let (title, does, yes) = match switch {
            Switch::Activate => ("Let in", "may sign in from now on", "Let in"),
            Switch::Deactivate => ("Keep out", "can't sign in any more, and API keys are revoked", "Keep out"),
            Switch::Promote => ("Promote", "will administer everything, as superuser", "Promote"),
            Switch::Demote => ("Demote", "will administer nothing any more", "Demote"),
        };
        let list = if users.len() > 1 { format!("\n{}", names(&users)) } else { String::new() };
        let rest = match count - users.len() {
            0 => String::new(),
            rest => format!("\n{rest} of those marked {} so already.", if rest == 1 { "is" } else { "are" }),
        };
        let text = format!("{who} {does}.{list}{rest}");
        self.open(Overlay::Confirm(Confirm::new(title, text, yes, Next::Job(Job::Switch { users, switch }))))
    }

    /// One user is removed by typing the name, which the details bring along; several by typing how many.
    fn confirm_deletion(&mut self) -> Vec<Effect> {
        let users = self.users.list.picked();
        if let [user] = users.as_slice() {
            let id = user.id;
            self.deleting = Some(id);
            return self.ask(Slot::Details, Job::Details(id));
        }
        let count = users.len();
        let text = format!("{} and all that is theirs will be removed: {}. This can't be undone.", who(&users), names(&users));
        let title = format!("Remove {}", text::count(count as u64, "user"));
        self.open(Overlay::TypeName(TypeName::new(title, text, count.to_string(), Next::Job(Job::Delete(users)))))
    }
}

/// Users as the subject of a sentence.
fn who(users: &[User]) -> String {
    match users {
        [user] => text::clean(&user.username).into_owned(),
        users => text::count(users.len() as u64, "user"),
    }
}

/// The first of many names.
fn names(users: &[User]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<_> = users.iter().map(|user| text::clean(&user.username)).collect();
    names.sort_unstable();
    names.truncate(SHOWN);
    let more = if users.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
