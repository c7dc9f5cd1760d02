//! A wrapper around sled that turns its panics into errors, ends an iterator at its first error, and makes transactions durable.

use std::mem::ManuallyDrop;
use std::ops::RangeBounds;

use super::prelude::*;
use super::worker::{TICK, Worker};

/// How many ticks to wait for a lock that another process still has.
const LOCK_TRIES: usize = 20;
/// sled's cache, in bytes as they are on disk; in memory they take up to three times as much. Enough for the indexes of 100,000
/// users; the console stays below 250 MB.
const CACHE: u64 = 48 << 20;
/// The same for a database that is only written and read back, mostly in the order of the keys.
const SMALL_CACHE: u64 = 8 << 20;

/// Why a write failed.
pub(super) enum WriteError {
    /// It was not begun, and the database stays usable.
    NotBegun(Error),
    /// It may or may not have been written.
    Failed(Error),
}

impl From<WriteError> for Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::NotBegun(error) | WriteError::Failed(error) => error,
        }
    }
}

/// A key and its value.
pub(super) type Row = Result<(sled::IVec, sled::IVec)>;

/// An open sled.
pub(super) struct Db {
    folder: PathBuf,
    /// None once it is closed.
    sled: Option<sled::Db>,
    /// sled's log, for our own fsync; open from the beginning, so that a failure to open it occurs before anything is written.
    log: File,
    /// A write failed: the content of memory must not reach the disk any more.
    has_failed: AtomicBool,
}

impl Db {
    /// Opens sled on a directory that is known to be a database.
    pub(super) fn open(folder: &Path) -> Result<Self> {
        Self::open_with(folder, CACHE)
    }

    /// Opens one that is only written and read back, before it replaces another one.
    pub(super) fn open_fresh(folder: &Path) -> Result<Self> {
        Self::open_with(folder, SMALL_CACHE)
    }

    fn open_with(folder: &Path, cache: u64) -> Result<Self> {
        worker::check_threads()?;
        tree::delete_incomplete_snapshots(folder)?;
        tree::wait_until_closed(folder)?;
        let config = sled::Config::new().path(folder).cache_capacity(cache).flush_every_ms(None).print_profile_on_drop(false);
        // A process that another thread starts keeps the lock of a closed database until it runs its program.
        let mut tries = 0..LOCK_TRIES;
        let opened = loop {
            let config = config.clone();
            // Parts of sled panic on files that sled did not write.
            match Worker::begin(move || config.open())?.wait(None)? {
                // Not an error of the system: sled reports a failed lock this way.
                Ok(Err(sled::Error::Io(error))) if error.kind() == io::ErrorKind::Other && tries.next().is_some() => {
                    std::thread::sleep(TICK);
                }
                opened => break opened,
            }
        };
        let sled = match opened {
            Ok(Ok(sled)) => sled,
            Ok(Err(sled::Error::Io(error))) if error.kind() != io::ErrorKind::UnexpectedEof => {
                return Err(failed(sled::Error::Io(error)));
            }
            Ok(Err(error)) => return Err(damaged_files(folder).because(error)),
            Err(panic) => return Err(damaged_files(folder).because(panic)),
        };
        let path = folder.join(LOG);
        let log = open_plainly(&path).map_err(|error| file_failed(&path, "opened").because(error))?;
        Ok(Self { folder: folder.to_owned(), sled: Some(sled), log, has_failed: AtomicBool::new(false) })
    }

    /// The value of a key.
    pub(super) fn get(&self, key: impl AsRef<[u8]>) -> Result<Option<sled::IVec>> {
        let sled = self.sled()?;
        contain(|| sled.get(key))
    }

    /// The record of a key.
    pub(super) fn record<R: Record>(&self, key: impl AsRef<[u8]>) -> Result<Option<R>> {
        self.get(key)?.map(|bytes| decode(&bytes)).transpose()
    }

    /// A record that every database has.
    pub(super) fn required<R: Record>(&self, key: impl AsRef<[u8]>) -> Result<R> {
        self.record(key)?.ok_or_else(damaged)
    }

    /// Whether there is a key.
    pub(super) fn contains_key(&self, key: impl AsRef<[u8]>) -> Result<bool> {
        let sled = self.sled()?;
        contain(|| sled.contains_key(key))
    }

    /// All rows.
    pub(super) fn iter(&self) -> Rows {
        self.rows(|sled| sled.iter())
    }

    /// The rows with keys in a range.
    pub(super) fn range<K: AsRef<[u8]>>(&self, range: impl RangeBounds<K>) -> Rows {
        self.rows(|sled| sled.range(range))
    }

