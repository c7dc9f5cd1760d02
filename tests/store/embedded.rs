//! The folder of the embedded database: private, locked, and refused without changes if it is not a database.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use kozmoai::error::{Error, Kind};
use kozmoai::model::{Cursor, SignInFailures, StoreUrl, UserFilter, UserOrder};
use kozmoai::store::{Change, CommitOutcome, Store, open};

use super::{at, commit, insert, superuser, user};

pub(super) fn open_in(folder: &Path) -> Result<Box<dyn Store>, Error> {
    open(&StoreUrl::Embedded(folder.join("store")))
}

/// Every file with its content and mode; a lock without its content, which names the process that held it last, and since when.
pub(super) fn files(folder: &Path) -> BTreeMap<String, (Vec<u8>, u32)> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        if path.is_dir() {
            found.extend(files(&path).into_iter().map(|(name, file)| (format!("{}/{name}", path.display()), file)));
        } else {
            let is_lock = path.extension().is_some_and(|suffix| suffix == "lock");
            let content = if is_lock { Vec::new() } else { fs::read(&path).unwrap() };
            found.insert(path.display().to_string(), (content, mode));
        }
    }
    found
}

pub(super) fn refused(folder: &Path) -> Error {
    let before = files(&folder.join("store"));
    let error = open_in(folder).err().unwrap();
    assert_eq!(error.kind(), Kind::Store);
    assert_eq!(files(&folder.join("store")), before, "a refused database is unchanged");
    error
}

#[test]
fn folder_and_files_are_private() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("anna"));
    drop(store);
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder.path().join("store")), 0o700);
    assert_eq!(mode(&folder.path().join("store.lock")), 0o600);
}

#[test]
fn files_are_private_under_any_umask() {
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
fn committed_data_survives_reopening() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..5 {
        let store = open_in(folder.path()).unwrap();
        assert_eq!(store.count_users(&UserFilter::default()).unwrap(), round);
        insert(&*store, &superuser(&format!("user {round}")));
    }
}

#[test]
fn second_process_is_refused_naming_the_first() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    let error = open_in(folder.path()).err().unwrap();
    assert_eq!(error.kind(), Kind::Store);
    assert!(error.message().contains(&format!("process {}", std::process::id())), "{error}");
    drop(store);
    assert!(open_in(folder.path()).is_ok());
}

#[test]
fn newer_foreign_or_damaged_folders_are_refused_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_in(folder.path()).unwrap());
    let marker = folder.path().join("store/kozmoai-store");
    let text = fs::read_to_string(&marker).unwrap();
    fs::write(&marker, text.replace("format 2", "format 99")).unwrap();
    assert_eq!(refused(folder.path()).code(), "newer_format");
    for damaged in ["something else", &text.replace("format 2", "format 1"), text.split("copy").next().unwrap()] {
        fs::write(&marker, damaged).unwrap();
        assert_eq!(refused(folder.path()).code(), "unexpected_database_file");
    }
    fs::remove_file(&marker).unwrap();
    assert_eq!(refused(folder.path()).code(), "not_an_embedded_database");
    assert!(!folder.path().join("store.fresh").exists());
    let link = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(folder.path().join("store"), link.path().join("store")).unwrap();
    assert_eq!(open_in(link.path()).err().unwrap().kind(), Kind::Store);
}

#[test]
fn damaged_files_are_errors_not_panics() {
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
fn foreign_folder_beside_database_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let thesis = folder.path().join("store.fresh/thesis.txt");
    fs::create_dir(folder.path().join("store.fresh")).unwrap();
    fs::write(&thesis, "precious").unwrap();
    drop(open_in(folder.path()).unwrap());
    let marker = folder.path().join("store/kozmoai-store");
    fs::rename(&marker, folder.path().join("marker")).unwrap();
    assert_eq!(refused(folder.path()).code(), "not_an_embedded_database");
    assert_eq!(fs::read_to_string(thesis).unwrap(), "precious");
}

#[test]
fn failed_opening_leaves_damaged_database_unchanged() {
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
            Ok(store) => match store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 200) {
                Ok(users) => assert_eq!(users.len(), 90, "damage at {place} of {end}"),
                Err(error) => assert_eq!(error.code(), "record_damaged", "{error}"),
            },
        }
    }
    assert!(at_opening > 30, "only {at_opening} were detected at opening");
}

