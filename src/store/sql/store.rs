//! The store over a driver.

use std::io::{Read, Write};
use std::path::Path;

use super::admin_db::{self, AdminState};
use super::driver::Driver;
use super::{bulk_users, commit, secrets, users};
use crate::error::{ChangeError, Error, Result};
use crate::fs::account;
use crate::model::{
    AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Capabilities, Cursor, EncryptedValue, Folder, KeyBinding,
    SecretLocation, SignInFailures, StoreUrl, User, UserFilter, UserId, UserOrder, UserSecrets,
};
use crate::store::audit::AuditStore;
use crate::store::maintenance::MaintenanceStore;
use crate::store::secrets::{KeyGuard, Rewrite, RewriteOptions, SecretStore, UnknownTokens, ValueVisitor};
use crate::store::transaction::{Batch, CommitOutcome, TransactionStore};
use crate::store::users::{Flow, ImportSource, Scope, Usage, UserStore, UserVisitor};

/// How often a transaction is tried that conflicts with one of Kozmoai's.
const TRIES: usize = 4;

/// A database of Kozmoai's, in whatever backend.
pub(in crate::store) struct SqlStore<D>(pub(in crate::store) D);

impl<D: Driver> UserStore for SqlStore<D> {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.0.read(|db| users::by_id(db, id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        self.0.read(|db| users::by_name(db, username))
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>> {
        if limit == 0 { Ok(Vec::new()) } else { self.0.read(|db| users::window(db, filter, order, cursor, limit)) }
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        self.0.read(|db| users::count(db, filter))
    }

    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        self.0.read(|db| users::folders(db, user))
    }

    fn usage(&self, user: UserId) -> Result<Usage> {
        self.0.read(|db| users::usage(db, self.0.layout(), user))
    }

    fn flows(&self, user: UserId) -> Result<Vec<Flow>> {
        self.0.read(|db| users::flows(db, self.0.layout(), user))
    }

    fn files(&self, user: UserId) -> Result<Vec<String>> {
        self.0.read(|db| users::files(db, self.0.layout(), user))
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        Ok(self.0.read_admin(|db| admin_db::failures(db, username))?.flatten())
    }

    fn export_users(&self, whom: Scope, visit: UserVisitor<'_>) -> Result<()> {
        let queries = bulk_users::queries();
        self.0.merge_cursors(&queries.each_ref().map(String::as_str), &mut |next| bulk_users::each(next, whom, visit))
    }

    fn import_users(&self, marks: KeyGuard<'_>, fill: ImportSource<'_>) -> Result<()> {
        let fill: ImportSource<'_> = &mut |people| {
            // The source of the import must not be read with the rights of this database's owner.
            let _rights = account::as_root();
            fill(people)
        };
        match self.0.import_users(&mut |db, state| bulk_users::import_users(db, state, marks, fill))? {
            CommitOutcome::Done => Ok(()),
            _ => Err(ChangeError::KeyChanged.into()),
        }
    }
}

impl<D: Driver> SecretStore for SqlStore<D> {
    fn secrets(&self, user: UserId) -> Result<UserSecrets> {
        self.0.read(|db| secrets::of(db, user))
    }

    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.0.read(|db| secrets::window(db, after, limit))
    }

    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.0.read(|db| secrets::window_before(db, before, limit))
    }

    fn key_binding(&self) -> Result<Option<KeyBinding>> {
        Ok(self.0.read_admin(AdminState::read)?.flatten().and_then(|state| state.binding))
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        self.0.values(visit)
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        self.0.rewrite(work, terms)
    }

    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        self.0.lock_rotation()
    }

    fn preflight(&self) -> Result<()> {
        self.0.preflight()
    }

    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        self.0.unknown_tokens(decrypts)
    }

    fn ownerless(&self) -> Result<Vec<String>> {
        self.0.read(users::ownerless)
    }
}

impl<D: Driver> AuditStore for SqlStore<D> {
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.0.read_admin(|db| admin_db::newest(db, filter, before, limit))?.unwrap_or_default())
    }

    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        Ok(self.0.read_admin(|db| admin_db::from(db, filter, from, limit))?.unwrap_or_default())
    }

    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
        Ok(self.0.read_admin(|db| admin_db::links(db, after, limit))?.unwrap_or_default())
    }

    fn audit_state(&self) -> Result<AuditState> {
        let state = self.0.read_admin(AdminState::read)?.flatten();
        let known = |state: AdminState| AuditState { identity: Some(state.id.to_string()), head: state.head, noted: 0 };
        Ok(state.map_or_else(AuditState::default, known))
    }

    fn audit_head(&self) -> Result<AuditHead> {
        Ok(self.0.read_admin(AdminState::read)?.flatten().map_or_else(AuditHead::default, |state| state.head))
    }
}

impl<D: Driver> TransactionStore for SqlStore<D> {
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome> {
        self.0.act(TRIES, &mut |db, state| commit::carry_out(db, self.0.layout(), state, batch))
    }
}

impl<D: Driver> MaintenanceStore for SqlStore<D> {
    fn url(&self) -> StoreUrl {
        self.0.url()
    }

    fn capabilities(&self) -> Capabilities {
        self.0.layout().capabilities(D::DIALECT)
    }

    fn read_only(&self) -> Option<String> {
        self.0.read_only()
    }

    fn identity(&self) -> Result<String> {
        let state = || Ok::<_, Error>(self.0.read_admin(AdminState::read)?.flatten());
        if let Some(state) = state()? {
            return Ok(state.id.to_string());
        }
        // An empty transaction creates the administration data.
        let nothing = Batch { changes: Vec::new(), audit: Vec::new(), keep_a_superuser: true };
        let _done = self.commit(&nothing)?;
        state()?.map(|state| state.id.to_string()).ok_or_else(admin_db::damaged)
    }

    fn is_passing(&self) -> Result<bool> {
        self.0.is_passing()
    }

    fn active_clients(&self) -> Result<Option<String>> {
        self.0.active_clients()
    }

    fn backup_room(&self) -> u64 {
        self.0.backup_room()
    }

    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()> {
        self.0.back_up(beside, out)
    }

    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()> {
        self.0.verify_backup(backup, beside, visit)
    }
}
