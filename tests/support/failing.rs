//! A database that fails at its Nth call, before or after the call is carried out.

use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use kozmoai::error::{CommandError, Error, Kind, Result};
use kozmoai::model::{
    ApiKeyId, AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Capabilities, Cursor, EncryptedValue, Folder,
    KeyBinding, SecretLocation, SignInFailures, StoreUrl, User, UserCounts, UserFilter, UserId, UserOrder, UserSecrets,
};
use kozmoai::store::{
    AuditStore, Batch, CommitOutcome, Flow, ImportSource, KeyGuard, MaintenanceStore, Rewrite, RewriteOptions, Scope,
    SecretOwner, SecretStore, SecretsPart, Store, TransactionStore, UnknownTokens, Usage, UserSink, UserStore, UserVisitor,
    ValueVisitor,
};

/// An audit log and its state.
pub(crate) type Log = (Vec<AuditLink>, AuditState);

/// A change of the values that a rewrite is shown, which nobody should notice only later.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Alteration {
    /// Before they are re-encrypted.
    Before(fn(&mut [EncryptedValue])),
    /// When they are read back.
    After(fn(&mut Vec<EncryptedValue>)),
}

/// The time of the failure, counted down by every call and every callback.
#[derive(Clone, Debug)]
pub(crate) struct Fuse {
    left: Arc<AtomicI64>,
    after: bool,
    /// Whether the database is read-only.
    pub(crate) read_only: Arc<AtomicBool>,
    /// How many audit events were read, newest first.
    pub(crate) events_read: Arc<AtomicU64>,
    /// Whether backups contain another value than the database.
    pub(crate) alters_backups: Arc<AtomicBool>,
    /// What becomes of the values that a rewrite is shown.
    pub(crate) alters_values: Arc<Mutex<Option<Alteration>>>,
    /// The audit log and its state, instead of those of the database.
    pub(crate) log: Arc<Mutex<Option<Log>>>,
}

impl Fuse {
    /// Fails at the `call`th call, from 0; with `after`, once it was carried out.
    pub(crate) fn at(call: i64, after: bool) -> Self {
        Self {
            left: Arc::new(AtomicI64::new(call)),
            after,
            read_only: Arc::default(),
            events_read: Arc::default(),
            alters_backups: Arc::default(),
            alters_values: Arc::default(),
            log: Arc::default(),
        }
    }

    /// Starts counting again.
    pub(crate) fn rearm(&self, call: i64) {
        self.left.store(call, Ordering::Relaxed);
    }

    /// How many calls are left until the failure.
    pub(crate) fn left(&self) -> i64 {
        self.left.load(Ordering::Relaxed)
    }

    /// Whether the failure has occurred.
    pub(crate) fn went_off(&self) -> bool {
        self.left.load(Ordering::Relaxed) < 0
    }

    fn around<T>(&self, call: impl FnOnce() -> Result<T>) -> Result<T> {
        if self.left.fetch_sub(1, Ordering::Relaxed) != 0 {
            return call();
        }
        if self.after {
            // Whatever its result, the caller sees a failure.
            drop(call());
        }
        Err(Error::from(CommandError::Interrupted).of_kind(Kind::Store))
    }
}

/// A database that fails at the time of its fuse.
pub(crate) struct Failing {
    pub(crate) inner: Arc<dyn Store>,
    pub(crate) fuse: Fuse,
}

impl UserStore for Failing {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.fuse.around(|| self.inner.user(id))
    }
    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        self.fuse.around(|| self.inner.user_by_name(username))
    }
    fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>> {
        self.fuse.around(|| self.inner.users(filter, order, cursor, limit))
    }
    fn usernames_scattered(&self, text: &str, limit: usize) -> Result<Vec<String>> {
        self.fuse.around(|| self.inner.usernames_scattered(text, limit))
    }
    fn usernames(&self, prefix: &str, limit: usize) -> Result<Vec<String>> {
        self.fuse.around(|| self.inner.usernames(prefix, limit))
    }
    fn count_users_before(&self, filter: &UserFilter, order: UserOrder, user: &User) -> Result<u64> {
        self.fuse.around(|| self.inner.count_users_before(filter, order, user))
    }
    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        self.fuse.around(|| self.inner.count_users(filter))
    }
    fn user_counts(&self) -> Result<UserCounts> {
        self.fuse.around(|| self.inner.user_counts())
    }
    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        self.fuse.around(|| self.inner.folders(user))
    }
    fn usage(&self, user: UserId) -> Result<Usage> {
        self.fuse.around(|| self.inner.usage(user))
    }
    fn flows(&self, user: UserId) -> Result<Vec<Flow>> {
        self.fuse.around(|| self.inner.flows(user))
    }
    fn files(&self, user: UserId) -> Result<Vec<String>> {
        self.fuse.around(|| self.inner.files(user))
    }
    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        self.fuse.around(|| self.inner.sign_in_failures(username))
    }
    fn export_users(&self, whom: Scope, visit: UserVisitor<'_>) -> Result<()> {
        self.fuse.around(|| self.inner.export_users(whom, &mut |some| self.fuse.around(|| visit(some))))
    }
    fn import_users(&self, marks: KeyGuard<'_>, fill: ImportSource<'_>) -> Result<()> {
        let mut fill = |put: UserSink<'_>| self.fuse.around(|| fill(&mut |some| self.fuse.around(|| put(some))));
        self.fuse.around(|| self.inner.import_users(marks, &mut fill))
    }
}