pub(super) fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() { copy(&entry.path(), &target) } else { assert!(fs::copy(entry.path(), target).is_ok()) }
    }
}

#[test]
fn failed_signins_store_hashes_and_are_limited() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    let failed = |n: i64| Change::SetSignInFailures {
        username: format!("hunter2 {n}"),
        failures: Some(SignInFailures { count: 1, last_at: at(n) }),
    };
    for first in [0, 6_000] {
        assert_eq!(commit(&*store, (first..first + 6_000).map(failed).collect()), CommitOutcome::Done);
    }
    assert_eq!(commit(&*store, vec![failed(12_000)]), CommitOutcome::Done);
    let kept = |n: i64| store.sign_in_failures(&format!("hunter2 {n}")).unwrap().is_some();
    assert_eq!((0..=12_000).filter(|n| kept(*n)).collect::<Vec<_>>(), (2_001..=12_000).collect::<Vec<_>>());
    drop(store);
    for (name, (content, _)) in files(&folder.path().join("store")) {
        assert!(!content.windows(7).any(|part| part == b"hunter2"), "{name} holds what was typed");
    }
}

#[test]
fn incomplete_snapshot_is_not_damage() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("anna"));
    drop(store);
    fs::write(folder.path().join("store/snap.0000FFFFFFFFFFFF.generating"), b"half").unwrap();
    assert_eq!(open_in(folder.path()).unwrap().count_users(&UserFilter::default()).unwrap(), 1);
}

#[test]
fn kept_databases_are_never_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let mut backup = Vec::new();
    {
        let store = open_in(folder.path()).unwrap();
        insert(&*store, &superuser("anna"));
        store.back_up(&super::scratch(), &mut backup).unwrap();
    }
    let kept = folder.path().join("store.replaced");
    fs::create_dir(&kept).unwrap();
    fs::write(kept.join("file"), "older").unwrap();
    let url = StoreUrl::Embedded(folder.path().join("store"));
    kozmoai::store::restore(&url, &mut backup.as_slice(), true, &mut |_| Ok(())).unwrap();
    assert!(open_in(folder.path()).is_ok());
    assert_eq!(fs::read_to_string(kept.join("file")).unwrap(), "older");
    assert!(folder.path().join("store.replaced-2/kozmoai-store").exists());
}

#[test]
fn restore_needs_empty_target_or_replace() {
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    let mut backup = Vec::new();
    {
        let store = open_in(&here).unwrap();
        insert(&*store, &user("anna"));
        store.back_up(&super::scratch(), &mut backup).unwrap();
        store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    }
    let names: Vec<_> = here.read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the verification left something: {names:?}");
    let restore = |backup: &[u8], replace| {
        kozmoai::store::restore(&StoreUrl::Embedded(there.join("store")), &mut &*backup, replace, &mut |_| Ok(()))
    };
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

/// Opens sled on a closed database. A program that another test starts keeps its lock while it starts.
pub(super) fn open_sled(path: &Path) -> sled::Db {
    let mut tries = 0..100;
    loop {
        match sled::open(path) {
            Err(_) if tries.next().is_some() => std::thread::sleep(std::time::Duration::from_millis(10)),
            opened => return opened.unwrap(),
        }
    }
}

#[test]
fn record_of_newer_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    drop(open_in(folder.path()).unwrap());
    let db = open_sled(&folder.path().join("store"));
    db.insert(b"mkey", vec![2, 0, 0]).unwrap();
    db.flush().unwrap();
    drop(db);
    let error = open_in(folder.path()).unwrap().key_binding().unwrap_err();
    assert_eq!((error.kind(), error.code()), (Kind::Store, "newer_format"), "{error}");
}

