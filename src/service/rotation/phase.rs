//! The phases of a rotation, and its next step: a pure function of what the journal records and what was observed.
//!
//! ```text
//! reencrypting -> updating_key_files -+-> the journal is deleted
//!                                     +-> awaiting_clients -> the journal is deleted
//! rolled back from any of these      -+-> the journal is deleted
//!                                     +-> rolled_back ------> the journal is deleted
//! ```
//!
//! The journal records `reencrypting`, `awaiting_clients` or `rolled_back`. Whether the values are re-encrypted is observed in
//! the database, since both change in one transaction.

use serde::{Deserialize, Serialize};

/// The phase of a rotation that has a journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// No value is re-encrypted yet.
    Reencrypting,
    /// Every value is re-encrypted; the key files are updated next.
    UpdatingKeyFiles,
    /// Everything is done, and the previous keys are kept until other clients have the new one.
    AwaitingClients,
    /// The rotation is rolled back, and the new key is kept until other clients have the previous one.
    RolledBack,
}

impl Phase {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reencrypting => "re-encrypting",
            Self::UpdatingKeyFiles => "updating key files",
            Self::AwaitingClients => "awaiting clients",
            Self::RolledBack => "rolled back",
        }
    }

    /// Whether the journal only keeps keys for other clients, and secrets can be used.
    pub const fn keeps_keys(self) -> bool {
        match self {
            Self::Reencrypting | Self::UpdatingKeyFiles => false,
            Self::AwaitingClients | Self::RolledBack => true,
        }
    }

    /// Whether the database is bound to the key that the rotation ends with.
    pub const fn is_reencrypted(self) -> bool {
        match self {
            Self::Reencrypting => false,
            Self::UpdatingKeyFiles | Self::AwaitingClients | Self::RolledBack => true,
        }
    }

    /// The present phase, where the journal records this one.
    pub(super) const fn observed(self, is_bound_to_new_key: bool) -> Self {
        match self {
            Self::Reencrypting if is_bound_to_new_key => Self::UpdatingKeyFiles,
            recorded => recorded,
        }
    }
}

/// The part of a journal that decides the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// The phase in which it was written.
    pub phase: Phase,
    /// Undecryptable values are left as they are.
    pub allow_unreadable: bool,
    /// Other clients may use the database meanwhile.
    pub online: bool,
    /// It includes the keys of an earlier rotation that were kept for other clients.
    pub supersedes: bool,
}

/// The direction in which a rotation continues.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the new key.
    Forward,
    /// To the previous key.
    Back,
}

/// The key that a database is bound to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundTo {
    /// None is known.
    Nothing,
    /// The new key.
    New,
    /// The previous key.
    Previous,
    /// Another key of the journal.
    Other,
    /// A key that the journal does not have.
    Unknown,
}

/// Where the key that becomes active is already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// It is the active key.
    Active,
    /// The operator gave it with the command.
    Given,
    /// Among the fallback keys of the settings.
    Fallback,
    /// In the journal alone, as far as it is known.
    Journal,
    /// In the journal alone, and no key is active.
    Unset,
}

/// The key files that may be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFiles {
    /// There is none, or they contain keys of somebody else.
    Nowhere,
    /// All contain the key.
    UpToDate,
    /// Some contain another key of the journal.
    Outdated,
}

/// What decrypting every value showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Values {
    /// Some are encrypted with another key of the journal than the one of this direction.
    pub outdated: bool,
    /// Some are encrypted with the new key.
    pub new: bool,
    /// No key of the journal decrypts some.
    pub undecryptable: bool,
}

/// What was observed; what is not known yet is observed when it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Observed {
    /// The direction of this run.
    pub direction: Direction,
    /// The key binding of the database.
    pub bound_to: BoundTo,
    /// The new key is the previous one: values of other keys are re-encrypted with it.
    pub same_key: bool,
    /// Where the key of this direction is.
    pub key: KeyPlace,
    /// The key files, once they were examined.
    pub key_files: Option<KeyFiles>,
    /// The values, once they were decrypted.
    pub values: Option<Values>,
    /// Whether this process has re-encrypted the values; those still outdated were changed meanwhile.
    pub reencrypted: bool,
    /// Whether other clients use the database at the end, once they were looked for.
    pub clients: Option<bool>,
}

impl Observed {
    /// Whether somebody else's key encrypts values. Where the journal's keys decrypt every value, a binding to another key is
    /// wrong.
    pub fn is_foreign(&self) -> bool {
        self.bound_to == BoundTo::Unknown && self.values.is_some_and(|values| values.undecryptable)
    }

