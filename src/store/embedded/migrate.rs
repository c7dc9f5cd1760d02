//! Stores come to the current format by being written anew: into a fresh folder, which is checked, put on disk and then
//! takes the old one's place. The old folder stays beside it. A store in the making that a crash left behind is removed.

use std::path::{Path, PathBuf};

use super::folder::{self, Held, Marker};
use super::keep;
use super::keys::{self, Entry};
use super::records::{self, Counts, decode, encode};
use super::{open_sled, unreadable};
use crate::error::{Error, Kind, Result};
use crate::model::{Actor, AuditAction, AuditEntry, AuditEvent, Timestamp, User};
use crate::store::files;

/// How many records are written at once: sled holds as much in memory.
const CHUNK: usize = 2_000;

/// Sees to it that the folder holds a store of the current format.
pub(super) fn prepare(held: &Held) -> Result<()> {
    let fresh = held.beside(".fresh");
    let marker = held.marker()?;
    clear(held, &fresh)?;
    let marker = match marker {
        None => create(held, &fresh)?,
        Some(marker) if marker.format < folder::FORMAT => rewrite(held, &fresh, marker)?,
        Some(marker) => marker,
    };
    held.settle(marker);
    Ok(())
}

/// Ends what a crash interrupted: an old store whose successor is in place already is kept, one in the making is removed.
fn clear(held: &Held, fresh: &Path) -> Result<()> {
    // A store that is made full is in the making under that name, and its own in the making beside it.
    folder::remove(&held.beside(".fresh.fresh"))?;
    drop(std::fs::remove_file(held.beside(".fresh.lock")));
    match folder::read_marker(fresh) {
        Ok(Some(old)) if old.format < folder::FORMAT => files::rename(fresh, &free_name(held, old)?),
        _ => folder::remove(fresh),
    }
}

/// The name under which an old store is kept.
fn free_name(held: &Held, old: Marker) -> Result<PathBuf> {
    let kept = held.beside(&format!(".format-{}", old.format));
    if !kept.exists() {
        return Ok(kept);
    }
    Err(Error::new(Kind::Store, format!("The store is brought to a new format, but {} is in the way.", kept.display()))
        .hint("It is the copy kept by an earlier attempt: move it elsewhere, then try again."))
}

/// A new store, whole from its first moment: it appears under its name with its first audit event in it.
fn create(held: &Held, fresh: &Path) -> Result<Marker> {
    let marker = Marker::new();
    folder::make_fresh(fresh, marker)?;
    let db = open_sled(fresh)?;
    #[expect(clippy::disallowed_methods, reason = "a store's making has no clock handed in; no rule looks at this time")]
    let now = Timestamp::now();
    let at = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let created =
        AuditEntry { at, actor: Actor::System, action: AuditAction::StoreCreated, target: None, target_name: None, detail: None };
    let event = AuditEvent::link(crate::model::AuditHead::default(), created);
    let mut batch = sled::Batch::default();
    batch.insert(keys::event(event.seq), encode(&event)?);
    batch.insert(keys::HEAD, encode(&event.head())?);
    batch.insert(keys::COUNTS, encode(&Counts::default())?);
    db.apply_batch(batch).map_err(unreadable)?;
    db.flush().map_err(unreadable)?;
    drop(db);
    folder::wait_until_closed(fresh)?;
    folder::sync_all(fresh)?;
    files::swap(fresh, held.folder())?;
    Ok(marker)
}

/// Writes an older store anew. Format 1 had the index of names alone, without flags, and no counts.
fn rewrite(held: &Held, fresh: &Path, old: Marker) -> Result<Marker> {
    let kept = free_name(held, old)?;
    let marker = Marker { format: folder::FORMAT, id: old.id };
    folder::make_fresh(fresh, marker)?;
    keep::or_put_back(held.folder(), || copy(held.folder(), fresh))?;
    folder::sync_all(fresh)?;
    files::swap(fresh, held.folder())?;
    files::rename(fresh, &kept)?;
    Ok(marker)
}

/// Writes every record of the old store, and the indexes it lacks, into the fresh one.
fn copy(old: &Path, fresh: &Path) -> Result<()> {
    let (from, to) = (open_sled(old)?, open_sled(fresh)?);
    let (mut counts, mut batch, mut size) = (Counts::default(), sled::Batch::default(), 0);
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
                batch.insert(index_key, Entry::of(&user).to_bytes());
            }
        }
        batch.insert(key, value);
        size += 1;
        if size >= CHUNK {
            to.apply_batch(std::mem::take(&mut batch)).map_err(unreadable)?;
            to.flush().map_err(unreadable)?;
            size = 0;
        }
    }
    batch.insert(keys::COUNTS, encode(&counts)?);
    to.apply_batch(batch).map_err(unreadable)?;
    if to.scan_prefix(keys::USERS).count() != from.scan_prefix(keys::USERS).count() {
        return Err(records::damaged());
    }
    to.flush().map_err(unreadable)?;
    drop((from, to));
    folder::wait_until_closed(old)?;
    folder::wait_until_closed(fresh)
}
