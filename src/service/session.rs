//! Sign-in and sign-out.

use std::fmt;

use jiff::SignedDuration;
use uuid::Uuid;

use super::{Account, Service};
use crate::crypto::password::{self, Verdict};
use crate::error::{Error, Result, UserError};
use crate::model::{Actor, AuditAction, AuditEntry, Folder, FolderId, SignInFailures, User};
use crate::secret::Secret;
use crate::store::{Batch, Change};

/// Why a sign-in was refused, in Kozmoai's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInRefusal {
    /// The name or the password is wrong.
    Incorrect,
    /// The password is right, but the account is pending approval.
    WaitingForApproval,
    /// The password is right, but the account was deactivated.
    Inactive,
    /// Too many attempts failed; the time until the next one.
    LockedOut(SignedDuration),
}

impl fmt::Display for SignInRefusal {
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
    pub fn sign_in(&self, username: &str, password: &Secret) -> Result<Result<User, SignInRefusal>> {
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
    ) -> Result<Option<Result<User, SignInRefusal>>> {
        if !user.is_active {
            let refusal = if user.last_login_at.is_none() { SignInRefusal::WaitingForApproval } else { SignInRefusal::Inactive };
            let detail = Some(refusal.to_string());
            self.record_if_writable(self.entry(&Actor::System, AuditAction::SignInRefused, Some(&user), detail))?;
            return Ok(Some(Err(refusal)));
        }
        if self.is_read_only() {
            return Ok(Some(Ok(user)));
        }
        let (id, verified) = (user.id, user.password.clone());
        let rehashed = match verdict {
            Verdict::RightButWeak => Some(self.hash_password(password)?),
            _ => None,
        };
        let (mut first, mut previous) = (Some(user), None);
        // Concurrent sign-ins of a user conflict, since both set the time of the last one.
        let signed_in = self.commit_retried(|| {
            let now = first.take().map_or_else(|| self.store.user(id), |user| Ok(Some(user)))?;
            let Some(before) = now.filter(|user| user.is_active && user.password == verified) else { return Ok((None, None)) };
            let password = rehashed.clone().unwrap_or_else(|| before.password.clone());
            previous = before.last_login_at;
            let after = User { last_login_at: Some(self.now()), password, ..before.clone() };
            let mut changes = vec![Change::UpdateUser { before, after: after.clone() }];
            if self.store.folders(id)?.is_empty() {
                changes.push(Change::InsertFolder(Folder::default_of(id, FolderId(Uuid::new_v4()))));
            }
            changes.push(Change::SetSignInFailures { username: username.to_owned(), failures: None });
            let entry = self.entry(&actor_of(&after), AuditAction::SignedIn, Some(&after), None);
            Ok((Some(Ok(after)), Some(Batch::new(changes, vec![entry]))))
        })?;
        if signed_in.is_some() {
            self.previous_sign_ins.set(id, previous);
        }
        Ok(signed_in)
    }

    /// The user with this name and password.
    pub(super) fn verify(&self, username: &str, password: &Secret) -> Result<Result<(User, Verdict), SignInRefusal>> {
        let known = [self.unwritten_failures.of(username), self.store.sign_in_failures(username)?];
        let written = known.into_iter().flatten().max_by_key(|failures| failures.last_at);
        let failures = written.map(|failures| failures.as_of(self.now()));
        if failures != written {
            // Otherwise the delay would start again with every attempt.
            self.keep_failures(username, failures, Vec::new())?;
        }
        if let Some(left) = failures.and_then(|failures| failures.remaining(self.now())) {
            return Ok(Err(SignInRefusal::LockedOut(left)));
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
                Ok(Err(SignInRefusal::Incorrect))
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
}

impl Account<'_> {
    /// Records a sign-out.
    ///
    /// # Errors
    /// `Store`.
    pub fn sign_out(&self) -> Result<()> {
        self.record_if_writable(self.entry(&self.actor, AuditAction::SignedOut, None, None))
    }

    /// Checks the password of the account, to unlock an idle console. Failures are recorded and delayed as by
    /// [`Service::sign_in`].
    ///
    /// # Errors
    /// `Store`.
    pub fn unlock(&self, password: &Secret) -> Result<Result<User, SignInRefusal>> {
        let Some(user) = self.store.user(self.id)? else { return Ok(Err(SignInRefusal::Inactive)) };
        Ok(self
            .verify(&user.username, password)?
            .and_then(|(user, _)| if user.is_active { Ok(user) } else { Err(SignInRefusal::Inactive) }))
    }
}

/// The actor for a signed-in user.
pub fn actor_of(user: &User) -> Actor {
    Actor::User { id: user.id, username: user.username.clone() }
}

impl From<SignInRefusal> for Error {
    fn from(refusal: SignInRefusal) -> Self {
        match refusal {
            SignInRefusal::Incorrect => UserError::CurrentPasswordWrong,
            SignInRefusal::LockedOut(left) => UserError::TooManyAttempts { seconds: seconds(left) },
            SignInRefusal::WaitingForApproval | SignInRefusal::Inactive => UserError::AccountInactive,
        }
        .into()
    }
}

/// The remaining seconds, rounded up so that an attempt after them works.
fn seconds(left: SignedDuration) -> u64 {
    left.as_millis().unsigned_abs().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}
