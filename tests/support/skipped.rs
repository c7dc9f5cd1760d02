//! What is not tested here says so: at once, and again in the last lines of `cargo test`, which runs `z_skipped` last.

#![allow(dead_code, clippy::allow_attributes, reason = "each test that shares these uses some of them")]

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::process::parent_id;
use std::path::PathBuf;

/// The file with what was skipped, in the folder of the build.
fn notes() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.ancestors().nth(2)?.join("skipped-tests"))
}

/// What begins the lines of this run: all test programs have the same parent.
fn mark() -> String {
    format!("{} ", parent_id())
}

/// Says that something is not tested here.
pub(crate) fn skipped(why: &str) {
    // Not with a macro, whose output is captured.
    drop(std::io::stderr().write_all(format!("SKIPPED: {why}\n").as_bytes()));
    note(why);
}

/// Notes it for the last lines.
pub(crate) fn note(why: &str) {
    let file = notes().and_then(|path| OpenOptions::new().create(true).append(true).open(path).ok());
    if let Some(mut file) = file {
        drop(file.write_all(format!("{}{why}\n", mark()).as_bytes()));
    }
}

/// The same for what much of the program cannot be tested without: where `KOZMOAI_TEST_COMPLETE` is set, it must be there.
#[expect(clippy::disallowed_methods, reason = "the environment says whether everything must be tested")]
pub(crate) fn skipped_unless_complete(why: &str) {
    assert!(std::env::var_os("KOZMOAI_TEST_COMPLETE").is_none(), "{why}");
    skipped(why);
}

/// What this run has skipped, and how often; other runs are forgotten.
pub(crate) fn all_skipped() -> Vec<(String, usize)> {
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
