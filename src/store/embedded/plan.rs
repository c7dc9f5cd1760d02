//! The plan of an operation of several steps: a file beside the database, written before the first step, so that the next
//! process that opens the database undoes or completes exactly what was begun. It names every path of the operation.

use super::prelude::*;
use crate::store::files::inaccessible;

/// The kind of plan, as its file says.
const KIND: &str = "embedded database swap";
/// The version of the plan format.
const VERSION: u32 = 1;

/// What an operation was going to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    /// The directory of the fresh database.
    pub(super) fresh: BareName,
    /// Its identity.
    pub(super) new: Identity,
    /// Whether `old` is present. Without this, a plan that lost `old` would look like that of a new database.
    replaces: bool,
    /// The database that is replaced.
    pub(super) old: Option<OldStore>,
}

/// A database that is replaced.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OldStore {
    /// None if it has no valid marker; then it is only ever renamed.
    pub(super) identity: Option<Identity>,
    /// Its new name.
    pub(super) aside: BareName,
    /// Whether it is kept there.
    pub(super) is_kept: bool,
}

/// Refuses a place where [`Plan::read`] would not trust a plan, before one is written there.
pub(super) fn require_trusted_place(store: &Path) -> Result<()> {
    let folder = folder_of(store);
    trust_beside(store).check_folder(folder).map_err(|error| {
        let closing = open_folder(&error).filter(|open| may_close(open));
        let closing = closing.map(|open| format!("Run `chmod go-w {}`. Or name", open.display()));
        let next = format!(
            "{} a database in a directory that only you may write to, as to those above it.",
            closing.as_deref().unwrap_or("Name")
        );
        Error::from(RestoreError::PlaceNotTrusted { path: folder.to_owned() }).hint(next).wrapping(error)
    })
}

/// Who may write a plan beside the database.
fn trust_beside(store: &Path) -> Trust {
    Trust::with_owner(Account::owner_of(folder_of(store)))
}

/// Whether a directory is to blame for an error, because others may write to it.
fn open_folder(error: &Error) -> Option<&Path> {
    match error.problem() {
        Problem::Files(FileError::NotTrusted { path, reason: Distrust::OthersWrite | Distrust::OthersWriteFolder, .. }) => {
            Some(path).filter(|path| path.is_dir()).map(PathBuf::as_path)
        }
        _ => None,
    }
}

/// Whether this account may change the mode of a directory.
fn may_close(folder: &Path) -> bool {
    let us = Account::effective();
    us.uid() == 0 || Account::owner_of(folder).is_some_and(|owner| owner.uid() == us.uid())
}

impl Plan {
    /// Writes the plan of an operation beside the database `store`.
    pub(super) fn write(store: &Path, fresh: BareName, new: Identity, old: Option<OldStore>) -> Result<Self> {
        let plan = Self { fresh, new, replaces: old.is_some(), old };
        let text = recovery_file::seal(KIND, VERSION, &plan)
            .map_err(|error| Error::from(StoreError::NotEncodable { what: "A recovery file" }).because(error))?;
        let path = with_suffix(store, PLAN);
        private::create(&path, &text).map_err(|error| file_failed(&path, "created").because(error))?;
        Ok(plan)
    }

    /// The plan beside the database `store`, if there is one.
    pub(super) fn read(store: &Path) -> Result<Option<Self>> {
        let path = with_suffix(store, PLAN);
        if let Err(error) = fs::symlink_metadata(&path) {
            return if error.kind() == io::ErrorKind::NotFound { Ok(None) } else { Err(inaccessible(&path, error)) };
        }
        let refused = |reason: &str| {
            Error::from(RestoreError::RecoveryFileRejected { path: path.clone(), reason: reason.to_owned() }).hint(format!(
                "Nothing was changed. Keep a copy of {} and of the directories beside it that begin with its name; then give the \
                 complete database that name, and move the recovery file elsewhere.",
                store.display()
            ))
        };
        let bytes = private::read(&path, trust_beside(store)).map_err(|error| {
            let refused = refused("it can't be trusted");
            match open_folder(&error) {
                Some(open) => refused.hint(format!(
                    "Nothing was changed. Run `chmod go-w {}`, or move {} and everything beside it that begins with its name to a \
                     directory that only you may write to; the next command there completes or undoes the operation.",
                    open.display(),
                    store.display()
                )),
                None => refused,
            }
            .wrapping(error)
        })?;
        let Some(bytes) = bytes else { return Ok(None) };
        let plan: Self = recovery_file::open(KIND, VERSION, &bytes).map_err(|refusal| refused(&refusal.to_string()))?;
        if plan.replaces != plan.old.is_some() {
            return Err(refused("it contradicts itself"));
        }
        // Every name begins with that of the database, and is neither the database nor its plan.
        let own = store.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_ours = |name: &BareName| {
            let rest = name.as_str().strip_prefix(own).unwrap_or_default();
            !rest.is_empty() && name.as_str().starts_with(own) && rest != PLAN
        };
        if plan.names().all(is_ours) { Ok(Some(plan)) } else { Err(refused("it names files that are not the database's")) }
    }

    /// The names of all other directories of the operation.
    pub(super) fn names(&self) -> impl Iterator<Item = &BareName> {
        std::iter::once(&self.fresh).chain(self.old.as_ref().map(|old| &old.aside))
    }

    /// Whether this is the fresh database. A new one may be rewritten while it is filled, which keeps its id.
    fn is_new(&self, found: Marker) -> bool {
        found.identity == self.new || (self.old.is_none() && found.identity.id == self.new.id)
    }

    /// Whether the fresh database is in place.
    pub(super) fn is_in_place(&self, here: Found) -> bool {
        matches!(here, Found::Store(marker) if self.is_new(marker))
    }

    /// Deletes the fresh database.
    pub(super) fn delete_fresh(&self, store: &Path, rights: Rights) -> Result<()> {
        let fresh = self.fresh.beside(store);
        // sled writes by path until it has closed, in this process too.
        tree::wait_until_closed(&fresh)?;
        marker::delete_begun_marker(&fresh, self.new, rights)?;
        let identity = match Found::at(&fresh)? {
            Found::Store(found) | Found::Incomplete(found) if self.is_new(found) => found.identity,
            _ => self.new,
        };
        marker::delete(&fresh, identity, rights).map(drop)
    }
}

impl OldStore {
    /// Whether this is the database.
    pub(super) fn is_here(&self, found: Found) -> bool {
        self.identity.map_or(matches!(found, Found::Foreign | Found::Incomplete(_)), |identity| found.is_store(identity))
    }

    /// Whether this is the remainder of its deletion, or nothing.
    pub(super) fn is_deleting(&self, found: Found) -> bool {
        found == Found::Nothing || self.identity.is_some_and(|identity| found.is_of(identity))
    }

    /// Deletes it from a path, if it is there.
    pub(super) fn delete(&self, path: &Path, rights: Rights) -> Result<()> {
        match self.identity {
            Some(identity) => marker::delete(path, identity, rights).map(drop),
            None if Found::at(path)? == Found::Nothing => Ok(()),
            None => Err(marker::not_the_old_one(path)),
        }
    }

    /// The same at the database's own path, which is needed afterwards.
    pub(super) fn make_way(&self, path: &Path, rights: Rights) -> Result<()> {
        match self.identity {
            Some(identity) => marker::make_way(path, identity, rights),
            None => self.delete(path, rights),
        }
    }
}
