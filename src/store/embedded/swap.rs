//! Changes of more than one step: a new store, a rewritten one, a restored one, one of a newer format, and the scratch store
//! in which a backup is verified. Each writes a plan beside the store before its first step, so that whoever opens the store
//! next undoes or completes exactly what was begun.
//!
//! ```text
//! 1  the plan is written, and names all that follows
//! 2  the fresh store is written under its own name and put on disk
//! 3  the old store gets the name under which it is kept, or from which it is deleted
//! 4  the fresh store gets the name of the old one: before this the change is undone, from here on completed
//! 5  the old store is deleted, or kept; the plan is deleted
//! ```
//!
//! Two renames need nothing that a file system could lack. Where a folder cannot be renamed, as one of a lower layer of an
//! overlay, it is copied and deleted instead. Nothing is deleted or renamed that bears another identity than the plan says.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, accessat};
use serde::{Deserialize, Serialize};

use super::folder::{self, Found, Held, Identity, Marker};
use super::rights::Rights;
use crate::error::{Error, Kind, Result};
use crate::fs::account::Account;
use crate::fs::place::{self, folder_of};
use crate::fs::plan::{self, BareName};
use crate::fs::private;
use crate::fs::trust::Trust;
use crate::store::files::{self, trouble, with_suffix};

/// What plans are called within their files.
const KIND: &str = "embedded database swap";
/// The form of plans that this version writes.
const VERSION: u32 = 1;
/// How a database is named that goes, and one that is kept, once another takes its place.
const PREVIOUS: &str = ".previous";
pub(super) const REPLACED: &str = ".replaced";
/// How a plan is named: after the store, and one that touches no store after its scratch folder.
const PLAN: &str = ".swap";
/// The scratch store of a verification.
const PROOF: &str = ".proof";

/// What becomes of the store that stands in the place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Old<'a> {
    /// It is deleted.
    Deleted,
    /// It is kept under the store's name with this ending.
    Kept(&'a str),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Plan {
    /// The folder that takes the place, or a scratch folder that never does.
    fresh: BareName,
    /// What it bears.
    new: Identity,
    /// Whether it is to take the place.
    is_scratch: bool,
    /// Whether something stands in the place: a plan that lost what it says of that would be taken for one of a new store.
    replaces: bool,
    /// What stands in the place.
    old: Option<OldStore>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OldStore {
    /// None if it is no store that can be told by its marker; then it is only ever renamed.
    identity: Option<Identity>,
    /// The name that it gets.
    aside: BareName,
    /// Whether it stays there.
    is_kept: bool,
}

impl Plan {
    /// Whether this is the fresh store. One that is filled where nothing stood is rewritten on the way, and stays the same
    /// store.
    fn is_new(&self, found: Marker) -> bool {
        found.identity == self.new || (self.old.is_none() && found.identity.id == self.new.id)
    }

    fn is_in_place(&self, here: Found) -> bool {
        matches!(here, Found::Store(marker) if self.is_new(marker))
    }

    fn delete_fresh(&self, store: &Path, rights: Rights) -> Result<()> {
        let fresh = self.fresh.beside(store);
        // sled writes by path until it has ended, in this process too.
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

    /// Whether this is what is left of it while it is deleted, or nothing.
    fn is_going(&self, found: Found) -> bool {
        found == Found::Nothing || self.identity.is_some_and(|identity| found.is_of(identity))
    }

    /// Deletes it from a place, if there is anything.
    fn delete(&self, path: &Path, rights: Rights) -> Result<()> {
        match self.identity {
            Some(identity) => folder::delete(path, identity, rights),
            None if Found::at(path)? == Found::Nothing => Ok(()),
            None => Err(trouble(path, "is not what was to be deleted, and stays")),
        }
    }
}

/// A change that was begun. It is undone when this is dropped before it was placed.
pub(super) struct Swap {
    store: PathBuf,
    rights: Rights,
    plan: Plan,
    marker: Marker,
    is_over: bool,
}

impl Swap {
    /// Begins a change of the held store: writes its plan.
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
                    _ => return Err(trouble(held.folder(), "is no store of kozmoai's")),
                };
                let aside = name_of(&files::free(&held.beside(suffix)))?;
                Some(OldStore { identity, aside, is_kept: matches!(old, Old::Kept(_)) })
            }
        };
        Self::written(held.folder(), held.rights(), marker, ".fresh", old_store, false)
    }

    /// Begins a scratch store, which never takes the place of another.
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
        let text = plan::seal(KIND, VERSION, &plan)
            .map_err(|error| Error::new(Kind::Unexpected, "A plan can't be encoded.").because(error))?;
        let path = with_suffix(store, PLAN);
        private::create(&path, &text).map_err(|error| trouble(store, "can't be changed").because(error))?;
        Ok(Self { store: store.to_owned(), rights, plan, marker, is_over: false })
    }

    /// The folder of the fresh store.
    pub(super) fn fresh(&self) -> PathBuf {
        self.plan.fresh.beside(&self.store)
    }

    /// What the fresh store bears.
    pub(super) const fn marker(&self) -> Marker {
        self.marker
    }

    /// Creates the fresh store's folder and lets `fill` write it.
    pub(super) fn build<T>(&self, fill: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let fresh = self.fresh();
        folder::create(&fresh, self.marker, self.rights)?;
        let _acting = self.rights.within();
        fill(&fresh)
    }

    /// Lets the fresh store, which is complete and on disk, take the place; gives where the old one is kept. If that fails,
    /// everything is as it was before.
    pub(super) fn place(mut self) -> Result<Option<PathBuf>> {
        // Under its own name nobody would end what was begun within it.
        settle(&self.fresh(), self.rights)?;
        let placed = self.rename();
        self.is_over = true;
        if let Err(error) = placed {
            return Err(self.take_back(error));
        }
        let kept = self.plan.old.as_ref().filter(|old| old.is_kept).map(|old| old.aside.beside(&self.store));
        // The change is made, and what is left to do the next opening does.
        let _settled = settle(&self.store, self.rights);
        Ok(kept)
    }

    fn rename(&self) -> Result<()> {
        if let Some(old) = &self.plan.old {
            move_aside(&self.store, &old.aside.beside(&self.store), self.rights)?;
        }
        let _acting = self.rights.beside();
        let fresh = self.fresh();
        fs::rename(&fresh, &self.store).map_err(|error| trouble(&self.store, "can't be put in place").because(error))?;
        files::sync_parent(&self.store)
    }

    fn take_back(&self, error: Error) -> Error {
        let back = || -> Result<()> {
            let _acting = self.rights.beside();
            if self.plan.is_in_place(Found::at(&self.store)?) {
                fs::rename(&self.store, self.fresh()).map_err(|error| trouble(&self.store, "can't be renamed").because(error))?;
            }
            settle(&self.store, self.rights)
        };
        match back() {
            Ok(()) => error,
            Err(second) => Error::new(Kind::Resumable, format!("{error} What was begun could not be undone yet: {second}"))
                .hint("Fix the cause; the next command that opens the store ends it, and loses nothing."),
        }
    }
}

