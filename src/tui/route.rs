//! The screens, and the only place that decides who may open them.

use crate::model::User;

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Route {
    /// Create the first superuser.
    FirstRun,
    /// Sign in.
    Login,
    /// What needs attention.
    Overview,
    /// The users: the Admin Page.
    Users,
    /// The global variables.
    Variables,
    /// The API keys.
    ApiKeys,
    /// The secret key.
    SecretKey,
    /// The rotation wizard, part of the secret key screen.
    Rotation,
    /// The backups of rotations, part of the secret key screen.
    Backups,
    /// The audit log.
    Audit,
    /// The settings.
    Settings,
    /// The account of the signed-in user.
    Account,
}

impl Route {
    /// The screens with a number key, in order; the first one has 0.
    pub const TABS: [Self; 8] = [
        Self::Overview,
        Self::Users,
        Self::Variables,
        Self::ApiKeys,
        Self::SecretKey,
        Self::Audit,
        Self::Settings,
        Self::Account,
    ];

    /// The title.
    pub const fn title(self) -> &'static str {
        match self {
            Self::FirstRun => "First run",
            Self::Login => "Sign in",
            Self::Overview => "Overview",
            Self::Users => "Users",
            Self::Variables => "Variables",
            Self::ApiKeys => "API keys",
            Self::SecretKey => "Secret key",
            Self::Rotation => "Secret key, rotation",
            Self::Backups => "Secret key, backups",
            Self::Audit => "Audit",
            Self::Settings => "Settings",
            Self::Account => "Account",
        }
    }

    /// The titles where there is less room: a short one, and the shortest.
    pub const fn short_titles(self) -> [&'static str; 2] {
        match self {
            Self::Overview => ["Overview"; 2],
            Self::Users => ["Users"; 2],
            Self::Variables => ["Variables", "Vars"],
            Self::ApiKeys => ["API"; 2],
            Self::SecretKey => ["Key"; 2],
            Self::Audit => ["Audit"; 2],
            Self::Settings => ["Settings", "Config"],
            Self::Account => ["Account", "Me"],
            Self::FirstRun | Self::Login | Self::Rotation | Self::Backups => [self.title(); 2],
        }
    }

    /// The numbered screen that this one belongs to.
    pub const fn tab(self) -> Self {
        if matches!(self, Self::Rotation | Self::Backups) { Self::SecretKey } else { self }
    }

    /// Whether this user may open the screen; none means that nobody is signed in.
    pub fn admits(self, user: Option<&User>) -> bool {
        match (self, user) {
            (Self::FirstRun | Self::Login, user) => user.is_none(),
            (_, None) => false,
            (
                Self::Overview | Self::Users | Self::SecretKey | Self::Rotation | Self::Backups | Self::Audit | Self::Settings,
                Some(user),
            ) => user.is_active_superuser(),
            (Self::Variables | Self::ApiKeys | Self::Account, Some(user)) => user.is_active,
        }
    }

    /// The screen shown after signing in.
    pub fn home(user: &User) -> Self {
        if Self::Overview.admits(Some(user)) { Self::Overview } else { Self::Account }
    }
}
