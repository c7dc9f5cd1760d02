//! What the completion of a command line finds in the database: names and ids, quickly or not at all. Nothing is created,
//! changed or recorded.

use std::collections::BTreeMap;

use crate::config::Settings;
use crate::error::{Result, UserError};
use crate::model::{ApiKey, StoreUrl, User, UserId, UserSecrets};
use crate::store::{self, Store};

/// The most that are found.
pub const MOST: usize = 200;
/// How many users' API keys are searched at most.
const MOST_OWNERS: usize = 2_000;
/// How many owners of API keys are named.
const MOST_NAMED: usize = 20;

/// The owner of the variables that are completed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// The user with this name.
    Named(String),
    /// The user with this id.
    WithId(UserId),
}

/// An open database that is searched.
pub struct Lookup {
    store: Box<dyn Store>,
}

/// Whether opening the database and searching it takes only as long as the disk: no server and no other process is waited for.
pub const fn is_prompt(settings: &Settings) -> bool {
    match settings.store.value {
        StoreUrl::Embedded(_) => true,
        StoreUrl::Sqlite(_) | StoreUrl::Postgres(_) => false,
    }
}

impl Lookup {
    /// Opens the database of the settings, unless another process uses it alone.
    ///
    /// # Errors
    /// `Store`: it does not exist, is in use, has to be recovered or upgraded first, or cannot be read.
    pub fn open(settings: &Settings) -> Result<Self> {
        settings.require_store()?;
        Ok(Self { store: store::open_idle(&settings.store.value)? })
    }

    /// Usernames with a prefix.
    ///
    /// # Errors
    /// `Store`.
    pub fn usernames(&self, prefix: &str) -> Result<Vec<String>> {
        self.store.usernames(prefix, MOST)
    }

    /// The names of a user's variables with a prefix, sorted.
    ///
    /// # Errors
    /// `NotFound`: no such user; `Store`.
    pub fn variables(&self, owner: &Owner, prefix: &str) -> Result<Vec<String>> {
        let user = match owner {
            Owner::WithId(id) => *id,
            Owner::Named(name) => self.user_named(name)?.id,
        };
        let names = self.store.secrets(user)?.variables.into_iter().map(|variable| variable.name);
        let mut names: Vec<String> = names.filter(|name| name.starts_with(prefix)).collect();
        names.sort_unstable();
        names.truncate(MOST);
        Ok(names)
    }

    /// The ids with a prefix of API keys that are not revoked, each with its owner and name.
    ///
    /// # Errors
    /// `Store`.
    pub fn api_keys(&self, prefix: &str) -> Result<Vec<(String, String)>> {
        let matching = |secrets: UserSecrets| secrets.api_keys.into_iter().filter(|key| key.is_active && has_prefix(key, prefix));
        let owners = self.store.secrets_after(None, MOST_OWNERS)?;
        let found = owners.into_iter().flat_map(|(user, secrets)| matching(secrets).map(move |key| (user, key)));
        let mut names = BTreeMap::new();
        let mut described = Vec::new();
        for (user, key) in found.take(MOST) {
            if names.len() < MOST_NAMED && !names.contains_key(&user) {
                names.insert(user, self.store.user(user)?.map(|user| user.username));
            }
            let owner = names.get(&user).cloned().flatten();
            let parts = [key.name.clone(), owner.map(|owner| format!("({owner})"))];
            described.push((key.id.to_string(), parts.into_iter().flatten().collect::<Vec<_>>().join(" ")));
        }
        Ok(described)
    }

    fn user_named(&self, name: &str) -> Result<User> {
        self.store.user_by_name(name)?.ok_or_else(|| UserError::UserNotFound { username: name.to_owned() }.into())
    }
}

fn has_prefix(key: &ApiKey, prefix: &str) -> bool {
    key.id.to_string().starts_with(prefix)
}
