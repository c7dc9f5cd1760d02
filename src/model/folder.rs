//! Folders. Each user has a default one, created with the user.

use serde::{Deserialize, Serialize};

use super::id::{FolderId, UserId};

/// The name of every user's default folder, as Kozmoai spells it.
pub const DEFAULT_FOLDER: &str = "My Projects";

/// A folder of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// The id.
    pub id: FolderId,
    /// Its name, unique among its user's folders.
    pub name: String,
    /// A description; the default folder has none.
    pub description: Option<String>,
    /// The parent folder, if any.
    pub parent_id: Option<FolderId>,
    /// The owner.
    pub user_id: UserId,
}

impl Folder {
    /// Returns the default folder of a user.
    pub fn default_of(user_id: UserId, id: FolderId) -> Self {
        Self { id, name: DEFAULT_FOLDER.to_owned(), description: None, parent_id: None, user_id }
    }
}
