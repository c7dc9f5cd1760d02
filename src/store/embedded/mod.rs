//! The embedded database, on sled: one process, one ordered tree, one atomic batch for each transaction.
//!
//! Everything that knows sled is in this directory. One process at a time opens a database; inside it, a lock lets readers see
//! only what is already durable.
//!
//! ```text
//! users.rs secrets.rs audit.rs transaction.rs maintenance.rs   the store's traits; bulk_users.rs, backup.rs: bulk work for them
//! database.rs read_only.rs open_guard.rs                       opening a database
//! swap.rs plan.rs writer.rs verify.rs upgrade.rs               replacing it by a fresh one
//! lock.rs marker.rs rights.rs tree.rs                          its directory
//! records.rs keys.rs log.rs high_water_mark.rs                 its content
//! engine.rs worker.rs fsync.rs errors.rs                       sled
//! ```

mod audit;
mod backup;
mod bulk_users;
mod database;
mod engine;
mod errors;
mod fsync;
mod high_water_mark;
mod keys;
mod lock;
mod log;
mod maintenance;
mod marker;
mod open_guard;
mod plan;
mod prelude;
mod read_only;
mod records;
mod rights;
mod secrets;
mod swap;
mod transaction;
mod tree;
mod upgrade;
mod users;
mod verify;
mod worker;
mod writer;

pub(super) use self::backup::restore;
pub(super) use self::database::Embedded;
pub(super) use self::lock::local_files;
pub(super) use self::marker::database_around;
pub(super) use self::read_only::{clear_up_everywhere, clear_up_for};
pub(super) use self::swap::exists;
