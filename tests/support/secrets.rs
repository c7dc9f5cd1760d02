//! Databases full of secrets with known keys, and checks of their content.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use kozmoai::config::{Overrides, Settings};
use kozmoai::crypto::keyring::{DecryptedBy, Keyring};
use kozmoai::crypto::secret_key::SecretKey;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{
    Actor, AuditAction, AuditEntry, EncryptedValue, Folder, FolderId, KeyBinding, SecretLocation, User, UserId, UserSecrets,
    Variable, VariableId, VariableType,
};
use kozmoai::secret::{ExposeSecret, Secret};
use kozmoai::service::Service;
use kozmoai::service::backup::Destination;
use kozmoai::service::rotation::Request;
use kozmoai::store::{Batch, Change, CommitOutcome, Store};
use uuid::Uuid;

/// The first key of databases: 32 random bytes.
pub(crate) const FIRST_KEY: &str = "dBuuuB_FHLvU8T9eUNlxQF9ppqRxwWpXXQ42kM2_fbg";
/// A previous key that some values are still encrypted with.
pub(crate) const OLDER_KEY: &str = "an older short key";
/// The number of values of a user, including the Kozmoai Store API key.
pub(crate) const VALUES_OF_A_USER: usize = 6;

/// The tables of Kozmoai 0.1.8 that matter, empty.
const SCHEMA: &str = include_str!("../fixtures/kozmoai-0.1.8/schema-sqlite.sql");
/// The file in a directory that names its database, unless that is the embedded one.
const STORE: &str = "store-url";

/// Returns the address of a directory's database, unless it is the embedded one.
pub(crate) fn store_url(folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join(STORE)).ok()
}

/// Makes the database at this address that of a directory.
pub(crate) fn keep_in(folder: &Path, url: &str) {
    std::fs::write(folder.join(STORE), url).unwrap();
}

/// Creates an empty SQLite database of Kozmoai in a directory, and makes it that of the directory.
pub(crate) fn keep_in_sqlite(folder: &Path) -> PathBuf {
    let path = folder.join("kozmoai.db");
    rusqlite::Connection::open(&path).unwrap().execute_batch(SCHEMA).unwrap();
    keep_in(folder, &format!("sqlite:///{}", path.display()));
    path
}

/// Loads the settings of a directory with a `.env`.
pub(crate) fn settings(folder: &Path) -> Arc<Settings> {
    let overrides = Overrides { config_dir: Some(folder.join("config")), store: store_url(folder), ..Overrides::default() };
    Arc::new(Settings::load_from(&overrides, &BTreeMap::new(), folder).unwrap())
}

/// Opens the service of a directory with a `.env`.
pub(crate) fn service(folder: &Path) -> Service {
    Service::open(settings(folder)).unwrap()
}

pub(crate) fn operator() -> Actor {
    Actor::Operator("test".to_owned())
}

/// A rotation to a generated key without a backup, with defaults otherwise.
pub(crate) fn request() -> Request {
    Request {
        new_key: None,
        old_keys: Vec::new(),
        backup: Destination::Nowhere,
        keep_old_key: None,
        allow_unreadable: false,
        allow_weak_key: false,
        update_sources: true,
        online: false,
    }
}

pub(crate) fn ring(current: &str, older: &[&str]) -> Keyring {
    let key = |text: &str| SecretKey::parse(&Secret::from(text)).unwrap();
    Keyring::new(&key(current), &older.iter().map(|text| key(text)).collect::<Vec<_>>()).unwrap()
}

/// Writes the private `.env` of a directory.
pub(crate) fn write_env(folder: &Path, text: &str) -> PathBuf {
    let path = folder.join(".env");
    kozmoai::fs::private::write(&path, text.as_bytes()).unwrap();
    path
}

/// Returns the plaintext of a user's `number`th value.
pub(crate) fn plaintext(user: usize, number: usize) -> String {
    format!("secret {number} of user {user}: ✓ {}", "x".repeat(number * 7 % 60))
}

fn user(number: usize, at: Timestamp) -> User {
    User {
        id: UserId(Uuid::from_u128(0x5ec2_0000_0000 + number as u128)),
        username: format!("user{number:06}"),
        password: PasswordHash::none(),
        profile_image: None,
        is_active: true,
        was_deactivated: false,
        is_superuser: number == 0,
        create_at: at,
        updated_at: at,
        last_login_at: None,
    }
}

fn entry(at: Timestamp) -> AuditEntry {
    let (actor, action) = (operator(), AuditAction::UserCreated);
    AuditEntry { at, actor, action, target: None, target_name: None, detail: None }
}

