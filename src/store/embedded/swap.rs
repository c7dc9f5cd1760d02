//! Operations of several steps: a new database, a rewritten one, a restored one, one upgraded to a newer format, and the
//! scratch database in which a backup is verified. Each writes a plan beside the database before its first step, so that the
//! next process that opens the database undoes or completes exactly what was begun.
//!
//! ```text
//! 1  the plan is written; it names every path of the following steps
//! 2  the fresh database is written under its own name and synced to disk
//! 3  the old database is renamed, to be kept or deleted
//! 4  the fresh database gets the name of the old one: before this the operation is undone, afterwards completed
//! 5  the old database is deleted, or kept; the plan is deleted
//! ```
//!
//! Two renames work on every file system. A directory that cannot be renamed, such as one in a lower layer of an overlay, is
//! copied and deleted instead. Nothing with another identity than the plan says is ever deleted or renamed.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};
use serde::{Deserialize, Serialize};

use super::folder::{self, Found, Held, Identity, Marker};
use super::rights::Rights;
use crate::error::{Error, RestoreError, Result, StoreError};
use crate::fs::account::Account;
use crate::fs::paths::folder_of;
use crate::fs::recovery_file::{self, BareName};
use crate::fs::trust::Trust;
use crate::fs::{incomplete, mounts, private};
use crate::store::files::{self, file_failed, with_suffix};

/// The kind of plan, as its file says.
const KIND: &str = "embedded database swap";
/// The version of the plan format.
const VERSION: u32 = 1;
/// The suffixes of a replaced database that will be deleted, and of one that is kept.
const PREVIOUS: &str = ".previous";
pub(super) const REPLACED: &str = ".replaced";
/// The suffix of a plan, after the name of the database or of the scratch directory.
const PLAN: &str = folder::SWAP;
/// The suffix of the scratch database in which a backup is verified.
const PROOF: &str = ".proof";

