//! Files and folders: whose they are, which are trusted, how they are written so that they last.
//!
//! ```text
//! account.rs   accounts of the operating system, and acting as one of them
//! acting.rs    with whose rights a folder is worked in
//! trust.rs     opening what is trusted: checked on the descriptor that is read
//! private.rs   files that only their owner may read, written whole or not at all
//! given.rs     files that somebody named for reading, pipes among them
//! place.rs     new names and new content for what is there, for good
//! lock.rs      lock files
//! scratch.rs   scratch files
//! plan.rs      recovery files: what an operation of several steps writes down before it begins
//! ```

pub mod account;
pub mod acting;
pub mod given;
pub mod lock;
pub mod place;
pub mod plan;
pub mod private;
pub(crate) mod scratch;
pub mod trust;
