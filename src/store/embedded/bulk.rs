//! Bulk writes: every value changed, or a backup restored. A database is never rewritten in place: a fresh one is written
//! beside it, read back, synced, and replaces it.

use std::io::{self, Read, Write};
use std::ops::{Bound, ControlFlow};
use std::path::Path;
use std::sync::mpsc::sync_channel;

use super::engine::{Db, Row, WriteError, unreadable};
use super::folder::{self, Held, Marker};
use super::records::{self, decode, encode};
use super::swap::{Old, Swap};
use super::{keys, log, verify};
use crate::error::{Error, RestoreError, Result};
use crate::model::{AuditEvent, AuditHead, EncryptedValue, UserId, UserSecrets};
use crate::store::{Rewrite, RewriteOptions, ValueVisitor};
use crate::threads;

/// How many values are processed at a time: enough for all cores, few enough for little memory.
const VALUES: usize = 4_096;
/// How many users' secrets are read at a time.
const VAULTS: usize = 64;
/// How many records, and how many bytes of them, are written at a time: sled keeps as much in memory.
const RECORDS: usize = 5_000;
const BYTES: usize = 4 << 20;
/// The maximum length of a record in a backup, in bytes.
const LONGEST: u32 = 1 << 30;

/// The secrets of some users, in the order of their users' ids.
pub(super) fn window(db: &Db, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
    let start = after.map_or_else(|| Bound::Included(keys::VAULTS.to_vec()), |user| Bound::Excluded(keys::secrets(user)));
    let rows = db.range((start, Bound::Unbounded)).take(limit);
    rows.take_while(is_vault).map(vault_of_row).collect()
}

/// The secrets before a user's, or the last ones.
pub(super) fn window_before(db: &Db, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
    // The greatest key of a user's secrets is that of the greatest id.
    let end =
        before.map_or_else(|| Bound::Included(keys::secrets(UserId(uuid::Uuid::max()))), |u| Bound::Excluded(keys::secrets(u)));
    let rows = db.range((Bound::Included(keys::VAULTS.to_vec()), end)).rev().take(limit);
    let mut secrets_after: Vec<_> = rows.take_while(is_vault).map(vault_of_row).collect::<Result<_>>()?;
    secrets_after.reverse();
    Ok(secrets_after)
}

fn is_vault(row: &Row) -> bool {
    row.as_ref().map_or(true, |(key, _)| key.starts_with(keys::VAULTS))
}

fn vault_of_row(row: Row) -> Result<(UserId, UserSecrets)> {
    let (key, value) = row.map_err(unreadable)?;
    let id = key.get(keys::VAULTS.len()..).and_then(|id| uuid::Uuid::from_slice(id).ok()).ok_or_else(records::damaged)?;
    Ok((UserId(id), decode(&value)?))
}

