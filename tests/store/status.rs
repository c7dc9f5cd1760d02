//! The status of users: what is remembered of deactivations, and what is counted and listed by status.

use std::fs;
use std::path::Path;

use kozmoai::model::{Cursor, StatusFilter, StoreUrl, User, UserCounts, UserFilter, UserOrder, UserSecrets, UserStatus};
use kozmoai::store::{Change, CommitOutcome, KeyGuard, Store, UserRecord};

use super::conformance::on_every_store;
use super::embedded::open_sled;
use super::sql::Genuine;
use super::{at, commit, entry, insert, superuser, user};

fn update(before: &User, after: &User) -> Vec<Change> {
    vec![Change::UpdateUser { before: before.clone(), after: after.clone() }]
}

/// Changes whether a user is active, as the service does.
fn set_active(store: &dyn Store, before: &User, is_active: bool) -> User {
    let after = User { updated_at: at(before.updated_at.as_second() + 1), ..before.clone().with_active(is_active) };
    assert_eq!(commit(store, update(before, &after)), CommitOutcome::Done);
    after
}

fn pending(name: &str) -> User {
    User { is_active: false, ..user(name) }
}

fn listed(store: &dyn Store, status: StatusFilter) -> Vec<String> {
    let filter = UserFilter { status: Some(status), ..UserFilter::default() };
    let users = store.users(&filter, UserOrder::default(), &Cursor::FIRST, 100).unwrap();
    assert_eq!(store.count_users(&filter).unwrap(), users.len() as u64);
    users.into_iter().map(|user| user.username).collect()
}

fn status(store: &dyn Store, name: &str) -> UserStatus {
    let user = store.user_by_name(name).unwrap().unwrap();
    assert_eq!(store.user(user.id).unwrap().as_ref(), Some(&user));
    user.status()
}

#[test]
fn deactivated_user_never_looks_pending() {
    on_every_store(|store| {
        insert(store, &superuser("root"));
        let (anna, bert) = (user("anna"), pending("bert"));
        insert(store, &anna);
        insert(store, &bert);
        insert(store, &User { last_login_at: Some(at(3)), ..pending("cleo") });
        let counts = UserCounts { pending: 1, deactivated: 1, active: 2, active_superusers: 1 };
        assert_eq!(store.user_counts().unwrap(), counts);
        assert_eq!((status(store, "bert"), status(store, "cleo")), (UserStatus::Pending, UserStatus::Deactivated));
        let off = set_active(store, &anna, false);
        assert_eq!(status(store, "anna"), UserStatus::Deactivated);
        assert_eq!(store.user_counts().unwrap(), UserCounts { deactivated: 2, active: 1, ..counts });
        assert_eq!(
            (listed(store, StatusFilter::Pending), listed(store, StatusFilter::Deactivated)),
            (vec!["bert".to_owned()], vec!["anna".to_owned(), "cleo".to_owned()])
        );
        assert_eq!(listed(store, StatusFilter::Inactive), ["anna", "bert", "cleo"]);
        // An unrelated change keeps it.
        let renamed = User { username: "anne".to_owned(), ..off.clone() };
        assert_eq!(commit(store, update(&off, &renamed)), CommitOutcome::Done);
        assert_eq!(status(store, "anne"), UserStatus::Deactivated);
        let on = set_active(store, &renamed, true);
        assert_eq!(store.user(on.id).unwrap(), Some(on.clone()));
        assert_eq!(status(store, "anne"), UserStatus::Active);
        assert_eq!(set_active(store, &on, false).status(), UserStatus::Deactivated);
        let approved = set_active(store, &bert, true);
        assert_eq!((status(store, "bert"), listed(store, StatusFilter::Pending).len()), (UserStatus::Active, 0));
        set_active(store, &approved, false);
        assert_eq!(store.user_counts().unwrap(), UserCounts { pending: 0, deactivated: 3, active: 1, active_superusers: 1 });
    });
}

