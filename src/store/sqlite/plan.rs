//! The plan of a restore: the files that are involved, and how it is carried out, completed or undone.
//!
//! ```text
//! 1  the new pair is written beside the old one and synced
//! 2  the plan `kozmoai.db.admin-restore` is written: the files of the new pair, those of the old one, and the name that the
//!    old one will be kept under
//! 3  SQLite's files beside Kozmoai's old file are renamed, then the file itself, and the new one replaces it: now the
//!    database is restored
//! 4  the administration file and the files beside it are renamed, and the new one replaces it
//! 5  the plan is deleted
//! ```
//!
//! Files are identified by their inodes: a file that is not part of the plan is never renamed or deleted.

use super::prelude::*;
use crate::fs::recovery_file::Refusal;

/// The kind of plan, as its file says.
const KIND: &str = "sqlite restore";
/// The newest version of the plan format.
const VERSION: u32 = 1;
/// The suffix of the replaced database.
const KEPT: &str = ".replaced";

/// The plan of a restore.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plan {
    /// Kozmoai's new file.
    main: Fresh,
    /// The new administration file, if the backup contains one.
    #[serde(rename = "side")]
    admin: Option<Fresh>,
    /// The new name of the old database, from which the names of its other files follow.
    kept: BareName,
    /// The old database's files.
    old: Vec<Old>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fresh {
    name: BareName,
    inode: u64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Old {
    /// Its suffix after the name of the database.
    suffix: String,
    inode: u64,
}

/// The result of a restore.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    /// The new pair is in place.
    Completed,
    /// The old pair is in place.
    Undone,
}

/// The path of a plan for this database.
pub(super) fn place_of(path: &Path) -> PathBuf {
    with_suffix(path, ".admin-restore")
}

/// The suffixes of a database's files: first Kozmoai's, then the administration file's.
fn suffixes() -> impl Iterator<Item = String> {
    ["", ".admin"].into_iter().flat_map(|file| {
        // The files beside a file are moved away before it and back after it, so they are never beside another file.
        COMPANIONS.into_iter().chain([""]).map(move |suffix| format!("{file}{suffix}"))
    })
}

fn is_ours(suffix: &str) -> bool {
    suffix.starts_with(".admin")
}

impl Plan {
    /// A plan to replace the database by these files.
    pub(super) fn new(path: &Path, main: &Scratch, admin: Option<&Scratch>) -> Result<Self> {
        let unnamed = || file_failed(path, "named in a recovery file").hint("Use a name that is UTF-8.");
        let fresh = |scratch: &Scratch| -> Result<Fresh> {
            let name = BareName::of(scratch.path()).ok_or_else(unnamed)?;
            Ok(Fresh {
                name,
                inode: inode(scratch.path())?.ok_or_else(|| replaced(scratch.path(), "was deleted in the meantime"))?,
            })
        };
        let mut old = Vec::new();
        for suffix in suffixes() {
            if let Some(inode) = inode(&with_suffix(path, &suffix))? {
                old.push(Old { suffix, inode });
            }
        }
        let kept = free_base(path)?;
        Ok(Self { main: fresh(main)?, admin: admin.map(fresh).transpose()?, kept: BareName::of(&kept).ok_or_else(unnamed)?, old })
    }

    /// Reads the plan that is neither completed nor undone yet, if there is one. The file must belong to this account, to root,
    /// or to the owner of the database.
    ///
    /// # Errors
    /// `Store` if it can't be trusted.
    pub(super) fn read(home: &Home) -> Result<Option<Self>> {
        let (path, written) = (&home.path, place_of(&home.path));
        let bytes = match private::read(&written, Trust::with_owner(Some(home.account))) {
            Ok(None) if exists(&written)? => return Err(not_followed(path, "it is a symbolic link to nothing")),
            Ok(None) => return Ok(None),
            Ok(Some(bytes)) => bytes,
            Err(error) => return Err(not_followed(path, "it can't be trusted").wrapping(error)),
        };
        match recovery_file::open::<Self>(KIND, VERSION, &bytes) {
            Ok(plan) if plan.is_of(path) => Ok(Some(plan)),
            Ok(_) => Err(not_followed(path, "it names files that are not this database's")),
            Err(why @ Refusal::Damaged) => Err(not_followed(path, &why.to_string())),
            Err(why @ Refusal::Newer(_)) => Err(not_followed(path, &why.to_string()).hint(StoreRemedy::UseNewerVersion)),
        }
    }

