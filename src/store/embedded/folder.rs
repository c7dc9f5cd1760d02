//! A store's folder: who holds it, with whose rights it is worked in, and what marks it as ours.
//!
//! ```text
//! store/               0700: sled's files; `kozmoai-store`, which names format and id before sled is let at them;
//!                      and `kozmoai-newest`, the witness
//! store.lock           who holds the store
//! store.swap           the plan of a change of several steps, for as long as it lasts (see swap.rs)
//! store.fresh/         a store in the making
//! store.previous/      what it takes the place of, on its way out
//! store.replaced/      a store that a restored one took the place of
//! store.format-1/      the store as it was before it was brought to a newer format
//! ```

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::engine;
use super::rights::Rights;
use crate::error::{Error, Kind, Result};
use crate::fs::private;
use crate::store::files::{self, trouble, with_suffix};

/// The format this version writes.
pub(super) const FORMAT: u32 = 2;

const MARKER: &str = "kozmoai-store";
/// The marker of a folder that is not a complete store yet, or not any more.
const INCOMPLETE: &str = "kozmoai-incomplete";
const MARKER_TITLE: &str = "kozmoai embedded store";
/// From this size on, in bytes, a file of sled's is not mostly holes: not so many times larger than what it takes on disk.
const LARGE: u64 = 64 << 20;
const MOST_HOLES: u64 = 100;
/// How long sled may take to end.
const CLOSING: Duration = Duration::from_secs(5);

/// Tells one store, and one writing of it, from every other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Identity {
    /// Stays the store's wherever it goes.
    pub(super) id: Uuid,
    /// New whenever it is rewritten or restored; older versions wrote none.
    pub(super) copy: Option<Uuid>,
}

/// What the marker file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) format: u32,
    pub(super) identity: Identity,
}

impl Marker {
    /// That of a new store.
    pub(super) fn new() -> Self {
        Self::next(Uuid::new_v4())
    }

    /// That of another writing of a store.
    pub(super) fn next(id: Uuid) -> Self {
        Self { format: FORMAT, identity: Identity { id, copy: Some(Uuid::new_v4()) } }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let title = lines.next()?;
        let format = lines.next()?.strip_prefix("format ")?.parse().ok()?;
        let id = lines.next()?.strip_prefix("id ")?.parse().ok()?;
        let copy = match lines.next() {
            Some(line) => Some(line.strip_prefix("copy ")?.parse().ok()?),
            None => None,
        };
        (title == MARKER_TITLE).then_some(Self { format, identity: Identity { id, copy } })
    }

    pub(super) fn text(self) -> String {
        let copy = self.identity.copy.map_or_else(String::new, |copy| format!("copy {copy}\n"));
        format!("{MARKER_TITLE}\nformat {}\nid {}\n{copy}", self.format, self.identity.id)
    }
}

/// What bears a folder's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// Nothing, or an empty folder.
    Nothing,
    /// A complete store.
    Store(Marker),
    /// A store in the making or on its way out.
    Incomplete(Marker),
    /// Something of somebody else's.
    Foreign,
}

impl Found {
    /// Looks at a name.
    pub(super) fn at(path: &Path) -> Result<Self> {
        match fs::symlink_metadata(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::Nothing),
            Err(error) => return Err(files::unreachable(path, error)),
            Ok(found) if !found.is_dir() => return Ok(Self::Foreign),
            Ok(_) => {}
        }
        for (name, kind) in [(MARKER, Self::Store as fn(Marker) -> Self), (INCOMPLETE, Self::Incomplete)] {
            if let Some(text) = read_marker(&path.join(name)).map_err(|error| files::unreachable(path, error))? {
                return Ok(Marker::parse(&text).map_or(Self::Foreign, kind));
            }
        }
        let mut entries = fs::read_dir(path).map_err(|error| files::unreachable(path, error))?;
        Ok(if entries.next().is_none() { Self::Nothing } else { Self::Foreign })
    }

    /// Whether this is a complete store of this identity.
    pub(super) fn is_store(self, identity: Identity) -> bool {
        matches!(self, Self::Store(marker) if marker.identity == identity)
    }

    /// Whether this is a store of this identity, complete or not.
    pub(super) fn is_of(self, identity: Identity) -> bool {
        matches!(self, Self::Store(marker) | Self::Incomplete(marker) if marker.identity == identity)
    }
}

