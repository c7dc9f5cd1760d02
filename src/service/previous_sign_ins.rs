//! The sign-ins before those of this process: a sign-in replaces the time of the one before.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::{Timestamp, UserId};

/// The previous sign-in of each user who signed in here.
#[derive(Default)]
pub(super) struct PreviousSignIns(Mutex<BTreeMap<UserId, Option<Timestamp>>>);

impl PreviousSignIns {
    /// The sign-in before the one here; none if the user did not sign in here.
    pub(super) fn of(&self, user: UserId) -> Option<Option<Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&user).copied()
    }

    pub(super) fn set(&self, user: UserId, previous: Option<Timestamp>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(user, previous);
    }
}
