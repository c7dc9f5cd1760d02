//! The rules of the application. The command line and the console call only this layer, which decides what is allowed.

pub mod adoption;
pub mod api_keys;
pub mod audit;
pub mod backup;
pub mod backups;
pub mod bootstrap;
pub mod copy;
pub mod credentials;
pub mod decrypt_stats;
pub mod doctor;
mod generation;
mod keyring;
pub mod keys;
mod notices;
pub mod ownership;
pub mod password_files;
pub mod password_policy;
pub mod progress;
mod retry;
pub mod rotation;
pub mod rows;
pub mod session;
mod store_keys;
pub mod transfer;
pub mod user_secrets;
pub mod users;
pub mod variable_files;
pub mod variables;

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use crate::config::{Origin, Settings};
use crate::crypto::password::Scheme;
use crate::error::{AuditError, ChangeError, Error, Result, UserError};
use crate::fs::incomplete;
use crate::model::{Actor, AuditAction, AuditEntry, Capabilities, PasswordStorage, Timestamp, User, UserId};
use crate::secret::Secret;
use crate::store::{self, Batch, Change, CommitOutcome, Store};

pub use crate::store::Usage;
pub use api_keys::ApiKeyRow;
pub use audit::Verification;
pub use backup::Stop;
pub use bootstrap::{Entry, Start};
pub use notices::Notices;
pub use password_policy::Advice;
pub use session::Refusal;
pub use users::{Edit, FlagChange, NewUser, Switched, UserDetails};
pub use variables::{NewValue, Shown, VariableFilter, VariableRow};

/// The source of the current time; tests provide their own. Times are truncated to microseconds, as in Kozmoai's databases.
pub trait Clock: Send + Sync {
    /// The current time.
    fn now(&self) -> Timestamp;
}

/// The system clock.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The application: a database, the settings and a clock.
pub struct Service {
    store: Box<dyn Store>,
    /// Replaced when the secret key changes.
    settings: RwLock<Arc<Settings>>,
    clock: Box<dyn Clock>,
    read_only: bool,
    /// Failed sign-ins that cannot be written to the database.
    unwritten_failures: session::UnwrittenFailures,
    notices: Notices,
}

impl Service {
    /// Opens the database of the settings; an embedded one is created if it does not exist.
    ///
    /// # Errors
    /// `Store`: in use by another process (named), damaged, of a newer version, unreachable.
    pub fn open(settings: Arc<Settings>) -> Result<Self> {
        Self::open_unrecorded(settings).map(Self::completed)
    }

    fn completed(self) -> Self {
        self.complete_restore();
        self
    }

