//! The secrets of users: who may see them, and pages of them.
//!
//! The list of all users' secrets is ordered by user ID, as the databases store them, so a page costs the same however many
//! users there are. A list that fits into a single page is sorted by username.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::Service;
use crate::error::{Result, UserError};
use crate::model::{Actor, Cursor, Page, User, UserId, UserSecrets};
use crate::store::Scope;
use crate::text;

/// The number of users whose secrets are read at a time.
const VAULTS: usize = 64;

/// A row of a user's secrets, before it is rendered.
type Found<K, T> = (UserId, K, T);

/// Picks the rows of a list from a user's secrets, in any order.
pub(super) type Pick<'a, K, T> = &'a dyn Fn(UserSecrets) -> Vec<(K, T)>;

impl Service {
    /// Refuses everyone except the active owner and superusers.
    ///
    /// # Errors
    /// `NotAllowed`, `Store`.
    pub fn require_owner(&self, actor: &Actor, owner: UserId) -> Result<()> {
        let Actor::User { id, username } = actor else { return Ok(()) };
        if *id != owner {
            return self.require_superuser(actor);
        }
        if self.store.user(*id)?.is_some_and(|user| user.is_active) {
            return Ok(());
        }
        Err(UserError::NotActive { username: username.clone() }.into())
    }

    /// The same, where no owner means the secrets of all users.
    pub(super) fn require_reader(&self, actor: &Actor, owner: Option<UserId>) -> Result<()> {
        owner.map_or_else(|| self.require_superuser(actor), |owner| self.require_owner(actor, owner))
    }

    /// A page of the secrets of one user or of all; `show` renders what was picked.
    pub(super) fn window<K: Ord + Clone, T, R>(
        &self,
        owner: Option<UserId>,
        cursor: &Cursor<(UserId, K)>,
        limit: usize,
        pick: Pick<'_, K, T>,
        show: impl Fn(&Arc<User>, T) -> R,
    ) -> Result<Page<R>> {
        let secrets_after = Vaults { service: self, owner, pick };
        let (mut found, total) = match cursor {
            Cursor::Offset(skipped) => {
                let skipped = usize::try_from(*skipped).unwrap_or(usize::MAX);
                let end = skipped.saturating_add(limit);
                let mut found = secrets_after.forward(None, end.saturating_add(1))?;
                let total = (found.len() <= end).then_some(found.len() as u64);
                found.truncate(end);
                found.drain(..skipped.min(found.len()));
                (found, total)
            }
            Cursor::From((user, key)) => (secrets_after.forward(Some((*user, key, true)), limit)?, None),
            Cursor::After((user, key)) => (secrets_after.forward(Some((*user, key, false)), limit)?, None),
            Cursor::Before((user, key)) => (secrets_after.backward(Some((*user, key)), limit)?, None),
            Cursor::Last => (secrets_after.backward(None, limit)?, Some(secrets_after.count()?)),
        };
        let mut owners = BTreeMap::new();
        for (user, ..) in &found {
            if !owners.contains_key(user) {
                owners.insert(*user, self.store.user(*user)?.map(Arc::new));
            }
        }
        if total == Some(found.len() as u64) {
            let name = |user: &UserId| owners.get(user)?.as_deref().map(by_name);
            found.sort_by_cached_key(|(user, key, _)| (name(user), *user, key.clone()));
        }
        // Users who were deleted since then have no rows.
        let rows = found.into_iter().filter_map(|(user, _, row)| Some(show(owners.get(&user)?.as_ref()?, row))).collect();
        Ok(Page { rows, total })
    }

