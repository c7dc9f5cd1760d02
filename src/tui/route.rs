//! The screens and who may open them: the one place that says so.

use crate::model::User;

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// Make the first superuser.
    FirstRun,
    /// Sign in.
    Login,
    /// The users: the Admin Page.
    Users,
    /// The global variables.
    Variables,
    /// The API keys.
    ApiKeys,
    /// The audit log.
    Audit,
    /// The settings.
    Settings,
    /// One's own account.
    Account,
}

impl Route {
    /// The screens one goes to by their number, in order, with their names.
    pub const TABS: [(Self, &'static str); 6] = [
        (Self::Users, "Users"),
        (Self::Variables, "Variables"),
        (Self::ApiKeys, "API keys"),
        (Self::Audit, "Audit"),
        (Self::Settings, "Settings"),
        (Self::Account, "Account"),
    ];

    /// Whether someone may open this screen; none is nobody signed in.
    pub fn admits(self, user: Option<&User>) -> bool {
        match (self, user) {
            (Self::FirstRun | Self::Login, user) => user.is_none(),
            (_, None) => false,
            (Self::Users | Self::Audit | Self::Settings, Some(user)) => user.is_active_superuser(),
            (Self::Variables | Self::ApiKeys | Self::Account, Some(user)) => user.is_active,
        }
    }

    /// The screen that someone begins with.
    pub fn home(user: &User) -> Self {
        if Self::Users.admits(Some(user)) { Self::Users } else { Self::Account }
    }
}
