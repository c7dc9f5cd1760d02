//! Runs last, because of its name, and prints what the tests before it skipped.

#[path = "support/skipped.rs"]
mod skipped;

use std::io::Write;

use skipped::{all_skipped, note};

#[test]
fn skipped_tests_are_listed() {
    let found = all_skipped();
    let lines: String = found.iter().map(|(why, count)| format!("SKIPPED ({count}): {why}\n")).collect();
    drop(std::io::stderr().write_all(lines.as_bytes()));
    // What is noted is listed, and once.
    note("this line");
    note("this line");
    assert_eq!(all_skipped(), [("this line".to_owned(), 2)]);
    assert!(all_skipped().is_empty());
}
