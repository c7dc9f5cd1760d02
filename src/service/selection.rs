//! Changes of users who are selected by a filter, however many there are.
//!
//! A change is preceded by a question with their names, so it is refused if others are selected by the time it is confirmed.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

use super::flag_change::FlagChange;
use super::{Admin, ChangedUser};
use crate::error::{Result, UserError};
use crate::model::{Timestamp, User, UserFilter, UserId, UserStatus};
use crate::store::{SecretsPart, Usage};

/// Selected users.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserSelection {
    /// All who pass this filter, if there is one.
    pub filter: Option<UserFilter>,
    /// Except these.
    pub except: BTreeSet<UserId>,
    /// And these.
    pub also: BTreeSet<UserId>,
}

/// What a question says of a selected user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SelectedUser {
    /// The id.
    pub id: UserId,
    /// The name.
    pub username: String,
    /// Whether it is a superuser.
    pub is_superuser: bool,
    /// The status.
    pub status: UserStatus,
}

/// The users of a selection when they were read.
#[derive(Clone, Debug)]
pub struct SelectedUsers {
    /// The users.
    pub users: Vec<SelectedUser>,
    /// What tells whether they are still the same.
    pub seal: Seal,
}

/// What differs if other users are selected, or if the name, rights or status of one are different.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seal([u8; 32]);

/// What an undo has to know of a user whose flags were changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FlagsBefore {
    /// The user.
    pub id: UserId,
    /// The name.
    pub username: String,
    /// What an undo gives back to the user.
    pub regained: Regained,
    is_active: bool,
    was_deactivated: bool,
    is_superuser: bool,
    /// The time of the change.
    changed_at: Timestamp,
}

/// What the undo of a change gives back to a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regained {
    /// The status, if it was changed.
    pub status: Option<UserStatus>,
    /// Whether it is a superuser, if that was changed.
    pub is_superuser: Option<bool>,
}

impl ChangedUser {
    /// What an undo gives back.
    pub fn regained(&self) -> Regained {
        let Self { before, user, .. } = self;
        Regained {
            status: Some(before.status()).filter(|status| *status != user.status()),
            is_superuser: Some(before.is_superuser).filter(|is_superuser| *is_superuser != user.is_superuser),
        }
    }
}

/// The result of a flag change of selected users.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedUsers {
    /// Those who were changed.
    pub users: Vec<FlagsBefore>,
    /// How many API keys were revoked.
    pub revoked_api_keys: u64,
    /// Whether each of them is pending approval again.
    pub withdraws_approval: bool,
}

impl ChangedUsers {
    fn of(changed: &[ChangedUser]) -> Self {
        let before = |one: &ChangedUser| FlagsBefore {
            id: one.user.id,
            username: one.user.username.clone(),
            regained: one.regained(),
            is_active: one.before.is_active,
            was_deactivated: one.before.was_deactivated,
            is_superuser: one.before.is_superuser,
            changed_at: one.user.updated_at,
        };
        Self {
            users: changed.iter().map(before).collect(),
            revoked_api_keys: changed.iter().map(|one| one.revoked_api_keys).sum(),
            withdraws_approval: changed.iter().all(ChangedUser::withdraws_approval),
        }
    }
}

