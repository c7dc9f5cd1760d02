//! The audit log.

use super::prelude::*;

/// Reads the audit log.
///
/// # Errors
/// Every method returns `Store` if the database can't be read or written, is damaged, or is gone.
pub trait AuditStore {
    /// At most `limit` events that pass the filter, newest first, older than number `before` if it is given.
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` events that pass the filter, from number `from` on, oldest first.
    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>>;

    /// At most `limit` records of the log after number `after`, damaged or not, oldest first; without it, from the first one.
    /// Returns `Store` for a record that a newer version wrote.
    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>>;

    /// The state of the audit log.
    fn audit_state(&self) -> Result<AuditState>;

    /// The newest link of the audit chain.
    fn audit_head(&self) -> Result<AuditHead>;
}