/// Shows every value to `visit`, some at a time.
pub(super) fn values(db: &Db, visit: ValueVisitor<'_>) -> Result<()> {
    each(db, &mut |mut secrets_after| {
        for some in take_values(&mut secrets_after).chunks(VALUES) {
            if visit(some)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}

/// Writes the fresh database, with every value changed. The old one is only read.
pub(super) fn build(db: &Db, held: &Held, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Swap> {
    let swap = rewriting(held)?;
    swap.build(|path| fill(db, path, work, terms))?;
    Ok(swap)
}

/// Begins a rewrite of the locked database, which deletes the old one at its end.
pub(super) fn rewriting(held: &Held) -> Result<Swap> {
    let marker = held.settled().ok_or_else(records::damaged)?;
    Swap::begin(held, Marker::next(marker.identity.id), Old::Deleted)
}

fn fill(db: &Db, path: &Path, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<()> {
    let fresh = Db::open(path)?;
    let mut writer = Writer::to(&fresh);
    for row in db.iter() {
        let (key, value) = row.map_err(unreadable)?;
        if !key.starts_with(keys::VAULTS) {
            writer.put(key, value)?;
        }
    }
    let head: AuditHead = decode(&db.get(keys::HEAD).map_err(unreadable)?.ok_or_else(records::damaged)?)?;
    let event = AuditEvent::link(head, terms.audit.clone());
    writer.put(keys::event(event.seq), encode(&event)?)?;
    writer.put(keys::HEAD, encode(&event.head())?)?;
    writer.put(keys::KEY_MARK, encode(terms.after)?)?;
    change_vaults(db, writer, work)?;
    fresh.close(path)?;
    // Read back from the files, not from memory.
    let fresh = Db::open(path)?;
    values(&fresh, &mut |some| work.verify(some).map(ControlFlow::Continue))?;
    if fresh.count(&[])? < db.count(&[])? {
        return Err(records::damaged());
    }
    work.before_commit()?;
    fresh.close(path)?;
    folder::sync_all(path)
}

/// Writes the secrets of every user, changed; the changed ones are written while the next ones are processed.
fn change_vaults(db: &Db, mut writer: Writer<'_>, work: &mut dyn Rewrite) -> Result<()> {
    std::thread::scope(|scope| {
        let (send, changed) = sync_channel::<Vec<(UserId, UserSecrets)>>(1);
        let writing = threads::spawn_in(scope, move || {
            for (user, secrets) in changed.into_iter().flatten() {
                writer.put(keys::secrets(user), encode(&secrets)?)?;
            }
            writer.end()
        })?;
        let worked = each(db, &mut |mut secrets_after| {
            let mut values = take_values(&mut secrets_after);
            values.chunks_mut(VALUES).try_for_each(|some| work.change(some))?;
            put_values(&mut secrets_after, values);
            // The receiver is gone when writing failed; its error is the one to report.
            Ok(if send.send(secrets_after).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        });
        drop(send);
        writing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).and(worked)
    })
}

/// Writes every record, preceded by its lengths; the first one is the marker of the directory.
pub(super) fn back_up(db: &Db, held: &Held, out: &mut dyn Write) -> Result<()> {
    let marker = held.settled().ok_or_else(records::damaged)?.text();
    let mut write = |key: &[u8], value: &[u8]| -> Result<()> {
        let length = |bytes: &[u8]| u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
        let write = |out: &mut dyn Write| {
            out.write_all(&length(key))?;
            out.write_all(&length(value))?;
            out.write_all(key)?;
            out.write_all(value)
        };
        write(out).map_err(|error| Error::from(RestoreError::BackupNotWritable).because(error))
    };
    write(&[], marker.as_bytes())?;
    db.iter().try_for_each(|row| {
        let (key, value) = row.map_err(unreadable)?;
        write(&key, &value)
    })
}

/// Reads the marker of the database from the beginning of a backup.
pub(super) fn header(backup: &mut dyn Read) -> Result<Marker> {
    let (key, text) = record(backup)?.ok_or_else(no_backup)?;
    let marker = std::str::from_utf8(&text).ok().filter(|_| key.is_empty()).and_then(Marker::parse).ok_or_else(no_backup)?;
    if marker.format != folder::FORMAT {
        return Err(RestoreError::BackupFormat { format: marker.format, supported: folder::FORMAT }.into());
    }
    Ok(Marker::next(marker.identity.id))
}

/// Writes a database from a backup whose header was read, reopens it, verifies it, and shows it to `look`.
pub(super) fn put_back(swap: &Swap, backup: &mut dyn Read, look: impl FnOnce(&Db) -> Result<()>) -> Result<()> {
    swap.build(|path| {
        let db = Db::open(path)?;
        let mut writer = Writer::to(&db);
        while let Some((key, value)) = record(backup)? {
            writer.put(key, value)?;
        }
        writer.end()?;
        db.close(path)?;
        let db = Db::open(path)?;
        log::require_whole(&db, path)?;
        verify::check_all(&db)?;
        look(&db)?;
        db.close(path)?;
        folder::sync_all(path)
    })
}

/// The next record of a backup; none at its end.
fn record(backup: &mut dyn Read) -> Result<Option<(Vec<u8>, Vec<u8>)>> {
    let damaged = |error: io::Error| no_backup().because(error);
    let mut lengths = [0; 8];
    // Either the whole record is there or nothing, because a checksum covers the backup.
    match backup.read(&mut lengths[..1]).map_err(damaged)? {
        0 => return Ok(None),
        _ => backup.read_exact(&mut lengths[1..]).map_err(damaged)?,
    }
    let [a, b, c, d, e, f, g, h] = lengths;
    let mut part = |length: u32| {
        if length > LONGEST {
            return Err(no_backup());
        }
        let mut bytes = vec![0; length as usize];
        backup.read_exact(&mut bytes).map_err(damaged)?;
        Ok(bytes)
    };
    let key = part(u32::from_be_bytes([a, b, c, d]))?;
    Ok(Some((key, part(u32::from_be_bytes([e, f, g, h]))?)))
}

fn no_backup() -> Error {
    RestoreError::BackupUnreadable { backend: "an embedded database" }.into()
}

/// Processes the secrets of some users, until it has seen enough.
type Work<'a> = &'a mut dyn FnMut(Vec<(UserId, UserSecrets)>) -> Result<ControlFlow<()>>;

/// Reads the secrets of every user, some at a time; the next ones are read while `work` processes these.
fn each(db: &Db, work: Work<'_>) -> Result<()> {
    std::thread::scope(|scope| {
        let (send, read) = sync_channel(1);
        threads::spawn_in(scope, move || {
            let mut after = None;
            loop {
                let secrets_after = window(db, after, VAULTS);
                after = secrets_after.as_ref().ok().and_then(|secrets_after| secrets_after.last()).map(|(user, _)| *user);
                // The receiver is gone when the work failed or has seen enough.
                if send.send(secrets_after).is_err() || after.is_none() {
                    return;
                }
            }
        })?;
        for secrets_after in read {
            if work(secrets_after?)?.is_break() {
                break;
            }
        }
        Ok(())
    })
}

fn take_values(secrets_after: &mut [(UserId, UserSecrets)]) -> Vec<EncryptedValue> {
    let values = secrets_after.iter_mut().flat_map(|(user, secrets)| secrets.values_mut(*user));
    values.map(|(place, text)| EncryptedValue { place, text: std::mem::take(text) }).collect()
}

fn put_values(secrets_after: &mut [(UserId, UserSecrets)], values: Vec<EncryptedValue>) {
    let places = secrets_after.iter_mut().flat_map(|(user, secrets)| secrets.values_mut(*user));
    places.zip(values).for_each(|((_, text), value)| *text = value.text);
}

/// Collects records into batches of a bounded size.
pub(super) struct Writer<'a> {
    db: &'a Db,
    batch: sled::Batch,
    records: usize,
    bytes: usize,
}

impl<'a> Writer<'a> {
    pub(super) fn to(db: &'a Db) -> Self {
        Self { db, batch: sled::Batch::default(), records: 0, bytes: 0 }
    }

    pub(super) fn put(&mut self, key: impl Into<sled::IVec>, value: impl Into<sled::IVec>) -> Result<()> {
        let (key, value) = (key.into(), value.into());
        self.bytes += key.len() + value.len();
        self.records += 1;
        self.batch.insert(key, value);
        if self.records >= RECORDS || self.bytes >= BYTES { self.write() } else { Ok(()) }
    }

    fn write(&mut self) -> Result<()> {
        (self.records, self.bytes) = (0, 0);
        self.db.write(std::mem::take(&mut self.batch)).map_err(WriteError::into_error)
    }

    pub(super) fn end(mut self) -> Result<()> {
        self.write()
    }
}
