//! A clock that tests control.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use kozmoai::service::Clock;

/// A clock whose copies share the time.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// Creates a clock that stands at a time.
    pub(crate) fn at(time: &str) -> Self {
        Self(Arc::new(Mutex::new(time.parse().unwrap())))
    }

    /// Advances the clock, or sets it back.
    pub(crate) fn advance(&self, by: SignedDuration) {
        let mut now = self.0.lock().unwrap();
        *now = now.checked_add(by).unwrap();
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }
}
