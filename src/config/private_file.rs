//! Files that others must not read: written whole or not at all, mode 0600, on disk before success is said.

use std::ffi::OsStr;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, OFlags, RenameFlags};
use uuid::Uuid;

use crate::error::{Error, Kind, Result};
use crate::secret::Zeroizing;

/// The mode of a file that only its owner reads.
const PRIVATE: u32 = 0o600;
/// How many random characters the name of a file holds that is not whole yet, and how it ends.
const RANDOM: usize = 12;
const BEGUN: &str = ".new";
/// No file that is read here has a reason to be larger, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads a regular file; none if there is no such file.
///
/// # Errors
/// `Usage` if it is something else, too large or can't be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let failed = |error: io::Error| Error::new(Kind::Usage, format!("{} can't be read.", path.display())).because(error);
    let file = match OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits().cast_signed()).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(Error::new(Kind::Usage, format!("{} is no ordinary file of at most 16 MiB.", path.display())));
    }
    // Room for all of it and for seeing the end: what outgrows its room is copied, and the copy left behind is never wiped.
    let room = usize::try_from(metadata.len()).unwrap_or(0) + 1;
    let mut bytes = Zeroizing::new(Vec::with_capacity(room));
    file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(std::mem::take(&mut *bytes)))
}

/// Puts a file in place of the old one, if any, atomically. A symbolic link is not followed but refused.
///
/// # Errors
/// `Unexpected`, with the old file as it was.
pub fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, RenameFlags::empty(), |file| file.write_all(bytes))
}

/// Makes a file that is not there yet.
///
/// # Errors
/// `Conflict` if something is there already, which is left alone.
pub fn create(path: &Path, bytes: &[u8]) -> Result<()> {
    put(path, RenameFlags::NOREPLACE, |file| file.write_all(bytes))
}

/// Makes a file that is not there yet and lets `fill` write it. It appears under its name once it is whole and on disk.
///
/// # Errors
/// `Conflict` if something is there already, which is left alone; what `fill` gives.
pub fn create_with(path: &Path, fill: impl FnOnce(&mut File) -> Result<()>) -> Result<()> {
    let mut failed = None;
    let put = put(path, RenameFlags::NOREPLACE, |file| {
        fill(file).map_err(|error| {
            failed = Some(error);
            io::ErrorKind::Other.into()
        })
    });
    failed.map_or(put, Err)
}

/// Makes a folder only its owner may enter, and its parents, if they are missing.
///
/// # Errors
/// `Unexpected`, naming the folder.
pub fn create_folder(path: &Path) -> Result<()> {
    if path.is_dir() {
        return Ok(());
    }
    let above = folder_of(path);
    if above != path {
        create_folder(above)?;
    }
    let made = match DirBuilder::new().mode(0o700).create(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && path.is_dir() => return Ok(()),
        made => made,
    };
    let ours = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    made.and_then(|()| OpenOptions::new().read(true).custom_flags(ours.bits().cast_signed()).open(path))
        .map(|folder| give_to_owner_of(above, &folder))
        .map_err(|error| refused(path, "can't be made").because(error))
}

/// A path that means the same wherever one stands.
///
/// # Errors
/// `Usage` if it is empty, or nobody knows where one stands.
pub fn absolute(path: &Path) -> Result<PathBuf> {
    std::path::absolute(path)
        .map_err(|error| Error::new(Kind::Usage, format!("{} is no usable path.", path.display())).because(error))
}

/// Puts a folder's entries on disk.
///
/// # Errors
/// `Unexpected`, naming the folder.
pub fn sync_folder(path: &Path) -> Result<()> {
    File::open(path).and_then(|folder| folder.sync_all()).map_err(|error| refused(path, "can't be put on disk").because(error))
}

/// The folder a path lies in.
pub fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn put(path: &Path, flags: RenameFlags, fill: impl FnOnce(&mut File) -> io::Result<()>) -> Result<()> {
    let old = fs::symlink_metadata(path).ok();
    if old.as_ref().is_some_and(|old| !old.is_file()) {
        return Err(refused(path, "is a symbolic link or no ordinary file, so it is not written").hint("Name the file itself."));
    }
    let exists = || Error::new(Kind::Conflict, format!("{} exists already and is left alone.", path.display()));
    if old.is_some() && flags.contains(RenameFlags::NOREPLACE) {
        // Told before the work is done, and not only at its end.
        return Err(exists());
    }
    let folder = folder_of(path);
    clear_up(path);
    let (beside, mut file) = fresh(path).map_err(|error| refused(path, "can't be written").because(error))?;
    let write = || -> io::Result<()> {
        fill(&mut file)?;
        match &old {
            Some(old) => {
                if old.uid() != file.metadata()?.uid() {
                    // Written by root, the file must still be readable to the service that it belongs to.
                    fchown(&file, Some(old.uid()), Some(old.gid()))?;
                }
                // A stricter mode than ours is kept; a laxer one is not, for the file holds secrets.
                file.set_permissions(Permissions::from_mode(old.permissions().mode() & PRIVATE))?;
            }
            None => give_to_owner_of(folder, &file),
        }
        file.sync_all()?;
        Ok(rustix::fs::renameat_with(CWD, &beside, CWD, path, flags)?)
    };
    if let Err(error) = write() {
        // What was begun is of no use; that it may stay behind changes nothing about the failure.
        drop(fs::remove_file(&beside));
        let is_there = error.kind() == io::ErrorKind::AlreadyExists;
        return Err(if is_there { exists() } else { refused(path, "can't be written").because(error) });
    }
    sync_folder(folder)
}

