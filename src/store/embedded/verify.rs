//! Verification of the rows of a database or a backup: every record can be read, every index has exactly the existing users, and
//! every folder and secrets belong to an existing user. The audit log is verified separately.

use super::prelude::*;
use crate::checksum::Checksum;

/// Reads the whole database and compares its parts.
pub(super) fn check_all(db: &Db) -> Result<()> {
    let mut check = RowCheck::default();
    for row in db.iter() {
        let (key, value) = row?;
        check.take(&key, &value)?;
    }
    check.finish()
}

/// The parts of a database, of which the rows are taken in the order of their keys.
#[derive(Default)]
pub(super) struct RowCheck {
    last: Vec<u8>,
    /// The last event, as its row has it.
    newest: (Vec<u8>, Vec<u8>),
    head: Option<AuditHead>,
    /// The counts that are recorded, and those of the users.
    known: Option<Counts>,
    counts: Counts,
    /// The indexes that are there, and those of the users.
    found: BTreeMap<u8, Checksum>,
    expected: BTreeMap<u8, Checksum>,
    /// Who has folders, and who exists; both in ascending order.
    folder_owners: Vec<UserId>,
    users: Vec<UserId>,
}

impl RowCheck {
    /// Takes the next row. Returns the secrets that are in it, and their owner.
    pub(super) fn take(&mut self, key: &[u8], value: &[u8]) -> Result<Option<(UserId, UserSecrets)>> {
        if key <= self.last.as_slice() {
            return Err(damaged());
        }
        key.clone_into(&mut self.last);
        match key.split_first().ok_or_else(damaged)? {
            (b'm', _) if *key == *keys::COUNTS => {
                let known: Counts = decode(value)?;
                (self.counts, self.known) = (known.emptied(), Some(known));
            }
            (b'm', _) if *key == *keys::HEAD => self.head = Some(decode(value)?),
            (b'm', _) if *key == *keys::KEY_BINDING => drop(decode::<KeyBinding>(value)?),
            (b'u', id) => {
                let user: User = decode(value)?;
                if *id != *user.id.0.as_bytes() {
                    return Err(damaged());
                }
                self.expect(&user)?;
            }
            (letter @ (b'n' | b'a' | b'p' | b's' | b'c' | b't' | b'l'), _) => {
                Entry::from_bytes(value).ok_or_else(damaged)?;
                self.found.entry(*letter).or_default().add((key, value));
            }
            (b'd', _) => {
                let folder: Folder = decode(value)?;
                if *key != *keys::folder(folder.user_id, folder.id) {
                    return Err(damaged());
                }
                if self.folder_owners.last() != Some(&folder.user_id) {
                    self.folder_owners.push(folder.user_id);
                }
            }
            (b'v', id) => {
                let owner = UserId(Uuid::from_slice(id).map_err(|_| damaged())?);
                return if self.has(owner) { Ok(Some((owner, decode(value)?))) } else { Err(damaged()) };
            }
            (b'x', _) => drop(decode::<SignInFailures>(value)?),
            // `audit verify` reports damage in the log; one that was accepted with a gap is valid.
            (b'e', _) => {
                key.clone_into(&mut self.newest.0);
                value.clone_into(&mut self.newest.1);
            }
            _ => return Err(damaged()),
        }
        Ok(None)
    }

    /// Counts a user, and the index entries that follow, with the status only if the recorded counts have it.
    fn expect(&mut self, user: &User) -> Result<()> {
        self.users.push(user.id);
        self.counts.add(user);
        let entry = if self.counts.has_statuses() { Entry::of(user) } else { Entry::of(user).without_status() }.to_bytes();
        for key in keys::index_keys(user, self.counts.has_statuses()) {
            let letter = *key.first().ok_or_else(damaged)?;
            self.expected.entry(letter).or_default().add((&*key, &*entry));
        }
        Ok(())
    }

    fn has(&self, user: UserId) -> bool {
        self.users.binary_search_by_key(&user.0, |known| known.0).is_ok()
    }

    /// Compares the parts, once every row was taken.
    pub(super) fn finish(self) -> Result<()> {
        let (key, value) = &self.newest;
        log::require_last((key, value), self.head.ok_or_else(damaged)?)?;
        let is_consistent = self.known == Some(self.counts)
            && self.found == self.expected
            && self.folder_owners.iter().all(|owner| self.has(*owner));
        if is_consistent { Ok(()) } else { Err(damaged()) }
    }
}
