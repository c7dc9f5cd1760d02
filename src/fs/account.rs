//! Accounts of the operating system, and acting as one of them.
//!
//! When root works in another account's directory, links that the account plants there could lead it anywhere. So while it works
//! in such a directory, it takes on the account's file rights, thread by thread: the kernel then refuses what the account could
//! not do itself, and new files belong to the account that has to use them.

use std::cell::Cell;
use std::fs;
use std::marker::PhantomData;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::sync::OnceLock;

use rustix::fs::{Gid, Uid};
use rustix::process::{getegid, geteuid, getgroups};
use rustix::thread::{CapabilitySet, capabilities, set_capabilities, set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use crate::error::{Result, SystemError};

thread_local! {
    /// The account that this thread of root acts as.
    static ACTING: Cell<Option<Account>> = const { Cell::new(None) };
}

/// The groups of this process at start, the primary one first.
static GROUPS: OnceLock<(Gid, Vec<Gid>)> = OnceLock::new();

/// Whether root can act as another account.
static CAN_ACT: OnceLock<bool> = OnceLock::new();

/// An account: a user and a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    uid: u32,
    gid: u32,
    /// Whether root may read and enter every directory while it acts as this account: the path to its directory leads through closed
    /// ones.
    enters_all: bool,
}

impl Account {
    /// Returns the owner in `metadata`.
    pub fn of(metadata: &fs::Metadata) -> Self {
        Self { uid: metadata.uid(), gid: metadata.gid(), enters_all: false }
    }

    /// Returns the owner in the result of `fstat`.
    pub fn of_stat(stat: &rustix::fs::Stat) -> Self {
        Self { uid: stat.st_uid, gid: stat.st_gid, enters_all: false }
    }

    /// Returns the owner of a path, or of its nearest existing parent.
    pub fn owner_of(path: &Path) -> Option<Self> {
        let path = std::path::absolute(path).ok()?;
        path.ancestors().find_map(|path| fs::metadata(path).ok()).map(|found| Self::of(&found))
    }

    /// Returns the account with whose rights this thread acts now.
    pub fn effective() -> Self {
        Self { uid: geteuid().as_raw(), gid: getegid().as_raw(), enters_all: false }
    }

    /// Root, with its own group.
    pub const fn root() -> Self {
        Self { uid: 0, gid: 0, enters_all: false }
    }

    /// The user's number.
    pub const fn uid(self) -> u32 {
        self.uid
    }

    /// The group's number.
    pub const fn gid(self) -> u32 {
        self.gid
    }

    /// Returns the same account; with `all`, root may read and enter every directory while it acts as it.
    pub(super) const fn entering(self, all: bool) -> Self {
        Self { enters_all: all, ..self }
    }

    /// Checks that this process can act as the account.
    ///
    /// # Errors
    /// `NotAllowed` if it is root without that capability, as in some containers: with root's own rights it would follow any
    /// link that the account plants.
    pub fn required(self) -> Result<Self> {
        if self.uid == 0 || !is_root() || *CAN_ACT.get_or_init(|| ACTING.get().is_some() || self.can_be_acted_as()) {
            return Ok(self);
        }
        Err(SystemError::CannotActAs { account: name_of(self.uid) }.into())
    }

    fn can_be_acted_as(self) -> bool {
        let became = become_account(self);
        become_root();
        became
    }

    /// Acts as this account on this thread until the returned guard is dropped. Does nothing unless this process is root.
    pub fn act(self) -> Impersonation {
        if !is_root() {
            return Impersonation::UNCHANGED;
        }
        let before = ACTING.get();
        if before.unwrap_or(Self::root()) == self {
            return Impersonation::UNCHANGED;
        }
        if before.is_some() {
            become_root();
        }
        ACTING.set((self.uid != 0 && become_account(self)).then_some(self));
        Impersonation { before: Some(before), _this_thread: PhantomData }
    }
}

/// Returns the user of this process, whatever this thread acts as.
pub fn own_uid() -> u32 {
    if ACTING.get().is_some() { 0 } else { geteuid().as_raw() }
}

/// Whether this process is root, whatever this thread acts as.
fn is_root() -> bool {
    ACTING.get().is_some() || geteuid().is_root()
}

/// A guard: this thread acts as another account until it is dropped.
#[must_use]
pub struct Impersonation {
    /// The account that the thread acted as before; none if nothing changed.
    before: Option<Option<Account>>,
    /// Rights belong to a thread, so the guard must not leave it.
    _this_thread: PhantomData<*const ()>,
}

