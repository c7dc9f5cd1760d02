//! The embedded store's folder: private, held by one, refused untouched when it is not ours to open.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use kozmoai::error::{Error, Kind};
use kozmoai::model::{SignInFailures, StoreUrl, UserFilter, UserOrder, UserSort};
use kozmoai::store::{Change, Outcome, Seek, Store, open};

use super::{at, commit, insert, superuser, user};

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
fn every_file_that_the_program_makes_is_private_whatever_the_umask() {
    let folder = tempfile::tempdir().unwrap();
    for _ in 0..3 {
        let script = "umask 000; exec \"$0\" --config-dir \"$1\" audit";
        let run = Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_kozmoai")]).arg(folder.path()).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
    let found = files(&folder.path().join("store"));
    assert!(found.keys().any(|name| name.contains("snap.")), "{:?}", found.keys());
    for (name, (_, mode)) in found {
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
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
    assert!(!folder.path().join("store.fresh").exists());
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
fn a_folder_of_someone_elses_beside_the_store_stays() {
    let folder = tempfile::tempdir().unwrap();
    let thesis = folder.path().join("store.fresh/thesis.txt");
    fs::create_dir(folder.path().join("store.fresh")).unwrap();
    fs::write(&thesis, "precious").unwrap();
    let error = open_in(folder.path()).err().unwrap();
    assert_eq!((error.kind(), error.message().contains("in the way")), (Kind::Store, true));
    fs::create_dir(folder.path().join("store")).unwrap();
    fs::write(folder.path().join("store/other"), "foreign").unwrap();
    assert!(refused(folder.path()).message().contains("no store"));
    assert_eq!(fs::read_to_string(thesis).unwrap(), "precious");
}

#[test]
fn a_store_found_damaged_at_its_opening_is_left_as_it_was() {
    let whole = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let store = open_in(whole.path()).unwrap();
        for n in 0..30 {
            insert(&*store, &superuser(&format!("user {round} {n}")));
        }
    }
    let log = fs::read(whole.path().join("store/db")).unwrap();
    let end = log.iter().rposition(|byte| *byte != 0).unwrap();
    let mut at_opening = 0;
    for place in (0..end).step_by(end / 60) {
        let folder = tempfile::tempdir().unwrap();
        copy(&whole.path().join("store"), &folder.path().join("store"));
        let mut damaged = log.clone();
        damaged[place..(place + 64).min(end)].fill(0);
        fs::write(folder.path().join("store/db"), damaged).unwrap();
        let before = files(folder.path());
        match open_in(folder.path()) {
            Err(error) => {
                at_opening += 1;
                assert_eq!(error.kind(), Kind::Store);
                let mut after = files(folder.path());
                after.remove(&folder.path().join("store.lock").display().to_string());
                assert!(after == before, "damage at {place} of {end}");
            }
            Ok(store) => match store.users(&UserFilter::default(), UserOrder::default(), &Seek::Offset(0), 200) {
                Ok(users) => assert_eq!(users.len(), 90, "damage at {place} of {end}"),
                Err(error) => assert!(error.message().contains("damaged"), "{error}"),
            },
        }
    }
    assert!(at_opening > 30, "only {at_opening} were noticed at the opening");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { assert!(fs::copy(entry.path(), target).is_ok()) }
    }
}

#[test]
fn typed_names_are_not_kept_and_no_more_than_ten_thousand_failures() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    let failed = |n: i64| Change::SetSignInFailures {
        username: format!("hunter2 {n}"),
        failures: Some(SignInFailures { count: 1, last_at: at(n) }),
    };
    for first in [0, 6_000] {
        assert_eq!(commit(&*store, (first..first + 6_000).map(failed).collect()), Outcome::Done);
    }
    assert_eq!(commit(&*store, vec![failed(12_000)]), Outcome::Done);
    let kept = |n: i64| store.sign_in_failures(&format!("hunter2 {n}")).unwrap().is_some();
    assert_eq!((0..=12_000).filter(|n| kept(*n)).collect::<Vec<_>>(), (2_001..=12_000).collect::<Vec<_>>());
    drop(store);
    for (name, (content, _)) in files(&folder.path().join("store")) {
        assert!(!content.windows(7).any(|part| part == b"hunter2"), "{name} holds what was typed");
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
    // Killed after the swap and before the old store got its lasting name: it gets it now.
    fs::rename(folder.path().join("store.format-1"), folder.path().join("store.fresh")).unwrap();
    assert_eq!(open_in(folder.path()).unwrap().count_users(&UserFilter::default()).unwrap(), 51);
    assert!(folder.path().join("store.format-1/kozmoai-store").exists() && !folder.path().join("store.fresh").exists());
    // Killed while the old store was being removed, or a fresh one made: its rest goes.
    copy(&folder.path().join("store"), &folder.path().join("store.fresh"));
    fs::remove_file(folder.path().join("store.fresh/db")).unwrap();
    assert_eq!(open_in(folder.path()).unwrap().count_users(&UserFilter::default()).unwrap(), 51);
    assert!(!folder.path().join("store.fresh").exists());
}

#[test]
fn a_kept_old_store_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    insert(&*open_in(folder.path()).unwrap(), &superuser("anna"));
    to_format_1(folder.path());
    fs::create_dir(folder.path().join("store.format-1")).unwrap();
    assert!(refused(folder.path()).message().contains("in the way"));
}

#[test]
fn a_backup_is_restored_into_an_empty_place_or_by_explicit_choice() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let mut backup = Vec::new();
    {
        let store = open_in(&here).unwrap();
        insert(&*store, &user("anna"));
        store.back_up(&super::scratch(), &mut backup).unwrap();
        store.prove(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    }
    let names: Vec<_> = here.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the proof left something: {names:?}");
    let restore =
        |backup: &[u8], replace| kozmoai::store::restore(&StoreUrl::Embedded(there.join("store")), &mut &*backup, replace);
    assert_eq!(restore(&backup, false).unwrap(), None);
    insert(&*open_in(&there).unwrap(), &user("bert"));
    let before = files(&there);
    assert_eq!(restore(&backup, false).unwrap_err().kind(), Kind::Conflict);
    assert_eq!(restore(&backup[..backup.len() / 2], true).unwrap_err().kind(), Kind::Store);
    assert_eq!(files(&there), before, "a refusal changes nothing");
    let kept = restore(&backup, true).unwrap().unwrap();
    let held = |store: Box<dyn Store>, name: &str| store.user_by_name(name).unwrap().is_some();
    assert!(held(open_in(&there).unwrap(), "anna") && !held(open_in(&there).unwrap(), "bert"));
    assert!(held(open(&StoreUrl::Embedded(kept)).unwrap(), "bert"));
}
