//! The application, and how it opens a database.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use super::notices::Notices;
use super::previous_sign_ins::PreviousSignIns;
use super::progress::Reporter;
use super::reserved;
use super::unwritten_failures::UnwrittenFailures;
use crate::config::{Origin, Settings};
use crate::error::Result;
use crate::fs::incomplete;
use crate::model::{Capabilities, Timestamp};
use crate::secret::Secret;
use crate::store::{self, Store};

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
        in_microseconds(Timestamp::now())
    }
}

/// A time, truncated.
fn in_microseconds(time: Timestamp) -> Timestamp {
    Timestamp::from_microsecond(time.as_microsecond()).unwrap_or(time)
}

/// The application: a database, the settings and a clock.
pub struct Service {
    pub(super) store: Box<dyn Store>,
    /// Replaced when the secret key changes.
    pub(super) settings: RwLock<Arc<Settings>>,
    pub(super) clock: Box<dyn Clock>,
    pub(super) read_only: bool,
    /// Failed sign-ins that cannot be written to the database.
    pub(super) unwritten_failures: UnwrittenFailures,
    /// The sign-ins before those of this process.
    pub(super) previous_sign_ins: PreviousSignIns,
    pub(super) notices: Notices,
    pub(super) reporter: Reporter,
}

impl Service {
    /// Opens the database of the settings; an embedded one is created if it does not exist.
    ///
    /// # Errors
    /// `Store`: in use by another process (named), damaged, of a newer version, unreachable.
    pub fn open(settings: Arc<Settings>) -> Result<Self> {
        Self::open_unrecorded(settings).map(Self::completed)
    }

    /// [`Service::open`] for the restore, which records itself.
    pub(super) fn open_unrecorded(settings: Arc<Settings>) -> Result<Self> {
        Self::open_with(settings, |settings| {
            if settings.store.origin == Origin::Default {
                settings.create_config_dir()?;
            }
            store::open(&settings.store.value)
        })
    }

    /// Opens the database of the settings, which must exist.
    ///
    /// # Errors
    /// `Store`: it does not exist; else as [`Service::open`].
    pub fn open_existing(settings: Arc<Settings>) -> Result<Self> {
        Self::open_with(settings, |settings| store::open_existing(&settings.store.value)).map(Self::completed)
    }

    /// Opens the database of the settings for its audit log only, which may be damaged; see [`store::open_for_audit`].
    ///
    /// # Errors
    /// As [`Service::open_existing`].
    pub fn open_for_audit(settings: Arc<Settings>, accepting: bool) -> Result<Self> {
        Self::open_with(settings, |settings| store::open_for_audit(&settings.store.value, accepting)).map(Self::completed)
    }

    fn open_with(settings: Arc<Settings>, open: impl FnOnce(&Settings) -> Result<Box<dyn Store>>) -> Result<Self> {
        settings.require_store()?;
        reserved::refuse_config_dir(&settings, &settings.store.value)?;
        reserved::refuse_sink(&settings)?;
        clear_up(&settings);
        let store = open(&settings)?;
        Ok(Self::new(store, settings, Box::new(SystemClock)))
    }

    fn completed(self) -> Self {
        self.complete_restore();
        self
    }

    /// Creates a service for an open database.
    pub fn new(store: Box<dyn Store>, settings: Arc<Settings>, clock: Box<dyn Clock>) -> Self {
        Self {
            store,
            settings: RwLock::new(settings),
            clock,
            read_only: false,
            unwritten_failures: UnwrittenFailures::default(),
            previous_sign_ins: PreviousSignIns::default(),
            notices: Notices::default(),
            reporter: Reporter::default(),
        }
    }

    /// Collects notices here, including those so far.
    #[must_use]
    pub fn with_notices(mut self, notices: Notices) -> Self {
        notices.append(&self.notices);
        self.notices = notices;
        self
    }

    /// Reports the progress of long operations.
    #[must_use]
    pub fn with_reporter(mut self, reporter: Reporter) -> Self {
        self.reporter = reporter;
        self
    }

    /// Messages for the user beside the result.
    pub const fn notices(&self) -> &Notices {
        &self.notices
    }

    pub(super) fn notify(&self, notice: String) {
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
    pub(super) fn activate_key(&self, key: &Secret, files: &[&Path], origin: Origin) {
        let mut settings = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        *settings = Arc::new(settings.with_secret_key(key, files, origin));
    }

    /// The current time in microseconds.
    pub fn now(&self) -> Timestamp {
        in_microseconds(self.clock.now())
    }

    /// What the database can do.
    pub fn capabilities(&self) -> Capabilities {
        self.store.capabilities()
    }
}

/// Deletes temporary files that killed processes left: next to the key files, and in the configuration directory and its
/// backups.
fn clear_up(settings: &Settings) {
    let config_dir = &settings.config_dir.value;
    let key_files = settings.env_file.iter().chain([&settings.dot_env]);
    key_files.for_each(|path| incomplete::clear_up(path));
    incomplete::clear_up_in(config_dir, |_| true);
    incomplete::clear_up_in(&settings.backup_dir(), |name| name.ends_with(".backup"));
    store::clear_up(&settings.store.value);
}
