//! The embedded store, on sled: one process, one ordered tree, one atomic batch for each act.
//!
//! sled is the engine the program was asked for; everything that knows it is in this folder. One process at a time holds
//! a store; within it a lock lets readers see only what is on disk already.

mod barrier;
mod commit;
mod folder;
mod keys;
mod migrate;
mod query;
mod records;

use std::path::Path;
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

use self::folder::Held;
use self::records::{Record, decode};
use super::{Batch, Outcome, Owned, Seek, Store};
use crate::error::{Error, Kind, Result};
use crate::model::{
    AuditEvent, AuditFilter, AuditHead, Folder, SignInFailures, StoreUrl, User, UserFilter, UserId, UserOrder, UserSort, Vault,
};

/// sled's cache, in bytes. Enough for the indexes of 100,000 users; a console stays below 250 MB with it.
const CACHE: u64 = 48 << 20;

/// An open embedded store.
pub struct Embedded {
    db: sled::Db,
    held: Held,
    /// Readers go side by side; an act excludes them until it is on disk.
    gate: RwLock<()>,
    /// Why the store can't go on, once a write failed half way: memory and disk may differ from then on.
    broken: Mutex<Option<String>>,
}

impl Embedded {
    /// Opens the store in a folder, making one that is not there yet and bringing an older one to the current format.
    ///
    /// # Errors
    /// `Store`: held by another process, of a newer version, damaged, or no store of ours. Such a folder is not touched.
    pub fn open(path: &Path) -> Result<Self> {
        let held = Held::take(path)?;
        migrate::prepare(&held)?;
        let db = open_sled(held.folder())?;
        let store = Self { db, held, gate: RwLock::new(()), broken: Mutex::new(None) };
        store.read_whole(keys::COUNTS, |_: records::Counts| ())?;
        store.check_head()?;
        Ok(store)
    }

    /// The head names the newest event; a store that lost its end in an accident is found out here.
    fn check_head(&self) -> Result<()> {
        let head = self.audit_head()?;
        let newest: Option<AuditEvent> = self.get(&keys::event(head.seq))?;
        let beyond = self.db.get(keys::event(head.seq + 1)).map_err(unreadable)?;
        if newest.is_none_or(|event| event.head() != head) || beyond.is_some() {
            return Err(records::damaged());
        }
        Ok(())
    }

    fn get<R: Record>(&self, key: &[u8]) -> Result<Option<R>> {
        self.db.get(key).map_err(unreadable)?.map(|bytes| decode(&bytes)).transpose()
    }

    /// A record that every store has.
    fn read_whole<R: Record, T>(&self, key: &[u8], use_it: impl FnOnce(R) -> T) -> Result<T> {
        self.get(key)?.map(use_it).ok_or_else(records::damaged)
    }

    fn read(&self) -> Result<RwLockReadGuard<'_, ()>> {
        self.check_usable()?;
        Ok(self.gate.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn check_usable(&self) -> Result<()> {
        match &*self.broken.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(why) => Err(Error::new(Kind::Store, format!("The store failed earlier and was closed: {why}."))
                .hint("Make room on the disk or mend it, then start again; what was reported done is safe.")),
        }
    }

    fn window(&self, filter: &UserFilter, order: UserOrder, seek: &Seek, limit: usize) -> Result<Vec<User>> {
        let index = query::index_for(filter, order.sort);
        let (mut ids, in_order) = query::window(&self.db, index, filter, order, seek, limit)?;
        if !in_order {
            ids.reverse();
        }
        ids.into_iter().map(|id| self.get(&keys::user(id))?.ok_or_else(records::damaged)).collect()
    }
}

impl Drop for Embedded {
    /// sled flushes when it is dropped, but its last writes may still be under way; nothing acknowledged depends on it.
    fn drop(&mut self) {
        drop(self.db.flush());
    }
}

impl Store for Embedded {
    fn url(&self) -> StoreUrl {
        StoreUrl::Embedded(self.held.folder().to_owned())
    }

