//! A rotation on its way, with what was observed of it.

use super::journal::{Journal, Target};
use super::phase::{BoundTo, Direction, KeyPlace, Observed, Phase, Values};
use super::report::Checked;
use super::sources::KeySource;
use crate::error::Result;
use crate::model::KeyBinding;

/// A rotation on its way.
pub(super) struct Run<'a> {
    pub(super) journal: &'a Journal,
    pub(super) target: Target<'a>,
    /// The key binding at its beginning.
    pub(super) before: Option<KeyBinding>,
    pub(super) observed: Observed,
    /// The key files that may be written.
    pub(super) key_files: Vec<KeySource>,
    /// What decrypting every value showed; empty before that.
    pub(super) checked: Checked,
    pub(super) rotated: u64,
    pub(super) changed_meanwhile: u64,
}

impl<'a> Run<'a> {
    /// A rotation in one direction, of a database with this key binding. Nothing else has been observed yet.
    ///
    /// # Errors
    /// As [`Journal::target`].
    pub(super) fn new(journal: &'a Journal, direction: Direction, before: Option<KeyBinding>) -> Result<Self> {
        let target = journal.target(direction)?;
        let header = &journal.header;
        let bound_to = match &before {
            None => BoundTo::Nothing,
            Some(binding) if binding.fingerprint == header.new_fingerprint => BoundTo::New,
            Some(binding) if binding.fingerprint == header.old_fingerprint => BoundTo::Previous,
            Some(binding) if target.ring.knows(&binding.fingerprint) => BoundTo::Other,
            Some(_) => BoundTo::Unknown,
        };
        let observed = Observed {
            direction,
            bound_to,
            same_key: header.old_fingerprint == header.new_fingerprint,
            key: KeyPlace::Journal,
            key_files: None,
            values: None,
            reencrypted: false,
            clients: None,
        };
        Ok(Self {
            journal,
            target,
            before,
            observed,
            key_files: Vec::new(),
            checked: Checked::default(),
            rotated: 0,
            changed_meanwhile: 0,
        })
    }

    /// Whether it ends with the previous key.
    pub(super) fn is_rolled_back(&self) -> bool {
        self.observed.direction == Direction::Back || self.journal.header.recorded.phase == Phase::RolledBack
    }

    /// What the previous and the new key of its journal are called.
    pub(super) fn key_names(&self) -> [&'static str; 2] {
        match (self.observed.direction, self.is_rolled_back()) {
            (Direction::Back, _) => ["Previous key", "Abandoned key"],
            (Direction::Forward, true) => ["Abandoned key", "Previous key"],
            (Direction::Forward, false) => ["Previous key", "New key"],
        }
    }

    /// Notes what decrypting every value showed.
    pub(super) fn note(&mut self, checked: Checked) {
        let found = &checked.found;
        let new_key = self.target.ring.fallback_fingerprints().position(|name| name == self.journal.header.new_fingerprint);
        self.observed.values = Some(Values {
            outdated: found.fallback_total() > 0,
            new: new_key.and_then(|place| found.fallback.get(place)).is_some_and(|count| *count > 0),
            undecryptable: !found.unreadable.is_empty(),
        });
        self.checked = checked;
    }
}
