//! The embedded store, on sled: one process, one ordered tree, one atomic batch for each act.
//!
//! sled is the engine the program was asked for; everything that knows it is in this folder. One process at a time holds
//! a store; within it a lock lets readers see only what is on disk already.

mod barrier;
mod bulk;
mod commit;
mod folder;
mod keep;
mod keys;
mod log;
mod migrate;
mod people;
mod query;
mod records;
mod witness;

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

use self::folder::Held;
use self::records::{Record, decode};
use super::{Batch, Fill, Marks, Outcome, Owned, People, Rewrite, Seek, Store, Strays, Terms, Whom, files};
use crate::error::{Error, Kind, Result};
use crate::model::{
    AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Folder, KeyMark, Place, SignInFailures, StoreUrl, User,
    UserFilter, UserId, UserOrder, UserSort, Value, Vault,
};

/// sled's cache, in bytes. Enough for the indexes of 100,000 users; a console stays below 250 MB with it.
const CACHE: u64 = 48 << 20;

/// An open embedded store.
pub struct Embedded {
    held: Held,
    /// Readers go side by side; an act excludes them until it is on disk. Empty once a rewritten store could not be opened.
    db: RwLock<Option<sled::Db>>,
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
        let db = keep::or_put_back(held.folder(), || {
            let db = open_sled(held.folder())?;
            log::require_whole(&db, held.folder())?;
            Ok(db)
        })?;
        Ok(Self { held, db: RwLock::new(Some(db)), broken: Mutex::new(None) })
    }

    /// Opens a store whose audit log may be damaged; with `accepting`, one that lost events too. Its head must be set right before
    /// anything can be changed.
    ///
    /// # Errors
    /// As [`Embedded::open`].
    pub(super) fn open_for_audit(path: &Path, accepting: bool) -> Result<Self> {
        let held = Held::take(path)?;
        migrate::prepare(&held)?;
        let db = keep::or_put_back(held.folder(), || {
            let db = open_sled(held.folder())?;
            if accepting { Ok(db) } else { log::require_present(&db, held.folder()).map(|()| db) }
        })?;
        Ok(Self { held, db: RwLock::new(Some(db)), broken: Mutex::new(None) })
    }

    fn read(&self) -> Result<Reading<'_>> {
        self.check_usable()?;
        // Poisoned by a panic in the middle of an act, after which memory and disk may differ.
        let guard = self.db.read().map_err(|_| closed())?;
        if guard.is_none() { Err(closed()) } else { Ok(Reading(guard)) }
    }

    fn check_usable(&self) -> Result<()> {
        match &*self.broken.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(why) => Err(Error::new(Kind::Store, format!("The store failed earlier and was closed: {why}."))
                .hint("Make room on the disk or mend it, then start again; what was reported done is safe.")),
        }
    }
}

/// The store while nothing changes.
struct Reading<'a>(RwLockReadGuard<'a, Option<sled::Db>>);

impl Reading<'_> {
    fn db(&self) -> Result<&sled::Db> {
        self.0.as_ref().ok_or_else(closed)
    }

    fn get<R: Record>(&self, key: &[u8]) -> Result<Option<R>> {
        get(self.db()?, key)
    }

    /// A record that every store has.
    fn whole<R: Record, T>(&self, key: &[u8], use_it: impl FnOnce(R) -> T) -> Result<T> {
        self.get(key)?.map(use_it).ok_or_else(records::damaged)
    }
}

fn get<R: Record>(db: &sled::Db, key: &[u8]) -> Result<Option<R>> {
    db.get(key).map_err(unreadable)?.map(|bytes| decode(&bytes)).transpose()
}

impl Store for Embedded {
    fn url(&self) -> StoreUrl {
        StoreUrl::Embedded(self.held.folder().to_owned())
    }

    fn identity(&self) -> Result<String> {
        self.held.settled().map(|marker| marker.id.to_string()).ok_or_else(records::damaged)
    }

    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.read()?.get(&keys::user(id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        let db = self.read()?;
        let Some(entry) = db.db()?.get(keys::name(username)).map_err(unreadable)? else { return Ok(None) };
        let entry = keys::Entry::from_bytes(&entry).ok_or_else(records::damaged)?;
        db.whole(&keys::user(entry.id), Some)
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, seek: &Seek, limit: usize) -> Result<Vec<User>> {
        let db = self.read()?;
        let index = query::index_for(filter, order.sort);
        let (mut ids, in_order) = query::window(db.db()?, index, filter, order, seek, limit)?;
        if !in_order {
            ids.reverse();
        }
        ids.into_iter().map(|id| db.whole(&keys::user(id), |user| user)).collect()
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        let db = self.read()?;
        if filter.search.is_none() {
            return db.whole(keys::COUNTS, |counts: records::Counts| counts.with(filter.active, filter.superuser));
        }
        query::count(db.db()?, query::index_for(filter, UserSort::Username), filter)
    }

    fn folders(&self, user: UserId) -> Result<Vec<Folder>> {
        let db = self.read()?;
        let rows = db.db()?.scan_prefix(keys::folders(user));
        let mut folders: Vec<Folder> = rows.map(|row| decode(&row.map_err(unreadable)?.1)).collect::<Result<_>>()?;
        folders.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(folders)
    }

    fn vault(&self, user: UserId) -> Result<Vault> {
        Ok(self.read()?.get(&keys::vault(user))?.unwrap_or_default())
    }

    fn vaults(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, Vault)>> {
        bulk::window(self.read()?.db()?, after, limit)
    }

    fn vaults_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, Vault)>> {
        bulk::window_before(self.read()?.db()?, before, limit)
    }

