//! Users: created, edited, deleted, listed.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{Service, Usage};
use crate::crypto::password::{self, Verdict};
use crate::error::{Error, Problem, Remedy, Result, ServerError, UserError};
use crate::model::user::{PasswordHash, check_username};
use crate::model::{Actor, AuditAction, AuditEntry, Cursor, Folder, FolderId, Page, User, UserFilter, UserId, UserOrder};
use crate::secret::Secret;
use crate::store::{Batch, Change};
use crate::text;

/// The similarity from which a name is suggested, from 0 to 1.
const ALIKE: f64 = 0.8;
/// How many names before and after an unknown one are compared.
const NEIGHBOURS: usize = 20;

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

/// A change of one of a user's flags.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FlagChange {
    /// Allow sign-in.
    Activate,
    /// Forbid sign-in and revoke the API keys.
    Deactivate,
    /// Grant superuser.
    Promote,
    /// Revoke superuser.
    Demote,
}

impl FlagChange {
    /// The opposite change; revoked API keys stay revoked.
    #[must_use]
    pub const fn inverse(self) -> Self {
        match self {
            Self::Activate => Self::Deactivate,
            Self::Deactivate => Self::Activate,
            Self::Promote => Self::Demote,
            Self::Demote => Self::Promote,
        }
    }

    /// The outcome for one user or several, as the rest of a sentence.
    pub const fn outcome(self, one: bool) -> &'static str {
        match (self, one) {
            (Self::Activate, true) => "is now active",
            (Self::Activate, false) => "are now active",
            (Self::Deactivate, true) => "is now inactive",
            (Self::Deactivate, false) => "are now inactive",
            (Self::Promote, true) => "is now a superuser",
            (Self::Promote, false) => "are now superusers",
            (Self::Demote, true) => "is no longer a superuser",
            (Self::Demote, false) => "are no longer superusers",
        }
    }

    /// The state of a user who needs no change, after the word "is".
    const fn already(self) -> &'static str {
        match self {
            Self::Activate => "already active",
            Self::Deactivate => "already inactive",
            Self::Promote => "already a superuser",
            Self::Demote => "not a superuser",
        }
    }

    const fn action(self) -> AuditAction {
        match self {
            Self::Activate => AuditAction::UserActivated,
            Self::Deactivate => AuditAction::UserDeactivated,
            Self::Promote => AuditAction::UserPromoted,
            Self::Demote => AuditAction::UserDemoted,
        }
    }

    fn apply(self, user: &User) -> User {
        let mut after = user.clone();
        match self {
            Self::Activate => after.is_active = true,
            Self::Deactivate => after.is_active = false,
            Self::Promote => after.is_superuser = true,
            Self::Demote => after.is_superuser = false,
        }
        after
    }
}

/// The new name and flags of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The name.
    pub username: String,
    /// Whether it is active.
    pub is_active: bool,
    /// Whether it is a superuser.
    pub is_superuser: bool,
}

impl Edit {
    fn switches(&self, user: &User) -> impl Iterator<Item = FlagChange> {
        let active = (self.is_active != user.is_active).then_some(if self.is_active {
            FlagChange::Activate
        } else {
            FlagChange::Deactivate
        });
        let superuser = (self.is_superuser != user.is_superuser).then_some(if self.is_superuser {
            FlagChange::Promote
        } else {
            FlagChange::Demote
        });
        active.into_iter().chain(superuser)
    }
}

/// The result of a flag change for one user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Switched {
    /// The user after the change.
    pub user: User,
    /// How many API keys were revoked.
    pub revoked_api_keys: u64,
}

