//! The database as a whole: its identity, capabilities, other clients, and backups.

use super::prelude::*;

/// Is shown the values of a backup, some at a time and on a thread of its own.
pub type BackupVisitor<'a> = &'a mut (dyn FnMut(&[EncryptedValue]) -> Result<()> + Send);

/// What a restore does once its backup is unpacked and verified.
pub(super) enum Purpose<'a> {
    /// It replaces the present content, unless this refuses the newest event of its audit log.
    Restore(&'a mut dyn FnMut(AuditHead) -> Result<()>),
    /// It is discarded, after this is shown its values.
    Plan(BackupVisitor<'a>),
}

/// Describes a database and backs it up.
///
/// # Errors
/// Every method returns `Store` if the database can't be read or written, is damaged, or is gone.
pub trait MaintenanceStore {
    /// Its address, without passwords when displayed.
    fn url(&self) -> StoreUrl;

    /// What it can do and how it stores secrets.
    fn capabilities(&self) -> Capabilities;

    /// The version of its backend.
    fn version(&self) -> Result<String>;

    /// Why nothing can be written, as a clause after "Nothing can be changed:"; none if it can. A database on a read-only or
    /// full disk, or on a standby server, can still be read.
    fn read_only(&self) -> Option<String> {
        None
    }

    /// The identity of the database, which stays the same wherever it is moved. One without an identity gets one, which writes.
    fn identity(&self) -> Result<String>;

    /// Whether the database has an identity already.
    fn has_identity(&self) -> Result<bool> {
        Ok(true)
    }

    /// What tells a database on a server from its copies: the same text for every address of it, as long as the server runs. None
    /// if its files are on this machine, where their paths tell.
    fn place(&self) -> Result<Option<String>> {
        Ok(None)
    }

    /// Whether the database is known to be on storage that is deleted with this container. For a server, this is known only if
    /// its files are found here.
    fn is_volatile(&self) -> Result<bool>;

    /// Other clients of the database, such as a running Kozmoai, as text; none if there are none.
    fn active_clients(&self) -> Result<Option<String>>;

    /// Those that are still there after a moment, before anything is refused because of them: a server notices a little later
    /// that a program has ended.
    fn lasting_clients(&self) -> Result<Option<String>> {
        self.active_clients()
    }

    /// The number of bytes that a backup and its verification need, as far as it is known.
    fn backup_room(&self) -> u64 {
        0
    }

    /// Writes a consistent snapshot, in a format that only the same backend reads. Temporary files are created `beside` this
    /// path, and deleted again.
    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()>;

    /// Verifies a backup of this backend as a restore does, and shows every value in it to `visit`. Temporary files, if it needs
    /// any, are created `beside` this path, and deleted again.
    fn verify_backup(&self, backup: &mut dyn Read, beside: &Path, visit: BackupVisitor<'_>) -> Result<()>;
}