/// What happens to the database that is replaced.
#[derive(Clone, Copy, Debug)]
pub(super) enum Old<'a> {
    /// It is deleted.
    Deleted,
    /// It is kept under the name of the database with this suffix.
    Kept(&'a str),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// The directory of the fresh database, or a scratch directory.
    fresh: BareName,
    /// Its identity.
    new: Identity,
    /// Whether it is a scratch directory, which replaces nothing.
    is_scratch: bool,
    /// Whether `old` is present. Without this, a plan that lost `old` would look like that of a new database.
    replaces: bool,
    /// The database that is replaced.
    old: Option<OldStore>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OldStore {
    /// None if it has no valid marker; then it is only ever renamed.
    identity: Option<Identity>,
    /// Its new name.
    aside: BareName,
    /// Whether it is kept there.
    is_kept: bool,
}

impl Plan {
    /// Whether this is the fresh database. A new one may be rewritten while it is filled, which keeps its id.
    fn is_new(&self, found: Marker) -> bool {
        found.identity == self.new || (self.old.is_none() && found.identity.id == self.new.id)
    }

    fn is_in_place(&self, here: Found) -> bool {
        matches!(here, Found::Store(marker) if self.is_new(marker))
    }

    fn delete_fresh(&self, store: &Path, rights: Rights) -> Result<()> {
        let fresh = self.fresh.beside(store);
        // sled writes by path until it has closed, in this process too.
        folder::wait_until_closed(&fresh)?;
        folder::delete_begun_marker(&fresh, self.new, rights)?;
        let identity = match Found::at(&fresh)? {
            Found::Store(found) | Found::Incomplete(found) if self.is_new(found) => found.identity,
            _ => self.new,
        };
        folder::delete(&fresh, identity, rights)
    }
}

impl OldStore {
    fn is_here(&self, found: Found) -> bool {
        self.identity.map_or(matches!(found, Found::Foreign | Found::Incomplete(_)), |identity| found.is_store(identity))
    }

    /// Whether this is the remainder of its deletion, or nothing.
    fn is_going(&self, found: Found) -> bool {
        found == Found::Nothing || self.identity.is_some_and(|identity| found.is_of(identity))
    }

    /// Deletes it from a path, if it is there.
    fn delete(&self, path: &Path, rights: Rights) -> Result<()> {
        match self.identity {
            Some(identity) => folder::delete(path, identity, rights),
            None if Found::at(path)? == Found::Nothing => Ok(()),
            None => Err(folder::not_the_old_one(path)),
        }
    }
}

/// An operation that was begun. Dropping it before [`Swap::place`] undoes it.
pub(super) struct Swap {
    store: PathBuf,
    rights: Rights,
    plan: Plan,
    marker: Marker,
    is_over: bool,
}

impl Swap {
    /// Begins an operation on the locked database: writes its plan.
    pub(super) fn begin(held: &Held, marker: Marker, old: Old<'_>) -> Result<Self> {
        recover(held.folder(), held.rights())?;
        let _acting = held.rights().beside();
        let old_store = match Found::at(held.folder())? {
            Found::Nothing => None,
            found => {
                let identity = if let Found::Store(marker) = found { Some(marker.identity) } else { None };
                let suffix = match old {
                    Old::Kept(suffix) if fs::symlink_metadata(held.folder()).is_ok_and(|found| found.is_dir()) => suffix,
                    Old::Deleted if identity.is_some() => PREVIOUS,
                    _ => return Err(folder::not_embedded(held.folder(), "is not marked as one")),
                };
                let aside = name_of(&files::free(&held.beside(suffix)))?;
                Some(OldStore { identity, aside, is_kept: matches!(old, Old::Kept(_)) })
            }
        };
        Self::written(held.folder(), held.rights(), marker, ".fresh", old_store, false)
    }

    /// Begins a scratch database, which replaces nothing.
    pub(super) fn begin_scratch(folder: &Path, rights: Rights, marker: Marker) -> Result<Self> {
        settle(folder, rights)?;
        Self::written(folder, rights, marker, "", None, true)
    }

    fn written(
        store: &Path,
        rights: Rights,
        marker: Marker,
        suffix: &str,
        old: Option<OldStore>,
        is_scratch: bool,
    ) -> Result<Self> {
        let fresh = name_of(&files::free(&with_suffix(store, suffix)))?;
        let plan = Plan { fresh, new: marker.identity, is_scratch, replaces: old.is_some(), old };
        let text = recovery_file::seal(KIND, VERSION, &plan)
            .map_err(|error| Error::from(StoreError::NotEncodable { what: "A recovery file" }).because(error))?;
        let path = with_suffix(store, PLAN);
        private::create(&path, &text).map_err(|error| file_failed(&path, "created").because(error))?;
        Ok(Self { store: store.to_owned(), rights, plan, marker, is_over: false })
    }

    /// The directory of the fresh database.
    pub(super) fn fresh(&self) -> PathBuf {
        self.plan.fresh.beside(&self.store)
    }

    /// The marker of the fresh database.
    pub(super) const fn marker(&self) -> Marker {
        self.marker
    }

    /// Creates the directory of the fresh database and lets `fill` write it.
    pub(super) fn build<T>(&self, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let fresh = self.fresh();
        folder::create(&fresh, self.marker, self.rights)?;
        let _acting = self.rights.within();
        fill(&fresh)
    }

    /// Replaces the old database by the fresh one, which is complete and durable. Returns the path under which the old one is
    /// kept. If that fails, everything is undone.
    pub(super) fn place(mut self) -> Result<Option<PathBuf>> {
        // An operation that was begun in the fresh database can only be found under its present name.
        settle(&self.fresh(), self.rights)?;
        let placed = self.rename();
        self.is_over = true;
        if let Err(error) = placed {
            return Err(self.undo(error));
        }
        let kept = self.plan.old.as_ref().filter(|old| old.is_kept).map(|old| old.aside.beside(&self.store));
        // The replacement is complete; the next process that opens the database does the rest.
        let _settled = settle(&self.store, self.rights);
        Ok(kept)
    }

    fn rename(&self) -> Result<()> {
        if let Some(old) = &self.plan.old {
            move_aside(&self.store, &old.aside.beside(&self.store), self.rights)?;
        }
        let _acting = self.rights.beside();
        let fresh = self.fresh();
        fs::rename(&fresh, &self.store).map_err(|error| file_failed(&fresh, "renamed").because(error))?;
        files::sync_parent(&self.store)
    }

    fn undo(&self, error: Error) -> Error {
        let back = || -> Result<()> {
            let _acting = self.rights.beside();
            if self.plan.is_in_place(Found::at(&self.store)?) {
                fs::rename(&self.store, self.fresh()).map_err(|error| file_failed(&self.store, "renamed").because(error))?;
            }
            settle(&self.store, self.rights)
        };
        match back() {
            Ok(()) => error,
            Err(second) => {
                let (path, reason) = (self.store.clone(), second.to_string());
                Error::from(RestoreError::UndoFailed { path, reason }).wrapping(error)
            }
        }
    }
}

impl Drop for Swap {
    fn drop(&mut self) {
        if !self.is_over {
            // sled writes by path until it has closed. What can't be undone now, the next opening undoes.
            let _acting = self.rights.within();
            let _undone = folder::wait_until_closed(&self.fresh()).and_then(|()| settle(&self.store, self.rights));
        }
    }
}

/// Whether an operation on this database was interrupted.
pub(super) fn is_unsettled(store: &Path) -> bool {
    fs::symlink_metadata(with_suffix(store, PLAN)).is_ok()
}

/// Undoes or completes interrupted operations. The caller must hold the lock.
pub(super) fn recover(store: &Path, rights: Rights) -> Result<()> {
    settle(store, rights)?;
    settle(&with_suffix(store, PROOF), rights)?;
    clear_up(store, rights)
}

/// Checks that the database is complete although an interrupted operation can't be ended: the old one or the new one.
pub(super) fn check_readable(store: &Path) -> Result<()> {
    let Some(plan) = read(store)? else { return Ok(()) };
    let found = Found::at(store)?;
    if plan.is_in_place(found) || plan.old.is_some_and(|old| old.is_here(found)) {
        return Ok(());
    }
    Err(RestoreError::RecoveryPending { path: store.to_owned() }.into())
}

fn settle(store: &Path, rights: Rights) -> Result<()> {
    let Some(plan) = read(store)? else { return Ok(()) };
    let fresh = plan.fresh.beside(store);
    if fresh != store {
        // An operation on the fresh database comes first: its plan names directories beside it.
        settle(&fresh, rights)?;
    }
    let _acting = rights.beside();
    let here = if plan.is_scratch { Found::Nothing } else { Found::at(store)? };
    match &plan.old {
        _ if plan.is_in_place(here) => {
            if let Some(old) = plan.old.as_ref().filter(|old| !old.is_kept) {
                old.delete(&old.aside.beside(store), rights)?;
            }
        }
        None if here == Found::Nothing && !is_aside(store, plan.new)? => plan.delete_fresh(store, rights)?,
        Some(old) => {
            let aside = old.aside.beside(store);
            if old.is_here(here) {
                // It is complete, so what is aside, if anything, is an unfinished copy of it.
                old.delete(&aside, rights)?;
            } else if old.is_going(here) && old.is_here(Found::at(&aside)?) {
                old.delete(store, rights)?;
                files::rename(&aside, store)?;
            } else {
                return Err(unexpected(store, &plan));
            }
            plan.delete_fresh(store, rights)?;
        }
        None => return Err(unexpected(store, &plan)),
    }
    files::sync_parent(store)?;
    let path = with_suffix(store, PLAN);
    fs::remove_file(&path).map_err(|error| file_failed(&path, "deleted").because(error))?;
    files::sync_parent(store)
}

/// The plan beside a database, if there is one.
fn read(store: &Path) -> Result<Option<Plan>> {
    let path = with_suffix(store, PLAN);
    if let Err(error) = fs::symlink_metadata(&path) {
        return if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(files::inaccessible(&path, error)) };
    }
    let refused = |reason: &str| {
        Error::from(RestoreError::RecoveryFileRejected { path: path.clone(), reason: reason.to_owned() }).hint(format!(
            "Nothing was changed. Keep a copy of {} and of the directories beside it that begin with its name; then give the \
             complete database that name, and move the recovery file elsewhere.",
            store.display()
        ))
    };
    let trust = Trust::with_owner(Account::owner_of(folder_of(store)));
    let bytes = private::read(&path, trust).map_err(|error| refused("it can't be trusted").wrapping(error))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let plan: Plan = recovery_file::open(KIND, VERSION, &bytes).map_err(|refusal| refused(&refusal.to_string()))?;
    if plan.replaces != plan.old.is_some() {
        return Err(refused("it contradicts itself"));
    }
    // Every name begins with that of the database, and is neither the database nor its plan.
    let names = [Some(&plan.fresh), plan.old.as_ref().map(|old| &old.aside)];
    let own = store.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_ours = |name: &&BareName| {
        let rest = name.as_str().strip_prefix(own).unwrap_or_default();
        (!rest.is_empty() || plan.is_scratch) && name.as_str().starts_with(own) && rest != PLAN
    };
    if names.into_iter().flatten().all(|name| is_ours(&name)) {
        Ok(Some(plan))
    } else {
        Err(refused("it names files that are not the database's"))
    }
}