/// A marker's text; none if there is no such file.
fn read_marker(path: &Path) -> io::Result<Option<String>> {
    match OpenOptions::new().read(true).custom_flags(no_link()).open(path) {
        Ok(file) => {
            let mut text = Vec::new();
            if file.metadata()?.is_file() {
                file.take(1024).read_to_end(&mut text)?;
            }
            Ok(Some(String::from_utf8_lossy(&text).into_owned()))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        // A link in the marker's place is no marker.
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error()) => Ok(Some(String::new())),
        Err(error) => Err(error),
    }
}

fn no_link() -> i32 {
    (rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NONBLOCK).bits().cast_signed()
}

/// A store's folder, held by this process until it is dropped.
pub(super) struct Held {
    folder: PathBuf,
    rights: Rights,
    marker: std::sync::OnceLock<Marker>,
    data: std::sync::Mutex<Option<File>>,
    /// The operating system lets go of the lock with the file, however the process ends. None for a folder in the making,
    /// which the lock of its store guards, and for a store that can only be read.
    _lock: Option<File>,
}

impl Held {
    /// Takes the folder, waiting a little for another process.
    pub(super) fn take(path: &Path) -> Result<Self> {
        let folder = place_of(path)?;
        let parent = crate::fs::place::folder_of(&folder);
        private::create_folder(parent)
            .map_err(|error| Error::new(Kind::Store, format!("{} can't be created.", parent.display())).because(error))?;
        let rights = Rights::on(&folder)?;
        let lock = files::lock(&with_suffix(&folder, ".lock"), |holder| in_use(&folder, holder))?;
        refuse_special(&folder)?;
        Ok(Self::of(folder, rights, Some(lock)))
    }

    /// Looks at the folder without holding it, where nothing can be written; another process that works there is told.
    pub(super) fn look(path: &Path) -> Result<Self> {
        let folder = place_of(path)?;
        let rights = Rights::on(&folder)?;
        let lock = with_suffix(&folder, ".lock");
        if let Ok(file) = OpenOptions::new().read(true).custom_flags(no_link()).open(&lock)
            && matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock))
        {
            return Err(in_use(&folder, "another process"));
        }
        refuse_special(&folder)?;
        Ok(Self::of(folder, rights, None))
    }

    /// A folder in the making, guarded by its store's lock.
    pub(super) fn fresh(&self, folder: PathBuf) -> Self {
        Self::of(folder, self.rights, None)
    }

    fn of(folder: PathBuf, rights: Rights, lock: Option<File>) -> Self {
        Self { folder, rights, marker: std::sync::OnceLock::new(), data: std::sync::Mutex::new(None), _lock: lock }
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets go of a place where nothing came about, and leaves nothing of it behind.
    pub(super) fn leave(self) {
        let _acting = self.rights.beside();
        // A lock that stays behind hinders nobody.
        drop(fs::remove_file(self.beside(".lock")));
    }

    /// With whose rights the folder is worked in.
    pub(super) fn rights(&self) -> Rights {
        self.rights
    }

    /// A name of the store's own beside its folder.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        with_suffix(&self.folder, suffix)
    }

    /// What the marker says; none if there is no folder, or an empty one.
    pub(super) fn marker(&self) -> Result<Option<Marker>> {
        match Found::at(&self.folder)? {
            Found::Nothing => Ok(None),
            Found::Store(Marker { format, .. }) if format > FORMAT => Err(newer(&self.folder, "store", format)),
            Found::Store(marker) => Ok(Some(marker)),
            Found::Incomplete(_) => Err(trouble(&self.folder, "is an incomplete store, left by an interrupted operation")
                .hint("A complete one may lie beside it, under the same name with an ending; give that one the name.")),
            Found::Foreign if fs::symlink_metadata(self.folder.join(MARKER)).is_ok() => {
                Err(trouble(&self.folder.join(MARKER), "is damaged, so the store is not opened"))
            }
            Found::Foreign if fs::symlink_metadata(&self.folder).is_ok_and(|found| !found.is_dir()) => {
                Err(trouble(&self.folder, "is a link or a file, and no folder of a store"))
            }
            Found::Foreign => Err(trouble(&self.folder, "holds other files and is no store of kozmoai's")),
        }
    }

    /// Remembers what was found or written, and keeps sled's file open for `sync_data`.
    pub(super) fn settle(&self, marker: Marker) {
        // Set once, right after the folder was prepared; the id stays when the store is rewritten.
        let _settled = self.marker.set(marker);
    }

    /// Opens what `sync_data` needs, so that a lack of it is met before anything is written.
    pub(super) fn prepare_sync(&self) -> Result<()> {
        self.with_data(|_| Ok(()))
    }

    /// Puts the data on disk, the disk's own cache included.
    pub(super) fn sync_data(&self) -> Result<()> {
        self.with_data(File::sync_all)
    }

    fn with_data(&self, work: impl FnOnce(&File) -> io::Result<()>) -> Result<()> {
        let path = self.folder.join("db");
        let mut data = self.data.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file = match data.take() {
            Some(file) => file,
            None => open_plainly(&path).map_err(|error| trouble(&path, "can't be opened").because(error))?,
        };
        work(data.insert(file)).map_err(|error| trouble(&path, "can't be put on disk").because(error))
    }

    /// The folder holds another store now, so its file is another one too.
    pub(super) fn reopen_data(&self) {
        *self.data.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = None;
    }

    /// What the marker of an opened store says.
    pub(super) fn settled(&self) -> Option<Marker> {
        self.marker.get().copied()
    }

    /// The key under which failures of this name are kept: only who has the store can try names against it.
    pub(super) fn hash_of_name(&self, username: &str) -> [u8; 32] {
        let id = self.marker.get().map_or(Uuid::nil(), |marker| marker.identity.id);
        Sha256::new().chain_update(id.as_bytes()).chain_update(username).finalize().into()
    }
}

