//! Restoring backups.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cancel::{RestoreWatch, Stoppable, interrupted, stopped};
use super::file::{Backup, BackupFacts, TITLE};
use crate::config::Settings;
use crate::error::{BackupError, Error, Kind, Result};
use crate::fs::private;
use crate::model::{Actor, AuditAction, AuditEntry};
use crate::service::decrypt_stats::DecryptStats;
use crate::service::keys::KeyCheck;
use crate::service::progress::{Progress, Stage};
use crate::service::{Clock, Service, SystemClock, keyring, reserved};
use crate::store;

/// What messages call a backup that is read from a stream.
const STANDARD_INPUT: &str = "standard input";
/// What an interrupted restore leaves.
const NOT_RESTORED: &str = "nothing was restored";

/// The result of a restore.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The description of the backup.
    pub facts: BackupFacts,
    /// Where the replaced database is kept, if there was one.
    pub replaced: Option<PathBuf>,
    /// Which key decrypts the restored values; none without a usable key.
    pub check: Option<KeyCheck>,
    /// Whether that check was interrupted.
    pub is_check_interrupted: bool,
    /// Messages for the user.
    pub notices: Vec<String>,
}

/// Is shown the description of a backup before anything is replaced; an error of it ends the restore.
pub type ConfirmRestore<'a> = &'a mut dyn FnMut(&BackupFacts) -> Result<()>;

/// Whether and how a restore replaces the present database.
pub enum Replacement<'a> {
    /// A database that exists is refused.
    Refused,
    /// A database that exists is replaced, once this has confirmed it.
    Allowed(ConfirmRestore<'a>),
}

/// Restores a backup.
///
/// # Errors
/// Those of the confirmation; `Conflict` if the database exists and must not be replaced; `NotFound` if the file does not exist; `Store` if it is not a
/// backup, is damaged, or is of another backend, or the audit anchor can't be prepared; `Interrupted`, and then nothing was
/// restored.
pub fn restore(
    settings: Arc<Settings>,
    actor: &Actor,
    path: &Path,
    replacement: Replacement<'_>,
    watch: RestoreWatch<'_>,
) -> Result<Restored> {
    put_back(settings, actor, opened(path, watch)?, path, replacement, watch)
}

/// Restores a backup from a stream, such as standard input, which is stored in the configuration directory meanwhile.
///
/// # Errors
/// As [`restore`]; `Unexpected` if the stream cannot be stored.
pub fn restore_from(
    settings: Arc<Settings>,
    actor: &Actor,
    input: &mut dyn Read,
    replacement: Replacement<'_>,
    watch: RestoreWatch<'_>,
) -> Result<Restored> {
    let backup = stored(&settings.config_dir.value, input, watch)?;
    put_back(settings, actor, backup, Path::new(STANDARD_INPUT), replacement, watch)
}

/// Returns what [`restore`] would, and changes nothing.
///
/// # Errors
/// Those of [`restore`].
pub fn plan_restore(settings: &Settings, path: &Path, replace: bool, watch: RestoreWatch<'_>) -> Result<Restored> {
    plan(settings, opened(path, watch)?, path, replace, watch)
}

/// Returns what [`restore_from`] would, and changes nothing.
///
/// # Errors
/// Those of [`restore_from`].
pub fn plan_restore_from(settings: &Settings, input: &mut dyn Read, replace: bool, watch: RestoreWatch<'_>) -> Result<Restored> {
    let backup = stored(&std::env::temp_dir(), input, watch)?;
    plan(settings, backup, Path::new(STANDARD_INPUT), replace, watch)
}

/// A backup in a file, whose checksum is verified.
fn opened(path: &Path, watch: RestoreWatch<'_>) -> Result<Backup> {
    if watch(Progress { stage: Stage::ReadingBackup, done: 0, total: None }) {
        Backup::open(path)
    } else {
        Err(interrupted(NOT_RESTORED))
    }
}

/// A backup from a stream, in a file without a name.
fn stored(folder: &Path, input: &mut dyn Read, watch: RestoreWatch<'_>) -> Result<Backup> {
    let mut file = private::create_unnamed(folder)?;
    let passed = AtomicU64::new(0);
    let is_cancelled = || !watch(Progress { stage: Stage::ReceivingBackup, done: passed.load(Ordering::Relaxed), total: None });
    let count = |bytes| passed.store(bytes, Ordering::Relaxed);
    let mut input = Stoppable::new(input, &is_cancelled).counted(&count);
    let mut keep = || -> io::Result<()> {
        let mut start = Vec::new();
        (&mut input).take(TITLE.len() as u64).read_to_end(&mut start)?;
        file.write_all(&start)?;
        // The rest of anything but a backup is not stored: it may be endless.
        if start == TITLE.as_bytes() {
            io::copy(&mut input, &mut file)?;
        }
        file.flush()
    };
    keep().map_err(|error| stopped(Error::from(BackupError::InputNotStored).because(error), &is_cancelled, NOT_RESTORED))?;
    Backup::of(file, Path::new(STANDARD_INPUT))
}

