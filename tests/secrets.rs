//! Variables, API keys and Kozmoai Store API keys: permissions, storage, display and audit events.

#![expect(clippy::disallowed_methods, reason = "the environment says how much a test does")]

mod api_keys;
mod concurrent;
mod failures;
mod files;
mod rights;
mod variables;
mod windows;
mod wiped;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use kozmoai::model::{Actor, AuditAction, AuditFilter, Cursor, StoreUrl, User, VariableType};
use kozmoai::secret::Secret;
use kozmoai::service::session::actor_of;
use kozmoai::service::{Clock, NewUser, Service, VariableEdit, VariableRow};
use kozmoai::store::Store;

use crate::support::{failing, secrets, server};

/// A clock that advances by a second on each reading.
#[derive(Clone, Default)]
struct Ticking(Arc<AtomicI64>);

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + self.0.fetch_add(1, Ordering::Relaxed)).unwrap()
    }
}

/// Four users and a database in a temporary folder.
struct TestEnv {
    service: Service,
    clock: Ticking,
    root: User,
    anna: User,
    bob: User,
    /// Inactive.
    carl: User,
    folder: tempfile::TempDir,
}

impl TestEnv {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        secrets::write_env(folder.path(), &format!("KOZMOAI_SECRET_KEY={}\n", secrets::FIRST_KEY));
        let clock = Ticking::default();
        let service = opened(folder.path(), &clock);
        let person = |username: &str, active, superuser| {
            let password = Secret::from("a long enough password");
            let new = NewUser { username: username.to_owned(), password, active: Some(active), superuser };
            service.admin(&secrets::operator()).unwrap().create_user(&new).unwrap()
        };
        let (root, anna) = (person("root", true, true), person("anna", true, false));
        let (bob, carl) = (person("bob", true, false), person("carl", false, false));
        Self { service, clock, root, anna, bob, carl, folder }
    }

    /// Opens the store directly while the service is closed.
    fn with_store<T>(self, look: impl FnOnce(&dyn Store) -> T) -> (Self, T) {
        let Self { service, clock, root, anna, bob, carl, folder } = self;
        drop(service);
        let store = kozmoai::store::open(&StoreUrl::Embedded(folder.path().join("config/store"))).unwrap();
        let seen = look(&*store);
        drop(store);
        let service = opened(folder.path(), &clock);
        (Self { service, clock, root, anna, bob, carl, folder }, seen)
    }

    /// Restarts with another `.env`.
    fn under(self, env: &str) -> Self {
        let Self { service, clock, root, anna, bob, carl, folder } = self;
        drop(service);
        secrets::write_env(folder.path(), env);
        let service = opened(folder.path(), &clock);
        Self { service, clock, root, anna, bob, carl, folder }
    }

    fn set(&self, owner: &User, name: &str, value: &str, kind: Option<VariableType>) -> VariableRow {
        self.service.owner(&secrets::operator(), owner).unwrap().set_variable(&new_value(name, value, kind)).unwrap().0
    }

    fn revealed(&self, owner: &User, name: &str) -> String {
        let revealed = self.service.owner(&secrets::operator(), owner).unwrap().reveal_variable(name).unwrap();
        secrets::exposed(&revealed.value).to_owned()
    }

    /// The audit events of an action, oldest first.
    fn audited(&self, action: AuditAction) -> Vec<(Actor, Option<String>, Option<String>)> {
        let filter = AuditFilter { action: Some(action), ..AuditFilter::default() };
        let events = self.service.admin(&secrets::operator()).unwrap().audit(&filter, &Cursor::FIRST, 1_000).unwrap().rows;
        events.into_iter().rev().map(|event| (event.entry.actor, event.entry.target_name, event.entry.detail)).collect()
    }

    fn events(&self) -> usize {
        self.service
            .admin(&secrets::operator())
            .unwrap()
            .audit(&AuditFilter::default(), &Cursor::FIRST, 10_000)
            .unwrap()
            .rows
            .len()
    }
}

fn opened(folder: &Path, clock: &Ticking) -> Service {
    let settings = secrets::settings(folder);
    kozmoai::fs::private::create_folder(&settings.config_dir.value).unwrap();
    let store = kozmoai::store::open(&settings.store.value).unwrap();
    Service::new(store, settings, Box::new(clock.clone()))
}

fn new_value(name: &str, value: &str, kind: Option<VariableType>) -> VariableEdit {
    VariableEdit { name: name.to_owned(), value: Some(Secret::from(value)), kind, default_fields: None, must_be_new: false }
}

/// Whether any file of a folder contains the text.
fn is_in(folder: &Path, text: &str) -> bool {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in folder.read_dir().unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if std::fs::read(path).unwrap().windows(text.len()).any(|window| window == text.as_bytes()) {
                return true;
            }
        }
    }
    false
}
