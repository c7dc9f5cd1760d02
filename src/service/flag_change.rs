//! Changes of a user's flags: Active and Superuser.

use crate::model::{AuditAction, User, UserStatus};

/// A change of one of a user's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagChange {
    /// Allow sign-in.
    Activate,
    /// Forbid sign-in and revoke the API keys.
    Deactivate,
    /// Grant superuser.
    Promote,
    /// Revoke superuser.
    Demote,
}

impl FlagChange {
    /// The outcome for one user or several, as the rest of a sentence.
    pub const fn outcome(self, one: bool) -> &'static str {
        match (self, one) {
            (Self::Activate, true) => "is now active",
            (Self::Activate, false) => "are now active",
            (Self::Deactivate, true) => "is now inactive",
            (Self::Deactivate, false) => "are now inactive",
            (Self::Promote, true) => "is now a superuser",
            (Self::Promote, false) => "are now superusers",
            (Self::Demote, true) => "is no longer a superuser",
            (Self::Demote, false) => "are no longer superusers",
        }
    }

    /// Whether a user has this flag already.
    pub fn is_done_for(self, user: &User) -> bool {
        self.apply(user) == *user
    }

    /// The state of a user who needs no change, after the word "is".
    pub const fn already(self) -> &'static str {
        match self {
            Self::Activate => "already active",
            Self::Deactivate => "already inactive",
            Self::Promote => "already a superuser",
            Self::Demote => "not a superuser",
        }
    }

    /// The event of a change after which a user has this status.
    pub(super) const fn action(self, then: UserStatus) -> AuditAction {
        match self {
            Self::Activate => AuditAction::UserActivated,
            Self::Deactivate if matches!(then, UserStatus::Pending) => AuditAction::ApprovalWithdrawn,
            Self::Deactivate => AuditAction::UserDeactivated,
            Self::Promote => AuditAction::UserPromoted,
            Self::Demote => AuditAction::UserDemoted,
        }
    }

    /// The user with the changed flag.
    pub(super) fn apply(self, user: &User) -> User {
        let user = user.clone();
        match self {
            Self::Activate => user.with_active(true),
            Self::Deactivate => user.with_active(false),
            Self::Promote => User { is_superuser: true, ..user },
            Self::Demote => User { is_superuser: false, ..user },
        }
    }

    /// The changes that lead from one state of a user to another.
    pub fn between(before: &User, after: &User) -> impl Iterator<Item = Self> {
        let active = if after.is_active { Self::Activate } else { Self::Deactivate };
        let superuser = if after.is_superuser { Self::Promote } else { Self::Demote };
        let changes = [(before.is_active != after.is_active, active), (before.is_superuser != after.is_superuser, superuser)];
        changes.into_iter().filter(|(is_changed, _)| *is_changed).map(|(_, change)| change)
    }
}
