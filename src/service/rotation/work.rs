//! Re-encryption of all values, which are then read back with the new key alone and compared with the values before.

use super::journal::Journal;
use crate::crypto::keyring::Keyring;
use crate::error::{Result, RotationError};
use crate::model::{AuditEntry, EncryptedValue, KeyBinding};
use crate::service::Service;
use crate::service::decrypt_stats::DecryptStats;
use crate::service::progress::{Stage, Watch, check_cancelled};
use crate::store::{Rewrite, RewriteOptions};

/// The target of a re-encryption.
pub(super) struct Goal<'a> {
    /// Its active key encrypts the values.
    pub(super) ring: &'a Keyring,
    /// The present key binding.
    pub(super) before: Option<&'a KeyBinding>,
    /// The key binding afterwards.
    pub(super) after: KeyBinding,
    /// The audit event.
    pub(super) audit: AuditEntry,
}

/// A re-encryption in progress.
struct Work<'a> {
    ring: &'a Keyring,
    /// The one key that must decrypt every value afterwards.
    alone: Keyring,
    written: DecryptStats,
    read_back: DecryptStats,
    /// The values as the check found them.
    expected: &'a DecryptStats,
    /// Other clients may change values, so sums may differ.
    lenient: bool,
    watch: Watch<'a>,
}

impl Rewrite for Work<'_> {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        self.written.count_and_reencrypt(self.ring, values);
        check_cancelled(self.watch, Stage::Reencrypting, self.written.total, Some(self.expected.total))
    }

    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()> {
        self.read_back.count(&self.alone, values);
        check_cancelled(self.watch, Stage::Verifying, self.read_back.total, Some(self.written.total))
    }

    fn before_commit(&mut self) -> Result<()> {
        let (written, read_back) = (&self.written, &self.read_back);
        if !self.lenient && !self.expected.has_same_values(written) {
            return Err(RotationError::ValuesChanged.into());
        }
        let same = read_back.has_same_values(written) && read_back.unreadable.len() == written.unreadable.len();
        // Values that other clients changed are not read back, so there can only be fewer.
        let fewer = self.lenient && read_back.unreadable.len() <= written.unreadable.len();
        if !same && !fewer {
            return Err(RotationError::ReadBackDiffers.into());
        }
        Ok(())
    }
}

impl Service {
    /// Re-encrypts every value atomically. Returns the number of re-encrypted values, and of those that other clients changed
    /// in the meantime.
    pub(super) fn reencrypt(
        &self,
        journal: &Journal,
        goal: &Goal<'_>,
        found: &DecryptStats,
        watch: Watch<'_>,
    ) -> Result<(u64, u64)> {
        let online = journal.facts.online;
        let mut work = Work {
            ring: goal.ring,
            alone: goal.ring.current_alone(),
            written: DecryptStats::default(),
            read_back: DecryptStats::default(),
            expected: found,
            lenient: online,
            watch,
        };
        let terms = RewriteOptions { before: goal.before, after: &goal.after, audit: &goal.audit, online };
        let changed = self.store.rewrite(&mut work, &terms)?;
        self.follow_up(std::slice::from_ref(&goal.audit));
        // Skipped values are not read back.
        Ok((work.read_back.current.saturating_sub(work.written.current), changed.len() as u64))
    }
}
