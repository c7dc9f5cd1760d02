//! Re-encryption of all values, which are then read back with the new key alone and compared with the values before.

use super::run::Run;
use crate::crypto::keyring::Keyring;
use crate::error::{Result, RotationError};
use crate::model::EncryptedValue;
use crate::service::access::Admin;
use crate::service::decrypt_stats::DecryptStats;
use crate::service::progress::{Stage, Watch, check_cancelled};
use crate::store::{Rewrite, RewriteOptions};

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

impl Admin<'_> {
    /// Re-encrypts every value atomically, and notes how many were, and how many other clients changed in the meantime.
    pub(super) fn reencrypt(&self, run: &mut Run<'_>, watch: Watch<'_>) -> Result<()> {
        let (header, target) = (&run.journal.header, &run.target);
        let detail = format!("from {} to {}", header.old_fingerprint, header.new_fingerprint);
        let audit = self.entry(target.action, None, Some(detail));
        let online = header.recorded.online;
        let mut work = Work {
            ring: &target.ring,
            alone: target.ring.current_alone(),
            written: DecryptStats::default(),
            read_back: DecryptStats::default(),
            expected: &run.checked.found,
            lenient: online,
            watch,
        };
        let options = RewriteOptions { before: run.before.as_ref(), after: &target.binding, audit: &audit, online };
        let changed = self.store.rewrite(&mut work, &options)?;
        self.follow_up(std::slice::from_ref(&audit));
        // Skipped values are not read back.
        run.rotated = work.read_back.current.saturating_sub(work.written.current);
        run.changed_meanwhile = changed.len() as u64;
        run.observed.reencrypt(!changed.is_empty());
        Ok(())
    }
}
