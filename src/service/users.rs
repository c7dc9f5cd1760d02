//! Users: created, edited, deleted, listed.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::flag_change::FlagChange;
use super::progress::Stage;
use super::{Account, Admin, Service};
use crate::error::{Error, Result, UserError};
use crate::model::user::{PasswordHash, check_username};
use crate::model::{
    Actor, AuditAction, AuditEntry, Cursor, Folder, FolderId, Page, StatusFilter, User, UserFilter, UserId, UserOrder, UserStatus,
};
use crate::secret::Secret;
use crate::store::{Batch, Change, SecretsPart, Usage};

/// A user to be created.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// The name.
    pub username: String,
    /// The password.
    pub password: Secret,
    /// Whether it is active; the default is KOZMOAI_NEW_USER_IS_ACTIVE.
    pub active: Option<bool>,
    /// Whether it is a superuser.
    pub superuser: bool,
}

/// A user who is wanted, whether or not they exist.
#[derive(Clone, Copy, Debug)]
pub struct WantedUser<'a> {
    /// The name.
    pub username: &'a str,
    /// Whether they must be active; otherwise either is right.
    pub active: bool,
    /// Whether they must be a superuser; otherwise they must not.
    pub superuser: bool,
}

/// A user with the amount of their data, which a deletion deletes too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserDetails {
    /// The user.
    pub user: User,
    /// How much they own.
    pub owned: Usage,
    /// Whether their Kozmoai Store API key is set.
    pub store_api_key: bool,
}

impl UserDetails {
    /// How much several users own.
    pub fn all_owned(users: &[Self]) -> Usage {
        users.iter().map(|user| user.owned).sum()
    }
}

/// The new name and flags of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserEdit {
    /// The name.
    pub username: String,
    /// Whether it is active.
    pub is_active: bool,
    /// Whether it is a superuser.
    pub is_superuser: bool,
}

/// The result of a change of one user's name or flags.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedUser {
    /// The user before the change.
    pub before: User,
    /// The user after the change.
    pub user: User,
    /// How many API keys were revoked.
    pub revoked_api_keys: u64,
}

impl ChangedUser {
    /// Whether an approval was undone.
    pub fn withdraws_approval(&self) -> bool {
        self.before.is_active && self.user.status() == UserStatus::Pending
    }
}

