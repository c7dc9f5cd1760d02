//! Extended attributes of files and folders, access control lists among them: kept when a file is replaced, and read to see
//! who may write.

use std::ffi::{CStr, CString};
use std::io;
use std::path::Path;

use rustix::fd::AsFd;
use rustix::fs::{Mode, OFlags, XattrFlags};
use rustix::io::Errno;

use super::durable::descriptor_path;

/// The access control list that holds beside owner, group and mode (see acl(5)).
pub(super) const ACCESS_LIST: &CStr = c"system.posix_acl_access";
/// Whose attributes follow from the system's policy where this account may not set them.
const OF_POLICY: [&[u8]; 2] = [b"security.", b"trusted."];
/// An access control list begins with its version, and each entry is tag, permissions and id.
const HEADER: usize = 4;
const ENTRY: usize = 8;
const MAY_WRITE: u32 = 2;
/// The most that the kernel takes as a list of names or as a value, in bytes.
const LARGEST: usize = 1 << 16;

/// Copies the extended attributes of one open file to another. Labels that only the system may set are left to it.
///
/// # Errors
/// What the system says of an attribute that can't be read or set.
pub(crate) fn copy(from: impl AsFd, to: impl AsFd) -> io::Result<()> {
    for name in names(&from)? {
        let Some(value) = value(&from, &name)? else { continue };
        match rustix::fs::setxattr(descriptor_path(&to), name.as_c_str(), &value, XattrFlags::empty()) {
            Err(Errno::PERM | Errno::ACCESS | Errno::NOTSUP)
                if OF_POLICY.iter().any(|policy| name.as_bytes().starts_with(policy)) => {}
            set => set?,
        }
    }
    Ok(())
}

/// The same from the file of a path, which need not be readable.
///
/// # Errors
/// As [`copy`].
pub(crate) fn copy_from(path: &Path, to: impl AsFd) -> io::Result<()> {
    let flags = OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    copy(rustix::fs::open(path, flags, Mode::empty())?, to)
}

/// The accounts and groups whom an access control list lets write, beside owner and others, whom the mode names.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Writers {
    /// Whether the file's own group may.
    pub(super) own_group: bool,
    /// Numbers of accounts.
    pub(super) users: Vec<u32>,
    /// Numbers of groups.
    pub(super) groups: Vec<u32>,
}

impl Writers {
    /// Reads the list of an open file; none if it has none, and its mode says it all.
    pub(super) fn of(file: impl AsFd) -> io::Result<Option<Self>> {
        Ok(value(&file, ACCESS_LIST)?.map(|list| Self::parse(&list)))
    }

    fn parse(list: &[u8]) -> Self {
        let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |sum: u32, byte| sum << 8 | u32::from(*byte));
        let entries = list.get(HEADER..).unwrap_or_default().chunks_exact(ENTRY);
        let entries: Vec<(u32, u32, u32)> =
            entries.map(|entry| (number(&entry[..2]), number(&entry[2..4]), number(&entry[4..]))).collect();
        let mask = entries.iter().find(|(tag, ..)| *tag == 0x10).map_or(u32::MAX, |(_, allowed, _)| *allowed);
        let mut writers = Self::default();
        for (tag, allowed, id) in entries {
            match (tag, allowed & mask & MAY_WRITE != 0) {
                (0x02, true) => writers.users.push(id),
                (0x04, true) => writers.own_group = true,
                (0x08, true) => writers.groups.push(id),
                _ => {}
            }
        }
        writers
    }
}

/// The names of a file's attributes; none where the file system keeps none.
fn names(file: impl AsFd) -> io::Result<Vec<CString>> {
    let mut list = vec![0_u8; LARGEST];
    let size = match rustix::fs::listxattr(descriptor_path(file), &mut list[..]) {
        Err(Errno::NOTSUP) => 0,
        size => size?,
    };
    list.truncate(size);
    let names = list.split_inclusive(|byte| *byte == 0).filter_map(|name| CStr::from_bytes_with_nul(name).ok());
    Ok(names.map(CStr::to_owned).collect())
}

/// An attribute's value; none if there is no such attribute.
fn value(file: impl AsFd, name: &CStr) -> io::Result<Option<Vec<u8>>> {
    let mut value = vec![0_u8; LARGEST];
    match rustix::fs::getxattr(descriptor_path(file), name, &mut value[..]) {
        Err(Errno::NODATA | Errno::NOTSUP) => Ok(None),
        size => {
            value.truncate(size?);
            Ok(Some(value))
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    #![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
    use super::*;

    /// A list as the kernel keeps it.
    pub(in crate::fs) fn list(entries: &[(u16, u16, u32)]) -> Vec<u8> {
        let mut list = vec![2, 0, 0, 0];
        for (tag, allowed, id) in entries {
            list.extend(tag.to_le_bytes());
            list.extend(allowed.to_le_bytes());
            list.extend(id.to_le_bytes());
        }
        list
    }

    #[test]
    fn access_list_tells_who_may_write() {
        let none = u32::MAX;
        let read_only = list(&[(1, 6, none), (2, 4, 1234), (4, 0, none), (0x10, 4, none), (0x20, 0, none)]);
        assert_eq!(Writers::parse(&read_only), Writers::default());
        let masked = list(&[(1, 6, none), (2, 7, 1234), (4, 7, none), (8, 7, 5), (0x10, 5, none), (0x20, 0, none)]);
        assert_eq!(Writers::parse(&masked), Writers::default());
        let open = list(&[(1, 6, none), (2, 7, 1234), (2, 4, 9), (4, 6, none), (8, 2, 5), (0x10, 7, none), (0x20, 0, none)]);
        assert_eq!(Writers::parse(&open), Writers { own_group: true, users: vec![1234], groups: vec![5] });
        assert_eq!(Writers::parse(b""), Writers::default());
    }

    #[test]
    fn attributes_are_copied_where_the_file_system_keeps_them() {
        let folder = tempfile::tempdir().unwrap();
        let [one, other] = ["one", "other"].map(|name| std::fs::File::create(folder.path().join(name)).unwrap());
        let entries = list(&[(1, 6, u32::MAX), (2, 4, 1234), (4, 0, u32::MAX), (0x10, 4, u32::MAX), (0x20, 0, u32::MAX)]);
        if rustix::fs::fsetxattr(&one, ACCESS_LIST, &entries, XattrFlags::empty()).is_err() {
            crate::skipped::skipped("no access control lists on this file system");
            return;
        }
        copy(&one, &other).unwrap();
        assert_eq!(value(&other, ACCESS_LIST).unwrap(), Some(entries));
        assert_eq!(Writers::of(&other).unwrap(), Some(Writers::default()));
    }
}