    /// Whether this program could have written every name in it.
    fn is_of(&self, path: &Path) -> bool {
        let fresh = [Some(&self.main), self.admin.as_ref()];
        let kept = path.file_name().and_then(|name| self.kept.as_str().strip_prefix(name.to_str()?)?.strip_prefix(KEPT));
        let is_number = |rest: &str| rest.strip_prefix('-').is_some_and(|number| number.parse::<u32>().is_ok());
        fresh.into_iter().flatten().all(|fresh| incomplete::is_incomplete(path, fresh.name.as_str()))
            && self.admin.as_ref().is_none_or(|admin| admin.name != self.main.name)
            && kept.is_some_and(|rest| rest.is_empty() || is_number(rest))
            && self.old.iter().all(|old| suffixes().any(|suffix| suffix == old.suffix))
            // Each suffix occurs once; otherwise one file would be taken for two.
            && self.old.iter().map(|old| &old.suffix).collect::<BTreeSet<_>>().len() == self.old.len()
    }

    /// Writes it durably.
    pub(super) fn write(&self, path: &Path) -> Result<()> {
        let written = place_of(path);
        let sealed = recovery_file::seal(KIND, VERSION, self).map_err(|error| file_failed(&written, "written").because(error))?;
        private::write(&written, &sealed).map(drop)
    }

    /// Carries it out from the beginning.
    pub(super) fn carry_out(&self, path: &Path) -> Result<()> {
        for old in self.old.iter().filter(|old| !is_ours(&old.suffix) && !old.suffix.is_empty()) {
            self.set_aside(path, old)?;
        }
        if let Some(old) = self.old.iter().find(|old| old.suffix.is_empty()) {
            self.name_twice(path, old)?;
        }
        sync(path)?;
        rename(&self.main.name.beside(path), path)?;
        sync(path)?;
        self.complete(path)
    }

    /// Completes the restore if Kozmoai's new file is in place, undoes it otherwise, and deletes the plan.
    pub(super) fn recover(&self, path: &Path) -> Result<Ending> {
        let ending = if self.is_in_place(path)? {
            self.complete(path)?;
            Ending::Completed
        } else {
            self.undo(path)?;
            Ending::Undone
        };
        remove(&place_of(path), None)?;
        sync(path)?;
        Ok(ending)
    }

    /// The path under which the old database is kept, if there was one.
    pub(super) fn kept(&self, path: &Path) -> Option<PathBuf> {
        let last = self.old.iter().max_by_key(|old| (old.suffix.is_empty(), old.suffix == ".admin"))?;
        Some(with_suffix(&self.kept.beside(path), &last.suffix))
    }

    fn kept_as(&self, path: &Path, old: &Old) -> PathBuf {
        with_suffix(&self.kept.beside(path), &old.suffix)
    }

    /// Whether Kozmoai's new file is in place.
    fn is_in_place(&self, path: &Path) -> Result<bool> {
        Ok(!exists(&self.main.name.beside(path))? && exists(path)? && !self.is_old(path)?)
    }

    /// Whether Kozmoai's file is still the old one.
    fn is_old(&self, path: &Path) -> Result<bool> {
        let now = inode(path)?;
        Ok(self.old.iter().any(|old| old.suffix.is_empty() && Some(old.inode) == now))
    }

    /// Replaces the administration file, too.
    fn complete(&self, path: &Path) -> Result<()> {
        for old in self.old.iter().filter(|old| is_ours(&old.suffix)) {
            self.set_aside(path, old)?;
        }
        if let Some(new) = &self.admin {
            let (fresh, admin) = (new.name.beside(path), admin_path(path));
            if exists(&fresh)? {
                for suffix in COMPANIONS.into_iter().chain([""]) {
                    refuse_existing(&with_suffix(&admin, suffix))?;
                }
                rename(&fresh, &admin)?;
            }
        }
        sync(path)
    }

