//! Threads, of which a machine or a container can run out at any time.

use std::io;
use std::num::NonZero;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{Builder, Scope, ScopedJoinHandle};

use crate::error::{Error, Kind, Result};

/// Starts a thread that ends with its scope.
///
/// # Errors
/// `Unexpected` if there are no more.
pub fn spawn_in<'scope, T: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    work: impl FnOnce() -> T + Send + 'scope,
) -> Result<ScopedJoinHandle<'scope, T>> {
    Builder::new().spawn_scoped(scope, work).map_err(no_thread)
}

fn no_thread(error: io::Error) -> Error {
    Error::new(Kind::Unexpected, "A thread is needed, and none can be created.")
        .hint("Raise the limit of processes (`ulimit -u`, the container's pids limit) or free memory, then try again.")
        .because(error)
}

/// How many threads work side by side.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

/// Works on parts side by side, on as many threads as there are cores and can be had; at worst on this one alone. Gives
/// what came of each, in their order. A panic in one is a panic of all.
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

/// A panic elsewhere reaches the scope; what is locked here stays consistent.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
