//! A wrapper around sled that turns its panics into errors, ends an iterator at its first error, and never waits forever for a
//! thread that could not be started or is gone.

use std::fs;
use std::io;
use std::mem::ManuallyDrop;
use std::ops::RangeBounds;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use super::{folder, records};
use crate::error::{DamageError, Error, Result, StoreError};
use crate::panics::{self, Panic};

/// How many ticks to wait for a lock that another process still has.
const LOCK_TRIES: usize = 20;
/// sled's cache, in bytes. Enough for the indexes of 100,000 users; the console stays below 250 MB.
const CACHE: u64 = 48 << 20;
/// The number of threads that sled starts at once, and one of ours.
const THREADS: usize = 8;
/// The prefix of the names of sled's threads.
const SLED_THREAD: &str = "sled-io-";
/// The name of the threads that wait for sled.
const OUR_THREAD: &str = "kozmoai-store";
/// How often to check whether sled still works.
const TICK: Duration = Duration::from_millis(100);
/// How long sled may be idle while a caller waits.
const IDLE: Duration = Duration::from_secs(5);
/// How long sled may take to report an error that occurred.
const TELLING: Duration = Duration::from_secs(1);

/// Whether sled was given up: it never closes then, so nothing waits for that.
static STUCK: AtomicBool = AtomicBool::new(false);

/// Whether sled was given up.
pub(super) fn is_stuck() -> bool {
    STUCK.load(Ordering::Relaxed)
}

/// Why a write failed.
pub(super) enum WriteError {
    /// It was not begun, and the database stays usable.
    NotBegun(Error),
    /// It may or may not have been written.
    Failed(Error),
}

impl WriteError {
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::NotBegun(error) | Self::Failed(error) => error,
        }
    }
}

/// A key and its value.
pub(super) type Row = sled::Result<(sled::IVec, sled::IVec)>;

/// An open sled.
pub(super) struct Db {
    /// None once it is closed.
    sled: Option<sled::Db>,
    /// A write failed: the content of memory must not reach the disk any more.
    has_failed: AtomicBool,
}

