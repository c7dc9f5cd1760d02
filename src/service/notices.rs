//! What a person should know beside what they asked for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::Error;

/// Notices, until a front end shows them.
#[derive(Clone, Debug, Default)]
pub struct Notices(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    notices: Vec<Notice>,
    has_changed: bool,
}

#[derive(Debug, PartialEq, Eq)]
struct Notice {
    text: String,
    /// The code of the error that it reports.
    code: Option<&'static str>,
}

impl Notices {
    /// Takes the notices that have not been shown.
    pub fn take(&self) -> Vec<String> {
        self.take_all().into_iter().map(|notice| notice.text).collect()
    }

    /// Takes the notices, without those that report `error`, which is shown itself.
    pub fn take_besides(&self, error: Option<&Error>) -> Vec<String> {
        let code = error.map(Error::code);
        let besides = self.take_all().into_iter().filter(|notice| notice.code.is_none() || notice.code != code);
        besides.map(|notice| notice.text).collect()
    }

    fn take_all(&self) -> Vec<Notice> {
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

    pub(super) fn add(&self, text: String) {
        self.add_notice(Notice { text, code: None });
    }

    /// Adds a notice that reports an error.
    pub(super) fn add_error(&self, error: &Error) {
        let remedy = error.next_step().map(|remedy| format!(" {remedy}")).unwrap_or_default();
        self.add_notice(Notice { text: format!("{error}{remedy}"), code: Some(error.code()) });
    }

    /// Adds the notices of another list, which is empty then.
    pub(super) fn append(&self, other: &Self) {
        other.take_all().into_iter().for_each(|notice| self.add_notice(notice));
    }

    fn add_notice(&self, notice: Notice) {
        let notices = &mut self.noted().notices;
        if !notices.contains(&notice) {
            notices.push(notice);
        }
    }

    fn noted(&self) -> MutexGuard<'_, Noted> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
