//! The marker of a database: a file with its format and identity, which is read before sled opens anything. Nothing without the
//! expected identity is ever deleted.

use std::ffi::OsStr;

use super::prelude::*;
use super::tree::INCOMPLETE;

/// The format this version writes.
pub(super) const FORMAT: u32 = 2;
const TITLE: &str = "kozmoai embedded store";

/// Identifies a database and its copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Identifies the database, wherever it is moved.
    pub(super) id: Uuid,
    /// Changes whenever the database is rewritten or restored.
    pub(super) copy: Uuid,
}

/// The content of the marker file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) format: u32,
    pub(super) identity: Identity,
}

impl Marker {
    /// The marker of a new database.
    pub(super) fn new() -> Self {
        Self::next(Uuid::new_v4())
    }

    /// The marker of another copy of a database.
    pub(super) fn next(id: Uuid) -> Self {
        Self { format: FORMAT, identity: Identity { id, copy: Uuid::new_v4() } }
    }

    /// Reads its text form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let title = lines.next()?;
        let format = lines.next()?.strip_prefix("format ")?.parse().ok()?;
        let id = lines.next()?.strip_prefix("id ")?.parse().ok()?;
        let copy = lines.next()?.strip_prefix("copy ")?.parse().ok()?;
        (title == TITLE && format >= FORMAT).then_some(Self { format, identity: Identity { id, copy } })
    }

    /// Its text form.
    pub(super) fn text(self) -> String {
        let Identity { id, copy } = self.identity;
        format!("{TITLE}\nformat {}\nid {id}\ncopy {copy}\n", self.format)
    }
}

/// What a path leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or an empty directory.
    Nothing,
    /// A complete database.
    Store(Marker),
    /// A database that is being written or deleted.
    Incomplete(Marker),
    /// Something else.
    Foreign,
}

impl Found {
    /// Examines a path.
    pub(super) fn at(path: &Path) -> Result<Self> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(files::inaccessible(path, error)),
            Ok(found) if !found.is_dir() => return Ok(Self::Foreign),
            Ok(_) => {}
        }
        for (name, kind) in [(MARKER, Self::Store as fn(Marker) -> Self), (INCOMPLETE, Self::Incomplete)] {
            if let Some(text) = read_marker(&path.join(name)).map_err(|error| files::inaccessible(path, error))? {
                return Ok(Marker::parse(&text).map_or(Self::Foreign, kind));
            }
        }
        let mut entries = fs::read_dir(path).map_err(|error| files::inaccessible(path, error))?;
        Ok(if entries.next().is_none() { Self::Nothing } else { Self::Foreign })
    }

    /// Whether this is a complete database with this identity.
    pub(super) fn is_store(self, identity: Identity) -> bool {
        matches!(self, Self::Store(marker) if marker.identity == identity)
    }

    /// Whether this is a database with this identity, complete or not.
    pub(super) fn is_of(self, identity: Identity) -> bool {
        matches!(self, Self::Store(marker) | Self::Incomplete(marker) if marker.identity == identity)
    }
}

/// The directory of a database, whichever, that a file is or would be inside of.
pub(in crate::store) fn database_around(path: &Path) -> Option<PathBuf> {
    let is_database =
        |above: &&Path| matches!(Found::at(above), Ok(Found::Store(_) | Found::Incomplete(_))) && is_marker_trusted(above);
    paths::resolved(folder_of(path)).ok()?.ancestors().find(is_database).map(Path::to_owned)
}

/// Whether the marker of a directory belongs to the owner of the directory, this account or root: anybody can create one in a
/// directory like /tmp.
fn is_marker_trusted(folder: &Path) -> bool {
    let Ok(around) = fs::metadata(folder) else { return false };
    let marker = [MARKER, INCOMPLETE].iter().find_map(|name| fs::symlink_metadata(folder.join(name)).ok());
    marker.is_some_and(|marker| [0, account::own_uid(), around.uid()].contains(&marker.uid()))
}

