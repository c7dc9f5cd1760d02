//! Creation and format upgrades. An older database is rewritten into a fresh directory, which is checked, synced and then
//! replaces the old one. The old directory is kept beside it.

use std::path::Path;

use super::bulk::Writer;
use super::engine::{Db, WriteError, unreadable};
use super::folder::{self, Held, Marker};
use super::keep;
use super::keys::{self, Entry};
use super::records::{self, Counts, decode, encode};
use super::swap::{Old, Swap};
use crate::error::Result;
use crate::model::{Actor, AuditAction, AuditEntry, AuditEvent, Timestamp, User};

/// Ensures that the directory contains a database of the current format.
pub(super) fn prepare(held: &Held) -> Result<()> {
    let marker = match held.marker()? {
        None => create(held)?,
        Some(marker) if marker.format < folder::FORMAT => rewrite(held, marker)?,
        Some(marker) => marker,
    };
    held.settle(marker);
    Ok(())
}

/// Creates a database, which appears under its name complete, with its first audit event.
fn create(held: &Held) -> Result<Marker> {
    let swap = Swap::begin(held, Marker::new(), Old::Deleted)?;
    let marker = swap.marker();
    swap.build(write_empty)?;
    swap.place()?;
    Ok(marker)
}

/// Writes the content of a new database into a marked directory.
pub(super) fn write_empty(fresh: &Path) -> Result<()> {
    let db = Db::open(fresh)?;
    #[expect(clippy::disallowed_methods, reason = "creation gets no clock; no rule depends on this time")]
    let now = Timestamp::now();
    let at = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let created =
        AuditEntry { at, actor: Actor::System, action: AuditAction::StoreCreated, target: None, target_name: None, detail: None };
    let event = AuditEvent::link(crate::model::AuditHead::default(), created);
    let mut batch = sled::Batch::default();
    batch.insert(keys::event(event.seq), encode(&event)?);
    batch.insert(keys::HEAD, encode(&event.head())?);
    batch.insert(keys::COUNTS, encode(&Counts::default())?);
    db.write(batch).map_err(WriteError::into_error)?;
    db.close(fresh)?;
    folder::sync_all(fresh)
}

/// Rewrites an older database. Format 1 had only the index of names, without flags, and no counts.
fn rewrite(held: &Held, old: Marker) -> Result<Marker> {
    let swap = Swap::begin(held, Marker::next(old.identity.id), Old::Kept(&format!(".format-{}", old.format)))?;
    let marker = swap.marker();
    swap.build(|fresh| {
        keep::or_put_back(held.folder(), || copy(held.folder(), fresh))?;
        folder::sync_all(fresh)
    })?;
    swap.place()?;
    Ok(marker)
}

/// Copies every record of the old database into the fresh one, and adds the indexes that it lacks.
fn copy(old: &Path, fresh: &Path) -> Result<()> {
    let (from, to) = (Db::open(old)?, Db::open(fresh)?);
    let (mut counts, mut writer) = (Counts::default(), Writer::to(&to));
    for row in from.iter() {
        let (key, value) = row.map_err(unreadable)?;
        let kind = key.get(..1).unwrap_or_default();
        if kind == keys::NAMES {
            continue;
        }
        if kind == keys::USERS {
            let user: User = decode(&value)?;
            counts.add(&user);
            for index_key in keys::index_keys(&user) {
                writer.put(index_key, Entry::of(&user).to_bytes())?;
            }
        }
        writer.put(key, value)?;
    }
    writer.put(keys::COUNTS, encode(&counts)?)?;
    writer.end()?;
    if to.count(keys::USERS)? != from.count(keys::USERS)? {
        return Err(records::damaged());
    }
    from.close(old)?;
    to.close(fresh)
}