/// The folder that a path names, if it may be a store's: neither the root, nor the folder one stands in or one above it.
pub(super) fn place_of(path: &Path) -> Result<PathBuf> {
    let folder = crate::fs::place::absolute(path)?;
    let is_above = std::env::current_dir().is_ok_and(|here| here.starts_with(&folder));
    if folder.file_name().is_none() || (is_above && !matches!(Found::at(&folder), Ok(Found::Store(_)))) {
        return Err(Error::new(Kind::Usage, format!("{} can't be a store: it must be a folder of its own.", path.display()))
            .hint("Name a folder that holds nothing else, such as ./store."));
    }
    Ok(folder)
}

fn in_use(folder: &Path, holder: &str) -> Error {
    Error::new(Kind::Store, format!("The store in {} is in use by {holder}.", folder.display()))
        .hint("One process at a time holds an embedded store: end that one (or its console), then try again.")
}

/// Refuses what a newer version wrote.
pub(super) fn newer(path: &Path, what: &str, format: u32) -> Error {
    Error::new(
        Kind::Store,
        format!("The {what} in {} has format {format}, and this version knows formats up to {FORMAT}.", path.display()),
    )
    .hint("Use the newer version of kozmoai that wrote it; nothing was changed.")
}

/// Refuses a folder that holds anything but files and folders: sled opens what it finds there by its name, and a link would
/// lead it elsewhere, a pipe let it wait for ever, and a file with nothing but holes in it take all memory.
fn refuse_special(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let found = entry.metadata().map_err(|error| trouble(&entry.path(), "can't be looked at").because(error))?;
        let what = if found.is_dir() {
            refuse_special(&entry.path())?;
            continue;
        } else if !found.is_file() {
            "is not a regular file"
        } else if found.len() > LARGE && found.blocks().saturating_mul(512 * MOST_HOLES) < found.len() {
            "is far larger than what is in it"
        } else {
            continue;
        };
        return Err(trouble(&entry.path(), &format!("{what}, so the store is not opened"))
            .hint("Look at who put it there, and delete it; `kozmoai restore` brings back a backup."));
    }
    Ok(())
}

/// Opens a file that is no link.
pub(super) fn open_plainly(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).custom_flags(no_link()).open(path)
}

/// Creates an empty folder for a fresh store and marks it.
pub(super) fn create(folder: &Path, marker: Marker, rights: Rights) -> Result<()> {
    create_marked(folder, MARKER, marker, rights)
}

/// Creates a folder that bears the identity of a store and is none yet.
pub(super) fn create_incomplete(folder: &Path, marker: Marker, rights: Rights) -> Result<()> {
    create_marked(folder, INCOMPLETE, marker, rights)
}

