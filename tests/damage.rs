//! Damaged recovery files and administration databases are reported or have no effect.
//!
//! Half of the damage changes bytes, which a checksum detects; the other half is different content with a matching checksum,
//! which must do no harm either. KOZMOAI_TEST_DAMAGE sets the number of files, KOZMOAI_TEST_SEED repeats a run.

#![expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a test prints what it tried, and is configured by its environment"
)]

mod admin_database;
mod installations;
mod journals;
mod plans;
mod small;

use crate::support::{random, recovery, secrets, thorough};

/// The total number of damaged files, and that of a thorough run; 10,000 take some minutes.
const USUAL: (usize, usize) = (200, 1_600);

/// A test's share of them, in percent.
fn part(percent: usize) -> usize {
    thorough::times_of("KOZMOAI_TEST_DAMAGE", USUAL.0, USUAL.1) * percent / 100
}
