//! Files that others must not read: written whole or not at all, mode 0600, on disk before success is said.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags};

use crate::error::{Error, Kind, Result};

/// The mode of a file that only its owner reads.
const PRIVATE: u32 = 0o600;
/// No file that is read here has a reason to be larger, in bytes.
const LARGEST: u64 = 16 << 20;

/// Reads a regular file; none if there is no such file.
///
/// # Errors
/// `Usage` if it is something else, too large or can't be read.
pub fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let failed = |error: io::Error| Error::new(Kind::Usage, format!("{} can't be read.", path.display())).because(error);
    let file = match OpenOptions::new().read(true).custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed()).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return Err(Error::new(Kind::Usage, format!("{} is no ordinary file of at most 16 MiB.", path.display())));
    }
    let mut bytes = Vec::new();
    file.take(LARGEST).read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some(bytes))
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
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(|error| refused(path, "can't be made").because(error))
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
    let (folder, beside) = (folder_of(path), beside(path));
    let written = fresh(&beside).and_then(|mut file| {
        fill(&mut file)?;
        if let Some(old) = &old {
            if old.uid() != file.metadata()?.uid() {
                // Written by root, the file must still be readable to the service that it belongs to.
                fchown(&file, Some(old.uid()), Some(old.gid()))?;
            }
            // A stricter mode than ours is kept; a laxer one is not, for the file holds secrets.
            file.set_permissions(Permissions::from_mode(old.permissions().mode() & PRIVATE))?;
        }
        file.sync_all()
    });
    let placed = written.and_then(|()| Ok(rustix::fs::renameat_with(CWD, &beside, CWD, path, flags)?));
    if let Err(error) = placed {
        // What was begun is of no use; that it may stay behind changes nothing about the failure.
        drop(fs::remove_file(&beside));
        return Err(if error.kind() == io::ErrorKind::AlreadyExists {
            Error::new(Kind::Conflict, format!("{} exists already and is left alone.", path.display()))
        } else {
            refused(path, "can't be written").because(error)
        });
    }
    sync_folder(folder)
}

fn fresh(path: &Path) -> io::Result<File> {
    // A name with the process's number can only be left over from a process that is gone.
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path)
}

fn beside(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    PathBuf::from(name)
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
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert!(write(&link, b"four").is_err());
        assert_eq!(read(&path).unwrap().unwrap(), b"two");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
        assert_eq!(read(&folder.path().join("nothing")).unwrap(), None);
    }
}
