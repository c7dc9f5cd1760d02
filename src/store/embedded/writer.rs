//! Bulk writes. A database is never rewritten in place: a fresh one is written beside it, read back, synced, and replaces it.

use super::prelude::*;

/// How many records, and how many bytes of them, are written at a time: sled keeps as much in memory.
const RECORDS: usize = 5_000;
const BYTES: usize = 4 << 20;

/// Collects records into batches of a bounded size.
pub(super) struct Writer<'a> {
    db: &'a Db,
    batch: sled::Batch,
    records: usize,
    bytes: usize,
}

impl Writer<'_> {
    /// Writes a row as it is.
    pub(super) fn row(&mut self, key: impl Into<sled::IVec>, value: impl Into<sled::IVec>) -> Result<()> {
        let (key, value) = (key.into(), value.into());
        self.bytes += key.len() + value.len();
        self.records += 1;
        self.batch.insert(key, value);
        if self.records >= RECORDS || self.bytes >= BYTES { self.flush() } else { Ok(()) }
    }

    /// Writes a record.
    pub(super) fn record<R: Record>(&mut self, key: impl Into<sled::IVec>, record: &R) -> Result<()> {
        self.row(key, encode(record)?)
    }

    /// Writes a user with the entries in every index.
    pub(super) fn user(&mut self, user: &User) -> Result<()> {
        self.record(keys::user(user.id), user)?;
        let entry = Entry::of(user).to_bytes();
        keys::index_keys(user, true).try_for_each(|key| self.row(key, entry.as_slice()))
    }

    /// Writes the audit event after this head, and the new head.
    pub(super) fn event(&mut self, head: AuditHead, entry: AuditEntry) -> Result<()> {
        let event = AuditEvent::link(head, entry);
        self.record(keys::event(event.seq), &event)?;
        self.record(keys::HEAD, &event.head())
    }

    fn flush(&mut self) -> Result<()> {
        (self.records, self.bytes) = (0, 0);
        Ok(self.db.write(std::mem::take(&mut self.batch))?)
    }
}

/// Writes to a database in which nothing has to be durable or atomic.
pub(super) fn write_to<T>(db: &Db, write: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
    let mut writer = Writer { db, batch: sled::Batch::default(), records: 0, bytes: 0 };
    let written = write(&mut writer)?;
    writer.flush()?;
    Ok(written)
}

/// Fills a fresh database, reads it back from its files instead of memory, and syncs it to disk.
pub(super) fn write_and_verify<T>(
    folder: &Path,
    write: impl FnOnce(&mut Writer<'_>) -> Result<T>,
    verify: impl FnOnce(&Db, T) -> Result<()>,
) -> Result<()> {
    let mut db = Db::open(folder)?;
    let written = write_to(&db, write)?;
    db.close()?;
    let mut db = Db::open(folder)?;
    log::require_whole(&db, folder)?;
    verify(&db, written)?;
    db.close()?;
    tree::sync_all(folder)
}
