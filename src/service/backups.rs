//! The backups of rotations in the configuration directory: listed, and deleted where they are of no use any more.

use std::fs;
use std::path::PathBuf;

use super::Service;
use super::backup::{BackupFacts, facts_of, folder};
use super::rotation::journal;
use crate::error::{BackupError, Error, Result};
use crate::fs::{acting, place};
use crate::model::{Actor, AuditAction, Timestamp};
use crate::text;

/// A backup of a rotation.
#[derive(Clone, Debug)]
pub struct StoredBackup {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// What it says of itself; none if its beginning is damaged.
    pub facts: Option<BackupFacts>,
}

/// Which backups are deleted; one that both name, where both are given.
#[derive(Clone, Copy, Debug, Default)]
pub struct Prune {
    /// All but so many of the newest.
    pub keep: Option<usize>,
    /// Those from before this time.
    pub older_than: Option<Timestamp>,
}

impl Service {
    /// The backups of rotations, newest first.
    ///
    /// # Errors
    /// `NotAllowed`; `Usage` if their folder is not trusted or can't be read.
    pub fn backups(&self, actor: &Actor) -> Result<Vec<StoredBackup>> {
        self.require_superuser(actor)?;
        let settings = self.settings();
        settings.require_config_dir()?;
        let folder = folder(&settings.config_dir.value);
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
                let path = entry.path();
                found.push(StoredBackup { facts: facts_of(&path), bytes: metadata.len(), path });
            }
        }
        // Their names hold when they were written.
        found.sort_by(|a, b| b.path.cmp(&a.path));
        Ok(found)
    }

    /// Deletes backups of rotations and gives those that it deleted, or with `dry_run` would. That of a rotation that is not
    /// ended stays.
    ///
    /// # Errors
    /// As [`Service::backups`]; `NotAllowed` where nothing may be changed; `Unexpected` if one can't be deleted.
    pub fn prune_backups(&self, actor: &Actor, prune: Prune, dry_run: bool) -> Result<Vec<StoredBackup>> {
        self.refuse_read_only()?;
        let found = self.backups(actor)?;
        let needed = journal::backup_of(&self.settings())?;
        let goes = |(number, backup): &(usize, StoredBackup)| {
            let is_beyond = prune.keep.is_none_or(|keep| *number >= keep);
            let is_old = prune.older_than.is_none_or(|limit| backup.facts.as_ref().is_some_and(|facts| facts.created_at < limit));
            let is_needed = needed.as_ref().is_some_and(|needed| needed.file_name() == backup.path.file_name());
            is_beyond && is_old && !is_needed
        };
        let going: Vec<StoredBackup> = found.into_iter().enumerate().filter(goes).map(|(_, backup)| backup).collect();
        if dry_run {
            return Ok(going);
        }
        for backup in &going {
            let _acting = acting::act_in(place::folder_of(&backup.path))?;
            fs::remove_file(&backup.path)
                .map_err(|error| Error::from(BackupError::NotDeleted { path: backup.path.clone() }).because(error))?;
        }
        if !going.is_empty() && !self.is_read_only() {
            let detail = Some(text::count(going.len() as u64, "backup"));
            self.commit(Vec::new(), vec![self.entry(actor, AuditAction::BackupsPruned, None, detail)])?;
        }
        Ok(going)
    }

    /// Names the active key; none if none is set or it is unusable.
    pub fn active_fingerprint(&self) -> Option<String> {
        self.parsed_keys().ok().map(|(key, _)| key.fingerprint())
    }
}
