//! Kozmoai's own database: the code that SQLite and PostgreSQL share, written over a small trait for running statements.
//!
//! Kozmoai compares its models with every table and index of its database at each start (`alembic check`) and refuses to
//! start if there is an additional one, so this program adds nothing to its schema. The administration data (the audit chain,
//! failed sign-ins, the key binding) is in separate tables, created by the first transaction: on PostgreSQL in the schema
//! `kozmoai_admin`, which Kozmoai ignores; on SQLite in a second file, attached under the same name.
//!
//! Kozmoai's code never checks whether an API key is active, so revoking a key deletes it here.

pub(super) mod admin_db;
pub(super) mod bulk_users;
pub(super) mod commit;
pub(super) mod driver;
pub(super) mod executor;
pub(super) mod schema;
pub(super) mod secrets;
pub(super) mod sql_value;
pub(super) mod store;
pub(super) mod unknown_tokens;
pub(super) mod users;

pub(super) use self::driver::{Changes, Driver, Next};
pub(super) use self::executor::{Changed, Dialect, Executor};
pub(super) use self::schema::{ENCRYPTED, EncryptedColumn, VALUES};
pub(super) use self::sql_value::{Row, SqlValue};
pub(super) use self::store::SqlStore;
