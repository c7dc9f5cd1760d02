//! The databases: traits by role, and a directory for each backend. A database stores hashes and ciphertext. It checks only the
//! rules that must hold inside a transaction, and knows no cryptography.

mod embedded;
mod files;
mod postgres;
mod prelude;
mod sql;
mod sqlite;

mod audit;
mod backup_part;
mod maintenance;
mod pipeline;
mod secrets;
mod transaction;
mod users;

use std::io::Read;
use std::path::{Path, PathBuf};

pub use self::audit::{AuditStore, LinkVisitor};
pub use self::files::{LocalFiles, is_like_database_file};
pub use self::maintenance::{BackupVisitor, MaintenanceStore};

use self::maintenance::Purpose;
pub use self::secrets::{KeyGuard, Rewrite, RewriteOptions, SecretOwner, SecretStore, SecretsPart, UnknownTokens, ValueVisitor};
pub use self::transaction::{Batch, Change, CommitOutcome, TransactionStore};
pub use self::users::{Flow, ImportSource, Scope, Usage, UserRecord, UserSink, UserStore, UserVisitor};

use self::embedded::Embedded;
use crate::error::{Result, StoreError};
use crate::fs::paths;
use crate::model::{AuditHead, StoreUrl};

/// A database of users and their data. Every method may be called from any thread.
pub trait Store: UserStore + SecretStore + AuditStore + TransactionStore + MaintenanceStore + Send + Sync {}

impl<S: UserStore + SecretStore + AuditStore + TransactionStore + MaintenanceStore + Send + Sync> Store for S {}

/// Opens the database at an address. Creates an embedded one that does not exist; Kozmoai creates its own.
///
/// # Errors
/// `Store`: in use by another process, damaged, of a newer version, or not a Kozmoai database.
pub fn open(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) => Ok(Box::new(Embedded::open(folder)?)),
        StoreUrl::Sqlite(path) => Ok(Box::new(sqlite::Sqlite::open(path)?)),
        StoreUrl::Postgres(url) => Ok(Box::new(postgres::Postgres::open(url)?)),
    }
}

/// Opens an existing database whose audit log may be damaged; with `accepting`, also one that lost events. Nothing can be changed
/// until the head of the log is corrected.
///
/// # Errors
/// As [`open_existing`].
pub fn open_for_audit(url: &StoreUrl, accepting: bool) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) if embedded::exists(folder)? => Ok(Box::new(Embedded::open_for_audit(folder, accepting)?)),
        url => open_existing(url),
    }
}

/// Opens the existing database at an address.
///
/// # Errors
/// As [`open`]; `Store` if there is none.
pub fn open_existing(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) if !embedded::exists(folder)? => {
            Err(StoreError::DatabaseNotFound { database: folder.display().to_string(), creation: None }.into())
        }
        url => open(url),
    }
}

/// Opens an existing database to read a little of it, quickly: one in use by another process, if only one may use it, is
/// refused at once, and so is one that has to be recovered or upgraded first.
///
/// # Errors
/// As [`open_existing`].
pub fn open_idle(url: &StoreUrl) -> Result<Box<dyn Store>> {
    match url {
        StoreUrl::Embedded(folder) if embedded::exists(folder)? => Ok(Box::new(Embedded::open_idle(folder)?)),
        url => open_existing(url),
    }
}

/// Opens the database at an address and passes it to `fill`, with whether it is new. An embedded one that does not exist is
/// created, and appears only once it is filled.
///
/// # Errors
/// As [`open`]; those of `fill`, after which a new database does not exist.
pub fn open_or_create<T>(url: &StoreUrl, fill: impl FnOnce(Box<dyn Store>, bool) -> Result<T>) -> Result<T> {
    match url {
        StoreUrl::Embedded(folder) if !embedded::exists(folder)? => Embedded::create(folder, |store| fill(Box::new(store), true)),
        url => fill(open(url)?, false),
    }
}

/// Returns the files of the database at an address, if it is on this machine.
pub fn local_files(url: &StoreUrl) -> LocalFiles {
    match url {
        StoreUrl::Embedded(folder) => embedded::local_files(folder),
        StoreUrl::Sqlite(path) => sqlite::local_files(path),
        StoreUrl::Postgres(_) => LocalFiles::default(),
    }
}

/// Returns the directory of an embedded database, whichever, that a file is or would be in.
pub fn database_around(path: &Path) -> Option<PathBuf> {
    embedded::database_around(path)
}

/// Deletes what ended processes have left among temporary files. Nothing here fails: what cannot be deleted now is deleted later.
pub fn clear_up(url: &StoreUrl) {
    match url {
        StoreUrl::Embedded(folder) => embedded::clear_up_for(folder),
        StoreUrl::Sqlite(_) | StoreUrl::Postgres(_) => embedded::clear_up_everywhere(),
    }
}

/// Restores a backup of the same backend; with `replace`, also over existing content. `placing` gets the newest event of the
/// restored audit log before anything is replaced. Returns the path under which the previous content is kept, if there was any.
///
/// # Errors
/// Those of `placing`; `Conflict` if something exists there; `Store`: in use by another process, not a backup of this backend, or it can't be
/// written. Nothing was changed then.
pub fn restore(
    url: &StoreUrl,
    backup: &mut dyn Read,
    replace: bool,
    placing: &mut dyn FnMut(AuditHead) -> Result<()>,
) -> Result<Option<PathBuf>> {
    restore_for(url, backup, replace, Purpose::Restore(placing))
}

/// Does everything that [`restore`] does, except that the restored content is discarded at the end: nothing is changed. Shows
/// every value in the backup to `visit`. Returns the path under which the previous content would be kept.
///
/// # Errors
/// Those of [`restore`], and of `visit`.
pub fn plan_restore(url: &StoreUrl, backup: &mut dyn Read, replace: bool, visit: BackupVisitor<'_>) -> Result<Option<PathBuf>> {
    without_new_folders(url, || restore_for(url, backup, replace, Purpose::Plan(visit)))
}

fn restore_for(url: &StoreUrl, backup: &mut dyn Read, replace: bool, purpose: Purpose<'_>) -> Result<Option<PathBuf>> {
    match url {
        StoreUrl::Embedded(folder) => embedded::restore(folder, backup, replace, purpose),
        StoreUrl::Sqlite(path) => sqlite::restore(path, backup, replace, purpose),
        StoreUrl::Postgres(url) => postgres::restore(url, backup, replace, purpose).map(|()| None),
    }
}

/// Runs what creates no database in the end, and deletes the directories above it that it created.
pub fn without_new_folders<T>(url: &StoreUrl, work: impl FnOnce() -> Result<T>) -> Result<T> {
    let place = url.path().map(paths::absolute).transpose()?;
    let above = place.iter().flat_map(|place| place.ancestors().skip(1));
    let missing: Vec<PathBuf> = above.take_while(|folder| !folder.exists()).map(Path::to_owned).collect();
    let done = work();
    for folder in missing {
        // What is not empty is used by someone else meanwhile.
        drop(std::fs::remove_dir(folder));
    }
    done
}
