//! The rules. Both faces call this and nothing beneath it: what may happen is decided here, once.

pub mod adoption;
pub mod api_keys;
pub mod audit;
pub mod backup;
pub mod backups;
pub mod bootstrap;
pub mod copy;
pub mod credentials;
pub mod doctor;
mod generation;
mod keyring;
pub mod keys;
mod notices;
pub mod ownership;
pub mod password_files;
pub mod password_policy;
mod retry;
pub mod rotation;
pub mod rows;
pub mod session;
mod store_keys;
pub mod transfer;
pub mod users;
pub mod variable_files;
pub mod variables;
pub mod vaults;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::config::{Origin, Settings};
use crate::crypto::password::Scheme;
use crate::error::{AuditError, ChangeError, Error, Result, UserError};
use crate::fs::{place, private};
use crate::model::{Actor, AuditAction, AuditEntry, StoreUrl, Timestamp, User, UserId};
use crate::secret::Secret;
use crate::store::{self, Batch, Change, Outcome, Store};

pub use crate::store::{Owned, Seek};
pub use api_keys::ApiKeyRow;
pub use audit::Verification;
pub use backup::Stop;
pub use bootstrap::{Entry, Start};
pub use notices::Notices;
pub use password_policy::Advice;
pub use session::Refusal;
pub use users::{Edit, NewUser, Switch, Switched, UserDetails, UserPage};
pub use variables::{NewValue, Shown, VariableFilter, VariableRow};
pub use vaults::{Spot, Window};

/// What tells the time; tests hand in their own. Times are cut to microseconds, as Kozmoai's databases keep them.
pub trait Clock: Send + Sync {
    /// Now.
    fn now(&self) -> Timestamp;
}

/// The clock of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The core: a store, the settings, a clock.
pub struct Service {
    store: Box<dyn Store>,
    /// Another one once the secret key was changed.
    settings: RwLock<Arc<Settings>>,
    clock: Box<dyn Clock>,
    read_only: bool,
    /// Failed sign-ins that can't be written down.
    unwritten_failures: session::UnwrittenFailures,
    notices: Notices,
}

impl Service {
    /// Opens the store that the settings name, making an embedded one that is not there yet.
    ///
    /// # Errors
    /// `Store`: locked by another process (named), damaged, of a newer version, unreachable.
    pub fn open(settings: Arc<Settings>) -> Result<Self> {
        Self::open_unrecorded(settings).map(Self::completed)
    }

    fn completed(self) -> Self {
        self.complete_restore();
        self
    }

