//! A database that Kozmoai created, copied to every backend and back: its users sign in, its secrets can be decrypted.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::SignedDuration;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{Cursor, StoreUrl, UserFilter, UserOrder};
use kozmoai::secret::Secret;
use kozmoai::service::session::SignInRefusal;
use kozmoai::service::{NewUser, Service};
use serde_json::Value;

use super::clock::TestClock;
use super::secrets::{exposed, operator, write_env};
use super::{Engine, StoredApiKey, open};

const EXPECTED: &str = include_str!("../fixtures/kozmoai-0.1.8/expected.json");

/// A copy of Kozmoai's file, and settings with its key.
fn genuine(folder: &Path) -> StoreUrl {
    write_env(folder, "KOZMOAI_SECRET_KEY=randomly_generated_secure_key\n");
    let path = folder.join("genuine.db");
    std::fs::write(&path, include_bytes!("../fixtures/kozmoai-0.1.8/kozmoai.db")).unwrap();
    StoreUrl::Sqlite(path)
}

fn copy(folder: &Path, from: &StoreUrl, to: &StoreUrl) -> kozmoai::service::copy::Copied {
    kozmoai::service::copy::copy(&super::secrets::settings(folder), &operator(), from, to, &mut |_| true).unwrap()
}

fn service(folder: &Path, url: &StoreUrl, clock: &TestClock) -> Service {
    Service::new(open(url), super::secrets::settings(folder), Box::new(clock.clone()))
}

/// The stored hashes of passwords by name.
fn hashes(service: &Service) -> BTreeMap<String, PasswordHash> {
    let admin = service.admin(&operator()).unwrap();
    let all = admin.users(&UserFilter::default(), UserOrder::default(), &Cursor::FIRST, usize::MAX).unwrap().rows;
    all.into_iter().map(|user| (user.username, user.password)).collect()
}

/// Checks that all users sign in with their passwords.
fn assert_all_sign_in(service: &Service) {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for record in std::iter::once(&expected["superuser"]).chain(expected["users"].as_array().unwrap()) {
        let text = |field: &str| record[field].as_str().unwrap();
        let user = service.admin(&operator()).unwrap().user_named(text("username")).unwrap();
        let signed_in = service.sign_in(text("username"), &Secret::from(text("password"))).unwrap();
        assert_eq!(signed_in.is_ok(), user.is_active, "{signed_in:?}");
    }
}

/// Checks that all values are unchanged.
fn assert_is_genuine(service: &Service, keeps_api_keys: bool) {
    let expected: Value = serde_json::from_str(EXPECTED).unwrap();
    for record in std::iter::once(&expected["superuser"]).chain(expected["users"].as_array().unwrap()) {
        let text = |field: &str| record[field].as_str().unwrap();
        let user = service.admin(&operator()).unwrap().user_named(text("username")).unwrap();
        let none = Vec::new();
        let list = |field: &str| record[field].as_array().unwrap_or(&none).clone();
        for variable in list("variables") {
            let revealed =
                service.owner(&operator(), &user).unwrap().reveal_variable(variable["name"].as_str().unwrap()).unwrap();
            assert_eq!(exposed(&revealed.value), variable["value"]);
            let fields = variable["default_fields"].as_array().unwrap_or(&none).clone();
            assert_eq!(
                revealed.variable.default_fields,
                fields.iter().map(|f| f.as_str().unwrap().to_owned()).collect::<Vec<_>>()
            );
        }
        let mut hashes = Vec::new();
        service
            .reader(&operator(), Some(&user))
            .unwrap()
            .each_api_key(&mut |row| {
                hashes.push((row.key.id.to_string(), row.key.kept.hash()));
                Ok(())
            })
            .unwrap();
        hashes.sort();
        let mut keys: Vec<_> = list("api_keys")
            .iter()
            .map(|key| (key["id"].as_str().unwrap().to_owned(), StoredApiKey::hashed(key["api_key"].as_str().unwrap()).hash()))
            .collect();
        keys.sort();
        assert_eq!(hashes, if keeps_api_keys { keys } else { Vec::new() });
    }
}

