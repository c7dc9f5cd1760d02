//! Commits: every change goes through here with its audit events, and is followed up.
//!
//! A change that depends on what was read before is retried when another client changed that first: of two changes of the same
//! variable, the later one wins.

use std::time::{Duration, Instant};

use uuid::Uuid;

use super::Service;
use super::progress::Stage;
use crate::error::{AuditError, ChangeError, Error, Result, UserError};
use crate::model::{Actor, AuditAction, AuditEntry, Folder, User, UserId, UserSecrets};
use crate::store::{Batch, Change, CommitOutcome, Flow, SecretsPart};

/// How long a change is retried. At least one of the competing changes succeeds each time, so this suffices for hundreds.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The longest pause between attempts, in milliseconds.
const LONGEST_PAUSE: u64 = 100;

/// A change of a user's secrets, with its audit event.
pub(super) struct SecretsChange {
    /// The same part of the secrets afterwards.
    pub(super) after: UserSecrets,
    /// The guard of the key binding, if values were encrypted.
    pub(super) guard: Option<Change>,
    /// The audit event.
    pub(super) entry: AuditEntry,
}

impl Service {
    pub(super) fn entry(&self, actor: &Actor, action: AuditAction, target: Option<&User>, detail: Option<String>) -> AuditEntry {
        let (id, name) = target.map(|user| (user.id, user.username.clone())).unzip();
        AuditEntry { at: self.now(), actor: actor.clone(), action, target: id, target_name: name, detail }
    }

    /// Refuses changes in read-only mode.
    pub(super) fn refuse_read_only(&self) -> Result<()> {
        if let Some(why) = self.store.read_only() {
            return Err(ChangeError::DatabaseReadOnly { reason: why }.into());
        }
        if self.read_only { Err(ChangeError::OpenedReadOnly.into()) } else { Ok(()) }
    }

    /// Commits changes with their audit events.
    pub(super) fn commit(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        self.commit_batch(&Batch::new(changes, audit))
    }

    pub(super) fn commit_batch(&self, batch: &Batch) -> Result<()> {
        self.refuse_read_only()?;
        self.reporter.report(Stage::Committing, 0, None);
        self.conclude(self.store.commit(batch)?, batch)
    }

    /// Checks that a batch could be committed, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Service::commit_batch`].
    pub(super) fn rehearse(&self, batch: &Batch) -> Result<()> {
        self.refuse_read_only()?;
        refused(self.store.rehearse(batch)?, batch)
    }

    /// Commits changes without comparing the anchor, for operations that reset it.
    pub(super) fn commit_unanchored(&self, changes: Vec<Change>, audit: Vec<AuditEntry>) -> Result<()> {
        let batch = Batch::new(changes, audit);
        match self.store.commit(&batch)? {
            CommitOutcome::Done => {
                self.notices.note_change();
                Ok(())
            }
            outcome => self.conclude(outcome, &batch),
        }
    }

    /// Records an event unless changes are refused.
    pub(super) fn record_if_writable(&self, entry: AuditEntry) -> Result<()> {
        if self.is_read_only() { Ok(()) } else { self.commit(Vec::new(), vec![entry]) }
    }

    /// Records a read. A database that is not writable can still be read, so that its data can be rescued; then the reason why
    /// nothing was recorded is returned.
    pub(super) fn record_read(&self, entry: AuditEntry) -> Result<Option<String>> {
        let why = self.unrecorded();
        if why.is_none() {
            self.commit(Vec::new(), vec![entry])?;
        }
        Ok(why)
    }

    /// The note about reads that the audit log cannot record, since the database is not writable.
    pub fn unrecorded(&self) -> Option<String> {
        self.store.read_only().map(|why| format!("The audit log could not record this read: {why}."))
    }

    /// Follows up on a commit, or turns its outcome into an error.
    fn conclude(&self, outcome: CommitOutcome, batch: &Batch) -> Result<()> {
        refused(outcome, batch)?;
        if !batch.changes.is_empty() {
            self.notices.note_change();
        }
        if !batch.audit.is_empty() {
            self.follow_up(&batch.audit);
        }
        Ok(())
    }

    /// Changes a part of a user's secrets: `change` receives it and returns the change, if any. It is called again when another
    /// client changed that part or the key binding in the meantime.
    ///
    /// # Errors
    /// Those of `change`; those of a commit.
    pub(super) fn change_secrets<T>(
        &self,
        owner: UserId,
        part: SecretsPart<'_>,
        mut change: impl FnMut(&UserSecrets) -> Result<(T, Option<SecretsChange>)>,
    ) -> Result<T> {
        self.commit_retried(|| self.secrets_batch(owner, part, &mut change))
    }

    /// Returns what [`Service::change_secrets`] would, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Service::change_secrets`].
    pub(super) fn plan_secrets<T>(
        &self,
        owner: UserId,
        part: SecretsPart<'_>,
        change: impl FnOnce(&UserSecrets) -> Result<(T, Option<SecretsChange>)>,
    ) -> Result<T> {
        let (done, batch) = self.secrets_batch(owner, part, change)?;
        batch.map_or(Ok(()), |batch| self.rehearse(&batch)).map(|()| done)
    }

    fn secrets_batch<T>(
        &self,
        owner: UserId,
        part: SecretsPart<'_>,
        change: impl FnOnce(&UserSecrets) -> Result<(T, Option<SecretsChange>)>,
    ) -> Result<(T, Option<Batch>)> {
        let before = self.store.secrets_part(owner, part)?;
        let (done, change) = change(&before)?;
        let batch = change.map(|SecretsChange { after, guard, entry }| {
            let update = Change::UpdateSecrets { user: owner, before, after };
            Batch::new(guard.into_iter().chain([update]).collect(), vec![entry])
        });
        Ok((done, batch))
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
            self.reporter.report(Stage::Committing, 0, None);
            let outcome = self.store.commit(&batch)?;
            let competed = matches!(outcome, CommitOutcome::Changed(_) | CommitOutcome::KeyChanged);
            // With the same premises it would fail again: a record was deleted, or the caller's own view is outdated.
            let has_new_premises = previous.as_ref().is_none_or(|previous| !premises(previous).eq(premises(&batch)));
            if !competed || !has_new_premises || begin.elapsed() > TIMEOUT {
                return self.conclude(outcome, &batch).map(|()| done);
            }
            previous = Some(batch);
            std::thread::sleep(pause(attempt));
            attempt += 1;
        }
    }
}

/// The error of a batch that was refused.
fn refused(outcome: CommitOutcome, batch: &Batch) -> Result<()> {
    match outcome {
        CommitOutcome::Done => Ok(()),
        CommitOutcome::NameTaken(username) => Err(UserError::UsernameTaken { username }.into()),
        CommitOutcome::Changed(id) => Err(changed_meanwhile(id, batch)),
        CommitOutcome::KeyChanged => Err(ChangeError::KeyChanged.into()),
        CommitOutcome::AuditHeadChanged => Err(AuditError::HeadChanged.into()),
        CommitOutcome::LastSuperuser => Err(UserError::LastSuperuser.into()),
    }
}

fn changed_meanwhile(id: UserId, batch: &Batch) -> Error {
    let name = batch.audit.iter().find(|entry| entry.target == Some(id)).and_then(|entry| entry.target_name.clone());
    UserError::UserChanged { username: name.unwrap_or_else(|| id.to_string()) }.into()
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