/// What root makes goes to whomever its folder belongs to, for the service that lives there must be able to read it. Where
/// even root may not give it away it stays root's.
fn give_to_owner_of(folder: &Path, made: &File) {
    if rustix::process::geteuid().is_root()
        && let Ok(folder) = fs::metadata(folder)
    {
        drop(fchown(made, Some(folder.uid()), Some(folder.gid())));
    }
}

/// A fresh file of a name of its own, beside the one whose place it is to take. It is locked for as long as it is written.
fn fresh(path: &Path) -> io::Result<(PathBuf, File)> {
    loop {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{}{BEGUN}", &Uuid::new_v4().simple().to_string()[..RANDOM]));
        let beside = PathBuf::from(name);
        let file = match OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(&beside) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
            file => file?,
        };
        // Another process may just take it for left over. Where nothing can be locked, none does.
        let is_taken = matches!(file.try_lock(), Err(TryLockError::WouldBlock));
        if !is_taken && file.metadata()?.nlink() > 0 {
            return Ok((beside, file));
        }
    }
}

/// Removes what was begun for a file by a process that is gone, and so holds no lock, whatever machine or container it ran in.
pub(crate) fn clear_up(path: &Path) {
    let Some(name) = path.file_name() else { return };
    for entry in fs::read_dir(folder_of(path)).into_iter().flatten().flatten() {
        let path = entry.path();
        let flags = OFlags::NOFOLLOW | OFlags::NONBLOCK;
        if was_begun_for(name, &entry.file_name())
            && let Ok(file) = OpenOptions::new().write(true).custom_flags(flags.bits().cast_signed()).open(&path)
            && file.try_lock().is_ok()
        {
            // That it may stay behind hinders nobody.
            drop(fs::remove_file(&path));
        }
    }
}

fn was_begun_for(name: &OsStr, other: &OsStr) -> bool {
    let random = other.as_bytes().strip_prefix(name.as_bytes()).and_then(|rest| rest.strip_prefix(b"."));
    let random = random.and_then(|rest| rest.strip_suffix(BEGUN.as_bytes()));
    random.is_some_and(|random| random.len() == RANDOM && random.iter().all(u8::is_ascii_hexdigit))
}

fn refused(path: &Path, what: &str) -> Error {
    Error::new(Kind::Unexpected, format!("{} {what}.", path.display()))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    #[test]
    fn a_file_is_private_replaced_whole_and_never_through_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write(&path, b"one").unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap().unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        if rustix::process::geteuid().is_root() {
            std::os::unix::fs::chown(&path, Some(12_345), Some(12_345)).unwrap();
            write(&path, b"two").unwrap();
            assert_eq!(fs::metadata(&path).unwrap().uid(), 12_345, "its owner stays");
        }
        assert_eq!(create(&path, b"three").unwrap_err().kind(), Kind::Conflict);
        let unasked = create_with(&path, |_| Err(Error::new(Kind::Unexpected, "Nothing is written only to be refused.")));
        assert_eq!(unasked.unwrap_err().kind(), Kind::Conflict);
        let late = folder.path().join("late");
        let meanwhile = create_with(&late, |_| create(&late, b"four"));
        assert_eq!((meanwhile.unwrap_err().kind(), read(&late).unwrap().unwrap()), (Kind::Conflict, b"four".to_vec()));
        fs::remove_file(&late).unwrap();
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(write(&link, b"four").is_err());
        assert_eq!(read(&path).unwrap().unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
        assert_eq!(read(&folder.path().join("nothing")).unwrap(), None);
    }
    #[test]
    fn what_root_makes_belongs_to_whom_the_folder_does() {
        if !rustix::process::geteuid().is_root() {
            return;
        }
        let folder = tempfile::tempdir().unwrap();
        std::os::unix::fs::chown(folder.path(), Some(12_345), Some(12_346)).unwrap();
        let inner = folder.path().join("one/two");
        create_folder(&inner).unwrap();
        create(&inner.join("secret"), b"one").unwrap();
        for path in ["one", "one/two", "one/two/secret"] {
            let made = fs::metadata(folder.path().join(path)).unwrap();
            assert_eq!((made.uid(), made.gid(), made.mode() & 0o077), (12_345, 12_346, 0), "{path}");
        }
    }

    #[test]
    fn what_a_process_that_is_gone_left_beside_a_file_is_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let others = ["secret.000000000001.new", "secret.new", "secret.notes.new", "secret2.0123456789ab.new"];
        for name in others.into_iter().chain(["secret.0123456789ab.new"]) {
            fs::write(at(name), b"one").unwrap();
        }
        let written_still = File::open(at(others[0])).unwrap();
        written_still.try_lock().unwrap();
        create(&at("secret"), b"two").unwrap();
        let left = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut left: Vec<String> = left.collect();
        left.sort();
        let mut expected = others.to_vec();
        expected.push("secret");
        expected.sort_unstable();
        assert_eq!(left, expected);
    }

    #[test]
    fn what_is_read_is_in_one_place_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        write(&path, &[b'x'; 100]).unwrap();
        assert_eq!(read(&path).unwrap().unwrap().capacity(), 101, "it never outgrew its room");
    }
}
