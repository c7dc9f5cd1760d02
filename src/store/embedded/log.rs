//! The audit log: reads its events, and compares them with its head and the high-water mark before a database is used.

use std::cmp::Ordering;

use super::prelude::*;
use super::records;

/// A check that a database in a directory must pass before it is used.
pub(super) type Check<'a> = &'a dyn Fn(&Db, &Path) -> Result<()>;

/// The event of a row.
pub(super) fn event(row: Row) -> Result<AuditEvent> {
    let (key, value) = row?;
    decode(&value).map_err(|error| {
        if records::is_newer_event(&value) {
            return DamageError::EventNewer { seq: seq(&key) }.into();
        }
        Error::from(DamageError::Event { seq: seq(&key) }).because(error)
    })
}

/// The record of a row, damaged or not.
pub(super) fn link(row: Row) -> Result<AuditLink> {
    let (key, value) = row?;
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
    let head: AuditHead = db.required(keys::HEAD)?;
    db.required::<Counts>(keys::COUNTS)?;
    require_newest(db, head)?;
    require_present(db, folder)?;
    let newest: Option<AuditEvent> = db.record(keys::event(head.seq))?;
    if newest.is_none_or(|event| event.head() != head) {
        return Err(DamageError::NewestEvent { seq: head.seq }.into());
    }
    high_water_mark::record(folder, head.seq).map_err(|error| file_failed(folder, "written").because(error))
}

/// Checks that the head names the event in this row, the last one of the log.
pub(super) fn require_last((key, value): (&[u8], &[u8]), head: AuditHead) -> Result<()> {
    match seq(key).cmp(&head.seq) {
        Ordering::Greater => Err(DamageError::HeadBehind { head: head.seq, last: seq(key) }.into()),
        Ordering::Equal if decode::<AuditEvent>(value)?.head() == head => Ok(()),
        Ordering::Equal | Ordering::Less => Err(DamageError::NewestEvent { seq: head.seq }.into()),
    }
}

/// Refuses a log that has events after its head.
pub(super) fn require_newest(db: &Db, head: AuditHead) -> Result<()> {
    let last = last(db)?;
    if last > head.seq { Err(DamageError::HeadBehind { head: head.seq, last }.into()) } else { Ok(()) }
}

/// Refuses a database that lost events, and with them the changes that they record.
pub(super) fn require_present(db: &Db, folder: &Path) -> Result<()> {
    let (last, recorded) = (last(db)?, high_water_mark::newest(folder));
    if last >= recorded {
        return Ok(());
    }
    Err(DamageError::EventsMissing { first: last + 1, last: recorded }.into())
}

fn last(db: &Db) -> Result<u64> {
    let newest = db.range(keys::event(0)..=keys::event(u64::MAX)).next_back();
    newest.map_or(Ok(0), |row| Ok(seq(&row?.0)))
}
