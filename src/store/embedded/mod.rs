//! The embedded database, on sled: one process, one ordered tree, one atomic batch for each transaction.
//!
//! Everything that knows sled is in this directory. One process at a time opens a database; inside it, a lock lets readers see
//! only what is already durable.

mod barrier;
mod bulk;
mod commit;
mod engine;
mod folder;
mod keep;
mod keys;
mod log;
mod migrate;
mod people;
mod query;
mod records;
mod rights;
mod scratch;
mod swap;
mod verify;
mod witness;

use std::io::{Read, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock, RwLockReadGuard};

pub(super) use self::scratch::{clear_up_everywhere, clear_up_in};

use self::engine::{Db, WriteError, unreadable};
use self::folder::{Found, Held, Marker};
use self::records::{Record, decode};
use self::rights::Rights;
use self::scratch::Scratch;
use self::swap::{Old, Swap};
use super::audit::AuditStore;
use super::files::LocalFiles;
use super::maintenance::MaintenanceStore;
use super::secrets::{KeyGuard, Rewrite, RewriteOptions, SecretStore, UnknownTokens, ValueVisitor};
use super::transaction::{Batch, CommitOutcome, Prepared, TransactionStore};
use super::users::{ImportSource, Scope, Usage, UserStore, UserVisitor};
use crate::error::{ChangeError, Error, RestoreError, Result, StoreError};
use crate::fs::account::Acting;
use crate::fs::{mounts, paths};
use crate::model::{
    ApiKeyStorage, AuditEvent, AuditFilter, AuditHead, AuditLink, AuditState, Capabilities, Cursor, EncryptedValue, Folder,
    KeyBinding, PasswordStorage, Residue, SecretLocation, SignInFailures, StoreUrl, User, UserFilter, UserId, UserOrder,
    UserSecrets, UserSort,
};

/// A check that a database must pass before it is used.
type Check<'a> = &'a dyn Fn(&Db, &Path) -> Result<()>;

/// An open embedded database.
pub struct Embedded {
    held: Held,
    /// Readers share it; a transaction excludes them until it is durable. Empty once a rewritten database could not be opened.
    db: RwLock<Option<Db>>,
    /// Why the database was closed: once a write failed halfway, memory and disk may differ.
    broken: Mutex<Option<String>>,
    /// Why nothing can be written, and the copy that is read instead.
    read_only: Option<(String, Option<Scratch>)>,
    /// Backups are verified one at a time.
    verifying: Mutex<()>,
}

impl Embedded {
    /// Opens the database in a directory. Creates one that does not exist, and upgrades an older one to the current format. One
    /// that can't be written is opened for reading.
    ///
    /// # Errors
    /// `Store`: in use by another process, of a newer version, damaged, or not an embedded database. Such a directory is not
    /// changed. `Usage`: the path can't be that of a database.
    pub fn open(path: &Path) -> Result<Self> {
        Self::open_checked(path, &log::require_whole)
    }

    /// Opens a database whose audit log may be damaged; with `accepting`, also one that lost events. Its head must be corrected
    /// before anything can be changed.
    ///
    /// # Errors
    /// As [`Embedded::open`].
    pub(super) fn open_for_audit(path: &Path, accepting: bool) -> Result<Self> {
        Self::open_checked(path, if accepting { &|_, _| Ok(()) } else { &log::require_present })
    }

    fn open_checked(path: &Path, check: Check<'_>) -> Result<Self> {
        Self::open_to_write(path, check).or_else(|error| match scratch::reason(&error, path) {
            Some(why) if matches!(exists(path), Ok(true)) => Self::open_to_read(path, why, check),
            _ => Err(error),
        })
    }

    fn open_to_write(path: &Path, check: Check<'_>) -> Result<Self> {
        let held = Held::take(path)?;
        let rights = held.rights();
        swap::recover(held.folder(), rights)?;
        migrate::prepare(&held)?;
        let acting = rights.within();
        let db = keep::or_put_back(held.folder(), || {
            let db = Db::open(held.folder())?;
            check(&db, held.folder()).map(|()| db)
        })?;
        clear_up_everywhere();
        drop(acting);
        Ok(Self::of(held, db, None))
    }

    fn open_to_read(path: &Path, why: String, check: Check<'_>) -> Result<Self> {
        let held = Held::look(path)?;
        match held.marker()? {
            Some(marker) if marker.format == folder::FORMAT => held.settle(marker),
            _ => {
                return Err(StoreError::UpgradeBlocked { path: path.to_owned(), reason: why }.into());
            }
        }
        let (db, copy) = scratch::open(&held, check)?;
        Ok(Self::of(held, db, Some((why, copy))))
    }

