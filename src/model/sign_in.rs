//! Failed sign-ins, and the growing delay they cause.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// The delay after the first, second, … failure in a row; the last one applies to all further failures.
const WAITS_SECONDS: [i64; 8] = [1, 3, 5, 10, 30, 60, 300, 900];

/// After this time without a failure, the count starts from zero.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_hours(24);

/// Consecutive failures to sign in with one username.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInFailures {
    /// The number of failures.
    pub count: u32,
    /// The time of the last one.
    pub last_at: Timestamp,
}

impl SignInFailures {
    /// Returns the record after another failure at `now`.
    #[must_use]
    pub fn after(previous: Option<Self>, now: Timestamp) -> Self {
        let earlier = previous.filter(|p| now.duration_since(p.last_at) < FORGOTTEN_AFTER).map_or(0, |p| p.count);
        Self { count: earlier.saturating_add(1), last_at: now }
    }

    /// Returns the record with no failure after `now`. A clock that was ahead may have recorded one in the future, which must not
    /// extend the delay.
    #[must_use]
    pub fn as_of(self, now: Timestamp) -> Self {
        Self { last_at: self.last_at.min(now), ..self }
    }

    /// Returns the remaining delay, if any. A clock that is set back never extends it.
    pub fn remaining(&self, now: Timestamp) -> Option<SignedDuration> {
        let index = (self.count as usize).checked_sub(1)?.min(WAITS_SECONDS.len() - 1);
        let wait = SignedDuration::from_secs(WAITS_SECONDS[index]);
        let left = wait - now.duration_since(self.as_of(now).last_at);
        left.is_positive().then_some(left)
    }
}