impl Admin<'_> {
    /// Reads the selected users, for a question.
    ///
    /// # Errors
    /// `Store`.
    pub fn selected_users(&self, selection: &UserSelection) -> Result<SelectedUsers> {
        let (mut users, mut seal) = (Vec::new(), Sealing::default());
        self.each_selected(selection, &mut |user| {
            seal.add(&user);
            let status = user.status();
            users.push(SelectedUser { id: user.id, username: user.username, is_superuser: user.is_superuser, status });
        })?;
        Ok(SelectedUsers { users, seal: seal.finish() })
    }

    /// The number of API keys that the deactivation of these users would revoke.
    ///
    /// # Errors
    /// `Store`.
    pub fn revocable_api_keys(&self, users: impl IntoIterator<Item = UserId>) -> Result<u64> {
        let mut number = 0;
        for user in users {
            number += self.revocable(&self.store.secrets_part(user, SecretsPart::ApiKeys)?);
        }
        Ok(number)
    }

    /// How much these users own, which their deletion would delete.
    ///
    /// # Errors
    /// `Store`.
    pub fn owned_by(&self, users: impl IntoIterator<Item = UserId>) -> Result<Usage> {
        users.into_iter().map(|user| self.store.usage(user)).sum()
    }

    /// Changes a flag of those selected users who do not have it yet, all or nothing; `seal` is that of the question, if one was
    /// asked.
    ///
    /// # Errors
    /// `Conflict`: others are selected than when the question was asked; else as [`Admin::change_flag`].
    pub fn change_flag_of(&self, selection: &UserSelection, seal: Option<Seal>, change: FlagChange) -> Result<ChangedUsers> {
        let mut users = self.sealed(selection, seal)?;
        users.retain(|user| change.apply(user) != *user);
        Ok(ChangedUsers::of(&self.change_flag(&users, change)?))
    }

    /// Gives users back the flags that they had before a change, all or nothing.
    ///
    /// # Errors
    /// `Conflict`: one was changed or deleted since; else as [`Admin::undo_changes`].
    pub fn undo_flags(&self, changed: &[FlagsBefore]) -> Result<ChangedUsers> {
        let mut read = Vec::with_capacity(changed.len());
        for flags in changed {
            let user = self.user(flags.id)?;
            // Not every database keeps times as exactly.
            if user.updated_at.as_microsecond() != flags.changed_at.as_microsecond() {
                return Err(UserError::UserChanged { username: user.username }.into());
            }
            let before = User {
                is_active: flags.is_active,
                was_deactivated: flags.was_deactivated,
                is_superuser: flags.is_superuser,
                ..user.clone()
            };
            read.push(ChangedUser { before, user, revoked_api_keys: 0 });
        }
        Ok(ChangedUsers::of(&self.undo_changes(&read)?))
    }

    /// Deletes the selected users with all their data, all or nothing. Returns their number.
    ///
    /// # Errors
    /// `Conflict`: others are selected than when the question was asked; else as [`Admin::delete_users`].
    pub fn delete_selected(&self, selection: &UserSelection, seal: Option<Seal>) -> Result<u64> {
        Ok(self.delete_users(&self.sealed(selection, seal)?)?.len() as u64)
    }

    /// The selected users, if they are the same as in the question.
    fn sealed(&self, selection: &UserSelection, seal: Option<Seal>) -> Result<Vec<User>> {
        let (mut users, mut now) = (Vec::new(), Sealing::default());
        self.each_selected(selection, &mut |user| {
            now.add(&user);
            users.push(user);
        })?;
        if seal.is_some_and(|seal| seal != now.finish()) {
            return Err(UserError::SelectionChanged.into());
        }
        Ok(users)
    }

    /// Passes every selected user to `visit`, a few hundred read at a time.
    fn each_selected(&self, selection: &UserSelection, visit: &mut dyn FnMut(User)) -> Result<()> {
        let UserSelection { filter, except, also } = selection;
        if let Some(filter) = filter {
            for window in self.windows(filter) {
                window?.into_iter().filter(|user| !except.contains(&user.id)).for_each(&mut *visit);
            }
        }
        for id in also {
            let user = self.store.user(*id)?;
            user.filter(|user| filter.as_ref().is_none_or(|filter| !filter.admits(user))).into_iter().for_each(&mut *visit);
        }
        Ok(())
    }
}

/// Computes a seal.
#[derive(Default)]
struct Sealing(Sha256);

impl Sealing {
    fn add(&mut self, user: &User) {
        self.0.update(user.id.0.as_bytes());
        self.0.update([u8::from(user.is_superuser), user.status() as u8]);
        self.0.update((user.username.len() as u64).to_be_bytes());
        self.0.update(user.username.as_bytes());
    }

    fn finish(self) -> Seal {
        Seal(self.0.finalize().into())
    }
}
