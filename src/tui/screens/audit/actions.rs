//! The actions on the audit log, its jobs, and the replies to them.

use crate::model::{AuditEvent, AuditFilter, Order};
use crate::service::Verification;
use crate::service::audit::AuditSort;
use crate::service::sorted::ListCounts;
use crate::tui::screen::prelude::*;

actions! {
    ShowDetails "Show event details" ["enter"] "Details" .superuser() .command("audit");
    Filter "Filter by user" ["f", "/"] "Filter" .arranges() .superuser();
    Verify "Verify audit log integrity" ["v"] "Verify" .superuser() .command("audit verify");
    Sort "Sort by column" ["o"] "Sort" .arranges() .superuser();
    ReverseSort "Reverse sort" ["O"] "" .arranges() .superuser();
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Filter by user; none shows all events.
    Filter(Option<String>),
    /// Sort by this.
    Sort(AuditSort),
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    Events { filter: AuditFilter, order: Order<AuditSort>, cursor: Box<Cursor<AuditEvent>>, limit: usize },
    Count(AuditFilter),
    Verify,
}

/// The reply to a job.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Events { cursor: Box<Cursor<AuditEvent>>, page: Page<AuditEvent> },
    Counted(ListCounts),
    Verified(Verification),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        match self {
            Self::Events { filter, order, cursor, limit } => {
                let page = admin.sorted_audit(&filter, order, &cursor, limit)?;
                Ok(Reply::Events { cursor, page })
            }
            Self::Count(filter) => Ok(Reply::Counted(admin.count_audit(&filter, cx.watch)?)),
            Self::Verify => {
                let found = admin.verify_audit(&mut |_, _| true)?;
                if matches!(found, Verification::Whole { .. }) {
                    admin.anchor_audit()?;
                }
                Ok(Reply::Verified(found))
            }
        }
    }
}

/// The form for the user to filter by.
pub(super) fn filter_form(current: &str) -> FormOverlay<Choice> {
    let form = Form::new([FormField::text("By or about", current)], ["Cancel", "Filter"], |[name]| {
        Submitted::Close(Choice::Filter(Some(name.value().to_owned()).filter(|name| !name.is_empty())))
    });
    FormOverlay::submitting("Filter audit log", form.note("A username; empty shows the events of all users.")).small()
}