impl Drop for Swap {
    fn drop(&mut self) {
        if !self.is_over {
            // sled writes by path until it has ended. What can't be undone now is undone by the next opening.
            let _acting = self.rights.within();
            let _undone = folder::wait_until_closed(&self.fresh()).and_then(|()| settle(&self.store, self.rights));
        }
    }
}

/// Whether a change of this store was begun and not ended.
pub(super) fn is_unsettled(store: &Path) -> bool {
    fs::symlink_metadata(with_suffix(store, PLAN)).is_ok()
}

/// Undoes or completes whatever was begun here and not ended. Only for whoever holds the store.
pub(super) fn recover(store: &Path, rights: Rights) -> Result<()> {
    settle(store, rights)?;
    settle(&with_suffix(store, PROOF), rights)?;
    clear_up(store, rights)
}

/// Where a store can be read although what was begun here can't be ended: it is complete, the old one or the new one.
pub(super) fn check_readable(store: &Path) -> Result<()> {
    let Some(plan) = read(store)? else { return Ok(()) };
    let found = Found::at(store)?;
    if plan.is_in_place(found) || plan.old.is_some_and(|old| old.is_here(found)) {
        return Ok(());
    }
    Err(Error::new(Kind::Store, format!("An interrupted change of the store in {} has to be ended first.", store.display()))
        .hint("Make the disk writable, or make room, then try again."))
}

fn settle(store: &Path, rights: Rights) -> Result<()> {
    let Some(plan) = read(store)? else { return Ok(()) };
    let fresh = plan.fresh.beside(store);
    if fresh != store {
        // What was begun within a store in the making comes first: the plan there names folders beside it.
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
                // Whole, so what lies aside, if anything, is a copy that was being made.
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
    fs::remove_file(&path).map_err(|error| trouble(&path, "can't be deleted").because(error))?;
    files::sync_parent(store)
}

/// The plan beside a store, if there is one that is trusted.
fn read(store: &Path) -> Result<Option<Plan>> {
    let path = with_suffix(store, PLAN);
    if let Err(error) = fs::symlink_metadata(&path) {
        return if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(files::unreachable(&path, error)) };
    }
    let refused = |why: &str| {
        Error::new(
            Kind::Store,
            format!("{} says how an interrupted change is ended, and is not followed: {why}.", path.display()),
        )
        .hint(format!(
            "Nothing was changed. Look at {} and the folders beside it that begin with its name, keep a copy of them, give \
                 the complete store that name, and move the plan elsewhere.",
            store.display()
        ))
    };
    let trust = Trust::with_owner(Account::owner_of(folder_of(store)));
    let bytes = private::read(&path, trust).map_err(|error| refused(error.message().trim_end_matches('.')))?;
    let Some(bytes) = bytes else { return Ok(None) };
    let plan: Plan = plan::open(KIND, VERSION, &bytes).map_err(|refusal| refused(&refusal.to_string()))?;
    if plan.replaces != plan.old.is_some() {
        return Err(refused("it contradicts itself"));
    }
    // All of it begins with the store's name, and is neither the store nor its plan.
    let names = [Some(&plan.fresh), plan.old.as_ref().map(|old| &old.aside)];
    let own = store.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_ours = |name: &&BareName| {
        let rest = name.as_str().strip_prefix(own).unwrap_or_default();
        (!rest.is_empty() || plan.is_scratch) && name.as_str().starts_with(own) && rest != PLAN
    };
    if names.into_iter().flatten().all(|name| is_ours(&name)) {
        Ok(Some(plan))
    } else {
        Err(refused("it names what is not the store's"))
    }
}

