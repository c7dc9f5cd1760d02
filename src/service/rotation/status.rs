//! The interrupted rotation as others see it.

use std::path::PathBuf;

use super::phase::Phase;
use crate::model::Timestamp;

/// An interrupted rotation, or one that keeps keys for other clients.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RotationStatus {
    /// The database.
    pub store: String,
    /// The time at which it began.
    pub started_at: Timestamp,
    /// The previous key.
    pub old_fingerprint: String,
    /// The new key.
    pub new_fingerprint: String,
    /// The phase.
    pub phase: Phase,
    /// The backup, if one was written.
    pub backup: Option<PathBuf>,
}
