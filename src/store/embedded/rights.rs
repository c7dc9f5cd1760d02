//! With whose rights a store is worked in, where root does it.
//!
//! Names beside a store's folder are given and taken with the rights of the owner of the folder around it; the store's own
//! files with those of the store's owner. Both are mostly one account. Where the folder around is root's, nobody could have
//! planted anything there, and only what lies within the store needs care.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, lchown};
use std::path::Path;

use crate::error::{Error, Kind, Result};
use crate::fs::account::{self, Account, Acting};
use crate::fs::acting;
use crate::fs::place::folder_of;
use crate::store::files;

/// The accounts as whose root works; none for whoever is not root, and has only its own rights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rights {
    accounts: Option<(Account, Account)>,
}

impl Rights {
    /// Those for a store's folder, there or not.
    pub(super) fn on(folder: &Path) -> Result<Self> {
        if !rustix::process::getuid().is_root() {
            return Ok(Self::own());
        }
        let parent = folder_of(folder);
        let beside = acting::account_for(parent)?;
        let _acting = beside.act();
        let is_roots = beside.uid() == 0;
        match fs::symlink_metadata(folder) {
            Ok(store) if store.is_dir() && is_roots => Ok(Self { accounts: Some((beside, Account::of(&store).required()?)) }),
            Ok(store) if store.is_dir() && store.uid() != beside.uid() => Err(belongs_to_another(folder, &store, beside)),
            _ if is_roots => Ok(Self::own()),
            _ => Ok(Self { accounts: Some((beside, beside)) }),
        }
    }

    /// Nobody else's.
    pub(super) const fn own() -> Self {
        Self { accounts: None }
    }

    /// Acts as the owner of the folder around the store, until the answer is dropped.
    pub(super) fn beside(self) -> Option<Acting> {
        self.accounts.map(|(beside, _)| beside.act())
    }

    /// Acts as the owner of the store.
    pub(super) fn within(self) -> Option<Acting> {
        self.accounts.map(|(_, within)| within.act())
    }

    /// Creates a private folder beside the store's, for the same owner.
    pub(super) fn create_folder(self, folder: &Path) -> io::Result<()> {
        let _acting = self.beside();
        DirBuilder::new().mode(0o700).create(folder)?;
        match self.accounts {
            Some((beside, within)) if beside.uid() != within.uid() => lchown(folder, Some(within.uid()), Some(within.gid())),
            _ => Ok(()),
        }
    }
}

/// Earlier versions, run as root, left stores to root in the folders of others.
fn belongs_to_another(folder: &Path, store: &fs::Metadata, beside: Account) -> Error {
    let (owner, needed) = (account::name_of(store.uid()), account::name_of(beside.uid()));
    Error::new(
        Kind::Store,
        format!("{} belongs to {owner}, and the folder around it to {needed}, who can't work there.", folder.display()),
    )
    .hint(files::chown_hint(folder, beside))
}
