//! Accounts of the operating system, and acting as one of them.
//!
//! Root that works in another account's folder could be led anywhere by links that the account plants there. So for as
//! long as it works in such a folder it takes on the account's rights on files, thread by thread: the kernel then refuses
//! what the account could not do itself, and whatever is created belongs to the account that has to use it.

use std::cell::Cell;
use std::fs;
use std::marker::PhantomData;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::OnceLock;

use rustix::fs::{Gid, Uid};
use rustix::process::{getegid, geteuid, getgroups};
use rustix::thread::{set_thread_groups, set_thread_res_gid, set_thread_res_uid};

thread_local! {
    /// The account that this thread acts as instead of root.
    static ACTING: Cell<Option<Account>> = const { Cell::new(None) };
}

/// The groups that this process was started with, its own first.
static GROUPS: OnceLock<(Gid, Vec<Gid>)> = OnceLock::new();

/// An account: its user and a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    uid: u32,
    gid: u32,
}

impl Account {
    /// The owner of what `metadata` describes.
    pub fn of(metadata: &fs::Metadata) -> Self {
        Self { uid: metadata.uid(), gid: metadata.gid() }
    }

    /// The same of what `fstat` found.
    pub fn of_stat(stat: &rustix::fs::Stat) -> Self {
        Self { uid: stat.st_uid, gid: stat.st_gid }
    }

    /// The owner of a folder or a file, or, where it does not exist, of the nearest folder above it that does.
    pub fn owner_of(path: &Path) -> Option<Self> {
        let path = std::path::absolute(path).ok()?;
        path.ancestors().find_map(|path| fs::metadata(path).ok()).map(|found| Self::of(&found))
    }

    /// Whose rights this thread has now.
    pub fn effective() -> Self {
        Self { uid: geteuid().as_raw(), gid: getegid().as_raw() }
    }

    /// Root, with its own group.
    pub const fn root() -> Self {
        Self { uid: 0, gid: 0 }
    }

    /// The user's number.
    pub const fn uid(self) -> u32 {
        self.uid
    }

    /// The group's number.
    pub const fn gid(self) -> u32 {
        self.gid
    }

    /// Acts as this account on this thread until the answer is dropped. Only a process of root's can, and where the system
    /// forbids it (a container without that capability), or for whoever is no root, nothing changes.
    pub fn act(self) -> Acting {
        let before = ACTING.get();
        let is_roots = before.is_some() || geteuid().is_root();
        let current = before.unwrap_or(Self::root());
        if !is_roots || current.uid == self.uid {
            return Acting::NOBODY;
        }
        if before.is_some() {
            become_root();
        }
        ACTING.set((self.uid != 0 && become_account(self)).then_some(self));
        Acting { before: Some(before), _this_thread: PhantomData }
    }

    /// The same for work in a folder. Where this account can't even reach the folder by its path, which then holds nothing
    /// that it could have planted, nothing changes.
    pub fn act_in(self, folder: &Path) -> Acting {
        let acting = self.act();
        let there = folder.ancestors().find(|path| fs::symlink_metadata(path).is_ok());
        let is_reached = there
            .is_some_and(|there| fs::metadata(there.join(".")).is_ok() || fs::metadata(there).is_ok_and(|found| found.is_file()));
        if is_reached {
            acting
        } else {
            drop(acting);
            Acting::NOBODY
        }
    }
}

/// This thread acts as another account until this is dropped.
#[must_use]
pub struct Acting {
    /// What the thread acted as before; none if nothing was changed.
    before: Option<Option<Account>>,
    /// Rights belong to a thread, so this must not leave it.
    _this_thread: PhantomData<*const ()>,
}

impl Acting {
    /// As before.
    const NOBODY: Self = Self { before: None, _this_thread: PhantomData };
}

impl Drop for Acting {
    fn drop(&mut self) {
        let Some(before) = self.before else { return };
        if ACTING.replace(None).is_some() {
            become_root();
        }
        if let Some(before) = before {
            ACTING.set(become_account(before).then_some(before));
        }
    }
}

/// Acts as the owner of a folder, as [`Account::act_in`] does.
pub fn act_as_owner_of(folder: &Path) -> Acting {
    Account::owner_of(folder).map_or(Acting::NOBODY, |owner| owner.act_in(folder))
}

/// Gives this thread the rights of the process back until the answer is dropped: for what is none of the account's that it
/// acts as.
pub fn step_back() -> Acting {
    Account::root().act()
}

/// The account's name in /etc/passwd, else its number, for people.
pub fn name_of(uid: u32) -> String {
    account_name(uid).unwrap_or_else(|| format!("uid {uid}"))
}

/// The account's name in /etc/passwd. The environment is not asked, for there anyone can be anyone.
pub fn account_name(uid: u32) -> Option<String> {
    let accounts = fs::read("/etc/passwd").unwrap_or_default();
    let number = uid.to_string();
    String::from_utf8_lossy(&accounts).lines().find_map(|line| {
        let mut fields = line.split(':');
        let (name, _password, uid) = (fields.next()?, fields.next()?, fields.next()?);
        (uid == number && !name.is_empty()).then(|| crate::text::clean(name).into_owned())
    })
}

fn become_account(account: Account) -> bool {
    let (uid, gid) = (Uid::from_raw(account.uid), Gid::from_raw(account.gid));
    GROUPS.get_or_init(|| (getegid(), getgroups().unwrap_or_default()));
    let became = set_thread_groups(&[gid])
        .and_then(|()| set_thread_res_gid(None, Some(gid), None))
        .and_then(|()| set_thread_res_uid(None, Some(uid), None))
        .is_ok();
    if !became {
        become_root();
    }
    became
}

/// The saved user is still root, so this is always allowed; were it not, this thread would go on with fewer rights.
fn become_root() {
    let _uid = set_thread_res_uid(None, Some(Uid::ROOT), None);
    if let Some((own, groups)) = GROUPS.get() {
        let _gid = set_thread_res_gid(None, Some(*own), None);
        let _groups = set_thread_groups(groups);
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use std::os::unix::fs::chown;

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
            let _outer = act_as_owner_of(folder.path());
            fs::write(folder.path().join("one"), "").unwrap();
            assert!(fs::write(other.path().join("two"), "").is_err(), "the account has no rights there");
            {
                let _inner = act_as_owner_of(other.path());
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
    fn unreachable_folder_is_worked_in_as_root() {
        if !geteuid().is_root() {
            return;
        }
        let closed = tempfile::tempdir().unwrap();
        let folder = closed.path().join("inner");
        fs::create_dir(&folder).unwrap();
        chown(&folder, Some(12_345), Some(12_346)).unwrap();
        let _acting = act_as_owner_of(&folder);
        fs::write(folder.join("one"), "").unwrap();
    }
}