impl Admin<'_> {
    /// A page of users, and their total number.
    ///
    /// # Errors
    /// `Store`.
    pub fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Page<User>> {
        let rows = self.store.users(filter, order, cursor, limit)?;
        Ok(Page { rows, total: Some(self.store.count_users(filter)?) })
    }

    /// The same without their total number, which takes longer to count than to read a page.
    ///
    /// # Errors
    /// `Store`.
    pub fn users_from(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>> {
        self.store.users(filter, order, cursor, limit)
    }

    /// The number of users who pass the filter and come before this one in a list of this order.
    ///
    /// # Errors
    /// `Store`.
    pub fn users_before(&self, filter: &UserFilter, order: UserOrder, user: &User) -> Result<u64> {
        self.store.count_users_before(filter, order, user)
    }

    /// Every user who passes the filter, by name.
    ///
    /// # Errors
    /// `Store`.
    pub fn users_matching(&self, filter: &UserFilter) -> Result<Vec<User>> {
        Ok(self.windows(filter).collect::<Result<Vec<_>>>()?.concat())
    }

    /// Finds a user by exact name.
    ///
    /// # Errors
    /// `NotFound`, with the most similar name as a hint; `Store`.
    pub fn user_named(&self, username: &str) -> Result<User> {
        if let Some(user) = self.store.user_by_name(username)? {
            return Ok(user);
        }
        let error = Error::from(UserError::UserNotFound { username: username.to_owned() });
        Err(match self.suggestion_for(username)? {
            Some(suggestion) => error.hint(suggestion),
            None => error,
        })
    }

    /// Whether there is a user of this name.
    ///
    /// # Errors
    /// `Store`.
    pub fn has_user(&self, username: &str) -> Result<bool> {
        Ok(self.store.user_by_name(username)?.is_some())
    }

    /// Finds a user by id.
    ///
    /// # Errors
    /// `NotFound`, `Store`.
    pub fn user(&self, id: UserId) -> Result<User> {
        self.user_with_id(id)
    }

    /// A user with the amount of their data.
    ///
    /// # Errors
    /// `NotFound`, `Store`.
    pub fn user_details(&self, id: UserId) -> Result<UserDetails> {
        self.details(self.user_with_id(id)?)
    }

    /// Returns the user of this name if there is one, who must be as wanted.
    ///
    /// # Errors
    /// `Conflict` if the user has other flags; `Store`.
    pub fn existing_user(&self, wanted: WantedUser<'_>) -> Result<Option<User>> {
        let Some(user) = self.store.user_by_name(wanted.username)? else { return Ok(None) };
        let differs = [
            (user.is_superuser && !wanted.superuser, "is a superuser", "demote"),
            (!user.is_superuser && wanted.superuser, "is not a superuser", "promote"),
            (!user.is_active && wanted.active, "is not active", "activate"),
        ];
        let (differences, verbs): (Vec<_>, Vec<_>) =
            differs.into_iter().filter(|(differs, ..)| *differs).map(|(_, difference, verb)| (difference, verb)).unzip();
        if differences.is_empty() {
            return Ok(Some(user));
        }
        Err(UserError::UserDiffers { username: user.username, differences, verbs }.into())
    }

    /// Creates a user with a default folder.
    ///
    /// # Errors
    /// `Conflict`: the name is taken; `Usage`: name or password against the policy; `Store`.
    pub fn create_user(&self, new: &NewUser) -> Result<User> {
        let active = new.active.unwrap_or(self.settings().new_user_is_active.value);
        self.insert_user(&new.username, &new.password, active, new.superuser)
    }

    /// Creates a user whose name and password satisfy the policy.
    pub(super) fn insert_user(&self, username: &str, password: &Secret, active: bool, superuser: bool) -> Result<User> {
        check_username(username)?;
        self.check_password(username, password)?;
        // Checked before hashing, which takes time; the commit decides.
        if self.has_user(username)? {
            return Err(UserError::UsernameTaken { username: username.to_owned() }.into());
        }
        let user = self.new_user(username, self.hash_password(password)?, active, superuser);
        let (changes, entry) = self.creation(&user);
        self.commit(changes.into(), vec![entry])?;
        Ok(user)
    }

    /// The changes and the audit event that create a user. Failed sign-ins that were recorded for the name before are reset.
    pub(super) fn creation(&self, user: &User) -> ([Change; 3], AuditEntry) {
        let active = if user.is_active { "active" } else { "inactive" };
        let detail = if user.is_superuser { format!("{active}, superuser") } else { active.to_owned() };
        let entry = self.entry(AuditAction::UserCreated, Some(user), Some(detail));
        let folder = Folder::default_of(user.id, FolderId(Uuid::new_v4()));
        ([Change::InsertUser(user.clone()), Change::InsertFolder(folder), forget_failures(user)], entry)
    }

    /// Gives users back the names and flags that they had before a change, all or nothing. Who was pending approval is so again.
    /// Revoked API keys stay revoked.
    ///
    /// # Errors
    /// As [`Admin::change_flag`] and [`Admin::edit_user`].
    pub fn undo_changes(&self, changed: &[ChangedUser]) -> Result<Vec<ChangedUser>> {
        self.commit_retried(|| {
            let (mut changes, mut audit, mut undone) = (Vec::new(), Vec::new(), Vec::new());
            for ChangedUser { before, user, .. } in changed {
                let earlier = before.clone();
                let after = User {
                    username: earlier.username,
                    is_active: earlier.is_active,
                    was_deactivated: earlier.was_deactivated,
                    is_superuser: earlier.is_superuser,
                    updated_at: self.now(),
                    ..user.clone()
                };
                undone.extend(self.add_update(user, after, &mut changes, &mut audit)?);
            }
            let batch = (!undone.is_empty()).then_some(Batch::new(changes, audit));
            Ok((undone, batch))
        })
    }

    /// Everybody who is pending approval.
    ///
    /// # Errors
    /// `Store`.
    pub fn everyone_pending(&self) -> Result<Vec<User>> {
        self.users_matching(&UserFilter::of_status(StatusFilter::Pending))
    }

    /// Activates everybody who is pending approval, all or nothing: exactly those whom `confirm` was shown, unless there are
    /// none.
    ///
    /// # Errors
    /// Those of `confirm`; as [`Admin::change_flag`].
    pub fn activate_pending(&self, confirm: impl FnOnce(&[User]) -> Result<()>) -> Result<Vec<ChangedUser>> {
        let pending = self.everyone_pending()?;
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        self.plan_flag_change(&pending, FlagChange::Activate)?;
        confirm(&pending)?;
        self.change_flag(&pending, FlagChange::Activate)
    }

    /// Renames a user.
    ///
    /// # Errors
    /// `Conflict`: taken, the same, changed meanwhile; `Usage`: no name; `Store`.
    pub fn rename_user(&self, user: &User, username: &str) -> Result<User> {
        let edit = UserEdit { username: username.to_owned(), is_active: user.is_active, is_superuser: user.is_superuser };
        Ok(self.edit_user(user, &edit)?.user)
    }

    /// Changes the name and the flags of a user in one transaction.
    ///
    /// # Errors
    /// `Conflict`: nothing to change, the name is taken, the actor's own account would lose its rights, the last active
    /// superuser, changed meanwhile; `Usage`: no name; `Store`.
    pub fn edit_user(&self, user: &User, edit: &UserEdit) -> Result<ChangedUser> {
        self.commit_retried(|| self.edit(user, edit).map(|(done, batch)| (done, Some(batch))))
    }

    /// Returns what [`Admin::edit_user`] would, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Admin::edit_user`].
    pub fn plan_edit(&self, user: &User, edit: &UserEdit) -> Result<ChangedUser> {
        let (planned, batch) = self.edit(user, edit)?;
        self.rehearse(&batch).map(|()| planned)
    }

    fn edit(&self, user: &User, edit: &UserEdit) -> Result<(ChangedUser, Batch)> {
        let UserEdit { username, is_active, is_superuser } = edit.clone();
        if username != user.username {
            check_username(&username)?;
        }
        let after = User { username, is_superuser, updated_at: self.now(), ..user.clone().with_active(is_active) };
        let (mut changes, mut audit) = (Vec::new(), Vec::new());
        let done = self.add_update(user, after, &mut changes, &mut audit)?;
        let done = done.ok_or_else(|| UserError::NothingToChange { username: user.username.clone() })?;
        Ok((done, Batch::new(changes, audit)))
    }

    /// Checks the rules for another name and other flags, and adds the update with its events; none if there is nothing to
    /// change.
    pub(super) fn add_update(
        &self,
        before: &User,
        after: User,
        changes: &mut Vec<Change>,
        audit: &mut Vec<AuditEntry>,
    ) -> Result<Option<ChangedUser>> {
        let (mut is_changed, mut revoked_api_keys) = (false, 0);
        if after.username != before.username {
            audit.push(self.entry(AuditAction::UserRenamed, Some(before), Some(format!("now {}", after.username))));
            changes.push(forget_failures(before));
            is_changed = true;
        }
        for change in FlagChange::between(before, &after) {
            revoked_api_keys += self.add_flag_change(before, change, after.status(), changes, audit)?;
            is_changed = true;
        }
        if !is_changed {
            return Ok(None);
        }
        changes.push(Change::UpdateUser { before: before.clone(), after: after.clone() });
        Ok(Some(ChangedUser { before: before.clone(), user: after, revoked_api_keys }))
    }

    /// Sets a user's password, which must differ from the current one, and resets the failed sign-ins.
    ///
    /// # Errors
    /// `Usage`: against the policy; `Conflict`: the current one, changed meanwhile; `Store`.
    pub fn set_password(&self, user: &User, password: &Secret) -> Result<User> {
        self.replace_password(&self.actor, user, password)
    }

    /// Deletes users with all their data, all or nothing.
    ///
    /// # Errors
    /// `Conflict`: the actor's own account, the last active superuser, changed meanwhile; `Store`.
    pub fn delete_users(&self, users: &[User]) -> Result<Vec<UserDetails>> {
        let (deleted, batch) = self.deletion(users)?;
        batch.map_or(Ok(()), |batch| self.commit_batch(&batch)).map(|()| deleted)
    }

    /// Returns what [`Admin::delete_users`] would, and changes nothing.
    ///
    /// # Errors
    /// Those of [`Admin::delete_users`].
    pub fn plan_deletion(&self, users: &[User]) -> Result<Vec<UserDetails>> {
        let (deleted, batch) = self.deletion(users)?;
        batch.map_or(Ok(()), |batch| self.rehearse(&batch)).map(|()| deleted)
    }

    fn deletion(&self, users: &[User]) -> Result<(Vec<UserDetails>, Option<Batch>)> {
        let (mut changes, mut entries, mut deleted) = (Vec::new(), Vec::new(), Vec::new());
        for (user, number) in without_duplicates(users).zip(0..) {
            self.reporter.report(Stage::ReadingUsers, number, Some(users.len() as u64));
            self.refuse_own(user, "delete")?;
            let details = self.details(user.clone())?;
            entries.push(self.entry(AuditAction::UserDeleted, Some(user), Some(details.owned.to_string())));
            changes.push(Change::DeleteUser(user.clone()));
            deleted.push(details);
        }
        let batch = (!deleted.is_empty()).then_some(Batch::new(changes, entries));
        Ok((deleted, batch))
    }

    pub(super) fn refuse_own(&self, user: &User, operation: &'static str) -> Result<()> {
        match &self.actor {
            Actor::User { id, .. } if *id == user.id => Err(UserError::OwnAccount { operation }.into()),
            _ => Ok(()),
        }
    }
}

