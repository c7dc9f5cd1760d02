//! Bulk writes. A database is never rewritten in place: a fresh one is written beside it, read back, synced, and replaces it.

use super::prelude::*;

/// How many rows, and how many bytes of them, are written at a time: sled keeps as much in memory.
const ROWS: usize = 5_000;
const BYTES: usize = 4 << 20;
/// How many bytes of rows are collected that do not come in the order of their keys.
const UNSORTED_BYTES: usize = 32 << 20;
/// What a row takes in memory besides its key and value.
const OVERHEAD: usize = 96;

/// Collects rows, and writes them in the order of their keys: rows in any order would change every page of the database many times,
/// and leave a file that is half as large again and takes twice as long to open.
pub(super) struct Writer<'a> {
    db: &'a Db,
    rows: Vec<(sled::IVec, sled::IVec)>,
    bytes: usize,
    is_sorted: bool,
}

impl Writer<'_> {
    /// Writes a row as it is.
    pub(super) fn row(&mut self, key: impl Into<sled::IVec>, value: impl Into<sled::IVec>) -> Result<()> {
        let (key, value) = (key.into(), value.into());
        self.bytes += key.len() + value.len() + OVERHEAD;
        self.is_sorted &= self.rows.last().is_none_or(|(last, _)| *last < key);
        self.rows.push((key, value));
        let is_full = if self.is_sorted { self.rows.len() >= ROWS || self.bytes >= BYTES } else { self.bytes >= UNSORTED_BYTES };
        if is_full { self.flush() } else { Ok(()) }
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

    /// Writes what was collected.
    pub(super) fn flush(&mut self) -> Result<()> {
        let mut rows = std::mem::take(&mut self.rows);
        // Of rows with the same key, the last one counts.
        rows.sort_by(|(one, _), (other, _)| one.cmp(other));
        (self.bytes, self.is_sorted) = (0, true);
        Ok(self.db.fill(rows)?)
    }
}

/// Writes to a database in which nothing has to be durable or atomic.
pub(super) fn write_to<T>(db: &Db, write: impl FnOnce(&mut Writer<'_>) -> Result<T>) -> Result<T> {
    let mut writer = Writer { db, rows: Vec::new(), bytes: 0, is_sorted: true };
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
    let mut db = Db::open_fresh(folder)?;
    let written = write_to(&db, write)?;
    db.close()?;
    let mut db = Db::open_fresh(folder)?;
    log::require_whole(&db, folder)?;
    verify(&db, written)?;
    db.close()?;
    tree::sync_all(folder)
}
