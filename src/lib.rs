//! kozmoai: the administration console for Kozmoai's sign-in side.
//!
//! # Modules
//!
//! ```text
//! build.rs     the build script: commit and target for `--version`
//! main.rs      calls `cli` and returns its exit code
//! error/       errors as data: an enum for each area, kinds with exit codes, inputs, remedies
//! threads.rs   threads, which a machine can run out of
//! panics.rs    panics, including those of libraries, caught and reported as errors
//! text.rs      pure functions on text: cleaning for display, folding, plurals; JSON, CSV and UTF-16 in text/
//! secret.rs    secrets that are masked when printed and wiped when dropped
//! fs/          files: ownership, trust, durable writes
//! model/       users, folders, variables, API keys, audit events: plain data and pure rules
//! config/      settings with their origins; .env files, read and edited
//! crypto/      password hashes, secret keys, the keyring
//! store/       traits by role, and a directory for each backend
//!   embedded/    sled
//!   sql/         statements, algorithms and descriptions of schemas, for every SQL database
//!   sqlite/ postgres/   drivers: what each does differently
//! service/     the rules: the only place that decides what is allowed, by handles for those who may do it
//!   overview/    what needs attention, by parts that load on their own
//!   rotation/    the state machine of a rotation, its journal and its work
//! cli/         the plain commands
//!   args/ commands/ lists/ render/   what is typed, what is done, the columns of lists, what is printed
//! tui/         the full-screen console
//!   app/         routes messages; holds session, overlays and running jobs
//!   screens/     a directory for each screen: data, actions, jobs, forms, drawing
//!   screen/ parts/   what every screen is, and what some share
//!   overlays/ widgets/   what covers a screen, and what draws
//! ```
//!
//! # Imports
//!
//! ```text
//! main            -> cli
//! cli             -> tui (to open it), service, config, model and the leaves
//! tui             -> service, config, model and the leaves; inside: app -> screens -> parts -> overlays -> widgets -> theme
//! service         -> store (the traits), crypto, config, model and the leaves
//! store           -> model and the leaves (it stores ciphertext and hashes, and knows no cryptography)
//! crypto          -> the leaves
//! config          -> model and the leaves
//! fs              -> the leaves; every module but model and crypto may use it
//! model           -> text, error
//! threads panics  -> error
//! error           -> text
//! text secret checksum  -> no other module
//! ```
//!
//! Only `tui/` uses ratatui and crossterm, only `cli/` clap, only `store/` the database drivers, and only `crypto/` fernet,
//! argon2 and bcrypt. The test `architecture` enforces all of this.

pub mod checksum;
pub mod cli;
pub mod config;
pub mod crypto;
pub mod error;
pub mod fs;
pub mod model;
pub mod panics;
pub mod secret;
pub mod service;
pub mod store;
pub mod text;
pub mod threads;
pub mod tui;

#[cfg(test)]
#[expect(dead_code, reason = "the rest is for other tests")]
#[path = "../tests/support/skipped.rs"]
mod skipped;
