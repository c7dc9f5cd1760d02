//! The jobs of the audit log, and the replies to them.

use crate::model::{AuditEvent, AuditFilter};
use crate::service::Verification;
use crate::tui::screen::prelude::*;

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    Events { filter: AuditFilter, cursor: Cursor<u64>, limit: usize },
    Verify,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Events { cursor: Cursor<u64>, page: Page<AuditEvent> },
    Verified(Verification),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let (service, actor) = (cx.service, cx.actor()?);
        match self {
            Self::Events { filter, cursor, limit } => {
                let page = service.admin(actor)?.audit(&filter, &cursor, limit)?;
                Ok(Reply::Events { cursor, page })
            }
            Self::Verify => {
                let found = service.admin(actor)?.verify_audit(&mut |_, _| true)?;
                if matches!(found, Verification::Whole { .. }) {
                    service.admin(actor)?.anchor_audit()?;
                }
                Ok(Reply::Verified(found))
            }
        }
    }
}
