//! Copies that are refused and leave both databases unchanged.

use std::path::Path;

use kozmoai::error::Kind;
use kozmoai::model::{KeyBinding, StoreUrl, User, UserId};
use kozmoai::store::{Batch, Change, CommitOutcome, UserRecord};

use super::secrets::{self, operator};
use super::{BCRYPT, Engine, copy, export_users, fill, filled, mark, names_in, open, person, service, settings};

/// Asserts that a copy is refused with this kind and these words, and that the target is unchanged.
fn assert_refused(folder: &Path, from: &StoreUrl, to: &StoreUrl, kind: Kind, words: &str) {
    let seen = || {
        let store = open(to);
        (export_users(&*store), store.audit_head().unwrap(), store.key_binding().unwrap())
    };
    let before = seen();
    let error = copy(folder, from, to).unwrap_err();
    let message = format!("{error} {:?} {:?}", error.list(), error.next_step());
    assert_eq!(error.kind(), kind, "{from} to {to}: {message}");
    assert!(message.contains(words), "{from} to {to}: {message}");
    assert_eq!(seen(), before, "{from} to {to}");
}

fn one(engine: Engine) -> [UserRecord; 1] {
    [person(engine, 0, Some(BCRYPT))]
}

#[test]
fn database_is_not_copied_into_itself() {
    for engine in Engine::every() {
        let folder = tempfile::tempdir().unwrap();
        let url = filled(engine, folder.path(), "store", &one(engine));
        assert_refused(folder.path(), &url, &url, Kind::Conflict, "same database");
        let link = folder.path().join("link");
        std::os::unix::fs::symlink(folder.path(), &link).unwrap();
        let other = match &url {
            StoreUrl::Embedded(_) => StoreUrl::Embedded(link.join("store")),
            StoreUrl::Sqlite(_) => StoreUrl::Sqlite(link.join("store.db")),
            StoreUrl::Postgres(_) => {
                let (server, StoreUrl::Postgres(url)) = (super::server::server().unwrap(), &url) else { panic!("{url}") };
                let (name, port) = (url.database.as_deref().unwrap(), server.port);
                StoreUrl::parse(&format!("postgresql://postgres@127.0.0.1:{port}/{name}")).unwrap()
            }
        };
        assert_refused(folder.path(), &url, &other, Kind::Conflict, "same database");
    }
}

#[test]
fn existing_names_and_ids_are_listed() {
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let people: Vec<UserRecord> = (0..4).map(|n| person(from, n, Some(BCRYPT))).collect();
        let source = filled(from, folder.path(), "source", &people);
        // One exists with another id, one with another name; the rest do not conflict.
        let mut there: Vec<UserRecord> = (4..9).map(|n| person(to, n, Some(BCRYPT))).collect();
        there[0].user.username = people[1].user.username.clone();
        let id = people[2].user.id;
        there[1] = UserRecord {
            user: User { id, ..there[1].user.clone() },
            folders: Vec::new(),
            secrets: kozmoai::model::UserSecrets::default(),
        };
        for number in [2, 5] {
            let target = filled(to, folder.path(), &format!("target{number}"), &there[..number]);
            assert_refused(folder.path(), &source, &target, Kind::Conflict, "have 2 users with the same name or id");
            assert_refused(folder.path(), &source, &target, Kind::Conflict, "Pérson 1: same name");
            assert_refused(folder.path(), &source, &target, Kind::Conflict, "same id");
        }
    }
}

#[test]
fn different_keys_are_refused_and_named() {
    let other = KeyBinding { fingerprint: "0123456789abcdef".to_owned(), origin: "elsewhere".to_owned() };
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let source = filled(from, folder.path(), "source", &one(from));
        let target = filled(to, folder.path(), "target", &[]);
        let set = Change::SetKeyBinding { before: Some(mark()), after: other.clone() };
        let batch = Batch { changes: vec![set], audit: Vec::new(), keep_a_superuser: true };
        assert_eq!(open(&target).commit(&batch).unwrap(), CommitOutcome::Done);
        assert_refused(folder.path(), &source, &target, Kind::Key, &mark().fingerprint);
        assert_refused(folder.path(), &source, &target, Kind::Key, "0123456789abcdef (from elsewhere)");
    }
}

#[test]
fn unbound_target_adopts_a_matching_key() {
    for to in Engine::every().filter(|engine| engine.is_kozmoais()) {
        for (key, is_the_same) in [(secrets::FIRST_KEY, true), (secrets::OLDER_KEY, false)] {
            let folder = tempfile::tempdir().unwrap();
            let source = filled(Engine::Sled, folder.path(), "source", &one(Engine::Sled));
            let target = to.place(folder.path(), "target");
            secrets::fill(&*open(&target), 2, &|_| secrets::ring(key, &[]));
            if is_the_same {
                copy(folder.path(), &source, &target).unwrap();
                assert_eq!(open(&target).key_binding().unwrap(), Some(mark()));
            } else {
                assert_refused(folder.path(), &source, &target, Kind::Key, "the active key decrypts none");
            }
        }
    }
}