/// Fills a database with users and secrets, every third one encrypted with the previous key. Tests add values in plaintext and
/// damaged ones themselves.
pub(crate) fn fill(store: &dyn Store, users: usize, ring_of: &dyn Fn(usize) -> Keyring) {
    let at = Timestamp::from_second(1_700_000_000).unwrap();
    let rings: Vec<Keyring> = (0..3).map(ring_of).collect();
    for first in (0..users).step_by(500) {
        let mut changes = Vec::new();
        for number in first..users.min(first + 500) {
            let user = user(number, at);
            let id = user.id;
            let sealed = |n: usize| rings[(number + n) % 3].encrypt(plaintext(number, n).as_bytes(), at);
            let variables = (1..VALUES_OF_A_USER).map(|n| Variable {
                id: VariableId(Uuid::from_u128(value_id(number, n))),
                name: format!("VARIABLE_{n}"),
                value: sealed(n),
                kind: if n % 2 == 0 { VariableType::Generic } else { VariableType::Credential },
                default_fields: Vec::new(),
                created_at: Some(at),
                updated_at: None,
            });
            let secrets = UserSecrets { variables: variables.collect(), api_keys: Vec::new(), store_api_key: Some(sealed(0)) };
            changes.push(Change::InsertUser(user));
            changes.push(Change::InsertFolder(Folder::default_of(id, FolderId(Uuid::new_v4()))));
            changes.push(Change::UpdateSecrets { user: id, before: UserSecrets::default(), after: secrets });
        }
        let outcome = store.commit(&Batch { changes, audit: vec![entry(at)], keep_a_superuser: true }).unwrap();
        assert_eq!(outcome, CommitOutcome::Done);
    }
}

/// Prepares a directory with a `.env` and a database of users, each with variables of `size` bytes, encrypted with the first key.
pub(crate) fn seed_alike(folder: &Path, users: usize, variables: usize, size: usize) {
    write_env(folder, &format!("KOZMOAI_SECRET_KEY={FIRST_KEY}\n"));
    let settings = settings(folder);
    kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    let (ring, at) = (ring(FIRST_KEY, &[]), Timestamp::UNIX_EPOCH);
    for number in 0..users {
        let user = user(number, at);
        let variables = (0..variables).map(|n| Variable {
            id: VariableId(Uuid::new_v4()),
            name: format!("VARIABLE_{n}"),
            value: ring.encrypt(&vec![b'v'; size], at),
            kind: VariableType::Credential,
            default_fields: Vec::new(),
            created_at: Some(at),
            updated_at: None,
        });
        let secrets = UserSecrets { variables: variables.collect(), ..UserSecrets::default() };
        let set = Change::UpdateSecrets { user: user.id, before: UserSecrets::default(), after: secrets };
        let batch = Batch { changes: vec![Change::InsertUser(user), set], audit: vec![entry(at)], keep_a_superuser: true };
        assert_eq!(store.commit(&batch).unwrap(), CommitOutcome::Done);
    }
}

/// Prepares a directory with a `.env` and a database of users, whose values are encrypted with the first key or the previous one.
pub(crate) fn seed(folder: &Path, users: usize) {
    write_env(folder, &format!("# the key\nKOZMOAI_SECRET_KEY={FIRST_KEY}  # keep it\nKOZMOAI_AUTO_LOGIN=False\n"));
    let settings = settings(folder);
    kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    fill(&*store, users, &|third| if third == 0 { ring(OLDER_KEY, &[]) } else { ring(FIRST_KEY, &[]) });
    let mark = KeyBinding { fingerprint: ring(FIRST_KEY, &[]).fingerprint().to_owned(), origin: "./.env".to_owned() };
    let set = vec![Change::SetKeyBinding { before: None, after: mark }];
    assert_eq!(
        store.commit(&Batch { changes: set, audit: vec![entry(Timestamp::UNIX_EPOCH)], keep_a_superuser: true }).unwrap(),
        CommitOutcome::Done
    );
}

/// Returns every value of a database by its location.
pub(crate) fn values(store: &dyn Store) -> BTreeMap<(&'static str, Uuid), String> {
    let mut all = BTreeMap::new();
    let mut keep = |some: &[EncryptedValue]| {
        all.extend(some.iter().map(|value| ((value.place.column(), value.place.id()), value.text.clone())));
        Ok(ControlFlow::Continue(()))
    };
    store.values(&mut keep).unwrap();
    all
}

/// Asserts that the key in `.env` decrypts every value of a filled database to its plaintext.
pub(crate) fn assert_all_open_under_the_key_on_disk(folder: &Path, users: usize) {
    let settings = settings(folder);
    let key = settings.secret_key.value.clone().unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    assert_all_open(&*store, key.expose_secret(), &[], users);
    assert_eq!(store.key_binding().unwrap().unwrap().fingerprint, ring(key.expose_secret(), &[]).fingerprint());
}

/// Asserts that these keys decrypt every value of a filled database to its plaintext.
pub(crate) fn assert_all_open(store: &dyn Store, key: &str, older: &[&str], users: usize) {
    let ring = ring(key, older);
    let held = values(store);
    assert_eq!(held.len(), users * VALUES_OF_A_USER);
    for user in 0..users {
        for number in 0..VALUES_OF_A_USER {
            let id = self::user(user, Timestamp::UNIX_EPOCH).id;
            let place = match number {
                0 => SecretLocation::StoreKey(id),
                number => SecretLocation::Variable(VariableId(Uuid::from_u128(value_id(user, number)))),
            };
            let opened = ring.decrypt(&held[&(place.column(), place.id())]).unwrap_or_else(|why| panic!("{place:?}: {why:?}"));
            assert_eq!(opened.plaintext.as_slice(), plaintext(user, number).as_bytes());
            assert_eq!(opened.timestamp, 1_700_000_000, "its time is kept");
            assert!(!older.is_empty() || opened.by == DecryptedBy::Current);
        }
    }
}

fn value_id(user: usize, number: usize) -> u128 {
    0xbeef_0000_0000_0000 + (user as u128) * 16 + number as u128
}

/// Returns the plaintext of a secret.
pub(crate) fn exposed(secret: &Secret) -> &str {
    secret.expose_secret()
}
