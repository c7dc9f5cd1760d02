//! Work on the rows of a database beside the thread that reads and stores them.

use super::prelude::*;

/// Gives the parts that `read` finds to `work`, on a thread of its own, and the results to `store`, all in their order, until `work`
/// has seen enough. While one part is worked on, the next one is read and the one before it is stored, both on this thread: no
/// other uses the database. Not more than a few parts are in memory. If the system starts no thread, everything takes its turn.
///
/// # Errors
/// The first one of the three.
pub(super) fn pipeline<S, P: Send, D: Send>(
    db: &mut S,
    mut read: impl FnMut(&mut S) -> Result<Option<P>>,
    work: Work<'_, P, D>,
    mut store: impl FnMut(&mut S, D) -> Result<()>,
) -> Result<ControlFlow<()>> {
    let passed = std::thread::scope(|scope| {
        let (give, parts) = sync_channel(1);
        let (hand_back, done) = channel();
        let work = &mut *work;
        let serve = move || {
            for part in parts {
                let result = work(part);
                let is_last = !matches!(result, Ok(ControlFlow::Continue(_)));
                if hand_back.send(result).is_err() || is_last {
                    return;
                }
            }
        };
        let worker = {
            // A thread starts with the rights of the one that starts it, and the work must not have those of the database's owner.
            let _rights = account::as_root();
            threads::spawn_in(scope, serve).ok()?
        };
        let (read, store, db) = (&mut read, &mut store, &mut *db);
        let passed = (move || {
            // The worker is gone once it has failed or seen enough; its last result says so.
            while let Some(part) = read(db)?
                && give.send(part).is_ok()
            {
                if store_all(db, done.try_iter(), store)?.is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            drop(give);
            store_all(db, done.into_iter(), store)
        })();
        worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        Some(passed)
    });
    passed.unwrap_or_else(|| in_turn(db, read, work, store))
}

/// Does the same on this thread alone.
fn in_turn<S, P, D>(
    db: &mut S,
    mut read: impl FnMut(&mut S) -> Result<Option<P>>,
    work: Work<'_, P, D>,
    mut store: impl FnMut(&mut S, D) -> Result<()>,
) -> Result<ControlFlow<()>> {
    while let Some(part) = read(db)? {
        let result = {
            let _rights = account::as_root();
            work(part)
        };
        if store_all(db, std::iter::once(result), &mut store)?.is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Makes a result of a part, until it has seen enough.
pub(super) type Work<'a, P, D> = &'a mut (dyn FnMut(P) -> Result<ControlFlow<(), D>> + Send);

/// Stores results, up to the one after which the work has seen enough.
fn store_all<S, D>(
    db: &mut S,
    results: impl Iterator<Item = Result<ControlFlow<(), D>>>,
    store: &mut impl FnMut(&mut S, D) -> Result<()>,
) -> Result<ControlFlow<()>> {
    for result in results {
        match result? {
            ControlFlow::Continue(result) => store(db, result)?,
            ControlFlow::Break(()) => return Ok(ControlFlow::Break(())),
        }
    }
    Ok(ControlFlow::Continue(()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
    use super::*;

    /// Numbers up to a limit, of which `work` makes others, and what was stored.
    fn run(
        limit: u32,
        mut work: impl FnMut(u32) -> Result<ControlFlow<(), u32>> + Send,
        fails_at: Option<u32>,
    ) -> (Result<ControlFlow<()>>, Vec<u32>) {
        let mut db = (0, Vec::new());
        let read = |db: &mut (u32, Vec<u32>)| {
            db.0 += 1;
            Ok((db.0 <= limit).then_some(db.0))
        };
        let store = |db: &mut (u32, Vec<u32>), number| {
            db.1.push(number);
            if fails_at == Some(number) { Err(StoreError::RowsChanged.into()) } else { Ok(()) }
        };
        let ended = pipeline(&mut db, read, &mut work, store);
        (ended, db.1)
    }

    #[test]
    fn every_part_passes_in_order() {
        let (ended, stored) = run(1_000, |number| Ok(ControlFlow::Continue(number * 2)), None);
        assert_eq!((ended.unwrap(), stored), (ControlFlow::Continue(()), (1..=1_000).map(|number| number * 2).collect()));
        assert_eq!(run(0, |number| Ok(ControlFlow::Continue(number)), None).1, Vec::<u32>::new());
    }

    #[test]
    fn work_that_has_seen_enough_or_fails_gets_no_more() {
        for breaks in [true, false] {
            let mut seen = Vec::new();
            let work = |number| {
                seen.push(number);
                match number {
                    0..7 => Ok(ControlFlow::Continue(number)),
                    _ if breaks => Ok(ControlFlow::Break(())),
                    _ => Err(StoreError::RowsChanged.into()),
                }
            };
            let (ended, stored) = run(1_000, work, None);
            assert_eq!((ended.is_ok_and(|flow| flow.is_break()), stored), (breaks, vec![1, 2, 3, 4, 5, 6]));
            assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
        }
    }

    #[test]
    fn without_a_thread_everything_takes_its_turn() {
        let (mut left, mut stored) = (9, Vec::new());
        let read = |left: &mut u32| {
            *left -= 1;
            Ok((*left > 0).then_some(*left))
        };
        let mut work = |number| Ok(if number > 2 { ControlFlow::Continue(number * 2) } else { ControlFlow::Break(()) });
        let ended = in_turn(&mut left, read, &mut work, |_, number| {
            stored.push(number);
            Ok(())
        });
        assert_eq!((ended.unwrap(), stored), (ControlFlow::Break(()), vec![16, 14, 12, 10, 8, 6]));
    }

    #[test]
    fn failed_storing_ends_everything() {
        let (ended, stored) = run(u32::MAX, |number| Ok(ControlFlow::Continue(number)), Some(9));
        assert!(ended.is_err());
        assert_eq!(stored.last(), Some(&9));
    }

    #[test]
    #[should_panic(expected = "a bug in the work")]
    fn panic_of_the_work_is_continued_here() {
        drop(run(10, |_| panic!("a bug in the work"), None));
    }
}
