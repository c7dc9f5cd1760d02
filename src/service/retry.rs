//! Changes that rest on what was read before: read and made once more when somebody else was quicker.
//!
//! All that one user keeps is one vault, so two changes of different variables meet there although they have nothing to do
//! with each other. Both are done, one after the other; of two changes of the same variable the later one counts.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::Service;
use crate::error::Result;
use crate::model::{AuditEntry, Folder, User, UserId, Vault};
use crate::store::{Batch, Change, Flow, Outcome};

/// For how long a change is tried again. Each time at least one of those who compete is done, so this is enough for
/// hundreds of them.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest pause between two attempts, in milliseconds.
const LONGEST_PAUSE: u64 = 100;

/// What becomes of a vault, and what the audit log says of it.
pub(super) struct VaultChange {
    /// What the user keeps afterwards.
    pub(super) after: Vault,
    /// What must hold about the key, if values were encrypted.
    pub(super) guard: Option<Change>,
    /// The event.
    pub(super) entry: AuditEntry,
}

impl Service {
    /// Changes what a user keeps: `change` is given the vault as it is, and gives what becomes of it, or nothing if it is
    /// to stay as it is. It is asked again when somebody else changed the vault or the store's key meanwhile.
    ///
    /// # Errors
    /// Those of `change`; those of a commit.
    pub(super) fn change_vault<T>(
        &self,
        owner: UserId,
        mut change: impl FnMut(&Vault) -> Result<(T, Option<VaultChange>)>,
    ) -> Result<T> {
        self.commit_retried(|| {
            let before = self.store.vault(owner)?;
            let (done, change) = change(&before)?;
            let batch = change.map(|VaultChange { after, guard, entry }| Batch {
                changes: guard.into_iter().chain([Change::UpdateVault { user: owner, before, after }]).collect(),
                audit: vec![entry],
                keep_a_superuser: true,
            });
            Ok((done, batch))
        })
    }

    /// Commits the batch that `make` gives, if any; another one when what it rests on was changed meanwhile.
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
            let competed = matches!(outcome, Outcome::Changed(_) | Outcome::KeyChanged);
            // Resting on the same as before it would fail again: what it names is gone, or the caller's own view is old.
            let rests_on_news = previous.as_ref().is_none_or(|previous| !premises(previous).eq(premises(&batch)));
            if !competed || !rests_on_news || begin.elapsed() > PATIENCE {
                return self.concluded(outcome, &batch).map(|()| done);
            }
            previous = Some(batch);
            std::thread::sleep(pause(attempt));
            attempt += 1;
        }
    }
}

/// A pause that differs from that of others who wait for the same, and grows.
fn pause(attempt: u32) -> Duration {
    let longest = LONGEST_PAUSE.min(1 << attempt.min(16));
    let random = Uuid::new_v4().as_u64_pair().0;
    Duration::from_millis(random % (longest + 1))
}

/// What must be so for a batch to be done.
#[derive(PartialEq)]
enum Premise<'a> {
    User(&'a User),
    Vault(UserId, &'a Vault),
    Key(Option<&'a str>),
    Folder(&'a Folder),
    Flow(&'a Flow),
}

fn premises(batch: &Batch) -> impl Iterator<Item = Premise<'_>> {
    batch.changes.iter().filter_map(|change| match change {
        Change::UpdateUser { before: user, .. } | Change::DeleteUser(user) => Some(Premise::User(user)),
        Change::UpdateVault { user, before, .. } => Some(Premise::Vault(*user, before)),
        Change::SetKeyMark { before, .. } => Some(Premise::Key(before.as_ref().map(|mark| mark.fingerprint.as_str()))),
        Change::UpdateFolder { before, .. } => Some(Premise::Folder(before)),
        Change::UpdateFlow { before, .. } => Some(Premise::Flow(before)),
        Change::InsertUser(_) | Change::InsertFolder(_) | Change::SetAuditHead { .. } | Change::SetSignInFailures { .. } => None,
    })
}
