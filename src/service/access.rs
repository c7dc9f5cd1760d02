//! Who may do what: a handle exists only for a person who may call its methods, so no check can be forgotten.
//!
//! A handle checks once, when it is created, and lasts for one operation. It stands for the service on behalf of its actor.

use std::ops::Deref;
use std::sync::Arc;

use super::Service;
use crate::error::{Result, SecretError, UserError};
use crate::model::{Actor, ApiKeyId, AuditAction, AuditEntry, User, UserId};
use crate::store::SecretsPart;

/// The service for the operator, the system, and users who are active superusers.
#[derive(Clone)]
pub struct Admin<'a> {
    service: &'a Service,
    pub(super) actor: Actor,
}

/// The service for changing one user's secrets, as themselves or as a superuser.
#[derive(Clone)]
pub struct Owner<'a> {
    service: &'a Service,
    pub(super) actor: Actor,
    pub(super) user: Arc<User>,
}

/// The service for reading one user's secrets, or those of all users as a superuser.
#[derive(Clone)]
pub struct Reader<'a> {
    service: &'a Service,
    pub(super) actor: Actor,
    /// None stands for all users.
    pub(super) owner: Option<Arc<User>>,
}

/// The service for the account that is signed in, active or not.
#[derive(Clone)]
pub struct Account<'a> {
    service: &'a Service,
    pub(super) actor: Actor,
    pub(super) id: UserId,
}

macro_rules! stands_for_service {
    ($($handle:ident),*) => {$(
        impl Deref for $handle<'_> {
            type Target = Service;

            fn deref(&self) -> &Service {
                self.service
            }
        }
    )*};
}

stands_for_service!(Admin, Owner, Reader, Account);

impl Service {
    /// Refuses everyone but the operator and users who are active superusers now.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn admin(&self, actor: &Actor) -> Result<Admin<'_>> {
        if let Actor::User { id, username } = actor
            && !self.store.user(*id)?.is_some_and(|user| user.is_active_superuser())
        {
            return Err(UserError::NotSuperuser { username: username.clone() }.into());
        }
        Ok(Admin { service: self, actor: actor.clone() })
    }

    /// The program itself, which nobody asked.
    pub(super) const fn system(&self) -> Admin<'_> {
        Admin { service: self, actor: Actor::System }
    }

    /// Refuses everyone except this user, if active, and superusers.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn owner(&self, actor: &Actor, user: &User) -> Result<Owner<'_>> {
        self.require_access(actor, user.id)?;
        Ok(Owner { service: self, actor: actor.clone(), user: Arc::new(user.clone()) })
    }

    /// The owner of an API key.
    ///
    /// # Errors
    /// `NotFound`, also for another user's unless the actor is a superuser; `NotAllowed`, `Store`.
    pub fn owner_of_api_key(&self, actor: &Actor, id: ApiKeyId) -> Result<Owner<'_>> {
        let unknown = || SecretError::ApiKeyNotFound { id: id.to_string() };
        let owner = |user| Owner { service: self, actor: actor.clone(), user: Arc::new(user) };
        if let Actor::User { id: own, .. } = actor {
            self.require_access(actor, *own)?;
            let user = self.store.user(*own)?.ok_or(UserError::NotSignedIn)?;
            let owned = self.store.secrets_part(*own, SecretsPart::ApiKeys)?;
            if owned.api_keys.iter().any(|key| key.id == id) {
                return Ok(owner(user));
            }
            if !user.is_superuser {
                return Err(unknown().into());
            }
        }
        let user = self.store.api_key_owner(id)?.map(|user| self.store.user(user)).transpose()?.flatten();
        Ok(user.map(owner).ok_or_else(unknown)?)
    }

    /// Refuses everyone except this user, if active, and superusers. No user stands for all of them.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn reader(&self, actor: &Actor, owner: Option<&User>) -> Result<Reader<'_>> {
        match owner {
            Some(owner) => self.require_access(actor, owner.id)?,
            None => self.admin(actor).map(drop)?,
        }
        Ok(Reader { service: self, actor: actor.clone(), owner: owner.cloned().map(Arc::new) })
    }

    /// Refuses who is not signed in.
    ///
    /// # Errors
    /// `NotAllowed`.
    pub fn account(&self, actor: &Actor) -> Result<Account<'_>> {
        let Actor::User { id, .. } = actor else { return Err(UserError::NotSignedIn.into()) };
        Ok(Account { service: self, actor: actor.clone(), id: *id })
    }

    fn require_access(&self, actor: &Actor, owner: UserId) -> Result<()> {
        match actor {
            Actor::User { id, username } if *id == owner => {
                let is_active = self.store.user(*id)?.is_some_and(|user| user.is_active);
                if is_active { Ok(()) } else { Err(UserError::NotActive { username: username.clone() }.into()) }
            }
            _ => self.admin(actor).map(drop),
        }
    }
}

impl Admin<'_> {
    /// An audit event of this actor.
    pub(super) fn entry(&self, action: AuditAction, target: Option<&User>, detail: Option<String>) -> AuditEntry {
        self.service.entry(&self.actor, action, target, detail)
    }
}

impl Owner<'_> {
    /// An audit event of this actor about this user.
    pub(super) fn entry(&self, action: AuditAction, detail: Option<String>) -> AuditEntry {
        self.service.entry(&self.actor, action, Some(&self.user), detail)
    }
}

impl Reader<'_> {
    /// An audit event of this actor about the user, or about all.
    pub(super) fn entry(&self, action: AuditAction, detail: Option<String>) -> AuditEntry {
        self.service.entry(&self.actor, action, self.owner.as_deref(), detail)
    }
}
