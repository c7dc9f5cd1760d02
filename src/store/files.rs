//! Files and folders of stores: named beside one another, held, put in one another's place for good.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{CWD, OFlags, RenameFlags};

use crate::error::{Error, Kind, Result};

/// How long a second process waits for the first.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);
/// How often it looks again.
pub(super) const RETRY: Duration = Duration::from_millis(50);

/// A name beside another: the same with more behind it.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// A name that nothing bears yet: this one, or with a number behind it.
pub(super) fn free(name: &Path) -> PathBuf {
    let taken = |path: &Path| fs::symlink_metadata(path).is_ok();
    let numbered = (2..).map(|n: u32| with_suffix(name, &format!("-{n}")));
    std::iter::once(name.to_owned()).chain(numbered).find(|path| !taken(path)).unwrap_or_else(|| name.to_owned())
}

/// What went wrong with a file or a folder.
pub(super) fn trouble(path: &Path, what: &str) -> Error {
    Error::new(Kind::Store, format!("{} {what}.", path.display()))
}

/// Gives a file or a folder another name, for good.
pub(super) fn rename(path: &Path, name: &Path) -> Result<()> {
    fs::rename(path, name).map_err(|error| trouble(path, "can't be renamed").because(error))?;
    sync_parent(name)
}

/// Lets something fresh take the place of `old`; what stood there, if anything, is `fresh` afterwards.
pub(super) fn swap(fresh: &Path, old: &Path) -> Result<()> {
    // Empty folders that someone made beforehand are no store; an exchange, which not every file system can, is not needed.
    drop(fs::remove_dir(old));
    let placed = if old.exists() {
        rustix::fs::renameat_with(CWD, fresh, CWD, old, RenameFlags::EXCHANGE).map_err(io::Error::from)
    } else {
        fs::rename(fresh, old)
    };
    placed.map_err(|error| trouble(old, "can't be put in place").because(error))?;
    sync_parent(old)
}

/// Puts on disk what the folder around this says of it.
pub(super) fn sync_parent(path: &Path) -> Result<()> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    File::open(parent)
        .and_then(|parent| parent.sync_all())
        .map_err(|error| trouble(parent, "can't be put on disk").because(error))
}

/// Makes a file that is for its owner alone; it must not be there.
pub(super) fn create_private(path: &Path) -> Result<File> {
    let options = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).clone();
    options.open(path).map_err(|error| trouble(path, "can't be made").because(error))
}

/// Holds a lock file until it is dropped, waiting a little for another process; `held` says what is held, by whom.
pub(super) fn lock(path: &Path, held: impl FnOnce(&str) -> Error) -> Result<File> {
    let failed = |error: io::Error| trouble(path, "can't be written").because(error);
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .mode(0o600)
        .custom_flags(OFlags::NOFOLLOW.bits().cast_signed())
        .open(path)
        .map_err(failed)?;
    let begin = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if begin.elapsed() < PATIENCE => std::thread::sleep(RETRY),
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                file.read_to_string(&mut holder).map_err(failed)?;
                let holder = crate::text::clean(holder.trim()).into_owned();
                return Err(held(if holder.is_empty() { "another process" } else { &holder }));
            }
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
    let command = std::env::args().next().unwrap_or_default();
    let command = Path::new(&command).file_name().map_or_else(|| "kozmoai".into(), |name| name.to_string_lossy().into_owned());
    let since = jiff::Timestamp::try_from(std::time::SystemTime::now()).unwrap_or_default();
    let note = format!("process {} ({command}, since {since:.0})\n", std::process::id());
    file.set_len(0).and_then(|()| file.seek(SeekFrom::Start(0))).and_then(|_| file.write_all(note.as_bytes())).map_err(failed)?;
    Ok(file)
}
