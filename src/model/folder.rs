//! Folders. Each user has a default one, created with the user.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::id::{FolderId, UserId};

/// The name of every user's default folder, as Kozmoai spells it.
const DEFAULT_FOLDER: &str = "My Projects";

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

/// Sorts folders so that each follows its parent. A folder whose parent is not among them, or that is its own ancestor,
/// moves to the top level. Returns how many moved.
pub fn sort_by_parent(folders: &mut Vec<Folder>) -> u64 {
    let own: BTreeSet<FolderId> = folders.iter().map(|folder| folder.id).collect();
    let (mut placed, mut left, mut count) = (BTreeSet::new(), std::mem::take(folders), 0);
    left.sort_by_key(|folder| folder.id);
    let mut move_to_top = |folder: &mut Folder| {
        folder.parent_id = None;
        count += 1;
    };
    left.iter_mut().filter(|folder| folder.parent_id.is_some_and(|parent| !own.contains(&parent))).for_each(&mut move_to_top);
    while !left.is_empty() {
        let fits = |folder: &Folder| folder.parent_id.is_none_or(|parent| placed.contains(&parent));
        let (fitting, others): (Vec<_>, Vec<_>) = left.into_iter().partition(fits);
        left = others;
        if fitting.is_empty() {
            left.first_mut().into_iter().for_each(&mut move_to_top);
        }
        placed.extend(fitting.iter().map(|folder| folder.id));
        folders.extend(fitting);
    }
    count
}
