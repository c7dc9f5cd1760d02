//! The audit log in the tree: read event by event, and held against its head and the noted number before a store is used.

use std::path::Path;

use super::engine::{Db, Row, unreadable};
use super::records::{self, decode};
use super::{get, keys, witness};
use crate::error::{Error, Kind, Result};
use crate::model::{AuditEvent, AuditHead, AuditLink};
use crate::store::{files, head_set_back, newer_event};

/// The event of a row.
pub(super) fn event(row: Row) -> Result<AuditEvent> {
    let (key, value) = row.map_err(unreadable)?;
    decode(&value).map_err(|error| {
        if records::is_newer_event(&value) {
            return newer_event(seq(&key));
        }
        let error =
            Error::new(Kind::Store, format!("The audit log is damaged: event {} can't be read.", seq(&key))).because(error);
        error.hint("See what else is wrong with `kozmoai audit verify`.")
    })
}

/// The record of a row as it is.
pub(super) fn link(row: Row) -> Result<AuditLink> {
    let (key, value) = row.map_err(unreadable)?;
    match decode::<AuditEvent>(&value) {
        Ok(event) if event.seq == seq(&key) => Ok(AuditLink::Event(event)),
        Err(_) if records::is_newer_event(&value) => Err(newer_event(seq(&key))),
        _ => Ok(AuditLink::unreadable(seq(&key), &value)),
    }
}

fn seq(key: &[u8]) -> u64 {
    key.get(1..).and_then(|seq| seq.try_into().ok()).map_or(0, u64::from_be_bytes)
}

/// The head names the newest event, and none that was on disk is missing; a store that lost its end is found out here.
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
        return Err(Error::new(
            Kind::Store,
            format!("The audit log is damaged: event {}, its newest, was changed or removed.", head.seq),
        )
        .hint("See what is wrong with `kozmoai audit verify`, and once that is clear `kozmoai audit accept`."));
    }
    witness::note(folder, head.seq).map_err(|error| files::trouble(folder, "can't be written").because(error))
}

/// Refuses to go on where events stand after the head.
pub(super) fn require_newest(db: &Db, head: AuditHead) -> Result<()> {
    let last = last(db)?;
    if last > head.seq { Err(head_set_back(head.seq, last)) } else { Ok(()) }
}

/// Refuses a store that had newer events once: with them it lost what they record.
pub(super) fn require_present(db: &Db, folder: &Path) -> Result<()> {
    let (last, noted) = (last(db)?, witness::newest(folder));
    if last >= noted {
        return Ok(());
    }
    Err(Error::new(Kind::Store, format!("The store is damaged: audit events {} to {noted} are missing.", last + 1)).hint(
        "Keep a copy of the folder as it is, and bring back a backup. If what is left is to be the valid state: `kozmoai audit accept`.",
    ))
}

fn last(db: &Db) -> Result<u64> {
    let newest = db.range(keys::event(0)..=keys::event(u64::MAX)).next_back();
    newest.map_or(Ok(0), |row| Ok(seq(&row.map_err(unreadable)?.0)))
}
