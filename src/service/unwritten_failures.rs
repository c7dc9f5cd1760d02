//! Failed sign-ins, kept in memory where the database is not writable.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use crate::model::SignInFailures;

/// How many names have their failures kept in memory.
const MOST_UNWRITTEN: usize = 4096;

/// Failed sign-ins by name.
#[derive(Default)]
pub(super) struct UnwrittenFailures(Mutex<BTreeMap<String, SignInFailures>>);

impl UnwrittenFailures {
    pub(super) fn of(&self, username: &str) -> Option<SignInFailures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(username).copied()
    }

    pub(super) fn set(&self, username: &str, failures: Option<SignInFailures>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(failures) = failures else {
            all.remove(username);
            return;
        };
        if all.len() >= MOST_UNWRITTEN
            && !all.contains_key(username)
            && let Some(oldest) = all.iter().min_by_key(|(_, failures)| failures.last_at).map(|(name, _)| name.clone())
        {
            all.remove(&oldest);
        }
        all.insert(username.to_owned(), failures);
    }
}