fn plan(settings: &Settings, mut backup: Backup, path: &Path, replace: bool, watch: RestoreWatch<'_>) -> Result<Restored> {
    reserved::refuse_config_dir(settings, &settings.store.value)?;
    require_same_backend(settings, &backup, path)?;
    let (facts, ring, mut stats) = (backup.facts.clone(), keyring::of_settings(settings).ok(), DecryptStats::default());
    let (passed, total) = (AtomicU64::new(0), Some(backup.length()));
    let is_cancelled = || !watch(Progress { stage: Stage::Restoring, done: passed.load(Ordering::Relaxed), total });
    let count = |bytes| passed.store(bytes, Ordering::Relaxed);
    let mut payload = Stoppable::new(backup.payload()?, &is_cancelled).counted(&count);
    let planned = store::plan_restore(&settings.store.value, &mut payload, replace, &mut |values| {
        if let Some(ring) = &ring {
            stats.count(ring, values);
        }
        if is_cancelled() { Err(interrupted(NOT_RESTORED)) } else { Ok(()) }
    });
    let replaced = planned.map_err(|error| if payload.has_ended { interrupted(NOT_RESTORED) } else { error })?;
    let check = ring.map(|ring| KeyCheck::of_values(&ring, stats));
    Ok(Restored { facts, replaced, check, is_check_interrupted: false, notices: Vec::new() })
}

/// Refuses a backup of another backend than the database's.
fn require_same_backend(settings: &Settings, backup: &Backup, path: &Path) -> Result<()> {
    let (facts, engine) = (&backup.facts, settings.store.value.engine());
    if facts.engine == engine {
        return Ok(());
    }
    let (path, database) = (path.to_owned(), settings.store.value.to_string());
    Err(BackupError::OtherBackend { path, backend: facts.engine.clone(), database, wanted: engine }.into())
}

fn put_back(
    settings: Arc<Settings>,
    actor: &Actor,
    mut backup: Backup,
    path: &Path,
    replacement: Replacement<'_>,
    watch: RestoreWatch<'_>,
) -> Result<Restored> {
    reserved::refuse_config_dir(&settings, &settings.store.value)?;
    require_same_backend(&settings, &backup, path)?;
    let facts = backup.facts.clone();
    let replace = match replacement {
        Replacement::Refused => false,
        Replacement::Allowed(confirm) => confirm(&facts).map(|()| true)?,
    };
    let before = Service::anchored_before(&settings).map(|before| format!("; {before}")).unwrap_or_default();
    let detail = Some(format!("from {} of {:.0}{before}", path.display(), facts.created_at));
    let at = SystemClock.now();
    let entry =
        AuditEntry { at, actor: actor.clone(), action: AuditAction::BackupRestored, target: None, target_name: None, detail };
    let mut unexpected = None;
    let mut placing = |head| Service::expect_restore(&settings, head, entry.clone()).map(|notice| unexpected = notice);
    let (passed, total) = (AtomicU64::new(0), Some(backup.length()));
    let is_cancelled = || !watch(Progress { stage: Stage::Restoring, done: passed.load(Ordering::Relaxed), total });
    let count = |bytes| passed.store(bytes, Ordering::Relaxed);
    let mut payload = Stoppable::new(backup.payload()?, &is_cancelled).counted(&count);
    let restored = store::restore(&settings.store.value, &mut payload, replace, &mut placing);
    // A failure after the last byte was read is not an interruption.
    let replaced = restored.map_err(|error| if payload.has_ended { interrupted(NOT_RESTORED) } else { error })?;
    // The database is already replaced, even if one of the following steps fails.
    let failed = |error: Error, failure: &'static str| {
        let kind = error.kind();
        let problem = BackupError::RestoredWithError { path: path.to_owned(), replaced: replaced.clone(), failure };
        Error::from(problem).wrapping(error).of_kind(kind)
    };
    let service = Service::open_unrecorded(settings).map_err(|error| failed(error, "cannot be opened"))?;
    unexpected.into_iter().for_each(|notice| service.notify(notice));
    service.record_restore(entry).map_err(|error| failed(error, "its audit log could not record that"))?;
    service.weakness().into_iter().for_each(|weakness| service.notify(weakness));
    service.notify_of_rotation();
    let check = match service.parsed_keys() {
        Ok(_) => match service.admin(actor).and_then(|admin| admin.check_keys(&mut |progress| watch(progress))) {
            Ok(check) => Some(check),
            Err(error) if error.kind() == Kind::Interrupted => None,
            Err(error) => return Err(failed(error, "its values could not be read")),
        },
        Err(error) => {
            if error.kind() != Kind::Key {
                service.notify(format!("Its values could not be checked: {error}"));
            }
            None
        }
    };
    let is_check_interrupted = check.is_none() && is_cancelled();
    Ok(Restored { facts, replaced, check, is_check_interrupted, notices: service.notices.take() })
}
