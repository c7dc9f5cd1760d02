//! Operations of several steps: a new database, a rewritten one, and a restored one.
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

use super::plan;
use super::prelude::*;
use crate::fs::paths::unused;

/// The suffixes of a replaced database that will be deleted, and of one that is kept.
const PREVIOUS: &str = ".previous";
const REPLACED: &str = ".replaced";
/// The suffix of a database that is being written.
const FRESH: &str = ".fresh";

/// What happens to the database that is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replaced {
    /// It is deleted.
    Deleted,
    /// It is kept under another name.
    Kept,
}

/// An operation that was begun. Dropping it before [`Swap::finish`] undoes it.
pub(super) struct Swap {
    store: PathBuf,
    rights: Rights,
    plan: Plan,
    marker: Marker,
    is_finished: bool,
}

impl Swap {
    /// Begins an operation on the locked database: writes its plan.
    pub(super) fn begin(lock: &StoreLock, marker: Marker, replaced: Replaced) -> Result<Self> {
        let (store, rights) = (lock.folder(), lock.rights());
        recover(store, rights)?;
        plan::require_trusted_place(store)?;
        refuse_mount_point(store)?;
        let _impersonation = rights.beside();
        let is_kept = replaced == Replaced::Kept;
        let old = match Found::at(store)? {
            Found::Nothing => None,
            found => {
                let identity = if let Found::Store(marker) = found { Some(marker.identity) } else { None };
                if identity.is_some() {
                    tree::refuse_foreign_files(store)?;
                }
                let is_folder = || fs::symlink_metadata(store).is_ok_and(|found| found.is_dir());
                if !(if is_kept { is_folder() } else { identity.is_some() }) {
                    return Err(not_embedded(store, "is not marked as one"));
                }
                let aside = name_of(&unused(&lock.beside(if is_kept { REPLACED } else { PREVIOUS })))?;
                Some(OldStore { identity, aside, is_kept })
            }
        };
        let fresh = name_of(&unused(&lock.beside(FRESH)))?;
        let plan = Plan::write(store, fresh, marker.identity, old)?;
        Ok(Self { store: store.to_owned(), rights, plan, marker, is_finished: false })
    }

    /// The directory of the fresh database.
    fn fresh(&self) -> PathBuf {
        self.plan.fresh.beside(&self.store)
    }

    /// Creates the directory of the fresh database and lets `fill` write it.
    pub(super) fn build<T>(&self, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let fresh = self.fresh();
        marker::create(&fresh, MARKER, self.marker, self.rights)?;
        let _impersonation = self.rights.within();
        fill(&fresh)
    }

    /// Replaces the old database by the fresh one, which is complete and durable. Returns the path under which the old one is
    /// kept. If that fails, everything is undone.
    pub(super) fn finish(mut self) -> Result<Option<PathBuf>> {
        // An operation that was begun in the fresh database can only be found under its present name.
        recover_plan(&self.fresh(), self.rights)?;
        let placed = self.rename();
        self.is_finished = true;
        if let Err(error) = placed {
            return Err(self.undo(error));
        }
        let kept = self.kept();
        // The replacement is complete; the next process that opens the database does the rest.
        let _recovered = recover_plan(&self.store, self.rights);
        Ok(kept)
    }

    /// The path under which the old database is kept.
    pub(super) fn kept(&self) -> Option<PathBuf> {
        self.plan.old.as_ref().filter(|old| old.is_kept).map(|old| old.aside.beside(&self.store))
    }

    fn rename(&self) -> Result<()> {
        if let Some(old) = &self.plan.old {
            move_aside(&self.store, &old.aside.beside(&self.store), self.rights)?;
        }
        let _impersonation = self.rights.beside();
        let fresh = self.fresh();
        fs::rename(&fresh, &self.store).map_err(|error| file_failed(&fresh, "renamed").because(error))?;
        files::sync_parent(&self.store)
    }

