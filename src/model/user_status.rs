//! The status of a user: active, pending approval or deactivated.

use serde::{Serialize, Serializer};

/// Whether a user can sign in, and why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserStatus {
    /// Inactive, never signed in, and not known to have been deactivated.
    Pending,
    /// Inactive, and active before.
    Deactivated,
    /// May sign in.
    Active,
}

impl UserStatus {
    /// Every status, in the order of lists.
    pub const ALL: [Self; 3] = [Self::Pending, Self::Deactivated, Self::Active];

    /// Its name in JSON and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Deactivated => "deactivated",
            Self::Active => "active",
        }
    }

    /// The status with that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Pending => "pending approval",
            Self::Deactivated => "deactivated",
            Self::Active => "active",
        }
    }
}

impl Serialize for UserStatus {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A filter for users by status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StatusFilter {
    /// Only active ones.
    Active,
    /// Only inactive ones: pending approval or deactivated.
    Inactive,
    /// Only those pending approval.
    Pending,
    /// Only deactivated ones.
    Deactivated,
}

impl StatusFilter {
    /// Whether users with this status pass.
    pub const fn admits(self, status: UserStatus) -> bool {
        match self {
            Self::Active => matches!(status, UserStatus::Active),
            Self::Inactive => !matches!(status, UserStatus::Active),
            Self::Pending => matches!(status, UserStatus::Pending),
            Self::Deactivated => matches!(status, UserStatus::Deactivated),
        }
    }
}

/// The numbers of users, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UserCounts {
    /// Those pending approval.
    pub pending: u64,
    /// Deactivated ones.
    pub deactivated: u64,
    /// Active ones, superusers included.
    pub active: u64,
    /// Active superusers.
    pub active_superusers: u64,
}

impl UserCounts {
    /// The number of users with a status.
    pub const fn of(self, status: UserStatus) -> u64 {
        match status {
            UserStatus::Pending => self.pending,
            UserStatus::Deactivated => self.deactivated,
            UserStatus::Active => self.active,
        }
    }

    /// The number of all users.
    pub const fn total(self) -> u64 {
        self.pending + self.deactivated + self.active
    }
}
