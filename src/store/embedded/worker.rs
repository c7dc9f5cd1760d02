//! Threads that call sled, which are never waited for forever: one that could not be started or is gone would never answer.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::thread::{Builder, JoinHandle};

use super::prelude::*;
use crate::panics::Panic;

/// The number of threads that sled starts at once, and one of ours.
const THREADS: usize = 8;
/// The prefix of the names of sled's threads.
const SLED_THREAD: &str = "sled-io-";
/// The name of the threads that wait for sled.
const OUR_THREAD: &str = "kozmoai-store";
/// How often to check whether sled still works.
pub(super) const TICK: Duration = Duration::from_millis(100);
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

/// Checks that enough threads can be started. sled starts its own without checking, and waits forever for one that is missing.
pub(super) fn check_threads() -> Result<()> {
    static CHECKED: AtomicBool = AtomicBool::new(false);
    if CHECKED.load(Ordering::Relaxed) {
        return Ok(());
    }
    let gate = Mutex::new(());
    std::thread::scope(|scope| {
        // Each waits, so that all of them run at once.
        let _closed = gate.lock();
        let begin = || Builder::new().name(OUR_THREAD.to_owned()).spawn_scoped(scope, || drop(gate.lock()));
        (0..THREADS).try_for_each(|_| begin().map(drop))
    })
    .map_err(no_thread)?;
    CHECKED.store(true, Ordering::Relaxed);
    Ok(())
}

/// The result of some work, or its panic.
pub(super) type Contained<T> = std::result::Result<T, Panic>;

/// A thread that calls sled.
pub(super) struct Worker<T> {
    done: Receiver<Contained<T>>,
    thread: JoinHandle<()>,
}

impl<T: Send + 'static> Worker<T> {
    /// Starts a thread with some work.
    pub(super) fn begin(work: impl FnOnce() -> T + Send + 'static) -> Result<Self> {
        let (send, done) = sync_channel(1);
        let work = move || {
            // The receiver is gone if sled was given up.
            let _sent = send.send(panics::contain(work));
        };
        let thread = Builder::new().name(OUR_THREAD.to_owned()).spawn(work).map_err(no_thread)?;
        Ok(Self { done, thread })
    }

    /// Waits for the end of the work, as long as it or sled's own threads make progress.
    pub(super) fn wait(self, sled: Option<&sled::Db>) -> Result<Contained<T>> {
        let (mut active, mut progress) = (Instant::now(), None);
        loop {
            match self.done.recv_timeout(TICK) {
                Ok(done) => {
                    self.thread.join().map_err(|_| panicked(Panic::elsewhere()))?;
                    return Ok(done);
                }
                Err(RecvTimeoutError::Disconnected) => return Err(StoreError::Stopped.into()),
                Err(RecvTimeoutError::Timeout) => {}
            }
            let now = Activity::now();
            if now.is_busy || progress != Some(now.ticks) {
                (active, progress) = (Instant::now(), Some(now.ticks));
            }
            let occurred = sled.and_then(|sled| sled.context.global_error().err());
            if let Some(error) = occurred.filter(|_| active.elapsed() > TELLING) {
                STUCK.store(true, Ordering::Relaxed);
                return Err(failed(error));
            }
            if active.elapsed() > IDLE {
                STUCK.store(true, Ordering::Relaxed);
                return Err(StoreError::Stopped.into());
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
