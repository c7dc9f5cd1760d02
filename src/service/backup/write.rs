//! Writing backups, each of which is verified before it is used.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::path::{Path, PathBuf};

use super::cancel::{CancelCheck, Stoppable, interrupted, stopped};
use super::file::{Backup, BackupFacts};
use crate::checksum::Checksum;
use crate::config::Settings;
use crate::crypto::keyring::Keyring;
use crate::error::{BackupError, Error, Problem, RestoreError, Result};
use crate::fs::{paths, private};
use crate::model::{AuditAction, AuditEntry, EncryptedValue, UserFilter};
use crate::service::decrypt_stats::DecryptStats;
use crate::service::progress::{Progress, SharedWatch, Stage, Watch};
use crate::service::{Admin, reserved};

/// What precedes the file in the audit event of a backup.
const INTO: &str = "into ";
/// The stream that a backup can be written to.
const STANDARD_OUTPUT: &str = "standard output";
/// What the interrupted backup of a rotation leaves.
const NOTHING_CHANGED: &str = "nothing was changed";
/// What an interrupted backup leaves.
const NO_BACKUP: &str = "no backup was written";
/// What a backup leaves that was interrupted while it was written to a stream.
const CUT_OFF: &str = "the backup that was written is truncated, and nothing was changed";

/// Where a rotation writes its backup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// Into `<config dir>/backups`.
    #[default]
    ConfigDir,
    /// Into this directory.
    Folder(PathBuf),
    /// No backup.
    Nowhere,
}

impl Destination {
    /// The directory.
    pub(in crate::service) fn folder(&self, settings: &Settings) -> Option<PathBuf> {
        match self {
            Self::ConfigDir => Some(settings.backup_dir()),
            Self::Folder(folder) => Some(folder.clone()),
            Self::Nowhere => None,
        }
    }
}

