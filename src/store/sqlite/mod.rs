//! Kozmoai's own database in a SQLite file.
//!
//! # The driver
//!
//! rusqlite, with SQLite bundled: like the core it is synchronous, it supports SQLite's own backup and custom functions, and
//! it stays closest to SQLite. sqlx would need a runtime and a thread for each connection.
//!
//! # Two files
//!
//! ```text
//! kozmoai.db                Kozmoai's; this program only changes a number in its header (`PRAGMA user_version`)
//! kozmoai.db.admin          the administration file: the audit chain, failed sign-ins, the key binding, who was deactivated
//! kozmoai.db.admin-lock     the process that rotates or restores
//! kozmoai.db.admin-restore  the plan of an unfinished restore
//! ```
//!
//! Root uses the files of another account with that account's rights ([`rights::Home`]). Where nothing can be written,
//! everything can still be read ([`reading::Reading`]).
//!
//! A transaction over two files in WAL mode is not atomic across a power cut. So a transaction that changes both takes these
//! steps, each durable before the next:
//!
//! ```text
//! 1  administration file  the intent: its changes, and the number that the header will have
//! 2  Kozmoai's file       the changes and the number in the header, in one transaction: now it is committed
//! 3  administration file  the changes of the intent are applied
//! ```
//!
//! The next process that opens the pair or writes, with Kozmoai's file locked against every other writer, finds an intent that
//! was not applied: if the header has its number, the transaction was committed, and the intent is applied; if not, it is
//! discarded.

mod admin_file;
mod backup;
mod clients;
mod connection;
mod database_files;
mod dialect;
mod driver;
mod errors;
mod executor;
mod holders;
mod layout;
mod plan;
mod prelude;
mod reading;
mod restore;
mod rewrite;
mod rights;
mod rows;
mod writer;

pub(super) use self::database_files::local_files;
pub(super) use self::driver::Sqlite;
pub(super) use self::restore::restore;
