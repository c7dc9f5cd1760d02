//! The audit log: reads its events, and compares them with its head and the high-water mark before a database is used.

use std::path::Path;

use super::engine::{Db, Row, unreadable};
use super::records::{self, decode};
use super::{get, keys, witness};
use crate::error::{DamageError, Error, Result};
use crate::model::{AuditEvent, AuditHead, AuditLink};
use crate::store::files;

/// The event of a row.
pub(super) fn event(row: Row) -> Result<AuditEvent> {
    let (key, value) = row.map_err(unreadable)?;
    decode(&value).map_err(|error| {
        if records::is_newer_event(&value) {
            return DamageError::EventNewer { seq: seq(&key) }.into();
        }
        Error::from(DamageError::Event { seq: seq(&key) }).because(error)
    })
}

/// The record of a row, damaged or not.
pub(super) fn link(row: Row) -> Result<AuditLink> {
    let (key, value) = row.map_err(unreadable)?;
    match decode::<AuditEvent>(&value) {
        Ok(event) if event.seq == seq(&key) => Ok(AuditLink::Event(event)),
        Err(_) if records::is_newer_event(&value) => Err(DamageError::EventNewer { seq: seq(&key) }.into()),
        _ => Ok(AuditLink::unreadable(seq(&key), &value)),
    }
}

fn seq(key: &[u8]) -> u64 {
    key.get(1..).and_then(|seq| seq.try_into().ok()).map_or(0, u64::from_be_bytes)
}

/// Checks that the head names the newest event and that no event that was on disk is missing.
pub(super) fn require_whole(db: &Db, folder: &Path) -> Result<()> {
    let counts: Option<records::Counts> = get(db, keys::COUNTS)?;
    let head: AuditHead = get(db, keys::HEAD)?.ok_or_else(records::damaged)?;
    if counts.is_none() {
        return Err(records::damaged());
    }
    require_newest(db, head)?;
    require_present(db, folder)?;
    let newest: Option<AuditEvent> = get(db, &keys::event(head.seq))?;
    if newest.is_none_or(|event| event.head() != head) {
        return Err(DamageError::NewestEvent { seq: head.seq }.into());
    }
    witness::note(folder, head.seq).map_err(|error| files::file_failed(folder, "written").because(error))
}

/// Refuses a log that has events after its head.
pub(super) fn require_newest(db: &Db, head: AuditHead) -> Result<()> {
    let last = last(db)?;
    if last > head.seq { Err(DamageError::HeadBehind { head: head.seq, last }.into()) } else { Ok(()) }
}

/// Refuses a database that lost events, and with them the changes that they record.
pub(super) fn require_present(db: &Db, folder: &Path) -> Result<()> {
    let (last, noted) = (last(db)?, witness::newest(folder));
    if last >= noted {
        return Ok(());
    }
    Err(DamageError::EventsMissing { first: last + 1, last: noted }.into())
}

fn last(db: &Db) -> Result<u64> {
    let newest = db.range(keys::event(0)..=keys::event(u64::MAX)).next_back();
    newest.map_or(Ok(0), |row| Ok(seq(&row.map_err(unreadable)?.0)))
}