impl Admin<'_> {
    /// Writes a backup, also while the database is in use. The file appears once it passed the checks of a restore and is
    /// durable.
    ///
    /// # Errors
    /// `Conflict` if the file exists; `NotAllowed`; `Store`, also if the backup could not be restored; `Unexpected` if it cannot
    /// be written; `Interrupted`, and then there is no file.
    pub fn back_up(&self, path: &Path, is_cancelled: CancelCheck<'_>) -> Result<BackupFacts> {
        reserved::refuse(&self.settings(), path)?;
        let facts = self.backup_facts()?;
        let verify = &mut |backup: Backup| self.verify_backup(backup, path, is_cancelled);
        private::create_with(path, |file| {
            self.write_verified(&facts, file, path, is_cancelled, verify).map_err(|error| stopped(error, is_cancelled, NO_BACKUP))
        })?;
        self.record_backup(&path.display().to_string()).map_err(|error| {
            let kind = error.kind();
            Error::from(BackupError::NotRecorded { path: path.to_owned() }).wrapping(error).of_kind(kind)
        })?;
        Ok(facts)
    }

    /// Writes a backup to a stream, such as standard output, once it passed the checks of a restore.
    ///
    /// # Errors
    /// As [`Admin::back_up`].
    pub fn back_up_into(&self, out: &mut dyn Write, is_cancelled: CancelCheck<'_>) -> Result<BackupFacts> {
        let facts = self.backup_facts()?;
        let beside = std::env::temp_dir().join("kozmoai.backup");
        let mut scratch = private::create_unnamed(paths::folder_of(&beside))?;
        let verify = &mut |backup: Backup| self.verify_backup(backup, &beside, is_cancelled);
        let written = self.write_verified(&facts, &mut scratch, &beside, is_cancelled, verify);
        written.map_err(|error| stopped(error, is_cancelled, NO_BACKUP))?;
        let copied = scratch.rewind().and_then(|()| io::copy(&mut scratch, out)).and_then(|_| out.flush());
        copied.map_err(|error| stopped(cannot_write(STANDARD_OUTPUT).because(error), is_cancelled, CUT_OFF))?;
        self.record_backup(STANDARD_OUTPUT)?;
        Ok(facts)
    }

    fn verify_backup(&self, mut backup: Backup, beside: &Path, is_cancelled: CancelCheck<'_>) -> Result<()> {
        let total = backup.length();
        let report = |bytes| self.reporter.report(Stage::ReadingBackup, bytes, Some(total));
        let mut payload = Stoppable::new(backup.payload()?, is_cancelled).counted(&report);
        let mut visit = |_: &[EncryptedValue]| if is_cancelled() { Err(interrupted(NO_BACKUP)) } else { Ok(()) };
        self.store.verify_backup(&mut payload, beside, &mut visit).map_err(|error| {
            // Its remedy is not an earlier backup.
            if matches!(error.problem(), Problem::Restore(RestoreError::ConstraintViolated { .. })) {
                return error;
            }
            let kind = error.kind();
            Error::from(BackupError::NotVerified).wrapping(error).of_kind(kind)
        })
    }

    fn backup_facts(&self) -> Result<BackupFacts> {
        Ok(BackupFacts {
            engine: self.settings().store.value.engine().to_owned(),
            store: self.store.url().to_string(),
            created_at: self.now(),
            fingerprint: self.store.key_binding()?.map(|mark| mark.fingerprint),
            users: self.store.count_users(&UserFilter::default())?,
        })
    }

    /// Writes a backup and passes it to `verify`; temporary files are created next to `beside`.
    fn write_verified(
        &self,
        facts: &BackupFacts,
        file: &mut File,
        beside: &Path,
        is_cancelled: CancelCheck<'_>,
        verify: &mut dyn FnMut(Backup) -> Result<()>,
    ) -> Result<()> {
        let failed = |error: io::Error| cannot_write(&beside.display().to_string()).because(error);
        let reader = file.try_clone().map_err(failed)?;
        let data = &mut |out: &mut dyn Write| self.store.back_up(beside, out);
        let report = |bytes| self.reporter.report(Stage::WritingBackup, bytes, None);
        Backup::write(facts, Stoppable::new(file, is_cancelled).counted(&report), data, failed)?;
        verify(Backup::of(reader, beside)?)
    }

    fn record_backup(&self, name: &str) -> Result<()> {
        self.record_if_writable(self.entry(AuditAction::BackupWritten, None, Some(format!("{INTO}{name}"))))
    }

    /// Writes the backup of a rotation, if it is wanted, and verifies it: it has to pass the checks of a restore, and its values
    /// must be those that were found and decrypted. While other clients may change values, they are decrypted again, with
    /// the given keys. If that fails, no file appears.
    pub(in crate::service) fn verified_backup(
        &self,
        ring: &Keyring,
        destination: &Destination,
        online: bool,
        found: &DecryptStats,
        watch: Watch<'_>,
    ) -> Result<Option<PathBuf>> {
        let settings = self.settings();
        let Some(folder) = destination.folder(&settings) else { return Ok(None) };
        if *destination == Destination::ConfigDir {
            settings.require_config_dir()?;
            settings.trust.check_folder(&folder)?;
        }
        let watch = SharedWatch::new(watch, Progress { stage: Stage::BackingUp, done: 0, total: Some(found.total) });
        let report = |stage, done| if watch.report(stage, done) { Ok(()) } else { Err(interrupted(NOTHING_CHANGED)) };
        private::create_folder(&folder)?;
        let time = self.now().strftime("%Y%m%dT%H%M%S%6fZ");
        let path = paths::absolute(&folder.join(format!("kozmoai-{time}.backup")))?;
        report(Stage::BackingUp, 0)?;
        let mut facts = self.backup_facts()?;
        if facts.fingerprint.is_none() && found.fallback.first().is_some_and(|values| *values > 0) {
            // The database is not bound to a key yet, but the active one, here the first of the previous keys, decrypts its
            // values.
            facts.fingerprint = self.active_fingerprint();
        }
        let is_cancelled = || watch.is_cancelled();
        private::create_with(&path, |file| {
            let written = self.write_verified(&facts, file, &path, &is_cancelled, &mut |mut backup| {
                let (mut stored, mut decrypted) = (Checksum::default(), DecryptStats::default());
                report(Stage::VerifyingBackup, 0)?;
                self.store.verify_backup(&mut Stoppable::new(backup.payload()?, &is_cancelled), &path, &mut |values| {
                    if online {
                        decrypted.count(ring, values);
                    } else {
                        stored.add_all(values);
                    }
                    report(Stage::VerifyingBackup, stored.count() + decrypted.total)
                })?;
                if online { refuse_newly_undecryptable(&decrypted, found) } else { require_same(stored, found) }
            });
            written.map_err(|error| stopped(error, &is_cancelled, NOTHING_CHANGED))
        })?;
        self.record_backup(&path.display().to_string())?;
        Ok(Some(path))
    }
}

/// Where the backup of an audit event was written, which then existed and was verified; none for standard output.
pub(in crate::service) fn recorded_file(entry: &AuditEntry) -> Option<PathBuf> {
    let name = entry.detail.as_deref()?.strip_prefix(INTO)?;
    (name != STANDARD_OUTPUT).then(|| PathBuf::from(name))
}

fn cannot_write(name: &str) -> Error {
    BackupError::NotWritten { name: name.to_owned() }.into()
}

/// Refuses the backup of a database that nobody else uses, if it holds other values than that.
fn require_same(stored: Checksum, found: &DecryptStats) -> Result<()> {
    if stored == found.stored() { Ok(()) } else { Err(BackupError::Mismatch.into()) }
}

/// Refuses a backup with values that have become undecryptable.
fn refuse_newly_undecryptable(decrypted: &DecryptStats, found: &DecryptStats) -> Result<()> {
    let known: HashSet<_> = found.unreadable.iter().map(|value| value.place).collect();
    let unread: Vec<_> = decrypted.unreadable.iter().filter(|value| !known.contains(&value.place)).collect();
    if unread.is_empty() {
        return Ok(());
    }
    let error = Error::from(BackupError::Undecryptable { count: unread.len() as u64 });
    Err(error.details(unread.into_iter().map(ToString::to_string)))
}