    fn undo(&self, path: &Path) -> Result<()> {
        for old in self.old.iter().rev() {
            let (name, kept) = (with_suffix(path, &old.suffix), self.kept_as(path, old));
            if inode(&kept)? != Some(old.inode) {
                continue;
            }
            if inode(&name)? == Some(old.inode) {
                remove(&kept, Some(old.inode))?;
            } else {
                refuse_existing(&name)?;
                rename(&kept, &name)?;
            }
        }
        for fresh in [Some(&self.main), self.admin.as_ref()].into_iter().flatten() {
            remove(&fresh.name.beside(path), Some(fresh.inode))?;
        }
        sync(path)
    }

    /// Renames an old file, unless that is already done.
    fn set_aside(&self, path: &Path, old: &Old) -> Result<()> {
        let (name, kept) = (with_suffix(path, &old.suffix), self.kept_as(path, old));
        if inode(&name)? != Some(old.inode) {
            return Ok(());
        }
        refuse_existing(&kept)?;
        rename(&name, &kept)
    }

    /// Links Kozmoai's old file under its new name, so that a file is always in place. Without hard links it is renamed, and none
    /// is in place briefly.
    fn name_twice(&self, path: &Path, old: &Old) -> Result<()> {
        if inode(path)? != Some(old.inode) {
            return Err(replaced(path, "was replaced in the meantime"));
        }
        let kept = self.kept_as(path, old);
        match fs::hard_link(path, &kept) {
            Err(error) if is_one_name_only(&error) => self.set_aside(path, old),
            linked => linked.map_err(|error| file_failed(path, "linked").because(error)),
        }
    }
}

fn is_one_name_only(error: &io::Error) -> bool {
    matches!(
        Errno::from_io_error(error),
        Some(Errno::PERM | Errno::NOTSUP | Errno::NOSYS | Errno::MLINK | Errno::XDEV | Errno::INVAL)
    )
}

fn not_followed(path: &Path, reason: &str) -> Error {
    let rejected = RestoreError::RecoveryFileRejected { path: place_of(path), reason: reason.to_owned() };
    Error::from(rejected).hint(StoreRemedy::ReplaceRecoveryFile { database: path.to_owned() })
}

/// The error for a file that another process changed; `what` begins with a verb.
pub(super) fn replaced(path: &Path, what: &'static str) -> Error {
    RestoreError::FileReplaced { path: path.to_owned(), what }.into()
}

/// An unused name for the old database.
fn free_base(path: &Path) -> Result<PathBuf> {
    for number in 1_u32.. {
        let name = if number == 1 { KEPT.to_owned() } else { format!("{KEPT}-{number}") };
        let base = with_suffix(path, &name);
        let taken = suffixes().map(|suffix| exists(&with_suffix(&base, &suffix))).collect::<Result<Vec<_>>>()?;
        if !taken.contains(&true) {
            return Ok(base);
        }
    }
    Err(replaced(path, "was replaced too often"))
}

/// The inode of a path, if it exists.
fn inode(path: &Path) -> Result<Option<u64>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found.ino())),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(file_failed(path, "examined").because(error)),
    }
}

fn refuse_existing(path: &Path) -> Result<()> {
    if !exists(path)? {
        return Ok(());
    }
    Err(replaced(path, "appeared during a restore, and was not changed")
        .hint("Stop what created it and rename it; then open the database again, which completes or undoes the restore."))
}

fn rename(from: &Path, to: &Path) -> Result<()> {
    fs::rename(from, to).map_err(|error| file_failed(from, "renamed").because(error))
}

/// Deletes a file if it exists and has the expected inode.
fn remove(path: &Path, expected: Option<u64>) -> Result<()> {
    if expected.is_some() && inode(path)? != expected {
        return Ok(());
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(file_failed(path, "deleted").because(error)),
        _ => Ok(()),
    }
}

fn sync(path: &Path) -> Result<()> {
    durable::sync_folder(folder_of(path))
}

/// Syncs the content of a file to disk.
pub(super) fn sync_file(path: &Path, file: &File) -> Result<()> {
    file.sync_all().map_err(|error| file_failed(path, "synced to disk").because(error))
}
