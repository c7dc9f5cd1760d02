//! Private files on a real disk.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
use std::fs;
use std::os::unix::fs::{MetadataExt, PermissionsExt};

use super::*;

#[test]
fn write_replaces_private_file_and_refuses_links() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    write(&path, b"one").unwrap();
    write(&path, b"two").unwrap();
    assert_eq!(**read(&path, Trust::own()).unwrap().unwrap(), *b"two");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    if rustix::process::geteuid().is_root() {
        std::os::unix::fs::chown(&path, Some(12_345), Some(12_345)).unwrap();
        write(&path, b"two").unwrap();
        assert_eq!(fs::metadata(&path).unwrap().uid(), 12_345, "its owner stays");
        std::os::unix::fs::chown(&path, Some(0), Some(0)).unwrap();
    }
    assert_eq!(create(&path, b"three").unwrap_err().code(), "file_exists");
    let unasked = create_with(&path, |_| Err(unwritable(&path)));
    assert_eq!(unasked.unwrap_err().code(), "file_exists", "nothing is written only to be refused");
    let late = folder.path().join("late");
    let meanwhile = create_with(&late, |_| create(&late, b"four"));
    assert_eq!(
        (meanwhile.unwrap_err().code(), read(&late, Trust::own()).unwrap().unwrap().to_vec()),
        ("file_exists", b"four".to_vec())
    );
    fs::remove_file(&late).unwrap();
    let link = folder.path().join("link");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert!(write(&link, b"four").is_err());
    assert_eq!(**read(&path, Trust::own()).unwrap().unwrap(), *b"two");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "no leftovers");
    assert_eq!(read(&folder.path().join("nothing"), Trust::own()).unwrap(), None);
}

#[test]
fn files_of_root_belong_to_folder_owner() {
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
fn leftovers_of_dead_processes_are_deleted() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let others = ["secret.000000000001.new", "secret.new", "secret.notes.new", "secret2.0123456789ab.new"];
    for name in others.into_iter().chain(["secret.0123456789ab.new"]) {
        fs::write(at(name), b"one").unwrap();
    }
    let locked = File::open(at(others[0])).unwrap();
    locked.try_lock().unwrap();
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
fn read_buffer_never_grows() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("secret");
    write(&path, &[b'x'; 100]).unwrap();
    assert_eq!(read(&path, Trust::own()).unwrap().unwrap().capacity(), 101, "it never grew");
}
