//! Room beside a database, and what prevents writing there.

use std::fs;
use std::path::Path;

use rustix::fs::{Access, AtFlags, CWD, FallocateFlags, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{geteuid, getuid};

use super::database_files::family;
use crate::fs::{account, paths};

/// The minimum free space, in bytes.
const ROOM: u64 = 64 << 10;

/// Allocates space in a directory and frees it again.
fn take_room(folder: &Path, bytes: u64) -> rustix::io::Result<()> {
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    rustix::fs::open(folder, flags, Mode::RUSR | Mode::WUSR)
        .and_then(|file| rustix::fs::fallocate(file, FallocateFlags::empty(), 0, bytes))
}

/// Whether there is room beside a database for a complete copy.
pub(super) fn has_room(path: &Path) -> bool {
    let bytes: u64 = family(path).filter_map(|file| fs::metadata(file).ok()).map(|found| found.len()).sum();
    take_room(paths::folder_of(path), bytes.max(ROOM)).is_ok()
}

/// Why nothing can be written beside a database, as a clause after "Nothing can be changed:".
pub(super) fn obstacle(path: &Path) -> Option<String> {
    let folder = paths::folder_of(path);
    let error = match take_room(folder, ROOM) {
        Err(Errno::NOTSUP | Errno::ISDIR | Errno::INVAL | Errno::NOSYS) if geteuid() == getuid() => {
            rustix::fs::accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::empty()).err()?
        }
        tried => tried.err()?,
    };
    let shown = folder.display();
    match error {
        Errno::ROFS => Some(format!("{shown} is on a read-only file system")),
        Errno::NOSPC => Some(format!("the disk that holds {shown} is full")),
        Errno::DQUOT => Some(format!("the disk quota in {shown} is used up")),
        Errno::ACCESS | Errno::PERM => Some(format!("{} may not write in {shown}", account::name_of(geteuid().as_raw()))),
        _ => None,
    }
}
