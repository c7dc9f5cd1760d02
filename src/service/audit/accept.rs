//! Declaring a log that lost events the valid one. The faults stay visible: the acceptance names them, and covers exactly what
//! is there, so that any later change of it shows again.

use super::verify::covers;
use crate::error::{AuditError, Result};
use crate::model::{Actor, AuditAction, AuditHead};
use crate::service::{Service, Verification};
use crate::store::Change;
use crate::text;

/// How many faults the record of an acceptance names.
const NAMED: usize = 5;

/// What an acceptance did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acceptance {
    /// The event that records it.
    pub event: AuditHead,
    /// What was accepted, as it was found.
    pub found: Verification,
}

impl Service {
    /// Records that the log as it is now is the valid one, and lets the anchor follow it.
    ///
    /// # Errors
    /// `Conflict` if nothing is wrong with it, or something is recorded meanwhile; `NotAllowed`, `Store`.
    pub fn accept_audit(&self, actor: &Actor) -> Result<Acceptance> {
        self.require_superuser(actor)?;
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
        let entry = self.entry(actor, AuditAction::AuditAccepted, None, Some(detail));
        let after = if head.seq > last.seq { head } else { last };
        self.refuse_read_only()?;
        let recorded = [entry];
        self.commit_unanchored(vec![Change::SetAuditHead { before: head, after }], recorded.to_vec())?;
        self.copy_to_sink(&recorded, true);
        self.reset_anchor()?;
        let event = self.store.audit_head()?;
        Ok(Acceptance { event, found: walk.verification() })
    }
}
