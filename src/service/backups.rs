//! The backups of rotations in the configuration directory: listed and pruned.

use std::fs;
use std::path::PathBuf;

use super::Admin;
use super::backup::{BackupFacts, facts_of};
use super::rotation::journal;
use crate::error::{BackupError, Error, Result};
use crate::fs::{impersonation, paths};
use crate::model::{AuditAction, Timestamp};
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
}

/// Which backups are deleted: those that match all limits given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prune {
    /// Keep this many of the newest.
    pub keep: Option<usize>,
    /// Delete those from before this time.
    pub older_than: Option<Timestamp>,
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

    /// Deletes backups of rotations, except that of an interrupted one, and returns those that it deleted, or with `dry_run`
    /// would delete.
    ///
    /// # Errors
    /// As [`Admin::backups`]; `NotAllowed` in read-only mode; `Unexpected` if one cannot be deleted.
    pub fn prune_backups(&self, prune: Prune, dry_run: bool) -> Result<Vec<StoredBackup>> {
        self.refuse_read_only()?;
        let found = self.backups()?;
        let in_use = journal::backup_of(&self.settings())?;
        let is_pruned = |(number, backup): &(usize, StoredBackup)| {
            let is_beyond = prune.keep.is_none_or(|keep| *number >= keep);
            let is_old = prune.older_than.is_none_or(|limit| backup.facts.as_ref().is_some_and(|facts| facts.created_at < limit));
            let is_in_use = in_use.as_ref().is_some_and(|in_use| in_use.file_name() == backup.path.file_name());
            is_beyond && is_old && !is_in_use
        };
        let pruned: Vec<StoredBackup> = found.into_iter().enumerate().filter(is_pruned).map(|(_, backup)| backup).collect();
        if dry_run {
            return Ok(pruned);
        }
        for backup in &pruned {
            let _impersonation = impersonation::as_owner_of(paths::folder_of(&backup.path))?;
            fs::remove_file(&backup.path)
                .map_err(|error| Error::from(BackupError::NotDeleted { path: backup.path.clone() }).because(error))?;
        }
        if !pruned.is_empty() {
            let detail = Some(text::count(pruned.len() as u64, "backup"));
            self.record_if_writable(self.entry(AuditAction::BackupsPruned, None, detail))?;
        }
        Ok(pruned)
    }

    /// The fingerprint of the active key; none if it is unset or unusable.
    pub fn active_fingerprint(&self) -> Option<String> {
        self.parsed_keys().ok().map(|(key, _)| key.fingerprint())
    }
}