fn create_marked(folder: &Path, name: &str, marker: Marker, rights: Rights) -> Result<()> {
    let failed = |error: io::Error| trouble(folder, "can't be created").because(error);
    rights.create_folder(folder).map_err(failed)?;
    let _acting = rights.within();
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(name)).map_err(failed)?;
    file.write_all(marker.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

/// Deletes the marker of a folder that was to bear this identity, where nothing else is in it and writing the marker was
/// cut short: without a whole one nobody could tell the folder from somebody else's.
pub(super) fn delete_begun_marker(folder: &Path, identity: Identity, rights: Rights) -> Result<()> {
    let whole = Marker { format: FORMAT, identity }.text();
    let failed = |error: io::Error| trouble(folder, "can't be deleted").because(error);
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
    let _acting = rights.within();
    let path = folder.join(name);
    let is_begun = fs::symlink_metadata(&path).is_ok_and(|found| found.is_file())
        && read_marker(&path).map_err(failed)?.is_some_and(|text| text != whole && whole.starts_with(&text));
    if is_begun { fs::remove_file(&path).map_err(failed) } else { Ok(()) }
}

/// Deletes the snapshots that sled was writing when it was killed. It takes them for complete ones and then calls the
/// whole store corrupt; without them it reads the last complete one, or the log.
pub(super) fn delete_incomplete_snapshots(folder: &Path) -> Result<()> {
    let delete = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let name = name.to_string_lossy();
            if name.starts_with("snap.") && name.ends_with(".generating") {
                fs::remove_file(entry.path())?;
            }
        }
        Ok(())
    };
    delete().map_err(|error| trouble(folder, "can't be tidied").because(error))
}

/// Puts everything in a folder on disk: each file, made private on the way, and the folder itself.
pub(super) fn sync_all(folder: &Path) -> Result<()> {
    let failed = |error: io::Error| trouble(folder, "can't be put on disk").because(error);
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let path = entry.path();
        if entry.file_type().map_err(failed)?.is_dir() {
            fs::set_permissions(&path, Permissions::from_mode(0o700)).map_err(failed)?;
            sync_all(&path)?;
        } else {
            let file = open_plainly(&path).map_err(failed)?;
            file.set_permissions(Permissions::from_mode(0o600)).and_then(|()| file.sync_all()).map_err(failed)?;
        }
    }
    files::sync_folder(folder)
}

/// Copies a store's files into a folder that is there, but no marker.
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

/// How many bytes a folder's files hold.
pub(super) fn size(folder: &Path) -> io::Result<u64> {
    fs::read_dir(folder)?.try_fold(0, |sum, entry| {
        let entry = entry?;
        let found = entry.metadata()?;
        Ok(sum + if found.is_dir() { size(&entry.path())? } else { found.len() })
    })
}

/// Makes a folder that was filled a complete store.
pub(super) fn complete(folder: &Path) -> io::Result<()> {
    fs::rename(folder.join(INCOMPLETE), folder.join(MARKER))
}

/// Deletes a store of this identity, if it is there. Whatever else bears that name is somebody's and stays. The marker says
/// first that the store is not complete any more, and goes last, for a deletion that was killed is taken up again.
pub(super) fn delete(folder: &Path, identity: Identity, rights: Rights) -> Result<()> {
    let found = Found::at(folder)?;
    if found != Found::Nothing && !found.is_of(identity) {
        return Err(trouble(folder, "is not the store that was to be deleted, and stays"));
    }
    let failed = |error: io::Error| trouble(folder, "can't be deleted").because(error);
    if found != Found::Nothing {
        let _acting = rights.within();
        if matches!(found, Found::Store(_)) {
            fs::rename(folder.join(MARKER), folder.join(INCOMPLETE)).map_err(failed)?;
        }
        for entry in fs::read_dir(folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let path = entry.path();
            if entry.file_type().map_err(failed)?.is_dir() {
                fs::remove_dir_all(&path).map_err(failed)?;
            } else if entry.file_name() != INCOMPLETE {
                fs::remove_file(&path).map_err(failed)?;
            }
        }
        fs::remove_file(folder.join(INCOMPLETE)).map_err(failed)?;
    }
    let _acting = rights.beside();
    match fs::remove_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failed(error)),
        _ => Ok(()),
    }
}

/// Waits until sled's threads, which outlive its handle a little, have let go of a folder's files.
pub(super) fn wait_until_closed(folder: &Path) -> Result<()> {
    let path = folder.join("db");
    let file = match open_plainly(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(trouble(&path, "can't be opened").because(error)),
    };
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begin.elapsed() < CLOSING && !engine::is_stuck() => {
                std::thread::sleep(Duration::from_millis(1));
            }
            Err(TryLockError::WouldBlock) => return Err(trouble(&path, "is still in use")),
            Err(TryLockError::Error(error)) => return Err(trouble(&path, "can't be locked").because(error)),
        }
    }
}
