//! What every database must do, whatever its backend, and what each backend must do in addition.

mod audit_filters;
mod bulk_users;
mod conformance;
mod embedded;
mod embedded_accounts;
mod embedded_files;
mod model;
mod postgresql;
mod rewrites;
mod sql;
mod sql_values;
mod sql_windows;
mod sqlite;
mod sqlite_files;
mod status;

use jiff::Timestamp;
use kozmoai::model::user::PasswordHash;
use kozmoai::model::{Actor, AuditAction, AuditEntry, Folder, FolderId, StoreUrl, User, UserId};
use kozmoai::store::{Batch, Change, CommitOutcome, Store};
use uuid::Uuid;

use crate::support::server;

/// A database in a temporary location, which is deleted with it.
struct Fixture {
    store: Box<dyn Store>,
    _folder: tempfile::TempDir,
}

impl Fixture {
    /// An empty database of every available backend.
    fn every() -> impl Iterator<Item = Self> {
        let made_by = [|| Some(Self::embedded()), || Some(Self::sqlite()), Self::postgres];
        made_by.into_iter().filter_map(|make| make())
    }

    fn embedded() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let url = StoreUrl::Embedded(folder.path().join("store"));
        Self { store: kozmoai::store::open(&url).unwrap(), _folder: folder }
    }

    fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = sqlite::make(&folder.path().join("kozmoai.db"));
        Self { store, _folder: folder }
    }

    fn postgres() -> Option<Self> {
        let server = server::server()?;
        let store = kozmoai::store::open(&server.url(&server.fresh())).unwrap();
        Some(Self { store, _folder: tempfile::tempdir().unwrap() })
    }
}

/// The path beside which scratch files may be created.
fn scratch() -> std::path::PathBuf {
    std::env::temp_dir().join("kozmoai-test-scratch")
}

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + second).unwrap()
}

fn user(name: &str) -> User {
    User {
        id: UserId(Uuid::new_v4()),
        username: name.to_owned(),
        password: PasswordHash::none(),
        profile_image: None,
        is_active: true,
        was_deactivated: false,
        is_superuser: false,
        create_at: at(0),
        updated_at: at(0),
        last_login_at: None,
    }
}

fn superuser(name: &str) -> User {
    User { is_superuser: true, ..user(name) }
}

fn entry(user: &User) -> AuditEntry {
    AuditEntry {
        at: at(1),
        actor: Actor::Operator("test".to_owned()),
        action: AuditAction::UserCreated,
        target: Some(user.id),
        target_name: Some(user.username.clone()),
        detail: None,
    }
}

fn batch(changes: Vec<Change>) -> Batch {
    Batch { changes, audit: vec![entry(&user("someone"))], keep_a_superuser: true }
}

fn commit(store: &dyn Store, changes: Vec<Change>) -> CommitOutcome {
    store.commit(&batch(changes)).unwrap()
}

/// Creates a user with the default folder.
fn insert(store: &dyn Store, user: &User) {
    let folder = Folder::default_of(user.id, FolderId(Uuid::new_v4()));
    assert_eq!(commit(store, vec![Change::InsertUser(user.clone()), Change::InsertFolder(folder)]), CommitOutcome::Done);
}
