//! Copies between databases: from every backend to every other one and back, refused, failing at every call, killed.

mod commands;
mod engines;
mod failures;
mod genuine;
mod refusals;

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use kozmoai::config::{Origin, Settings, WithOrigin};
use kozmoai::error::Result;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{
    ApiKey, ApiKeyId, AuditAction, AuditEntry, Folder, FolderId, KeyBinding, StoreUrl, StoredApiKey, User, UserId, UserSecrets,
    Variable, VariableId, VariableType,
};
use kozmoai::service::copy::{self, Copied};
use kozmoai::service::{Service, SystemClock};
use kozmoai::store::{KeyGuard, Scope, Store, UserRecord};
use uuid::Uuid;

use crate::support::{clock, failing, parallel, secrets, server, thorough};

/// The relevant tables of Kozmoai 0.1.8, empty.
const SCHEMA: &str = include_str!("fixtures/kozmoai-0.1.8/schema-sqlite.sql");
/// A password hash as Kozmoai computes it.
const BCRYPT: &str = "$2b$12$abcdefghijklmnopqrstuuq1xOQ1T8CfTeQIJkG2jMcTnWmXnYk5e";
/// A password hash as this program computes it.
const ARGON2: &str = "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0$MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE";

/// A backend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Engine {
    Sled,
    Sqlite,
    Postgres,
}

impl Engine {
    /// All backends that are available here.
    fn every() -> impl Iterator<Item = Self> + Clone {
        [Self::Sled, Self::Sqlite, Self::Postgres]
            .into_iter()
            .filter(|engine| *engine != Self::Postgres || server::server().is_some())
    }

    /// All pairs of backends.
    fn pairs() -> impl Iterator<Item = (Self, Self)> {
        Self::every().flat_map(|from| Self::every().map(move |to| (from, to)))
    }

    /// Whether it is Kozmoai's own database.
    fn is_kozmoais(self) -> bool {
        self != Self::Sled
    }

    /// The address of a new database: an embedded one does not exist yet, Kozmoai's own has empty tables.
    fn place(self, folder: &Path, name: &str) -> StoreUrl {
        match self {
            Self::Sled => StoreUrl::Embedded(folder.join(name)),
            Self::Sqlite => {
                let path = folder.join(format!("{name}.db"));
                rusqlite::Connection::open(&path).unwrap().execute_batch(SCHEMA).unwrap();
                StoreUrl::Sqlite(path)
            }
            Self::Postgres => {
                let server = server::server().unwrap();
                server.url(&server.fresh())
            }
        }
    }
}

fn open(url: &StoreUrl) -> Box<dyn Store> {
    kozmoai::store::open_existing(url).unwrap()
}

