//! The tests of the program and the library, in one binary: it is linked once, starts each server once, and while some tests wait for a
//! disk, a server or a terminal, others run. `cargo test --test suite console::` runs one area.
//!
//! `Cargo.toml` says which tests have a binary of their own, and why.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod audit;
mod cli;
mod console;
mod copy;
mod damage;
mod faults;
mod generations;
mod interop;
mod other_account;
mod postgresql;
mod pty;
mod rotation;
mod secrets;
mod service;
mod store;
mod support;