    /// Passes the secrets of one user, or of all who have any, to `visit`: few users in the order of their names, many in the
    /// order of their IDs. `visit` may not call the store.
    pub(super) fn each_vault(
        &self,
        owner: Option<&User>,
        visit: &mut dyn FnMut(&Arc<User>, UserSecrets) -> Result<()>,
    ) -> Result<()> {
        if let Some(owner) = owner {
            return visit(&Arc::new(owner.clone()), self.store.secrets(owner.id)?);
        }
        let (mut few, mut are_many) = (Vec::new(), false);
        self.store.export_users(Scope::WithSecrets, &mut |people| {
            few.extend(people.into_iter().map(|person| (Arc::new(person.user), person.secrets)));
            are_many |= few.len() > VAULTS;
            if are_many {
                few.drain(..).try_for_each(|(owner, secrets)| visit(&owner, secrets))?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        few.sort_by_cached_key(|(owner, _)| by_name(owner));
        few.into_iter().try_for_each(|(owner, secrets)| visit(&owner, secrets))
    }
}

/// The sort key of users.
fn by_name(user: &User) -> (String, String) {
    (text::fold(&user.username), user.username.clone())
}

/// The source of a list of secrets.
struct Vaults<'a, K, T> {
    service: &'a Service,
    owner: Option<UserId>,
    pick: Pick<'a, K, T>,
}

impl<K: Ord + Clone, T> Vaults<'_, K, T> {
    fn picked(&self, user: UserId, secrets: UserSecrets) -> Vec<Found<K, T>> {
        let mut rows: Vec<_> = (self.pick)(secrets).into_iter().map(|(key, row)| (user, key, row)).collect();
        rows.sort_by(|(_, a, _), (_, b, _)| a.cmp(b));
        rows
    }

    fn of(&self, user: UserId) -> Result<Vec<Found<K, T>>> {
        Ok(self.picked(user, self.service.store.secrets(user)?))
    }

    /// The next users' secrets; those of a single owner come at once.
    fn after(&self, after: Option<UserId>) -> Result<Vec<(UserId, UserSecrets)>> {
        match self.owner {
            None => self.service.store.secrets_after(after, VAULTS),
            Some(owner) if after.is_none() => Ok(vec![(owner, self.service.store.secrets(owner)?)]),
            Some(_) => Ok(Vec::new()),
        }
    }

    /// The previous users' secrets.
    fn before(&self, before: Option<UserId>) -> Result<Vec<(UserId, UserSecrets)>> {
        if self.owner.is_some() { self.after(before) } else { self.service.store.secrets_before(before, VAULTS) }
    }

    /// At most `limit` rows, starting at a row or at the first.
    fn forward(&self, from: Option<(UserId, &K, bool)>, limit: usize) -> Result<Vec<Found<K, T>>> {
        let (mut rows, mut at) = (Vec::new(), None);
        if let Some((user, key, inclusive)) = from {
            rows = self.of(user)?;
            rows.retain(|(_, other, _)| other > key || (inclusive && other == key));
            at = Some(user);
        }
        while rows.len() < limit {
            let secrets_after = self.after(at)?;
            let Some((last, _)) = secrets_after.last() else { break };
            at = Some(*last);
            for (user, secrets) in secrets_after {
                rows.extend(self.picked(user, secrets));
            }
        }
        rows.truncate(limit);
        Ok(rows)
    }

    /// At most `limit` rows before a row, or the last ones.
    fn backward(&self, before: Option<(UserId, &K)>, limit: usize) -> Result<Vec<Found<K, T>>> {
        // Collected in reverse.
        let (mut rows, mut at) = (Vec::new(), None);
        if let Some((user, key)) = before {
            rows = self.of(user)?;
            rows.retain(|(_, other, _)| other < key);
            rows.reverse();
            at = Some(user);
        }
        while rows.len() < limit {
            let secrets_after = self.before(at)?;
            let Some((first, _)) = secrets_after.first() else { break };
            at = Some(*first);
            for (user, secrets) in secrets_after.into_iter().rev() {
                rows.extend(self.picked(user, secrets).into_iter().rev());
            }
        }
        rows.truncate(limit);
        rows.reverse();
        Ok(rows)
    }

    fn count(&self) -> Result<u64> {
        if let Some(owner) = self.owner {
            return Ok(self.of(owner)?.len() as u64);
        }
        let mut count = 0;
        self.service.store.export_users(Scope::WithSecrets, &mut |people| {
            count += people.into_iter().map(|person| (self.pick)(person.secrets).len() as u64).sum::<u64>();
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }
}