#[test]
fn backup_with_wrong_index_fails_verification() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    insert(&*store, &superuser("anna"));
    drop(store);
    let path = folder.path().join("store");
    let key_of = |db: &sled::Db, letter: &str| db.scan_prefix(letter).next().unwrap().unwrap();
    for letter in ["n", "a", "p", "s", "c", "t", "l", "d", "u"] {
        let db = open_sled(&path);
        let (key, value) = key_of(&db, letter);
        db.remove(&key).unwrap();
        db.flush().unwrap();
        drop(db);
        let verified = open_in(folder.path()).and_then(|store| {
            let mut backup = Vec::new();
            store.back_up(&super::scratch(), &mut backup)?;
            store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(()))
        });
        // A user without a folder is one whose folder was deleted.
        assert_eq!(verified.is_err(), letter != "d", "{letter}");
        let db = open_sled(&path);
        db.insert(key, value).unwrap();
        db.flush().unwrap();
    }
}

pub(super) fn kozmoai(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kozmoai"));
    command.env_clear().env("PATH", "/usr/bin:/bin").current_dir(folder);
    command
}

#[test]
fn unsuitable_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("package.lock"), "{}").unwrap();
    fs::create_dir(folder.path().join("inner")).unwrap();
    let was_there = Path::new("/.lock").exists();
    for (store, code) in [("/", 2), (".", 2), ("..", 2), ("package", 8)] {
        let run =
            kozmoai(&folder.path().join("inner")).args(["--store", store, "superuser", "--username", "anna"]).output().unwrap();
        let run = if store == "package" {
            kozmoai(folder.path()).args(["--store", store, "users", "add", "anna", "--generate-password"]).output().unwrap()
        } else {
            run
        };
        assert_eq!(run.status.code(), Some(code), "{store}: {}", String::from_utf8_lossy(&run.stderr));
    }
    assert_eq!(Path::new("/.lock").exists(), was_there);
    assert_eq!(fs::read_to_string(folder.path().join("package.lock")).unwrap(), "{}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "nothing was written");
}

/// More users than sled writes at once: they are merged into a fresh database, which replaces the present one.
#[test]
fn large_transaction_changes_all_or_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = open_in(folder.path()).unwrap();
    let (kept, gone) = (superuser("mira"), user("nora"));
    insert(&*store, &kept);
    insert(&*store, &gone);
    let many: Vec<_> = (0..7_000).map(|n| user(&format!("user{}", n * 7_919 % 10_007))).collect();
    let created: Vec<_> = many.iter().cloned().map(Change::InsertUser).collect();
    let renamed = kozmoai::model::User { username: "zoe".to_owned(), ..kept.clone() };
    let mut changes = created.clone();
    changes.push(Change::DeleteUser(gone.clone()));
    changes.push(Change::UpdateUser { before: kept.clone(), after: renamed.clone() });
    let total = |store: &dyn Store| store.count_users(&UserFilter::default()).unwrap();

    let refused = [changes.clone(), vec![Change::InsertUser(user("user0"))]].concat();
    assert_eq!(commit(&*store, refused), CommitOutcome::NameTaken("user0".to_owned()));
    assert_eq!(total(&*store), 2);
    assert_eq!(commit(&*store, changes), CommitOutcome::Done);
    let check = |store: &dyn Store| {
        assert_eq!(total(store), 7_001);
        assert_eq!(store.user_by_name("zoe").unwrap(), Some(renamed.clone()));
        assert!(store.user_by_name("mira").unwrap().is_none() && store.user(gone.id).unwrap().is_none());
        assert!(many.iter().all(|user| store.user(user.id).unwrap().as_ref() == Some(user)));
        let page = store.users(&UserFilter::default(), UserOrder::default(), &Cursor::Offset(6_999), 5).unwrap();
        let last = many.iter().map(|user| user.username.as_str()).max().unwrap();
        assert_eq!(page.iter().map(|user| user.username.as_str()).collect::<Vec<_>>(), [last, "zoe"]);
    };
    check(&*store);
    // The database passes every check of a backup, and is still in use here.
    let mut backup = Vec::new();
    store.back_up(&super::scratch(), &mut backup).unwrap();
    store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    assert_eq!(
        commit(&*store, vec![Change::DeleteUser(many[0].clone()), Change::InsertUser(many[0].clone())]),
        CommitOutcome::Done
    );
    drop(store);
    check(&*open_in(folder.path()).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "the database and its lock");
}
