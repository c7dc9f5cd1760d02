//! The embedded store's folder: private, held by one, refused untouched when it is not ours to open.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use kozmoai::error::{Error, Kind};
use kozmoai::model::{StoreUrl, UserFilter, UserOrder, UserSort};
use kozmoai::store::{Seek, Store, open};

use super::{insert, superuser, user};

fn open_in(folder: &Path) -> Result<Box<dyn Store>, Error> {
    open(&StoreUrl::Embedded(folder.join("store")))
}

/// Every file with its content and mode.
fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, u32)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(name, file)| (format!("{}/{name}", path.display()), file)));
        } else {
            found.insert(path.display().to_string(), (fs::read(&path).unwrap(), mode));
        }
    }
    found
}

fn refused(folder: &Path) -> Error {
    let before = files(&folder.join("store"));
    let error = open_in(folder).err().unwrap();
    assert_eq!(error.kind(), Kind::Store);
    assert_eq!(files(&folder.join("store")), before, "a store that is refused is left as it is");
    error
}

#[test]
fn the_folder_and_its_files_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("anna"));
    drop(store);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("store")), 0o700);
    assert_eq!(mode(&folder.path().join("store.lock")), 0o600);
}

#[test]
fn what_was_committed_is_there_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let store = open_in(folder.path()).unwrap();
        assert_eq!(store.count_users(&UserFilter::default()).unwrap(), round);
        insert(&*store, &superuser(&format!("user {round}")));
    }
}

#[test]
fn a_second_one_is_told_who_holds_the_store() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    let error = open_in(folder.path()).err().unwrap();
    assert_eq!(error.kind(), Kind::Store);
    assert!(error.message().contains(&format!("process {}", std::process::id())), "{error}");
    drop(store);
    assert!(open_in(folder.path()).is_ok());
}

#[test]
fn a_newer_store_a_foreign_folder_and_a_damaged_marker_are_refused_untouched() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_in(folder.path()).unwrap());
    let marker = folder.path().join("store/kozmoai-store");
    let text = fs::read_to_string(&marker).unwrap();
    fs::write(&marker, text.replace("format 2", "format 99")).unwrap();
    assert!(refused(folder.path()).message().contains("format 99"));
    fs::write(&marker, "something else").unwrap();
    assert!(refused(folder.path()).message().contains("damaged"));
    fs::remove_file(&marker).unwrap();
    assert!(refused(folder.path()).message().contains("no store"));
    let link = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(folder.path().join("store"), link.path().join("store")).unwrap();
    assert_eq!(open_in(link.path()).err().unwrap().kind(), Kind::Store);
}

#[test]
fn damaged_files_are_an_error_and_no_panic() {
    for (file, damage) in [("conf", b"garbage, garbage and more garbage, longer than it".as_slice()), ("conf", b""), ("db", b"")]
    {
        let folder = tempfile::tempdir().unwrap();
        let store = open_in(folder.path()).unwrap();
        insert(&*store, &superuser("anna"));
        drop(store);
        fs::write(folder.path().join("store").join(file), damage).unwrap();
        for snapshot in files(&folder.path().join("store")).keys().filter(|name| name.contains("snap.")) {
            fs::write(snapshot, b"damaged").unwrap();
        }
        let error = open_in(folder.path()).err().unwrap_or_else(|| panic!("{file} was damaged and nobody noticed"));
        assert_eq!(error.kind(), Kind::Store);
    }
}

#[test]
fn a_summary_that_was_being_written_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("anna"));
    drop(store);
    fs::write(folder.path().join("store/snap.0000FFFFFFFFFFFF.generating"), b"half").unwrap();
    assert_eq!(open_in(folder.path()).unwrap().count_users(&UserFilter::default()).unwrap(), 1);
}

/// Makes of a store what format 1 was: the index of names alone, without flags, and no counts.
fn to_format_1(folder: &Path) {
    let path = folder.join("store");
    let db = sled::open(&path).unwrap();
    for row in db.iter() {
        let (key, value) = row.unwrap();
        match key[0] {
            b'a' | b's' | b'c' | b't' | b'l' => drop(db.remove(&key).unwrap()),
            b'n' => drop(db.insert(&key, &value[..16]).unwrap()),
            _ => {}
        }
    }
    db.remove(b"mcounts").unwrap();
    db.flush().unwrap();
    drop(db);
    let marker = path.join("kozmoai-store");
    fs::write(&marker, fs::read_to_string(&marker).unwrap().replace("format 2", "format 1")).unwrap();
}

#[test]
fn a_store_of_format_1_is_brought_to_the_present_and_its_old_folder_kept() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("anna"));
    for n in 0..50 {
        insert(&*store, &user(&format!("user {n}")));
    }
    let order = UserOrder { sort: UserSort::Superuser, descending: true };
    let before = store.users(&UserFilter::default(), order, &Seek::Offset(0), 100).unwrap();
    let head = store.audit_head().unwrap();
    drop(store);
    to_format_1(folder.path());
    // What a crash in the middle of an earlier attempt may have left.
    fs::create_dir(folder.path().join("store.fresh")).unwrap();
    let store = open_in(folder.path()).unwrap();
    assert_eq!(store.users(&UserFilter::default(), order, &Seek::Offset(0), 100).unwrap(), before);
    let superusers = UserFilter { superuser: Some(true), ..UserFilter::default() };
    assert_eq!((store.count_users(&UserFilter::default()).unwrap(), store.count_users(&superusers).unwrap()), (51, 1));
    assert_eq!((store.audit_head().unwrap(), store.folders(before[0].id).unwrap().len()), (head, 1));
    assert!(folder.path().join("store.format-1/kozmoai-store").exists());
    drop(store);
    assert!(open_in(folder.path()).is_ok(), "a store is migrated once");
}