    const fn of(held: Held, db: Db, read_only: Option<(String, Option<Scratch>)>) -> Self {
        Self { held, db: RwLock::new(Some(db)), broken: Mutex::new(None), read_only, verifying: Mutex::new(()) }
    }

    fn read(&self) -> Result<Reading<'_>> {
        self.check_usable()?;
        // A panic in the middle of a transaction poisons it; memory and disk may differ then.
        let guard = self.db.read().map_err(|_| closed())?;
        if guard.is_none() { Err(closed()) } else { Ok(Reading { db: guard, _acting: self.held.rights().within() }) }
    }

    fn check_usable(&self) -> Result<()> {
        match &*self.broken.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(why) => Err(StoreError::Closed { reason: Some(why.trim_end_matches('.').to_owned()) }.into()),
        }
    }

    fn check_writable(&self) -> Result<()> {
        match &self.read_only {
            None => Ok(()),
            Some((why, _)) => Err(ChangeError::DatabaseReadOnly { reason: why.clone() }.into()),
        }
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        let _acting = self.held.rights().within();
        drop(self.db.get_mut().unwrap_or_else(PoisonError::into_inner).take());
    }
}

/// The database, locked against changes, with the rights to read it.
struct Reading<'a> {
    db: RwLockReadGuard<'a, Option<Db>>,
    _acting: Option<Acting>,
}

impl Reading<'_> {
    fn db(&self) -> Result<&Db> {
        self.db.as_ref().ok_or_else(closed)
    }

    fn get<R: Record>(&self, key: &[u8]) -> Result<Option<R>> {
        get(self.db()?, key)
    }

    /// A record that every database has.
    fn required<R: Record, T>(&self, key: &[u8], use_it: impl FnOnce(R) -> T) -> Result<T> {
        self.get(key)?.map(use_it).ok_or_else(records::damaged)
    }
}

fn get<R: Record>(db: &Db, key: &[u8]) -> Result<Option<R>> {
    db.get(key).map_err(unreadable)?.map(|bytes| decode(&bytes)).transpose()
}

impl UserStore for Embedded {
    fn user(&self, id: UserId) -> Result<Option<User>> {
        self.read()?.get(&keys::user(id))
    }

    fn user_by_name(&self, username: &str) -> Result<Option<User>> {
        let db = self.read()?;
        let Some(entry) = db.db()?.get(keys::name(username)).map_err(unreadable)? else { return Ok(None) };
        let entry = keys::Entry::from_bytes(&entry).ok_or_else(records::damaged)?;
        db.required(&keys::user(entry.id), Some)
    }

    fn users(&self, filter: &UserFilter, order: UserOrder, cursor: &Cursor<User>, limit: usize) -> Result<Vec<User>> {
        let db = self.read()?;
        let index = query::index_for(filter, order.sort);
        let (mut ids, in_order) = query::window(db.db()?, index, filter, order, cursor, limit)?;
        if !in_order {
            ids.reverse();
        }
        ids.into_iter().map(|id| db.required(&keys::user(id), |user| user)).collect()
    }

