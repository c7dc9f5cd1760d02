//! Sign-in and sign-out.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use jiff::SignedDuration;
use uuid::Uuid;

use super::Service;
use crate::crypto::password::{self, Verdict};
use crate::error::{Error, Result, UserError};
use crate::model::user::PasswordHash;
use crate::model::{Actor, AuditAction, AuditEntry, Folder, FolderId, SignInFailures, User};
use crate::secret::Secret;
use crate::store::{Batch, Change};

/// How many names have their failures kept in memory.
const MOST_UNWRITTEN: usize = 4096;

/// Failed sign-ins by name, kept in memory where the database is not writable.
#[derive(Default)]
pub(super) struct UnwrittenFailures(Mutex<BTreeMap<String, SignInFailures>>);

impl UnwrittenFailures {
    fn of(&self, username: &str) -> Option<SignInFailures> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(username).copied()
    }

    fn set(&self, username: &str, failures: Option<SignInFailures>) {
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

/// Why a sign-in was refused, in Kozmoai's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The name or the password is wrong.
    Incorrect,
    /// The password is right, but the account is pending approval.
    WaitingForApproval,
    /// The password is right, but the account was deactivated.
    Inactive,
    /// Too many attempts failed; the time until the next one.
    LockedOut(SignedDuration),
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incorrect => f.write_str("Incorrect username or password"),
            Self::WaitingForApproval => f.write_str("Waiting for approval"),
            Self::Inactive => f.write_str("Inactive user"),
            Self::LockedOut(left) => UserError::TooManyAttempts { seconds: seconds(*left) }.fmt(f),
        }
    }
}

impl Service {
    /// Signs a user in: records it, creates a missing default folder and replaces a weak password hash. Refusals are recorded
    /// and delay the next attempt for that name; an attempt during a delay is not verified. Unknown names take as long as
    /// known ones, and only who knows the password learns that an account is inactive.
    ///
    /// The outer error is a failure of the database, the inner one a refusal.
    ///
    /// # Errors
    /// `Store`.
    pub fn sign_in(&self, username: &str, password: &Secret) -> Result<Result<User, Refusal>> {
        loop {
            let (user, verdict) = match self.verify(username, password)? {
                Ok(right) => right,
                Err(refusal) => return Ok(Err(refusal)),
            };
            // The user changed before the sign-in could be recorded: verify again.
            if let Some(signed_in) = self.signed_in(username, password, user, verdict)? {
                return Ok(signed_in);
            }
        }
    }

    /// Records the sign-in of a user whose password was right; none if the user or the password changed meanwhile.
    fn signed_in(
        &self,
        username: &str,
        password: &Secret,
        user: User,
        verdict: Verdict,
    ) -> Result<Option<Result<User, Refusal>>> {
        if !user.is_active {
            let refusal = if user.last_login_at.is_none() { Refusal::WaitingForApproval } else { Refusal::Inactive };
            self.record_refusal(&user, &refusal)?;
            return Ok(Some(Err(refusal)));
        }
        if self.is_read_only() {
            return Ok(Some(Ok(user)));
        }
        let (id, verified) = (user.id, user.password.clone());
        let rehashed = match verdict {
            Verdict::RightButWeak => Some(PasswordHash::new(password::hash(self.scheme(), password)?)),
            _ => None,
        };
        let mut first = Some(user);
        // Concurrent sign-ins of a user conflict, since both set the time of the last one.
        self.commit_retried(|| {
            let now = first.take().map_or_else(|| self.store.user(id), |user| Ok(Some(user)))?;
            let Some(before) = now.filter(|user| user.is_active && user.password == verified) else { return Ok((None, None)) };
            let password = rehashed.clone().unwrap_or_else(|| before.password.clone());
            let after = User { last_login_at: Some(self.now()), password, ..before.clone() };
            let mut changes = vec![Change::UpdateUser { before, after: after.clone() }];
            if self.store.folders(id)?.is_empty() {
                changes.push(Change::InsertFolder(Folder::default_of(id, FolderId(Uuid::new_v4()))));
            }
            changes.push(Change::SetSignInFailures { username: username.to_owned(), failures: None });
            let entry = self.entry(&actor_of(&after), AuditAction::SignedIn, Some(&after), None);
            Ok((Some(Ok(after)), Some(Batch { changes, audit: vec![entry], keep_a_superuser: true })))
        })
    }

