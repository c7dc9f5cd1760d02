//! kozmoai: the administration console for Kozmoai's sign-in side.
//!
//! # The map
//!
//! ```text
//! main.rs      hands the command line to `cli` and returns its exit code
//! error/       errors as data: an enum for each area, kinds with exit codes, inputs, remedies
//! threads.rs   threads, of which a machine can run out
//! panics.rs    panics, of libraries too, caught and reported as errors
//! text.rs      cleaning, folding, widths, plurals: pure functions on text
//! secret.rs    secrets that are masked when printed and wiped when dropped
//! fs/          files: whose they are, which are trusted, how they are written so that they last
//! model/       users, folders, variables, API keys, audit events: plain data and pure rules
//! config/      settings and where each came from; .env files read and edited in place
//! crypto/      password hashes, secret keys, the keyring
//! store/       the trait `Store`, and one directory for each engine behind it
//! service/     the rules; the one place that decides what may happen
//! cli/         the plain commands
//! tui/         the full-screen console
//! ```
//!
//! # Who may import whom
//!
//! ```text
//! main            -> cli
//! cli             -> tui (to open it), service, config, model and the leaves
//! tui             -> service, config, model and the leaves
//! service         -> store (the trait), crypto, config, model and the leaves
//! store           -> model and the leaves (it holds ciphertext and hashes, and knows no cryptography)
//! crypto          -> the leaves
//! config          -> model and the leaves
//! fs              -> the leaves; everybody but model and crypto may name it
//! model           -> text, error
//! threads panics  -> error
//! error           -> text
//! text secret     -> nothing of ours
//! ```
//!
//! ratatui and crossterm stay in `tui/`, clap in `cli/`, the drivers of databases in `store/`, fernet, argon2 and
//! bcrypt in `crypto/`. The test `architecture` holds all of this.

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
