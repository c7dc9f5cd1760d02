//! What a person should know beside what they asked for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Notices, until a front end shows them.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    notices: Vec<String>,
    has_changed: bool,
}

impl Notices {
    /// Hands over what was not shown yet.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.noted().notices)
    }

    /// Whether something was changed, and is committed.
    pub fn has_changed(&self) -> bool {
        self.noted().has_changed
    }

    /// Remembers that something was changed.
    pub fn note_change(&self) {
        self.noted().has_changed = true;
    }

    pub(super) fn add(&self, notice: String) {
        let notices = &mut self.noted().notices;
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
