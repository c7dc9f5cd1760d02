//! The actions of the console. Each screen has a table of its own; together they are the one table that key bindings, footer,
//! help, command palette and key sheet follow.

use std::convert::Infallible;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::route::Route;

/// What an action does to the database, and so whether a read-only console offers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// It only reads.
    Read,
    /// It reads a secret, and the audit log records that.
    AuditedRead,
    /// It changes something.
    Change,
}

/// The heading under which the help lists an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Going somewhere.
    Navigation,
    /// What the screen is for.
    Screen,
    /// Selecting several rows.
    Selection,
    /// Which rows are shown, and in which order.
    List,
}

/// An action: a line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Action<A> {
    /// The id.
    pub id: A,
    /// The title in the help and the command palette.
    pub title: &'static str,
    /// The label in the footer; empty if it is not shown there.
    pub short: &'static str,
    /// The keys; the footer shows the first one.
    pub keys: &'static [&'static str],
    /// Whether it is for superusers only.
    pub superuser: bool,
    /// What it does to the database.
    pub access: Access,
    /// The equivalent command.
    pub command: Option<&'static str>,
    /// Whether it takes something away or changes it at once, so that it is never found by chance.
    pub destructive: bool,
    /// Where the help lists it.
    pub group: Group,
}

impl<A: Copy> Action<A> {
    /// An action for everyone who may open the screen; it only reads, and has no equivalent command.
    pub const fn new(id: A, title: &'static str, keys: &'static [&'static str], short: &'static str) -> Self {
        let (access, group) = (Access::Read, Group::Screen);
        Self { id, title, short, keys, superuser: false, access, command: None, destructive: false, group }
    }

    /// Restricts it to superusers.
    #[must_use]
    pub const fn superuser(self) -> Self {
        Self { superuser: true, ..self }
    }

    /// Marks it as a change.
    #[must_use]
    pub const fn changes(self) -> Self {
        Self { access: Access::Change, ..self }
    }

    /// Marks it as a read that the audit log records.
    #[must_use]
    pub const fn audited(self) -> Self {
        Self { access: Access::AuditedRead, ..self }
    }

    /// Marks it as one that takes something away, or that changes something at once.
    #[must_use]
    pub const fn destructive(self) -> Self {
        Self { destructive: true, ..self }
    }

    /// Marks it as one that goes somewhere.
    #[must_use]
    pub const fn navigates(self) -> Self {
        Self { group: Group::Navigation, ..self }
    }

    /// Marks it as one that selects rows.
    #[must_use]
    pub const fn selects(self) -> Self {
        Self { group: Group::Selection, ..self }
    }

    /// Marks it as one that decides which rows are shown, and in which order.
    #[must_use]
    pub const fn arranges(self) -> Self {
        Self { group: Group::List, ..self }
    }

    /// Names the equivalent command.
    #[must_use]
    pub const fn command(self, command: &'static str) -> Self {
        Self { command: Some(command), ..self }
    }

    /// Replaces the id.
    pub fn map<B>(&self, id: impl FnOnce(A) -> B) -> Action<B> {
        let Self { title, short, keys, superuser, access, command, destructive, group, .. } = *self;
        Action { id: id(self.id), title, short, keys, superuser, access, command, destructive, group }
    }
}

/// The ids of the actions of a screen, and their table.
pub trait ActionTable: Copy + 'static {
    /// All actions, in the order of the help and the footer.
    const TABLE: &'static [Action<Self>];
}

/// For a screen without actions.
impl ActionTable for Infallible {
    const TABLE: &'static [Action<Self>] = &[];
}

/// Declares the actions of a screen: an enum of their ids, and their table. A line is
/// `Id "title" ["key", …] "label in the footer" .properties();`.
macro_rules! actions {
    ($($id:ident $title:literal [$($key:literal),+] $short:literal $(.$property:ident($($value:literal)?))*;)+) => {
        /// The id of an action.
        #[expect(missing_docs, reason = "the table describes each of them")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Action {
            $($id),+
        }

        impl $crate::tui::action::ActionTable for Action {
            const TABLE: &'static [$crate::tui::action::Action<Self>] = &[
                $($crate::tui::action::Action::new(Self::$id, $title, &[$($key),+], $short)$(.$property($($value)?))*),+
            ];
        }
    };
}
pub(crate) use actions;

/// The actions of a screen with the heading that the key sheet gives them.
#[derive(Debug)]
pub struct Section<A> {
    /// The heading.
    pub heading: &'static str,
    /// The screens that offer them; empty means every screen.
    pub routes: &'static [Route],
    /// The actions.
    pub actions: Vec<Action<A>>,
}

impl<A: Copy> Section<A> {
    /// Wraps the table of a screen.
    pub fn new<B: ActionTable>(heading: &'static str, routes: &'static [Route], wrap: impl Fn(B) -> A + Copy) -> Self {
        Self { heading, routes, actions: B::TABLE.iter().map(|action| action.map(wrap)).collect() }
    }

    /// Whether a screen offers them.
    pub fn covers(&self, route: Route) -> bool {
        self.routes.is_empty() || self.routes.contains(&route)
    }
}

/// Finds the action of a key on a screen. The sections of screens come before the one of actions that are available everywhere.
pub fn of_key<A: Copy>(sections: &[Section<A>], key: KeyEvent, route: Route) -> Option<A> {
    let name = name_of(key);
    let mut actions = sections.iter().filter(|section| section.covers(route)).flat_map(|section| &section.actions);
    actions.find(|action| action.keys.contains(&name.as_str())).map(|action| action.id)
}

/// The name of a key as the table spells it.
fn name_of(key: KeyEvent) -> String {
    let name = match key.code {
        KeyCode::Char(' ') => "space".to_owned(),
        KeyCode::Char(c) => c.to_string(),
        KeyCode::BackTab => "shift-tab".to_owned(),
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

/// The key with this name; none for what names several, such as `↑ ↓`.
pub fn key_of(name: &str) -> Option<KeyEvent> {
    let (modifiers, name) = match name.strip_prefix("ctrl-") {
        Some(name) => (KeyModifiers::CONTROL, name),
        None => (KeyModifiers::NONE, name),
    };
    let mut characters = name.chars();
    let code = match (name, characters.next(), characters.next()) {
        ("esc", ..) => KeyCode::Esc,
        ("enter", ..) => KeyCode::Enter,
        ("tab", ..) => KeyCode::Tab,
        ("space", ..) => KeyCode::Char(' '),
        (_, Some(character), None) => KeyCode::Char(character),
        _ => return None,
    };
    Some(KeyEvent::new(code, modifiers))
}
