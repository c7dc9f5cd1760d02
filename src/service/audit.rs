//! The audit log: read and verified.

use super::Service;
use crate::error::Result;
use crate::model::{Actor, AuditEvent, AuditFilter};

/// What verifying the audit chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Whole, with so many events.
    Whole {
        /// How many.
        events: u64,
    },
    /// Broken at this number: the event there is changed, missing or out of place.
    Broken {
        /// The first number that does not fit.
        at: u64,
        /// What is wrong with it.
        reason: String,
    },
}

impl Service {
    /// Events newest first, older than `before`.
    pub fn audit(&self, _actor: &Actor, _filter: &AuditFilter, _before: Option<u64>, _limit: usize) -> Result<Vec<AuditEvent>> {
        todo!()
    }

    /// Walks the whole chain. `progress` gets how many of how many are done, and ends the walk by answering false.
    pub fn verify_audit(&self, _actor: &Actor, _progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Verification> {
        todo!()
    }
}
