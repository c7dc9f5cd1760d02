//! The keys of the embedded database: one ordered tree, a letter for each kind of record.
//!
//! ```text
//! m counts, head, key        numbers of users; the newest link of the audit chain; the key binding
//! u ID                       a user
//! n NAME                     every user by name            \
//! a 0|1 NAME                 by whether active              |  values: the id and the flags, so that
//! p 0|1|2 NAME               by status                      |  filters and searches read no record
//! s 0|1 NAME                 by whether superuser           |
//! c|t|l TIME NAME            by creation, change, sign-in  /
//! d USER ID                  a folder
//! v USER                     a user's secrets
//! x HASH                     failed sign-ins under a name
//! e NUMBER                   an audit event
//! ```
//!
//! NAME is the folded name and the name, each followed by a zero, so an index has its users in the order of the lists.

use super::prelude::*;

pub(super) const COUNTS: &[u8] = b"mcounts";
pub(super) const HEAD: &[u8] = b"mhead";
pub(super) const KEY_BINDING: &[u8] = b"mkey";
pub(super) const USERS: &[u8] = b"u";
pub(super) const NAMES: &[u8] = b"n";
pub(super) const FOLDERS: &[u8] = b"d";
pub(super) const SECRETS: &[u8] = b"v";
pub(super) const FAILURES: &[u8] = b"x";
pub(super) const EVENTS: &[u8] = b"e";

/// The part of a user that an index entry contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) id: UserId,
    pub(super) status: UserStatus,
    pub(super) superuser: bool,
}

/// The flags in an index entry.
const ACTIVE: u8 = 1;
const SUPERUSER: u8 = 2;
const DEACTIVATED: u8 = 4;

impl Entry {
    pub(super) fn of(user: &User) -> Self {
        Self { id: user.id, status: user.status(), superuser: user.is_superuser }
    }

    /// As earlier versions wrote it: only whether the user is active.
    pub(super) fn without_status(self) -> Self {
        match self.status {
            UserStatus::Deactivated => Self { status: UserStatus::Pending, ..self },
            UserStatus::Pending | UserStatus::Active => self,
        }
    }

    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = self.id.0.as_bytes().to_vec();
        let status = match self.status {
            UserStatus::Pending => 0,
            UserStatus::Deactivated => DEACTIVATED,
            UserStatus::Active => ACTIVE,
        };
        bytes.push(status | if self.superuser { SUPERUSER } else { 0 });
        bytes
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (flags, id) = bytes.split_last()?;
        let id = UserId(Uuid::from_slice(id).ok()?);
        let status = match flags & (ACTIVE | DEACTIVATED) {
            0 => UserStatus::Pending,
            DEACTIVATED => UserStatus::Deactivated,
            _ => UserStatus::Active,
        };
        Some(Self { id, status, superuser: flags & SUPERUSER != 0 })
    }
}

/// An index, or for a flag or the status the part of it with one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Index {
    sort: UserSort,
    only: Option<u8>,
}

impl Index {
    /// The index that lists users in this order.
    pub(super) const fn by(sort: UserSort) -> Self {
        Self { sort, only: None }
    }

    /// The part of the index of a flag with this value, sorted by name.
    pub(super) const fn only(sort: UserSort, flag: bool) -> Self {
        Self { sort, only: Some(flag as u8) }
    }

    /// The users with this status, sorted by name.
    pub(super) const fn only_status(status: UserStatus) -> Self {
        Self { sort: UserSort::Status, only: Some(status as u8) }
    }

    /// The prefix of every key of this index.
    pub(super) fn prefix(self) -> Vec<u8> {
        let letter = match self.sort {
            UserSort::Id => b'u',
            UserSort::Username => b'n',
            UserSort::Active => b'a',
            UserSort::Status => b'p',
            UserSort::Superuser => b's',
            UserSort::Created => b'c',
            UserSort::Updated => b't',
            UserSort::LastSignIn => b'l',
        };
        let mut prefix = vec![letter];
        prefix.extend(self.only);
        prefix
    }