    fn undo(&self, error: Error) -> Error {
        let back = || -> Result<()> {
            let _impersonation = self.rights.beside();
            if self.plan.is_in_place(Found::at(&self.store)?) {
                fs::rename(&self.store, self.fresh()).map_err(|error| file_failed(&self.store, "renamed").because(error))?;
            }
            recover_plan(&self.store, self.rights)
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
        if !self.is_finished {
            // sled writes by path until it has closed. What can't be undone now, the next opening undoes.
            let _impersonation = self.rights.within();
            let _undone = tree::wait_until_closed(&self.fresh()).and_then(|()| recover_plan(&self.store, self.rights));
        }
    }
}

/// Whether a directory contains a database, whatever its state.
pub(in crate::store) fn exists(path: &Path) -> Result<bool> {
    let folder = checked_path(path)?;
    let _impersonation = Rights::on(&folder)?.beside();
    let is_interrupted = || fs::symlink_metadata(with_suffix(&folder, PLAN)).is_ok();
    Ok(Found::at(&folder)? != Found::Nothing || is_interrupted())
}

/// Undoes or completes interrupted operations. The caller must hold the lock.
pub(super) fn recover(store: &Path, rights: Rights) -> Result<()> {
    recover_plan(store, rights)?;
    // Unfinished plans of killed processes.
    incomplete::clear_up(&with_suffix(store, PLAN));
    Ok(())
}

/// Checks that the database is complete although an interrupted operation can't be ended: the old one or the new one.
pub(super) fn check_readable(store: &Path) -> Result<()> {
    let Some(plan) = Plan::read(store)? else { return Ok(()) };
    let found = Found::at(store)?;
    if plan.is_in_place(found) || plan.old.is_some_and(|old| old.is_here(found)) {
        return Ok(());
    }
    Err(RestoreError::RecoveryPending { path: store.to_owned() }.into())
}

fn recover_plan(store: &Path, rights: Rights) -> Result<()> {
    let Some(plan) = Plan::read(store)? else { return Ok(()) };
    let fresh = plan.fresh.beside(store);
    if fresh != store {
        // An operation on the fresh database comes first: its plan names directories beside it.
        recover_plan(&fresh, rights)?;
    }
    let _impersonation = rights.beside();
    let here = Found::at(store)?;
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
            } else if old.is_deleting(here) && old.is_here(Found::at(&aside)?) {
                old.make_way(store, rights)?;
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
    let names: Vec<_> = plan.names().map(|name| name.beside(store).display().to_string()).collect();
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
        let _impersonation = rights.beside();
        fs::rename(store, aside)
    };
    match renamed {
        Ok(()) => files::sync_parent(aside),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy_aside(store, aside, rights),
        Err(error) => Err(file_failed(store, "renamed").because(error)),
    }
}

fn copy_aside(store: &Path, aside: &Path, rights: Rights) -> Result<()> {
    let Found::Store(found) = Found::at(store)? else { return Err(not_embedded(store, "is not marked as one")) };
    marker::create(aside, tree::INCOMPLETE, found, rights)?;
    let impersonation = rights.within();
    let failed = |error: io::Error| file_failed(store, "copied").because(error);
    marker::copy_files(store, aside).map_err(failed)?;
    tree::sync_all(aside)?;
    marker::complete(aside).map_err(failed)?;
    files::sync_folder(aside)?;
    drop(impersonation);
    files::sync_parent(aside)?;
    marker::make_way(store, found.identity, rights)
}

/// Checks what an operation will need at its end: names beside the database, and room for a second one.
pub(super) fn preflight(lock: &StoreLock) -> Result<()> {
    plan::require_trusted_place(lock.folder())?;
    let _impersonation = lock.rights().beside();
    let failed = |error: io::Error| not_rewritten(lock, error);
    refuse_mount_point(lock.folder())?;
    tree::refuse_foreign_files(lock.folder())?;
    accessat(CWD, folder_of(lock.folder()), Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS)
        .map_err(|error| failed(error.into()))?;
    require_room(lock)
}

/// Refuses a directory that no other one can replace.
fn refuse_mount_point(store: &Path) -> Result<()> {
    let device = |path: &Path| fs::metadata(path).map(|found| found.dev()).ok();
    // A bind mount may be on the same device.
    let is_mount = device(store).is_some_and(|own| device(folder_of(store)) != Some(own)) || mounts::is_mount_point(store);
    if is_mount { Err(RestoreError::MountPoint { path: store.to_owned() }.into()) } else { Ok(()) }
}

/// Refuses if there is no room for a second database beside this one.
pub(super) fn require_room(lock: &StoreLock) -> Result<()> {
    let failed = |error: io::Error| not_rewritten(lock, error);
    let room = rustix::fs::statvfs(folder_of(lock.folder())).map_err(|error| failed(error.into()))?;
    if room.f_bavail.saturating_mul(room.f_frsize) < tree::size(lock.folder()).map_err(failed)? {
        return Err(failed(io::ErrorKind::StorageFull.into()));
    }
    Ok(())
}

fn not_rewritten(lock: &StoreLock, error: io::Error) -> Error {
    let path = lock.folder().to_owned();
    let failed = match error.kind() {
        io::ErrorKind::StorageFull => RestoreError::NoRoom { path },
        _ => RestoreError::NotRewritable { path },
    };
    Error::from(failed).because(error)
}

fn name_of(path: &Path) -> Result<BareName> {
    BareName::of(path).ok_or_else(|| {
        Error::from(StoreError::UnsuitablePath { path: path.to_owned(), requirement: "its name must be plain text".to_owned() })
            .hint("Name a directory whose name is UTF-8 and has no control characters.")
    })
}
