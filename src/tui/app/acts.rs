//! Carrying out actions.

use super::App;
use crate::model::User;
use crate::service::FlagChange;
use crate::text;
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Job, Slot};
use crate::tui::overlays::confirm::{Confirm, TypeToConfirm};
use crate::tui::overlays::details::DetailsOverlay;
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
            Id::Palette => self.open(Overlay::Menu(Menu::new("Command palette", self.palette()))),
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
            Id::ToggleActive => self.confirm_switch(|user| user.is_active, FlagChange::Activate, FlagChange::Deactivate),
            Id::ToggleSuperuser => self.confirm_switch(|user| user.is_superuser, FlagChange::Promote, FlagChange::Demote),
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
            Id::Filter => self.open(Overlay::Menu(Menu::new("Filter", self.users.filters()))),
            Id::Select => {
                self.users.list.toggle_selection();
                Vec::new()
            }
            Id::SelectRange => {
                self.users.list.select_range();
                Vec::new()
            }
            Id::SelectAll => {
                self.users.list.select_all();
                let (near, all) = (self.users.list.rows().len() as u64, self.users.list.total().unwrap_or(0));
                if near < all {
                    let (near, all) = (grouped(near), grouped(all));
                    self.say(format!("Selected the {near} loaded users of {all}; search or filter to select others"), true);
                }
                Vec::new()
            }
            Id::ClearSelection => {
                self.users.list.clear_selection();
                Vec::new()
            }
            Id::ExportUsers => self.open(Overlay::Form(FormOverlay::export(self.users.filter().clone()))),
            Id::EventDetails => match self.audit.details() {
                Some(facts) => self.open(Overlay::Details(DetailsOverlay::new("Event", facts))),
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

    /// Carries out what follows an overlay.
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
                let job = self.users.filter_by_flags(active, superuser);
                self.ask(Slot::Users, job)
            }
            Next::FilterEvents(user) => {
                let job = self.audit.filter(user);
                self.ask(Slot::Audit, job)
            }
            Next::ClearOwner => self.filter_by_owner(None),
            Next::StoreKey(owner) => self.follow_store_key(*owner, true),
            Next::AskToClear(owner) => self.follow_store_key(*owner, false),
            Next::Copy(secret) => self.copy(secret),
            Next::WriteKey(key) => self.open(Overlay::Form(FormOverlay::write_key(key))),
            Next::Long(job) => self.begin(job),
            Next::End => self.cancel_long(),
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

    /// Signs out. The event is recorded in the background, and the session ends at once even if that fails.
    fn sign_out(&mut self) -> Vec<Effect> {
        let effects = self.ask(Slot::Act, Job::SignOut);
        self.leave();
        effects
    }

    /// Asks for confirmation, once for all selected users. A mixed selection ends in one state: users who are already in it are
    /// skipped.
    fn confirm_switch(&mut self, is_on: impl Fn(&User) -> bool, on: FlagChange, off: FlagChange) -> Vec<Effect> {
        let selected = self.users.list.selected();
        let count = selected.len();
        let switch = if selected.iter().all(&is_on) { off } else { on };
        let users: Vec<User> = selected.into_iter().filter(|user| is_on(user) == (switch == off)).collect();
        let subject = subject(&users);
        let (title, question, button) = match switch {
            FlagChange::Activate => ("Activate", format!("Activate {subject}? They can sign in."), "Activate"),
            FlagChange::Deactivate => (
                "Deactivate",
                format!("Deactivate {subject}? They can no longer sign in, and their API keys are revoked."),
                "Deactivate",
            ),
            FlagChange::Promote => {
                ("Grant superuser", format!("Grant superuser to {subject}? They can administer everything."), "Grant")
            }
            FlagChange::Demote => (
                "Revoke superuser",
                format!("Revoke superuser from {subject}? They can no longer administer anything."),
                "Revoke",
            ),
        };
        let list = if users.len() > 1 { format!("\n{}", names(&users)) } else { String::new() };
        let skipped = match (count - users.len(), switch) {
            (0, _) => String::new(),
            (1, FlagChange::Activate) => "\n1 selected user is already active (skipped).".to_owned(),
            (1, _) => "\n1 selected user is already a superuser (skipped).".to_owned(),
            (skipped, FlagChange::Activate) => format!("\n{skipped} selected users are already active (skipped)."),
            (skipped, _) => format!("\n{skipped} selected users are already superusers (skipped)."),
        };
        let next = Next::Job(Job::FlagChange { users, switch });
        self.open(Overlay::Confirm(Confirm::new(title, format!("{question}{list}{skipped}"), button, next)))
    }

    /// Asks for confirmation. The name of a single user has to be typed, and the details are read first to be shown; of
    /// several users, the number.
    fn confirm_deletion(&mut self) -> Vec<Effect> {
        let users = self.users.list.selected();
        if let [user] = users.as_slice() {
            let id = user.id;
            self.deleting = Some(id);
            return self.ask(Slot::Details, Job::Details(id));
        }
        let count = users.len();
        let text = format!("Delete {} and all their data? This can't be undone.\n{}", subject(&users), names(&users));
        self.open(Overlay::TypeToConfirm(TypeToConfirm::new(
            "Delete users",
            text,
            count.to_string(),
            Next::Job(Job::Delete(users)),
        )))
    }
}

/// The users, as a sentence names them: one by name, several by their number.
pub(super) fn subject(users: &[User]) -> String {
    match users {
        [user] => format!("\"{}\"", text::clean(&user.username)),
        users => text::count(users.len() as u64, "user"),
    }
}

/// The names of the first users.
fn names(users: &[User]) -> String {
    const SHOWN: usize = 5;
    let mut names: Vec<_> = users.iter().map(|user| text::clean(&user.username)).collect();
    names.sort_unstable();
    names.truncate(SHOWN);
    let more = if users.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", names.join(", "))
}
