//! The result of a rotation.

use std::path::PathBuf;
use std::time::Instant;

use super::journal::JournalHeader;
use super::phase::Phase;
use crate::service::decrypt_stats::DecryptStats;

/// The result of a rotation, or of planning one.
#[derive(Clone, Debug)]
pub struct Report {
    /// The previous key.
    pub old_fingerprint: String,
    /// The new key.
    pub new_fingerprint: String,
    /// The values before the rotation; `current` counts those already encrypted with the new key.
    pub found: DecryptStats,
    /// The number of re-encrypted values.
    pub rotated: u64,
    /// The number of values that other clients changed in the meantime. They need another pass, so the rotation stays
    /// incomplete and its journal keeps their keys.
    pub changed_meanwhile: u64,
    /// What the two keys are called. A rollback is completed in the direction that it took: from the abandoned key to the previous.
    pub key_names: [&'static str; 2],
    /// Whether the previous key is the active one again: the rotation is rolled back, or was before.
    pub is_rolled_back: bool,
    /// The keys, by fingerprint, that decrypt values of the backup, and that neither the settings nor a kept key file have
    /// afterwards.
    pub only_in_backup: Vec<String>,
    /// The phase afterwards, if there is still a journal: it keeps keys for other clients, which may still encrypt with them.
    pub phase: Option<Phase>,
    /// The number of values in the data of flows that look encrypted; a rotation leaves them alone.
    pub in_flows: u64,
    /// Whether the database is of a newer generation, where Generic variables are not encrypted.
    pub has_usual_plaintext: bool,
    /// The backup, if one was written; its directory, if it is only planned.
    pub backup: Option<PathBuf>,
    /// The file with the previous key, if one was requested.
    pub kept_old_key: Option<PathBuf>,
    /// What happens to earlier ciphertexts in the database.
    pub engine_note: &'static str,
    /// The files that contain the new key, or will.
    pub key_files: Vec<PathBuf>,
    /// The duration in seconds.
    pub seconds: f64,
}

/// The values of a database before its rotation.
#[derive(Default)]
pub(super) struct Checked {
    pub(super) found: DecryptStats,
    pub(super) in_flows: u64,
    pub(super) has_usual_plaintext: bool,
}

impl Report {
    /// What to keep a copy of for the backup; none if there is no backup, or every key that it needs is kept.
    pub fn copy_advice(&self) -> Option<String> {
        self.backup.as_ref()?;
        let (key, them) = match self.only_in_backup.as_slice() {
            [] => return None,
            [_] => ("key", "it"),
            [..] => ("keys", "them"),
        };
        let keys = self.only_in_backup.join(" and ");
        Some(format!("Keep a copy of the {key} {keys}: the backup can be decrypted only with {them}."))
    }

    /// The report of a rotation in which nothing has been changed yet.
    pub(super) fn planned(header: &JournalHeader, checked: Checked, begin: Instant) -> Self {
        let Checked { found, in_flows, has_usual_plaintext } = checked;
        Self {
            old_fingerprint: header.old_fingerprint.clone(),
            new_fingerprint: header.new_fingerprint.clone(),
            rotated: found.fallback_total(),
            found,
            changed_meanwhile: 0,
            key_names: ["Previous key", "New key"],
            is_rolled_back: false,
            only_in_backup: header.only_in_backup.clone(),
            phase: None,
            in_flows,
            has_usual_plaintext,
            backup: header.backup.clone(),
            kept_old_key: None,
            engine_note: "",
            key_files: header.sources.iter().map(|source| source.path().to_owned()).collect(),
            seconds: begin.elapsed().as_secs_f64(),
        }
    }
}