/// Whether a database like the fresh one has the name of one that was moved aside, which a plan for a new database does not
/// mention.
fn is_aside(store: &Path, new: Identity) -> Result<bool> {
    for suffix in [PREVIOUS, REPLACED] {
        if let Found::Store(marker) = Found::at(&with_suffix(store, suffix))?
            && (suffix == PREVIOUS || marker.identity.id == new.id)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn unexpected(store: &Path, plan: &Plan) -> Error {
    let names: Vec<_> = [Some(&plan.fresh), plan.old.as_ref().map(|old| &old.aside)]
        .into_iter()
        .flatten()
        .map(|name| name.beside(store).display().to_string())
        .collect();
    let path = with_suffix(store, PLAN);
    let hint = format!(
        "Nothing was changed. Look at {}: rename the complete database to {}, and move {} elsewhere.",
        names.join(" and "),
        store.display(),
        path.display()
    );
    Error::from(RestoreError::RecoveryMismatch { path: store.to_owned(), plan: path }).hint(hint)
}

/// Renames the old database. Where the file system can't rename such a directory, or forgets that it did, the database is copied
/// under the new name and deleted.
fn move_aside(store: &Path, aside: &Path, rights: Rights) -> Result<()> {
    if mounts::forgets_deletions(store) && matches!(Found::at(store)?, Found::Store(_)) {
        return copy_aside(store, aside, rights);
    }
    let renamed = {
        let _acting = rights.beside();
        fs::rename(store, aside)
    };
    match renamed {
        Ok(()) => files::sync_parent(aside),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy_aside(store, aside, rights),
        Err(error) => Err(file_failed(store, "renamed").because(error)),
    }
}

fn copy_aside(store: &Path, aside: &Path, rights: Rights) -> Result<()> {
    let Found::Store(marker) = Found::at(store)? else { return Err(folder::not_embedded(store, "is not marked as one")) };
    folder::create_incomplete(aside, marker, rights)?;
    let acting = rights.within();
    let failed = |error: io::Error| file_failed(store, "copied").because(error);
    folder::copy_files(store, aside).map_err(failed)?;
    folder::sync_all(aside)?;
    folder::complete(aside).map_err(failed)?;
    files::sync_folder(aside)?;
    drop(acting);
    files::sync_parent(aside)?;
    folder::delete(store, marker.identity, rights)
}

/// Deletes unfinished files of killed processes, and what earlier versions, which wrote no plan, left: an unfinished database
/// with the same id, and locks of scratch directories.
fn clear_up(store: &Path, rights: Rights) -> Result<()> {
    incomplete::clear_up(&with_suffix(store, PLAN));
    incomplete::clear_up(&with_suffix(store, &format!("{PROOF}{PLAN}")));
    let _acting = rights.beside();
    let fresh = with_suffix(store, ".fresh");
    let Found::Store(here) = Found::at(store)? else { return Ok(()) };
    if let Found::Store(old) = Found::at(&fresh)?
        && here.identity.id == old.identity.id
    {
        if old.format < here.format {
            // Its successor is in place, and it was not renamed yet.
            files::rename(&fresh, &files::free(&with_suffix(store, &format!(".format-{}", old.format))))?;
        } else {
            folder::delete(&fresh, old.identity, rights)?;
        }
    }
    let proof = with_suffix(store, &format!("{PROOF}.fresh"));
    if let Found::Store(left) = Found::at(&proof)?
        && here.identity.id == left.identity.id
    {
        folder::delete(&proof, left.identity, rights)?;
    }
    for lock in [".fresh.lock", ".proof.lock"] {
        crate::fs::lock::clear_up(&with_suffix(store, lock));
    }
    Ok(())
}

/// Checks what an operation will need at its end: names beside the database, and room for a second one.
pub(super) fn preflight(held: &Held) -> Result<()> {
    let _acting = held.rights().beside();
    let failed = |error: io::Error| not_rewritten(held, error);
    let parent = folder_of(held.folder());
    let (store, around) = (fs::metadata(held.folder()).map_err(failed)?, fs::metadata(parent).map_err(failed)?);
    if store.dev() != around.dev() {
        return Err(RestoreError::MountPoint { path: held.folder().to_owned() }.into());
    }
    accessat(CWD, parent, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).map_err(|error| failed(error.into()))?;
    require_room(held)
}

/// Refuses if there is no room for a second database beside this one.
pub(super) fn require_room(held: &Held) -> Result<()> {
    let failed = |error: io::Error| not_rewritten(held, error);
    let room = rustix::fs::statvfs(folder_of(held.folder())).map_err(|error| failed(error.into()))?;
    if room.f_bavail.saturating_mul(room.f_frsize) < folder::size(held.folder()).map_err(failed)? {
        return Err(failed(io::ErrorKind::StorageFull.into()));
    }
    Ok(())
}

fn not_rewritten(held: &Held, error: io::Error) -> Error {
    let path = held.folder().to_owned();
    let failed = match error.kind() {
        io::ErrorKind::StorageFull => RestoreError::NoRoom { path },
        _ => RestoreError::NotRewritable { path },
    };
    Error::from(failed).because(error)
}

fn name_of(path: &Path) -> Result<BareName> {
    BareName::of(path).ok_or_else(|| {
        Error::from(StoreError::UnsuitablePath { path: path.to_owned(), requirement: "its name must be plain text" })
            .hint("Name a directory whose name is UTF-8 and has no control characters.")
    })
}
