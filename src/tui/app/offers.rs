//! The actions that are available on the current screen, and why some are currently disabled.

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

    /// The actions of the current screen that the signed-in user may use.
    pub(super) fn offered(&self) -> impl Iterator<Item = &'static Action> {
        let (scope, superuser) = (self.scope(), self.user().is_some_and(User::is_active_superuser));
        let somebody = self.session.is_some();
        ACTIONS.iter().filter(move |action| somebody && (superuser || !action.superuser) && action.scope.covers(scope))
    }

    /// Why an action is disabled, as a clause; none if it is enabled.
    pub(super) fn why_not(&self, action: &Action) -> Option<String> {
        if action.changes && self.facts.read_only {
            let can_be_read = matches!(action.id, Id::RevealVariable | Id::CopyVariable);
            match &self.facts.unrecorded {
                None => return Some("the console is read-only".to_owned()),
                Some(_) if !can_be_read => return Some("the database is read-only".to_owned()),
                // Values can still be read, with a warning that it is not recorded.
                Some(_) => {}
            }
        }
        let session = self.session.as_ref()?;
        let no_user = || self.users.list.chosen().is_none().then(|| "no user is selected".to_owned());
        let own = |why: &str| {
            let includes_own = self.users.list.selected().iter().any(|user| user.id == session.user.id);
            includes_own.then(|| why.to_owned())
        };
        match action.id {
            Id::EditUser
            | Id::UserDetails
            | Id::TransferOwnership
            | Id::SetPassword
            | Id::Select
            | Id::SelectRange
            | Id::SelectAll => no_user(),
            Id::UserVariables | Id::UserApiKeys | Id::UserStoreKey => no_user(),
            Id::RevealVariable | Id::CopyVariable | Id::EditVariable | Id::DeleteVariable | Id::VariableDetails => {
                self.variables.owned.list.chosen().is_none().then(|| "no variable is selected".to_owned())
            }
            Id::RevokeApiKey => match self.api_keys.owned.list.chosen() {
                None => Some("no API key is selected".to_owned()),
                Some(row) => (!row.key.is_active).then(|| "the API key is already revoked".to_owned()),
            },
            Id::ApiKeyDetails => self.api_keys.owned.list.chosen().is_none().then(|| "no API key is selected".to_owned()),
            Id::DeleteUsers => no_user().or_else(|| own("you can't delete your own account")),
            // The own account is always an active superuser's here, so that toggling could only take rights away.
            Id::ToggleActive => no_user().or_else(|| own("you can't deactivate your own account")),
            Id::ToggleSuperuser => no_user().or_else(|| own("you can't revoke your own superuser rights")),
            Id::ClearSelection => (self.users.list.selected_count() == 0).then(|| "nothing is selected".to_owned()),
            Id::AdoptKey if !self.secret_key.is_bound_otherwise() => {
                Some("the active key is already the database's key".to_owned())
            }
            Id::CheckKeys | Id::SignOut if self.long.is_some() => Some(self.task_in_progress()),
            Id::ResumeRotation | Id::RollBackRotation if self.long.is_some() => Some(self.task_in_progress()),
            Id::ResumeRotation | Id::RollBackRotation => {
                self.secret_key.unfinished().is_none().then(|| "no rotation was interrupted".to_owned())
            }
            Id::EventDetails => self.audit.list.chosen().is_none().then(|| "no event is selected".to_owned()),
            Id::Undo => self.undo.is_none().then(|| "there is nothing to undo".to_owned()),
            Id::SignOut | Id::ChangePassword if session.by_auto_login => Some("you are signed in by auto login".to_owned()),
            _ => None,
        }
    }

    fn task_in_progress(&self) -> String {
        format!("{} in progress", self.running_task().to_lowercase())
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

    /// Carries out an action if it is available and enabled.
    pub(super) fn act(&mut self, id: Id) -> Vec<Effect> {
        let Some(action) = action::action(id).filter(|action| self.offered().any(|offered| offered.id == action.id)) else {
            return Vec::new();
        };
        if let Some(why) = self.why_not(action) {
            let mut clause = why.chars();
            let first = clause.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
            self.say(format!("{first}{}.", clause.as_str()), false);
            return Vec::new();
        }
        self.carry_out(id)
    }
}
