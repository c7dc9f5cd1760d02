//! The progress of long operations: rotations, backups, copies, imports, exports, checks.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

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
    /// Hashing the passwords of an import.
    Hashing,
    /// Encrypting the values of an import.
    Encrypting,
    /// Writing users to a stream.
    ExportingUsers,
    /// Writing variables to a stream.
    ExportingVariables,
    /// Writing a backup, byte by byte.
    WritingBackup,
    /// Reading a backup back.
    ReadingBackup,
    /// Storing a backup that is read from a stream.
    ReceivingBackup,
    /// Restoring a backup, byte by byte.
    Restoring,
    /// Committing what was prepared, in one step.
    Committing,
    /// Following the chain of the audit log.
    VerifyingAudit,
    /// Writing the audit log to a stream.
    ExportingAudit,
    /// Reading users and what they own.
    ReadingUsers,
    /// Reading the rows of a list.
    ReadingRows,
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
            Self::Hashing => "Hashing passwords",
            Self::Encrypting => "Encrypting",
            Self::ExportingUsers | Self::ExportingVariables | Self::ExportingAudit => "Exporting",
            Self::WritingBackup => "Writing the backup",
            Self::ReadingBackup => "Verifying the backup",
            Self::ReceivingBackup => "Reading the backup",
            Self::Restoring => "Restoring",
            Self::Committing => "Committing",
            Self::VerifyingAudit => "Verifying",
            Self::ReadingUsers | Self::ReadingRows => "Reading",
        }
    }

    /// The plural of what it counts.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Copying | Self::Comparing | Self::Hashing | Self::ExportingUsers | Self::ReadingUsers => "users",
            Self::WritingBackup | Self::ReadingBackup | Self::ReceivingBackup | Self::Restoring => "bytes",
            Self::Committing => "changes",
            Self::VerifyingAudit | Self::ExportingAudit => "events",
            Self::ReadingRows => "rows",
            Self::ExportingVariables => "variables",
            Self::Checking
            | Self::BackingUp
            | Self::VerifyingBackup
            | Self::Reencrypting
            | Self::Verifying
            | Self::Encrypting => "values",
        }
    }

    /// Whether a change that is all or nothing has not begun yet.
    pub const fn precedes_change(self) -> bool {
        matches!(self, Self::Checking | Self::Hashing | Self::Encrypting | Self::ReadingUsers)
    }

    /// Whether data is printed meanwhile.
    pub const fn writes_data(self) -> bool {
        matches!(self, Self::ExportingUsers | Self::ExportingVariables | Self::ExportingAudit)
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
pub type Watch<'a> = &'a mut (dyn FnMut(Progress) -> bool + Send);

/// Is told the progress of operations that cannot be cancelled by it; nobody by default.
#[derive(Clone, Default)]
pub struct Reporter(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Reporter {
    /// A reporter that shows the progress.
    pub fn new(show: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(show)))
    }

    /// Shows the progress of an operation that goes on, as its [`Watch`] says then.
    pub fn show(&self, Progress { stage, done, total }: Progress) -> bool {
        self.report(stage, done, total);
        true
    }

    /// Reports the progress.
    pub fn report(&self, stage: Stage, done: u64, total: Option<u64>) {
        if let Some(show) = &self.0 {
            show(Progress { stage, done, total });
        }
    }
}

impl fmt::Debug for Reporter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reporter").field(&self.0.is_some()).finish()
    }
}

/// The watch of an operation whose parts run on several threads.
pub(super) struct SharedWatch<'a>(Mutex<(Watch<'a>, Progress)>);

impl<'a> SharedWatch<'a> {
    /// Nothing is done yet.
    pub(super) const fn new(watch: Watch<'a>, progress: Progress) -> Self {
        Self(Mutex::new((watch, progress)))
    }

    /// Reports the progress; false if the operation is cancelled.
    pub(super) fn report(&self, stage: Stage, done: u64) -> bool {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (watch, last) = &mut *shared;
        *last = Progress { stage, done, ..*last };
        watch(*last)
    }

    /// Whether the operation is cancelled.
    pub(super) fn is_cancelled(&self) -> bool {
        let mut shared = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (watch, last) = &mut *shared;
        !watch(*last)
    }
}

/// Reports the progress; an error if the operation is cancelled.
pub(super) fn check_cancelled(watch: Watch<'_>, stage: Stage, done: u64, total: Option<u64>) -> Result<()> {
    if watch(Progress { stage, done, total }) {
        return Ok(());
    }
    Err(RotationError::Cancelled.into())
}
