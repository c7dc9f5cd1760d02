//! Accepts a log with faults as valid. The faults stay visible: the acceptance lists them, and covers exactly the present
//! events, so that any later change of them is found again.

use super::verify::{Verification, covers};
use crate::error::{AuditError, Result};
use crate::model::{AuditAction, AuditHead};
use crate::service::Admin;
use crate::store::Change;
use crate::text;

/// How many faults an acceptance lists.
const NAMED: usize = 5;

/// The result of an acceptance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditAcceptance {
    /// The event that records it.
    pub event: AuditHead,
    /// The verification that was accepted.
    pub found: Verification,
}

impl Admin<'_> {
    /// Records that the present log is valid, and sets the anchor to it.
    ///
    /// # Errors
    /// `Conflict` if it is intact, or another event is recorded meanwhile; `Store` or `Unexpected` if the anchor can't be written,
    /// before anything is recorded; `Store`.
    pub fn accept_audit(&self) -> Result<AuditAcceptance> {
        let walk = self.walk(&mut |_, _| true)?.ok_or(AuditError::NothingToAccept)?;
        if walk.report.fault_count == 0 {
            return Err(AuditError::NothingToAccept.into());
        }
        let report = &walk.report;
        let (last, head) = (walk.last, report.head);
        let mut named: Vec<String> =
            report.faults.iter().take(NAMED).map(|fault| format!("event {}: {}", fault.at, fault.reason)).collect();
        let unnamed = report.fault_count.saturating_sub(named.len() as u64);
        if unnamed > 0 {
            named.push(format!("and {unnamed} more"));
        }
        if let Some(anchor) = &report.anchor {
            named.push(format!("anchor: event {}, {}", anchor.seq, anchor.hash));
        }
        let detail = format!(
            "{} up to event {}, {}: {}; {}",
            text::count(report.events, "event"),
            last.seq,
            last.hash,
            named.join("; "),
            covers(walk.digest())
        );
        let entry = self.entry(AuditAction::AuditAccepted, None, Some(detail));
        let after = if head.seq > last.seq { head } else { last };
        self.refuse_read_only()?;
        // A committed acceptance without its anchor would have to be repeated.
        self.rehearse_anchor_reset()?;
        let recorded = [entry];
        self.commit_unanchored(vec![Change::SetAuditHead { before: head, after }], recorded.to_vec())?;
        self.copy_to_sink(&recorded, true);
        self.reset_anchor()?;
        let event = self.store.audit_head()?;
        Ok(AuditAcceptance { event, found: walk.verification() })
    }
}
