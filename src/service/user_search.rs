//! Finding users by a part of their names, a few at a time, however many there are.

use super::Admin;
use crate::error::Result;
use crate::model::{Cursor, UserFilter, UserOrder};

/// The fewest characters of which a name may contain others in between.
const LEAST_SCATTERED: usize = 2;

/// Names of users that match a text, the closest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FoundUsers {
    /// The names.
    pub names: Vec<String>,
    /// Whether there are more.
    pub has_more: bool,
}

impl Admin<'_> {
    /// Finds at most `limit` users: the one with this name, those whose names begin with the text, contain it, or contain its
    /// characters in this order.
    ///
    /// # Errors
    /// `Store`.
    pub fn find_users(&self, text: &str, limit: usize) -> Result<FoundUsers> {
        let mut names: Vec<String> = Vec::new();
        let mut add = |found: Vec<String>| {
            for name in found {
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            names.len() > limit
        };
        // One more than are wanted tells whether there are more; as many again may be known already.
        let read = limit.saturating_mul(2) + 1;
        let exact = self.store.user_by_name(text)?.map(|user| user.username);
        let is_full = add(exact.into_iter().collect())
            || (!text.is_empty() && add(self.store.usernames(text, limit + 1)?))
            || add(self.containing(text, read)?);
        if !is_full && text.chars().count() >= LEAST_SCATTERED {
            add(self.store.usernames_scattered(text, read)?);
        }
        let has_more = names.len() > limit;
        names.truncate(limit);
        Ok(FoundUsers { names, has_more })
    }

    fn containing(&self, text: &str, limit: usize) -> Result<Vec<String>> {
        let filter = UserFilter { search: Some(text.to_owned()).filter(|text| !text.is_empty()), ..UserFilter::default() };
        let users = self.store.users(&filter, UserOrder::default(), &Cursor::FIRST, limit)?;
        Ok(users.into_iter().map(|user| user.username).collect())
    }
}
