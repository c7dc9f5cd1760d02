//! Copies from every backend to every other one, and back.

use kozmoai::model::folder::sort_by_parent;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{AuditAction, AuditFilter, Cursor, Folder, FolderId, StatusFilter, StoredApiKey, UserFilter, UserId};
use kozmoai::service::Verification;
use kozmoai::service::copy::{self as service_copy, Records};
use kozmoai::store::UserRecord;
use uuid::Uuid;

use super::secrets::{self, operator};
use super::{ARGON2, BCRYPT, Engine, copy, export_users, filled, mark, open, person, service, settings};

/// Four users, one of them with an argon2 hash where the backend can store it.
fn people(engine: Engine) -> Vec<UserRecord> {
    let argon2 = if engine.is_kozmoais() { BCRYPT } else { ARGON2 };
    [(0, Some(BCRYPT)), (1, Some(argon2)), (2, None), (3, Some(BCRYPT))].map(|(n, password)| person(engine, n, password)).into()
}

/// The users as another backend stores them.
fn expected(people: &[UserRecord], from: Engine, to: Engine) -> Vec<UserRecord> {
    let mut people = people.to_vec();
    for person in &mut people {
        if to.is_kozmoais() && person.user.password.as_str() == Some(ARGON2) {
            person.user.password = PasswordHash::none();
        }
        match (from.is_kozmoais(), to.is_kozmoais()) {
            (false, true) => person.secrets.api_keys.clear(),
            (true, false) => person.secrets.api_keys.iter_mut().for_each(|key| key.kept = StoredApiKey::Hash(key.kept.hash())),
            _ => {}
        }
    }
    people
}

#[test]
fn copies_between_all_backends_are_complete() {
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let people = people(from);
        let source = filled(from, folder.path(), "source", &people);
        let target = to.place(folder.path(), "target");
        let held = export_users(&*open(&source));
        let copied = copy(folder.path(), &source, &target).unwrap();

        let expected = expected(&held, from, to);
        let store = open(&target);
        assert_eq!(export_users(&*store), expected, "{from:?} to {to:?}");
        assert_eq!(export_users(&*open(&source)), held, "the source is unchanged");
        assert_eq!(store.key_binding().unwrap(), Some(mark()));
        let hashes_stay = !from.is_kozmoais() && to.is_kozmoais();
        let api_keys = if hashes_stay { 0 } else { 4 };
        assert_eq!(copied.records, Records { users: 4, folders: 8, variables: 8, api_keys, store_keys: 4 });
        assert_eq!((copied.compared, copied.records.total(), copied.not_copied.nestings), (24 + api_keys, 24 + api_keys, 0));
        let passwords: &[&str] = if hashes_stay { &["Pérson 1"] } else { &[] };
        assert_eq!(copied.not_copied.passwords, passwords);
        let lost: Vec<_> =
            copied.not_copied.api_keys.iter().map(|key| (key.id, key.user.as_str(), key.name.as_deref())).collect();
        let keys = people.iter().map(|person| {
            (person.secrets.api_keys[0].id, person.user.username.as_str(), person.secrets.api_keys[0].name.as_deref())
        });
        assert_eq!(lost, if hashes_stay { keys.collect() } else { Vec::new() });
        assert_eq!(copied.locked_out, None);
        drop(store);

        // Both record it, with nothing but the address.
        for (url, word) in [(&source, "into "), (&target, "4 users, 8 folders, 8 variables, ")] {
            let service = service(folder.path(), url);
            let filter = AuditFilter { action: Some(AuditAction::StoreCopied), ..AuditFilter::default() };
            let events = service.admin(&operator()).unwrap().audit(&filter, &Cursor::FIRST, 10).unwrap().rows;
            assert_eq!(events.len(), 1);
            assert!(events[0].entry.detail.as_deref().unwrap().starts_with(word), "{events:?}");
            let found = service.admin(&operator()).unwrap().verify_audit(&mut |_, _| true).unwrap();
            assert!(matches!(found, Verification::Whole { .. }), "{found:?}");
        }

        let back = from.place(folder.path(), "back");
        copy(folder.path(), &target, &back).unwrap();
        assert_eq!(export_users(&*open(&back)), self::expected(&expected, to, from), "{from:?} to {to:?} and back");
    }
}

