//! Failed sign-ins, and the history of the account that is signed in.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use jiff::SignedDuration;

use super::recent::ReadBack;
use crate::error::{Result, UserError};
use crate::model::{AuditAction, Timestamp, UserId};
use crate::service::{Account, Admin};

/// How many hours are counted.
const HOURS: usize = 24;
/// How many names are listed.
const MOST_NAMES: usize = 20;

/// The failed sign-ins of the last 24 hours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedSignIns {
    /// The end of the last hour: the time at which they were counted.
    pub until: Timestamp,
    /// Their number in each hour, oldest first.
    pub hours: [u64; HOURS],
    /// All of them.
    pub total: u64,
    /// The users that were tried most often, at most 20.
    pub names: Vec<FailedName>,
    /// How many other users were tried.
    pub more_names: u64,
    /// The number under names that do not exist. Those are not recorded: they may be passwords.
    pub unknown_names: u64,
    /// The time from which they are counted, if there are too many events to read all.
    pub cut: Option<Timestamp>,
}

/// A user under whose name sign-ins failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedName {
    /// The user, who may have been deleted since.
    pub user: UserId,
    /// The name at the last failure.
    pub username: String,
    /// The number of failures.
    pub count: u64,
    /// The time of the last one.
    pub last: Timestamp,
}

/// The sign-ins of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInHistory {
    /// The sign-in before this one, also to Kozmoai; none if this is the first.
    pub previous: Option<Timestamp>,
    /// The number of sign-ins that failed since then.
    pub failures_since: u64,
    /// The time from which they are counted, if there are too many events to read all.
    pub cut: Option<Timestamp>,
}

impl Admin<'_> {
    /// The failed sign-ins of the last 24 hours. Only the events since then are read.
    ///
    /// # Errors
    /// `Store`.
    pub fn failed_sign_ins(&self) -> Result<FailedSignIns> {
        let until = self.now();
        let since = until.checked_sub(SignedDuration::from_hours(HOURS as i64)).unwrap_or(Timestamp::MIN);
        let mut names: BTreeMap<UserId, FailedName> = BTreeMap::new();
        let (mut hours, mut total, mut unknown_names) = ([0; HOURS], 0, 0);
        let read = self.newest_events(Some(since), &mut |event| {
            let entry = &event.entry;
            if !entry.action.is_failure() || entry.at <= since {
                return ControlFlow::Continue(());
            }
            // A clock that was ahead recorded times that are still to come.
            let ago = usize::try_from(until.duration_since(entry.at).as_hours()).unwrap_or(0);
            hours[HOURS - 1 - ago.min(HOURS - 1)] += 1;
            total += 1;
            match (entry.target, &entry.target_name) {
                (Some(user), Some(username)) => {
                    let new = || FailedName { user, username: username.clone(), count: 0, last: entry.at };
                    names.entry(user).or_insert_with(new).count += 1;
                }
                _ => unknown_names += 1,
            }
            ControlFlow::Continue(())
        })?;
        let mut names: Vec<FailedName> = names.into_values().collect();
        names.sort_by(|a, b| (b.count, b.last).cmp(&(a.count, a.last)).then_with(|| a.username.cmp(&b.username)));
        let more_names = names.len().saturating_sub(MOST_NAMES) as u64;
        names.truncate(MOST_NAMES);
        Ok(FailedSignIns { until, hours, total, names, more_names, unknown_names, cut: read.cut() })
    }
}

impl Account<'_> {
    /// The sign-in of the account before this one, and those that failed since.
    ///
    /// # Errors
    /// `NotAllowed` if the account was deleted; `Store`.
    pub fn sign_in_history(&self) -> Result<SignInHistory> {
        let user = self.store.user(self.id)?.ok_or(UserError::NotSignedIn)?;
        let previous = self.previous_sign_ins.of(self.id).unwrap_or(user.last_login_at);
        let since = previous.unwrap_or(user.create_at);
        let mut failures_since = 0;
        let read = self.newest_events(Some(since), &mut |event| {
            let entry = &event.entry;
            let is_own = entry.target == Some(self.id) && entry.action == AuditAction::SignInRefused;
            failures_since += u64::from(is_own && entry.at > since);
            ControlFlow::Continue(())
        })?;
        Ok(SignInHistory { previous, failures_since, cut: ReadBack::cut(read) })
    }
}
