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
    /// The secret key.
    SecretKey,
    /// The rotation wizard, which belongs to the secret key.
    Rotation,
    /// The audit log.
    Audit,
    /// The settings.
    Settings,
    /// One's own account.
    Account,
}

impl Route {
    /// The screens one goes to by their number, in order, with their names.
    pub const TABS: [(Self, &'static str); 7] = [
        (Self::Users, "Users"),
        (Self::Variables, "Variables"),
        (Self::ApiKeys, "API keys"),
        (Self::SecretKey, "Secret key"),
        (Self::Audit, "Audit"),
        (Self::Settings, "Settings"),
        (Self::Account, "Account"),
    ];

    /// The screen by whose number one comes to it.
    pub const fn tab(self) -> Self {
        if matches!(self, Self::Rotation) { Self::SecretKey } else { self }
    }

    /// Whether someone may open this screen; none is nobody signed in.
    pub fn admits(self, user: Option<&User>) -> bool {
        match (self, user) {
            (Self::FirstRun | Self::Login, user) => user.is_none(),
            (_, None) => false,
            (Self::Users | Self::SecretKey | Self::Rotation | Self::Audit | Self::Settings, Some(user)) => {
                user.is_active_superuser()
            }
            (Self::Variables | Self::ApiKeys | Self::Account, Some(user)) => user.is_active,
        }
    }

    /// The screen that someone begins with.
    pub fn home(user: &User) -> Self {
        if Self::Users.admits(Some(user)) { Self::Users } else { Self::Account }
    }
}