#[test]
fn genuine_database_survives_copies_to_every_backend() {
    for to in Engine::every() {
        let folder = tempfile::tempdir().unwrap();
        let (source, clock) = (genuine(folder.path()), TestClock::at("2027-01-01T00:00:00Z"));
        let target = to.place(folder.path(), "target");
        let copied = copy(folder.path(), &source, &target);
        assert_eq!((copied.records.users, copied.records.api_keys, copied.records.store_keys), (4, 3, 2));
        assert!(copied.not_copied.passwords.is_empty() && copied.not_copied.api_keys.is_empty(), "{copied:?}");
        // Before any sign-in, which replaces bcrypt hashes by argon2.
        let back = Engine::Sqlite.place(folder.path(), "back");
        let copied = copy(folder.path(), &target, &back);
        assert_eq!(
            (copied.not_copied.passwords.len(), copied.not_copied.api_keys.len()),
            (0, if to.is_kozmoais() { 0 } else { 3 })
        );
        let [source, target, back] = [&source, &target, &back].map(|url| service(folder.path(), url, &clock));
        assert_is_genuine(&target, true);
        assert_is_genuine(&back, to.is_kozmoais());
        assert_eq!([hashes(&target), hashes(&back)], [hashes(&source), hashes(&source)]);
        assert_all_sign_in(&target);
    }
}

#[test]
fn values_without_owner_are_listed() {
    let folder = tempfile::tempdir().unwrap();
    let from = genuine(folder.path());
    let to = StoreUrl::Embedded(folder.path().join("copied"));
    let db = rusqlite::Connection::open(folder.path().join("genuine.db")).unwrap();
    db.pragma_update(None, "foreign_keys", false).unwrap();
    let nobody = "f".repeat(32);
    assert_eq!(db.execute("UPDATE variable SET user_id = ?1 WHERE name = 'region'", [&nobody]).unwrap(), 1);
    let key: String = db.query_row("SELECT name FROM apikey LIMIT 1", [], |row| row.get(0)).unwrap();
    assert!(db.execute("UPDATE apikey SET user_id = ?1 WHERE name = ?2", [&nobody, &key]).unwrap() >= 1);
    drop(db);
    let behind = copy(folder.path(), &from, &to).not_copied;
    assert!(behind.ownerless[0].starts_with("variable region (") && behind.ownerless[1].contains(&key), "{behind:?}");
}

#[test]
fn argon2_users_are_listed_and_need_new_passwords() {
    for to in Engine::every().filter(|engine| engine.is_kozmoais()) {
        let folder = tempfile::tempdir().unwrap();
        write_env(folder.path(), "KOZMOAI_SECRET_KEY=randomly_generated_secure_key\n");
        let (source, clock) = (Engine::Sled.place(folder.path(), "source"), TestClock::at("2027-01-01T00:00:00Z"));
        let old = Secret::from("the previous pass phrase");
        let from = Service::new(
            kozmoai::store::open(&source).unwrap(),
            super::secrets::settings(folder.path()),
            Box::new(clock.clone()),
        );
        let new = NewUser { username: "anna".to_owned(), password: old.clone(), active: Some(true), superuser: true };
        from.admin(&operator()).unwrap().create_user(&new).unwrap();
        drop(from);
        let target = to.place(folder.path(), "target");
        let copied = copy(folder.path(), &source, &target);
        assert_eq!(copied.not_copied.passwords, ["anna"]);

        let service = service(folder.path(), &target, &clock);
        for password in [old, Secret::from(""), Secret::from("anna")] {
            assert_eq!(service.sign_in("anna", &password).unwrap(), Err(SignInRefusal::Incorrect));
            clock.advance(SignedDuration::from_hours(1));
        }
        let anna = service.admin(&operator()).unwrap().user_named("anna").unwrap();
        let fresh = Secret::from("another pass phrase");
        service.admin(&operator()).unwrap().set_password(&anna, &fresh).unwrap();
        assert!(service.sign_in("anna", &fresh).unwrap().is_ok());
    }
}
