//! The newest events of the audit log, read backwards and only as far as they are needed.

use std::ops::ControlFlow;

use crate::error::Result;
use crate::model::{AuditEvent, AuditFilter, Timestamp};
use crate::service::Service;

/// How many events are read at a time.
const PAGE: usize = 250;
/// The most events that are read.
pub(super) const MOST_EVENTS: usize = 10_000;

/// How far back the audit log was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBack {
    /// As far as needed.
    Enough,
    /// To its first event.
    Whole,
    /// To the event of this time, because there are too many: what is older is unknown.
    Cut(Timestamp),
}

impl ReadBack {
    /// The time before which nothing is known.
    pub const fn cut(self) -> Option<Timestamp> {
        match self {
            Self::Cut(at) => Some(at),
            Self::Enough | Self::Whole => None,
        }
    }
}

/// Some of the newest events.
#[derive(Clone, Debug)]
pub struct NewestEvents {
    /// They, the newest first.
    pub rows: Vec<AuditEvent>,
    /// The time of the oldest event that was searched, if there are more.
    pub cut: Option<Timestamp>,
}

impl Service {
    /// The newest of those events that satisfy the predicate, at most `limit`, among the newest `searched` of all.
    pub(super) fn newest_matching(
        &self,
        searched: usize,
        limit: usize,
        predicate: impl Fn(&AuditEvent) -> bool,
    ) -> Result<NewestEvents> {
        let mut rows = Vec::new();
        let read = self.newest_of(searched, None, &mut |event| {
            if predicate(event) {
                rows.push(event.clone());
            }
            if rows.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        })?;
        Ok(NewestEvents { rows, cut: read.cut() })
    }

    /// Shows the newest events to `visit`, newest first, until it has seen enough or they are older than `since`.
    pub(super) fn newest_events(
        &self,
        since: Option<Timestamp>,
        visit: &mut dyn FnMut(&AuditEvent) -> ControlFlow<()>,
    ) -> Result<ReadBack> {
        self.newest_of(MOST_EVENTS, since, visit)
    }

    /// The same for at most this many events.
    pub(super) fn newest_of(
        &self,
        most: usize,
        since: Option<Timestamp>,
        visit: &mut dyn FnMut(&AuditEvent) -> ControlFlow<()>,
    ) -> Result<ReadBack> {
        let (mut before, mut read) = (None, 0);
        while read < most {
            let events = self.store.audit_newest(&AuditFilter::default(), before, PAGE)?;
            if events.iter().any(|event| visit(event).is_break()) {
                return Ok(ReadBack::Enough);
            }
            if events.len() < PAGE {
                return Ok(ReadBack::Whole);
            }
            // A clock that was set back leaves earlier times between later ones, so a single earlier event proves nothing.
            if since.is_some_and(|since| events.iter().all(|event| event.entry.at < since)) {
                return Ok(ReadBack::Enough);
            }
            read += events.len();
            let Some(oldest) = events.last() else { return Ok(ReadBack::Whole) };
            if read >= most {
                return Ok(ReadBack::Cut(oldest.entry.at));
            }
            before = Some(oldest.seq);
        }
        Ok(ReadBack::Enough)
    }
}
