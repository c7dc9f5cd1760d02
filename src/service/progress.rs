//! The progress of long operations: rotations, backups, copies.

use crate::error::{Result, RotationError};

/// The stage of a rotation or a copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Decrypting every value.
    Checking,
    /// Writing the backup.
    BackingUp,
    /// Restoring the backup to a temporary directory and decrypting it there.
    VerifyingBackup,
    /// Re-encrypting values with the new key.
    Reencrypting,
    /// Reading the values back.
    Verifying,
    /// Copying users to another database.
    Copying,
    /// Comparing both databases.
    Comparing,
}

impl Stage {
    /// Its label.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Checking => "Checking",
            Self::BackingUp => "Backing up",
            Self::VerifyingBackup => "Verifying the backup",
            Self::Reencrypting => "Re-encrypting",
            Self::Verifying => "Verifying",
            Self::Copying => "Copying",
            Self::Comparing => "Comparing",
        }
    }

    /// The plural of what it counts.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Copying | Self::Comparing => "users",
            _ => "values",
        }
    }
}

/// The progress of a long operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The stage.
    pub stage: Stage,
    /// The number done in this stage.
    pub done: u64,
    /// The total, once it is known.
    pub total: Option<u64>,
}

/// A callback that receives the progress and cancels the operation by returning false.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> bool;

/// Reports the progress; an error if the operation is cancelled.
pub(super) fn check_cancelled(
    watch: &mut dyn FnMut(Progress) -> bool,
    stage: Stage,
    done: u64,
    total: Option<u64>,
) -> Result<()> {
    if watch(Progress { stage, done, total }) {
        return Ok(());
    }
    Err(RotationError::Cancelled.into())
}
