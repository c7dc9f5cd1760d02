//! The files of a database: their names, and what must not have one of these names.

use std::fs::Metadata;

use super::prelude::*;
use crate::fs::Creators;
use crate::fs::trust::STICKY;

/// The suffixes of the files that SQLite creates beside a database.
pub(super) const COMPANIONS: [&str; 3] = ["-journal", "-wal", "-shm"];
/// The administration file beside Kozmoai's.
pub(super) fn admin_path(path: &Path) -> PathBuf {
    with_suffix(path, ".admin")
}

/// Whether a path exists; a missing permission to check is an error.
pub(super) fn exists(path: &Path) -> Result<bool> {
    metadata(path).map(|found| found.is_some())
}

/// The properties of a file, links not followed; none if it does not exist.
fn metadata(path: &Path) -> Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(found) => Ok(Some(found)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unseen(path, error)),
    }
}

fn unseen(path: &Path, error: io::Error) -> Error {
    file_failed(path, "examined").hint("Check the permissions of its directory.").because(error)
}

/// Every file that may belong to a database, existing or not.
pub(super) fn family(path: &Path) -> impl Iterator<Item = PathBuf> {
    let both = [path.to_owned(), admin_path(path)];
    both.into_iter().flat_map(|file| {
        let companions = COMPANIONS.map(|suffix| with_suffix(&file, suffix));
        std::iter::once(file).chain(companions)
    })
}

/// Refuses a database if one of its files is not what SQLite or this program put there: SQLite plays back a journal whoever
/// created it, and the administration file has the audit log.
pub(super) fn check_files(path: &Path) -> Result<()> {
    let around = Around::of(path)?;
    if let Some(main) = &around.main {
        around.check_kind(path, main)?;
    }
    for name in family(path).filter(|name| name != path) {
        if let Some(found) = metadata(&name)? {
            around.check_kind(&name, &found)?;
            around.check_rights(name, &found)?;
        }
    }
    around.refuse_open_folder()
}

/// A database and the directory around it.
struct Around<'a> {
    path: &'a Path,
    /// None if the database does not exist.
    main: Option<Metadata>,
    folder: Metadata,
    creators: Creators,
}

impl<'a> Around<'a> {
    fn of(path: &'a Path) -> Result<Self> {
        let folder = folder_of(path);
        let examined = fs::metadata(folder).and_then(|found| Ok((found, Creators::of(folder)?)));
        let (found, creators) = examined.map_err(|error| unseen(folder, error))?;
        Ok(Self { path, main: metadata(path)?, folder: found, creators })
    }

    /// Whether everybody who may create files in the directory may write the database anyway.
    fn is_written_by_creators(&self) -> bool {
        let main = |bits| self.main.as_ref().is_some_and(|main| main.mode() & bits != 0);
        match self.creators {
            Creators::Nobody => true,
            Creators::Group(gid) if self.main.as_ref().is_some_and(|main| main.gid() == gid) => main(0o022),
            Creators::Group(_) | Creators::Listed | Creators::Everybody => main(0o002),
        }
    }

    /// Refuses something other than a regular file.
    fn check_kind(&self, name: &Path, found: &Metadata) -> Result<()> {
        let is_main = name == self.path;
        let what = match found {
            found if found.file_type().is_symlink() => "is a symbolic link",
            found if found.is_dir() => "is a directory",
            found if !found.is_file() => "is not a regular file",
            found if found.nlink() > 1 && self.forbids_links(is_main) => "has a second hard link",
            _ => return Ok(()),
        };
        let error = Error::from(StoreError::UnexpectedFile { path: name.to_owned(), what });
        Err(if is_main && found.is_dir() { error.hint(StoreRemedy::UseEmbeddedAddress) } else { error })
    }

    /// Whether a second hard link may be a plant: for root that acts for another account, and where others create files. Else a
    /// backup by hard links may have every file twice.
    fn forbids_links(&self, is_main: bool) -> bool {
        (geteuid().is_root() && self.folder.uid() != 0) || (!is_main && self.creators != Creators::Nobody)
    }

    /// Refuses a file beside the database that another account created, or may write.
    fn check_rights(&self, name: PathBuf, found: &Metadata) -> Result<()> {
        let owners = [Some(0), Some(account::own_uid()), Some(self.folder.uid()), self.main.as_ref().map(Metadata::uid)];
        let is_shared = self.creators != Creators::Nobody && self.is_written_by_creators();
        let (database, mode) = (self.path.to_owned(), found.mode() & 0o7777);
        if !is_shared && !owners.contains(&Some(found.uid())) {
            return Err(StoreError::ForeignFile { path: name, owner: account::name_of(found.uid()), mode, database }.into());
        }
        match &self.main {
            Some(main) if mode & 0o022 & !main.mode() != 0 => Err(StoreError::OpenFile { path: name, mode, database }.into()),
            _ => Ok(()),
        }
    }

    /// Refuses a sticky directory in which others may create a file after it was checked and before SQLite looks for it. Where
    /// they may also rename the database, as in a volume of a container, they could replace it as well.
    fn refuse_open_folder(&self) -> Result<()> {
        let mode = self.folder.mode() & 0o7777;
        if self.is_written_by_creators() || mode & STICKY == 0 {
            return Ok(());
        }
        let path = folder_of(self.path).to_owned();
        let (database, owner) = (self.path.to_owned(), account::name_of(self.folder.uid()));
        Err(Error::from(StoreError::OpenFolder { path, owner, mode, database }).hint(StoreRemedy::MoveDatabase))
    }
}

/// The files of a database: Kozmoai's and ours.
pub(in crate::store) fn local_files(path: &Path) -> LocalFiles {
    let suffixes = ["", "-wal", "-shm", "-journal", ".admin", ".admin-wal", ".admin-restore"];
    let files = suffixes.iter().map(|suffix| with_suffix(path, suffix)).collect();
    let names = Some((path.to_owned(), &["-wal", "-shm", "-journal", ".admin", ".replaced"][..]));
    LocalFiles { shared_folder: Some(folder_of(path).to_owned()), files, names, ..LocalFiles::default() }
}
