//! Variables, API keys and Kozmoai Store API keys: carrying out actions and handling replies; and the clipboard.

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
use crate::tui::overlays::details::DetailsOverlay;
use crate::tui::overlays::forms::FormOverlay;
use crate::tui::overlays::menu::{Item, Menu};
use crate::tui::overlays::{Next, Overlay};
use crate::tui::route::Route;
use crate::tui::screens::api_keys::ApiKeysScreen;
use crate::tui::screens::variables::VariablesScreen;

/// How long a secret stays in the clipboard.
const COPIED_FOR: SignedDuration = SignedDuration::from_secs(30);

impl App {
    /// Carries out an action on variables, API keys or Kozmoai Store API keys.
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
                let owner = self.variables.owned.owner().cloned();
                self.open(Overlay::Form(FormOverlay::export_variables(owner)))
            }
            Id::SearchVariables => {
                self.variables.search().begin();
                Vec::new()
            }
            Id::FilterVariables | Id::FilterApiKeys => {
                let current = self.shown_owner().map(|owner| owner.username.clone()).unwrap_or_default();
                self.open(Overlay::Form(FormOverlay::filter_owner(&current)))
            }
            Id::ClearVariables | Id::ClearApiKeys => self.filter_by_owner(None),
            Id::RevokeApiKey => self.with_api_key(|row| {
                let (name, owner) = (key_name(&row), text::clean(&row.owner.username).into_owned());
                let text =
                    format!("Revoke the API key \"{name}\" of \"{owner}\"? It stops working at once. This can't be undone.");
                let next = Next::Job(Job::RevokeApiKey(row.key.id));
                Overlay::Confirm(Confirm::new("Revoke API key", text, "Revoke", next).dangerous())
            }),
            Id::ApiKeyDetails => {
                self.with_api_key(|row| Overlay::Details(DetailsOverlay::new(key_name(&row), ApiKeysScreen::details(&row))))
            }
            Id::RevealVariable | Id::CopyVariable => match self.variables.owned.list.chosen() {
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
                let text = format!("Delete the variable \"{name}\" of \"{owner}\" and its value? This can't be undone.");
                let next = Next::Job(Job::DeleteVariable { owner: User::clone(&row.owner), name: row.name });
                Overlay::Confirm(Confirm::new("Delete variable", text, "Delete", next).dangerous())
            }),
            Id::VariableDetails => self.with_variable(|row| {
                let name = text::clean(&row.name).into_owned();
                Overlay::Details(DetailsOverlay::new(name, VariablesScreen::details(&row)))
            }),
            id => self.carry_out_on_keys(id),
        }
    }

    /// Handles the reply to such a job.
    pub(super) fn take_secrets(&mut self, reply: Reply) -> Vec<Effect> {
        match reply {
            Reply::Variables { cursor, window, trouble } => {
                self.variables.take(&cursor, window, trouble);
                Vec::new()
            }
            Reply::ApiKeys { cursor, window } => {
                self.api_keys.take(&cursor, window);
                Vec::new()
            }
            Reply::Found(user) => {
                self.close_form();
                self.filter_by_owner(Some(user))
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
                let unrecorded = self.facts.unrecorded.as_ref().map_or_else(String::new, |why| format!(". {why}"));
                self.say(format!("Exported {} to {}{unrecorded}", count(variables, "variable"), path.display()), true);
                Vec::new()
            }
            Reply::VariableSet { row, is_new } => {
                self.close_form();
                let done = if is_new { "Created" } else { "Updated" };
                self.say(format!("{done} variable \"{}\" of \"{}\"", row.name, row.owner.username), true);
                self.variables.owned.list.renew([row]);
                self.read()
            }
            Reply::VariableDeleted(name) => {
                self.say(format!("Deleted variable \"{name}\""), true);
                self.read()
            }
            Reply::VariablesImported(report) => self.imported(&report),
            Reply::ApiKeyCreated { row, key } => {
                self.close_form();
                let about = format!("API key of \"{}\". Copy it now, it won't be shown again.", text::clean(&row.owner.username));
                self.overlays.push(Overlay::Details(DetailsOverlay::secret(
                    format!("API key \"{}\"", key_name(&row)),
                    &about,
                    key,
                )));
                self.read()
            }
            Reply::ApiKeyRevoked(row) => {
                self.say(format!("Revoked API key \"{}\" of \"{}\"", key_name(&row), row.owner.username), true);
                self.api_keys.owned.list.renew([row]);
                self.read()
            }
            Reply::StoreKeySet { owner, set } => {
                self.close_form();
                let done = if set { "Set" } else { "Cleared" };
                self.say(format!("{done} the Kozmoai Store API key of \"{}\"", owner.username), true);
                Vec::new()
            }
            about_keys => self.take_keys(about_keys),
        }
    }

    /// Copies a secret to the clipboard for a limited time.
    pub(super) fn copy(&mut self, secret: Secret) -> Vec<Effect> {
        self.copied_until = self.now.checked_add(COPIED_FOR).ok();
        self.say("Copied; the clipboard is cleared in 30 s, or when the console closes", true);
        vec![Effect::Copy(secret)]
    }

    /// Clears the clipboard when the time is up; copying another secret extends it.
    pub(super) fn clear_clipboard(&mut self) -> Vec<Effect> {
        let due = self.copied_until.is_some_and(|until| until <= self.now || until.duration_since(self.now) > COPIED_FOR);
        if !due {
            return Vec::new();
        }
        self.copied_until = None;
        vec![Effect::ClearClipboard]
    }

    /// When the clipboard has to be cleared; none if it holds no secret of the console.
    pub const fn copied_until(&self) -> Option<Timestamp> {
        self.copied_until
    }

    /// Filters the current screen by owner; none shows all users.
    pub(super) fn filter_by_owner(&mut self, owner: Option<User>) -> Vec<Effect> {
        match self.route {
            Route::Variables => {
                let job = self.variables.filter_by_owner(owner);
                self.ask(Slot::Variables, job)
            }
            Route::ApiKeys => {
                let job = self.api_keys.filter_by_owner(owner);
                self.ask(Slot::ApiKeys, job)
            }
            _ => Vec::new(),
        }
    }

    fn go_to_users_own(&mut self, id: Id) -> Vec<Effect> {
        let Some(user) = self.users.list.chosen().cloned() else { return Vec::new() };
        let route = if id == Id::UserVariables { Route::Variables } else { Route::ApiKeys };
        self.go(route);
        // This outdates the query that opening the screen started.
        self.filter_by_owner(Some(user))
    }

    /// The owner that the current screen is filtered by.
    fn shown_owner(&self) -> Option<&User> {
        match self.route {
            Route::Variables => self.variables.owned.owner(),
            Route::ApiKeys => self.api_keys.owned.owner(),
            _ => None,
        }
    }

    /// Opens a form for the owner that the screen is filtered by. Without one, the form asks for the owner and suggests one.
    fn owned_form(&mut self, form: impl FnOnce(Option<User>, bool, &str) -> FormOverlay) -> Vec<Effect> {
        let owner = self.shown_owner().cloned();
        let chosen = match self.route {
            Route::Variables => self.variables.owned.list.chosen().map(|row| Arc::clone(&row.owner)),
            Route::ApiKeys => self.api_keys.owned.list.chosen().map(|row| Arc::clone(&row.owner)),
            _ => None,
        };
        let me = self.user().map(|user| (user.id, user.username.clone()));
        let own = owner.as_ref().map(|owner| owner.id) == me.as_ref().map(|(id, _)| *id);
        let likely = chosen.map(|owner| owner.username.clone()).or(me.map(|(_, name)| name)).unwrap_or_default();
        self.open(Overlay::Form(form(owner, own, &likely)))
    }

    fn with_variable(&mut self, overlay: impl FnOnce(VariableRow) -> Overlay) -> Vec<Effect> {
        match self.variables.owned.list.chosen().cloned() {
            Some(row) => self.open(overlay(row)),
            None => Vec::new(),
        }
    }

    fn with_api_key(&mut self, overlay: impl FnOnce(ApiKeyRow) -> Overlay) -> Vec<Effect> {
        match self.api_keys.owned.list.chosen().cloned() {
            Some(row) => self.open(overlay(row)),
            None => Vec::new(),
        }
    }

    fn offer_store_key(&mut self, owner: User) -> Vec<Effect> {
        let item = |title: &str, next| Item { title: title.to_owned(), aside: String::new(), disabled: None, next };
        let items =
            vec![item("Set key", Next::StoreKey(Box::new(owner.clone()))), item("Clear key", Next::AskToClear(Box::new(owner)))];
        self.open(Overlay::Menu(Menu::new("Kozmoai Store API key", items)))
    }

    /// Carries out a choice about a Kozmoai Store API key.
    pub(super) fn follow_store_key(&mut self, owner: User, set: bool) -> Vec<Effect> {
        if set {
            let own = self.user().is_some_and(|user| user.id == owner.id);
            return self.open(Overlay::Form(FormOverlay::store_key(owner, own)));
        }
        let text = format!("Clear the Kozmoai Store API key of \"{}\"? This can't be undone.", text::clean(&owner.username));
        let next = Next::Job(Job::ClearStoreKey(owner));
        self.open(Overlay::Confirm(Confirm::new("Clear Kozmoai Store API key", text, "Clear", next).dangerous()))
    }

    fn show(&mut self, revealed: Revealed) {
        let Revealed { variable, value, in_plain_text, unrecorded } = revealed;
        let (name, owner) = (text::clean(&variable.name).into_owned(), text::clean(&variable.owner.username).into_owned());
        let plain = if in_plain_text { " It is stored in plaintext: set it again to encrypt it." } else { "" };
        let unrecorded = unrecorded.map_or_else(String::new, |why| format!(" {why}"));
        let about = format!("Value of \"{name}\" of \"{owner}\".{plain}{unrecorded}");
        self.overlays.push(Overlay::Details(DetailsOverlay::revealed(name, &about, value, self.now)));
    }

    fn imported(&mut self, report: &VariableImport) -> Vec<Effect> {
        if report.refused() == 0 {
            self.close_form();
            self.say(format!("Imported {}", count(report.rows.len() as u64, "variable")), true);
            return self.read();
        }
        let why = format!("{} can't be imported; nothing was changed.", count(report.refused() as u64, "row"));
        match self.overlays.last_mut() {
            Some(Overlay::Form(form)) if form.is_waiting() => form.set_form_error(&why),
            _ => self.say(why, false),
        }
        let rows =
            report.rows.iter().filter_map(|row| Some((format!("Row {}", row.row), row.result.as_ref().err()?.to_string())));
        self.open(Overlay::Details(DetailsOverlay::new("Rows that can't be imported", rows.collect())))
    }
}

fn key_name(row: &ApiKeyRow) -> String {
    text::clean(row.key.name.as_deref().unwrap_or("–")).into_owned()
}
