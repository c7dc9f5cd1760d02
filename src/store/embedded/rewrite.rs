//! Every vault changed at once: a fresh store is written beside the old one, read back, put on disk, and takes its place.

use std::ops::Bound;
use std::path::{Path, PathBuf};

use super::folder::{self, Held, Marker};
use super::records::{self, decode, encode};
use super::{keys, open_sled, unreadable};
use crate::error::Result;
use crate::model::{AuditEntry, AuditEvent, AuditHead, KeyMark, UserId, Vault};
use crate::store::Rewrite;

/// How many vaults are worked on at a time.
const VAULTS: usize = 500;
/// How many records are written at a time: sled holds as much in memory.
const RECORDS: usize = 5_000;

/// Vaults in the order of their users' ids.
pub(super) fn window(db: &sled::Db, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, Vault)>> {
    let start = after.map_or_else(|| Bound::Included(keys::VAULTS.to_vec()), |user| Bound::Excluded(keys::vault(user)));
    let rows = db.range((start, Bound::Unbounded)).take(limit);
    let rows = rows.take_while(|row| row.as_ref().map_or(true, |(key, _)| key.starts_with(keys::VAULTS)));
    rows.map(|row| {
        let (key, value) = row.map_err(unreadable)?;
        let id = key.get(keys::VAULTS.len()..).and_then(|id| uuid::Uuid::from_slice(id).ok()).ok_or_else(records::damaged)?;
        Ok((UserId(id), decode(&value)?))
    })
    .collect()
}

/// Writes the fresh store and gives its folder. The old one is only read.
pub(super) fn build(db: &sled::Db, held: &Held, work: &mut dyn Rewrite, mark: &KeyMark, audit: &AuditEntry) -> Result<PathBuf> {
    let path = held.beside(".fresh");
    folder::remove(&path)?;
    let built = fill(db, held, &path, work, mark, audit);
    if built.is_err() {
        // Of no use any more; the next opening removes it too.
        drop(folder::remove(&path));
    }
    built.map(|()| path)
}

fn fill(db: &sled::Db, held: &Held, path: &Path, work: &mut dyn Rewrite, mark: &KeyMark, audit: &AuditEntry) -> Result<()> {
    let marker: Marker = held.settled().ok_or_else(records::damaged)?;
    folder::make_fresh(path, marker)?;
    let fresh = open_sled(path)?;
    let (mut batch, mut size) = (sled::Batch::default(), 0);
    for row in db.iter() {
        let (key, value) = row.map_err(unreadable)?;
        if key.starts_with(keys::VAULTS) {
            continue;
        }
        batch.insert(key, value);
        size += 1;
        if size == RECORDS {
            fresh.apply_batch(std::mem::take(&mut batch)).map_err(unreadable)?;
            size = 0;
        }
    }
    let head: AuditHead = decode(&db.get(keys::HEAD).map_err(unreadable)?.ok_or_else(records::damaged)?)?;
    let event = AuditEvent::link(head, audit.clone());
    batch.insert(keys::event(event.seq), encode(&event)?);
    batch.insert(keys::HEAD, encode(&event.head())?);
    batch.insert(keys::KEY_MARK, encode(mark)?);
    fresh.apply_batch(batch).map_err(unreadable)?;
    each(db, |vaults| {
        work.change(vaults)?;
        let mut batch = sled::Batch::default();
        for (user, vault) in vaults.iter() {
            batch.insert(keys::vault(*user), encode(vault)?);
        }
        fresh.apply_batch(batch).map_err(unreadable)
    })?;
    fresh.flush().map_err(unreadable)?;
    drop(fresh);
    folder::wait_until_closed(path)?;
    // Read back from what is in the files, not from what is still in memory.
    let fresh = open_sled(path)?;
    each(&fresh, |vaults| work.verify(vaults))?;
    if fresh.len() < db.len() {
        return Err(records::damaged());
    }
    work.conclude()?;
    drop(fresh);
    folder::wait_until_closed(path)?;
    folder::sync_all(path)
}

/// Lets the fresh store take the old one's place; the old one goes.
pub(super) fn put_in_place(held: &Held, fresh: &Path) -> Result<()> {
    folder::swap(fresh, held.folder())?;
    folder::remove(fresh)
}

fn each(db: &sled::Db, mut work: impl FnMut(&mut [(UserId, Vault)]) -> Result<()>) -> Result<()> {
    let mut after = None;
    loop {
        let mut vaults = window(db, after, VAULTS)?;
        let Some((last, _)) = vaults.last() else { return Ok(()) };
        after = Some(*last);
        work(&mut vaults)?;
    }
}
