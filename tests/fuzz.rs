//! Parsers and checks on mutated inputs: none panics, claims memory for a length that it read, or breaks the promises of its
//! target. Each runs for a second, or as long as `KOZMOAI_TEST_FUZZ_SECONDS` says, and prints how often it ran.
//!
//! `fuzz/fuzz_targets` has the targets, laid out as for cargo-fuzz.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "the environment says how long to fuzz")]

#[path = "fuzz/fuzz_targets/address.rs"]
mod address;
#[path = "fuzz/fuzz_targets/audit.rs"]
mod audit;
#[path = "fuzz/fuzz_targets/backup.rs"]
mod backup;
#[path = "fuzz/fuzz_targets/csv.rs"]
mod csv;
#[path = "fuzz/fuzz_targets/dotenv.rs"]
mod dotenv;
#[path = "support/failing.rs"]
mod failing;
#[path = "fuzz/fuzz_targets/journal.rs"]
mod journal;
#[path = "fuzz/memory.rs"]
mod memory;
#[path = "fuzz/mutations.rs"]
mod mutations;
#[path = "fuzz/planted.rs"]
mod planted;
#[path = "support/random.rs"]
mod random;
#[path = "support/recovery.rs"]
mod recovery;
#[path = "fuzz/runner.rs"]
mod runner;
#[path = "support/secrets.rs"]
mod secrets;
#[path = "support/skipped.rs"]
mod skipped;
#[path = "fuzz/fuzz_targets/token.rs"]
mod token;

use runner::fuzz;

#[test]
fn dotenv_files() {
    fuzz("dotenv", dotenv::corpus(), dotenv::run);
}

#[test]
fn addresses() {
    fuzz("address", address::corpus(), address::run);
}

#[test]
fn csv_files() {
    let importer = csv::Importer::new();
    fuzz("csv", csv::corpus(), |data| importer.run(data));
}

#[test]
fn tokens() {
    let tokens = token::Tokens::new();
    fuzz("token", tokens.corpus.clone(), |data| tokens.run(data));
}

#[test]
fn backups() {
    let backups = backup::Backups::new();
    fuzz("backup", backups.corpus.clone(), |data| backups.run(data));
}

#[test]
fn journals() {
    let journals = journal::Journals::new();
    fuzz("journal", journals.corpus.clone(), |data| journals.run(data));
}

#[test]
fn audit_logs() {
    let logs = audit::Logs::new();
    fuzz("audit", audit::corpus(), |data| logs.run(data));
}