impl Service {
    /// A page of users and their total number.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn users(
        &self,
        actor: &Actor,
        filter: &UserFilter,
        order: UserOrder,
        cursor: &Cursor<User>,
        limit: usize,
    ) -> Result<Page<User>> {
        self.require_superuser(actor)?;
        let rows = self.store.users(filter, order, cursor, limit)?;
        Ok(Page { rows, total: Some(self.store.count_users(filter)?) })
    }

    /// Finds a user by exact name.
    ///
    /// # Errors
    /// `NotFound`, with the most similar name as a hint; `NotAllowed`, `Store`.
    pub fn user_named(&self, actor: &Actor, username: &str) -> Result<User> {
        self.require_superuser(actor)?;
        if let Some(user) = self.store.user_by_name(username)? {
            return Ok(user);
        }
        let error = Error::from(UserError::UserNotFound { username: username.to_owned() });
        let nearest = match self.look_alikes(username)?.into_iter().next() {
            None => self.nearest_name(username)?,
            look_alike => look_alike,
        };
        Err(match nearest {
            Some(name) => {
                let mut names = self.look_alikes(&name)?;
                names.insert(0, name);
                error.hint(did_you_mean(&names, username))
            }
            None => error,
        })
    }

    /// Finds a user by id.
    ///
    /// # Errors
    /// `NotFound`; `NotAllowed` for another user's account unless the actor is a superuser; `Store`.
    pub fn user(&self, actor: &Actor, id: UserId) -> Result<User> {
        if !matches!(actor, Actor::User { id: own, .. } if *own == id) {
            self.require_superuser(actor)?;
        }
        self.store.user(id)?.ok_or_else(|| UserError::UserIdNotFound { id: id.to_string() }.into())
    }

    /// A user with the amount of their data.
    ///
    /// # Errors
    /// As [`Service::user`].
    pub fn user_details(&self, actor: &Actor, id: UserId) -> Result<UserDetails> {
        self.details(self.user(actor, id)?)
    }

    fn details(&self, user: User) -> Result<UserDetails> {
        let store_api_key = self.store.secrets(user.id)?.store_api_key.is_some();
        Ok(UserDetails { owned: self.store.usage(user.id)?, store_api_key, user })
    }

    /// Creates a user with a default folder.
    ///
    /// # Errors
    /// `Conflict`: the name is taken; `Usage`: name or password against the policy; `NotAllowed`, `Store`.
    pub fn create_user(&self, actor: &Actor, new: &NewUser) -> Result<User> {
        self.require_superuser(actor)?;
        check_username(&new.username)?;
        self.check_password(&new.username, &new.password)?;
        // Checked before hashing, which takes time; the commit decides.
        if self.store.user_by_name(&new.username)?.is_some() {
            return Err(super::name_taken(&new.username));
        }
        let hash = PasswordHash::new(password::hash(self.scheme(), &new.password)?);
        let active = new.active.unwrap_or(self.settings().new_user_is_active.value);
        let user = self.fresh_user(&new.username, hash, active, new.superuser);
        let (changes, entry) = self.creation(actor, &user);
        self.commit(changes.into(), vec![entry])?;
        Ok(user)
    }

    /// Changes a flag of users, all or nothing.
    ///
    /// # Errors
    /// `Conflict`: nothing to change, the actor's own account, the last active superuser, changed meanwhile; `NotAllowed`, `Store`.
    pub fn switch_users(&self, actor: &Actor, users: &[User], switch: FlagChange) -> Result<Vec<Switched>> {
        self.require_superuser(actor)?;
        self.commit_retried(|| self.switched(actor, users, switch))
    }

    /// The users after a flag change, and the transaction for it.
    fn switched(&self, actor: &Actor, users: &[User], switch: FlagChange) -> Result<(Vec<Switched>, Option<Batch>)> {
        let (mut changes, mut audit, mut switched) = (Vec::new(), Vec::new(), Vec::new());
        for before in without_duplicates(users) {
            let revoked = self.switch_rules(actor, before, switch, &mut changes)?;
            let mut after = switch.apply(before);
            if after == *before {
                return Err(UserError::AlreadySo { username: before.username.clone(), state: switch.already() }.into());
            }
            after.updated_at = self.now();
            audit.push(self.entry(actor, switch.action(), Some(before), revocation_detail(revoked)));
            changes.push(Change::UpdateUser { before: before.clone(), after: after.clone() });
            switched.push(Switched { user: after, revoked_api_keys: revoked });
        }
        let batch = (!switched.is_empty()).then_some(Batch { changes, audit, keep_a_superuser: true });
        Ok((switched, batch))
    }

    /// Renames a user.
    ///
    /// # Errors
    /// `Conflict`: taken, the same, changed meanwhile; `Usage`: no name; `NotAllowed`, `Store`.
    pub fn rename_user(&self, actor: &Actor, user: &User, username: &str) -> Result<User> {
        let edit = Edit { username: username.to_owned(), is_active: user.is_active, is_superuser: user.is_superuser };
        self.edit_user(actor, user, &edit)
    }

    /// Changes the name and the flags of a user in one transaction.
    ///
    /// # Errors
    /// `Conflict`: nothing to change, the name is taken, the actor's own account would lose its rights, the last active
    /// superuser, changed meanwhile; `Usage`: no name; `NotAllowed`, `Store`.
    pub fn edit_user(&self, actor: &Actor, user: &User, edit: &Edit) -> Result<User> {
        self.require_superuser(actor)?;
        if edit.username != user.username {
            check_username(&edit.username)?;
        }
        self.commit_retried(|| self.edited(actor, user, edit))
    }

    /// The user after an edit, and the transaction for it.
    fn edited(&self, actor: &Actor, user: &User, edit: &Edit) -> Result<(User, Option<Batch>)> {
        let (mut changes, mut audit) = (Vec::new(), Vec::new());
        if edit.username != user.username {
            audit.push(self.entry(actor, AuditAction::UserRenamed, Some(user), Some(format!("now {}", edit.username))));
            changes.push(Change::SetSignInFailures { username: user.username.clone(), failures: None });
        }
        for switch in edit.switches(user) {
            let revoked = self.switch_rules(actor, user, switch, &mut changes)?;
            audit.push(self.entry(actor, switch.action(), Some(user), revocation_detail(revoked)));
        }
        if audit.is_empty() {
            return Err(UserError::NothingToChange { username: user.username.clone() }.into());
        }
        let Edit { username, is_active, is_superuser } = edit.clone();
        let after = User { username, is_active, is_superuser, updated_at: self.now(), ..user.clone() };
        changes.push(Change::UpdateUser { before: user.clone(), after: after.clone() });
        Ok((after, Some(Batch { changes, audit, keep_a_superuser: true })))
    }

    /// Sets a user's password, which must differ from the current one, and resets the failed sign-ins.
    ///
    /// # Errors
    /// `Usage`: against the policy; `Conflict`: the current one, changed meanwhile; `NotAllowed`, `Store`.
    pub fn set_password(&self, actor: &Actor, user: &User, password: &Secret) -> Result<User> {
        self.require_superuser(actor)?;
        self.replace_password(actor, user, password)
    }

    /// Sets the actor's own password, given the current one. Wrong attempts are delayed as at sign-in.
    ///
    /// # Errors
    /// `SignIn`: the current one is wrong, or too many attempts failed; else as [`Service::set_password`].
    pub fn change_own_password(&self, actor: &Actor, current: &Secret, password: &Secret) -> Result<User> {
        let Actor::User { id, .. } = actor else { return Err(UserError::NotSignedIn.into()) };
        let user = self.user(actor, *id)?;
        self.check_password(&user.username, password)?;
        match self.verify(&user.username, current)? {
            Ok((user, _)) => self.replace_password(actor, &user, password),
            Err(refusal) => Err(refusal.into()),
        }
    }

    /// Deletes users with all their data, all or nothing.
    ///
    /// # Errors
    /// `Conflict`: the actor's own account, the last active superuser, changed meanwhile; `NotAllowed`, `Store`.
    pub fn delete_users(&self, actor: &Actor, users: &[User]) -> Result<Vec<UserDetails>> {
        self.require_superuser(actor)?;
        let (mut changes, mut entries, mut deleted) = (Vec::new(), Vec::new(), Vec::new());
        for user in without_duplicates(users) {
            refuse_own(actor, user, "delete")?;
            let details = self.details(user.clone())?;
            entries.push(self.entry(actor, AuditAction::UserDeleted, Some(user), Some(details.owned.to_string())));
            changes.push(Change::DeleteUser(user.clone()));
            deleted.push(details);
        }
        if !deleted.is_empty() {
            self.commit(changes, entries)?;
        }
        Ok(deleted)
    }

    pub(super) fn replace_password(&self, actor: &Actor, user: &User, password: &Secret) -> Result<User> {
        self.check_password(&user.username, password)?;
        if user.password.as_str().is_some()
            && password::verify(self.scheme(), password, user.password.as_str())? != Verdict::Wrong
        {
            return Err(UserError::PasswordUnchanged.into());
        }
        let hash = PasswordHash::new(password::hash(self.scheme(), password)?);
        let after = User { password: hash, updated_at: self.now(), ..user.clone() };
        let entry = self.entry(actor, AuditAction::PasswordSet, Some(user), None);
        let forget = Change::SetSignInFailures { username: user.username.clone(), failures: None };
        self.commit(vec![Change::UpdateUser { before: user.clone(), after: after.clone() }, forget], vec![entry])?;
        Ok(after)
    }

    pub(super) fn fresh_user(&self, username: &str, password: PasswordHash, is_active: bool, is_superuser: bool) -> User {
        let now = self.now();
        User {
            id: UserId(Uuid::new_v4()),
            username: username.to_owned(),
            password,
            profile_image: None,
            is_active,
            is_superuser,
            create_at: now,
            updated_at: now,
            last_login_at: None,
        }
    }

    /// The changes and the audit event that create a user. Failed sign-ins that were recorded for the name before are reset.
    pub(super) fn creation(&self, actor: &Actor, user: &User) -> ([Change; 3], AuditEntry) {
        let flag = |is: bool, word: &'static str| is.then_some(word);
        let words: Vec<&str> = [Some(if user.is_active { "active" } else { "inactive" }), flag(user.is_superuser, "superuser")]
            .into_iter()
            .flatten()
            .collect();
        let entry = self.entry(actor, AuditAction::UserCreated, Some(user), Some(words.join(", ")));
        let folder = Folder::default_of(user.id, FolderId(Uuid::new_v4()));
        let forget = Change::SetSignInFailures { username: user.username.clone(), failures: None };
        ([Change::InsertUser(user.clone()), Change::InsertFolder(folder), forget], entry)
    }

    /// Checks the rules for a flag change and returns how many API keys it revokes.
    fn switch_rules(&self, actor: &Actor, user: &User, switch: FlagChange, changes: &mut Vec<Change>) -> Result<u64> {
        match switch {
            FlagChange::Demote => refuse_own(actor, user, "demote").map(|()| 0),
            FlagChange::Deactivate => refuse_own(actor, user, "deactivate").and_then(|()| self.revocation(user.id, changes)),
            FlagChange::Activate | FlagChange::Promote => Ok(0),
        }
    }

    /// Adds the revocation of a user's API keys, since those of inactive users would still work.
    fn revocation(&self, user: UserId, changes: &mut Vec<Change>) -> Result<u64> {
        let before = self.store.secrets(user)?;
        let revoked = before.api_keys.iter().filter(|key| self.is_not_revoked(key)).count() as u64;
        if revoked > 0 {
            let after = self.revoked(&before, |_| true);
            changes.push(Change::UpdateSecrets { user, before, after });
        }
        Ok(revoked)
    }

    /// Other usernames that look like this one: they differ only in case or in Unicode composition.
    ///
    /// # Errors
    /// `Store`.
    pub fn look_alikes(&self, username: &str) -> Result<Vec<String>> {
        let wanted = text::likeness(username);
        let mut found = BTreeSet::new();
        // Sorted by name, they are neighbours of one of the forms of this name.
        for form in text::forms(username) {
            let neighbours = match self.neighbours(&form) {
                // The encoding of the database lacks this form, so no name has it.
                Err(error) if matches!(error.problem(), Problem::Server(ServerError::NotEncodable { .. })) => continue,
                neighbours => neighbours?,
            };
            found.extend(neighbours.into_iter().filter(|name| name != username && text::likeness(name) == wanted));
        }
        Ok(found.into_iter().collect())
    }

    /// The names before and after a name.
    fn neighbours(&self, username: &str) -> Result<Vec<String>> {
        let place = User { id: UserId(Uuid::nil()), ..self.fresh_user(username, PasswordHash::none(), false, false) };
        let (filter, order) = (UserFilter::default(), UserOrder::default());
        let mut users = self.store.users(&filter, order, &Cursor::Before(place.clone()), NEIGHBOURS)?;
        users.extend(self.store.users(&filter, order, &Cursor::After(place), NEIGHBOURS)?);
        Ok(users.into_iter().map(|user| user.username).collect())
    }

    /// The most similar name among the neighbours of an unknown one.
    fn nearest_name(&self, username: &str) -> Result<Option<String>> {
        let wanted = text::fold(username);
        let likeness = |name: &str| strsim::jaro_winkler(&wanted, &text::fold(name));
        let nearest = self.neighbours(username)?.into_iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        Ok(nearest.filter(|name| likeness(name) >= ALIKE))
    }
}

