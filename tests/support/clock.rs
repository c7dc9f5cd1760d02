//! A clock that goes when it is told to.

use std::sync::{Arc, Mutex};

use jiff::{SignedDuration, Timestamp};
use kozmoai::service::Clock;

/// Everyone who has a copy sees the same time.
#[derive(Clone)]
pub(crate) struct TestClock(Arc<Mutex<Timestamp>>);

impl TestClock {
    /// A clock that stands at a moment.
    pub(crate) fn at(moment: &str) -> Self {
        Self(Arc::new(Mutex::new(moment.parse().unwrap())))
    }

    /// Lets time pass, or takes it back.
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
