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
use rustix::thread::{CapabilitySet, capabilities, set_capabilities, set_thread_groups, set_thread_res_gid, set_thread_res_uid};

use crate::error::{Error, Kind, Result};

thread_local! {
    /// The account that this thread acts as instead of root.
    static ACTING: Cell<Option<Account>> = const { Cell::new(None) };
}

/// The groups that this process was started with, its own first.
static GROUPS: OnceLock<(Gid, Vec<Gid>)> = OnceLock::new();

/// Whether root can act as another account at all.
static CAN_ACT: OnceLock<bool> = OnceLock::new();

/// An account: its user and a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    uid: u32,
    gid: u32,
    /// Whether root that acts as it may read and enter what the account can't: the way to its folder leads through closed ones.
    enters_all: bool,
}

impl Account {
    /// The owner of what `metadata` describes.
    pub fn of(metadata: &fs::Metadata) -> Self {
        Self { uid: metadata.uid(), gid: metadata.gid(), enters_all: false }
    }

    /// The same of what `fstat` found.
    pub fn of_stat(stat: &rustix::fs::Stat) -> Self {
        Self { uid: stat.st_uid, gid: stat.st_gid, enters_all: false }
    }

    /// The owner of a folder or a file, or, where it does not exist, of the nearest folder above it that does.
    pub fn owner_of(path: &Path) -> Option<Self> {
        let path = std::path::absolute(path).ok()?;
        path.ancestors().find_map(|path| fs::metadata(path).ok()).map(|found| Self::of(&found))
    }

    /// Whose rights this thread has now.
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

    /// The same account; with `all`, root that acts as it may read and enter what the account itself can't.
    pub(super) const fn entering(self, all: bool) -> Self {
        Self { enters_all: all, ..self }
    }

    /// The same account, where this process can act as it.
    ///
    /// # Errors
    /// `NotAllowed` if it is root without the right to, as in a container that lacks that capability. Root's own rights would
    /// lead it wherever the account plants a link.
    pub fn required(self) -> Result<Self> {
        if self.uid == 0 || !is_roots() || *CAN_ACT.get_or_init(|| ACTING.get().is_some() || self.can_be_acted_as()) {
            return Ok(self);
        }
        let name = name_of(self.uid);
        let message = format!("Root can't work safely on files of {name} here: this process may not act as another account.");
        Err(Error::new(Kind::NotAllowed, message).hint(format!(
            "Run kozmoai as {name} (`setpriv --reuid`, `docker exec --user`), or give it the capabilities CAP_SETUID and CAP_SETGID."
        )))
    }

    fn can_be_acted_as(self) -> bool {
        let became = become_account(self);
        become_root();
        became
    }

    /// Acts as this account on this thread until the answer is dropped. Only a process of root's can; for whoever is no
    /// root, nothing changes.
    pub fn act(self) -> Acting {
        if !is_roots() {
            return Acting::NOBODY;
        }
        let before = ACTING.get();
        if before.unwrap_or(Self::root()) == self {
            return Acting::NOBODY;
        }
        if before.is_some() {
            become_root();
        }
        ACTING.set((self.uid != 0 && become_account(self)).then_some(self));
        Acting { before: Some(before), _this_thread: PhantomData }
    }
}

/// The user that this process belongs to, whatever this thread acts as.
pub(super) fn own_uid() -> u32 {
    if ACTING.get().is_some() { 0 } else { geteuid().as_raw() }
}

/// Whether this process is root's, whatever this thread acts as.
fn is_roots() -> bool {
    ACTING.get().is_some() || geteuid().is_root()
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
    if became && account.enters_all {
        // Reading and entering alone: what the account can't write stays unwritten. Where root lacks this right, so does it.
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

/// The saved user is still root, so this is always allowed; were it not, this thread would go on with fewer rights.
fn become_root() {
    let _uid = set_thread_res_uid(None, Some(Uid::ROOT), None);
    if let Some((own, groups)) = GROUPS.get() {
        let _gid = set_thread_res_gid(None, Some(*own), None);
        let _groups = set_thread_groups(groups);
    }
}
