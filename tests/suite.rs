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

/// Lets this process compute hashes of passwords that cost little, before it has threads that may read its environment.
#[ctor::ctor(unsafe)]
fn hash_quickly() {
    // SAFETY: this is the only thread.
    unsafe { std::env::set_var("KOZMOAI_TEST_QUICK_HASHES", "1") };
}
