//! Variables, API keys and store keys: what their actions do, what is made of the answers, and the clipboard.

use std::sync::Arc;

use jiff::SignedDuration;

use super::App;
use crate::model::{Timestamp, User};
use crate::secret::Secret;
use crate::service::variable_files::VariableImport;
use crate::service::variables::Revealed;
use crate::service::{ApiKeyRow, VariableRow};
use crate::text::{self, count};
use crate::tui::action::Id;
use crate::tui::effect::{Effect, Job, Reply, Slot};
use crate::tui::overlays::confirm::Confirm;
use crate::tui::overlays::facts::Facts;
use crate::tui::overlays::forms::FormOverlay;
use crate::tui::overlays::menu::{Item, Menu};
use crate::tui::overlays::{Next, Overlay};
use crate::tui::route::Route;
use crate::tui::screens::api_keys::ApiKeysScreen;
use crate::tui::screens::variables::VariablesScreen;

/// How long a secret stays in the clipboard.
const COPIED_FOR: SignedDuration = SignedDuration::from_secs(30);

impl App {
    /// What an action on variables, API keys or store keys does.
    pub(super) fn carry_out_on_secrets(&mut self, id: Id) -> Vec<Effect> {
        match id {
            Id::UserVariables | Id::UserApiKeys => self.go_to_users_own(id),
            Id::UserStoreKey => match self.users.list.chosen().cloned() {
                Some(user) => self.offer_store_key(user),
                None => Vec::new(),
            },
            Id::OwnStoreKey => match self.user().cloned() {
                Some(user) => self.offer_store_key(user),
                None => Vec::new(),
            },
            Id::NewVariable => self.owned_form(FormOverlay::new_variable),
            Id::ImportVariables => self.owned_form(FormOverlay::import_variables),
            Id::NewApiKey => self.owned_form(FormOverlay::new_api_key),
            Id::ExportVariables => {
                let owner = self.variables.kept.owner().cloned();
                self.open(Overlay::Form(FormOverlay::export_variables(owner)))
            }
            Id::SearchVariables => {
                self.variables.search().begin();
                Vec::new()
            }
            Id::FilterVariables | Id::FilterApiKeys => {
                let current = self.shown_owner().map(|owner| owner.username.clone()).unwrap_or_default();
                self.open(Overlay::Form(FormOverlay::whose(&current)))
            }
            Id::ClearVariables | Id::ClearApiKeys => self.narrow(None),
            Id::RevokeApiKey => self.with_api_key(|row| {
                let (name, owner) = (key_name(&row), text::clean(&row.owner.username).into_owned());
                let text = format!("The API key {name} of {owner} will open nothing any more. This can't be undone.");
                let next = Next::Job(Job::RevokeApiKey(row.key.id));
                Overlay::Confirm(Confirm::new("Revoke an API key", text, "Revoke", next).dangerous())
            }),
            Id::ApiKeyDetails => {
                self.with_api_key(|row| Overlay::Facts(Facts::new(key_name(&row), ApiKeysScreen::details(&row))))
            }
            Id::RevealVariable | Id::CopyVariable => match self.variables.kept.list.chosen() {
                Some(row) => {
                    let (owner, name) = (User::clone(&row.owner), row.name.clone());
                    self.ask(Slot::Act, Job::RevealVariable { owner, name, copy: id == Id::CopyVariable })
                }
                None => Vec::new(),
            },
            Id::EditVariable => {
                let me = self.user().map(|user| user.id);
                self.with_variable(|row| {
                    let own = me == Some(row.owner.id);
                    Overlay::Form(FormOverlay::edit_variable(row, own))
                })
            }
            Id::DeleteVariable => self.with_variable(|row| {
                let (name, owner) = (text::clean(&row.name).into_owned(), text::clean(&row.owner.username).into_owned());
                let text = format!("The variable {name} of {owner} and its value will be gone. This can't be undone.");
                let next = Next::Job(Job::DeleteVariable { owner: User::clone(&row.owner), name: row.name });
                Overlay::Confirm(Confirm::new("Delete a variable", text, "Delete", next).dangerous())
            }),
            Id::VariableDetails => self.with_variable(|row| {
                let name = text::clean(&row.name).into_owned();
                Overlay::Facts(Facts::new(name, VariablesScreen::details(&row)))
            }),
            id => self.carry_out_on_keys(id),
        }
    }

