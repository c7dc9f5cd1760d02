//! Runs last, because of its name, and prints what the tests before it skipped.

#[expect(dead_code, reason = "the rest is for tests that skip something")]
#[path = "support/skipped.rs"]
mod skipped;

use std::fs;
use std::io::Write;

use skipped::{mark, note, notes};

/// What this run has skipped, and how often; other runs are forgotten.
fn all_skipped() -> Vec<(String, usize)> {
    let Some(path) = notes() else { return Vec::new() };
    let text = fs::read_to_string(&path).unwrap_or_default();
    drop(fs::remove_file(path));
    let mut found: Vec<(String, usize)> = Vec::new();
    for why in text.lines().filter_map(|line| line.strip_prefix(&mark())) {
        match found.iter_mut().find(|(known, _)| known == why) {
            Some((_, count)) => *count += 1,
            None => found.push((why.to_owned(), 1)),
        }
    }
    found
}

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