    fn key_mark(&self) -> Result<Option<KeyMark>> {
        self.read()?.get(keys::KEY_MARK)
    }

    fn values(&self, visit: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
        bulk::values(self.read()?.db()?, visit)
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &Terms<'_>) -> Result<Vec<Place>> {
        self.replace(terms.before, |db| bulk::build(db, &self.held, work, terms)).map(|()| Vec::new())
    }

    fn everyone(&self, whom: Whom, visit: People<'_>) -> Result<()> {
        let store = self.read()?;
        match whom {
            Whom::All => people::each(store.db()?, visit),
            Whom::Keepers => people::keepers(store.db()?, visit),
        }
    }

    fn take_in(&self, marks: Marks<'_>, fill: Fill<'_>) -> Result<()> {
        self.replace(marks.before, |db| people::build(db, &self.held, marks.after, fill))
    }

    /// This process holds the store alone, and within it `rewrite` excludes everyone.
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        Ok(Box::new(()))
    }

    fn others(&self) -> Result<Option<String>> {
        Ok(None)
    }

    /// Everything that is encrypted is in the inventory here.
    fn strays(&self, _decrypts: &mut dyn FnMut(&str) -> bool) -> Result<Strays> {
        Ok(Strays::default())
    }

    fn back_up(&self, _beside: &Path, out: &mut dyn Write) -> Result<()> {
        bulk::back_up(self.read()?.db()?, &self.held, out)
    }

    fn prove(&self, backup: &mut dyn Read, _beside: &Path, visit: &mut dyn FnMut(&[Value]) -> Result<()>) -> Result<()> {
        let scratch = files::with_suffix(self.held.folder(), ".proof");
        let held = Held::take(&scratch)?;
        let proven = bulk::put_back(&held, backup).and_then(|path| {
            bulk::look_at(&path, |db| bulk::values(db, visit))?;
            folder::remove(&path)
        });
        held.leave();
        proven
    }

    fn owned(&self, user: UserId) -> Result<Owned> {
        let folders = self.folders(user)?.len() as u64;
        let vault = self.vault(user)?;
        Ok(Owned { folders, variables: vault.variables.len() as u64, api_keys: vault.api_keys.len() as u64, ..Owned::default() })
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        self.read()?.get(&keys::failures(&self.held.hash_of_name(username)))
    }

    fn audit_newest(&self, filter: &AuditFilter, before: Option<u64>, limit: usize) -> Result<Vec<AuditEvent>> {
        let db = self.read()?;
        let end = before.map_or_else(|| keys::event(u64::MAX), keys::event);
        let mut events = Vec::new();
        for row in db.db()?.range(keys::event(0)..end).rev() {
            let event = log::event(row)?;
            if events.len() >= limit {
                break;
            }
            if filter.admits(&event.entry) {
                events.push(event);
            }
        }
        Ok(events)
    }

    fn audit_from(&self, filter: &AuditFilter, from: u64, limit: usize) -> Result<Vec<AuditEvent>> {
        let db = self.read()?;
        let events = db.db()?.range(keys::event(from)..=keys::event(u64::MAX)).map(log::event);
        events
            .filter(|event: &Result<AuditEvent>| event.as_ref().map_or(true, |event| filter.admits(&event.entry)))
            .take(limit)
            .collect()
    }

    fn audit_links(&self, after: Option<u64>, limit: usize) -> Result<Vec<AuditLink>> {
        let db = self.read()?;
        let first = after.map_or(0, |seq| seq.saturating_add(1));
        db.db()?.range(keys::event(first)..=keys::event(u64::MAX)).take(limit).map(log::link).collect()
    }

    fn audit_state(&self) -> Result<AuditState> {
        let noted = witness::newest(self.held.folder());
        Ok(AuditState { identity: Some(self.identity()?), head: self.audit_head()?, noted })
    }

    fn audit_head(&self) -> Result<AuditHead> {
        self.read()?.whole(keys::HEAD, |head| head)
    }

    fn commit(&self, batch: &Batch) -> Result<Outcome> {
        let db = self.db.write().map_err(|_| closed())?;
        self.check_usable()?;
        let db = db.as_ref().ok_or_else(closed)?;
        let (written, newest) = match commit::prepare(db, &self.held, batch)? {
            Ok(written) => written,
            Err(outcome) => return Ok(outcome),
        };
        let on_disk = db.apply_batch(written).map_err(unreadable).and_then(|()| self.flush(db));
        if let Err(error) = &on_disk {
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
        }
        on_disk?;
        // The act is done whether or not this succeeds, and the number noted before stays true.
        drop(witness::note(self.held.folder(), newest));
        Ok(Outcome::Done)
    }
}