    /// The rows whose keys begin with a prefix.
    pub(super) fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> Rows {
        self.rows(|sled| sled.scan_prefix(prefix))
    }

    /// The number of records whose keys begin with a prefix.
    pub(super) fn count(&self, prefix: &[u8]) -> Result<u64> {
        self.scan_prefix(prefix).try_fold(0, |count, row| row.map(|_| count + 1))
    }

    /// Writes rows, not as a whole, and flushes them: sled needs less memory and time than for a batch of them.
    pub(super) fn fill(&self, rows: Vec<(sled::IVec, sled::IVec)>) -> Result<(), WriteError> {
        self.change(move |sled| {
            let put = |(key, value)| sled.insert(key, value).map(drop);
            rows.into_iter().try_for_each(put)?;
            sled.flush()
        })
    }

    /// Writes a batch and flushes it. Nothing may be written after it has failed.
    pub(super) fn write(&self, batch: sled::Batch) -> Result<(), WriteError> {
        self.change(move |sled| sled.apply_batch(batch).and_then(|()| sled.flush()))
    }

    /// Writes a batch and syncs it to disk, including the disk's own cache: the one place where a transaction becomes durable.
    pub(super) fn write_durably(&self, batch: sled::Batch) -> Result<(), WriteError> {
        self.write(batch)?;
        self.log.sync_all().map_err(|error| {
            self.has_failed.store(true, Ordering::Relaxed);
            WriteError::Failed(file_failed(&self.folder.join(LOG), "synced to disk").because(error))
        })
    }

    /// Flushes everything and closes sled.
    pub(super) fn close(&mut self) -> Result<()> {
        let flushed = self.change(|sled| sled.flush());
        let ended = self.end();
        flushed?;
        ended?;
        tree::wait_until_closed(&self.folder)
    }

    fn sled(&self) -> Result<&sled::Db> {
        self.sled.as_ref().ok_or_else(|| closed(None))
    }

    fn rows(&self, rows: impl FnOnce(&sled::Db) -> sled::Iter) -> Rows {
        Rows(Some(self.sled().map(rows)))
    }

    fn change(&self, change: impl FnOnce(&sled::Db) -> sled::Result<usize> + Send + 'static) -> Result<(), WriteError> {
        let sled = self.sled().map_err(WriteError::NotBegun)?;
        let own = sled.clone();
        let worker = Worker::begin(move || change(&own)).map_err(WriteError::NotBegun)?;
        let done = worker.wait(Some(sled)).and_then(|done| done.map_err(panicked)?.map(drop).map_err(failed));
        done.map_err(|error| {
            self.has_failed.store(true, Ordering::Relaxed);
            WriteError::Failed(error)
        })
    }

    /// Closes sled, unless a write has failed: it would try to write again.
    pub(super) fn end(&mut self) -> Result<()> {
        let Some(sled) = self.sled.take() else { return Ok(()) };
        if self.has_failed.load(Ordering::Relaxed) {
            let _left = ManuallyDrop::new(sled);
            return Ok(());
        }
        Worker::begin(move || drop(sled))?.wait(None)?.map_err(panicked)
    }
}

impl Drop for Db {
    fn drop(&mut self) {
        // Everything that was reported as done is already flushed.
        let _ended = self.end();
    }
}

/// Rows up to the end or the first error; sled's own iterators repeat an error forever.
pub(super) struct Rows(Option<Result<sled::Iter>>);

impl Rows {
    fn step(&mut self, step: impl FnOnce(&mut sled::Iter) -> Option<sled::Result<(sled::IVec, sled::IVec)>>) -> Option<Row> {
        let mut rows = match self.0.take()? {
            Ok(rows) => rows,
            Err(error) => return Some(Err(error)),
        };
        let row = contain(|| step(&mut rows).transpose()).transpose();
        if matches!(row, Some(Ok(_))) {
            self.0 = Some(Ok(rows));
        }
        row
    }
}

impl Iterator for Rows {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        self.step(Iterator::next)
    }
}

impl DoubleEndedIterator for Rows {
    fn next_back(&mut self) -> Option<Row> {
        self.step(DoubleEndedIterator::next_back)
    }
}

/// Calls sled; turns an error or a panic of it into one of ours.
fn contain<T>(work: impl FnOnce() -> sled::Result<T>) -> Result<T> {
    panics::contain(work).unwrap_or_else(|panic| Err(sled::Error::ReportableBug(panic.to_string()))).map_err(failed)
}
