//! The work of one test on several threads. Most of the time commands wait until files are synced, for which many can wait at
//! once.

use std::sync::Mutex;

/// How many threads a test has, whatever the number of processors.
const THREADS: usize = 6;

/// Runs a task for each item on several threads, and returns the results in the order of the items.
pub(crate) fn in_parallel<T: Send, R: Send>(items: impl IntoIterator<Item = T>, task: impl Fn(T) -> R + Sync) -> Vec<R> {
    let items: Vec<T> = items.into_iter().collect();
    let threads = THREADS.min(items.len());
    let (left, done) = (Mutex::new(items.into_iter().enumerate()), Mutex::new(Vec::new()));
    let next = || left.lock().unwrap().next();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((number, item)) = next() {
                    let result = task(item);
                    done.lock().unwrap().push((number, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, result)| result).collect()
}
