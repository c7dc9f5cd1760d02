//! What a file system does with names: mount points, layers, and file systems in memory.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use rustix::fs::{AtFlags, CWD, StatxAttributes, StatxFlags, major, minor};

/// Whether the path is a mount point, as single files in containers are: a rename cannot replace it.
pub fn is_mount_point(path: &Path) -> bool {
    let found = rustix::fs::statx(CWD, path, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS);
    if let Ok(found) = &found
        && found.stx_attributes_mask.contains(StatxAttributes::MOUNT_ROOT)
    {
        return found.stx_attributes.contains(StatxAttributes::MOUNT_ROOT);
    }
    // Kernels before 5.8.
    let Ok(path) = fs::canonicalize(path) else { return false };
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    let escaped =
        path.to_string_lossy().replace('\\', "\\134").replace(' ', "\\040").replace('\t', "\\011").replace('\n', "\\012");
    mounts.lines().any(|line| line.split(' ').nth(4) == Some(&escaped))
}

/// Whether a path, or its nearest existing parent, is on a file system that a container loses when it ends.
pub fn is_volatile(path: &Path) -> bool {
    const TMPFS: i64 = 0x0102_1994;
    const RAMFS: i64 = 0x8584_58f6;
    const OVERLAY: i64 = 0x794c_7630;
    let Ok(path) = std::path::absolute(path) else { return false };
    let found = path.ancestors().find_map(|path| rustix::fs::statfs(path).ok());
    found.is_some_and(|found| [TMPFS, RAMFS, OVERLAY].contains(&found.f_type))
}

/// Whether a renamed directory may reappear under its old name from a lower layer: fuse-overlayfs forgets that a directory of that
/// name was deleted before.
pub fn forgets_deletions(path: &Path) -> bool {
    let Ok(device) = path.metadata().map(|found| found.dev()) else { return false };
    let device = format!("{}:{}", major(device), minor(device));
    let mounts = fs::read_to_string("/proc/self/mountinfo").unwrap_or_default();
    mounts.lines().any(|line| {
        let kind = line.split_once(" - ").and_then(|(_, rest)| rest.split(' ').next());
        line.split(' ').nth(2) == Some(&device) && kind == Some("fuse.fuse-overlayfs")
    })
}
