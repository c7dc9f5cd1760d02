//! An open embedded database: created, opened, read, and replaced by a fresh one.

use std::ops::Deref;
use std::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use super::prelude::*;
use super::upgrade;

/// An open embedded database.
pub(in crate::store) struct Embedded {
    pub(super) lock: StoreLock,
    /// A rewrite changes the copy in it, and keeps the id.
    pub(super) marker: Marker,
    /// Readers share it; a transaction excludes them until it is durable. Closed once a rewritten database could not be opened.
    db: RwLock<Db>,
    /// Why the database may not be used: once a write failed halfway, memory and disk may differ.
    broken: Mutex<Option<String>>,
    /// Why nothing can be written, and the copy that is read instead.
    read_only: Option<(String, Option<TempFolder>)>,
}

impl Embedded {
    /// Opens the database in a directory. Creates one that does not exist. One that can't be written is opened for reading.
    ///
    /// # Errors
    /// `Store`: in use by another process, of a newer version, damaged, or not an embedded database. Such a directory is not
    /// changed. `Usage`: the path can't be that of a database.
    pub(in crate::store) fn open(path: &Path) -> Result<Self> {
        Self::open_checked(path, &log::require_whole, Self::upgrade)
    }

    /// Opens a database whose audit log may be damaged; with `accepting`, also one that lost events. Its head must be corrected
    /// before anything can be changed.
    ///
    /// # Errors
    /// As [`Embedded::open`].
    pub(in crate::store) fn open_for_audit(path: &Path, accepting: bool) -> Result<Self> {
        Self::open_checked(path, if accepting { &|_, _| Ok(()) } else { &log::require_present }, |_| Ok(()))
    }

    /// Creates a database in a directory that does not exist. It is filled under another name, and renamed once it is complete.
    ///
    /// # Errors
    /// `Store`: it exists, or can't be written; those of `fill`.
    pub(in crate::store) fn create<T>(path: &Path, fill: impl FnOnce(Self) -> Result<T>) -> Result<T> {
        let lock = StoreLock::acquire(path)?;
        swap::recover(lock.folder(), lock.rights())?;
        if lock.marker()?.is_some() {
            return Err(StoreError::CreatedMeanwhile { path: path.to_owned() }.into());
        }
        let marker = Marker::new();
        let swap = match Swap::begin(&lock, marker, Replaced::Deleted) {
            Ok(swap) => swap,
            Err(error) => {
                lock.release_unused();
                return Err(error);
            }
        };
        let built = swap.build(|fresh| {
            write_empty(fresh)?;
            let filled = fill(Self::of(lock.for_fresh(fresh.to_owned()), marker, Db::open(fresh)?, None))?;
            tree::wait_until_closed(fresh)?;
            tree::sync_all(fresh)?;
            Ok(filled)
        });
        if built.is_err() {
            drop(swap);
            lock.release_unused();
            return built;
        }
        swap.finish()?;
        built
    }

    fn open_checked(path: &Path, check: Check<'_>, prepare: fn(&Self) -> Result<()>) -> Result<Self> {
        let prepared = |store: Self| prepare(&store).map(|()| store);
        Self::open_to_write(path, check).and_then(prepared).or_else(|error| match read_only::reason(&error, path) {
            Some(why) if matches!(swap::exists(path), Ok(true)) => Self::open_to_read(path, why, check).and_then(prepared),
            _ => Err(error),
        })
    }

    /// Upgrades a database of an earlier version.
    fn upgrade(&self) -> Result<()> {
        if !upgrade::is_needed(&*self.read()?)? {
            Ok(())
        } else if self.read_only.is_some() {
            upgrade::upgrade_copy(&*self.read()?)
        } else {
            let binding = self.read()?.record(keys::KEY_BINDING)?;
            self.replace(binding.as_ref(), upgrade::write)
        }
    }

    /// Opens a database that can be read as it is: no other process uses it, and nothing is to be recovered or upgraded.
    ///
    /// # Errors
    /// As [`Embedded::open`]; `Store` if there is no such database.
    pub(in crate::store) fn open_idle(path: &Path) -> Result<Self> {
        let lock = StoreLock::acquire_at_once(path)?;
        let pending = || RestoreError::RecoveryPending { path: path.to_owned() };
        if Plan::read(lock.folder())?.is_some() {
            return Err(pending().into());
        }
        let store = Self::open_locked(lock, &|_| Err(pending().into()), &log::require_whole)?;
        if upgrade::is_needed(&*store.read()?)? { Err(pending().into()) } else { Ok(store) }
    }

    fn open_to_write(path: &Path, check: Check<'_>) -> Result<Self> {
        let lock = StoreLock::acquire(path)?;
        swap::recover(lock.folder(), lock.rights())?;
        Self::open_locked(lock, &create, check)
    }

    fn open_locked(lock: StoreLock, create: &dyn Fn(&StoreLock) -> Result<Marker>, check: Check<'_>) -> Result<Self> {
        let marker = match lock.marker()?.map_or_else(|| create(&lock), Ok) {
            Ok(marker) => marker,
            Err(error) => {
                lock.release_unused();
                return Err(error);
            }
        };
        let impersonation = lock.rights().within();
        let db = open_guard::or_restore(lock.folder(), || {
            let db = Db::open(lock.folder())?;
            check(&db, lock.folder()).map(|()| db)
        })?;
        drop(impersonation);
        Ok(Self::of(lock, marker, db, None))
    }

