//! A store's folder: who holds it, what marks it as ours, how a fresh one takes the place of an old one.
//!
//! ```text
//! store/               0700: sled's files; `kozmoai-store`, which names format and id before sled is let at them;
//!                      and `kozmoai-newest`, the witness
//! store.lock           who holds the store
//! store.fresh/         a store in the making; left over only by a crash, and then of no use
//! store.format-1/      the store as it was before it was brought to a newer format
//! ```

use std::fs::{self, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::error::{Error, Kind, Result};
use crate::store::files::{self, trouble, with_suffix};

/// The format this version writes.
pub(super) const FORMAT: u32 = 2;

const MARKER: &str = "kozmoai-store";
const MARKER_TITLE: &str = "kozmoai embedded store";
/// How long sled may take to end.
const CLOSING: Duration = Duration::from_secs(5);

/// What the marker file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marker {
    pub(super) format: u32,
    pub(super) id: Uuid,
}

impl Marker {
    pub(super) fn new() -> Self {
        Self { format: FORMAT, id: Uuid::new_v4() }
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        let title = lines.next()?;
        let format = lines.next()?.strip_prefix("format ")?.parse().ok()?;
        let id = lines.next()?.strip_prefix("id ")?.parse().ok()?;
        (title == MARKER_TITLE).then_some(Self { format, id })
    }

    pub(super) fn text(self) -> String {
        format!("{MARKER_TITLE}\nformat {}\nid {}\n", self.format, self.id)
    }
}

/// A store's folder, held by this process until it is dropped.
pub(super) struct Held {
    folder: PathBuf,
    marker: std::sync::OnceLock<Marker>,
    data: std::sync::Mutex<Option<File>>,
    /// The operating system lets go of the lock with the file, however the process ends.
    _lock: File,
}

impl Held {
    /// Takes the folder, waiting a little for another process.
    pub(super) fn take(path: &Path) -> Result<Self> {
        let folder = std::path::absolute(path).map_err(|error| trouble(path, "is no usable path").because(error))?;
        if fs::symlink_metadata(&folder).is_ok_and(|found| !found.is_dir()) {
            return Err(trouble(&folder, "is a link or a file, and no folder of a store"));
        }
        let parent = folder.parent().unwrap_or(Path::new("/"));
        if !parent.is_dir() {
            use std::os::unix::fs::DirBuilderExt;
            let mut builder = fs::DirBuilder::new();
            builder
                .recursive(true)
                .mode(0o700)
                .create(parent)
                .map_err(|error| trouble(parent, "can't be made").because(error))?;
        }
        let lock = files::lock(&with_suffix(&folder, ".lock"), |holder| {
            Error::new(Kind::Store, format!("The store in {} is in use by {holder}.", folder.display()))
                .hint("One process at a time holds an embedded store: end that one (or its console), then try again.")
        })?;
        Ok(Self { folder, marker: std::sync::OnceLock::new(), data: std::sync::Mutex::new(None), _lock: lock })
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Lets go of a scratch place and leaves nothing of it behind.
    pub(super) fn leave(self) {
        // A lock that stays behind hinders nobody.
        drop(fs::remove_file(self.beside(".lock")));
    }

    /// A name of the store's own beside its folder.
    pub(super) fn beside(&self, suffix: &str) -> PathBuf {
        with_suffix(&self.folder, suffix)
    }

    /// What the marker says; none if there is no folder, or an empty one.
    pub(super) fn marker(&self) -> Result<Option<Marker>> {
        let marker = read_marker(&self.folder)?;
        match marker {
            Some(Marker { format, .. }) if format > FORMAT => Err(Error::new(
                Kind::Store,
                format!(
                    "The store in {} has format {format}, and this version knows formats up to {FORMAT}.",
                    self.folder.display()
                ),
            )
            .hint("Use the newer version of kozmoai that wrote it; nothing was changed.")),
            marker => Ok(marker),
        }
    }

    /// Remembers what was found or written, and keeps sled's file open for `sync_data`.
    pub(super) fn settle(&self, marker: Marker) {
        // Set once, right after the folder was prepared.
        let _settled = self.marker.set(marker);
    }

    /// Puts the data on disk, the disk's own cache included.
    pub(super) fn sync_data(&self) -> Result<()> {
        let path = self.folder.join("db");
        let mut data = self.data.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let file = match data.take() {
            Some(file) => file,
            None => File::open(&path).map_err(|error| trouble(&path, "can't be opened").because(error))?,
        };
        data.insert(file).sync_all().map_err(|error| trouble(&path, "can't be put on disk").because(error))
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
        let id = self.marker.get().map_or(Uuid::nil(), |marker| marker.id);
        Sha256::new().chain_update(id.as_bytes()).chain_update(username).finalize().into()
    }
}

/// The marker in a folder; none if there is no folder, or an empty one.
pub(super) fn read_marker(folder: &Path) -> Result<Option<Marker>> {
    let path = folder.join(MARKER);
    let file = match OpenOptions::new().read(true).custom_flags(rustix::fs::OFlags::NOFOLLOW.bits().cast_signed()).open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let empty = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
            return if empty { Ok(None) } else { Err(trouble(folder, "holds other files and is no store of kozmoai's")) };
        }
        Err(error) => return Err(trouble(&path, "can't be read").because(error)),
    };
    let mut text = String::new();
    file.take(1024).read_to_string(&mut text).map_err(|error| trouble(&path, "can't be read").because(error))?;
    Marker::parse(&text).map(Some).ok_or_else(|| trouble(&path, "is damaged, so the store is not opened"))
}