    /// The position of a user in this index, even of one who is not in it.
    pub(super) fn key(self, user: &User) -> Vec<u8> {
        let mut key = Self::by(self.sort).prefix();
        match self.sort {
            UserSort::Id => {
                key.extend_from_slice(user.id.0.as_bytes());
                return key;
            }
            UserSort::Username => {}
            UserSort::Active => key.push(self.only.unwrap_or_else(|| user.is_active.into())),
            UserSort::Status => key.push(self.only.unwrap_or(user.status() as u8)),
            UserSort::Superuser => key.push(self.only.unwrap_or_else(|| user.is_superuser.into())),
            UserSort::Created => key.extend(time(Some(user.create_at))),
            UserSort::Updated => key.extend(time(Some(user.updated_at))),
            UserSort::LastSignIn => key.extend(time(user.last_login_at)),
        }
        push_name(&mut key, &user.username);
        key
    }

    /// The folded name in a key of this index; none where keys contain no name.
    pub(super) fn folded_name(self, key: &[u8]) -> Option<&[u8]> {
        let skip = match self.sort {
            UserSort::Id => return None,
            UserSort::Username => 1,
            UserSort::Active | UserSort::Status | UserSort::Superuser => 2,
            UserSort::Created | UserSort::Updated | UserSort::LastSignIn => 9,
        };
        let names = key.get(skip..)?;
        names.split(|byte| *byte == 0).next()
    }
}

/// Every index entry of a user, without the record; by status only if the database has that index.
pub(super) fn index_keys(user: &User, has_statuses: bool) -> impl Iterator<Item = Vec<u8>> + '_ {
    use UserSort::{Active, Created, LastSignIn, Status, Superuser, Updated, Username};
    [Username, Active, Status, Superuser, Created, Updated, LastSignIn]
        .into_iter()
        .filter(move |sort| has_statuses || *sort != Status)
        .map(|sort| Index::by(sort).key(user))
}

/// Whether a row is derived from the records of users: an index entry or the counts.
pub(super) fn is_derived(key: &[u8]) -> bool {
    key == COUNTS || key.first().is_some_and(|letter| b"naspctl".contains(letter))
}

pub(super) fn user(id: UserId) -> Vec<u8> {
    [USERS, id.0.as_bytes()].concat()
}

pub(super) fn name(username: &str) -> Vec<u8> {
    let mut key = NAMES.to_vec();
    push_name(&mut key, username);
    key
}

pub(super) fn folders(user: UserId) -> Vec<u8> {
    [FOLDERS, user.0.as_bytes()].concat()
}

pub(super) fn folder(user: UserId, id: FolderId) -> Vec<u8> {
    [FOLDERS, user.0.as_bytes(), id.0.as_bytes()].concat()
}

pub(super) fn secrets(user: UserId) -> Vec<u8> {
    [SECRETS, user.0.as_bytes()].concat()
}

/// The key of the failed sign-ins under a name. It has no name, and names can be tried against it only with the database's id.
pub(super) fn failures(database: Uuid, username: &str) -> Vec<u8> {
    let hash = Sha256::new().chain_update(database.as_bytes()).chain_update(username).finalize();
    [FAILURES, hash.as_slice()].concat()
}

pub(super) fn event(seq: u64) -> Vec<u8> {
    [EVENTS, &seq.to_be_bytes()].concat()
}

/// A zero follows each part, so a name sorts before the names that begin with it. Names with control characters are refused
/// earlier, so no name contains a zero.
fn push_name(key: &mut Vec<u8>, username: &str) {
    key.extend_from_slice(text::fold(username).as_bytes());
    key.push(0);
    key.extend_from_slice(username.as_bytes());
    key.push(0);
}

/// Encodes a time as bytes that sort like the times; none sorts first.
fn time(at: Option<Timestamp>) -> [u8; 8] {
    at.map_or([0; 8], |at| (at.as_microsecond().cast_unsigned() ^ (1 << 63)).to_be_bytes())
}