#[test]
fn existing_users_stay() {
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let source = filled(from, folder.path(), "source", &people(from));
        let others: Vec<UserRecord> = (4..7).map(|n| person(to, n, Some(BCRYPT))).collect();
        let target = filled(to, folder.path(), "target", &others);
        let before = export_users(&*open(&target));
        copy(folder.path(), &source, &target).unwrap();
        let (store, names) =
            (open(&target), |people: &[UserRecord]| people.iter().map(|p| p.user.username.clone()).collect::<Vec<_>>());
        let after = export_users(&*store);
        assert_eq!(after.len(), 7);
        assert!(before.iter().all(|person| after.contains(person)), "{:?}", names(&after));
        let superusers = UserFilter { superuser: Some(true), status: Some(StatusFilter::Active), ..UserFilter::default() };
        assert_eq!((store.count_users(&superusers).unwrap(), store.count_users(&UserFilter::default()).unwrap()), (2, 7));
    }
}

#[test]
fn target_without_usable_superuser_is_reported() {
    for to in Engine::every().filter(|engine| engine.is_kozmoais()) {
        let folder = tempfile::tempdir().unwrap();
        let argon2 = [person(Engine::Sled, 0, Some(ARGON2)), person(Engine::Sled, 3, Some(BCRYPT))];
        let source = filled(Engine::Sled, folder.path(), "source", &argon2);
        let copied = copy(folder.path(), &source, &to.place(folder.path(), "target")).unwrap();
        assert_eq!(copied.locked_out, Some(Some("Pérson 0".to_owned())));
        let nobody = filled(Engine::Sled, folder.path(), "nobody", &argon2[1..]);
        let copied = copy(folder.path(), &nobody, &to.place(folder.path(), "other")).unwrap();
        assert_eq!((copied.locked_out, copied.not_copied.passwords.len()), (Some(None), 0));
    }
}

#[test]
fn folders_of_foreign_parents_move_to_the_top() {
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let mut people = people(from);
        let elsewhere = people[0].folders[1].id;
        people[1].folders[1].parent_id = Some(elsewhere);
        let source = filled(from, folder.path(), "source", &people);
        let target = to.place(folder.path(), "target");
        let copied = copy(folder.path(), &source, &target).unwrap();
        assert_eq!((copied.not_copied.nestings, copied.records.folders), (1, 8));
        let arrived = export_users(&*open(&target)).remove(1).folders;
        let parents: Vec<_> = arrived.iter().map(|folder| folder.parent_id).collect();
        assert_eq!(parents, [Some(arrived[1].id), None]);
    }
}

#[test]
fn three_thousand_values_are_copied() {
    const USERS: usize = 500;
    for (from, to) in [(Engine::Sled, Engine::Sqlite), (Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sled)] {
        if !Engine::every().any(|engine| engine == from) || !Engine::every().any(|engine| engine == to) {
            continue;
        }
        let folder = tempfile::tempdir().unwrap();
        let (source, target) = (from.place(folder.path(), "source"), to.place(folder.path(), "target"));
        let ring = |_| secrets::ring(secrets::FIRST_KEY, &[]);
        secrets::fill(&*kozmoai::store::open(&source).unwrap(), USERS, &ring);
        let mut reported = 0;
        let copied = service_copy::copy(&settings(folder.path()), &operator(), &source, &target, &mut |progress| {
            reported = progress.done;
            true
        });
        let copied = copied.unwrap();
        assert_eq!((copied.records.users, copied.records.variables, copied.records.store_keys), (500, 2_500, 500));
        assert_eq!((reported, copied.compared), (500, 4_000));
        secrets::assert_all_open(&*open(&target), secrets::FIRST_KEY, &[], USERS);
    }
}

#[test]
fn folders_follow_their_parents_even_in_cycles() {
    let id = |number| FolderId(Uuid::from_u128(number));
    let folder = |number, parent: Option<u128>| Folder {
        parent_id: parent.map(id),
        ..Folder::default_of(UserId(Uuid::nil()), id(number))
    };
    let order = |mut folders: Vec<Folder>| {
        let count = sort_by_parent(&mut folders);
        (folders.into_iter().map(|f| (f.id.0.as_u128(), f.parent_id.map(|p| p.0.as_u128()))).collect::<Vec<_>>(), count)
    };
    let chain = vec![folder(1, Some(2)), folder(2, Some(3)), folder(3, None)];
    assert_eq!(order(chain), (vec![(3, None), (2, Some(3)), (1, Some(2))], 0));
    let elsewhere = vec![folder(1, Some(2)), folder(2, Some(9))];
    assert_eq!(order(elsewhere), (vec![(2, None), (1, Some(2))], 1));
    let circle = vec![folder(1, Some(2)), folder(2, Some(1)), folder(3, Some(3))];
    assert_eq!(order(circle), (vec![(1, None), (2, Some(1)), (3, None)], 2));
}
