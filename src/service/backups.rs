//! The backups of rotations in the configuration directory: listed and pruned.

use std::fs;
use std::path::{Path, PathBuf};

use super::Admin;
use super::backup::{BackupFacts, facts_of};
use super::rotation::journal;
use crate::error::{BackupError, CommandError, Error, Result};
use crate::fs::{impersonation, paths};
use crate::model::{AuditAction, Timestamp, time};
use crate::text;

/// How many backups are opened to find one of a database: several databases may share a configuration directory.
const MOST_EXAMINED: usize = 20;

/// A backup of a rotation.
#[derive(Clone, Debug)]
pub struct StoredBackup {
    /// The file.
    pub path: PathBuf,
    /// The size in bytes.
    pub bytes: u64,
    /// Its description; none if that is damaged.
    pub facts: Option<BackupFacts>,
}

impl StoredBackup {
    fn at((path, bytes): (PathBuf, u64)) -> Self {
        Self { facts: facts_of(&path), bytes, path }
    }

    /// Whether this is the backup at a path, which another spelling of the directory may lead to.
    fn is_at(&self, path: Option<&Path>) -> bool {
        path.is_some_and(|path| path.file_name() == self.path.file_name())
    }
}

/// Which backups are deleted: those that match all limits given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prune {
    /// Keep this many of the newest.
    pub keep: Option<usize>,
    /// Delete those from before this time.
    pub older_than: Option<Timestamp>,
}

impl Prune {
    /// Reads the limits as they are typed; an empty one does not limit.
    ///
    /// # Errors
    /// `Usage` if one is malformed, or none is given.
    pub fn parse(keep: &str, older_than: &str, now: Timestamp) -> Result<Self> {
        let [keep, older_than] = [keep, older_than].map(|text| Some(text.trim()).filter(|text| !text.is_empty()));
        let number = |text: &str| text.parse().map_err(|_| BackupError::KeepInvalid { text: text.to_owned() });
        let limit = |text: &str| time::parse_past(now, text).ok_or_else(|| BackupError::AgeInvalid { text: text.to_owned() });
        if keep.is_none() && older_than.is_none() {
            return Err(CommandError::PruneLimitMissing.into());
        }
        Ok(Self { keep: keep.map(number).transpose()?, older_than: older_than.map(limit).transpose()? })
    }
}

impl Admin<'_> {
    /// The backups of rotations, newest first.
    ///
    /// # Errors
    /// `NotAllowed`; `Usage` if their directory is not trusted or cannot be read.
    pub fn backups(&self) -> Result<Vec<StoredBackup>> {
        Ok(self.backup_files()?.into_iter().map(StoredBackup::at).collect())
    }

    /// The files of the backups of rotations with their sizes, newest first.
    fn backup_files(&self) -> Result<Vec<(PathBuf, u64)>> {
        let settings = self.settings();
        settings.require_config_dir()?;
        let folder = settings.backup_dir();
        settings.trust.check_folder(&folder)?;
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => {
                return Err(Error::from(BackupError::DirectoryNotReadable { path: folder }).because(error));
            }
        };
        let mut found = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let is_ours = name.to_str().is_some_and(|name| name.starts_with("kozmoai-") && name.ends_with(".backup"));
            if let Ok(metadata) = entry.metadata()
                && is_ours
                && metadata.is_file()
            {
                found.push((entry.path(), metadata.len()));
            }
        }
        // Their names contain the time of creation.
        found.sort_by(|a, b| b.cmp(a));
        Ok(found)
    }

    /// The newest backup of a rotation of this database, among the newest ones.
    ///
    /// # Errors
    /// As [`Admin::backups`].
    pub(super) fn newest_backup(&self) -> Result<Option<StoredBackup>> {
        let url = self.store.url().to_string();
        let mut newest = self.backup_files()?.into_iter().take(MOST_EXAMINED).map(StoredBackup::at);
        Ok(newest.find(|backup| backup.facts.as_ref().is_some_and(|facts| facts.store == url)))
    }

    /// The backup of an interrupted rotation, which is never pruned.
    ///
    /// # Errors
    /// `Store` if the journal of the rotation cannot be read.
    pub fn backup_in_use(&self) -> Result<Option<PathBuf>> {
        journal::backup_of(&self.settings())
    }

    /// The backups of rotations within these limits, except that of an interrupted one.
    ///
    /// # Errors
    /// As [`Admin::backups`]; `NotAllowed` in read-only mode.
    pub fn prunable_backups(&self, prune: Prune) -> Result<Vec<StoredBackup>> {
        self.refuse_read_only()?;
        let found = self.backups()?;
        let in_use = self.backup_in_use()?;
        let is_pruned = |(number, backup): &(usize, StoredBackup)| {
            let is_beyond = prune.keep.is_none_or(|keep| *number >= keep);
            let is_old = prune.older_than.is_none_or(|limit| backup.facts.as_ref().is_some_and(|facts| facts.created_at < limit));
            is_beyond && is_old && !backup.is_at(in_use.as_deref())
        };
        Ok(found.into_iter().enumerate().filter(is_pruned).map(|(_, backup)| backup).collect())
    }

    /// Deletes these backups of rotations, and returns those that it deleted: not those that are gone, or in use since.
    ///
    /// # Errors
    /// As [`Admin::backups`]; `NotAllowed` in read-only mode; `Unexpected` if one cannot be deleted.
    pub fn delete_backups(&self, mut backups: Vec<StoredBackup>) -> Result<Vec<StoredBackup>> {
        self.refuse_read_only()?;
        let (present, in_use) = (self.backup_files()?, self.backup_in_use()?);
        backups.retain(|backup| present.iter().any(|(path, _)| *path == backup.path) && !backup.is_at(in_use.as_deref()));
        for backup in &backups {
            let _impersonation = impersonation::as_owner_of(paths::folder_of(&backup.path))?;
            fs::remove_file(&backup.path)
                .map_err(|error| Error::from(BackupError::NotDeleted { path: backup.path.clone() }).because(error))?;
        }
        if !backups.is_empty() {
            let detail = Some(text::count(backups.len() as u64, "backup"));
            self.record_if_writable(self.entry(AuditAction::BackupsPruned, None, detail))?;
        }
        Ok(backups)
    }

    /// The fingerprint of the active key; none if it is unset or unusable.
    pub fn active_fingerprint(&self) -> Option<String> {
        self.parsed_keys().ok().map(|(key, _)| key.fingerprint())
    }
}
