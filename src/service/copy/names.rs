//! Names of copied users that look like those of other users.

use std::collections::{BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use crate::error::Result;
use crate::model::UserFilter;
use crate::service::Admin;
use crate::text;

/// How many copied names are named.
const NAMED: usize = 20;

/// The appearances of names, as hashes because a database may have many, and the copied names that may look like another.
#[derive(Clone, Default)]
pub(super) struct Names {
    seen: HashSet<u64>,
    suspects: Vec<String>,
}

impl Names {
    /// The names of a database.
    pub(super) fn of(database: &Admin<'_>) -> Result<Self> {
        let mut names = Self::default();
        for users in database.windows(&UserFilter::default()) {
            names.seen.extend(users?.iter().map(|user| appearance(&user.username)));
        }
        Ok(names)
    }

    /// Adds a copied name.
    pub(super) fn add(&mut self, name: &str) {
        if !self.seen.insert(appearance(name)) {
            self.suspects.push(name.to_owned());
        }
    }

    /// The warnings; the users that the copied ones may look like are in these databases.
    pub(super) fn warnings(&self, databases: &[&Admin<'_>]) -> Result<Vec<String>> {
        // Users are copied in the order of their ids; the pairs are named in the order of their names.
        let mut pairs = BTreeSet::new();
        for name in self.suspects.iter().take(NAMED) {
            for database in databases {
                let pair = |other: String| (name.clone().min(other.clone()), other.max(name.clone()));
                pairs.extend(database.look_alikes(name)?.into_iter().map(pair));
            }
        }
        let warning = |(name, other): &(String, String)| format!("User \"{name}\": {}", text::look_alike(name, other));
        let mut warnings: Vec<String> = pairs.iter().map(warning).collect();
        if let Some(more) = self.suspects.len().checked_sub(NAMED).filter(|more| *more > 0) {
            warnings.push(format!("The names of {} more look like those of others.", text::count(more as u64, "user")));
        }
        Ok(warnings)
    }
}

fn appearance(name: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text::likeness(name).hash(&mut hasher);
    hasher.finish()
}
