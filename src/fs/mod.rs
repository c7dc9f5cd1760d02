//! Files and directories: ownership, trust, and durable writes.
//!
//! ```text
//! attributes.rs  extended attributes, access control lists among them
//! account.rs   accounts of the operating system, and acting as one of them
//! acting.rs    the account with whose rights root works in a directory
//! trust.rs     opening trusted files: checked on the descriptor that is read
//! private.rs   files that only their owner may read, replaced atomically
//! given.rs     files that the user names for reading, including pipes
//! place.rs     paths and renames that work on every file system
//! lock.rs      lock files
//! scratch.rs   scratch files
//! plan.rs      recovery files, which an operation of several steps writes before it begins
//! ```

pub mod account;
pub mod acting;
pub(crate) mod attributes;
pub mod given;
pub mod lock;
pub mod place;
pub mod plan;
pub mod private;
pub(crate) mod scratch;
pub mod trust;
