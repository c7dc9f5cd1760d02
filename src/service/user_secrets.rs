//! The secrets of users, read page by page or all at once.
//!
//! The list of all users' secrets is ordered by user ID, as the databases store them, so a page costs the same however many
//! users there are. A list that fits into a single page is sorted by username.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;

use super::{Reader, Service};
use crate::error::Result;
use crate::model::{Cursor, Page, User, UserId, UserSecrets};
use crate::store::{Scope, SecretsPart};
use crate::text;

/// The number of users whose secrets are read at a time.
const USERS_AT_ONCE: usize = 64;

/// A row of a user's secrets, before it is rendered.
type Found<K, T> = (UserId, K, T);

/// Picks the rows of a list from a user's secrets, in any order.
pub(super) type Pick<'a, K, T> = &'a dyn Fn(UserSecrets) -> Vec<(K, T)>;

impl Reader<'_> {
    /// A page of the secrets; `show` renders what was picked from this part.
    pub(super) fn page<K: Ord + Clone, T, R>(
        &self,
        part: SecretsPart<'_>,
        cursor: &Cursor<(UserId, K)>,
        limit: usize,
        pick: Pick<'_, K, T>,
        show: impl Fn(&Arc<User>, T) -> R,
    ) -> Result<Page<R>> {
        let rows = Rows { service: self, owner: self.owner.as_ref().map(|owner| owner.id), part, pick };
        let (mut found, total) = match cursor {
            Cursor::Offset(skipped) => {
                let skipped = usize::try_from(*skipped).unwrap_or(usize::MAX);
                let end = skipped.saturating_add(limit);
                let mut found = rows.read(&Start::First, end.saturating_add(1))?;
                let total = (found.len() <= end).then_some(found.len() as u64);
                found.truncate(end);
                found.drain(..skipped.min(found.len()));
                (found, total)
            }
            Cursor::From((user, key)) => (rows.read(&Start::From(*user, key), limit)?, None),
            Cursor::After((user, key)) => (rows.read(&Start::After(*user, key), limit)?, None),
            Cursor::Before((user, key)) => (rows.read(&Start::Before(*user, key), limit)?, None),
            Cursor::Last => (rows.read(&Start::Last, limit)?, Some(rows.count()?)),
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

    /// Passes the secrets of the user, at least this part, or of all who have any, to `visit`.
    pub(super) fn each_user(
        &self,
        part: SecretsPart<'_>,
        visit: &mut dyn FnMut(&Arc<User>, UserSecrets) -> Result<()>,
    ) -> Result<()> {
        match &self.owner {
            Some(owner) => visit(owner, self.store.secrets_part(owner.id, part)?),
            None => self.each_user_with_secrets(visit),
        }
    }
}

impl Service {
    /// Passes the secrets of all who have any to `visit`: few users in the order of their names, many in the order of their IDs.
    /// `visit` may not call the store.
    pub(super) fn each_user_with_secrets(&self, visit: &mut dyn FnMut(&Arc<User>, UserSecrets) -> Result<()>) -> Result<()> {
        let (mut few, mut are_many) = (Vec::new(), false);
        self.store.export_users(Scope::WithSecrets, &mut |users| {
            few.extend(users.into_iter().map(|user| (Arc::new(user.user), user.secrets)));
            are_many |= few.len() > USERS_AT_ONCE;
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
pub(super) fn by_name(user: &User) -> (String, String) {
    (text::fold(&user.username), user.username.clone())
}

/// Where rows are read from; before a row and from the end, they are read backwards.
enum Start<'a, K> {
    First,
    From(UserId, &'a K),
    After(UserId, &'a K),
    Before(UserId, &'a K),
    Last,
}

/// The rows of a list.
struct Rows<'a, K, T> {
    service: &'a Service,
    owner: Option<UserId>,
    /// What is read of a single user.
    part: SecretsPart<'a>,
    pick: Pick<'a, K, T>,
}

impl<K: Ord + Clone, T> Rows<'_, K, T> {
    fn picked(&self, user: UserId, secrets: UserSecrets) -> Vec<Found<K, T>> {
        let mut rows: Vec<_> = (self.pick)(secrets).into_iter().map(|(key, row)| (user, key, row)).collect();
        rows.sort_by(|(_, a, _), (_, b, _)| a.cmp(b));
        rows
    }

    /// The next users' secrets, or the previous ones in reverse; those of a single owner come at once.
    fn next(&self, user: Option<UserId>, is_backwards: bool) -> Result<Vec<(UserId, UserSecrets)>> {
        match self.owner {
            Some(owner) if user.is_none() => Ok(vec![(owner, self.service.store.secrets_part(owner, self.part)?)]),
            Some(_) => Ok(Vec::new()),
            None if is_backwards => {
                let mut users = self.service.store.secrets_before(user, USERS_AT_ONCE)?;
                users.reverse();
                Ok(users)
            }
            None => self.service.store.secrets_after(user, USERS_AT_ONCE),
        }
    }

    /// At most `limit` rows.
    fn read(&self, start: &Start<'_, K>, limit: usize) -> Result<Vec<Found<K, T>>> {
        let is_backwards = matches!(start, Start::Before(..) | Start::Last);
        // Collected in the direction of reading.
        let collected = |user, secrets| {
            let mut rows = self.picked(user, secrets);
            if is_backwards {
                rows.reverse();
            }
            rows
        };
        let (mut rows, mut at) = (Vec::new(), None);
        if let Start::From(user, key) | Start::After(user, key) | Start::Before(user, key) = start {
            let (user, key) = (*user, *key);
            rows = collected(user, self.service.store.secrets_part(user, self.part)?);
            rows.retain(|(_, other, _)| match start {
                Start::Before(..) => other < key,
                Start::From(..) => other >= key,
                Start::After(..) | Start::First | Start::Last => other > key,
            });
            at = Some(user);
        }
        while rows.len() < limit {
            let users = self.next(at, is_backwards)?;
            let Some((last, _)) = users.last() else { break };
            at = Some(*last);
            rows.extend(users.into_iter().flat_map(|(user, secrets)| collected(user, secrets)));
        }
        rows.truncate(limit);
        if is_backwards {
            rows.reverse();
        }
        Ok(rows)
    }

    fn count(&self) -> Result<u64> {
        if let Some(owner) = self.owner {
            return Ok((self.pick)(self.service.store.secrets_part(owner, self.part)?).len() as u64);
        }
        let mut count = 0;
        self.service.store.export_users(Scope::WithSecrets, &mut |users| {
            count += users.into_iter().map(|user| (self.pick)(user.secrets).len() as u64).sum::<u64>();
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }
}