    /// What re-encrypting has changed; other clients may have changed values meanwhile.
    pub fn reencrypt(&mut self, changed_meanwhile: bool) {
        self.bound_to = match self.direction {
            Direction::Forward => BoundTo::New,
            Direction::Back => BoundTo::Previous,
        };
        let undecryptable = self.values.is_some_and(|values| values.undecryptable);
        self.values = Some(Values { outdated: changed_meanwhile, new: changed_meanwhile, undecryptable });
        self.reencrypted = true;
    }
}

/// The next step of a rotation, in the order in which they are taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Examine the key files. They have to be writable, unless the others have their key already.
    ExamineKeyFiles {
        /// Whether they have to be writable.
        to_write: bool,
    },
    /// Decrypt every value.
    DecryptValues,
    /// Re-encrypt every value atomically.
    Reencrypt,
    /// Write the key into the key files.
    UpdateKeyFiles,
    /// Look for clients that began to use the database meanwhile, and may have another key.
    FindClients,
    /// Delete the journal, or replace it with one that keeps the keys. The key becomes active, unless others only waited for
    /// it.
    Finalize {
        /// Whether the journal keeps the keys.
        keeps_keys: bool,
        /// Whether the key becomes active.
        activates: bool,
    },
}

/// Why a rotation cannot continue in this direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is rolled back already.
    AlreadyRolledBack,
    /// The key that other clients must have is not active here either.
    KeyNotActive,
    /// The database is bound to a key of somebody else, and some values need it.
    RotatedSince,
    /// Some values cannot be decrypted, and are not to be left as they are.
    ValuesUndecryptable,
}

/// The next step of a rotation.
///
/// # Errors
/// Why there is none in this direction.
pub fn next_step(recorded: Recorded, observed: &Observed) -> Result<Step, Refusal> {
    let Recorded { phase, allow_unreadable, online, supersedes } = recorded;
    let Observed { direction, bound_to, key, .. } = *observed;
    if phase == Phase::RolledBack && direction == Direction::Back {
        return Err(Refusal::AlreadyRolledBack);
    }
    let is_awaited = phase.keeps_keys() && direction == Direction::Forward;
    let is_known = match key {
        KeyPlace::Active | KeyPlace::Given => true,
        // A rollback returns to the key of the values, which need not have been the active one.
        KeyPlace::Fallback => phase == Phase::RolledBack,
        KeyPlace::Journal | KeyPlace::Unset => false,
    };
    // After a rollback, or if the active key was lost, the journal may have the only copy of the key, which is then written into
    // the key files.
    let is_written = phase == Phase::RolledBack || key == KeyPlace::Unset;
    if is_awaited && !is_known && (!is_written || observed.key_files == Some(KeyFiles::Nowhere)) {
        return Err(Refusal::KeyNotActive);
    }
    let completes = is_awaited && is_known;
    let Some(key_files) = observed.key_files else { return Ok(Step::ExamineKeyFiles { to_write: !completes }) };
    let Some(values) = observed.values else { return Ok(Step::DecryptValues) };

    let is_bound = match direction {
        Direction::Forward => bound_to == BoundTo::New,
        Direction::Back => bound_to == BoundTo::Previous,
    };
    // Without a key binding, the values decide.
    let has_new = if bound_to == BoundTo::Nothing { values.new } else { bound_to == BoundTo::New };
    let nothing_to_undo = direction == Direction::Back && (observed.same_key || !has_new);
    let is_foreign = observed.is_foreign();
    if is_foreign && (phase.keeps_keys() || !nothing_to_undo) {
        return Err(Refusal::RotatedSince);
    }
    if direction == Direction::Forward && !is_bound && values.undecryptable && !allow_unreadable {
        return Err(Refusal::ValuesUndecryptable);
    }
    if !nothing_to_undo && !observed.reencrypted && (!is_bound || values.outdated) {
        return Ok(Step::Reencrypt);
    }
    if !completes && key_files == KeyFiles::Outdated {
        return Ok(Step::UpdateKeyFiles);
    }
    // The journal would have the only copy of the key.
    let is_only_copy =
        !completes && !is_foreign && key_files == KeyFiles::Nowhere && !matches!(key, KeyPlace::Active | KeyPlace::Given);
    let is_needed = match direction {
        Direction::Forward => online && (!phase.keeps_keys() || values.outdated),
        // Values that only the new key decrypts still need it, whatever the binding.
        Direction::Back => online || supersedes || values.new,
    };
    let mut keeps_keys = is_only_copy || is_needed;
    if !keeps_keys && !completes && !nothing_to_undo {
        let Some(has_come) = observed.clients else { return Ok(Step::FindClients) };
        keeps_keys = has_come;
    }
    Ok(Step::Finalize { keeps_keys, activates: !completes })
}