/// Makes an empty folder for a fresh store and marks it.
pub(super) fn make_fresh(folder: &Path, marker: Marker) -> Result<()> {
    let failed = |error: io::Error| trouble(folder, "can't be made").because(error);
    use std::os::unix::fs::DirBuilderExt;
    fs::DirBuilder::new().mode(0o700).create(folder).map_err(failed)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(folder.join(MARKER)).map_err(failed)?;
    file.write_all(marker.text().as_bytes()).and_then(|()| file.sync_all()).map_err(failed)
}

/// Removes the summaries of its log that sled was writing when it was killed. It takes them for finished ones and then
/// calls the whole store corrupt; without them it reads the last finished one, or the log.
pub(super) fn remove_unfinished(folder: &Path) -> Result<()> {
    let remove = || -> io::Result<()> {
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
    remove().map_err(|error| trouble(folder, "can't be tidied").because(error))
}

/// Puts everything in a folder on disk: each file, made private on the way, and the folder itself.
pub(super) fn sync_all(folder: &Path) -> Result<()> {
    let walk = || -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                fs::set_permissions(&path, Permissions::from_mode(0o700))?;
                sync_all(&path).map_err(io::Error::other)?;
            } else {
                fs::set_permissions(&path, Permissions::from_mode(0o600))?;
                File::open(&path)?.sync_all()?;
            }
        }
        File::open(folder)?.sync_all()
    };
    walk().map_err(|error| trouble(folder, "can't be put on disk").because(error))
}

/// Removes a store that is of no use any more, if it is there. Whatever else bears that name is somebody's and stays; so
/// the marker goes last, for a removal that was killed half way is taken up again.
pub(super) fn remove(folder: &Path) -> Result<()> {
    let marker = folder.join(MARKER);
    let remove = || -> io::Result<bool> {
        let mut others = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path != marker {
                others.push(path);
            }
        }
        if !others.is_empty() && !marker.exists() {
            return Ok(false);
        }
        for path in others {
            if fs::symlink_metadata(&path)?.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
        if marker.exists() {
            fs::remove_file(&marker)?;
        }
        fs::remove_dir(folder)?;
        Ok(true)
    };
    match remove() {
        Ok(true) => Ok(()),
        Ok(false) => Err(trouble(folder, "is in the way: a store in the making has that name, and it holds other files")
            .hint("Move that folder elsewhere, or keep the store under another name.")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(trouble(folder, "can't be removed").because(error)),
    }
}

/// Waits until sled's threads, which outlive its handle a little, have let go of a folder's files.
pub(super) fn wait_until_closed(folder: &Path) -> Result<()> {
    let path = folder.join("db");
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(trouble(&path, "can't be opened").because(error)),
    };
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(()),
            Err(TryLockError::WouldBlock) if begin.elapsed() < CLOSING => std::thread::sleep(Duration::from_millis(1)),
            Err(TryLockError::WouldBlock) => return Err(trouble(&path, "is still in use")),
            Err(TryLockError::Error(error)) => return Err(trouble(&path, "can't be locked").because(error)),
        }
    }
}
