//! Re-encryption of all values. The new ones are decrypted with the new key alone, compared with the values before, and read back
//! from the database.

use super::run::Run;
use crate::checksum::Checksum;
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
    /// The values before.
    written: DecryptStats,
    /// The new values, decrypted with that key.
    proven: DecryptStats,
    /// The values as they are stored afterwards; unused where other clients may change some.
    stored: Checksum,
    /// The values as the check found them.
    expected: &'a DecryptStats,
    /// Other clients may change values, so sums may differ, and each value that is read back is decrypted instead.
    lenient: bool,
    watch: Watch<'a>,
}

impl Rewrite for Work<'_> {
    fn change(&mut self, values: &mut [EncryptedValue]) -> Result<()> {
        self.written.count_and_reencrypt(self.ring, values);
        if !self.lenient {
            self.proven.count(&self.alone, values);
        }
        check_cancelled(self.watch, Stage::Reencrypting, self.written.total, Some(self.expected.total))
    }

    fn verify(&mut self, values: &[EncryptedValue]) -> Result<()> {
        if self.lenient {
            self.proven.count(&self.alone, values);
        } else {
            self.stored.add_all(values);
        }
        let verified = if self.lenient { self.proven.total } else { self.stored.count() };
        check_cancelled(self.watch, Stage::Verifying, verified, Some(self.written.total))
    }

    fn before_commit(&mut self) -> Result<()> {
        let (written, proven) = (&self.written, &self.proven);
        if !self.lenient && !self.expected.has_same_values(written) {
            return Err(RotationError::ValuesChanged.into());
        }
        let is_proven = if self.lenient {
            // Values that other clients changed are not read back, so there can only be fewer.
            proven.unreadable.len() <= written.unreadable.len()
        } else {
            proven.has_same_values(written)
                && proven.unreadable.len() == written.unreadable.len()
                && proven.stored() == self.stored
        };
        if !is_proven {
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
            proven: DecryptStats::default(),
            stored: Checksum::default(),
            expected: &run.checked.found,
            lenient: online,
            watch,
        };
        let options = RewriteOptions { before: run.before.as_ref(), after: &target.binding, audit: &audit, online };
        let changed = self.store.rewrite(&mut work, &options)?;
        self.follow_up(std::slice::from_ref(&audit));
        // Skipped values are not read back.
        run.rotated = work.proven.current.saturating_sub(work.written.current);
        run.changed_meanwhile = changed.len() as u64;
        run.observed.reencrypt(!changed.is_empty());
        Ok(())
    }
}