    fn open_to_read(path: &Path, why: String, check: Check<'_>) -> Result<Self> {
        let lock = StoreLock::read_only(path)?;
        let marker = lock.marker()?.ok_or_else(|| RestoreError::RecoveryPending { path: path.to_owned() })?;
        let (db, copy) = read_only::open(&lock, check)?;
        Ok(Self::of(lock, marker, db, Some((why, copy))))
    }

    const fn of(lock: StoreLock, marker: Marker, db: Db, read_only: Option<(String, Option<TempFolder>)>) -> Self {
        Self { lock, marker, db: RwLock::new(db), broken: Mutex::new(None), read_only }
    }

    /// Its directory.
    pub(super) fn folder(&self) -> &Path {
        self.lock.folder()
    }

    /// Its id.
    pub(super) const fn id(&self) -> Uuid {
        self.marker.identity.id
    }

    /// Why nothing can be written.
    pub(super) fn obstacle(&self) -> Option<&str> {
        self.read_only.as_ref().map(|(why, _)| why.as_str())
    }

    /// Locks the database against changes.
    pub(super) fn read(&self) -> Result<Reader<'_>> {
        self.require_usable()?;
        // A panic in the middle of a transaction poisons it; memory and disk may differ then.
        let db = self.db.read().map_err(|_| closed(None))?;
        Ok(Reader { db, _impersonation: self.lock.rights().within() })
    }

    /// Locks the database against everything else, to change it.
    pub(super) fn write(&self) -> Result<RwLockWriteGuard<'_, Db>> {
        let db = self.db.write().map_err(|_| closed(None))?;
        self.require_writable()?;
        Ok(db)
    }

    /// Checks that the database can be changed.
    pub(super) fn require_writable(&self) -> Result<()> {
        self.require_usable()?;
        match self.obstacle() {
            None => Ok(()),
            Some(why) => Err(ChangeError::DatabaseReadOnly { reason: why.to_owned() }.into()),
        }
    }

    fn require_usable(&self) -> Result<()> {
        match &*self.broken.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(why) => Err(closed(Some(why.trim_end_matches('.').to_owned()))),
        }
    }

    /// Makes every further call fail, after a write that may or may not have happened.
    pub(super) fn refuse_further_calls(&self, why: &Error) {
        *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.to_string());
    }

    /// Replaces this database, bound to the key `before`, by the one that `write` writes from it.
    pub(super) fn replace(&self, before: Option<&KeyBinding>, write: impl FnOnce(&Db, &Path) -> Result<()>) -> Result<()> {
        let mut db = self.write()?;
        let impersonation = self.lock.rights().within();
        log::require_newest(&db, db.required(keys::HEAD)?)?;
        if db.record::<KeyBinding>(keys::KEY_BINDING)?.as_ref() != before {
            return Err(ChangeError::KeyChanged.into());
        }
        drop(impersonation);
        self.replace_locked(&mut db, write)
    }

    /// Replaces this database, which is locked, by the one that `write` writes from it.
    pub(super) fn replace_locked(&self, db: &mut Db, write: impl FnOnce(&Db, &Path) -> Result<()>) -> Result<()> {
        let impersonation = self.lock.rights().within();
        let swap = Swap::begin(&self.lock, Marker::next(self.id()), Replaced::Deleted)?;
        swap.build(|fresh| write(db, fresh))?;
        // sled writes by path when it ends, so both databases are closed while their directories are swapped.
        let closed = db.close();
        drop(impersonation);
        let replaced = closed.and_then(|()| swap.finish());
        let _impersonation = self.lock.rights().within();
        match Db::open(self.folder()) {
            Ok(open) => *db = open,
            // The replacement is complete; the next call reports that the database is closed.
            Err(_) if replaced.is_ok() => {}
            Err(error) => return replaced.and(Err(error)),
        }
        replaced.map(drop)
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        let _impersonation = self.lock.rights().within();
        // Everything that was reported as done is already flushed.
        let _ended = self.db.get_mut().unwrap_or_else(PoisonError::into_inner).end();
    }
}

/// Creates a database, which appears under its name complete.
fn create(lock: &StoreLock) -> Result<Marker> {
    let marker = Marker::new();
    let swap = Swap::begin(lock, marker, Replaced::Deleted)?;
    swap.build(write_empty)?;
    swap.finish()?;
    Ok(marker)
}

/// Writes the content of a new database, with its first audit event, into a marked directory.
fn write_empty(fresh: &Path) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "creation gets no clock; no rule depends on this time")]
    let now = Timestamp::now();
    let at = Timestamp::from_microsecond(now.as_microsecond()).unwrap_or(now);
    let created =
        AuditEntry { at, actor: Actor::System, action: AuditAction::StoreCreated, target: None, target_name: None, detail: None };
    let write = |writer: &mut Writer<'_>| {
        writer.event(AuditHead::default(), created)?;
        writer.record(keys::COUNTS, &Counts::default())
    };
    write_and_verify(fresh, write, |_, ()| Ok(()))
}

/// The database, locked against changes, with the rights to read it.
pub(super) struct Reader<'a> {
    db: RwLockReadGuard<'a, Db>,
    _impersonation: Option<Impersonation>,
}

impl Deref for Reader<'_> {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}