#[test]
fn outdated_status_is_not_overwritten() {
    on_every_store(|store| {
        insert(store, &superuser("root"));
        let anna = User { was_deactivated: true, ..pending("anna") };
        insert(store, &anna);
        let stale = User { was_deactivated: false, ..anna.clone() };
        assert_eq!(commit(store, update(&stale, &stale.clone().with_active(true))), CommitOutcome::Changed(anna.id));
        assert_eq!(commit(store, vec![Change::DeleteUser(stale)]), CommitOutcome::Changed(anna.id));
        assert_eq!(status(store, "anna"), UserStatus::Deactivated);
        let several = [update(&anna, &anna.clone().with_active(true)), vec![Change::DeleteUser(anna.clone().with_active(true))]];
        assert_eq!(commit(store, several.concat()), CommitOutcome::Done);
        assert_eq!(store.user(anna.id).unwrap(), None);
    });
}

#[test]
fn deleted_user_leaves_nothing_behind() {
    on_every_store(|store| {
        insert(store, &superuser("root"));
        let anna = User { was_deactivated: true, ..pending("anna") };
        insert(store, &anna);
        assert_eq!(commit(store, vec![Change::DeleteUser(anna.clone())]), CommitOutcome::Done);
        insert(store, &User { was_deactivated: false, ..anna });
        assert_eq!(status(store, "anna"), UserStatus::Pending);
    });
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let anna = User { was_deactivated: true, ..pending("anna") };
        insert(store, &anna);
        assert_eq!(remembered(&genuine), 1);
        assert_eq!(commit(store, vec![Change::DeleteUser(anna)]), CommitOutcome::Done);
        assert_eq!(remembered(&genuine), 0);
    }
}

/// The number of rows in the table of deactivated users.
fn remembered(genuine: &Genuine) -> usize {
    match genuine.store.url() {
        StoreUrl::Sqlite(path) => super::sqlite::rows(&path.with_extension("db.admin"), "SELECT id FROM deactivated").len(),
        _ => genuine.one("SELECT count(*) FROM kozmoai_admin.deactivated").parse().unwrap(),
    }
}

#[test]
fn changes_by_kozmoai_are_recognized() {
    for genuine in Genuine::every() {
        let store = &*genuine.store;
        let other = kozmoai::store::open(&store.url()).unwrap();
        insert(store, &pending("anna"));
        let flags =
            |is_active: bool| genuine.run(&format!("UPDATE \"user\" SET is_active = {is_active} WHERE username = 'anna'"));
        assert_eq!(status(store, "anna"), UserStatus::Pending);
        flags(true);
        let anna = store.user_by_name("anna").unwrap().unwrap();
        set_active(store, &anna, false);
        // Another process sees it too, whatever was there when it opened the database.
        assert_eq!(status(&*other, "anna"), UserStatus::Deactivated);
        flags(true);
        assert_eq!(status(store, "anna"), UserStatus::Active);
        assert!(!store.user_by_name("anna").unwrap().unwrap().was_deactivated);
        flags(false);
        assert_eq!(status(&*other, "anna"), UserStatus::Deactivated);
        assert_eq!(other.user_counts().unwrap(), store.user_counts().unwrap());
        // Kozmoai's own table is not changed for it.
        assert_eq!(genuine.one("SELECT count(*) FROM \"user\" WHERE username = 'anna' AND last_login_at IS NULL"), "1");
    }
}

