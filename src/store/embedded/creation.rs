//! The creation of a database.

use std::path::Path;

use super::keys;
use super::lock::StoreLock;
use super::marker::Marker;
use super::records::Counts;
use super::swap::{Replaced, Swap};
use super::writer::write_and_verify;
use crate::error::Result;
use crate::model::{Actor, AuditAction, AuditEntry, AuditHead, Timestamp};

/// The marker of the database; one that does not exist is created, and appears under its name complete.
pub(super) fn marker_or_create(lock: &StoreLock) -> Result<Marker> {
    if let Some(marker) = lock.marker()? {
        return Ok(marker);
    }
    let marker = Marker::new();
    let swap = Swap::begin(lock, marker, Replaced::Deleted)?;
    swap.build(write_empty)?;
    swap.finish()?;
    Ok(marker)
}

/// Writes the content of a new database, with its first audit event, into a marked directory.
pub(super) fn write_empty(fresh: &Path) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "creation gets no clock; no rule depends on this time")]
    let now = Timestamp::now();
    let at = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let created =
        AuditEntry { at, actor: Actor::System, action: AuditAction::StoreCreated, target: None, target_name: None, detail: None };
    let write = |writer: &mut super::writer::Writer<'_>| {
        writer.event(AuditHead::default(), created)?;
        writer.record(keys::COUNTS, &Counts::default())
    };
    write_and_verify(fresh, write, |_, ()| Ok(()))
}
