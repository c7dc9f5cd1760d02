//! Folders: each user has a default one, made with the user.

use serde::{Deserialize, Serialize};

use super::id::{FolderId, UserId};

/// The name of every user's default folder, as Kozmoai spells it.
pub const DEFAULT_FOLDER: &str = "My Projects";

/// A folder of a user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Names the folder.
    pub id: FolderId,
    /// Its name, unique among its user's folders.
    pub name: String,
    /// What it is for; the default folder has none.
    pub description: Option<String>,
    /// The folder it lies in, if any.
    pub parent_id: Option<FolderId>,
    /// Whose it is.
    pub user_id: UserId,
}

impl Folder {
    /// The default folder of a user.
    pub fn default_of(user_id: UserId, id: FolderId) -> Self {
        Self { id, name: DEFAULT_FOLDER.to_owned(), description: None, parent_id: None, user_id }
    }
}