    /// Records a sign-out.
    ///
    /// # Errors
    /// `Store`.
    pub fn sign_out(&self, actor: &Actor) -> Result<()> {
        if self.is_read_only() {
            return Ok(());
        }
        self.commit(Vec::new(), vec![self.entry(actor, AuditAction::SignedOut, None, None)])
    }

    /// Checks the password of the signed-in user, to unlock an idle console. Failures are recorded and delayed as by `sign_in`.
    ///
    /// # Errors
    /// `Store`; `NotAllowed` if nobody is signed in.
    pub fn unlock(&self, actor: &Actor, password: &Secret) -> Result<Result<User, Refusal>> {
        let Actor::User { id, .. } = actor else { return Err(UserError::NotSignedIn.into()) };
        let Some(user) = self.store.user(*id)? else { return Ok(Err(Refusal::Inactive)) };
        Ok(self
            .verify(&user.username, password)?
            .and_then(|(user, _)| if user.is_active { Ok(user) } else { Err(Refusal::Inactive) }))
    }

    /// The user with this name and password.
    pub(super) fn verify(&self, username: &str, password: &Secret) -> Result<Result<(User, Verdict), Refusal>> {
        let known = [self.unwritten_failures.of(username), self.store.sign_in_failures(username)?];
        let written = known.into_iter().flatten().max_by_key(|failures| failures.last_at);
        let failures = written.map(|failures| failures.as_of(self.now()));
        if failures != written {
            // Otherwise the delay would start again with every attempt.
            self.keep_failures(username, failures, Vec::new())?;
        }
        if let Some(left) = failures.and_then(|failures| failures.remaining(self.now())) {
            return Ok(Err(Refusal::LockedOut(left)));
        }
        let user = self.store.user_by_name(username)?;
        let stored = user.as_ref().and_then(|user| user.password.as_str());
        let verdict = password::verify(self.scheme(), password, stored)?;
        match user.filter(|_| verdict != Verdict::Wrong) {
            Some(user) => {
                self.unwritten_failures.set(username, None);
                Ok(Ok((user, verdict)))
            }
            None => {
                self.record_failure(username, failures)?;
                Ok(Err(Refusal::Incorrect))
            }
        }
    }

    fn record_failure(&self, username: &str, failures: Option<SignInFailures>) -> Result<()> {
        // An unknown name may be a password typed into the wrong field, so only existing names are recorded.
        let target = self.store.user_by_name(username)?;
        let detail = if target.is_some() { "wrong password" } else { "unknown name" };
        let entry = self.entry(&Actor::System, AuditAction::SignInRefused, target.as_ref(), Some(detail.to_owned()));
        self.keep_failures(username, Some(SignInFailures::after(failures, self.now())), vec![entry])
    }

    /// Stores failures; in memory in read-only mode.
    fn keep_failures(&self, username: &str, failures: Option<SignInFailures>, audit: Vec<AuditEntry>) -> Result<()> {
        if self.is_read_only() {
            self.unwritten_failures.set(username, failures);
            return Ok(());
        }
        self.commit(vec![Change::SetSignInFailures { username: username.to_owned(), failures }], audit)
    }

    fn record_refusal(&self, user: &User, refusal: &Refusal) -> Result<()> {
        if self.is_read_only() {
            return Ok(());
        }
        let entry = self.entry(&Actor::System, AuditAction::SignInRefused, Some(user), Some(refusal.to_string()));
        self.commit(Vec::new(), vec![entry])
    }
}

/// The actor for a signed-in user.
pub fn actor_of(user: &User) -> Actor {
    Actor::User { id: user.id, username: user.username.clone() }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Incorrect => UserError::CurrentPasswordWrong,
            Refusal::LockedOut(left) => UserError::TooManyAttempts { seconds: seconds(left) },
            Refusal::WaitingForApproval | Refusal::Inactive => UserError::AccountInactive,
        }
        .into()
    }
}

/// The remaining seconds, rounded up so that an attempt after them works.
fn seconds(left: SignedDuration) -> u64 {
    left.as_millis().unsigned_abs().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}
