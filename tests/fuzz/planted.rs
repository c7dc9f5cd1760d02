//! Bugs that were planted, to see that fuzzing finds such bugs.

use std::cell::Cell;
use std::time::Duration;

use super::runner::{Found, find};

/// Longer than any of these takes, however busy the machine is: each ends with its first finding.
const TIME: Duration = Duration::from_secs(120);

/// A record: a title, the length of what follows, and that.
const RECORD: &[u8] = b"record 1\n\0\0\0\x05hello and more";

fn finding(target: impl Fn(&[u8]) -> u64) -> Found {
    find("planted", vec![RECORD.to_vec()], TIME, target).expect_err("the bug is found")
}

/// The length in a record, and what follows it.
fn parts(data: &[u8]) -> Option<(usize, &[u8])> {
    let (length, rest) = data.strip_prefix(b"record 1\n")?.split_first_chunk()?;
    Some((u32::from_be_bytes(*length) as usize, rest))
}

#[test]
fn panic_after_damaged_length_is_found() {
    let found = finding(|data| parts(data).map_or(0, |(length, rest)| rest[..length].len().min(9) as u64));
    assert!(found.reason.contains("out of range"), "{found:?}");
    assert!(found.executions > 1 && parts(&found.input).is_some_and(|(length, rest)| length > rest.len()), "{found:?}");
}

#[test]
fn memory_for_damaged_length_is_found() {
    let found = finding(|data| parts(data).map_or(0, |(length, _)| Vec::<u8>::with_capacity(length).capacity().min(9) as u64));
    assert!(found.reason.contains("made it allocate"), "{found:?}");
}

#[test]
fn bug_behind_several_conditions_is_found_step_by_step() {
    let most = Cell::new(0);
    let found = finding(|data| {
        let steps = data.iter().skip(16).zip(b"KEY").take_while(|(byte, wanted)| byte == wanted).count();
        most.set(most.get().max(steps));
        assert!(steps < 3, "all three bytes");
        steps as u64
    });
    assert!(found.reason.contains("all three bytes") && most.get() == 3, "{found:?}");
    // By chance alone, it takes billions.
    assert!(found.executions < 5_000_000, "{found:?}");
}
