//! The actions on the audit log, its jobs, and the replies to them.

use crate::model::{AuditAction, AuditEvent, AuditFilter, AuditOutcome, Order};
use crate::service::Verification;
use crate::service::audit::AuditSort;
use crate::service::sorted::ListCounts;
use crate::tui::screen::prelude::*;

actions! {
    ShowDetails "Show event details" ["enter"] "Details" .superuser() .command("audit");
    Search "Search action, user and details" ["/"] "Search" .arranges() .superuser();
    FilterByUser "Filter by user" ["f"] "User" .arranges() .superuser();
    FilterByAction "Filter by action" ["a"] "Action" .arranges() .superuser();
    FilterByDates "Filter by dates" ["d"] "Dates" .arranges() .superuser();
    FilterByOutcome "Filter by outcome" ["X"] "" .arranges() .superuser();
    OnlyFailures "Show only failures, or all events" ["x"] "Failures" .arranges() .superuser();
    ClearFilters "Clear search and filters" ["c"] "" .arranges() .superuser();
    Tail "Show new events as they are recorded, or stop" ["t"] "Live" .arranges() .superuser() .command("audit");
    Verify "Verify audit log integrity" ["v"] "Verify" .superuser() .command("audit verify");
    Sort "Sort by column" ["o"] "Sort" .arranges() .superuser();
    ReverseSort "Reverse sort" ["O"] "" .arranges() .superuser();
}

/// What is chosen in an overlay.
#[derive(Clone, Debug)]
pub enum Choice {
    /// Filter by user; none shows the events of all users.
    User(Option<String>),
    /// Filter by action; none shows all actions.
    Action(Option<AuditAction>),
    /// Filter by outcome; none shows both.
    Outcome(Option<AuditOutcome>),
    /// Filter by times.
    Dates {
        /// The earliest time.
        since: Option<Timestamp>,
        /// The latest time.
        until: Option<Timestamp>,
    },
    /// Sort by this.
    Sort(AuditSort),
}

/// A job.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "each is a method of the service, with its arguments")]
pub enum Job {
    Events { filter: AuditFilter, order: Order<AuditSort>, cursor: Box<Cursor<AuditEvent>>, limit: usize },
    ReadNew { filter: AuditFilter, after: u64 },
    Count(AuditFilter),
    Verify,
}

/// The reply to a job; `newest` is the number of the newest event that was looked at.
#[derive(Debug)]
#[expect(missing_docs, reason = "each replies to the job of its name")]
pub enum Reply {
    Events { cursor: Box<Cursor<AuditEvent>>, page: Page<AuditEvent>, newest: u64 },
    New { events: Vec<AuditEvent>, newest: u64 },
    Counted(ListCounts),
    Verified(Verification),
}

impl RunJob for Job {
    type Reply = Reply;

    fn run(self, cx: &mut JobContext<'_>) -> Result<Reply> {
        let admin = cx.service.admin(cx.actor()?)?;
        match self {
            Self::Events { filter, order, cursor, limit } => {
                // Read first: what is recorded meanwhile is read again rather than missed.
                let newest = admin.newest_event()?;
                let page = admin.sorted_audit(&filter, order, &cursor, limit)?;
                Ok(Reply::Events { cursor, page, newest })
            }
            Self::ReadNew { filter, after } => {
                let newest = admin.newest_event()?;
                if newest == after {
                    return Ok(Reply::New { events: Vec::new(), newest });
                }
                let events = admin.audit(&filter, &Cursor::Before(after), WINDOW)?.rows;
                // A full page may not be all that is new.
                let last = events.first().map(|event| event.seq);
                let newest = last.filter(|last| events.len() == WINDOW || *last > newest).unwrap_or(newest);
                Ok(Reply::New { events, newest })
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