impl Account<'_> {
    /// The user who is signed in.
    ///
    /// # Errors
    /// `NotFound` if the account was deleted; `Store`.
    pub fn user(&self) -> Result<User> {
        self.user_with_id(self.id)
    }

    /// Sets the password of the account, given the current one. Wrong attempts are delayed as at sign-in.
    ///
    /// # Errors
    /// `SignIn`: the current one is wrong, or too many attempts failed; else as [`Admin::set_password`].
    pub fn change_password(&self, current: &Secret, password: &Secret) -> Result<User> {
        let user = self.user()?;
        self.check_password(&user.username, password)?;
        match self.verify(&user.username, current)? {
            Ok((user, _)) => self.replace_password(&self.actor, &user, password),
            Err(refusal) => Err(refusal.into()),
        }
    }
}

impl Service {
    /// Adds to a user the amount of their data.
    pub(super) fn details(&self, user: User) -> Result<UserDetails> {
        let store_api_key = self.store.secrets_part(user.id, SecretsPart::StoreKey)?.store_api_key.is_some();
        Ok(UserDetails { owned: self.store.usage(user.id)?, store_api_key, user })
    }

    fn user_with_id(&self, id: UserId) -> Result<User> {
        self.store.user(id)?.ok_or_else(|| UserError::UserIdNotFound { id: id.to_string() }.into())
    }