impl Embedded {
    /// Lets the store that `build` writes, from what is in this one, take its place.
    fn replace(&self, before: Option<&KeyMark>, build: impl FnOnce(&sled::Db) -> Result<PathBuf>) -> Result<()> {
        let mut db = self.db.write().map_err(|_| closed())?;
        self.check_usable()?;
        let open = db.as_ref().ok_or_else(closed)?;
        log::require_newest(open, get(open, keys::HEAD)?.ok_or_else(records::damaged)?)?;
        if get::<KeyMark>(open, keys::KEY_MARK)?.as_ref() != before {
            return Err(Error::new(Kind::Conflict, "The store was put under another key meanwhile; nothing was changed."));
        }
        let fresh = build(open)?;
        // sled writes by path when it ends, so both stores are closed while their folders change places.
        drop(db.take());
        folder::wait_until_closed(self.held.folder())?;
        let placed = bulk::put_in_place(&self.held, &fresh);
        *db = Some(open_sled(self.held.folder())?);
        self.held.reopen_data();
        placed
    }

    /// The one place where an act comes to rest: sled writes it, and our own fsync makes it last.
    fn flush(&self, db: &sled::Db) -> Result<()> {
        db.flush().map_err(unreadable)?;
        self.held.sync_data()
    }
}

/// Whether a folder holds a store, whatever its state.
pub(super) fn exists(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

/// Makes a store in a folder that is not there yet. It is filled under another name, and gets its own once it is whole.
pub(super) fn make<T>(path: &Path, fill: impl FnOnce(Embedded) -> Result<T>) -> Result<T> {
    let held = Held::take(path)?;
    if exists(held.folder()) {
        return Err(Error::new(Kind::Conflict, format!("There is something in {} by now; nothing was done.", path.display())));
    }
    let fresh = held.beside(".fresh");
    folder::remove(&fresh)?;
    let filled = Embedded::open(&fresh).and_then(fill);
    folder::wait_until_closed(&fresh)?;
    let placed = if filled.is_ok() { files::swap(&fresh, held.folder()) } else { folder::remove(&fresh) };
    // A lock that stays behind hinders nobody.
    drop(std::fs::remove_file(files::with_suffix(&fresh, ".lock")));
    if filled.is_err() && placed.is_ok() {
        held.leave();
    }
    filled.and_then(|filled| placed.map(|()| filled))
}

/// Puts a backup into a folder; gives the name under which what stood there is kept.
pub(super) fn restore(path: &Path, backup: &mut dyn Read, replace: bool) -> Result<Option<PathBuf>> {
    let held = Held::take(path)?;
    if exists(held.folder()) && !replace {
        return Err(Error::new(
            Kind::Conflict,
            format!("There is something in {} already; nothing was restored.", path.display()),
        )
        .hint("Restore into another place with --store, or put it in place of what is there with --replace."));
    }
    let fresh = bulk::put_back(&held, backup)?;
    bulk::look_at(&fresh, |_| Ok(()))?;
    folder::sync_all(&fresh)?;
    files::swap(&fresh, held.folder())?;
    if !fresh.exists() {
        return Ok(None);
    }
    let kept = files::free(&held.beside(".replaced"));
    files::rename(&fresh, &kept)?;
    Ok(Some(kept))
}

/// Opens sled on a folder that is known to be ours.
fn open_sled(folder: &Path) -> Result<sled::Db> {
    folder::remove_unfinished(folder)?;
    folder::wait_until_closed(folder)?;
    let config = sled::Config::new().path(folder).cache_capacity(CACHE).flush_every_ms(None).print_profile_on_drop(false);
    // Parts of sled panic on files that they never wrote.
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| config.open())) {
        Ok(Ok(db)) => Ok(db),
        Ok(Err(sled::Error::Io(error))) if error.kind() != std::io::ErrorKind::UnexpectedEof => {
            Err(unreadable(sled::Error::Io(error)))
        }
        Ok(Err(error)) => Err(damaged_files(folder).because(error)),
        Err(_) => Err(damaged_files(folder)),
    }
}

fn closed() -> Error {
    Error::new(Kind::Store, "The store was closed by an earlier failure.").hint("Start again; what was reported done is safe.")
}

fn damaged_files(folder: &Path) -> Error {
    Error::new(Kind::Store, format!("The store in {} is damaged and can't be opened.", folder.display()))
        .hint("Keep a copy of the folder as it is, and bring back a copy from before.")
}

fn unreadable(error: sled::Error) -> Error {
    if matches!(error, sled::Error::Corruption { .. }) {
        return records::damaged().because(error);
    }
    Error::new(Kind::Store, "The store can't be read or written.")
        .hint("Look at the disk: is it full, or failing?")
        .because(error)
}