/// Settings with the first key, in a folder.
fn settings(folder: &Path) -> Arc<Settings> {
    secrets::write_env(folder, &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
    secrets::settings(folder)
}

/// A service for an open database.
fn service_on(folder: &Path, url: &StoreUrl, store: Box<dyn Store>) -> Service {
    let store_url = WithOrigin { value: url.clone(), origin: Origin::Default };
    Service::new(store, Arc::new(Settings { store: store_url, ..(*settings(folder)).clone() }), Box::new(SystemClock))
}

/// A service for the database at an address.
fn service(folder: &Path, url: &StoreUrl) -> Service {
    service_on(folder, url, open(url))
}

fn copy(folder: &Path, from: &StoreUrl, to: &StoreUrl) -> Result<Copied> {
    copy::copy(&settings(folder), &secrets::operator(), from, to, &mut |_| true)
}

/// All users with their data, in the order of ids.
fn export_users(store: &dyn Store) -> Vec<UserRecord> {
    let mut all = Vec::new();
    store
        .export_users(Scope::All, &mut |mut some| {
            all.append(&mut some);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
    for person in &mut all {
        person.folders.sort_by_key(|folder| folder.id);
        person.secrets.variables.sort_by_key(|variable| variable.id);
        person.secrets.api_keys.sort_by_key(|key| key.id);
    }
    all
}

fn at(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(1_700_000_000_000_000 + micros).unwrap()
}

/// The binding to the first key.
fn mark() -> KeyBinding {
    KeyBinding { fingerprint: secrets::ring(secrets::FIRST_KEY, &[]).fingerprint().to_owned(), origin: "the test".to_owned() }
}

/// A user with data of every kind, as this backend stores it; each `number` gives another one.
fn person(engine: Engine, number: u128, password: Option<&str>) -> UserRecord {
    let id = |sort: u128| Uuid::from_u128(0xface_0000_0000 + (number << 96) + (sort << 64));
    let ring = secrets::ring(secrets::FIRST_KEY, &[]);
    let user = User {
        id: UserId(id(0)),
        username: format!("Pérson {number}"),
        password: password.map_or(PasswordHash::none(), PasswordHash::new),
        profile_image: number.is_multiple_of(2).then(|| "Space/046.svg".to_owned()),
        is_active: number != 2,
        was_deactivated: number == 2,
        is_superuser: number < 2,
        create_at: at(1),
        updated_at: at(123_456),
        last_login_at: number.is_multiple_of(2).then(|| at(7)),
    };
    let folder = |sort, name: &str, parent: Option<FolderId>| Folder {
        id: FolderId(id(sort)),
        name: name.to_owned(),
        description: parent.map(|_| "what it is for".to_owned()),
        parent_id: parent,
        user_id: user.id,
    };
    // The inner one has the smaller id, so it is read first.
    let folders = vec![folder(1, "inner", Some(FolderId(id(2)))), folder(2, "My Projects", None)];
    let variable = |sort: u128, kind, fields: &[&str]| Variable {
        id: VariableId(id(sort)),
        name: format!("VARIABLE_{sort}"),
        value: ring.encrypt(format!("secret {number} ✓").as_bytes(), at(0)),
        kind,
        default_fields: fields.iter().map(|field| (*field).to_owned()).collect(),
        created_at: Some(at(2)),
        updated_at: (sort == 4).then(|| at(3)),
    };
    let text = format!("sk-{}", "k".repeat(42 - number as usize) + &"x".repeat(1 + number as usize));
    let api_key = ApiKey {
        id: ApiKeyId(id(5)),
        name: (number != 1).then(|| "ci".to_owned()),
        prefix: ApiKey::prefix_of(&text),
        kept: if engine.is_kozmoais() { StoredApiKey::Plain(text) } else { StoredApiKey::hashed(&text) },
        created_at: at(4),
        last_used_at: Some(at(5)),
        total_uses: 7,
        is_active: number != 3,
        expires_at: None,
    };
    let secrets = UserSecrets {
        variables: vec![
            variable(4, VariableType::Credential, &["openai_api_key", "Grüße \"x\""]),
            variable(3, VariableType::Generic, &[]),
        ],
        api_keys: vec![api_key],
        store_api_key: Some(ring.encrypt(b"store key", at(0))),
    };
    UserRecord { user, folders, secrets }
}

/// Fills a database with users and binds it to the first key.
fn fill(store: &dyn Store, people: &[UserRecord]) {
    let audit = AuditEntry {
        at: at(0),
        actor: secrets::operator(),
        action: AuditAction::UserCreated,
        target: None,
        target_name: None,
        detail: None,
    };
    let ordered = people.iter().cloned().map(|mut person| {
        person.folders.sort_by_key(|folder| folder.name == "inner");
        person
    });
    let (ordered, mark): (Vec<UserRecord>, _) = (ordered.collect(), mark());
    store
        .import_users(KeyGuard { before: None, after: Some(&mark) }, &mut |put| {
            put(ordered.clone())?;
            Ok(audit.clone())
        })
        .unwrap();
}

/// Creates a database with users and returns its address.
fn filled(engine: Engine, folder: &Path, name: &str, people: &[UserRecord]) -> StoreUrl {
    let url = engine.place(folder, name);
    fill(&*kozmoai::store::open(&url).unwrap(), people);
    url
}

/// The names in a folder.
fn names_in(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = folder.read_dir().unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    names
}
