//! Everything that can be done in the console, in one table: it feeds the keys, the footer, the help, the palette and the
//! key sheet. What can't be done right now says why.

mod table;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

pub use table::ACTIONS;

/// Names an action.
#[expect(missing_docs, reason = "the table below says what each does")]
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
    Mark,
    Sort,
    Filter,
    ClearSearch,
    Reverse,
    MarkRange,
    MarkAll,
    ClearMarks,
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

/// Where an action works.
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
    /// In the rotation wizard, and on the secret key screen too.
    Rotation,
    /// On the audit screen.
    Audit,
    /// On the settings screen.
    Settings,
    /// On the account screen.
    Account,
}

impl Scope {
    /// Whether an action of this scope works where one is.
    pub fn covers(self, place: Option<Self>) -> bool {
        self == Self::Everywhere || place == Some(self) || (self == Self::Rotation && place == Some(Self::SecretKey))
    }
}

/// A line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Action {
    /// Names it.
    pub id: Id,
    /// What it does, for help and palette.
    pub title: &'static str,
    /// The same in a word, for the footer; empty: not in the footer.
    pub short: &'static str,
    /// The keys that do it, the first one shown.
    pub keys: &'static [&'static str],
    /// Where it works.
    pub scope: Scope,
    /// Whether only superusers have it.
    pub superuser: bool,
    /// Whether it changes anything: not in a read-only console.
    pub changes: bool,
    /// The plain command that does the same.
    pub command: Option<&'static str>,
}

impl Action {
    /// An action that anyone has, that changes nothing, and that no command does.
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

/// The line of an action.
pub fn action(id: Id) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.id == id)
}

/// The action that a key means in a scope; what works there comes before what works everywhere.
pub fn of_key(key: KeyEvent, scope: Option<Scope>) -> Option<Id> {
    let name = name_of(key);
    let meant = || ACTIONS.iter().filter(|action| action.scope.covers(scope) && action.keys.contains(&name.as_str()));
    meant().find(|action| action.scope != Scope::Everywhere).or_else(|| meant().next()).map(|action| action.id)
}

/// A key's name, as the table spells it.
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

/// The key sheet: every action with its keys, as a table in Markdown.
pub fn key_sheet() -> String {
    let mut sheet = String::from("| where | key | what it does | the same as a command |\n|---|---|---|---|\n");
    for action in ACTIONS {
        let place = match action.scope {
            Scope::Everywhere => "everywhere",
            Scope::Users => "users",
            Scope::Variables => "variables",
            Scope::ApiKeys => "API keys",
            Scope::SecretKey => "secret key",
            Scope::Rotation => "secret key, rotation",
            Scope::Audit => "audit",
            Scope::Settings => "settings",
            Scope::Account => "account",
        };
        let keys: Vec<String> = action.keys.iter().map(|key| format!("`{key}`")).collect();
        let command = action.command.unwrap_or("");
        sheet.push_str(&format!("| {place} | {} | {} | {command} |\n", keys.join(" "), action.title));
    }
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_key_means_two_things_in_one_place() {
        for place in ACTIONS.iter().map(|action| action.scope) {
            let mut seen = BTreeSet::new();
            for action in ACTIONS.iter().filter(|action| action.scope.covers(Some(place))) {
                for key in action.keys {
                    assert!(seen.insert(*key), "{key} in {place:?}");
                }
            }
        }
    }
}
