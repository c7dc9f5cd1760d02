//! The records of a copy: how many were copied, and what was not.

use crate::model::ApiKeyId;
use crate::store::UserRecord;
use crate::text;

/// The number of records of each type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[expect(missing_docs, reason = "the types of records")]
pub struct Records {
    pub users: u64,
    pub folders: u64,
    pub variables: u64,
    pub api_keys: u64,
    pub store_keys: u64,
}

impl Records {
    pub(super) fn add(&mut self, person: &UserRecord) {
        self.users += 1;
        self.folders += person.folders.len() as u64;
        self.variables += person.secrets.variables.len() as u64;
        self.api_keys += person.secrets.api_keys.len() as u64;
        self.store_keys += u64::from(person.secrets.store_api_key.is_some());
    }

    /// The sum.
    pub const fn total(&self) -> u64 {
        self.users + self.folders + self.variables + self.api_keys + self.store_keys
    }

    pub(super) fn in_words(&self) -> String {
        let parts = [
            (self.users, "user"),
            (self.folders, "folder"),
            (self.variables, "variable"),
            (self.api_keys, "API key"),
            (self.store_keys, "Kozmoai Store API key"),
        ];
        parts.map(|(count, what)| text::count(count, what)).join(", ")
    }
}

/// An API key that the target cannot store.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct SkippedApiKey {
    /// The id.
    pub id: ApiKeyId,
    /// The owner.
    pub user: String,
    /// The name.
    pub name: Option<String>,
}

/// What was not copied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotCopied {
    /// Users whose passwords were not copied; they need new ones.
    pub passwords: Vec<String>,
    /// API keys.
    pub api_keys: Vec<SkippedApiKey>,
    /// Records whose owner does not exist.
    pub ownerless: Vec<String>,
    /// How many folders were moved to the top level, since their parent is not a folder of the same user.
    pub nestings: u64,
}
