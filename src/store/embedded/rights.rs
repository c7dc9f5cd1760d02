//! The accounts as which root works on a database.
//!
//! Names beside the directory of the database are created and removed with the rights of the owner of the directory around
//! it; the files of the database with those of its owner. Usually both are the same account. If the directory around belongs
//! to root, no one else could have placed anything there, and only the content of the database needs care.

use std::os::unix::fs::lchown;

use super::prelude::*;

/// The accounts as which root works; none for an account that is not root, which has only its own rights.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rights {
    accounts: Option<(Account, Account)>,
}

impl Rights {
    /// The rights for the directory of a database, which need not exist.
    pub(super) fn on(folder: &Path) -> Result<Self> {
        if !rustix::process::getuid().is_root() {
            return Ok(Self::own());
        }
        let parent = folder_of(folder);
        let beside = impersonation::account_for(parent)?;
        let _impersonation = beside.act();
        let is_roots = beside.uid() == 0;
        match fs::symlink_metadata(folder) {
            Ok(store) if store.is_dir() && is_roots => Ok(Self { accounts: Some((beside, Account::of(&store).required()?)) }),
            Ok(store) if store.is_dir() && store.uid() != beside.uid() => Err(belongs_to_another(folder, &store, beside)),
            _ if is_roots => Ok(Self::own()),
            _ => Ok(Self { accounts: Some((beside, beside)) }),
        }
    }

    /// The rights of this account.
    pub(super) const fn own() -> Self {
        Self { accounts: None }
    }

    /// Acts as the owner of the directory around the database, until the result is dropped.
    pub(super) fn beside(self) -> Option<Impersonation> {
        self.accounts.map(|(beside, _)| beside.act())
    }

    /// Acts as the owner of the database.
    pub(super) fn within(self) -> Option<Impersonation> {
        self.accounts.map(|(_, within)| within.act())
    }

    /// Creates a private directory beside the database, for the same owner.
    pub(super) fn create_folder(self, folder: &Path) -> io::Result<()> {
        let _impersonation = self.beside();
        DirBuilder::new().mode(0o700).create(folder)?;
        match self.accounts {
            Some((beside, within)) if beside.uid() != within.uid() => lchown(folder, Some(within.uid()), Some(within.gid())),
            _ => Ok(()),
        }
    }
}

/// Earlier versions, run as root, created databases of root's in directories of other accounts.
fn belongs_to_another(folder: &Path, store: &fs::Metadata, beside: Account) -> Error {
    let (owner, parent_owner) = (account::name_of(store.uid()), account::name_of(beside.uid()));
    Error::from(StoreError::OwnerMismatch { path: folder.to_owned(), owner, parent_owner })
        .hint(files::chown_hint(folder, beside))
}