    fn count_users(&self, filter: &UserFilter) -> Result<u64> {
        let db = self.read()?;
        if filter.search.is_none() {
            return db.required(keys::COUNTS, |counts: records::Counts| counts.with(filter.active, filter.superuser));
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

    fn usage(&self, user: UserId) -> Result<Usage> {
        let folders = self.folders(user)?.len() as u64;
        let secrets = self.secrets(user)?;
        Ok(Usage {
            folders,
            variables: secrets.variables.len() as u64,
            api_keys: secrets.api_keys.len() as u64,
            ..Usage::default()
        })
    }

    fn sign_in_failures(&self, username: &str) -> Result<Option<SignInFailures>> {
        self.read()?.get(&keys::failures(&self.held.hash_of_name(username)))
    }

    fn export_users(&self, whom: Scope, visit: UserVisitor<'_>) -> Result<()> {
        let store = self.read()?;
        match whom {
            Scope::All => people::each(store.db()?, visit),
            Scope::WithSecrets => people::keepers(store.db()?, visit),
        }
    }

    fn import_users(&self, marks: KeyGuard<'_>, fill: ImportSource<'_>) -> Result<()> {
        self.replace(marks.before, |db| people::build(db, &self.held, marks.after, fill))
    }
}

impl SecretStore for Embedded {
    fn secrets(&self, user: UserId) -> Result<UserSecrets> {
        Ok(self.read()?.get(&keys::secrets(user))?.unwrap_or_default())
    }

    fn secrets_after(&self, after: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        bulk::window(self.read()?.db()?, after, limit)
    }

    fn secrets_before(&self, before: Option<UserId>, limit: usize) -> Result<Vec<(UserId, UserSecrets)>> {
        bulk::window_before(self.read()?.db()?, before, limit)
    }

    fn key_binding(&self) -> Result<Option<KeyBinding>> {
        self.read()?.get(keys::KEY_MARK)
    }

    fn values(&self, visit: ValueVisitor<'_>) -> Result<()> {
        bulk::values(self.read()?.db()?, visit)
    }

    fn rewrite(&self, work: &mut dyn Rewrite, terms: &RewriteOptions<'_>) -> Result<Vec<SecretLocation>> {
        self.replace(terms.before, |db| bulk::build(db, &self.held, work, terms)).map(|()| Vec::new())
    }

    /// No other process has the database open, and in this one `rewrite` excludes everything else.
    fn lock_rotation(&self) -> Result<Box<dyn Send + '_>> {
        Ok(Box::new(()))
    }

    fn preflight(&self) -> Result<()> {
        self.check_usable()?;
        self.check_writable()?;
        swap::preflight(&self.held)
    }

    /// Nothing is encrypted here outside the inventory.
    fn unknown_tokens(&self, _decrypts: &mut dyn FnMut(&str) -> bool) -> Result<UnknownTokens> {
        Ok(UnknownTokens::default())
    }
}

impl AuditStore for Embedded {
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
        self.read()?.required(keys::HEAD, |head| head)
    }
}

impl TransactionStore for Embedded {
    fn commit(&self, batch: &Batch) -> Result<CommitOutcome> {
        let db = self.db.write().map_err(|_| closed())?;
        self.check_usable()?;
        self.check_writable()?;
        let db = db.as_ref().ok_or_else(closed)?;
        let _acting = self.held.rights().within();
        let (written, newest) = match commit::prepare(db, &self.held, batch)? {
            Prepared::Ready(written) => written,
            Prepared::Refused(outcome) => return Ok(outcome),
        };
        self.held.prepare_sync()?;
        let failed = match db.write(written) {
            // The one place where a transaction becomes durable: sled has written it, and our own fsync completes it.
            Ok(()) => self.held.sync_data().inspect_err(|_| db.give_up()).err(),
            Err(WriteError::NotBegun(error)) => return Err(error),
            Err(WriteError::Failed(error)) => Some(error),
        };
        if let Some(error) = failed {
            *self.broken.lock().unwrap_or_else(PoisonError::into_inner) = Some(error.to_string());
            return Err(Error::from(StoreError::WriteUncertain).because(error));
        }
        // The transaction is committed whether or not this succeeds, and the number noted before stays true.
        drop(witness::note(self.held.folder(), newest));
        Ok(CommitOutcome::Done)
    }
}

impl MaintenanceStore for Embedded {
    fn url(&self) -> StoreUrl {
        StoreUrl::Embedded(self.held.folder().to_owned())
    }

    fn capabilities(&self) -> Capabilities {
        Capabilities {
            passwords: PasswordStorage::Argon2id,
            api_keys: ApiKeyStorage::Hashed,
            has_api_key_states: true,
            encrypts_generic_variables: true,
            derives_same_keys: true,
            knows_owned_records: true,
            is_exclusive: true,
            is_on_server: false,
            residue: Residue::Nothing,
        }
    }

    fn read_only(&self) -> Option<String> {
        self.read_only.as_ref().map(|(why, _)| why.clone())
    }

    fn identity(&self) -> Result<String> {
        self.held.settled().map(|marker| marker.identity.id.to_string()).ok_or_else(records::damaged)
    }

    fn is_passing(&self) -> Result<bool> {
        Ok(mounts::is_volatile(self.held.folder()))
    }

    fn active_clients(&self) -> Result<Option<String>> {
        Ok(None)
    }

    fn back_up(&self, _beside: &Path, out: &mut dyn Write) -> Result<()> {
        bulk::back_up(self.read()?.db()?, &self.held, out)
    }

