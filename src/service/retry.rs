//! Retrying changes that depend on what was read before, when another client changed that first.
//!
//! The secrets of a user are one record, so concurrent changes of different variables conflict. Both are made, one after the
//! other; of two changes of the same variable, the later one wins.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::Service;
use crate::error::Result;
use crate::model::{AuditEntry, Folder, User, UserId, UserSecrets};
use crate::store::{Batch, Change, CommitOutcome, Flow};

/// How long a change is retried. At least one of the competing changes succeeds each time, so this suffices for hundreds.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest pause between attempts, in milliseconds.
const LONGEST_PAUSE: u64 = 100;

/// A change of a user's secrets, with its audit event.
pub(super) struct VaultChange {
    /// The secrets afterwards.
    pub(super) after: UserSecrets,
    /// The guard of the key binding, if values were encrypted.
    pub(super) guard: Option<Change>,
    /// The audit event.
    pub(super) entry: AuditEntry,
}

impl Service {
    /// Changes a user's secrets: `change` receives them and returns the change, if any. It is called again when another client
    /// changed the secrets or the key binding in the meantime.
    ///
    /// # Errors
    /// Those of `change`; those of a commit.
    pub(super) fn change_vault<T>(
        &self,
        owner: UserId,
        mut change: impl FnMut(&UserSecrets) -> Result<(T, Option<VaultChange>)>,
    ) -> Result<T> {
        self.commit_retried(|| {
            let before = self.store.secrets(owner)?;
            let (done, change) = change(&before)?;
            let batch = change.map(|VaultChange { after, guard, entry }| Batch {
                changes: guard.into_iter().chain([Change::UpdateSecrets { user: owner, before, after }]).collect(),
                audit: vec![entry],
                keep_a_superuser: true,
            });
            Ok((done, batch))
        })
    }

    /// Commits the batch that `make` returns, if any, and retries with another one when its premises have changed.
    ///
    /// # Errors
    /// Those of `make`; those of a commit.
    pub(super) fn commit_retried<T>(&self, mut make: impl FnMut() -> Result<(T, Option<Batch>)>) -> Result<T> {
        let begin = Instant::now();
        let mut previous: Option<Batch> = None;
        let mut attempt = 0;
        loop {
            let (done, batch) = make()?;
            let Some(batch) = batch else { return Ok(done) };
            self.refuse_read_only()?;
            let outcome = self.store.commit(&batch)?;
            let competed = matches!(outcome, CommitOutcome::Changed(_) | CommitOutcome::KeyChanged);
            // With the same premises it would fail again: a record was deleted, or the caller's own view is outdated.
            let has_new_premises = previous.as_ref().is_none_or(|previous| !premises(previous).eq(premises(&batch)));
            if !competed || !has_new_premises || begin.elapsed() > PATIENCE {
                return self.concluded(outcome, &batch).map(|()| done);
            }
            previous = Some(batch);
            std::thread::sleep(pause(attempt));
            attempt += 1;
        }
    }
}

/// A random pause, so that competitors do not retry in step. It grows with the attempts.
fn pause(attempt: u32) -> Duration {
    let longest = LONGEST_PAUSE.min(1 << attempt.min(16));
    let random = Uuid::new_v4().as_u64_pair().0;
    Duration::from_millis(random % (longest + 1))
}

/// A condition for committing a batch.
#[derive(PartialEq)]
enum Premise<'a> {
    User(&'a User),
    UserSecrets(UserId, &'a UserSecrets),
    Key(Option<&'a str>),
    Folder(&'a Folder),
    Flow(&'a Flow),
}

fn premises(batch: &Batch) -> impl Iterator<Item = Premise<'_>> {
    batch.changes.iter().filter_map(|change| match change {
        Change::UpdateUser { before: user, .. } | Change::DeleteUser(user) => Some(Premise::User(user)),
        Change::UpdateSecrets { user, before, .. } => Some(Premise::UserSecrets(*user, before)),
        Change::SetKeyBinding { before, .. } => Some(Premise::Key(before.as_ref().map(|mark| mark.fingerprint.as_str()))),
        Change::UpdateFolder { before, .. } => Some(Premise::Folder(before)),
        Change::UpdateFlow { before, .. } => Some(Premise::Flow(before)),
        Change::InsertUser(_) | Change::InsertFolder(_) | Change::SetAuditHead { .. } | Change::SetSignInFailures { .. } => None,
    })
}
