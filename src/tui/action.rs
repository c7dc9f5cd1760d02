//! Everything that can be done in the console, in one table: it feeds the keys, the footer, the help, the palette and the
//! key sheet. What can't be done right now says why.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Names an action.
#[expect(missing_docs, reason = "the table below says what each does")]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Id {
    Help,
    Palette,
    GoUsers,
    GoAudit,
    GoSettings,
    GoAccount,
    Refresh,
    Undo,
    SignOut,
    Quit,
    NewUser,
    EditUser,
    UserDetails,
    ToggleActive,
    ToggleSuperuser,
    SetPassword,
    DeleteUsers,
    Search,
    ClearSearch,
    Sort,
    Reverse,
    Filter,
    Mark,
    MarkRange,
    MarkAll,
    ClearMarks,
    ExportUsers,
    EventDetails,
    FilterEvents,
    VerifyEvents,
    ChangePassword,
}

/// Where an action works.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// On every screen after signing in.
    Everywhere,
    /// On the users screen.
    Users,
    /// On the audit screen.
    Audit,
    /// On the account screen.
    Account,
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

/// Every action, in the order of help and footer.
pub const ACTIONS: &[Action] = &[
    Action {
        id: Id::NewUser,
        title: "Make a new user",
        short: "New",
        keys: &["n"],
        scope: Scope::Users,
        superuser: true,
        changes: true,
        command: Some("users add"),
    },
    Action {
        id: Id::Search,
        title: "Search by name",
        short: "Search",
        keys: &["/"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: Some("users list"),
    },
    Action {
        id: Id::ToggleActive,
        title: "Let in or keep out: switch Active of the marked users",
        short: "Active",
        keys: &["a"],
        scope: Scope::Users,
        superuser: true,
        changes: true,
        command: Some("users activate, users deactivate"),
    },
    Action {
        id: Id::ToggleSuperuser,
        title: "Promote or demote: switch Superuser of the marked users",
        short: "Superuser",
        keys: &["s"],
        scope: Scope::Users,
        superuser: true,
        changes: true,
        command: Some("users promote, users demote"),
    },
    Action {
        id: Id::EditUser,
        title: "Edit name, Active and Superuser",
        short: "Edit",
        keys: &["e"],
        scope: Scope::Users,
        superuser: true,
        changes: true,
        command: Some("users rename"),
    },
    Action {
        id: Id::SetPassword,
        title: "Set a new password",
        short: "Password",
        keys: &["p"],
        scope: Scope::Users,
        superuser: true,
        changes: true,
        command: Some("users passwd"),
    },
    Action {
        id: Id::DeleteUsers,
        title: "Delete the marked users with all that is theirs",
        short: "Delete",
        keys: &["d", "delete"],
        scope: Scope::Users,
        superuser: true,
        changes: true,
        command: Some("users delete"),
    },
    Action {
        id: Id::UserDetails,
        title: "Show the user with all that hangs on it",
        short: "Details",
        keys: &["enter"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: Some("users show"),
    },
    Action {
        id: Id::Mark,
        title: "Mark the user, for acts on several",
        short: "Mark",
        keys: &["space"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Sort,
        title: "Choose what to sort by",
        short: "Sort",
        keys: &["o"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Filter,
        title: "Show only active, inactive or superusers",
        short: "Filter",
        keys: &["f"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::ClearSearch,
        title: "Show everyone again: no search, no filter",
        short: "",
        keys: &["c"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Reverse,
        title: "Turn the order round",
        short: "",
        keys: &["O"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::MarkRange,
        title: "Mark from the last mark to here",
        short: "",
        keys: &["V"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::MarkAll,
        title: "Mark all users shown",
        short: "",
        keys: &["*"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::ClearMarks,
        title: "Take all marks away",
        short: "",
        keys: &["backspace"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::ExportUsers,
        title: "Write the users shown into a file",
        short: "",
        keys: &["x"],
        scope: Scope::Users,
        superuser: true,
        changes: false,
        command: Some("users export"),
    },
    Action {
        id: Id::EventDetails,
        title: "Show the event whole",
        short: "Details",
        keys: &["enter"],
        scope: Scope::Audit,
        superuser: true,
        changes: false,
        command: Some("audit"),
    },
    Action {
        id: Id::FilterEvents,
        title: "Show only the events of a user",
        short: "Filter",
        keys: &["f", "/"],
        scope: Scope::Audit,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::VerifyEvents,
        title: "Check that no event was changed, removed or moved",
        short: "Verify",
        keys: &["v"],
        scope: Scope::Audit,
        superuser: true,
        changes: false,
        command: Some("audit verify"),
    },
    Action {
        id: Id::ChangePassword,
        title: "Change your own password",
        short: "Password",
        keys: &["p"],
        scope: Scope::Account,
        superuser: false,
        changes: true,
        command: None,
    },
    Action {
        id: Id::Undo,
        title: "Undo the last switch or rename",
        short: "",
        keys: &["u"],
        scope: Scope::Everywhere,
        superuser: true,
        changes: true,
        command: None,
    },
    Action {
        id: Id::GoUsers,
        title: "Go to the users",
        short: "",
        keys: &["1"],
        scope: Scope::Everywhere,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::GoAudit,
        title: "Go to the audit log",
        short: "",
        keys: &["2"],
        scope: Scope::Everywhere,
        superuser: true,
        changes: false,
        command: None,
    },
    Action {
        id: Id::GoSettings,
        title: "Go to the settings",
        short: "",
        keys: &["3"],
        scope: Scope::Everywhere,
        superuser: true,
        changes: false,
        command: Some("config"),
    },
    Action {
        id: Id::GoAccount,
        title: "Go to your account",
        short: "",
        keys: &["4"],
        scope: Scope::Everywhere,
        superuser: false,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Refresh,
        title: "Read everything anew",
        short: "",
        keys: &["r", "f5"],
        scope: Scope::Everywhere,
        superuser: false,
        changes: false,
        command: None,
    },
    Action {
        id: Id::SignOut,
        title: "Sign out",
        short: "",
        keys: &["L"],
        scope: Scope::Everywhere,
        superuser: false,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Palette,
        title: "Find an action by its name",
        short: "Actions",
        keys: &[":"],
        scope: Scope::Everywhere,
        superuser: false,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Help,
        title: "Show what works here",
        short: "Help",
        keys: &["?", "f1"],
        scope: Scope::Everywhere,
        superuser: false,
        changes: false,
        command: None,
    },
    Action {
        id: Id::Quit,
        title: "Quit",
        short: "Quit",
        keys: &["q", "ctrl-c"],
        scope: Scope::Everywhere,
        superuser: false,
        changes: false,
        command: None,
    },
];

/// The line of an action.
pub fn action(id: Id) -> Option<&'static Action> {
    ACTIONS.iter().find(|action| action.id == id)
}

/// The action that a key means in a scope; what works there comes before what works everywhere.
pub fn of_key(key: KeyEvent, scope: Option<Scope>) -> Option<Id> {
    let name = name_of(key);
    let within = |wanted: Scope| ACTIONS.iter().find(|action| action.scope == wanted && action.keys.contains(&name.as_str()));
    scope.and_then(within).or_else(|| within(Scope::Everywhere)).map(|action| action.id)
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
            Scope::Audit => "audit",
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
        for scope in [Scope::Everywhere, Scope::Users, Scope::Audit, Scope::Account] {
            let mut seen = BTreeSet::new();
            for action in ACTIONS.iter().filter(|action| action.scope == scope || action.scope == Scope::Everywhere) {
                for key in action.keys {
                    assert!(seen.insert(*key), "{key} in {scope:?}");
                }
            }
        }
    }
}
