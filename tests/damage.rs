//! Damaged recovery files and side files: reported or without effect, never success with damage.
//!
//! Half of the damage is bytes, which a checksum finds; the other half is other content with a checksum that is right for
//! it, which must not harm either. KOZMOAI_TEST_DAMAGE asks for more or fewer than usual, KOZMOAI_TEST_SEED for the same again.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test fails by panicking, says what it tried, and is told how much to do by its environment"
)]

#[path = "support/chance.rs"]
mod chance;
#[path = "damage/home.rs"]
mod home;
#[path = "damage/journals.rs"]
mod journals;
#[path = "damage/plans.rs"]
mod plans;
#[path = "support/recovery.rs"]
mod recovery;
#[path = "support/secrets.rs"]
mod secrets;
#[path = "damage/sides.rs"]
mod sides;
#[path = "damage/small.rs"]
mod small;

/// How many files are damaged in all; 10,000 take some minutes.
const USUAL: usize = 1_600;

/// A test's part of them, in percent.
fn part(percent: usize) -> usize {
    std::env::var("KOZMOAI_TEST_DAMAGE").map_or(USUAL, |text| text.parse().unwrap()) * percent / 100
}
