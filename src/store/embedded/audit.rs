//! The audit log, as the store's users read it.

use super::prelude::*;
use super::records;

impl AuditStore for Embedded {
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        let end = before.map_or_else(|| keys::event(u64::MAX), keys::event);
        matching(self.read()?.range(keys::event(0)..end).rev(), filter, limit)
    }

    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        matching(self.read()?.range(keys::event(from)..=keys::event(u64::MAX)), filter, limit)
    }

    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
        let first = after.map_or(0, |seq| seq.saturating_add(1));
        self.read()?.range(keys::event(first)..=keys::event(u64::MAX)).take(limit).map(log::link).collect()
    }

    fn audit_state(&self) -> Result<AuditState> {
        let high_water_mark = high_water_mark::newest(self.folder());
        Ok(AuditState { identity: Some(self.id().to_string()), head: self.audit_head()?, high_water_mark })
    }

    fn audit_head(&self) -> Result<AuditHead> {
        self.read()?.required(keys::HEAD)
    }
}

/// The first events that pass the filter.
fn matching(rows: impl Iterator<Item = Row>, filter: &AuditFilter, limit: usize) -> Result<Vec<AuditEvent>> {
    let is_unfiltered = *filter == AuditFilter::default();
    // An event that cannot even be looked at is damaged.
    let admits = |record: &[u8]| records::view_event(record).is_none_or(|entry| filter.admits(&entry));
    let admitted = rows.filter(|row| is_unfiltered || row.as_ref().map_or(true, |(_, record)| admits(record)));
    admitted.map(log::event).take(limit).collect()
}
