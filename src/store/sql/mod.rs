//! Kozmoai's own database: statements and algorithms, written once over a small [`driver::Driver`].
//!
//! Kozmoai compares its models with every table and index of its database at each start (`alembic check`) and refuses to
//! start if there is an additional one, so this program adds nothing to its schema. The administration data (the audit chain,
//! failed sign-ins, the key binding, who was deactivated) is in separate tables, created by the first transaction: on PostgreSQL in the schema
//! `kozmoai_admin`, which Kozmoai ignores; on SQLite in a second file, attached under the same name.
//!
//! Kozmoai's code never checks whether an API key is active, so revoking a key deletes it here.
//!
//! ```text
//! schema.rs      descriptions of Kozmoai's schemas and of the administration tables
//! layout.rs      what a database has, and which schema that shows
//! driver.rs      what a backend provides, and the course of a transaction
//! executor.rs    statements; dialect.rs their spelling, table.rs those on Kozmoai's tables
//! commit.rs      a batch; rewrite.rs a rotation, bulk_users.rs an import, unknown_tokens.rs a search
//! store.rs       the traits of the store, for every driver
//! ```

pub(super) mod admin_db;
mod bulk_users;
mod commit;
mod dialect;
mod driver;
mod executor;
pub(super) mod layout;
pub(super) mod prelude;
pub(super) mod rewrite;
mod schema;
mod secrets;
mod sql_value;
mod store;
mod table;
pub(super) mod unknown_tokens;
mod user_list;
mod users;
