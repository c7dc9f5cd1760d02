//! What needs attention: the parts of the overview. Each is loaded on its own, so that one can be shown while others load.
//!
//! | part | cost |
//! |---|---|
//! | [`Admin::user_counts`], [`Admin::pending_users`] | a count and a page of the list of users |
//! | [`Admin::failed_sign_ins`], [`Account::sign_in_history`], [`Admin::last_backup`] | the events since then, 10,000 at most |
//! | [`Admin::user_summary`], [`Account::summary`] | a page of each, and 1,000 events at most |
//! | [`Admin::key_history`] | 10,000 events at most |
//! | [`Admin::key_overview`] | key files, and 10,000 events at most |
//! | [`Admin::database_overview`], [`Admin::examine_quickly`] | settings, files, a few queries |
//! | [`Admin::other_clients`] | waits until nothing else is read from a SQLite file |
//! | [`Admin::secrets_by_key`] | every secret is decrypted; with progress, and can be cancelled |
//! | [`Attention`] | none: it is computed from the parts |
//!
//! [`Account::sign_in_history`]: super::Account::sign_in_history
//! [`Admin::user_counts`]: super::Admin::user_counts
//! [`Admin::pending_users`]: super::Admin::pending_users
//! [`Admin::failed_sign_ins`]: super::Admin::failed_sign_ins
//! [`Admin::last_backup`]: super::Admin::last_backup
//! [`Admin::key_overview`]: super::Admin::key_overview
//! [`Admin::database_overview`]: super::Admin::database_overview
//! [`Admin::examine_quickly`]: super::Admin::examine_quickly
//! [`Admin::other_clients`]: super::Admin::other_clients
//! [`Admin::user_summary`]: super::Admin::user_summary
//! [`Account::summary`]: super::Account::summary
//! [`Admin::key_history`]: super::Admin::key_history
//! [`Admin::secrets_by_key`]: super::Admin::secrets_by_key

mod attention;
mod database;
mod key;
mod last_backup;
mod recent;
mod secrets;
mod sign_ins;
mod user;
mod users;

pub use self::attention::{Attention, Concern, Parts};
pub use self::database::DatabaseOverview;
pub use self::key::{KeyAge, KeyOverview};
pub use self::last_backup::{BackupPlace, LastBackup, LastBackups};
pub use self::recent::{NewestEvents, ReadBack};
pub use self::secrets::{KeyShare, SecretsByKey};
pub use self::sign_ins::{FailedName, FailedSignIns, SignInHistory};
pub use self::user::UserSummary;
pub use super::undecryptable::UndecryptableSecret;
