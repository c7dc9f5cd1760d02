//! The audit log.

use super::prelude::*;

/// How many records of the log are shown at a time.
pub(super) const LINKS: usize = 1_000;

/// Is shown records of the log, until it has seen enough.
pub type LinkVisitor<'a> = &'a mut dyn FnMut(Vec<AuditLink>) -> Result<ControlFlow<()>>;

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

    /// Shows every record of the log after number `after` to `visit`, some at a time, as [`AuditStore::audit_links`] returns them,
    /// until it has seen enough. `visit` may not call the store; an error of it is returned.
    fn each_audit_link(&self, mut after: Option<u64>, visit: LinkVisitor<'_>) -> Result<ControlFlow<()>> {
        loop {
            let links = self.audit_links(after, LINKS)?;
            let Some(last) = links.last() else { return Ok(ControlFlow::Continue(())) };
            after = Some(last.seq());
            if visit(links)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
    }

    /// The state of the audit log.
    fn audit_state(&self) -> Result<AuditState>;

    /// The newest link of the audit chain.
    fn audit_head(&self) -> Result<AuditHead>;
}
