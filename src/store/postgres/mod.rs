//! Kozmoai's own database on PostgreSQL.
//!
//! # The driver
//!
//! `postgres`, the synchronous API of tokio-postgres: the core has no runtime, and this driver hides its own in each
//! connection. It supports binary COPY, and statements without a name, which rotations and connection pools need. sqlx has no
//! synchronous API. TLS is rustls, so that no system library is needed.
//!
//! # Transactions
//!
//! The administration data is in the schema `kozmoai_admin`, which Kozmoai's own schema check ignores, so every operation is
//! one transaction. An advisory lock serializes all of them, on any machine, as the audit chain requires. Kozmoai does not
//! know this lock; row locks protect the users of a transaction from it.
//!
//! A session may be that of a connection pool, which gives each transaction another one. Most operations need no more;
//! those that need their own session check for it first.
//!
//! A connection is checked before it is used, and replaced if it is lost. If it is lost during a commit, the audit chain tells
//! whether the commit succeeded.

mod access;
mod admin_schema;
mod auth;
mod backup;
mod backup_format;
mod certificate;
mod checks;
mod commit;
mod connect;
mod copy_rows;
mod dialect;
mod driver;
mod emptied;
mod errors;
mod executor;
mod prelude;
mod restore;
mod rewrite;
mod server;
mod session;
mod sql_value;
mod tables;
mod tls;
mod transaction;

pub(super) use self::driver::Postgres;
pub(super) use self::restore::restore;
