//! The account with whose rights root works in a directory.
//!
//! The owner of a directory on the way there, or of a link, can replace what is below at any time, even between two checks. So
//! root acts as that account, whatever the path leads to now, and the kernel refuses what the account could not do itself.

use std::path::Path;

use rustix::fs::FileType;

use super::account::{self, Account, Impersonation};
use super::walk::follow;
use crate::error::Result;

/// Stands for accounts that are unknown in a container; as owners of directories on the way they are ignored.
const UNKNOWN: u32 = 65_534;

/// Returns the account with whose rights to work in a directory or its nearest existing parent: root if it and everything on the
/// way there belongs to root.
///
/// # Errors
/// `NotAllowed` if this process is root and cannot act as another account.
pub fn account_for(folder: &Path) -> Result<Account> {
    let _as_root = account::as_root();
    // Without the nearest directory and with it: only root can replace a mount point.
    let (mut above, mut nearest) = (None, None);
    let reached = follow(folder, &mut |_, entry| {
        let is_foreign = entry.account().uid() != 0 && entry.account().uid() != UNKNOWN;
        if entry.is_mount_point() {
            nearest = above;
        }
        above = nearest;
        match entry.kind() {
            FileType::Directory if is_foreign => nearest = Some(entry.account()),
            FileType::Symlink if is_foreign => (above, nearest) = (Some(entry.account()), Some(entry.account())),
            _ => {}
        }
        Ok(())
    });
    let Ok(reached) = reached else { return nearest.unwrap_or(Account::root()).entering(true).required() };
    let end = reached.folder();
    let account = if end.account().uid() == 0 { nearest.unwrap_or(Account::root()) } else { end.account() };
    let is_open = reached.folders().all(|folder| folder.admits(account));
    account.entering(!is_open && account.uid() != 0).required()
}

/// Acts on this thread as the account of [`account_for`] until the returned guard is dropped.
///
/// # Errors
/// As [`account_for`].
pub fn as_owner_of(folder: &Path) -> Result<Impersonation> {
    account_for(folder).map(Account::act)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::fs;
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, lchown, symlink};

    use rustix::process::geteuid;

    use super::*;

    #[test]
    fn root_acts_as_owner_and_returns() {
        if !geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        chown(folder.path(), Some(12_345), Some(12_346)).unwrap();
        let other = tempfile::tempdir().unwrap();
        chown(other.path(), Some(12_347), Some(12_348)).unwrap();
        let owner = |path: &Path| fs::metadata(path).map(|found| (found.uid(), found.gid())).unwrap();
        {
            let _outer = as_owner_of(folder.path()).unwrap();
            fs::write(folder.path().join("one"), "").unwrap();
            assert!(fs::write(other.path().join("two"), "").is_err(), "the account has no rights there");
            {
                let _inner = as_owner_of(other.path()).unwrap();
                fs::write(other.path().join("two"), "").unwrap();
            }
            fs::write(folder.path().join("three"), "").unwrap();
        }
        assert_eq!(owner(&folder.path().join("one")), (12_345, 12_346));
        assert_eq!(owner(&other.path().join("two")), (12_347, 12_348));
        assert_eq!(owner(&folder.path().join("three")), (12_345, 12_346));
        fs::write(other.path().join("four"), "").unwrap();
        assert_eq!(owner(&other.path().join("four")).0, 0, "root again");
    }

    #[test]
    fn root_acts_as_owner_of_unreachable_folder() {
        if !geteuid().is_root() {
            return;
        }
        let closed = tempfile::tempdir().unwrap();
        let folder = closed.path().join("inner");
        fs::create_dir(&folder).unwrap();
        fs::write(closed.path().join("roots"), "").unwrap();
        chown(&folder, Some(12_345), Some(12_346)).unwrap();
        let _impersonation = as_owner_of(&folder).unwrap();
        fs::write(folder.join("one"), "").unwrap();
        assert_eq!(fs::metadata(folder.join("one")).unwrap().uid(), 12_345);
        assert!(fs::write(folder.join("../roots"), "changed").is_err(), "root's file next to it stays");
    }

    #[test]
    fn account_that_can_replace_folder_decides() {
        if !geteuid().is_root() {
            return;
        }
        let top = tempfile::tempdir().unwrap();
        fs::set_permissions(top.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let at = |name: &str| top.path().join(name);
        for folder in ["own", "theirs", "theirs/roots", "theirs/roots/deep"] {
            fs::create_dir(at(folder)).unwrap();
        }
        chown(at("theirs"), Some(12_345), Some(12_346)).unwrap();
        for link in ["theirs/link", "link"] {
            symlink(at("own"), at(link)).unwrap();
            lchown(at(link), Some(12_345), Some(12_346)).unwrap();
        }
        symlink(at("own"), at("roots-link")).unwrap();
        for (folder, uid) in [
            ("own", 0),
            ("own/missing", 0),
            ("roots-link", 0),
            ("theirs", 12_345),
            ("theirs/missing/deep", 12_345),
            ("theirs/roots/deep", 12_345),
            ("theirs/../own", 12_345),
            ("theirs/link", 12_345),
            ("link/missing", 12_345),
        ] {
            assert_eq!(account_for(&at(folder)).unwrap().uid(), uid, "{folder}");
        }
    }
}