impl Impersonation {
    /// Changes nothing.
    const UNCHANGED: Self = Self { before: None, _this_thread: PhantomData };
}

impl Drop for Impersonation {
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

/// Restores the rights of the process on this thread until the returned guard is dropped, for work on files that do not
/// concern the account it acts as.
pub fn as_root() -> Impersonation {
    Account::root().act()
}

/// Returns the account's name in /etc/passwd, or its number, for display.
pub fn name_of(uid: u32) -> String {
    account_name(uid).unwrap_or_else(|| format!("uid {uid}"))
}

/// Returns the account's name in /etc/passwd. The environment is not trusted with this.
fn account_name(uid: u32) -> Option<String> {
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
    if became && account.enters_all {
        // For reading and entering alone: what the account cannot write remains protected. Root may lack this right itself.
        let _entering = capabilities(None).and_then(|mut own| {
            own.effective |= own.permitted & CapabilitySet::DAC_READ_SEARCH;
            set_capabilities(None, own)
        });
    }
    if !became {
        become_root();
    }
    became
}

/// The saved user is still root, so this cannot fail; if it did, the thread would continue with fewer rights.
fn become_root() {
    let _uid = set_thread_res_uid(None, Some(Uid::ROOT), None);
    if let Some((own, groups)) = GROUPS.get() {
        let _gid = set_thread_res_gid(None, Some(*own), None);
        let _groups = set_thread_groups(groups);
    }
}

/// Whether a directory's group has no members besides its owner and root, as root's group, or the group of the same name and
/// number that most systems create for each account.
pub(super) fn is_private_group(uid: u32, gid: u32) -> bool {
    let read = |path| fs::read(path).map_or_else(|_| String::new(), |bytes| String::from_utf8_lossy(&bytes).into_owned());
    (gid == 0 || uid == gid) && holds_nobody_else(uid, gid, &read("/etc/group"), &read("/etc/passwd"))
}

/// Whether no account besides this one and root is in a group, as a member or because it is the account's primary group.
fn holds_nobody_else(uid: u32, gid: u32, groups: &str, accounts: &str) -> bool {
    let number = |field: Option<&&str>| field.and_then(|text| text.parse::<u32>().ok());
    let accounts: Vec<Vec<&str>> = accounts.lines().map(|line| line.split(':').collect()).collect();
    let is_other = |account: &&Vec<&str>| number(account.get(2)).is_none_or(|id| id != uid && id != 0);
    let may_be = |name: &str| accounts.iter().any(|account| account.first() == Some(&name) && !is_other(&account));
    let entries = groups.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut members = entries.filter(|entry| number(entry.get(2)) == Some(gid)).filter_map(|entry| entry.get(3).copied());
    members.all(|list| list.split(',').filter(|name| !name.is_empty()).all(may_be))
        && !accounts.iter().filter(is_other).any(|account| number(account.get(3)) == Some(gid))
}

#[cfg(test)]
mod tests {
    use super::holds_nobody_else;

    #[test]
    fn group_with_another_account_is_not_private() {
        let accounts = "root:x:0:0::/root:/bin/sh\nanna:x:1000:1000::/:/bin/sh\nbert:x:1001:1001::/:/bin/sh\n";
        let shared = "mallory:x:1002:1000::/:/bin/sh\nodd line\n";
        for (uid, gid, groups, more, is_private) in [
            (1000, 1000, "anna:x:1000:\n", "", true),
            (1000, 1000, "anna:x:1000:anna,root\n", "", true),
            (1000, 1000, "anna:x:1000:anna,bert\n", "", false),
            (1000, 1000, "anna:x:1000:\nagain:x:1000:bert\n", "", false),
            (1000, 1000, "anna:x:1000:\n", shared, false),
            (1000, 1000, "", "", true),
            (0, 0, "root:x:0:\n", "", true),
            (0, 0, "root:x:0:bert\n", "", false),
            (1000, 0, "root:x:0:anna\n", "", true),
            (0, 0, "root:x:0:\n", "mallory:x:1002:0::/:/bin/sh\n", false),
        ] {
            let found = holds_nobody_else(uid, gid, groups, &format!("{accounts}{more}"));
            assert_eq!(found, is_private, "{uid} {gid} {groups:?} {more:?}");
        }
    }
}
