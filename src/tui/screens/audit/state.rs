//! The state of the audit log screen: the events, which of them are shown, and the live tail.

use super::actions::{Choice, Job};
use super::tail::Tail;
use crate::model::{AuditEvent, AuditFilter, Order};
use crate::service::Verification;
use crate::service::audit::AuditSort;
use crate::tui::parts::beside::Pane;
use crate::tui::parts::sorting;
use crate::tui::screen::prelude::*;
use crate::tui::widgets::search::Search;

pub(super) type Cx<'a> = Context<'a, Job, Choice>;

/// The part of the data that is counted beside the rows.
pub(super) const COUNT: u8 = 0;

/// The part that the live tail reads.
pub(super) const TAIL: u8 = 1;

/// The order at first.
pub(super) const NEWEST_FIRST: Order<AuditSort> = Order { sort: AuditSort::Time, descending: true };

/// The sort keys, with the titles of their columns.
pub(super) const SORTS: &[(AuditSort, &str)] =
    &[(AuditSort::Time, "When"), (AuditSort::Action, "Action"), (AuditSort::User, "User"), (AuditSort::By, "By")];

impl Row for AuditEvent {
    type Id = u64;
    type Key = Self;
    type Filter = ();
    fn id(&self) -> u64 {
        self.seq
    }
    fn cursor_key(&self) -> Self {
        self.clone()
    }
}

/// The audit screen.
#[derive(Debug)]
pub struct AuditScreen {
    /// The events.
    pub(super) list: List<AuditEvent>,
    pub(super) filter: AuditFilter,
    pub(super) search: Search,
    /// The details of the current event.
    pub(super) aside: Pane,
    pub(super) order: Order<AuditSort>,
    pub(super) verdict: Option<String>,
    /// The live tail, while it is on.
    pub(super) tail: Option<Tail>,
    /// The number of the newest event when the list was read; none while it is being read.
    pub(super) newest: Option<u64>,
}

impl Default for AuditScreen {
    fn default() -> Self {
        Self {
            list: List::default(),
            filter: AuditFilter::default(),
            search: Search::default(),
            aside: Pane::default(),
            order: NEWEST_FIRST,
            verdict: None,
            tail: None,
            newest: None,
        }
    }
}

impl AuditScreen {
    pub(super) fn query(&self, (cursor, limit): Query<AuditEvent>) -> Job {
        Job::Events { filter: self.filter.clone(), order: self.order, cursor: Box::new(cursor), limit }
    }

    /// Reads the events for the changed search, filter or order.
    pub(super) fn restart(&mut self, cx: &mut Cx<'_>) {
        cx.cancel_part(COUNT);
        self.outdate_tail(cx);
        self.filter.text = self.search.text().as_deref().and_then(text::Search::new);
        let query = self.list.restart();
        cx.query(self.query(query));
    }

    /// Sorts by this. In another order, new events could be anywhere.
    pub(super) fn sort_by(&mut self, order: Order<AuditSort>, cx: &mut Cx<'_>) {
        if order != NEWEST_FIRST {
            self.end_tail(cx);
        }
        self.order = order;
        self.restart(cx);
    }

    /// The title of the sort column, and whether the order is descending.
    pub(super) fn sorted(&self) -> Option<(&'static str, bool)> {
        sorting::sorted_by(SORTS, self.order)
    }

    /// Takes the result of a verification. Returns it as a sentence, and whether it is good.
    pub(super) fn take_verdict(&mut self, found: &Verification) -> (String, bool) {
        let (sentence, good) = match found {
            Verification::Whole { events, .. } => (format!("Verified the audit log: {}, intact", count(*events, "event")), true),
            Verification::Broken { at, reason, report } => {
                let more = report.fault_count.saturating_sub(1);
                let more = if more > 0 {
                    format!(" There are {} more: see `kozmoai audit verify`.", grouped(more))
                } else {
                    String::new()
                };
                (format!("The audit log is broken at event {at}: {reason}.{more}"), false)
            }
            Verification::Stopped => ("The verification was cancelled.".to_owned(), false),
        };
        self.verdict = Some(if good { "verified".to_owned() } else { "BROKEN".to_owned() });
        (sentence, good)
    }

    /// Whether events are missing because of a search or a filter.
    pub(super) fn is_limited(&self) -> bool {
        self.filter != AuditFilter::default()
    }

    /// Clears search and filters.
    pub(super) fn clear_filters(&mut self) {
        (self.filter, self.search) = (AuditFilter::default(), Search::default());
    }

    /// Starts the tail, or ends it. New events are at the top of the list, so that must begin with the newest.
    pub(super) fn toggle_tail(&mut self, cx: &mut Cx<'_>) {
        if self.tail.is_some() {
            return self.end_tail(cx);
        }
        self.tail = Some(Tail::new(cx.env.now));
        if self.order != NEWEST_FIRST {
            self.order = NEWEST_FIRST;
            self.restart(cx);
        }
    }

    pub(super) fn end_tail(&mut self, cx: &mut Cx<'_>) {
        if self.tail.take().is_some() {
            cx.cancel_part(TAIL);
        }
    }

    /// Forgets what is being read, which a new query includes.
    pub(super) fn outdate_tail(&mut self, cx: &mut Cx<'_>) {
        self.newest = None;
        if let Some(tail) = &mut self.tail {
            tail.is_reading = false;
            cx.cancel_part(TAIL);
        }
    }

    /// Looks for new events if it is time to.
    pub(super) fn read_new(&mut self, cx: &mut Cx<'_>) {
        let (Some(tail), Some(after)) = (&mut self.tail, self.newest) else { return };
        if tail.begin(cx.env.now) {
            cx.query_part(TAIL, Job::ReadNew { filter: self.filter.clone(), after });
        }
    }

    /// Shows new events.
    pub(super) fn take_new(&mut self, events: Vec<AuditEvent>, newest: u64, cx: &mut Cx<'_>) {
        let (Some(tail), Some(before)) = (&mut self.tail, self.newest) else { return };
        tail.is_reading = false;
        if newest < before {
            cx.warn("The audit log is shorter than before: it was restored or changed.");
            return self.restart(cx);
        }
        self.newest = Some(newest);
        let all = self.list.unlimited_total().map(|all| all + (newest - before));
        self.list.set_counts(None, all);
        self.list.take_new(events);
    }
}
