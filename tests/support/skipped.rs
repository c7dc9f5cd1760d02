//! What is not tested here says so: at once, and again in the last lines of `cargo test`, which runs `z_skipped` last.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::process::parent_id;
use std::path::PathBuf;

/// The file with what was skipped, in the folder of the build.
pub(crate) fn notes() -> Option<PathBuf> {
    Some(std::env::current_exe().ok()?.ancestors().nth(2)?.join("skipped-tests"))
}

/// What begins the lines of this run: all test programs have the same parent.
pub(crate) fn mark() -> String {
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