#[test]
fn bulk_import_and_backup_carry_it() {
    on_every_store(|store| {
        let root = superuser("root");
        insert(store, &root);
        let mut people: Vec<User> =
            (0..1_300).map(|n| User { was_deactivated: n % 2 == 0, ..pending(&format!("user {n:04}")) }).collect();
        people.sort_by_key(|person| person.id);
        let record = |user: User| UserRecord { user, folders: Vec::new(), secrets: UserSecrets::default() };
        let import = store.import_users(KeyGuard { before: None, after: None }, &mut |put| {
            put(people.iter().cloned().map(record).collect())?;
            Ok(entry(&root))
        });
        import.unwrap();
        let counts = UserCounts { pending: 650, deactivated: 650, active: 1, active_superusers: 1 };
        assert_eq!(store.user_counts().unwrap(), counts);
        let mut seen = 0;
        store
            .export_users(kozmoai::store::Scope::All, &mut |records: Vec<UserRecord>| {
                seen += records.iter().filter(|record| record.user.was_deactivated).count();
                Ok(std::ops::ControlFlow::Continue(()))
            })
            .unwrap();
        assert_eq!(seen, 650);
        let mut backup = Vec::new();
        store.back_up(&super::scratch(), &mut backup).unwrap();
        let url = store.url();
        if let StoreUrl::Embedded(path) | StoreUrl::Sqlite(path) = &url {
            let copy = path.with_file_name("restored");
            let copy = if matches!(url, StoreUrl::Embedded(_)) { StoreUrl::Embedded(copy) } else { StoreUrl::Sqlite(copy) };
            kozmoai::store::restore(&copy, &mut backup.as_slice(), false, &mut |_| Ok(())).unwrap();
            assert_eq!(kozmoai::store::open(&copy).unwrap().user_counts().unwrap(), counts);
        }
    });
}

/// Makes an embedded database what version 1 of its records was: without an index by status.
pub(super) fn downgrade(path: &Path) {
    let db = open_sled(path);
    let mut batch = sled::Batch::default();
    for row in db.iter() {
        let (key, value) = row.unwrap();
        match key[0] {
            b'u' => batch.insert(key, [&[1], &value[1..value.len() - 1]].concat()),
            b'p' => batch.remove(key),
            b'n' | b'a' | b's' | b'c' | b't' | b'l' => {
                let (flags, id) = value.split_last().unwrap();
                batch.insert(key, [id, &[flags & 3]].concat());
            }
            _ if *key == *b"mcounts" => {
                let inactive = [value[1] + value[3], value[2] + value[4]];
                batch.insert(key, [&[1][..], &inactive, &value[5..]].concat());
            }
            _ => {}
        }
    }
    db.apply_batch(batch).unwrap();
    db.flush().unwrap();
}

#[test]
fn database_of_earlier_version_is_upgraded() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store");
    let url = StoreUrl::Embedded(path.clone());
    let store = kozmoai::store::open(&url).unwrap();
    insert(&*store, &superuser("root"));
    insert(&*store, &pending("anna"));
    insert(&*store, &User { last_login_at: Some(at(2)), is_superuser: true, ..pending("bert") });
    let before = store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 9).unwrap();
    let head = store.audit_head().unwrap();
    drop(store);
    downgrade(&path);
    // One that is opened for its log stays as it is, and its backup is restored and upgraded.
    let mut backup = Vec::new();
    let old = kozmoai::store::open_for_audit(&url, false).unwrap();
    old.back_up(&super::scratch(), &mut backup).unwrap();
    drop(old);
    let restored = StoreUrl::Embedded(folder.path().join("restored"));
    kozmoai::store::restore(&restored, &mut backup.as_slice(), false, &mut |_| Ok(())).unwrap();
    for url in [&url, &restored] {
        let store = kozmoai::store::open(url).unwrap();
        assert_eq!(store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 9).unwrap(), before);
        assert_eq!(store.audit_head().unwrap(), head);
        assert_eq!(
            (listed(&*store, StatusFilter::Pending), listed(&*store, StatusFilter::Deactivated)),
            (vec!["anna".to_owned()], vec!["bert".to_owned()])
        );
        assert_eq!(store.user_counts().unwrap(), UserCounts { pending: 1, deactivated: 1, active: 1, active_superusers: 1 });
        let mut backup = Vec::new();
        store.back_up(&super::scratch(), &mut backup).unwrap();
        store.verify_backup(&mut backup.as_slice(), &super::scratch(), &mut |_| Ok(())).unwrap();
    }
    assert!(fs::read_dir(folder.path()).unwrap().all(|entry| !entry.unwrap().file_name().to_string_lossy().contains("fresh")));
}