/// The text of a marker; none if the file does not exist.
fn read_marker(path: &Path) -> io::Result<Option<String>> {
    match open_plainly(path) {
        Ok(file) => {
            let mut text = Vec::new();
            if file.metadata()?.is_file() {
                file.take(1024).read_to_end(&mut text)?;
            }
            Ok(Some(String::from_utf8_lossy(&text).into_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // A symbolic link is not a marker.
        Err(error) if error.raw_os_error() == Some(Errno::LOOP.raw_os_error()) => Ok(Some(String::new())),
        Err(error) => Err(error),
    }
}

/// Creates a directory with the identity of a database: [`MARKER`] or [`INCOMPLETE`].
pub(super) fn create(folder: &Path, name: &str, marker: Marker, rights: Rights) -> Result<()> {
    let failed = |error: io::Error| file_failed(folder, "created").because(error);
    rights.create_folder(folder).map_err(failed)?;
    let _impersonation = rights.within();
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(name)).map_err(failed)?;
    file.write_all(marker.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

/// Deletes a partially written marker of this identity, if the directory contains nothing else: without a complete marker, the
/// directory can't be told from one of another program.
pub(super) fn delete_begun_marker(folder: &Path, identity: Identity, rights: Rights) -> Result<()> {
    let whole = Marker { format: FORMAT, identity }.text();
    let failed = |error: io::Error| file_failed(folder, "deleted").because(error);
    let names = match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<io::Result<Vec<_>>>(),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => return Ok(()),
        Err(error) => Err(error),
    };
    let names = names.map_err(failed)?;
    let [name] = names.as_slice() else { return Ok(()) };
    if name != MARKER && name != INCOMPLETE {
        return Ok(());
    }
    let _impersonation = rights.within();
    let path = folder.join(name);
    let is_begun = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file())
        && read_marker(&path).map_err(failed)?.is_some_and(|text| text != whole && whole.starts_with(&text));
    if is_begun { fs::remove_file(&path).map_err(failed) } else { Ok(()) }
}

/// Copies the files of a database, except the marker, into an existing directory.
pub(super) fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        if kind.is_dir() {
            DirBuilder::new().mode(0o700).create(to.join(&name))?;
            copy_files(&entry.path(), &to.join(&name))?;
        } else if kind.is_file() && ![MARKER, INCOMPLETE].map(OsStr::new).contains(&name.as_os_str()) {
            let mut copy = OpenOptions::new().write(true).create_new(true).mode(0o600).open(to.join(&name))?;
            io::copy(&mut open_plainly(&entry.path())?, &mut copy)?;
        }
    }
    Ok(())
}

/// Marks a filled directory as a complete database.
pub(super) fn complete(folder: &Path) -> io::Result<()> {
    fs::rename(folder.join(INCOMPLETE), folder.join(MARKER))
}

/// Deletes a database with this identity, if it exists; anything else under that name is kept, and so are other files in its
/// directory, with the marker. The marker is changed to incomplete first and deleted last, so that an interrupted deletion can be
/// continued. Returns whether the directory is gone.
pub(super) fn delete(folder: &Path, identity: Identity, rights: Rights) -> Result<bool> {
    let found = Found::at(folder)?;
    if found != Found::Nothing && !found.is_of(identity) {
        return Err(not_the_old_one(folder));
    }
    let failed = |error: io::Error| file_failed(folder, "deleted").because(error);
    if found != Found::Nothing {
        let _impersonation = rights.within();
        if matches!(found, Found::Store(_)) {
            fs::rename(folder.join(MARKER), folder.join(INCOMPLETE)).map_err(failed)?;
        }
        if !tree::delete_own_files(folder).map_err(failed)? {
            return Ok(false);
        }
        fs::remove_file(folder.join(INCOMPLETE)).map_err(failed)?;
    }
    let _impersonation = rights.beside();
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(true),
    }
}

/// The same where the name is needed for another directory afterwards.
///
/// # Errors
/// Also `Store` if other files are left.
pub(super) fn make_way(folder: &Path, identity: Identity, rights: Rights) -> Result<()> {
    if delete(folder, identity, rights)? { Ok(()) } else { tree::refuse_foreign_files(folder) }
}

/// The error for a path that was to be deleted, but leads to something else now.
pub(super) fn not_the_old_one(path: &Path) -> Error {
    RestoreError::FileReplaced { path: path.to_owned(), what: "is not the database that was to be deleted, and was kept" }.into()
}