#[test]
fn plaintext_database_needs_no_key() {
    for engine in Engine::every() {
        let folder = tempfile::tempdir().unwrap();
        let UserRecord { user, mut secrets, .. } = person(engine, 7, Some(BCRYPT));
        secrets.variables.iter_mut().for_each(|variable| variable.value = "in plain text".to_owned());
        secrets.store_api_key = None;
        let in_plain_text = |name: &str| {
            let url = engine.place(folder.path(), name);
            let set =
                Change::UpdateSecrets { user: user.id, before: kozmoai::model::UserSecrets::default(), after: secrets.clone() };
            let batch =
                Batch { changes: vec![Change::InsertUser(user.clone()), set], audit: Vec::new(), keep_a_superuser: false };
            assert_eq!(kozmoai::store::open(&url).unwrap().commit(&batch).unwrap(), CommitOutcome::Done);
            url
        };
        let source = filled(Engine::Sled, folder.path(), "source", &one(Engine::Sled));
        let target = in_plain_text("target");
        copy(folder.path(), &source, &target).unwrap();
        assert_eq!(open(&target).key_binding().unwrap(), Some(mark()));
        // New values there are encrypted with the active key.
        let other = in_plain_text("other");
        service(folder.path(), &other).owner(&operator(), &user).unwrap().set_store_key(&"x".into()).unwrap();
        assert_eq!(open(&other).key_binding().unwrap().map(|mark| mark.fingerprint), Some(mark().fingerprint));
    }
}

#[test]
fn invalid_databases_are_refused_and_none_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let source = filled(Engine::Sled, folder.path(), "source", &one(Engine::Sled));
    settings(folder.path());
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir(path("papers")).unwrap();
    std::fs::write(path("papers/letter"), "dear").unwrap();
    rusqlite::Connection::open(path("empty.db")).unwrap().execute_batch("CREATE TABLE other (id)").unwrap();
    let mut targets = vec![
        (StoreUrl::Embedded(path("papers")), "is not an embedded database"),
        (StoreUrl::Sqlite(path("missing.db")), "There is no database"),
        (StoreUrl::Sqlite(path("empty.db")), "is not a Kozmoai database"),
    ];
    if let Some(server) = super::server::server() {
        targets.push((server.url(&server.empty()), "is not a Kozmoai database"));
        targets.push((server.url("nowhere"), "does not exist"));
    }
    drop(std::fs::remove_file(path("papers.lock")));
    let before = names_in(folder.path());
    for (target, said) in targets {
        let error = copy(folder.path(), &source, &target).unwrap_err();
        assert!(error.kind() == Kind::Store && error.to_string().contains(said), "{target}: {error}");
        drop(std::fs::remove_file(path("papers.lock")));
        assert_eq!(names_in(folder.path()), before, "{target}");
        let error = copy(folder.path(), &target, &StoreUrl::Embedded(path("fresh"))).unwrap_err();
        assert!(error.kind() == Kind::Store && error.to_string().contains(said), "{target}: {error}");
        drop(std::fs::remove_file(path("papers.lock")));
        assert_eq!(names_in(folder.path()), before, "{target}");
    }
    let error = copy(folder.path(), &StoreUrl::Embedded(path("missing")), &StoreUrl::Embedded(path("fresh"))).unwrap_err();
    assert!(error.kind() == Kind::Store && error.to_string().contains("There is no database"), "{error}");
    assert_eq!(names_in(folder.path()), before);
}

#[test]
fn interrupted_rotation_of_either_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let source = filled(Engine::Sled, folder.path(), "source", &one(Engine::Sled));
    let (rotated, target) =
        (filled(Engine::Sqlite, folder.path(), "rotated", &[]), Engine::Sqlite.place(folder.path(), "target"));
    // The state of a rotation that was interrupted right after its journal was written.
    let request = secrets::request();
    fill(&*open(&target), &one(Engine::Sqlite));
    for most in 1.. {
        let mut calls = 0;
        let rotated = service(folder.path(), &target).admin(&operator()).unwrap().rotate(&request, &mut |_| {
            calls += 1;
            calls < most
        });
        if rotated.unwrap_err().kind() == Kind::Resumable {
            break;
        }
    }
    assert_refused(folder.path(), &source, &target, Kind::Resumable, "interrupted");
    assert_refused(folder.path(), &target, &rotated, Kind::Resumable, "interrupted");
}

#[test]
fn rotation_and_copy_exclude_each_other() {
    for engine in Engine::every().filter(|engine| engine.is_kozmoais()) {
        let folder = tempfile::tempdir().unwrap();
        let source = filled(Engine::Sled, folder.path(), "source", &one(Engine::Sled));
        let target = engine.place(folder.path(), "target");
        let store = open(&target);
        let held = store.lock_rotation().unwrap();
        assert_refused(folder.path(), &source, &target, Kind::Store, "being rotated");
        drop(held);
        copy(folder.path(), &source, &target).unwrap();
        assert!(store.user(UserId(person(engine, 0, None).user.id.0)).unwrap().is_some());
    }
}

#[test]
fn costly_password_hash_is_refused() {
    for (from, to) in Engine::pairs() {
        let folder = tempfile::tempdir().unwrap();
        let people = [person(from, 0, Some(BCRYPT)), person(from, 1, Some(&BCRYPT.replacen("$12$", "$31$", 1)))];
        let source = filled(from, folder.path(), "source", &people);
        let target = filled(to, folder.path(), "target", &[]);
        assert_refused(folder.path(), &source, &target, Kind::Conflict, &people[1].user.username);
    }
}
