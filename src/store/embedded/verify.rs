//! Verification of a database: every record can be read, every index has exactly the existing users, and every folder and
//! secrets belong to an existing user. The audit log is verified separately.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use super::prelude::*;

/// A checksum of the entries of an index, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum(u64, u64);

impl Sum {
    fn add(&mut self, key: &[u8], value: &[u8]) {
        let mut hasher = DefaultHasher::new();
        (key, value).hash(&mut hasher);
        self.0 += 1;
        self.1 = self.1.wrapping_add(hasher.finish());
    }
}

/// Reads the whole database and compares its parts.
pub(super) fn check_all(db: &Db) -> Result<()> {
    let mut users = Users::of(db)?;
    let mut found: BTreeMap<u8, Sum> = BTreeMap::new();
    for row in db.iter() {
        let (key, value) = row?;
        match key.split_first().ok_or_else(damaged)? {
            (b'm', _) if *key == *keys::COUNTS => check::<Counts>(&value)?,
            (b'm', _) if *key == *keys::HEAD => check::<AuditHead>(&value)?,
            (b'm', _) if *key == *keys::KEY_BINDING => check::<KeyBinding>(&value)?,
            (b'u', _) => check::<User>(&value)?,
            (letter @ (b'n' | b'a' | b'p' | b's' | b'c' | b't' | b'l'), _) => {
                Entry::from_bytes(&value).ok_or_else(damaged)?;
                found.entry(*letter).or_default().add(&key, &value);
            }
            (b'd', _) => {
                let folder: Folder = decode(&value)?;
                if *key != *keys::folder(folder.user_id, folder.id) || !users.holds(folder.user_id)? {
                    return Err(damaged());
                }
            }
            (b'v', id) => {
                check::<UserSecrets>(&value)?;
                if !users.holds(UserId(Uuid::from_slice(id).map_err(|_| damaged())?))? {
                    return Err(damaged());
                }
            }
            (b'x', _) => check::<SignInFailures>(&value)?,
            // `audit verify` reports damage in the log; one that was accepted with a gap is valid.
            (b'e', _) => {}
            _ => return Err(damaged()),
        }
    }
    let known = db.required::<Counts>(keys::COUNTS)?;
    let (counts, expected) = expected(db, known)?;
    let is_consistent = known == counts && found == expected;
    if is_consistent { Ok(()) } else { Err(damaged()) }
}

/// The counts and indexes that follow from the users, with the statuses only if these counts have them.
fn expected(db: &Db, known: Counts) -> Result<(Counts, BTreeMap<u8, Sum>)> {
    let (mut counts, mut sums) = (known.emptied(), BTreeMap::<u8, Sum>::new());
    for row in db.scan_prefix(keys::USERS) {
        let (key, value) = row?;
        let user: User = decode(&value)?;
        if *key != *keys::user(user.id) {
            return Err(damaged());
        }
        counts.add(&user);
        let entry = if known.has_statuses() { Entry::of(&user) } else { Entry::of(&user).without_status() }.to_bytes();
        for key in keys::index_keys(&user, known.has_statuses()) {
            let letter = *key.first().ok_or_else(damaged)?;
            sums.entry(letter).or_default().add(&key, &entry);
        }
    }
    Ok((counts, sums))
}

fn check<R: Record>(value: &[u8]) -> Result<()> {
    decode::<R>(value).map(drop)
}

/// The ids of the users, for lookups in ascending order.
struct Users<'a> {
    db: &'a Db,
    rows: Rows,
    last: Option<UserId>,
}

impl<'a> Users<'a> {
    fn of(db: &'a Db) -> Result<Self> {
        let mut users = Self { db, rows: db.scan_prefix(keys::USERS), last: None };
        users.step()?;
        Ok(users)
    }

    fn step(&mut self) -> Result<()> {
        let row = self.rows.next().transpose()?;
        let id = |key: &[u8]| Uuid::from_slice(key.get(keys::USERS.len()..)?).ok().map(UserId);
        self.last = row.map(|(key, _)| id(&key).ok_or_else(damaged)).transpose()?;
        Ok(())
    }

    fn holds(&mut self, user: UserId) -> Result<bool> {
        if self.last.is_none_or(|last| last.0 > user.0) {
            // A lookup out of order, such as the first for another kind of record, starts over.
            *self = Self::of(self.db)?;
        }
        while self.last.is_some_and(|last| last.0 < user.0) {
            self.step()?;
        }
        Ok(self.last == Some(user))
    }
}