    fn user(&self, id: UserId) -> Result<Option<User>> {
        let _gate = self.read()?;
        self.get(&keys::user(id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        let _gate = self.read()?;
        let Some(entry) = self.db.get(keys::name(username)).map_err(unreadable)? else { return Ok(None) };
        let entry = keys::Entry::from_bytes(&entry).ok_or_else(records::damaged)?;
        self.read_whole(&keys::user(entry.id), Some)
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, seek: &Seek, limit: usize) -> Result<Vec<User>> {
        let _gate = self.read()?;
        self.window(filter, order, seek, limit)
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        let _gate = self.read()?;
        if filter.search.is_none() {
            return self.read_whole(keys::COUNTS, |counts: records::Counts| counts.with(filter.active, filter.superuser));
        }
        query::count(&self.db, query::index_for(filter, UserSort::Username), filter)
    }

    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        let _gate = self.read()?;
        let rows = self.db.scan_prefix(keys::folders(user));
        let mut folders: Vec<Folder> = rows.map(|row| decode(&row.map_err(unreadable)?.1)).collect::<Result<_>>()?;
        folders.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(folders)
    }

    fn vault(&self, user: UserId) -> Result<Vault> {
        let _gate = self.read()?;
        Ok(self.get(&keys::vault(user))?.unwrap_or_default())
    }

    fn owned(&self, user: UserId) -> Result<Owned> {
        let folders = self.folders(user)?.len() as u64;
        let vault = self.vault(user)?;
        Ok(Owned { folders, variables: vault.variables.len() as u64, api_keys: vault.api_keys.len() as u64 })
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        let _gate = self.read()?;
        self.get(&keys::failures(&self.held.hash_of_name(username)))
    }

    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        let _gate = self.read()?;
        let end = before.map_or_else(|| keys::event(u64::MAX), keys::event);
        let mut events = Vec::new();
        for row in self.db.range(keys::event(0)..end).rev() {
            let event: AuditEvent = decode(&row.map_err(unreadable)?.1)?;
            if events.len() >= limit {
                break;
            }
            if filter.admits(&event.entry) {
                events.push(event);
            }
        }
        Ok(events)
    }

    fn audit_from(&self, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        let _gate = self.read()?;
        let rows = self.db.range(keys::event(from)..=keys::event(u64::MAX)).take(limit);
        rows.map(|row| decode(&row.map_err(unreadable)?.1)).collect()
    }

    fn audit_head(&self) -> Result<AuditHead> {
        let _gate = self.read()?;
        self.read_whole(keys::HEAD, |head| head)
    }

    fn commit(&self, batch: &Batch) -> Result<Outcome> {
        let _gate = self.gate.write().unwrap_or_else(PoisonError::into_inner);
        self.check_usable()?;
        let written = match commit::prepare(&self.db, &self.held, batch)? {
            Ok(written) => written,
            Err(outcome) => return Ok(outcome),
        };
        let on_disk = self.db.apply_batch(written).map_err(unreadable).and_then(|()| self.flush());
        if let Err(error) = &on_disk {
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
        }
        on_disk.map(|()| Outcome::Done)
    }
}

impl Embedded {
    /// The one place where an act comes to rest: sled writes it, and our own fsync makes it last.
    fn flush(&self) -> Result<()> {
        self.db.flush().map_err(unreadable)?;
        self.held.sync_data()
    }
}

/// Opens sled on a folder that is known to be ours.
fn open_sled(folder: &Path) -> Result<sled::Db> {
    let config = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(None).print_profile_on_drop(false);
    // Parts of sled panic on files that they never wrote.
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| config.open())) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(error)) => Err(damaged_files(folder).because(error)),
        Err(_) => Err(damaged_files(folder)),
    }
}

fn damaged_files(folder: &Path) -> Error {
    Error::new(Kind::Store, format!("The store in {} is damaged and can't be opened.", folder.display()))
        .hint("Keep a copy of the folder as it is, and bring back a copy from before.")
}

fn unreadable(error: sled::Error) -> Error {
    Error::new(Kind::Store, "The store can't be read or written.")
        .hint("Look at the disk: is it full, or failing?")
        .because(error)
}
