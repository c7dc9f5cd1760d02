//! The audit log: reads its events, and compares them with its head and the high-water mark before a database is used.

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
    let (key, value) = last_row(db)?.ok_or(DamageError::NewestEvent { seq: head.seq })?;
    require_last((&key, &value), head)?;
    high_water_mark::record(folder, head.seq).map_err(|error| file_failed(folder, "written").because(error))
}

/// Checks that the head names the event in this row, the last one of the log.
pub(super) fn require_last((key, value): (&[u8], &[u8]), head: AuditHead) -> Result<()> {
    refuse_after(head, seq(key))?;
    let is_newest = seq(key) == head.seq && decode::<AuditEvent>(value)?.head() == head;
    if is_newest { Ok(()) } else { Err(DamageError::NewestEvent { seq: head.seq }.into()) }
}

/// Refuses a log that has events after its head.
pub(super) fn require_newest(db: &Db, head: AuditHead) -> Result<()> {
    refuse_after(head, last(db)?)
}

fn refuse_after(head: AuditHead, last: u64) -> Result<()> {
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
    Ok(last_row(db)?.map_or(0, |(key, _)| seq(&key)))
}

fn last_row(db: &Db) -> Result<Option<(sled::IVec, sled::IVec)>> {
    db.range(keys::event(0)..=keys::event(u64::MAX)).next_back().transpose()
}
