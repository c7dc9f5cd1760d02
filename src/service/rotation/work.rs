//! The work on all values: re-encrypted, read back under the new key alone, held against what was found before.

use super::journal::Journal;
use super::tally::Tally;
use super::{Stage, Watch, told};
use crate::crypto::keyring::Keyring;
use crate::error::{Error, Kind, Result};
use crate::model::{AuditEntry, KeyMark, Value};
use crate::service::Service;
use crate::store::{Rewrite, Terms};

/// Where the values are to be brought.
pub(super) struct Goal<'a> {
    /// Its current key is the one that they go under.
    pub(super) ring: &'a Keyring,
    /// What the store remembers now.
    pub(super) before: Option<&'a KeyMark>,
    /// What it remembers afterwards.
    pub(super) after: KeyMark,
    /// What the audit log says of it.
    pub(super) audit: AuditEntry,
}

/// The work on all values: re-encrypted, read back, held against what was found before.
struct Work<'a> {
    ring: &'a Keyring,
    /// The key that every value must open under afterwards, and no other.
    alone: Keyring,
    written: Tally,
    read_back: Tally,
    /// What the check found, which must still be so.
    expected: &'a Tally,
    /// Others change values meanwhile, so that sums may differ.
    lenient: bool,
    watch: Watch<'a>,
}

impl Rewrite for Work<'_> {
    fn change(&mut self, values: &mut [Value]) -> Result<()> {
        self.written.count_and_reseal(self.ring, values);
        told(self.watch, Stage::Reencrypting, self.written.total, Some(self.expected.total))
    }

    fn verify(&mut self, values: &[Value]) -> Result<()> {
        self.read_back.count(&self.alone, values);
        told(self.watch, Stage::Verifying, self.read_back.total, Some(self.written.total))
    }

    fn conclude(&mut self) -> Result<()> {
        let (written, read_back) = (&self.written, &self.read_back);
        if !self.lenient && !self.expected.holds_the_same_as(written) {
            return Err(Error::new(Kind::Conflict, "Values were changed while they were rotated; the store was left as it was.")
                .hint("See that nobody else works on it, then try again."));
        }
        let same = read_back.holds_the_same_as(written) && read_back.unreadable.len() == written.unreadable.len();
        // Of what others changed meanwhile nothing is read back, so there can only be less.
        let less = self.lenient && read_back.unreadable.len() <= written.unreadable.len();
        if !same && !less {
            return Err(Error::new(
                Kind::Store,
                "Values read back otherwise than they were written; the store was left as it was.",
            )
            .hint("Look at the disk and the memory of this machine; `kozmoai rotate rollback` closes the rotation."));
        }
        Ok(())
    }
}

impl Service {
    /// Brings every value under the goal's key, in one act, and gives how many values were, and how many someone else
    /// changed meanwhile.
    pub(super) fn reencrypt(&self, journal: &Journal, goal: &Goal<'_>, found: &Tally, watch: Watch<'_>) -> Result<(u64, u64)> {
        let online = journal.facts.online;
        let mut work = Work {
            ring: goal.ring,
            alone: goal.ring.current_alone(),
            written: Tally::default(),
            read_back: Tally::default(),
            expected: found,
            lenient: online,
            watch,
        };
        let terms = Terms { before: goal.before, after: &goal.after, audit: &goal.audit, online };
        let changed = self.store.rewrite(&mut work, &terms)?;
        self.follow_up(std::slice::from_ref(&goal.audit));
        // What was left is not read back.
        Ok((work.read_back.current.saturating_sub(work.written.current), changed.len() as u64))
    }
}
