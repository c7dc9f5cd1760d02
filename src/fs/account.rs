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
    pub fn act(self) -> Acting {
        if !is_root() {
            return Acting::UNCHANGED;
        }
        let before = ACTING.get();
        if before.unwrap_or(Self::root()) == self {
            return Acting::UNCHANGED;
        }
        if before.is_some() {
            become_root();
        }
        ACTING.set((self.uid != 0 && become_account(self)).then_some(self));
        Acting { before: Some(before), _this_thread: PhantomData }
    }
}

/// Returns the user of this process, whatever this thread acts as.
pub(super) fn own_uid() -> u32 {
    if ACTING.get().is_some() { 0 } else { geteuid().as_raw() }
}

/// Whether this process is root, whatever this thread acts as.
fn is_root() -> bool {
    ACTING.get().is_some() || geteuid().is_root()
}

/// A guard: this thread acts as another account until it is dropped.
#[must_use]
pub struct Acting {
    /// The account that the thread acted as before; none if nothing changed.
    before: Option<Option<Account>>,
    /// Rights belong to a thread, so the guard must not leave it.
    _this_thread: PhantomData<*const ()>,
}

impl Acting {
    /// Changes nothing.
    const UNCHANGED: Self = Self { before: None, _this_thread: PhantomData };
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

/// Restores the rights of the process on this thread until the returned guard is dropped, for work on files that do not
/// concern the account it acts as.
pub fn step_back() -> Acting {
    Account::root().act()
}

/// Returns the account's name in /etc/passwd, or its number, for display.
pub fn name_of(uid: u32) -> String {
    account_name(uid).unwrap_or_else(|| format!("uid {uid}"))
}

/// Returns the account's name in /etc/passwd. The environment is not trusted with this.
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
