//! sled with its failures made bearable: what it panics of is an error, an iterator ends with its first one, and no call
//! waits for ever for a thread that could not be created or is gone.

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
use crate::error::{Error, Kind, Result};
use crate::panics::{self, Panic};

/// How many ticks a lock that another process still holds is waited for.
const LOCK_TRIES: usize = 20;
/// sled's cache, in bytes. Enough for the indexes of 100,000 users; a console stays below 250 MB with it.
const CACHE: u64 = 48 << 20;
/// How many threads sled creates at once, and one of ours.
const THREADS: usize = 8;
/// The names of sled's threads begin so.
const SLED_THREAD: &str = "sled-io-";
/// The name of the threads that wait for sled.
const OUR_THREAD: &str = "kozmoai-store";
/// How often it is looked whether sled still works.
const TICK: Duration = Duration::from_millis(100);
/// How long sled may do nothing while it is waited for.
const IDLE: Duration = Duration::from_secs(5);
/// How long it may take to tell of an error that it has met already.
const TELLING: Duration = Duration::from_secs(1);

/// Whether sled was given up: nothing of it ends any more, so nobody waits for that.
static STUCK: AtomicBool = AtomicBool::new(false);

/// Whether sled was given up.
pub(super) fn is_stuck() -> bool {
    STUCK.load(Ordering::Relaxed)
}

/// Why nothing was written, or not all of it.
pub(super) enum WriteError {
    /// It was not begun, and the store can go on.
    NotBegun(Error),
    /// It may have been written, or not.
    Failed(Error),
}

impl WriteError {
    pub(super) fn into_error(self) -> Error {
        match self {
            Self::NotBegun(error) | Self::Failed(error) => error,
        }
    }
}

/// A key and what it holds.
pub(super) type Row = sled::Result<(sled::IVec, sled::IVec)>;

/// An open sled.
pub(super) struct Db {
    /// There until it ends.
    sled: Option<sled::Db>,
    /// A write failed: what is in memory must not reach the disk any more.
    has_failed: AtomicBool,
}

impl Db {
    /// Opens sled on a folder that is known to be ours.
    pub(super) fn open(path: &Path) -> Result<Self> {
        check_threads()?;
        folder::delete_incomplete_snapshots(path)?;
        folder::wait_until_closed(path)?;
        let config = sled::Config::new().path(path).cache_capacity(CACHE).flush_every_ms(None).print_profile_on_drop(false);
        // A process that another thread starts holds the lock of a store that was closed until it runs its program.
        let mut tries = 0..LOCK_TRIES;
        let opened = loop {
            let config = config.clone();
            // Parts of sled panic on files that they never wrote.
            match Worker::begin(move || config.open())?.wait(None)? {
                // No error of the system's: sled says so where it gets no lock.
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

    /// How many records begin with a prefix.
    pub(super) fn count(&self, prefix: &[u8]) -> Result<u64> {
        self.scan_prefix(prefix).try_fold(0, |count, row| row.map(|_| count + 1).map_err(unreadable))
    }

    /// Writes a batch and flushes it. Nothing may be written after it has failed.
    pub(super) fn write(&self, batch: sled::Batch) -> Result<(), WriteError> {
        self.change(move |sled| sled.apply_batch(batch).and_then(|()| sled.flush()))
    }

    /// Ends sled on a folder, everything flushed.
    pub(super) fn close(mut self, path: &Path) -> Result<()> {
        self.change(|sled| sled.flush()).map_err(WriteError::into_error)?;
        self.end()?;
        folder::wait_until_closed(path)
    }

    /// Nothing more is written.
    pub(super) fn give_up(&self) {
        self.has_failed.store(true, Ordering::Relaxed);
    }

    fn sled(&self) -> sled::Result<&sled::Db> {
        self.sled.as_ref().ok_or_else(|| sled::Error::Unsupported("the store was closed".to_owned()))
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

    /// Lets sled end; where a write has failed it is left as it is, for it would try to write again.
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
        // Everything that was said to be done is flushed already.
        let _ended = self.end();
    }
}

/// Rows up to the end or the first error; sled's own iterators repeat an error for ever.
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

/// sled creates its threads unseen and waits for ever for those that it did not get, so it is tried beforehand whether as
/// many can be had.
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

/// What came of some work, or that it panicked.
type Contained<T> = std::result::Result<T, Panic>;

/// A thread that does some work of sled's.
struct Worker<T> {
    done: Receiver<Contained<T>>,
    thread: JoinHandle<()>,
}

impl<T: Send + 'static> Worker<T> {
    fn begin(work: impl FnOnce() -> T + Send + 'static) -> Result<Self> {
        let (send, done) = sync_channel(1);
        let work = move || {
            // Nobody listens any more when it was given up.
            let _sent = send.send(panics::contain(work));
        };
        let thread = Builder::new().name(OUR_THREAD.to_owned()).spawn(work).map_err(no_thread)?;
        Ok(Self { done, thread })
    }

    /// Waits for the end of the work, as long as anything happens in it or in sled's own threads.
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
            let met = sled.and_then(|sled| sled.context.global_error().err());
            if let Some(error) = met.filter(|_| active.elapsed() > TELLING) {
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

/// What the threads that work on a store are about.
struct Activity {
    /// One of them runs or waits for a disk.
    is_busy: bool,
    /// How long all of them have run, in ticks of the system's clock.
    ticks: u64,
}

impl Activity {
    fn now() -> Self {
        let tasks = fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
        let mut activity = Self { is_busy: false, ticks: 0 };
        for task in tasks {
            let stat = fs::read_to_string(task.path().join("stat")).unwrap_or_default();
            // Number, name in brackets, state; the times of running are the eleventh and the twelfth after it.
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
    Error::new(Kind::Store, "The embedded database needs threads, and none can be created.")
        .hint("Raise the limit of processes (`ulimit -u`, the container's pids limit) or free memory, then try again.")
        .because(error)
}

fn stuck() -> Error {
    Error::new(Kind::Store, "The embedded database stopped working: a thread of it is gone or could not be created.")
        .hint("Look at the limits of processes and memory, then start again; what was reported done is safe.")
}

fn panicked(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::new(Kind::Store, "The embedded database met an error that it could not handle, and stopped.")
        .hint("Look at the disk: is it full, or failing? Then start again; what was reported done is safe.")
        .because(cause)
}

fn damaged_files(folder: &Path) -> Error {
    Error::new(Kind::Store, format!("The store in {} is damaged and can't be opened.", folder.display()))
        .hint("Keep a copy of the folder as it is, and bring back a copy from before.")
}

pub(super) fn unreadable(error: sled::Error) -> Error {
    let failed = Error::new(Kind::Store, "The store can't be read or written.").hint("Look at the disk: is it full, or failing?");
    match error {
        sled::Error::Corruption { .. } => records::damaged().because(error),
        // The system's own error, for whoever looks for its cause.
        sled::Error::Io(error) => failed.because(of_system(error)),
        sled::Error::ReportableBug(text) => panicked(text),
        error => failed.because(error),
    }
}

/// The error of the system that sled met: it hands on copies of the first one, which hold it as text.
fn of_system(error: io::Error) -> io::Error {
    let text = error.to_string();
    let code = text.strip_prefix("Os { code: ").and_then(|rest| rest.split(',').next()).and_then(|code| code.parse().ok());
    code.map_or(error, io::Error::from_raw_os_error)
}