    fn replace_password(&self, actor: &Actor, user: &User, password: &Secret) -> Result<User> {
        self.check_password(&user.username, password)?;
        if self.is_password_of(user, password)? {
            return Err(UserError::PasswordUnchanged.into());
        }
        let after = User { password: self.hash_password(password)?, updated_at: self.now(), ..user.clone() };
        let entry = self.entry(actor, AuditAction::PasswordSet, Some(user), None);
        let update = Change::UpdateUser { before: user.clone(), after: after.clone() };
        self.commit(vec![update, forget_failures(user)], vec![entry])?;
        Ok(after)
    }

    pub(super) fn new_user(&self, username: &str, password: PasswordHash, is_active: bool, is_superuser: bool) -> User {
        let now = self.now();
        User {
            id: UserId(Uuid::new_v4()),
            username: username.to_owned(),
            password,
            profile_image: None,
            is_active,
            was_deactivated: false,
            is_superuser,
            create_at: now,
            updated_at: now,
            last_login_at: None,
        }
    }
}

/// The change that resets the failed sign-ins of a user.
pub(super) fn forget_failures(user: &User) -> Change {
    Change::SetSignInFailures { username: user.username.clone(), failures: None }
}

/// The users without duplicates.
pub(super) fn without_duplicates(users: &[User]) -> impl Iterator<Item = &User> {
    let mut seen = BTreeSet::new();
    users.iter().filter(move |user| seen.insert(user.id))
}
