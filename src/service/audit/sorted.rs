//! The audit log in any order, and how many of its events match.

use crate::error::Result;
use crate::model::{AuditEvent, AuditFilter, Cursor, Order, Page};
use crate::service::Admin;
use crate::service::progress::{Stage, Watch, check_cancelled};
use crate::service::sorted::{ListCounts, SortValue, Window};

/// How many events are in memory at a time.
const AT_ONCE: usize = 1_000;

/// A sort key for events; ties are sorted by number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AuditSort {
    /// The number, and so the time.
    #[default]
    Time,
    /// The action.
    Action,
    /// The user whom the event is about.
    User,
    /// Who did it.
    By,
}

impl Admin<'_> {
    /// A page of events, in any order. A filter by username also finds events under the user's earlier names.
    ///
    /// # Errors
    /// `Store`.
    pub fn sorted_audit(
        &self,
        filter: &AuditFilter,
        order: Order<AuditSort>,
        cursor: &Cursor<AuditEvent>,
        limit: usize,
    ) -> Result<Page<AuditEvent>> {
        let by_number = cursor.map(|event| event.seq);
        let value: fn(&AuditEvent) -> SortValue = match (order.sort, order.descending) {
            (AuditSort::Time, true) => return self.audit(filter, &by_number, limit),
            (AuditSort::Time, false) => return self.oldest_first(filter, &by_number, limit),
            (AuditSort::Action, _) => |event| SortValue::Text(event.action().name().to_owned()),
            (AuditSort::User, _) => |event| event.entry.target_name.clone().map_or(SortValue::Nothing, SortValue::Text),
            (AuditSort::By, _) => |event| SortValue::Text(event.entry.actor.to_string()),
        };
        let at = cursor.map(|event| (value(event), event.seq));
        let mut window = Window::new(&at, order.descending, limit);
        self.each_event(filter, &mut |event| {
            window.add((value(&event), event.seq), event);
            Ok(())
        })?;
        Ok(window.finish(|event| event))
    }

    /// How many events pass a filter, and how many there are.
    ///
    /// # Errors
    /// `Interrupted` if it is cancelled; `Store`.
    pub fn count_audit(&self, filter: &AuditFilter, watch: Watch<'_>) -> Result<ListCounts> {
        // Numbers have no gaps.
        let oldest = self.store.audit_from(&AuditFilter::default(), 0, 1)?.first().map_or(1, |event| event.seq);
        let all = (self.store.audit_head()?.seq + 1).saturating_sub(oldest);
        if *filter == AuditFilter::default() {
            return Ok(ListCounts { matching: all, all });
        }
        let mut matching = 0;
        self.each_event(filter, &mut |_| {
            matching += 1;
            if matching % AT_ONCE as u64 == 0 { check_cancelled(watch, Stage::Checking, matching, Some(all)) } else { Ok(()) }
        })?;
        Ok(ListCounts { matching, all })
    }

    fn oldest_first(&self, filter: &AuditFilter, cursor: &Cursor<u64>, limit: usize) -> Result<Page<AuditEvent>> {
        let filter = self.with_user_id(filter)?;
        let oldest = |from, limit| self.store.audit_from(&filter, from, limit);
        let newest = |before| self.store.audit_newest(&filter, before, limit).map(|events| events.into_iter().rev().collect());
        let rows = match cursor {
            Cursor::Offset(skipped) => {
                let skipped = usize::try_from(*skipped).unwrap_or(usize::MAX);
                oldest(0, limit.saturating_add(skipped))?.into_iter().skip(skipped).collect()
            }
            Cursor::From(seq) => oldest(*seq, limit)?,
            Cursor::After(seq) => oldest(seq.saturating_add(1), limit)?,
            Cursor::Before(seq) => newest(Some(*seq))?,
            Cursor::Last => newest(None)?,
        };
        Ok(Page { rows, total: None })
    }

    /// Passes every event that passes a filter to `visit`, oldest first.
    fn each_event(&self, filter: &AuditFilter, visit: &mut dyn FnMut(AuditEvent) -> Result<()>) -> Result<()> {
        let filter = self.with_user_id(filter)?;
        let mut from = 0;
        loop {
            let events = self.store.audit_from(&filter, from, AT_ONCE)?;
            let Some(last) = events.last() else { return Ok(()) };
            from = last.seq.saturating_add(1);
            events.into_iter().try_for_each(&mut *visit)?;
        }
    }
}
