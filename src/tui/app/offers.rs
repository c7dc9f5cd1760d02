//! What can be done where one is, and why something can't be done right now.

use super::App;
use crate::model::User;
use crate::tui::action::{self, ACTIONS, Action, Id, Scope};
use crate::tui::effect::Effect;
use crate::tui::overlays::help::Entry as HelpEntry;
use crate::tui::route::Route;

impl App {
    pub(super) const fn scope(&self) -> Option<Scope> {
        match self.route {
            Route::Users => Some(Scope::Users),
            Route::Variables => Some(Scope::Variables),
            Route::ApiKeys => Some(Scope::ApiKeys),
            Route::SecretKey => Some(Scope::SecretKey),
            Route::Rotation => Some(Scope::Rotation),
            Route::Audit => Some(Scope::Audit),
            Route::Settings => Some(Scope::Settings),
            Route::Account => Some(Scope::Account),
            Route::FirstRun | Route::Login => None,
        }
    }

    /// The actions that are offered here to this person.
    pub(super) fn offered(&self) -> impl Iterator<Item = &'static Action> {
        let (scope, superuser) = (self.scope(), self.user().is_some_and(User::is_active_superuser));
        let somebody = self.session.is_some();
        ACTIONS.iter().filter(move |action| somebody && (superuser || !action.superuser) && action.scope.covers(scope))
    }

    /// Why an action can't be done right now, if so.
    pub(super) fn why_not(&self, action: &Action) -> Option<String> {
        if action.changes && self.facts.read_only {
            let can_be_read = matches!(action.id, Id::RevealVariable | Id::CopyVariable);
            match &self.facts.unrecorded {
                None => return Some("opened read-only".to_owned()),
                Some(_) if !can_be_read => return Some("the database is read-only".to_owned()),
                // Values can be read where nothing can be written, and that goes unrecorded is said.
                Some(_) => {}
            }
        }
        let session = self.session.as_ref()?;
        let nobody = || self.users.list.chosen().is_none().then(|| "no user is chosen".to_owned());
        let own =
            || self.users.list.picked().iter().any(|user| user.id == session.user.id).then(|| "your own account".to_owned());
        match action.id {
            Id::EditUser | Id::UserDetails | Id::TransferOwnership | Id::SetPassword | Id::Mark | Id::MarkRange | Id::MarkAll => {
                nobody()
            }
            Id::UserVariables | Id::UserApiKeys | Id::UserStoreKey => nobody(),
            Id::RevealVariable | Id::CopyVariable | Id::EditVariable | Id::DeleteVariable | Id::VariableDetails => {
                self.variables.kept.list.chosen().is_none().then(|| "no variable is chosen".to_owned())
            }
            Id::RevokeApiKey => match self.api_keys.kept.list.chosen() {
                None => Some("no API key is chosen".to_owned()),
                Some(row) => (!row.key.is_active).then(|| "it is revoked already".to_owned()),
            },
            Id::ApiKeyDetails => self.api_keys.kept.list.chosen().is_none().then(|| "no API key is chosen".to_owned()),
            Id::DeleteUsers => nobody().or_else(own),
            // One's own account can be neither kept out nor demoted, and is active and a superuser's.
            Id::ToggleActive | Id::ToggleSuperuser => nobody().or_else(own),
            Id::ClearMarks => (self.users.list.marked() == 0).then(|| "nothing is marked".to_owned()),
            Id::AdoptKey if !self.secret_key.is_bound_otherwise() => Some("it is the database's key already".to_owned()),
            Id::CheckKeys | Id::SignOut if self.long.is_some() => Some("something is going on with the secrets".to_owned()),
            Id::ResumeRotation | Id::RollBackRotation if self.long.is_some() => Some("something is going on".to_owned()),
            Id::ResumeRotation | Id::RollBackRotation => {
                self.secret_key.unfinished().is_none().then(|| "no rotation is unfinished".to_owned())
            }
            Id::EventDetails => self.audit.list.chosen().is_none().then(|| "no event is chosen".to_owned()),
            Id::Undo => self.undo.is_none().then(|| "nothing to undo".to_owned()),
            Id::SignOut | Id::ChangePassword if session.by_auto_login => Some("auto login is on".to_owned()),
            _ => None,
        }
    }

    pub(super) fn help_entries(&self) -> Vec<HelpEntry> {
        let entry = |action: &'static Action| HelpEntry {
            id: action.id,
            title: action.title,
            keys: action.keys.join(" "),
            disabled: self.why_not(action),
        };
        self.offered().map(entry).collect()
    }

    /// Carries an action out if it is offered here and nothing stands against it.
    pub(super) fn act(&mut self, id: Id) -> Vec<Effect> {
        let Some(action) = action::action(id).filter(|action| self.offered().any(|offered| offered.id == action.id)) else {
            return Vec::new();
        };
        if let Some(why) = self.why_not(action) {
            let mut title = action.title.chars();
            let first = title.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
            self.say(format!("Can't {first}{}: {why}.", title.as_str()), false);
            return Vec::new();
        }
        self.carry_out(id)
    }
}
