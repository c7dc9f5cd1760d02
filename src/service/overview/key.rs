//! The secret key: its strength, its age, and whether it decrypts anything.

use std::ops::ControlFlow;
use std::sync::Arc;

use super::recent::{MOST_EVENTS, NewestEvents, ReadBack};
use crate::error::{Error, Kind, Result};
use crate::model::{AuditAction, AuditEvent, KeyBinding, Timestamp};
use crate::service::Admin;
use crate::service::keys::{ActiveKey, Strength, active_key};
use crate::service::rotation::RotationStatus;

/// How many events the history lists.
const LISTED: usize = 20;

/// Since when the active key is in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAge {
    /// Since this event.
    Since {
        /// Its time.
        at: Timestamp,
        /// A rotation, an adoption, a correction of the key binding, or the generation of the key.
        by: AuditAction,
    },
    /// Since this time at least: the audit log has no such event after it.
    AtLeast(Timestamp),
    /// The audit log is empty, or was not read.
    Unknown,
}

/// The secret key.
#[derive(Clone, Debug)]
pub struct KeyOverview {
    /// The active key, if one is set.
    pub active: Option<ActiveKey>,
    /// Why values cannot be decrypted; none if they can.
    pub trouble: Option<Arc<Error>>,
    /// Since when it is in use; unknown if it is not the key of the database.
    pub age: KeyAge,
    /// The number of fallback keys.
    pub fallbacks: u64,
    /// The key binding of the database.
    pub binding: Option<KeyBinding>,
    /// The interrupted rotation, or one that keeps keys for other clients.
    pub rotation: Option<RotationStatus>,
}

impl KeyOverview {
    /// The fingerprint of the active key, if it is usable.
    pub fn fingerprint(&self) -> Option<&str> {
        self.usable().map(|(fingerprint, _)| fingerprint.as_str())
    }

    /// The strength of the active key, if it is usable.
    pub fn strength(&self) -> Option<Strength> {
        self.usable().map(|(_, strength)| *strength)
    }

    /// Whether it is the key of the database, as far as that is known.
    pub fn is_databases(&self) -> bool {
        let is_bound = self.binding.as_ref().is_none_or(|binding| Some(binding.fingerprint.as_str()) == self.fingerprint());
        // An interrupted rotation is no trouble of the key.
        is_bound && (self.trouble.is_none() || self.rotation.is_some())
    }

    fn usable(&self) -> Option<&(String, Strength)> {
        self.active.as_ref()?.key.as_ref().ok()
    }
}

impl Admin<'_> {
    /// The state of the secret key, without decrypting every value.
    ///
    /// # Errors
    /// `Store`.
    pub fn key_overview(&self) -> Result<KeyOverview> {
        let key = self.key_of_unknown_age()?;
        // The audit log is about the key of the database.
        let age = if key.is_databases() { self.key_age()? } else { KeyAge::Unknown };
        Ok(KeyOverview { age, ..key })
    }

    /// The same without its age, for which the audit log has to be read.
    pub(super) fn key_of_unknown_age(&self) -> Result<KeyOverview> {
        let trouble = match self.key_trouble() {
            // A database that cannot be read is no trouble of the key.
            Some(error) if error.kind() == Kind::Store => return Err(error),
            trouble => trouble,
        };
        Ok(KeyOverview {
            active: active_key(&self.settings()).ok(),
            trouble: trouble.map(Arc::new),
            age: KeyAge::Unknown,
            fallbacks: self.older_keys()?.len() as u64,
            binding: self.store.key_binding()?,
            rotation: self.rotation_status()?,
        })
    }

    /// The newest events of the secret key and of the database as a whole: rotations, adoptions, backups and restores.
    ///
    /// # Errors
    /// `Store`.
    pub fn key_history(&self) -> Result<NewestEvents> {
        let is_about_it = |event: &AuditEvent| {
            let action = event.action();
            changes_key(action) || matches!(action, AuditAction::BackupWritten | AuditAction::BackupRestored)
        };
        self.newest_matching(MOST_EVENTS, LISTED, is_about_it)
    }

    fn key_age(&self) -> Result<KeyAge> {
        let (mut age, mut oldest) = (None, None);
        let read = self.newest_events(None, &mut |event| {
            oldest = Some(event.entry.at);
            if !changes_key(event.action()) {
                return ControlFlow::Continue(());
            }
            age = Some(KeyAge::Since { at: event.entry.at, by: event.action() });
            ControlFlow::Break(())
        })?;
        let unchanged = || ReadBack::cut(read).or(oldest).map_or(KeyAge::Unknown, KeyAge::AtLeast);
        Ok(age.unwrap_or_else(unchanged))
    }
}

/// Whether another key is in use after such an event.
const fn changes_key(action: AuditAction) -> bool {
    matches!(
        action,
        AuditAction::SecretKeyRotated
            | AuditAction::RotationRolledBack
            | AuditAction::SecretKeyAdopted
            | AuditAction::KeyBindingCorrected
            | AuditAction::SecretKeyGenerated
    )
}
