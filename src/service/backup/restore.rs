//! Restoring backups.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::cancel::{CancelCheck, Stoppable, interrupted, stopped};
use super::file::{Backup, BackupFacts, TITLE};
use crate::config::Settings;
use crate::error::{BackupError, Error, Kind, Result};
use crate::fs::private;
use crate::model::{Actor, AuditAction, AuditEntry};
use crate::service::keys::KeyCheck;
use crate::service::{Clock, Service, SystemClock, audit};
use crate::store;

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

/// Restores a backup.
///
/// # Errors
/// `Conflict` if the database exists and `replace` is not set; `NotFound` if the file does not exist; `Store` if it is not a
/// backup, is damaged, or is of another backend; `Interrupted`, and then nothing was restored.
pub fn restore(
    settings: Arc<Settings>,
    actor: &Actor,
    path: &Path,
    replace: bool,
    is_cancelled: CancelCheck<'_>,
) -> Result<Restored> {
    put_back(settings, actor, Backup::open(path)?, path, replace, is_cancelled)
}

/// Restores a backup from a stream, such as standard input, which is stored in the configuration directory meanwhile.
///
/// # Errors
/// As [`restore`]; `Unexpected` if the stream cannot be stored.
pub fn restore_from(
    settings: Arc<Settings>,
    actor: &Actor,
    input: &mut dyn Read,
    replace: bool,
    is_cancelled: CancelCheck<'_>,
) -> Result<Restored> {
    let name = Path::new("standard input");
    let mut file = private::create_unnamed(&settings.config_dir.value)?;
    let mut keep = || -> io::Result<()> {
        let mut start = Vec::new();
        (&mut *input).take(TITLE.len() as u64).read_to_end(&mut start)?;
        file.write_all(&start)?;
        // The rest of anything but a backup is not stored: it may be endless.
        if start == TITLE.as_bytes() {
            io::copy(input, &mut file)?;
        }
        file.flush()
    };
    keep().map_err(|error| stopped(Error::from(BackupError::InputNotStored).because(error), is_cancelled, NOT_RESTORED))?;
    put_back(settings, actor, Backup::of(file, name)?, name, replace, is_cancelled)
}

fn put_back(
    settings: Arc<Settings>,
    actor: &Actor,
    mut backup: Backup,
    path: &Path,
    replace: bool,
    is_cancelled: CancelCheck<'_>,
) -> Result<Restored> {
    let (facts, engine) = (backup.facts.clone(), settings.store.value.engine());
    if facts.engine != engine {
        let (path, database) = (path.to_owned(), settings.store.value.to_string());
        return Err(BackupError::OtherBackend { path, backend: facts.engine, database, wanted: engine }.into());
    }
    let before = Service::anchored_before(&settings).map(|before| format!("; {before}")).unwrap_or_default();
    let detail = Some(format!("from {} of {:.0}{before}", path.display(), facts.created_at));
    let at = SystemClock.now();
    let entry =
        AuditEntry { at, actor: actor.clone(), action: AuditAction::BackupRestored, target: None, target_name: None, detail };
    let mut unexpected = None;
    let mut placing = |head| unexpected = Service::expect_restore(&settings, head, entry.clone()).err();
    let mut payload = Stoppable::new(backup.payload()?, is_cancelled);
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
    if let Some(error) = unexpected {
        service.notify(audit::unanchored(&error));
    }
    service.record_restore(entry).map_err(|error| failed(error, "its audit log could not record that"))?;
    service.weakness().into_iter().for_each(|weakness| service.notify(weakness));
    let check = match service.parsed_keys() {
        Ok(_) => match service.admin(actor).and_then(|admin| admin.check_keys(&mut |_| !is_cancelled())) {
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