/// Whether a database like the fresh one has the name of one that was moved aside, of which a plan for an empty place knows
/// nothing.
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
    Error::new(
        Kind::Store,
        format!(
            "A change of the store in {} was interrupted, and what is there now is not what its plan {} left.",
            store.display(),
            with_suffix(store, PLAN).display()
        ),
    )
    .hint(format!(
        "Nothing was changed. Look at {}: give the complete store its name {}, and move {} elsewhere.",
        names.join(" and "),
        store.display(),
        with_suffix(store, PLAN).display()
    ))
}

/// Gives the old store another name. Where the file system can't rename such a folder, or forgets that it did, it gets a
/// complete copy under that name and is deleted.
fn move_aside(store: &Path, aside: &Path, rights: Rights) -> Result<()> {
    if place::forgets_deletions(store) && matches!(Found::at(store)?, Found::Store(_)) {
        return copy_aside(store, aside, rights);
    }
    let renamed = {
        let _acting = rights.beside();
        fs::rename(store, aside)
    };
    match renamed {
        Ok(()) => files::sync_parent(aside),
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => copy_aside(store, aside, rights),
        Err(error) => Err(trouble(store, "can't be renamed").because(error)),
    }
}

fn copy_aside(store: &Path, aside: &Path, rights: Rights) -> Result<()> {
    let Found::Store(marker) = Found::at(store)? else { return Err(trouble(store, "is no store of kozmoai's")) };
    folder::create_incomplete(aside, marker, rights)?;
    let acting = rights.within();
    let failed = |error: io::Error| trouble(store, "can't be copied").because(error);
    folder::copy_files(store, aside).map_err(failed)?;
    folder::sync_all(aside)?;
    folder::complete(aside).map_err(failed)?;
    files::sync_folder(aside)?;
    drop(acting);
    files::sync_parent(aside)?;
    folder::delete(store, marker.identity, rights)
}

/// Deletes what a killed process left of files in the making, and what earlier versions left, which wrote no plan: a store
/// in the making of the same id, and locks of scratch places.
fn clear_up(store: &Path, rights: Rights) -> Result<()> {
    private::clear_up(&with_suffix(store, PLAN));
    private::clear_up(&with_suffix(store, &format!("{PROOF}{PLAN}")));
    let _acting = rights.beside();
    let fresh = with_suffix(store, ".fresh");
    let Found::Store(here) = Found::at(store)? else { return Ok(()) };
    if let Found::Store(old) = Found::at(&fresh)?
        && here.identity.id == old.identity.id
    {
        if old.format < here.format {
            // Its successor was put in place, and it had not got its lasting name yet.
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

/// Tries what a change will need at its end: names beside the store, and room for a second one.
pub(super) fn preflight(held: &Held) -> Result<()> {
    let _acting = held.rights().beside();
    let failed = |error: io::Error| not_rewritten(held, error);
    let parent = folder_of(held.folder());
    let (store, around) = (fs::metadata(held.folder()).map_err(failed)?, fs::metadata(parent).map_err(failed)?);
    if store.dev() != around.dev() {
        return Err(trouble(held.folder(), "is a mount point, and can't change places with a rewritten store")
            .hint("Mount the folder around it, and let the store be a folder within."));
    }
    accessat(CWD, parent, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS).map_err(|error| failed(error.into()))?;
    require_room(held)
}

/// Refuses if there is no room for a second store beside this one.
pub(super) fn require_room(held: &Held) -> Result<()> {
    let failed = |error: io::Error| not_rewritten(held, error);
    let room = rustix::fs::statvfs(folder_of(held.folder())).map_err(|error| failed(error.into()))?;
    if room.f_bavail.saturating_mul(room.f_frsize) < folder::size(held.folder()).map_err(failed)? {
        return Err(failed(io::ErrorKind::StorageFull.into()));
    }
    Ok(())
}

fn not_rewritten(held: &Held, error: io::Error) -> Error {
    let why = if error.kind() == io::ErrorKind::StorageFull {
        "has no room for a second store beside it"
    } else {
        "can't be rewritten"
    };
    trouble(held.folder(), why).hint("A fresh store is written beside it, and takes its place.").because(error)
}

fn name_of(path: &Path) -> Result<BareName> {
    BareName::of(path).ok_or_else(|| {
        Error::new(Kind::Usage, format!("{} can't be a store: its name must be plain text.", path.display()))
            .hint("Name a folder whose name holds no control characters and is UTF-8.")
    })
}
