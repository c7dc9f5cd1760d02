//! Failed sign-ins and the growing wait they cause.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// How long to wait after the first, second, … failure in a row; the last holds for all that follow.
const WAITS_SECONDS: [i64; 8] = [1, 3, 5, 10, 30, 60, 300, 900];

/// After this long without a failure, the count starts anew.
pub const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Failures in a row to sign in under one name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInFailures {
    /// How many in a row.
    pub count: u32,
    /// When the last one was.
    pub last_at: Timestamp,
}

impl SignInFailures {
    /// The record after one more failure at `now`.
    #[must_use]
    pub fn after(previous: Option<Self>, now: Timestamp) -> Self {
        let earlier = previous.filter(|p| now.duration_since(p.last_at) < FORGOTTEN_AFTER).map_or(0, |p| p.count);
        Self { count: earlier.saturating_add(1), last_at: now }
    }

    /// The same record as of `now`: a failure that a clock which was ahead put into the future happened now at the latest,
    /// so that nobody waits until then.
    #[must_use]
    pub fn as_of(self, now: Timestamp) -> Self {
        Self { last_at: self.last_at.min(now), ..self }
    }

    /// How much longer nobody may try under this name; none if one may. A clock set back never lengthens the wait.
    pub fn remaining(&self, now: Timestamp) -> Option<SignedDuration> {
        let index = (self.count as usize).checked_sub(1)?.min(WAITS_SECONDS.len() - 1);
        let wait = SignedDuration::from_secs(WAITS_SECONDS[index]);
        let left = wait - now.duration_since(self.as_of(now).last_at);
        left.is_positive().then_some(left)
    }
}