    /// What is made of the answer to such a job.
    pub(super) fn take_secrets(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Variables { spot, window, trouble } => {
                self.variables.take(&spot, window, trouble);
                Vec::new()
            }
            Reply::ApiKeys { spot, window } => {
                self.api_keys.take(&spot, window);
                Vec::new()
            }
            Reply::Found(user) => {
                self.close_form();
                self.narrow(Some(user))
            }
            Reply::Revealed { revealed, copy: true } => {
                let effects = self.copy(revealed.value);
                if let Some(why) = revealed.unrecorded {
                    self.say(why, false);
                }
                effects
            }
            Reply::Revealed { revealed, copy: false } => {
                self.show(revealed);
                Vec::new()
            }
            Reply::VariablesExported { path, variables } => {
                self.close_form();
                let unrecorded = self.facts.unrecorded.as_ref().map_or_else(String::new, |why| format!(" {why}"));
                self.say(format!("{} written into {}.{unrecorded}", count(variables, "variable"), path.display()), true);
                Vec::new()
            }
            Reply::VariableSet { row, is_new } => {
                self.close_form();
                let done = if is_new { "was made" } else { "was changed" };
                self.say(format!("Variable {} of {} {done}.", row.name, row.owner.username), true);
                self.variables.kept.list.renew([row]);
                self.read()
            }
            Reply::VariableDeleted(name) => {
                self.say(format!("Variable {name} was removed."), true);
                self.read()
            }
            Reply::VariablesImported(report) => self.imported(&report),
            Reply::ApiKeyCreated { row, key } => {
                self.close_form();
                let about = format!(
                    "Of {}. Copy it now: it is shown this once, and can't be shown again.",
                    text::clean(&row.owner.username)
                );
                self.overlays.push(Overlay::Facts(Facts::secret(format!("API key {}", key_name(&row)), &about, key)));
                self.read()
            }
            Reply::ApiKeyRevoked(row) => {
                self.say(format!("The API key {} of {} opens nothing any more.", key_name(&row), row.owner.username), true);
                self.api_keys.kept.list.renew([row]);
                self.read()
            }
            Reply::StoreKeySet { owner, set } => {
                self.close_form();
                let done = if set { "was set" } else { "was taken away" };
                self.say(format!("The store API key of {} {done}.", owner.username), true);
                Vec::new()
            }
            about_keys => self.take_keys(about_keys),
        }
    }

    /// Hands a secret to the clipboard, for a while.
    pub(super) fn copy(&mut self, secret: Secret) -> Vec<Effect> {
        self.copied_until = self.now.checked_add(COPIED_FOR).ok();
        self.say("Copied; the clipboard is cleared in 30 s, or when the console ends.", true);
        vec![Effect::Copy(secret)]
    }

    /// Clears the clipboard once its time has come; a secret copied later has a later one.
    pub(super) fn clear_clipboard(&mut self) -> Vec<Effect> {
        let due = self.copied_until.is_some_and(|until| until <= self.now || until.duration_since(self.now) > COPIED_FOR);
        if !due {
            return Vec::new();
        }
        self.copied_until = None;
        vec![Effect::ClearClipboard]
    }

    /// When the clipboard is to be cleared of a secret; none if it holds none of ours.
    pub const fn copied_until(&self) -> Option<Timestamp> {
        self.copied_until
    }

    /// Shows the things of a user, or everyone's, on the screen where one is.
    pub(super) fn narrow(&mut self, owner: Option<User>) -> Vec<Effect> {
        match self.route {
            Route::Variables => {
                let job = self.variables.narrow(owner);
                self.ask(Slot::Variables, job)
            }
            Route::ApiKeys => {
                let job = self.api_keys.narrow(owner);
                self.ask(Slot::ApiKeys, job)
            }
            _ => Vec::new(),
        }
    }

    fn go_to_users_own(&mut self, id: Id) -> Vec<Effect> {
        let Some(user) = self.users.list.chosen().cloned() else { return Vec::new() };
        let route = if id == Id::UserVariables { Route::Variables } else { Route::ApiKeys };
        self.go(route);
        // What was asked for on the way there is not waited for any more.
        self.narrow(Some(user))
    }

    /// Whose things are shown, if only somebody's are.
    fn shown_owner(&self) -> Option<&User> {
        match self.route {
            Route::Variables => self.variables.kept.owner(),
            Route::ApiKeys => self.api_keys.kept.owner(),
            _ => None,
        }
    }

    /// A form that belongs to the user whose things are shown, or asks for one, with a likely one in it.
    fn owned_form(&mut self, form: impl FnOnce(Option<User>, bool, &str) -> FormOverlay) -> Vec<Effect> {
        let owner = self.shown_owner().cloned();
        let chosen = match self.route {
            Route::Variables => self.variables.kept.list.chosen().map(|row| Arc::clone(&row.owner)),
            Route::ApiKeys => self.api_keys.kept.list.chosen().map(|row| Arc::clone(&row.owner)),
            _ => None,
        };
        let me = self.user().map(|user| (user.id, user.username.clone()));
        let own = owner.as_ref().map(|owner| owner.id) == me.as_ref().map(|(id, _)| *id);
        let likely = chosen.map(|owner| owner.username.clone()).or(me.map(|(_, name)| name)).unwrap_or_default();
        self.open(Overlay::Form(form(owner, own, &likely)))
    }

    fn with_variable(&mut self, overlay: impl FnOnce(VariableRow) -> Overlay) -> Vec<Effect> {
        match self.variables.kept.list.chosen().cloned() {
            Some(row) => self.open(overlay(row)),
            None => Vec::new(),
        }
    }

    fn with_api_key(&mut self, overlay: impl FnOnce(ApiKeyRow) -> Overlay) -> Vec<Effect> {
        match self.api_keys.kept.list.chosen().cloned() {
            Some(row) => self.open(overlay(row)),
            None => Vec::new(),
        }
    }

    fn offer_store_key(&mut self, owner: User) -> Vec<Effect> {
        let item = |title: &str, next| Item { title: title.to_owned(), aside: String::new(), disabled: None, next };
        let items = vec![
            item("Set the store API key", Next::StoreKey(Box::new(owner.clone()))),
            item("Take it away", Next::AskToClear(Box::new(owner))),
        ];
        self.open(Overlay::Menu(Menu::new("Store API key", items)))
    }

    /// What follows a choice about a store API key.
    pub(super) fn follow_store_key(&mut self, owner: User, set: bool) -> Vec<Effect> {
        if set {
            let own = self.user().is_some_and(|user| user.id == owner.id);
            return self.open(Overlay::Form(FormOverlay::store_key(owner, own)));
        }
        let text = format!("The store API key of {} will be gone. This can't be undone.", text::clean(&owner.username));
        let next = Next::Job(Job::ClearStoreKey(owner));
        self.open(Overlay::Confirm(Confirm::new("Store API key", text, "Take away", next).dangerous()))
    }

    fn show(&mut self, revealed: Revealed) {
        let Revealed { variable, value, in_plain_text, unrecorded } = revealed;
        let (name, owner) = (text::clean(&variable.name).into_owned(), text::clean(&variable.owner.username).into_owned());
        let plain = if in_plain_text { " It lies in the store in plain text: setting it anew encrypts it." } else { "" };
        let unrecorded = unrecorded.map_or_else(String::new, |why| format!(" {why}"));
        let about = format!("The value of {name} of {owner}, in the clear.{plain}{unrecorded}");
        self.overlays.push(Overlay::Facts(Facts::revealed(name, &about, value, self.now)));
    }

    fn imported(&mut self, report: &VariableImport) -> Vec<Effect> {
        if report.refused() == 0 {
            self.close_form();
            self.say(format!("{} imported.", count(report.rows.len() as u64, "variable")), true);
            return self.read();
        }
        let why = format!("{} can't be taken; nothing was imported.", count(report.refused() as u64, "row"));
        match self.overlays.last_mut() {
            Some(Overlay::Form(form)) if form.is_waiting() => form.refuse_as_a_whole(&why),
            _ => self.say(why, false),
        }
        let rows =
            report.rows.iter().filter_map(|row| Some((format!("Row {}", row.row), row.result.as_ref().err()?.to_string())));
        self.open(Overlay::Facts(Facts::new("What can't be taken", rows.collect())))
    }
}

fn key_name(row: &ApiKeyRow) -> String {
    text::clean(row.key.name.as_deref().unwrap_or("–")).into_owned()
}
