//! Users are activated, deactivated, promoted and demoted; whoever becomes inactive loses the API keys.

use super::Admin;
use super::flag_change::FlagChange;
use super::progress::Stage;
use super::users::{ChangedUser, without_duplicates};
use crate::error::{Result, UserError};
use crate::model::{AuditAction, AuditEntry, User, UserStatus};
use crate::store::{Batch, Change, SecretsPart};
use crate::text;

impl Admin<'_> {
    /// Changes a flag of users, all or nothing.
    ///
    /// # Errors
    /// `Conflict`: nothing to change, the actor's own account, the last active superuser, changed meanwhile; `Store`.
    pub fn change_flag(&self, users: &[User], change: FlagChange) -> Result<Vec<ChangedUser>> {
        self.commit_retried(|| self.flag_change(users, change))
    }

    /// Returns what [`Admin::change_flag`] would, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Admin::change_flag`].
    pub fn plan_flag_change(&self, users: &[User], change: FlagChange) -> Result<Vec<ChangedUser>> {
        let (changed, batch) = self.flag_change(users, change)?;
        batch.map_or(Ok(()), |batch| self.rehearse(&batch)).map(|()| changed)
    }

    /// Whether [`Admin::change_flag`] has nothing to do for a user: one who is inactive may still have valid API keys.
    ///
    /// # Errors
    /// `Store`.
    pub fn is_done_for(&self, change: FlagChange, user: &User) -> Result<bool> {
        let may_have_keys = change == FlagChange::Deactivate;
        Ok(change.is_done_for(user) && !(may_have_keys && self.revocable_api_keys([user.id])? > 0))
    }

    fn flag_change(&self, users: &[User], change: FlagChange) -> Result<(Vec<ChangedUser>, Option<Batch>)> {
        let (mut changes, mut audit, mut changed) = (Vec::new(), Vec::new(), Vec::new());
        for (before, number) in without_duplicates(users).zip(0..) {
            self.reporter.report(Stage::ReadingUsers, number, Some(users.len() as u64));
            let after = User { updated_at: self.now(), ..change.apply(before) };
            let done = match self.add_update(before, after, &mut changes, &mut audit)? {
                None if change == FlagChange::Deactivate => self.add_revocation(before, &mut changes, &mut audit)?,
                done => done,
            };
            changed
                .push(done.ok_or_else(|| UserError::AlreadySo { username: before.username.clone(), state: change.already() })?);
        }
        let batch = (!changed.is_empty()).then_some(Batch::new(changes, audit));
        Ok((changed, batch))
    }

    /// Checks the rules for a flag change, and adds its event and the revocation of the user's API keys, since those of inactive
    /// users would still work. Returns how many it revokes.
    pub(super) fn add_flag_change(
        &self,
        user: &User,
        change: FlagChange,
        then: UserStatus,
        changes: &mut Vec<Change>,
        audit: &mut Vec<AuditEntry>,
    ) -> Result<u64> {
        let mut revoked = 0;
        match change {
            FlagChange::Activate | FlagChange::Promote => {}
            FlagChange::Demote => self.refuse_own(user, "demote")?,
            FlagChange::Deactivate => {
                self.refuse_own(user, "deactivate")?;
                revoked = self.revoke_keys(user, changes)?;
            }
        }
        let detail = (revoked > 0).then(|| format!("revoked {}", text::count(revoked, "API key")));
        audit.push(self.entry(change.action(then), Some(user), detail));
        Ok(revoked)
    }

    /// Adds the revocation of the API keys of a user who is inactive already, with its event; none if there is no key.
    fn add_revocation(&self, user: &User, changes: &mut Vec<Change>, audit: &mut Vec<AuditEntry>) -> Result<Option<ChangedUser>> {
        let revoked_api_keys = self.revoke_keys(user, changes)?;
        if revoked_api_keys == 0 {
            return Ok(None);
        }
        let detail = format!("{} of a user who was inactive already", text::count(revoked_api_keys, "API key"));
        audit.push(self.entry(AuditAction::ApiKeyRevoked, Some(user), Some(detail)));
        Ok(Some(ChangedUser { before: user.clone(), user: user.clone(), revoked_api_keys }))
    }

    /// Adds the revocation of a user's API keys. Returns how many it revokes.
    fn revoke_keys(&self, user: &User, changes: &mut Vec<Change>) -> Result<u64> {
        let before = self.store.secrets_part(user.id, SecretsPart::ApiKeys)?;
        let revoked = self.revocable(&before);
        if revoked > 0 {
            let after = self.revoked(&before, |_| true);
            changes.push(Change::UpdateSecrets { user: user.id, before, after });
        }
        Ok(revoked)
    }
}
