//! The tests that every backend passes: export and import of users.

use std::ops::ControlFlow;

use kozmoai::error::{CommandError, Kind};
use kozmoai::model::{Cursor, Folder, FolderId, KeyBinding, User, UserFilter, UserId, UserOrder, UserSecrets};
use kozmoai::store::{Change, CommitOutcome, KeyGuard, Scope, Store, UserRecord};
use uuid::Uuid;

use super::conformance::{on_every_store, people_with_secrets, secrets};
use super::sql::Genuine;
use super::{commit, entry, insert, superuser, user};

/// All users with their data.
fn export_users(store: &dyn Store) -> Vec<UserRecord> {
    shown(store, Scope::All)
}

fn shown(store: &dyn Store, whom: Scope) -> Vec<UserRecord> {
    let mut all = Vec::new();
    store
        .export_users(whom, &mut |mut some| {
            all.append(&mut some);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    all
}

#[test]
fn export_shows_all_users_in_id_order() {
    on_every_store(|store| {
        assert_eq!(export_users(store), []);
        let mut people = people_with_secrets(store);
        // Users without data are shown too, first, last and in between.
        for id in [Uuid::nil(), Uuid::max(), Uuid::from_u128(1 << 127)] {
            people.push(User { id: UserId(id), ..user(&format!("nothing of {id}")) });
            assert_eq!(commit(store, vec![Change::InsertUser(people[people.len() - 1].clone())]), CommitOutcome::Done);
        }
        people.sort_by_key(|person| person.id);
        let shown = export_users(store);
        assert_eq!(shown.iter().map(|person| &person.user).collect::<Vec<_>>(), people.iter().collect::<Vec<_>>());
        for UserRecord { user, folders, secrets } in shown {
            assert_eq!((folders, secrets), (store.folders(user.id).unwrap(), store.secrets(user.id).unwrap()));
        }
        let mut examined = Vec::new();
        let note = &mut |user: &User| {
            examined.push(user.clone());
            Ok(())
        };
        store.examine_users(note).unwrap();
        assert_eq!(examined, people);
        let refused = store.examine_users(&mut |_| Err(CommandError::Interrupted.into()));
        assert_eq!(refused.unwrap_err().kind(), Kind::Interrupted);
        let refused = store.export_users(Scope::All, &mut |_| Err(CommandError::Interrupted.into()));
        assert_eq!(refused.unwrap_err().kind(), Kind::Interrupted);
        let mut visits = 0;
        let stop = &mut |_| {
            visits += 1;
            Ok(ControlFlow::Break(()))
        };
        store.export_users(Scope::All, stop).unwrap();
        assert_eq!(visits, 1);
    });
}

#[test]
fn export_with_secrets_omits_others_and_folders() {
    on_every_store(|store| {
        let anna = superuser("anna");
        insert(store, &anna);
        assert_eq!(shown(store, Scope::WithSecrets), []);
        store
            .import_users(KeyGuard { before: None, after: None }, &mut |put| {
                put(crowd(store))?;
                Ok(entry(&anna))
            })
            .unwrap();
        let keepers: Vec<UserRecord> = export_users(store).into_iter().filter(|person| !person.secrets.is_empty()).collect();
        assert!(keepers.iter().all(|person| person.folders.len() == 2) && keepers.len() == 200);
        let bare = |person: UserRecord| UserRecord { folders: Vec::new(), ..person };
        assert_eq!(shown(store, Scope::WithSecrets), keepers.into_iter().map(bare).collect::<Vec<_>>());
        let refused = store.export_users(Scope::WithSecrets, &mut |_| Err(CommandError::Interrupted.into()));
        assert_eq!(refused.unwrap_err().kind(), Kind::Interrupted);
    });
}

/// Several hundred users with nested folders, some of them with secrets.
fn crowd(store: &dyn Store) -> Vec<UserRecord> {
    let mut ids: Vec<UserId> = (0..300).map(|_| UserId(Uuid::new_v4())).collect();
    ids.sort();
    let person = |(n, id): (usize, &UserId)| {
        let user = User { id: *id, is_superuser: n % 2 == 0, ..user(&format!("Person {n}")) };
        let root = Folder::default_of(user.id, FolderId(Uuid::new_v4()));
        let inner = Folder {
            name: "inner".to_owned(),
            parent_id: Some(root.id),
            ..Folder::default_of(user.id, FolderId(Uuid::new_v4()))
        };
        let secrets = if n % 3 == 0 { UserSecrets::default() } else { secrets(store, &["one"]) };
        UserRecord { user, folders: vec![root, inner], secrets }
    };
    ids.iter().enumerate().map(person).collect()
}

#[test]
fn import_is_all_or_nothing() {
    on_every_store(|store| {
        let anna = superuser("anna");
        insert(store, &anna);
        let (before, crowd) = (export_users(store), crowd(store));
        let mark = KeyBinding { fingerprint: "abc".to_owned(), origin: "test".to_owned() };
        let import_users = |marks: KeyGuard<'_>, people: &[UserRecord], refuse: bool| {
            store.import_users(marks, &mut |put| {
                people.chunks(100).try_for_each(|some| put(some.to_vec()))?;
                if refuse { Err(CommandError::Interrupted.into()) } else { Ok(entry(&anna)) }
            })
        };
        let marks = KeyGuard { before: None, after: Some(&mark) };
        let head = store.audit_head().unwrap();
        assert_eq!(import_users(marks, &crowd, true).unwrap_err().kind(), Kind::Interrupted);
        let other = KeyGuard { before: Some(&mark), after: None };
        assert_eq!(import_users(other, &crowd, false).unwrap_err().kind(), Kind::Conflict);
        let renamed = |username: &str, id| UserRecord {
            user: User { username: username.to_owned(), id, ..user("") },
            folders: Vec::new(),
            secrets: UserSecrets::default(),
        };
        for taken in [renamed("anna", UserId(Uuid::max())), renamed("zoe", anna.id)] {
            let people: Vec<UserRecord> = crowd.iter().cloned().chain([taken]).collect();
            assert_eq!(import_users(marks, &people, false).unwrap_err().kind(), Kind::Conflict);
        }
        assert_eq!(
            (export_users(store), store.audit_head().unwrap(), store.key_binding().unwrap()),
            (before.clone(), head, None)
        );
        import_users(marks, &crowd, false).unwrap();
        let sorted = |mut people: Vec<UserRecord>| {
            people.iter_mut().for_each(|person| person.folders.sort_by_key(|folder| folder.id));
            people.sort_by_key(|person| person.user.id);
            people
        };
        assert_eq!(sorted(export_users(store)), sorted(before.into_iter().chain(crowd.clone()).collect()));
        assert_eq!((store.key_binding().unwrap(), store.audit_head().unwrap().seq), (Some(mark.clone()), head.seq + 1));
        // Lists and transactions find them, and the key binding stays unless a new one is given.
        let superusers = UserFilter { superuser: Some(true), ..UserFilter::default() };
        assert_eq!(store.count_users(&superusers).unwrap(), 151);
        assert_eq!(store.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, 1_000).unwrap().len(), 301);
        assert_eq!(store.user_by_name("Person 7").unwrap().as_ref(), Some(&crowd[7].user));
        assert_eq!(commit(store, vec![Change::DeleteUser(crowd[7].user.clone())]), CommitOutcome::Done);
        import_users(KeyGuard { before: Some(&mark), after: None }, &crowd[7..8], false).unwrap();
        assert_eq!((store.key_binding().unwrap(), store.usage(crowd[7].user.id).unwrap().folders), (Some(mark.clone()), 2));
    });
}

#[test]
fn examination_finds_damage_in_every_table() {
    for damage in [
        "UPDATE \"user\" SET is_active = 'perhaps'",
        "UPDATE folder SET id = 'none' WHERE id = (SELECT min(id) FROM folder)",
        "UPDATE variable SET id = 'none' WHERE name = 'region'",
        "UPDATE variable SET user_id = 'none' WHERE name = 'region'",
        "UPDATE apikey SET total_uses = 'many'",
        "UPDATE apikey SET user_id = 'none'",
    ] {
        // PostgreSQL refuses such rows.
        let sqlite = Genuine::every().next().unwrap();
        sqlite.store.examine_users(&mut |_| Ok(())).unwrap();
        sqlite.run(&format!("PRAGMA foreign_keys = off; {damage}"));
        assert_eq!(sqlite.store.examine_users(&mut |_| Ok(())).unwrap_err().kind(), Kind::Store, "{damage}");
    }
}
