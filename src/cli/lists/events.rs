//! The list of audit events.

use serde_json::{Value, json};

use crate::cli::operator::OperatorService;
use crate::cli::render::list::{Column, List, Source, Total, WINDOW};
use crate::cli::render::{Cell, Tone};
use crate::error::Result;
use crate::model::{AuditEvent, AuditFilter, Cursor};

pub(crate) fn list() -> List<AuditEvent> {
    List {
        name: "events",
        if_empty: "No events match",
        columns: vec![
            Column::plain("seq", "NO"),
            Column::time("at", "TIME", "-", |event: &AuditEvent| Some(event.entry.at)),
            Column::plain("actor", "BY"),
            Column::cell("action", "ACTION", action),
            Column::id("user_id", "USER ID"),
            Column::plain("username", "USER"),
            Column::cell("detail", "DETAIL", |event: &AuditEvent| Cell::from(event.entry.detail.as_deref().unwrap_or_default())),
            Column::plain("hash", "HASH"),
        ],
        table: &["seq", "at", "actor", "action", "username", "detail"],
        wide: &["user_id", "hash"],
        json,
    }
}

fn action(event: &AuditEvent) -> Cell {
    let action = event.action();
    Cell::new(action.name(), if action.is_failure() { Tone::Danger } else { Tone::Plain })
}

fn json(event: &AuditEvent) -> Value {
    let entry = &event.entry;
    json!({
        "seq": event.seq,
        "at": entry.at,
        "actor": entry.actor.to_string(),
        "action": entry.action.name(),
        "user_id": entry.target,
        "username": entry.target_name,
        "detail": entry.detail,
        "hash": event.hash.to_string(),
    })
}

/// The events that match a filter, newest first.
pub(crate) struct Events<'a> {
    pub(crate) service: &'a OperatorService,
    pub(crate) filter: AuditFilter,
}

impl Events<'_> {
    /// The newest events.
    pub(crate) fn newest_first(&self, limit: usize) -> Result<Vec<AuditEvent>> {
        self.read(&Cursor::FIRST, limit)
    }

    fn read(&self, cursor: &Cursor<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.service.admin()?.audit(&self.filter, cursor, limit)?.rows)
    }
}

impl Source for Events<'_> {
    type Row = AuditEvent;

    fn page(&mut self, offset: u64, limit: usize) -> Result<(Vec<AuditEvent>, Total)> {
        let mut events = self.read(&Cursor::Offset(offset), limit.saturating_add(1))?;
        let has_more = events.len() > limit;
        events.truncate(limit);
        let total = if !has_more && (offset == 0 || !events.is_empty()) {
            Total::Known(offset + events.len() as u64)
        } else if self.filter == AuditFilter::default() {
            // Events are numbered without gaps.
            Total::Known(self.read(&Cursor::FIRST, 1)?.first().map_or(0, |event| event.seq))
        } else if has_more {
            Total::More
        } else {
            Total::Known(self.total()?)
        };
        Ok((events, total))
    }

    fn each(&mut self, offset: u64, visit: &mut dyn FnMut(AuditEvent) -> Result<()>) -> Result<()> {
        let mut cursor = Cursor::Offset(offset);
        loop {
            let events = self.read(&cursor, WINDOW)?;
            let Some(last) = events.last() else { return Ok(()) };
            cursor = Cursor::After(last.seq);
            events.into_iter().try_for_each(&mut *visit)?;
        }
    }

    fn total(&mut self) -> Result<u64> {
        let mut total = 0;
        self.each(0, &mut |_| {
            total += 1;
            Ok(())
        })?;
        Ok(total)
    }
}
