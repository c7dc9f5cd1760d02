//! Threads, which a machine or a container can run out of.

use std::io;
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use crate::error::{Error, Result, SystemError};

/// Starts a thread in a scope.
///
/// # Errors
/// `Unexpected` if the system starts no more threads.
pub fn spawn_in<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().spawn_scoped(scope, work).map_err(no_thread)
}

/// Runs two tasks at the same time, or one after the other if the system starts no thread. A panic of either is propagated.
pub fn both<A: Send, B>(beside: impl Fn() -> A + Sync, here: impl FnOnce() -> B) -> (A, B) {
    std::thread::scope(|scope| match spawn_in(scope, &beside) {
        Ok(thread) => {
            let here = here();
            (thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), here)
        }
        Err(_) => (beside(), here()),
    })
}

fn no_thread(error: io::Error) -> Error {
    Error::from(SystemError::NoThread).because(error)
}

/// Returns the number of threads that can run in parallel.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Processes parts in parallel on as many threads as there are cores, or as the system allows; at least on this one. Returns the
/// results in the order of the parts. A panic in one thread is propagated.
pub fn on_all_cores<P: Send, T: Send>(parts: impl Iterator<Item = P> + Send, work: impl Fn(P) -> T + Sync) -> Vec<T> {
    let (parts, done) = (Mutex::new(parts.enumerate().peekable()), Mutex::new(Vec::new()));
    let next = || locked(&parts).next();
    let serve = || {
        while let Some((number, part)) = next() {
            let result = work(part);
            locked(&done).push((number, result));
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..cores() {
            if locked(&parts).peek().is_none() || Builder::new().spawn_scoped(scope, serve).is_err() {
                break;
            }
        }
        serve();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Ignores poisoning: a panic in another thread is propagated by the scope, and the data stays consistent.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The least processor time that a few runs of some work took, on this thread. Unlike the time on the wall, it does not depend
/// on what else the machine does.
#[cfg(test)]
pub(crate) fn quickest(work: impl Fn()) -> std::time::Duration {
    let spent =
        || std::time::Duration::try_from(rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime)).unwrap_or_default();
    let timed = (0..5).map(|_| {
        let begin = spent();
        work();
        spent() - begin
    });
    timed.min().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::on_all_cores;

    #[test]
    fn results_keep_the_order_of_parts() {
        let doubled = on_all_cores(0..1_000, |number: u32| number * 2);
        assert_eq!(doubled, (0..1_000).map(|number| number * 2).collect::<Vec<u32>>());
        assert_eq!(on_all_cores(std::iter::empty::<u32>(), |number| number), Vec::<u32>::new());
    }
}
