//! The comparison after a copy: both databases are read again and compared field by field.

use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use std::vec::IntoIter;

use uuid::Uuid;

use super::records::{NotCopied, Records};
use crate::error::{CopyError, Error, Result};
use crate::model::{ApiKey, Folder, Variable};
use crate::service::Service;
use crate::store::{Scope, UserRecord};
use crate::{text, threads};

/// How many differences are listed.
const NAMED: usize = 20;

/// A comparison in progress.
pub(super) struct Comparison<'a> {
    to: &'a Service,
    /// The users of the source in the order of their ids, read by another thread.
    windows: Receiver<Vec<UserRecord>>,
    window: IntoIter<UserRecord>,
    next: Option<UserRecord>,
    /// The records compared.
    pub(super) records: Records,
    /// Whether the target has an active superuser with a password.
    pub(super) is_administered: bool,
    /// An active superuser there without a password.
    pub(super) without_password: Option<String>,
    /// How many users are missing.
    missing: u64,
    count: u64,
    named: Vec<String>,
}

impl<'a> Comparison<'a> {
    /// Compares the users of the source with those of the target; other users of the target are skipped. `progress` gets the
    /// number of users compared, and cancels by returning false.
    pub(super) fn of(from: &Service, to: &'a Service, progress: &mut dyn FnMut(u64) -> bool) -> Result<Self> {
        let (send, windows) = sync_channel(1);
        std::thread::scope(|scope| {
            let reading = threads::spawn_in(scope, move || {
                from.store.export_users(Scope::All, &mut |people| {
                    // The receiver is gone when the comparison failed; its error is the one to report.
                    Ok(if send.send(people).is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
                })
            })?;
            let compared = Self::with(to, windows, progress);
            let read = reading.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            compared.and_then(|compared| read.map(|()| compared))
        })
    }

    fn with(to: &'a Service, windows: Receiver<Vec<UserRecord>>, progress: &mut dyn FnMut(u64) -> bool) -> Result<Self> {
        let (window, records, named) = (Vec::new().into_iter(), Records::default(), Vec::new());
        let mut this = Self {
            to,
            windows,
            window,
            next: None,
            records,
            is_administered: false,
            without_password: None,
            missing: 0,
            count: 0,
            named,
        };
        this.advance();
        to.store.export_users(Scope::All, &mut |people| {
            people.into_iter().for_each(|person| this.compare(person));
            if progress(this.records.users) {
                Ok(ControlFlow::Continue(()))
            } else {
                Err(CopyError::ComparisonInterrupted.into())
            }
        })?;
        while let Some(missing) = this.next.take() {
            this.differs(&missing, "is missing");
            this.advance();
        }
        Ok(this)
    }

    fn advance(&mut self) {
        self.next = self.window.next();
        if self.next.is_none()
            && let Ok(window) = self.windows.recv()
        {
            self.window = window.into_iter();
            self.next = self.window.next();
        }
        self.next = self.next.take().map(|person| self.to.adapted(person, &mut NotCopied::default()));
    }

    /// Compares a user of the target.
    fn compare(&mut self, mut found: UserRecord) {
        let user = &found.user;
        if user.is_active_superuser() && user.password.as_str().is_some() {
            self.is_administered = true;
        } else if user.is_active_superuser() && self.without_password.is_none() {
            self.without_password = Some(user.username.clone());
        }
        while let Some(missing) = self.next.take_if(|next| next.user.id < found.user.id) {
            self.is_missing(&missing);
            self.advance();
        }
        let Some(mut wanted) = self.next.take_if(|next| next.user.id == found.user.id) else { return };
        self.records.add(&wanted);
        for person in [&mut wanted, &mut found] {
            person.folders.sort_by_key(|folder| folder.id);
            person.secrets.variables.sort_by_key(|variable| variable.id);
            person.secrets.api_keys.sort_by_key(|key| key.id);
        }
        if wanted != found {
            self.compare_fields(&wanted, &found);
        }
        self.advance();
    }

    fn compare_fields(&mut self, wanted: &UserRecord, found: &UserRecord) {
        let (user, other) = (&wanted.user, &found.user);
        let fields = [
            ("username", user.username == other.username),
            ("password", user.password == other.password),
            ("profile_image", user.profile_image == other.profile_image),
            ("is_active", user.is_active == other.is_active),
            ("was_deactivated", user.was_deactivated == other.was_deactivated),
            ("is_superuser", user.is_superuser == other.is_superuser),
            ("create_at", user.create_at == other.create_at),
            ("updated_at", user.updated_at == other.updated_at),
            ("last_login_at", user.last_login_at == other.last_login_at),
            ("store_api_key", wanted.secrets.store_api_key == found.secrets.store_api_key),
        ];
        for (field, _) in fields.iter().filter(|(_, is_same)| !is_same) {
            self.differs(wanted, &format!("{field} differs"));
        }
        let folder = |folder: &Folder| (folder.id.0, format!("folder \"{}\"", folder.name));
        self.compare_records(wanted, &wanted.folders, &found.folders, folder);
        let variable = |variable: &Variable| (variable.id.0, format!("variable \"{}\"", variable.name));
        self.compare_records(wanted, &wanted.secrets.variables, &found.secrets.variables, variable);
        let key = |key: &ApiKey| (key.id.0, format!("API key {}", key.id));
        self.compare_records(wanted, &wanted.secrets.api_keys, &found.secrets.api_keys, key);
    }

    /// Reports records that are missing on one side, or differ; both sides are in the order of their ids.
    fn compare_records<R: PartialEq>(
        &mut self,
        of: &UserRecord,
        wanted: &[R],
        found: &[R],
        named: impl Fn(&R) -> (Uuid, String),
    ) {
        let same_id = |record: &R, others: &[R]| {
            let (id, _) = named(record);
            others.binary_search_by_key(&id, |other| named(other).0).ok()
        };
        for record in wanted {
            let what = match same_id(record, found).map(|index| &found[index]) {
                Some(same) if same == record => continue,
                Some(_) => "differs",
                None => "is missing",
            };
            self.differs(of, &format!("{} {what}", named(record).1));
        }
        for record in found.iter().filter(|record| same_id(record, wanted).is_none()) {
            self.differs(of, &format!("{} was added", named(record).1));
        }
    }

    fn is_missing(&mut self, person: &UserRecord) {
        self.missing += 1;
        self.differs(person, "is missing");
    }

    fn differs(&mut self, of: &UserRecord, what: &str) {
        self.count += 1;
        if self.named.len() < NAMED {
            self.named.push(format!("{}: {what}", of.user.username));
        }
    }

    /// The error about differences, if there are any, after this many users were copied.
    pub(super) fn error(&mut self, copied: u64, is_new: bool) -> Option<Error> {
        // They exist in the target, but can't be told apart from the users who existed before.
        let deleted = copied.saturating_sub(self.records.users + self.missing);
        if deleted > 0 {
            self.count += deleted;
            self.named.push(format!("{}: copied, but since deleted from the source database", text::count(deleted, "user")));
        }
        if self.count == 0 {
            return None;
        }
        let count = self.count;
        let problem = if is_new { CopyError::Discarded { count } } else { CopyError::Differences { count } };
        Some(Error::from(problem).details(self.named.iter().cloned()))
    }
}