impl SecretStore for Failing {
    fn secrets_part(&self, user: UserId, part: SecretsPart<'_>) -> Result<UserSecrets> {
        self.fuse.around(|| self.inner.secrets_part(user, part))
    }
    fn api_key_owner(&self, id: ApiKeyId) -> Result<Option<UserId>> {
        self.fuse.around(|| self.inner.api_key_owner(id))
    }
    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.fuse.around(|| self.inner.secrets_after(after, limit))
    }
    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        self.fuse.around(|| self.inner.secrets_before(before, limit))
    }
    fn key_binding(&self) -> Result<Option<KeyBinding>> {
        self.fuse.around(|| self.inner.key_binding())
    }
    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        self.inner.values(&mut |values| self.fuse.around(|| visit(values)))
    }
    fn secret_owners(&self, places: &[SecretLocation]) -> Result<Vec<Option<SecretOwner>>> {
        self.fuse.around(|| self.inner.secret_owners(places))
    }
    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        let mut work = FailingWork { inner: work, fuse: &self.fuse };
        self.fuse.around(|| self.inner.rewrite(&mut work, terms))
    }
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        self.fuse.around(|| self.inner.lock_rotation())
    }
    fn preflight(&self) -> Result<()> {
        self.fuse.around(|| self.inner.preflight())
    }
    fn unknown_tokens(&self, decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        self.fuse.around(|| self.inner.unknown_tokens(decrypts))
    }
    fn ownerless(&self) -> Result<Vec<String>> {
        self.fuse.around(|| self.inner.ownerless())
    }
}

impl AuditStore for Failing {
    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        let events = self.fuse.around(|| self.inner.audit_newest(filter, before, limit))?;
        self.fuse.events_read.fetch_add(events.len() as u64, Ordering::Relaxed);
        Ok(events)
    }
    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        self.fuse.around(|| self.inner.audit_from(filter, from, limit))
    }
    // These two are called after a commit, where a failure does not fail the operation.
    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
        match &*self.fuse.log.lock().unwrap() {
            None => self.inner.audit_links(after, limit),
            Some((links, _)) => {
                let later = links.iter().filter(|link| after.is_none_or(|after| link.seq() > after));
                Ok(later.take(limit).cloned().collect())
            }
        }
    }
    fn audit_state(&self) -> Result<AuditState> {
        let log = self.fuse.log.lock().unwrap();
        log.as_ref().map_or_else(|| self.inner.audit_state(), |(_, state)| Ok(state.clone()))
    }
    fn audit_head(&self) -> Result<AuditHead> {
        let log = self.fuse.log.lock().unwrap();
        log.as_ref().map_or_else(|| self.fuse.around(|| self.inner.audit_head()), |(_, state)| Ok(state.head))
    }
}

impl TransactionStore for Failing {
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome> {
        self.fuse.around(|| self.inner.commit(batch))
    }

    fn rehearse(&self, batch: &Batch) -> Result<CommitOutcome> {
        self.fuse.around(|| self.inner.rehearse(batch))
    }
}

impl MaintenanceStore for Failing {
    fn url(&self) -> StoreUrl {
        self.inner.url()
    }
    fn capabilities(&self) -> Capabilities {
        self.inner.capabilities()
    }
    fn version(&self) -> Result<String> {
        self.fuse.around(|| self.inner.version())
    }
    fn backup_room(&self) -> u64 {
        self.inner.backup_room()
    }
    fn read_only(&self) -> Option<String> {
        self.fuse.read_only.load(Ordering::Relaxed).then(|| "the disk is read-only".to_owned())
    }
    fn identity(&self) -> Result<String> {
        self.inner.identity()
    }
    fn place(&self) -> Result<Option<String>> {
        self.inner.place()
    }
    fn is_volatile(&self) -> Result<bool> {
        self.fuse.around(|| self.inner.is_volatile())
    }
    fn active_clients(&self) -> Result<Option<String>> {
        self.fuse.around(|| self.inner.active_clients())
    }

    fn lasting_clients(&self) -> Result<Option<String>> {
        self.fuse.around(|| self.inner.lasting_clients())
    }
    fn back_up(&self, beside: &Path, out: &mut dyn Write) -> Result<()> {
        self.fuse.around(|| self.inner.back_up(beside, out))
    }
    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut (dyn FnMut(&[EncryptedValue]) -> Result<()> + Send),
    ) -> Result<()> {
        let mut see = |values: &[EncryptedValue]| self.fuse.around(|| visit(values));
        self.fuse.around(|| {
            self.inner.verify_backup(backup, beside, &mut |values| {
                let mut values = values.to_vec();
                if self.fuse.alters_backups.load(Ordering::Relaxed)
                    && let Some(value) = values.first_mut()
                {
                    value.text.truncate(value.text.len() - 4);
                }
                see(&values)
            })
        })
    }
}

struct FailingWork<'a> {
    inner: &'a mut dyn Rewrite,
    fuse: &'a Fuse,
}

impl Rewrite for FailingWork<'_> {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        if let Some(Alteration::Before(alter)) = *self.fuse.alters_values.lock().unwrap() {
            alter(values);
        }
        self.fuse.around(|| self.inner.change(values))
    }
    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()> {
        let mut values = values.to_vec();
        if let Some(Alteration::After(alter)) = *self.fuse.alters_values.lock().unwrap() {
            alter(&mut values);
        }
        self.fuse.around(|| self.inner.verify(&values))
    }
    fn before_commit(&mut self) -> Result<()> {
        self.fuse.around(|| self.inner.before_commit())
    }
}
