//! Parsers and checks on mutated inputs: none panics, claims memory for a length that it read, or breaks the promises of its
//! target. Each runs for a second, or as long as `KOZMOAI_TEST_FUZZ_SECONDS` says, and prints how often it ran.
//!
//! `fuzz_targets` has the targets, laid out as for cargo-fuzz.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]
#![expect(clippy::disallowed_methods, reason = "the environment says how long to fuzz")]

mod fuzz_targets {
    pub(super) mod address;
    pub(super) mod audit;
    pub(super) mod backup;
    pub(super) mod csv;
    pub(super) mod dotenv;
    pub(super) mod journal;
    pub(super) mod token;
}
mod memory;
mod mutations;
mod planted;
mod runner;
#[expect(dead_code, reason = "most of it is for other tests")]
#[path = "../support/mod.rs"]
mod support;

use fuzz_targets::{address, audit, backup, csv, dotenv, journal, token};
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
