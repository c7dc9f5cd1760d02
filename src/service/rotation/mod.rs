//! Rotation of the secret key: every secret is re-encrypted, in an order that survives a power failure at any point:
//!
//! ```text
//! 1  lock         no other rotation, no running Kozmoai server
//! 2  check        every value is decrypted with the given keys, before anything is written
//! 3  back up      into one file, which is verified with the checks of a restore
//! 4  journal      the previous keys and the new one, durable
//! 5  re-encrypt   and verify with the new key alone, then replace all values atomically
//! 6  update       .env and secret_key contain the new key
//! 7  finalize     the journal is deleted, unless somebody else uses the database again: then it keeps the keys
//! ```
//!
//! A process that is killed before 4 has changed nothing. Later, the journal exists, the database knows the key it is bound
//! to, and `resume` continues from 5, or `roll_back` does the same in the opposite direction. From the journal on, a rotation,
//! `resume` and `roll_back` are the same loop over `phase::next_step`.

mod advance;
mod database;
mod elsewhere;
mod interrupted;
pub(super) mod journal;
mod key_files;
pub mod phase;
mod plan;
mod report;
mod rotate;
mod run;
mod sources;
mod status;
mod work;

pub use journal::file as journal_file;
pub use phase::Phase;
pub use plan::Request;
pub use report::Report;
pub use status::RotationStatus;
