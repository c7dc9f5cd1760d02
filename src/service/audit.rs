//! The audit log: read and verified.

use super::Service;
use crate::error::Result;
use crate::model::{Actor, AuditEvent, AuditFilter, AuditHead};

/// How many events are read at a time.
const WINDOW: usize = 1_000;

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
        reason: &'static str,
    },
    /// Ended before it was through.
    Stopped,
}

impl Service {
    /// Events newest first, older than `before`. A filter by name also finds what was done under a user's earlier names.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn audit(&self, actor: &Actor, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        self.require_superuser(actor)?;
        self.store.audit_newest(&self.with_user_id(filter)?, before, limit)
    }

    /// The events right after number `after` that pass the filter, still newest first.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn audit_after(&self, actor: &Actor, filter: &AuditFilter, after: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        self.require_superuser(actor)?;
        let mut events = self.store.audit_from(&self.with_user_id(filter)?, after.saturating_add(1), limit)?;
        events.reverse();
        Ok(events)
    }

    fn with_user_id(&self, filter: &AuditFilter) -> Result<AuditFilter> {
        let user = filter.user.as_deref().map(|name| self.store.user_by_name(name)).transpose()?.flatten();
        Ok(AuditFilter { user_id: user.map(|user| user.id), ..filter.clone() })
    }

    /// Walks the whole chain. `progress` gets how many of how many are done, and ends the walk by answering false.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn verify_audit(&self, actor: &Actor, progress: &mut dyn FnMut(u64, u64) -> bool) -> Result<Verification> {
        self.require_superuser(actor)?;
        let newest = self.store.audit_head()?;
        let mut head = AuditHead::default();
        while head.seq < newest.seq {
            let events = self.store.audit_from(&AuditFilter::default(), head.seq + 1, WINDOW)?;
            if events.is_empty() {
                return Ok(Verification::Broken { at: head.seq + 1, reason: "it is missing, and all after it" });
            }
            for event in events {
                if event.seq > newest.seq {
                    break;
                }
                if event.seq != head.seq + 1 {
                    return Ok(Verification::Broken { at: head.seq + 1, reason: "it is missing" });
                }
                if !event.follows(head) {
                    return Ok(Verification::Broken { at: event.seq, reason: "it was changed, or the one before it" });
                }
                head = event.head();
            }
            if !progress(head.seq, newest.seq) {
                return Ok(Verification::Stopped);
            }
        }
        if head != newest {
            return Ok(Verification::Broken { at: newest.seq, reason: "it is not the event that was written last" });
        }
        Ok(Verification::Whole { events: head.seq })
    }
}