impl Db {
    /// Opens sled on a directory that is known to be a database.
    pub(super) fn open(path: &Path) -> Result<Self> {
        check_threads()?;
        folder::delete_incomplete_snapshots(path)?;
        folder::wait_until_closed(path)?;
        let config = sled::Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None).print_profile_on_drop(false);
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
        match opened {
            Ok(Ok(sled)) => Ok(Self { sled: Some(sled), has_failed: AtomicBool::new(false) }),
            Ok(Err(sled::Error::Io(error))) if error.kind() != io::ErrorKind::UnexpectedEof => {
                Err(unreadable(sled::Error::Io(error)))
            }
            Ok(Err(error)) => Err(damaged_files(path).because(error)),
            Err(panic) => Err(damaged_files(path).because(panic)),
        }
    }

    pub(super) fn get(&self, key: impl AsRef<[u8]>) -> sled::Result<Option<sled::IVec>> {
        contain(|| self.sled()?.get(key))
    }

    pub(super) fn contains_key(&self, key: impl AsRef<[u8]>) -> sled::Result<bool> {
        contain(|| self.sled()?.contains_key(key))
    }

    pub(super) fn iter(&self) -> Rows {
        self.rows(|sled| sled.iter())
    }

    pub(super) fn range<K: AsRef<[u8]>>(&self, range: impl RangeBounds<K>) -> Rows {
        self.rows(|sled| sled.range(range))
    }

    pub(super) fn scan_prefix(&self, prefix: impl AsRef<[u8]>) -> Rows {
        self.rows(|sled| sled.scan_prefix(prefix))
    }

    /// The number of records whose keys begin with a prefix.
    pub(super) fn count(&self, prefix: &[u8]) -> Result<u64> {
        self.scan_prefix(prefix).try_fold(0, |count, row| row.map(|_| count + 1).map_err(unreadable))
    }

    /// Writes a batch and flushes it. Nothing may be written after it has failed.
    pub(super) fn write(&self, batch: sled::Batch) -> Result<(), WriteError> {
        self.change(move |sled| sled.apply_batch(batch).and_then(|()| sled.flush()))
    }

    /// Flushes everything and closes sled.
    pub(super) fn close(mut self, path: &Path) -> Result<()> {
        self.change(|sled| sled.flush()).map_err(WriteError::into_error)?;
        self.end()?;
        folder::wait_until_closed(path)
    }

    /// Prevents all further writes.
    pub(super) fn give_up(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }

    fn sled(&self) -> sled::Result<&sled::Db> {
        self.sled.as_ref().ok_or_else(|| sled::Error::Unsupported("the database was closed".to_owned()))
    }

    fn rows(&self, rows: impl FnOnce(&sled::Db) -> sled::Iter) -> Rows {
        Rows(Some(self.sled().map(rows)))
    }

    fn change(&self, change: impl FnOnce(&sled::Db) -> sled::Result<usize> + Send + 'static) -> Result<(), WriteError> {
        let sled = self.sled().map_err(|error| WriteError::NotBegun(unreadable(error)))?;
        let own = sled.clone();
        let worker = Worker::begin(move || change(&own)).map_err(WriteError::NotBegun)?;
        let done = worker.wait(Some(sled)).and_then(|done| done.map_err(panicked)?.map(drop).map_err(unreadable));
        done.map_err(|error| {
            self.give_up();
            WriteError::Failed(error)
        })
    }

    /// Closes sled, unless a write has failed: it would try to write again.
    fn end(&mut self) -> Result<()> {
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
pub(super) struct Rows(Option<sled::Result<sled::Iter>>);

impl Rows {
    fn step(&mut self, step: impl FnOnce(&mut sled::Iter) -> Option<Row>) -> Option<Row> {
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

fn contain<T>(work: impl FnOnce() -> sled::Result<T>) -> sled::Result<T> {
    panics::contain(work).unwrap_or_else(|panic| Err(sled::Error::ReportableBug(panic.to_string())))
}

/// Checks that enough threads can be started. sled starts its own without checking, and waits forever for one that is missing.
fn check_threads() -> Result<()> {
    static CHECKED: AtomicBool = AtomicBool::new(false);
    if CHECKED.load(Ordering::Relaxed) {
        return Ok(());
    }
    let all = std::sync::Arc::new(AtomicBool::new(false));
    let mut threads = Vec::new();
    let mut failed = None;
    for _ in 0..THREADS {
        let all = std::sync::Arc::clone(&all);
        let wait = move || {
            while !all.load(Ordering::Acquire) {
                std::thread::park_timeout(TICK);
            }
        };
        match Builder::new().name(OUR_THREAD.to_owned()).spawn(wait) {
            Ok(thread) => threads.push(thread),
            Err(error) => failed = Some(error),
        }
    }
    all.store(true, Ordering::Release);
    for thread in threads {
        thread.thread().unpark();
        thread.join().map_err(|_| panicked(Panic::elsewhere()))?;
    }
    match failed {
        Some(error) => Err(no_thread(error)),
        None => {
            CHECKED.store(true, Ordering::Relaxed);
            Ok(())
        }
    }
}

/// The result of some work, or its panic.
type Contained<T> = std::result::Result<T, Panic>;

/// A thread that calls sled.
struct Worker<T> {
    done: Receiver<Contained<T>>,
    thread: JoinHandle<()>,
}

impl<T: Send + 'static> Worker<T> {
    fn begin(work: impl FnOnce() -> T + Send + 'static) -> Result<Self> {
        let (send, done) = sync_channel(1);
        let work = move || {
            // The receiver is gone if sled was given up.
            let _sent = send.send(panics::contain(work));
        };
        let thread = Builder::new().name(OUR_THREAD.to_owned()).spawn(work).map_err(no_thread)?;
        Ok(Self { done, thread })
    }

    /// Waits for the end of the work, as long as it or sled's own threads make progress.
    fn wait(self, sled: Option<&sled::Db>) -> Result<Contained<T>> {
        let (mut active, mut progress) = (Instant::now(), None);
        loop {
            match self.done.recv_timeout(TICK) {
                Ok(done) => {
                    self.thread.join().map_err(|_| panicked(Panic::elsewhere()))?;
                    return Ok(done);
                }
                Err(RecvTimeoutError::Disconnected) => return Err(stuck()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = Activity::now();
            if now.is_busy || progress != Some(now.ticks) {
                (active, progress) = (Instant::now(), Some(now.ticks));
            }
            let occurred = sled.and_then(|sled| sled.context.global_error().err());
            if let Some(error) = occurred.filter(|_| active.elapsed() > TELLING) {
                STUCK.store(true, Ordering::Relaxed);
                return Err(unreadable(error));
            }
            if active.elapsed() > IDLE {
                STUCK.store(true, Ordering::Relaxed);
                return Err(stuck());
            }
        }
    }
}

/// The activity of the threads that work on a database.
struct Activity {
    /// One of them runs or waits for a disk.
    is_busy: bool,
    /// Their total run time, in ticks of the system's clock.
    ticks: u64,
}

impl Activity {
    fn now() -> Self {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let mut activity = Self { is_busy: false, ticks: 0 };
        for task in tasks {
            let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            // Number, name in brackets, state; the run times are the eleventh and the twelfth field after the state.
            let Some((name, rest)) = stat.split_once('(').and_then(|(_, rest)| rest.rsplit_once(')')) else { continue };
            if !name.starts_with(SLED_THREAD) && name != OUR_THREAD {
                continue;
            }
            let fields: Vec<&str> = rest.split_whitespace().collect();
            activity.is_busy |= matches!(fields.first(), Some(&("R" | "D")));
            let ticks = fields.get(11..13).unwrap_or_default().iter();
            activity.ticks += ticks.filter_map(|ticks| ticks.parse::<u64>().ok()).sum::<u64>();
        }
        activity
    }
}

fn no_thread(error: io::Error) -> Error {
    Error::from(StoreError::NoThreads).because(error)
}

fn stuck() -> Error {
    StoreError::Stopped.into()
}

fn panicked(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::from(StoreError::Crashed).because(cause)
}

fn damaged_files(folder: &Path) -> Error {
    DamageError::Files { database: format!("in {}", folder.display()) }.into()
}

pub(super) fn unreadable(error: sled::Error) -> Error {
    let failed = Error::from(StoreError::StorageFailed);
    match error {
        sled::Error::Corruption { .. } => records::damaged().because(error),
        // The system's own error, so that callers can examine it.
        sled::Error::Io(error) => failed.because(of_system(error)),
        sled::Error::ReportableBug(text) => panicked(text),
        error => failed.because(error),
    }
}

/// The error of the system behind one of sled's, which returns copies that contain it only as text.
fn of_system(error: io::Error) -> io::Error {
    let text = error.to_string();
    let code = text.strip_prefix("Os { code: ").and_then(|rest| rest.split(',').next()).and_then(|code| code.parse().ok());
    code.map_or(error, io::Error::from_raw_os_error)
}
