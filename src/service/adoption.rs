//! Adopting the active key: the database is bound to it, if the key of its values is lost.

use super::access::Admin;
use super::decrypt_stats::DecryptStats;
use super::progress::{Stage, Watch};
use crate::error::{Remedy, Result};
use crate::model::{AuditAction, KeyBinding};
use crate::store::{Batch, Change};
use crate::text;

/// The result of adopting the active key, or of planning that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adoption {
    /// Whether the database was bound to another key, or to none.
    pub changed: bool,
    /// The active key.
    pub fingerprint: String,
    /// The key that the database was bound to.
    pub previous: Option<KeyBinding>,
    /// The values; undecryptable ones stay as they are.
    pub stats: DecryptStats,
}

impl Admin<'_> {
    /// Returns what [`Admin::adopt_key`] would, and changes nothing.
    ///
    /// # Errors
    /// As [`Admin::adopt_key`].
    pub fn plan_adoption(&self, allow_unreadable: bool, watch: Watch<'_>) -> Result<Adoption> {
        self.refuse_read_only()?;
        let _alone = self.store.lock_plan()?;
        let (adoption, batch) = self.adoption(allow_unreadable, watch)?;
        batch.map_or(Ok(()), |batch| self.rehearse(&batch)).map(|()| adoption)
    }

    /// Binds the database to the active key. Values that it and the fallback keys cannot decrypt are left unchanged; they can be
    /// set again or deleted.
    ///
    /// # Errors
    /// `Undecryptable` if there are such values and they are not allowed; `Key`: no key is set, or a malformed one;
    /// `Resumable`: a rotation was interrupted; `NotAllowed`, `Store`.
    pub fn adopt_key(&self, allow_unreadable: bool, watch: Watch<'_>) -> Result<Adoption> {
        self.refuse_read_only()?;
        let _alone = self.store.lock_rotation()?;
        let (adoption, batch) = self.adoption(allow_unreadable, watch)?;
        if let Some(batch) = batch {
            self.commit_batch(&batch)?;
        }
        Ok(adoption)
    }

    fn adoption(&self, allow_unreadable: bool, watch: Watch<'_>) -> Result<(Adoption, Option<Batch>)> {
        self.refuse_pending_rotation()?;
        let ring = self.keyring()?;
        let before = self.store.key_binding()?;
        let stats = self.decrypt_values(&ring, Stage::Checking, None, watch)?;
        let changed = before.as_ref().is_none_or(|binding| binding.fingerprint != ring.fingerprint());
        let batch = if changed {
            if !allow_unreadable {
                self.refuse_undecryptable(&stats, Remedy::AddKeysOrAdopt)?;
            }
            let after = self.binding_to(ring.fingerprint());
            let from = before.as_ref().map_or("none", |binding| binding.fingerprint.as_str());
            let lost = text::count(stats.unreadable.len() as u64, "value");
            let detail = Some(format!("from {from} to {}, {lost} undecryptable", after.fingerprint));
            let entry = self.entry(AuditAction::SecretKeyAdopted, None, detail);
            Some(Batch::new(vec![Change::SetKeyBinding { before: before.clone(), after }], vec![entry]))
        } else {
            None
        };
        Ok((Adoption { changed, fingerprint: ring.fingerprint().to_owned(), previous: before, stats }, batch))
    }
}