    /// [`Service::open`] for the restore, which records itself.
    fn open_unrecorded(settings: Arc<Settings>) -> Result<Self> {
        settings.require_store()?;
        if settings.store.origin == Origin::Default {
            settings.create_config_dir()?;
        }
        clear_up(&settings);
        let store = store::open(&settings.store.value)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)))
    }

    /// Opens the database of the settings, which must exist.
    ///
    /// # Errors
    /// `Store`: it does not exist; else as [`Service::open`].
    pub fn open_existing(settings: Arc<Settings>) -> Result<Self> {
        settings.require_store()?;
        clear_up(&settings);
        let store = store::open_existing(&settings.store.value)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)).completed())
    }

    /// Opens the database of the settings for its audit log only, which may be damaged; see [`store::open_for_audit`].
    ///
    /// # Errors
    /// As [`Service::open_existing`].
    pub fn open_for_audit(settings: Arc<Settings>, accepting: bool) -> Result<Self> {
        settings.require_store()?;
        clear_up(&settings);
        let store = store::open_for_audit(&settings.store.value, accepting)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)).completed())
    }

    /// Creates a service for an open database.
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

    /// Collects notices here, including those so far.
    #[must_use]
    pub fn with_notices(mut self, notices: Notices) -> Self {
        notices.append(&self.notices);
        self.notices = notices;
        self
    }

    /// Messages for the user beside the result.
    pub const fn notices(&self) -> &Notices {
        &self.notices
    }

    fn notify(&self, notice: String) {
        self.notices.add(notice);
    }

    /// Refuses every change. Signing in still works; its failures are kept in memory only.
    #[must_use]
    pub fn read_only(mut self) -> Self {
        self.read_only = true;
        self
    }

    /// Whether every change is refused: by request, or because the database is not writable.
    pub fn is_read_only(&self) -> bool {
        self.read_only || self.store.read_only().is_some()
    }

    /// The current settings; a rotation changes the active key.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Activates a key; see [`Settings::with_secret_key`].
    fn activate_key(&self, key: &Secret, files: &[&Path], origin: Origin) {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        *settings = Arc::new(settings.with_secret_key(key, files, origin));
    }

    /// The current time in microseconds.
    pub fn now(&self) -> Timestamp {
        let now = self.clock.now();
        Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now)
    }

    /// Refuses everyone but the operator, the system and users who are active superusers now.
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

    /// The password hash of this database.
    fn scheme(&self) -> Scheme {
        match self.store.capabilities().passwords {
            PasswordStorage::Argon2id => Scheme::Argon2id,
            PasswordStorage::Bcrypt => Scheme::Bcrypt,
        }
    }

    /// What the database can do.
    pub fn capabilities(&self) -> Capabilities {
        self.store.capabilities()
    }

    fn entry(&self, actor: &Actor, action: AuditAction, target: Option<&User>, detail: Option<String>) -> AuditEntry {
        let (id, name) = target.map(|user| (user.id, user.username.clone())).unzip();
        AuditEntry { at: self.now(), actor: actor.clone(), action, target: id, target_name: name, detail }
    }

    /// Commits a transaction; every change goes through here.
    fn commit(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        self.commit_batch(&Batch { changes, audit, keep_a_superuser: true })
    }

    /// The same for the only change that may leave no superuser.
    fn commit_without_superuser(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        self.commit_batch(&Batch { changes, audit, keep_a_superuser: false })
    }

    /// Records a read. A database that is not writable can still be read, so that its data can be rescued; then the reason why
    /// nothing was recorded is returned.
    fn record_read(&self, entry: AuditEntry) -> Result<Option<String>> {
        let why = self.unrecorded();
        if why.is_none() {
            self.commit(Vec::new(), vec![entry])?;
        }
        Ok(why)
    }

    /// The note about reads that the audit log cannot record, since the database is not writable.
    pub fn unrecorded(&self) -> Option<String> {
        self.store.read_only().map(|why| format!("The audit log could not record this read: {why}."))
    }

    /// Refuses changes in read-only mode.
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

    /// The same without comparing the anchor, for operations that reset it.
    fn commit_unanchored(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        let batch = Batch { changes, audit, keep_a_superuser: true };
        match self.store.commit(&batch)? {
            CommitOutcome::Done => {
                self.notices.note_change();
                Ok(())
            }
            outcome => self.concluded(outcome, &batch),
        }
    }

    /// Follows up on a commit, or turns its outcome into an error.
    fn concluded(&self, outcome: CommitOutcome, batch: &Batch) -> Result<()> {
        match outcome {
            CommitOutcome::Done => {
                if !batch.changes.is_empty() {
                    self.notices.note_change();
                }
                if !batch.audit.is_empty() {
                    self.follow_up(&batch.audit);
                }
                Ok(())
            }
            CommitOutcome::NameTaken(name) => Err(name_taken(&name)),
            CommitOutcome::Changed(id) => Err(self.changed_meanwhile(id, batch)),
            CommitOutcome::KeyChanged => Err(ChangeError::KeyChanged.into()),
            CommitOutcome::AuditHeadChanged => Err(AuditError::HeadChanged.into()),
            CommitOutcome::LastSuperuser => Err(UserError::LastSuperuser.into()),
        }
    }

    fn changed_meanwhile(&self, id: UserId, batch: &Batch) -> Error {
        let name = batch.audit.iter().find(|entry| entry.target == Some(id)).and_then(|entry| entry.target_name.clone());
        let name = name.unwrap_or_else(|| id.to_string());
        UserError::UserChanged { username: name }.into()
    }
}

/// Deletes temporary files that killed processes left: next to the key files, and in the configuration directory and its
/// backups.
fn clear_up(settings: &Settings) {
    let config_dir = &settings.config_dir.value;
    let key_files = settings.env_file.iter().chain([&settings.dot_env]);
    key_files.for_each(|path| incomplete::clear_up(path));
    incomplete::clear_up_in(config_dir, |_| true);
    let backups = backup::folder(config_dir);
    incomplete::clear_up_in(&backups, |name| name.ends_with(".backup"));
    store::clear_up(&settings.store.value, &backups);
}

fn name_taken(name: &str) -> Error {
    UserError::UsernameTaken { username: name.to_owned() }.into()
}