impl std::fmt::Display for Usage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let always = [(self.folders, "folder"), (self.variables, "variable"), (self.api_keys, "API key")];
        let some = [(self.flows, "flow"), (self.files, "file")].into_iter().filter(|(count, _)| *count > 0);
        let parts: Vec<String> = always.into_iter().chain(some).map(|(count, noun)| text::count(count, noun)).collect();
        f.write_str(&parts.join(", "))
    }
}

/// The suggestion for an unknown name, with differences that cannot be seen spelled out.
pub(super) fn did_you_mean(known: &[String], given: &str) -> Remedy {
    let [known] = known else {
        let mut names: Vec<String> = known.iter().map(|name| text::code_points(name)).collect();
        names.sort_unstable();
        return Remedy::DidYouMeanOneOf { names };
    };
    let look_same = text::fold(known) != text::fold(given) && text::likeness(known) == text::likeness(given);
    Remedy::DidYouMean { name: known.clone(), difference: look_same.then(|| text::difference(known, given)) }
}

fn revocation_detail(revoked: u64) -> Option<String> {
    (revoked > 0).then(|| format!("revoked {}", text::count(revoked, "API key")))
}

/// The users without duplicates.
fn without_duplicates(users: &[User]) -> impl Iterator<Item = &User> {
    let mut seen = BTreeSet::new();
    users.iter().filter(move |user| seen.insert(user.id))
}

fn refuse_own(actor: &Actor, user: &User, operation: &'static str) -> Result<()> {
    match actor {
        Actor::User { id, .. } if *id == user.id => Err(UserError::OwnAccount { operation }.into()),
        _ => Ok(()),
    }
}
