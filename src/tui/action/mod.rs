//! All actions of the console, in one table, from which key bindings, footer, help, command palette and key sheet follow.

mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use table::ACTIONS;

/// The id of an action.
#[expect(missing_docs, reason = "the table describes each of them")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Id {
    NewUser,
    Search,
    ToggleActive,
    ToggleSuperuser,
    EditUser,
    SetPassword,
    DeleteUsers,
    TransferOwnership,
    UserDetails,
    Select,
    Sort,
    Filter,
    ClearSearch,
    Reverse,
    SelectRange,
    SelectAll,
    ClearSelection,
    ExportUsers,
    UserVariables,
    UserApiKeys,
    UserStoreKey,
    NewVariable,
    SearchVariables,
    RevealVariable,
    CopyVariable,
    EditVariable,
    DeleteVariable,
    VariableDetails,
    FilterVariables,
    ClearVariables,
    ExportVariables,
    ImportVariables,
    NewApiKey,
    RevokeApiKey,
    ApiKeyDetails,
    FilterApiKeys,
    ClearApiKeys,
    CheckKeys,
    ListCredentials,
    AdoptKey,
    NewKey,
    Rotate,
    BackUp,
    ResumeRotation,
    RollBackRotation,
    EventDetails,
    FilterEvents,
    VerifyEvents,
    Examine,
    ChangePassword,
    OwnStoreKey,
    Undo,
    GoUsers,
    GoVariables,
    GoApiKeys,
    GoSecretKey,
    GoAudit,
    GoSettings,
    GoAccount,
    Refresh,
    SignOut,
    Palette,
    Help,
    Quit,
}

/// Where an action is available.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On every screen after signing in.
    Everywhere,
    /// On the users screen.
    Users,
    /// On the variables screen.
    Variables,
    /// On the API keys screen.
    ApiKeys,
    /// On the secret key screen.
    SecretKey,
    /// In the rotation wizard and on the secret key screen.
    Rotation,
    /// On the audit screen.
    Audit,
    /// On the settings screen.
    Settings,
    /// On the account screen.
    Account,
}

impl Scope {
    /// Whether an action of this scope is available in `current`.
    pub fn covers(self, current: Option<Self>) -> bool {
        self == Self::Everywhere || current == Some(self) || (self == Self::Rotation && current == Some(Self::SecretKey))
    }
}

/// An action.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// The id.
    pub id: Id,
    /// The title in the help and the command palette.
    pub title: &'static str,
    /// The label in the footer; empty if it is not shown there.
    pub short: &'static str,
    /// The keys; the footer shows the first one.
    pub keys: &'static [&'static str],
    /// Where it is available.
    pub scope: Scope,
    /// Whether it is for superusers only.
    pub superuser: bool,
    /// Whether it changes anything, and so is unavailable in a read-only console.
    pub changes: bool,
    /// The equivalent command.
    pub command: Option<&'static str>,
}

impl Action {
    /// An action for all users that changes nothing and has no equivalent command.
    const fn new(id: Id, scope: Scope, title: &'static str, keys: &'static [&'static str], short: &'static str) -> Self {
        Self { id, title, short, keys, scope, superuser: false, changes: false, command: None }
    }

    const fn superuser(self) -> Self {
        Self { superuser: true, ..self }
    }

    const fn changes(self) -> Self {
        Self { changes: true, ..self }
    }

    const fn command(self, command: &'static str) -> Self {
        Self { command: Some(command), ..self }
    }
}

/// Finds an action by its id.
pub fn action(id: Id) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.id == id)
}

/// Finds the action of a key; those of the given scope come before those that are available everywhere.
pub fn of_key(key: KeyEvent, scope: Option<Scope>) -> Option<Id> {
    let name = name_of(key);
    let candidates = || ACTIONS.iter().filter(|action| action.scope.covers(scope) && action.keys.contains(&name.as_str()));
    candidates().find(|action| action.scope != Scope::Everywhere).or_else(|| candidates().next()).map(|action| action.id)
}

/// The name of a key as the table spells it.
pub fn name_of(key: KeyEvent) -> String {
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::F(n) => format!("f{n}"),
        KeyCode::Enter => "enter".to_owned(),
        KeyCode::Backspace => "backspace".to_owned(),
        KeyCode::Delete => "delete".to_owned(),
        other => format!("{other:?}").to_lowercase(),
    };
    let control = if key.modifiers.contains(KeyModifiers::CONTROL) { "ctrl-" } else { "" };
    let alt = if key.modifiers.contains(KeyModifiers::ALT) { "alt-" } else { "" };
    format!("{control}{alt}{name}")
}

/// The key sheet: all actions with their keys, as a Markdown table.
pub fn key_sheet() -> String {
    let mut sheet = String::from("| Screen | Key | Action | Command |\n|---|---|---|---|\n");
    for action in ACTIONS {
        let screen = match action.scope {
            Scope::Everywhere => "Everywhere",
            Scope::Users => "Users",
            Scope::Variables => "Variables",
            Scope::ApiKeys => "API keys",
            Scope::SecretKey => "Secret key",
            Scope::Rotation => "Secret key, rotation",
            Scope::Audit => "Audit",
            Scope::Settings => "Settings",
            Scope::Account => "Account",
        };
        let keys: Vec<String> = action.keys.iter().map(|key| format!("`{key}`")).collect();
        let command = action.command.unwrap_or("");
        sheet.push_str(&format!("| {screen} | {} | {} | {command} |\n", keys.join(" "), action.title));
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn keys_are_unique_in_each_scope() {
        for scope in ACTIONS.iter().map(|action| action.scope) {
            let mut seen = BTreeSet::new();
            for action in ACTIONS.iter().filter(|action| action.scope.covers(Some(scope))) {
                for key in action.keys {
                    assert!(seen.insert(*key), "{key} in {scope:?}");
                }
            }
        }
    }
}
