//! What a backend provides.

use std::io::{Read, Write};
use std::path::Path;

use super::admin_db::{AdminChanges, AdminState};
use super::executor::{Dialect, Executor};
use super::schema::Layout;
use super::sql_value::Row;
use super::unknown_tokens;
use crate::error::Result;
use crate::model::{EncryptedValue, SecretLocation, StoreUrl};
use crate::store::{CommitOutcome, Prepared, Rewrite, RewriteOptions, UnknownTokens, ValueVisitor};

/// Returns the next row of the query with this number, until there is none.
pub(in crate::store) type Next<'a> = &'a mut dyn FnMut(usize) -> Result<Option<Row>>;

/// Changes Kozmoai's tables, and returns the changes of the administration data.
pub(in crate::store) type Changes<'a> = &'a mut dyn FnMut(&mut dyn Executor, &AdminState) -> Result<Prepared<AdminChanges>>;

/// A backend with a database of Kozmoai's.
pub(in crate::store) trait Driver: Send + Sync {
    /// Its dialect.
    const DIALECT: Dialect;
    /// Its address.
    fn url(&self) -> StoreUrl;
    /// Its tables and columns.
    fn layout(&self) -> &Layout;
    /// Reads from Kozmoai's tables, in one snapshot.
    fn read<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<T>;
    /// Reads the administration data, if it exists.
    fn read_admin<T>(&self, work: impl FnOnce(&mut dyn Executor) -> Result<T>) -> Result<Option<T>>;
    /// Runs several queries in one snapshot; `work` takes the next row of any of them.
    fn merge_cursors(&self, queries: &[&str], work: &mut dyn FnMut(Next<'_>) -> Result<()>) -> Result<()>;
    /// Commits a transaction durably, or changes nothing. One that conflicts with another is tried this often.
    fn act(&self, tries: usize, changes: Changes<'_>) -> Result<CommitOutcome>;
    /// The same for an import, which has no time limit.
    fn import_users(&self, changes: Changes<'_>) -> Result<CommitOutcome> {
        self.act(1, changes)
    }
    /// See [`MaintenanceStore::read_only`].
    fn read_only(&self) -> Option<String> {
        None
    }
    /// See [`SecretStore::values`].
    fn values(&self, visit: ValueVisitor<'_>) -> Result<()>;
    /// See [`SecretStore::rewrite`].
    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>>;
    /// See [`SecretStore::lock_rotation`].
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>>;
    /// See [`SecretStore::preflight`].
    fn preflight(&self) -> Result<()> {
        Ok(())
    }
    /// See [`MaintenanceStore::is_passing`].
    fn is_passing(&self) -> Result<bool>;
    /// See [`MaintenanceStore::active_clients`].
    fn active_clients(&self) -> Result<Option<String>>;
    /// See [`SecretStore::unknown_tokens`].
    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        unknown_tokens::find(self, decrypts)
    }
    /// See [`MaintenanceStore::backup_room`].
    fn backup_room(&self) -> u64 {
        0
    }
    /// See [`MaintenanceStore::back_up`].
    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()>;
    /// See [`MaintenanceStore::verify_backup`].
    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()>;
}