    fn verify_backup(
        &self,
        backup: &mut dyn Read,
        beside: &Path,
        visit: &mut dyn FnMut(&[EncryptedValue]) -> Result<()>,
    ) -> Result<()> {
        let _one = self.verifying.lock().unwrap_or_else(PoisonError::into_inner);
        let marker = bulk::header(backup)?;
        let mut verified =
            |swap: Swap| bulk::put_back(&swap, backup, |db| bulk::values(db, &mut |some| visit(some).map(ControlFlow::Continue)));
        let near = match swap::require_room(&self.held) {
            Ok(()) => Swap::begin_scratch(&self.held.beside(".proof"), self.held.rights(), marker),
            Err(error) => Err(error),
        };
        match near {
            // Nothing can be written next to a read-only database; verify where the backup is, or elsewhere.
            Err(error) if scratch::reason(&error, self.held.folder()).is_some() => {
                let elsewhere = Scratch::near(beside)?;
                verified(Swap::begin_scratch(&elsewhere.store(), Rights::own(), marker)?)
            }
            swap => verified(swap?),
        }
    }
}

impl Embedded {
    /// Replaces this database by the one that `build` writes from it.
    fn replace(&self, before: Option<&KeyBinding>, build: impl FnOnce(&Db) -> Result<Swap>) -> Result<()> {
        let mut db = self.db.write().map_err(|_| closed())?;
        self.check_usable()?;
        self.check_writable()?;
        let acting = self.held.rights().within();
        let open = db.as_ref().ok_or_else(closed)?;
        log::require_newest(open, get(open, keys::HEAD)?.ok_or_else(records::damaged)?)?;
        if get::<KeyBinding>(open, keys::KEY_MARK)?.as_ref() != before {
            return Err(ChangeError::KeyChanged.into());
        }
        let swap = build(open)?;
        // sled writes by path when it ends, so both databases are closed while their directories are swapped.
        let closed = db.take().map_or(Ok(()), |open| open.close(self.held.folder()));
        drop(acting);
        let placed = closed.and_then(|()| swap.place());
        let _acting = self.held.rights().within();
        match Db::open(self.held.folder()) {
            Ok(open) => *db = Some(open),
            // The replacement is complete; the next call reports that the database is closed.
            Err(_) if placed.is_ok() => {}
            Err(error) => return placed.map(drop).and(Err(error)),
        }
        self.held.reopen_data();
        placed.map(drop)
    }
}

/// Whether a directory contains a database, whatever its state.
pub(super) fn exists(folder: &Path) -> Result<bool> {
    let folder = folder::place_of(folder)?;
    let _acting = Rights::on(&folder)?.beside();
    Ok(Found::at(&folder)? != Found::Nothing || swap::is_unsettled(&folder))
}

/// The files of a database.
pub(super) fn local_files(folder: &Path) -> LocalFiles {
    let files = vec![paths::with_suffix(folder, ".lock")];
    LocalFiles { private_folder: Some(folder.to_owned()), files, ..LocalFiles::default() }
}

/// Creates a database in a directory that does not exist. It is filled under another name, and renamed once it is complete.
pub(super) fn make<T>(path: &Path, fill: impl FnOnce(Embedded) -> Result<T>) -> Result<T> {
    let held = Held::take(path)?;
    swap::recover(held.folder(), held.rights())?;
    if held.marker()?.is_some() {
        return Err(StoreError::CreatedMeanwhile { path: path.to_owned() }.into());
    }
    let swap = Swap::begin(&held, Marker::new(), Old::Deleted)?;
    let built = swap.build(|fresh| {
        migrate::write_empty(fresh)?;
        let making = held.fresh(fresh.to_owned());
        making.settle(swap.marker());
        let filled = fill(Embedded::of(making, Db::open(fresh)?, None))?;
        folder::wait_until_closed(fresh)?;
        folder::sync_all(fresh)?;
        Ok(filled)
    });
    if built.is_err() {
        drop(swap);
        held.leave();
        return built;
    }
    swap.place()?;
    built
}

/// Restores a backup into a directory. Returns the path under which the previous content is kept.
pub(super) fn restore(
    path: &Path,
    backup: &mut dyn Read,
    replace: bool,
    placing: &mut dyn FnMut(AuditHead),
) -> Result<Option<PathBuf>> {
    let held = Held::take(path)?;
    swap::recover(held.folder(), held.rights())?;
    if Found::at(held.folder())? != Found::Nothing && !replace {
        return Err(RestoreError::TargetNotEmpty { database: path.display().to_string() }.into());
    }
    let marker = bulk::header(backup)?;
    let swap = Swap::begin(&held, marker, Old::Kept(swap::REPLACED))?;
    bulk::put_back(&swap, backup, |db| {
        placing(get(db, keys::HEAD)?.ok_or_else(records::damaged)?);
        Ok(())
    })?;
    swap.place()
}

fn closed() -> Error {
    StoreError::Closed { reason: None }.into()
}
