//! The question before users are approved, with what should be known of them.

use crate::model::UserStatus;
use crate::service::ChangedUser;
use crate::service::selection::{Regained, SelectedUser};
use crate::tui::screen::prelude::*;

/// What a question says of a user.
pub trait Named {
    /// The id.
    fn id(&self) -> UserId;
    /// The name.
    fn username(&self) -> &str;
    /// Whether it is a superuser.
    fn is_superuser(&self) -> bool;
    /// The status.
    fn status(&self) -> UserStatus;
}

impl Named for User {
    fn id(&self) -> UserId {
        self.id
    }
    fn username(&self) -> &str {
        &self.username
    }
    fn is_superuser(&self) -> bool {
        self.is_superuser
    }
    fn status(&self) -> UserStatus {
        Self::status(self)
    }
}

impl Named for SelectedUser {
    fn id(&self) -> UserId {
        self.id
    }
    fn username(&self) -> &str {
        &self.username
    }
    fn is_superuser(&self) -> bool {
        self.is_superuser
    }
    fn status(&self) -> UserStatus {
        self.status
    }
}

/// Asks whether to approve users: all of their names, and who is a superuser or was deactivated before.
pub fn question(title: &'static str, users: &[impl Named]) -> Confirm {
    let text = format!("{title} {}? They can sign in.{}", subject(users), notes(users));
    let question = Confirm::new(title, text, title);
    if users.len() > 1 { question.with_list(listed(users, true)) } else { question }
}

/// Whether the last change is reversed, or what reversed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reversal {
    /// A change is undone.
    Undo,
    /// A change that was undone is made again.
    Redo,
}

impl Reversal {
    /// What reverses this one.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Undo => Self::Redo,
            Self::Redo => Self::Undo,
        }
    }

    /// Asks before the change of several users is reversed, or of one who is deactivated by that or granted superuser, or whose
    /// API keys stay revoked; none for any other change.
    pub fn question(self, changed: &[ChangedUser]) -> Option<Confirm> {
        let revoked: u64 = changed.iter().map(|one| one.revoked_api_keys).sum();
        let regained: Vec<_> = changed.iter().map(|one| (one.before.username.as_str(), one.regained())).collect();
        let is_harmless =
            |regained: Regained| !is_deactivated(regained) && !regained.is_superuser.is_some_and(|is_superuser| is_superuser);
        if changed.len() < 2 && revoked == 0 && regained.iter().all(|(_, regained)| is_harmless(*regained)) {
            return None;
        }
        Some(self.question_of(&subject(changed.iter().map(|one| &one.before)), revoked, &regained))
    }

    /// Asks before a change of these users is reversed, with everybody's name and what they become.
    pub fn question_of(self, users: &str, revoked: u64, changed: &[(&str, Regained)]) -> Confirm {
        let title = match self {
            Self::Undo => "Undo",
            Self::Redo => "Redo",
        };
        let lost = match revoked {
            0 => String::new(),
            1 => "\n1 API key was revoked and stays so.".to_owned(),
            several => format!("\n{} API keys were revoked and stay so.", grouped(several)),
        };
        let deactivated = if changed.iter().any(|(_, regained)| is_deactivated(*regained)) {
            "\nWho becomes inactive can no longer sign in, and their API keys are revoked."
        } else {
            ""
        };
        let mut lines: Vec<String> =
            changed.iter().map(|(name, regained)| format!("{} {}", text::clean(name), again(*regained))).collect();
        lines.sort_unstable();
        let list = lines.into_iter().map(|line| (line, false)).collect();
        Confirm::new(title, format!("{title} the last change of {users}?{lost}{deactivated}"), title).with_list(list)
    }

    /// What reversing a change did to users.
    pub fn done(self, changed: &[ChangedUser]) -> String {
        let users = subject(changed.iter().map(|one| &one.user));
        let revoked = changed.iter().map(|one| one.revoked_api_keys).sum();
        self.done_text(&users, changed.len() as u64, changed.iter().all(ChangedUser::withdraws_approval), revoked)
    }

    /// The same, by facts about the users: how they are named, their number, whether all are pending approval again, and how
    /// many API keys were revoked.
    pub fn done_text(self, users: &str, number: u64, are_pending: bool, revoked: u64) -> String {
        let are = if number == 1 { "is" } else { "are" };
        let state = if are_pending && number > 0 { "pending approval again" } else { "as before" };
        let keys = self::revoked(revoked);
        match self {
            Self::Undo => format!("Undone: {users} {are} {state}{keys}; press u to redo"),
            Self::Redo => format!("Redone the change of {users}{keys}; press u to undo"),
        }
    }
}

/// Whether a user becomes inactive when a change is reversed.
fn is_deactivated(regained: Regained) -> bool {
    regained.status.is_some_and(|status| status != UserStatus::Active)
}

/// The users, as a sentence names them: one by name, several by their number.
pub fn subject<'a, N: Named + 'a>(users: impl IntoIterator<Item = &'a N, IntoIter: ExactSizeIterator>) -> String {
    let mut users = users.into_iter();
    match (users.len(), users.next()) {
        (1, Some(user)) => format!("\"{}\"", text::clean(user.username())),
        (number, _) => count(number as u64, "user"),
    }
}

/// What a user becomes when a change is reversed.
fn again(regained: Regained) -> String {
    let status = regained.status.map(UserStatus::title);
    let rights = regained.is_superuser.map(|is_superuser| if is_superuser { "superuser" } else { "regular user" });
    format!("→ {}", status.into_iter().chain(rights).collect::<Vec<_>>().join(", "))
}

/// How many API keys a change revoked, as the end of a clause; nothing if none.
pub fn revoked(keys: u64) -> String {
    if keys > 0 { format!(" ({} revoked)", count(keys, "API key")) } else { String::new() }
}

/// What should be known of users before they are activated: who is a superuser, and who was deactivated before.
pub fn notes(users: &[impl Named]) -> String {
    let superusers = users.iter().filter(|user| user.is_superuser()).count() as u64;
    let deactivated = users.iter().filter(|user| user.status() == UserStatus::Deactivated).count() as u64;
    let note = |number: u64, one: &str, several: &str| match (number, users.len()) {
        (0, _) => String::new(),
        (_, 1) => format!("\nThis user {one}."),
        (number, _) => format!("\n{} {}.", grouped(number), if number == 1 { one } else { several }),
    };
    let superusers = note(superusers, "is a superuser", "are superusers");
    format!("{superusers}{}", note(deactivated, "was deactivated before", "were deactivated before"))
}

/// All users, by name; with `flags`, superusers and those who were deactivated before come first and are marked.
pub fn listed(users: &[impl Named], flags: bool) -> Vec<(String, bool)> {
    let mut lines: Vec<(bool, String, String)> = users
        .iter()
        .map(|user| {
            let marks = [(user.is_superuser(), " · superuser"), (user.status() == UserStatus::Deactivated, " · was deactivated")];
            let marks: String = marks.iter().filter(|(is_so, _)| flags && *is_so).map(|(_, mark)| *mark).collect();
            (marks.is_empty(), text::clean(user.username()).into_owned(), marks)
        })
        .collect();
    lines.sort_unstable();
    lines.into_iter().map(|(is_plain, name, marks)| (format!("{name}{marks}"), !is_plain)).collect()
}
