//! Files and directories: ownership, trust, and durable writes.
//!
//! ```text
//! paths.rs          paths and names
//! mounts.rs         mount points, layers, file systems in memory
//! durable.rs        renames and entries that survive a power cut
//! attributes.rs     extended attributes, access control lists among them
//! account.rs        accounts of the operating system, and acting as one of them
//! walk.rs           following a path by descriptors
//! impersonation.rs  the account with whose rights root works in a directory
//! trust.rs          opening trusted files: checked on the descriptor that is read
//! input.rs          files that the user names for reading, including pipes
//! incomplete.rs     files that are being written, and what dead processes left of them
//! private.rs        files that only their owner may read, replaced atomically
//! replace.rs        new contents for a file, in place where a new file cannot take its name
//! scratch.rs        scratch files
//! lock.rs           lock files
//! recovery_file.rs  recovery files, which an operation of several steps writes before it begins
//! ```

pub mod account;
pub(crate) mod attributes;
pub mod durable;
pub mod impersonation;
pub mod incomplete;
pub mod input;
pub mod lock;
pub mod mounts;
pub mod paths;
pub mod private;
pub mod recovery_file;
pub mod replace;
pub(crate) mod scratch;
pub mod trust;
mod walk;

pub use walk::Creators;