    /// The same for whoever records itself that the database was restored.
    fn open_unrecorded(settings: Arc<Settings>) -> Result<Self> {
        settings.require_store()?;
        if settings.store.origin == Origin::Default {
            settings.create_config_dir()?;
        } else if let StoreUrl::Embedded(folder) = &settings.store.value {
            private::create_folder(place::folder_of(folder))?;
        }
        clear_up(&settings);
        let store = store::open(&settings.store.value)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)))
    }

    /// Opens the store that the settings name, and makes none.
    ///
    /// # Errors
    /// `Store`: there is none; else as [`Service::open`].
    pub fn open_existing(settings: Arc<Settings>) -> Result<Self> {
        settings.require_store()?;
        clear_up(&settings);
        let store = store::open_existing(&settings.store.value)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)).completed())
    }

    /// Opens the store that the settings name for its audit log alone, which may be damaged; see [`store::open_for_audit`].
    ///
    /// # Errors
    /// As [`Service::open_existing`].
    pub fn open_for_audit(settings: Arc<Settings>, accepting: bool) -> Result<Self> {
        settings.require_store()?;
        clear_up(&settings);
        let store = store::open_for_audit(&settings.store.value, accepting)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)).completed())
    }

    /// A core on a store and a clock that were handed in.
    pub fn new(store: Box<dyn Store>, settings: Arc<Settings>, clock: Box<dyn Clock>) -> Self {
        Self {
            store,
            settings: RwLock::new(settings),
            clock,
            read_only: false,
            unwritten_failures: session::UnwrittenFailures::default(),
            notices: Notices::default(),
        }
    }

    /// The same, with its notices added to these.
    #[must_use]
    pub fn with_notices(mut self, notices: Notices) -> Self {
        self.notices.take().into_iter().for_each(|notice| notices.add(notice));
        self.notices = notices;
        self
    }

    /// What a person should know beside what they asked for.
    pub const fn notices(&self) -> &Notices {
        &self.notices
    }

    fn notify(&self, notice: String) {
        self.notices.add(notice);
    }

    /// The same, but every act is refused; signing in works and writes nothing, and its waits are kept in memory.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Whether every change is refused: it was asked for, or the database cannot be written.
    pub fn is_read_only(&self) -> bool {
        self.read_only || self.store.read_only().is_some()
    }

    /// The settings in force now: another key is in force after a rotation.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on this key is in force; see [`Settings::with_secret_key`].
    fn put_in_force(&self, key: &Secret, files: &[&Path], origin: Origin) {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        *settings = Arc::new(settings.with_secret_key(key, files, origin));
    }

    /// Now, to the microsecond.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Refuses anyone but the operator, the system and active superusers, as the store knows them now.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn require_superuser(&self, actor: &Actor) -> Result<()> {
        let Actor::User { id, username } = actor else { return Ok(()) };
        if self.store.user(*id)?.is_some_and(|user| user.is_active_superuser()) {
            return Ok(());
        }
        Err(UserError::NotSuperuser { username: username.clone() }.into())
    }

    /// How the store wants passwords hashed.
    fn scheme(&self) -> Scheme {
        match self.store.url() {
            StoreUrl::Embedded(_) => Scheme::Argon2id,
            StoreUrl::Sqlite(_) | StoreUrl::Postgres(_) => Scheme::Bcrypt,
        }
    }

    /// Whether the store is Kozmoai's own, which keeps API keys in plain text, knows no expiry, and takes every key that
    /// is there, revoked or not.
    fn keeps_plain_keys(&self) -> bool {
        match self.store.url() {
            StoreUrl::Embedded(_) => false,
            StoreUrl::Sqlite(_) | StoreUrl::Postgres(_) => true,
        }
    }

    fn entry(&self, actor: &Actor, action: AuditAction, target: Option<&User>, detail: Option<String>) -> AuditEntry {
        let (id, name) = target.map(|user| (user.id, user.username.clone())).unzip();
        AuditEntry { at: self.now(), actor: actor.clone(), action, target: id, target_name: name, detail }
    }

    /// The one way to the store for every act.
    fn commit(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        self.commit_batch(&Batch { changes, audit, keep_a_superuser: true })
    }

    /// The same for the one act that may leave no superuser.
    fn commit_without_superuser(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        self.commit_batch(&Batch { changes, audit, keep_a_superuser: false })
    }

    /// Records that something was read. Where the database itself can't be written the read is allowed all the same, for
    /// that is when a rescue is wanted, and why nothing was recorded comes back.
    fn record_read(&self, entry: AuditEntry) -> Result<Option<String>> {
        let why = self.unrecorded();
        if why.is_none() {
            self.commit(Vec::new(), vec![entry])?;
        }
        Ok(why)
    }

    /// What to say of reads that the audit log does not get to know of, for the database can't be written.
    pub fn unrecorded(&self) -> Option<String> {
        self.store.read_only().map(|why| format!("The audit log has no event of this read: {why}."))
    }

    /// Refuses where nothing may be changed.
    fn refuse_read_only(&self) -> Result<()> {
        if let Some(why) = self.store.read_only() {
            return Err(ChangeError::DatabaseReadOnly { reason: why }.into());
        }
        if self.read_only { Err(ChangeError::OpenedReadOnly.into()) } else { Ok(()) }
    }

    fn commit_batch(&self, batch: &Batch) -> Result<()> {
        self.refuse_read_only()?;
        self.concluded(self.store.commit(batch)?, batch)
    }

    /// The same without a look at the anchor, for what sets it again.
    fn commit_unanchored(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        let batch = Batch { changes, audit, keep_a_superuser: true };
        match self.store.commit(&batch)? {
            Outcome::Done => {
                self.notices.note_change();
                Ok(())
            }
            outcome => self.concluded(outcome, &batch),
        }
    }

    /// What came of a commit: what follows from it once it is done, or why it was not.
    fn concluded(&self, outcome: Outcome, batch: &Batch) -> Result<()> {
        match outcome {
            Outcome::Done => {
                if !batch.changes.is_empty() {
                    self.notices.note_change();
                }
                if !batch.audit.is_empty() {
                    self.follow_up(&batch.audit);
                }
                Ok(())
            }
            Outcome::NameTaken(name) => Err(name_taken(&name)),
            Outcome::Changed(id) => Err(self.changed_meanwhile(id, batch)),
            Outcome::KeyChanged => Err(ChangeError::KeyChanged.into()),
            Outcome::AuditHeadChanged => Err(AuditError::HeadChanged.into()),
            Outcome::LastSuperuser => Err(UserError::LastSuperuser.into()),
        }
    }

    fn changed_meanwhile(&self, id: UserId, batch: &Batch) -> Error {
        let name = batch.audit.iter().find(|entry| entry.target == Some(id)).and_then(|entry| entry.target_name.clone());
        let name = name.unwrap_or_else(|| id.to_string());
        UserError::UserChanged { username: name }.into()
    }
}

/// Deletes what processes that are gone have begun and not completed: beside the key files, and in the configuration
/// directory and its backups.
fn clear_up(settings: &Settings) {
    let config_dir = &settings.config_dir.value;
    let key_files = settings.env_file.iter().chain([&settings.dot_env]);
    key_files.for_each(|path| private::clear_up(path));
    private::clear_up_in(config_dir, |_| true);
    private::clear_up_in(&backup::folder(config_dir), |name| name.ends_with(".backup"));
}

fn name_taken(name: &str) -> Error {
    UserError::UsernameTaken { username: name.to_owned() }.into()
}
